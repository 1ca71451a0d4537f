/*
 * keywords: which of the letters a to z in a file's name stands for which IMAP
 * keyword.  Each folder has its own, in the file dovecot-keywords:
 *	0 $Forwarded
 *	1 work
 */
#ifndef MDA_KEYWORDS_H
#define MDA_KEYWORDS_H

#include "../filter/arena.h"

#define KEYWORDS 26

struct keywords {
	struct str names[KEYWORDS]; /* empty: the letter means nothing */
};

/* Of an open folder; one without that file has none. */
struct keywords keywords_read(struct arena *arena, int folder);
/* 0: it has no letter for this one. */
char keywords_letter(const struct keywords *keywords, struct str name);

#endif
