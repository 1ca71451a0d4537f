/*
 * fold: one header field being written, folded before column 78 (RFC 5322
 * 2.1.1) with LF and a tab.  Only printable ASCII gets in: any other byte
 * becomes '?', so no value can end the field.
 */
#ifndef FILTER_FOLD_H
#define FILTER_FOLD_H

#include "buf.h"
#include "str.h"

struct fold {
	struct buf *out;
	size_t column;
	bool fresh; /* nothing stands on this line yet */
};

/* "Name:" */
struct fold fold_begin(struct buf *out, struct str name);
/* A space, or a fold, and the word, which is never broken. */
void fold_word(struct fold *fold, struct str word);
/* The part directly behind what stands there; a fold before it if it must. */
void fold_part(struct fold *fold, struct str part);
/* All words of a text. */
void fold_words(struct fold *fold, struct str text);
/* The next word stands on a line of its own. */
void fold_line(struct fold *fold);
/* The final LF. */
void fold_end(struct fold *fold);

#endif
