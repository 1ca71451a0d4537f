/*
 * quota_size: how many bytes and mails a mailbox holds, or may hold.
 */
#ifndef MDA_QUOTA_SIZE_H
#define MDA_QUOTA_SIZE_H

#include <stdbool.h>
#include <stdint.h>

#include "../filter/str.h"

struct quota_size {
	uint64_t bytes, mails; /* of a limit: 0 is no limit */
};

/* Numbers end here, so that a thousand times such a number does not overflow,
 * nor does the sum of all lines of maildirsize. */
#define QUOTA_MOST (UINT64_C(1) << 50)

/* "1G", "500M 10000" (mails), "500M,10000C" or "10000000S,1000C", as
 * administrators and Maildir++ write it.  False: none of these. */
bool quota_size_parse(struct str text, struct quota_size *size);

/* Digits off the front of text.  False: none, or beyond QUOTA_MOST. */
bool quota_take_number(struct str *text, uint64_t *number);

/* What maildirsize says. */
struct quota_file {
	struct quota_size limit, used;
	size_t lines; /* after the first */
};

/*
 * "10000000S,1000C", then lines "BYTES MAILS", whose sums are what is used.
 * False: it is damaged; limit is that of the first line, where that is good,
 * and nothing else counts.
 */
bool quota_file_parse(struct str text, struct quota_file *file);

#endif
