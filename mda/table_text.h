/*
 * table_text: makes a table of a text file, a line an entry.  Empty lines and
 * those that begin with "#" say nothing.
 */
#ifndef MDA_TABLE_TEXT_H
#define MDA_TABLE_TEXT_H

#include "../filter/arena.h"

struct table_text {
	const char *entry; /* what one is called */
	const char *duplicate; /* what is wrong with a second one */
	size_t limit; /* bytes of the file */
	/* NULL with the key and the value, or what is wrong. */
	const char *(*read_line)(struct arena *arena, struct str line,
				 struct str *key, struct str *value);
};

/* All of it or nothing.  Says on stdout how many, and on stderr what is wrong;
 * 0; 65: errors in the text; 75: files. */
int table_text_build(struct arena *arena, const struct table_text *text,
		     const char *text_path, const char *path);

#endif
