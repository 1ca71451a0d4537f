/*
 * users: the database of virtual users (a cdb) and its text form, one user a
 * line:
 *	address:uid:gid:home:maildir:options
 *	ann@home.example:vmail:vmail:/var/vmail/ann::
 *	@lists.example:5000:5000:/var/vmail/lists:/var/vmail/lists/%n:
 * uid and gid are numbers or names, and never root's.  maildir may be empty
 * (the configuration's) and may hold what user_expand() knows.  The only option
 * is quota=SIZE, as quota_size_parse() reads it.  Empty fields at the end may be
 * missing.  "@domain" stands for all others of that domain.
 */
#ifndef MDA_USERS_H
#define MDA_USERS_H

#include <sys/types.h>

#include "../filter/arena.h"
#include "quota_size.h"

struct users_entry {
	uid_t uid;
	gid_t gid;
	const char *home; /* absolute */
	const char *maildir; /* a pattern; "" for the configuration's */
	struct quota_size quota; /* nothing set: the configuration's */
};

/* Reads "uid:gid:home:maildir:options", numbers only.  False with *error, which
 * lives as long as the program. */
bool users_entry_parse(struct arena *arena, struct str value,
		       struct users_entry *entry, const char **error);

/* waxseal users build TEXT CDB | users show CDB ADDRESS; argv[0] is "users".
 * 0; 64: usage; 65: errors in the text; 67: no such address; 75: files. */
int users_main(int argc, char **argv);

#endif
