/*
 * user: who a mail is for: virtual users from a cdb, else system users, else
 * the invoking user.  Found before a byte of mail is read.
 */
#ifndef MDA_USER_H
#define MDA_USER_H

#include <sys/types.h>

#include "config.h"

struct user {
	const char *name; /* as found: the address or login name, without
			     * +detail */
	const char *local, *domain; /* its parts; domain "" for system users */
	const char *detail; /* what followed the delimiter; "" when nothing */
	uid_t uid;
	gid_t gid;
	const char *home; /* absolute */
	const char *maildir; /* absolute, expanded */
	bool virtual_user;
	struct quota_size quota; /* of the mailbox; nothing set: none known */
};

enum user_status {
	USER_FOUND,
	USER_UNKNOWN, /* exit 67 */
	USER_TEMPFAIL, /* the database could not be read: exit 75 */
};

/*
 * name: what -d said, or NULL (then USER and HOME, else the effective uid).
 * Looked up whole first, then without its detail; in the users database, where
 * there is one, then by "@domain".  An address that is not there is unknown;
 * without a database the domain must be local_domains', the host's own or
 * "localhost", and the rest a login name.  A name with '/', NUL, control bytes
 * or a leading '.' in local or domain is USER_UNKNOWN.  Fields live in the
 * arena; *error says what is wrong.
 */
enum user_status user_find(struct arena *arena, const struct config *config,
			   const char *name, struct user *user,
			   struct str *error);

/* %u name, %n local, %d domain, %h home, %% percent.  False with *error, and
 * errno EINVAL: it lies at the pattern. */
bool user_expand(struct arena *arena, const struct user *user,
		 const char *pattern, const char **expanded, struct str *error);

#endif
