/*
 * key: a DKIM key record (RFC 6376 3.6.1, RFC 8463 4), as ARC uses it too.
 */
#ifndef FILTER_KEY_H
#define FILTER_KEY_H

#include "arena.h"
#include "crypto.h"
#include "str.h"

struct key {
	enum key_type type; /* k= */
	struct str data; /* p=, decoded */
	bool testing; /* t=y: failures mean nothing */
	bool same_domain; /* t=s: i= must have exactly the domain of d= */
};

enum key_status {
	KEY_OK,
	KEY_FOREIGN, /* some other text at this name, no key record */
	KEY_UNUSABLE, /* a key record, not to be used for mail or by us */
};

/*
 * One TXT record.  *reason is set unless KEY_OK.  testing is read as far as
 * possible in any case.
 */
enum key_status key_parse(struct arena *arena, struct str record,
			  struct key *key, const char **reason);

#endif
