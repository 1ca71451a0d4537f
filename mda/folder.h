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

/*
 * False for a name that must not be: not UTF-8, an empty level ("..", "a//b"),
 * control characters, a first '~' (IMAP servers take it for a home), too long
 * or too deep.  What it returns has no '/', and is "." or begins with '.' and
 * something else than '.'.
 */
bool folder_directory(struct arena *arena, struct str folder,
		      const char **directory);

/*
 * The name, in UTF-8 with '/' between levels, of a sub-folder's directory.
 * False when folder_directory() would not lead back to it.
 */
bool folder_from_directory(struct arena *arena, struct str directory,
			   struct str *folder);

#endif
