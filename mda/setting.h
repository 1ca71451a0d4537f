/*
 * setting: the text of a configuration file, one setting after the other.
 */
#ifndef MDA_SETTING_H
#define MDA_SETTING_H

#include "../filter/arena.h"

struct setting {
	struct str place; /* "FILE:LINE" or "-o KEY=VALUE" */
	struct str section, key, value; /* section: "" above all of them */
};

/* False with *error ends the reading. */
typedef bool setting_taker(struct arena *arena, const struct setting *setting,
			   void *user, struct str *error);

/*
 * Gives all settings to take(), in their order: "key = value" under "[section]",
 * a value continued on lines that begin with a blank.  path: for errors.  False
 * with *error: one line.
 */
bool settings_read(struct arena *arena, const char *path, struct str text,
		   setting_taker *take, void *user, struct str *error);

/* False, with *error: the place, the key, and what is allowed. */
bool setting_refuse(struct arena *arena, const struct setting *setting,
		    const char *allowed, struct str *error);

#endif
