/*
 * folder: names of folders as Sieve has them <-> directories of Maildir++.
 *	"Lists/foo"  "INBOX.Lists.foo"	.Lists.foo
 *	"Entwürfe"			.Entw&APw-rfe
 *	"INBOX" in any case		.
 * Both '/' and '.' separate levels: '.' cannot stand within one on disk, and
 * scripts are written with either.  A leading INBOX level means the inbox's own
 * sub-folders, which all folders are.
 */
#ifndef MDA_FOLDER_H
#define MDA_FOLDER_H

#include "../filter/arena.h"
#include "limits.h"

/*
 * False for a name that must not be: not UTF-8, an empty level ("..", "a//b"),
 * control characters, a first '~' (IMAP servers take it for a home), too long
 * or too deep.  What it returns has no '/', and is "." or begins with '.' and
 * something else than '.'.
 */
bool folder_directory(struct arena *arena, struct str folder,
		      const char **directory);

/*
 * The same directory as it is called where names stand in UTF-8 (".Entwürfe"),
 * as Dovecot's option "UTF-8" has it, and back.  False: it is not one of
 * folder_directory(), or not UTF-8, or too long.
 */
bool folder_to_utf8(char name[LIMIT_FOLDER_NAME + 1], const char *directory);
bool folder_from_utf8(struct arena *arena, const char *name,
		      struct str *directory);

/*
 * The name, in UTF-8 with '/' between levels, of a sub-folder's directory.
 * False when folder_directory() would not lead back to it.
 */
bool folder_from_directory(struct arena *arena, struct str directory,
			   struct str *folder);

#endif
