/*
 * homograph: names that an eye takes for another one (UTS #39), and characters
 * that it does not see.  The tables are those of ICU, and this is the one file
 * that knows it.  All texts are UTF-8; what is none looks like nothing.
 */
#ifndef FILTER_HOMOGRAPH_H
#define FILTER_HOMOGRAPH_H

#include "arena.h"

struct homograph;

/* Costs nothing until there is something to look at.  To be freed. */
struct homograph *homograph_new(struct arena *arena);
void homograph_free(struct homograph *homograph);

/* In any case; two that are equal look alike too. */
bool homograph_alike(struct homograph *homograph, struct str a, struct str b);

/* Letters of scripts that are not written together: not Latin with Cyrillic,
 * but Latin with Han and Hiragana is good. */
bool homograph_mixes_scripts(struct homograph *homograph, struct str text);

/* Without the characters that show nothing. */
struct str homograph_visible(struct arena *arena, struct str text);

/*
 * One of those where it can only be there to hide, between two letters of
 * ASCII or the dots and signs of an address; or one that turns around what
 * follows.  Names in Persian or with an emblem hold others for good reasons.
 */
bool homograph_hides(struct str text);

#endif
