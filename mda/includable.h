/*
 * includable: the scripts that others include (RFC 6609), as bytes: the user's own
 * and the administrator's, each a folder of NAME.sieve.
 */
#ifndef MDA_INCLUDABLE_H
#define MDA_INCLUDABLE_H

#include <sys/types.h>

#include "../filter/str.h"
#include "../filter/sieve/sieve.h"

/* Files of a folder that end in ".sieve" and do not begin with ".", in the
 * order of their bytes; LIMIT_INCLUDABLE at most.  False with errno. */
bool includable_names(struct arena *arena, const char *folder,
		      struct str_list *names);

struct includable_options {
	const char *personal, *global; /* folders; NULL: none */
	size_t script_size; /* the most of one */
	uid_t owner; /* whose the personal ones must be, or root's */
};

/*
 * With the rights that we have.  A folder that is missing is empty; a script
 * that cannot be read is there, with its problem.  A personal one must belong to
 * its owner; a global one must not be everybody's to write.
 */
struct sieve_includable includable_read(
	struct arena *arena, const struct includable_options *options);

/* What a script in the file path includes lies beside it, as ManageSieve keeps
 * them; and in the administrator's folder, if that is the same for all users.
 * global: sieve_global_dir. */
struct sieve_includable includable_beside(struct arena *arena, const char *path,
					  const char *global);

/* Whether the script could include another: the word stands in it. */
bool includable_is_wanted(struct str script);
/* In any case of its letters: what is behind it is not parsed here. */
bool includable_mentions(struct str script, struct str word);

#endif
