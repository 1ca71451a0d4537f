/*
 * shown: text that somebody else chose, made fit for a terminal or a log.
 */
#ifndef FILTER_SHOWN_H
#define FILTER_SHOWN_H

#include "arena.h"
#include "str.h"

/*
 * Every byte of a control character (but tabs), of one that turns or breaks a
 * line, or of what is not UTF-8 becomes '?'.  Longer than max bytes: cut before
 * a character.
 */
struct str shown(struct arena *arena, struct str text, size_t max);

#endif
