/*
 * fields: header fields as a script sees them, each read once however many
 * tests look at it; those of the mail, with what the script has changed, or
 * those of a part.
 */
#ifndef FILTER_SIEVE_FIELDS_H
#define FILTER_SIEVE_FIELDS_H

#include "../address.h"
#include "../message.h"
#include "../mime_field.h"

enum field_origin {
	FIELD_OURS, /* what we found: a script can only look at it */
	FIELD_ABOVE, /* by the script, between ours and those of the mail */
	FIELD_MAIL,
	FIELD_BELOW, /* by the script, behind those of the mail */
};

/* Read them by the functions below. */
struct field {
	struct header header;
	enum field_origin origin;
	bool fixed; /* by us in the script's name: it stays */
	bool has_value, has_addresses, has_mime;
	struct str value;
	struct mailbox_list addresses;
	struct mime_field mime;
};

struct fields {
	struct arena *arena;
	struct field *list; /* in the order of their origins */
	size_t count, capacity;
};

struct fields *fields_new(struct arena *arena, const struct header *headers,
			  size_t count);
/* One that can be changed without changing the other. */
struct fields *fields_copy(struct arena *arena, const struct fields *fields);

/* Index of the next field of that name from *at on; *at is then behind it.
 * False: there is no more.  Each field passed is counted in *steps. */
bool fields_next(const struct fields *fields, struct str name, size_t *at,
		 size_t *index, uint64_t *steps);

struct str fields_name(const struct fields *fields, size_t index);
/* Unfolded, trimmed, encoded words decoded; other 8-bit bytes as they are. */
struct str fields_value(struct fields *fields, size_t index);
struct mailbox_list fields_addresses(struct fields *fields, size_t index);
struct mime_field fields_mime(struct fields *fields, size_t index);

/* As the last, or (FIELD_ABOVE) the first, of its origin. */
void fields_insert(struct fields *fields, const struct field *field);
void fields_remove(struct fields *fields, size_t index);

#endif
