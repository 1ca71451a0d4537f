/*
 * folder: a mailbox as scripts name it.
 */
#ifndef FILTER_SIEVE_FOLDER_H
#define FILTER_SIEVE_FOLDER_H

#include "../arena.h"
#include "../str.h"

/*
 * UTF-8 with '/' between levels, as struct action has it.  Scripts come from
 * servers with either separator: '.' is read as '/', and the prefix "INBOX."
 * that some put before every folder is taken off.  NULL when the name can be
 * used; else why it cannot, for people.
 */
const char *folder_name(struct arena *arena, struct str text,
			struct str *folder);

#endif
