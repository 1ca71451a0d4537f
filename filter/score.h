/*
 * score: the lines of the score, each a fact about the mail with its points.
 */
#ifndef FILTER_SCORE_H
#define FILTER_SCORE_H

#include "judgement.h"

/* Adds the lines that apply, and their sum, to the verdict. */
void score_all(struct judgement *judgement);

#endif
