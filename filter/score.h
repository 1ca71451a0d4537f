/*
 * score: the lines of the score, each a fact about the mail with its points.
 */
#ifndef FILTER_SCORE_H
#define FILTER_SCORE_H

#include "judgement.h"

/* Name, default points and meaning of a rule, for config and manual page. */
struct score_rule_info {
	const char *name, *meaning;
	int points;
};
extern const struct score_rule_info score_rules[SCORE_RULES];

/* "5.0", "-0.5", "1.25" for hundredths. */
struct str score_text(struct arena *arena, int points);

/* Adds the lines that apply, and their sum, to the verdict. */
void score_all(struct judgement *judgement);

#endif
