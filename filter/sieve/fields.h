/*
 * fields: the header fields of the mail as tests see them, each read once
 * however many tests look at it.
 */
#ifndef FILTER_SIEVE_FIELDS_H
#define FILTER_SIEVE_FIELDS_H

#include "../address.h"
#include "../message.h"

struct fields;

struct fields *fields_new(struct arena *arena, const struct message *message);

/* Index of the next field of that name from *at on; *at is then behind it.
 * False: there is no more.  Each field passed is counted in *steps. */
bool fields_next(const struct fields *fields, struct str name, size_t *at,
		 size_t *index, uint64_t *steps);

/* Unfolded, trimmed, encoded words decoded; other 8-bit bytes as they are. */
struct str fields_value(struct fields *fields, size_t index);
struct mailbox_list fields_addresses(struct fields *fields, size_t index);

/* Bytes of the whole mail with CRLF at its line ends (RFC 5322 2.1). */
uint64_t fields_wire_size(struct fields *fields);

#endif
