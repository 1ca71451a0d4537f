/*
 * decide: the decider's work: from bytes, envelope, DNS and scripts to an
 * order.  Runs in the child.
 */
#ifndef MDA_DECIDE_H
#define MDA_DECIDE_H

#include "../filter/filter.h"
#include "../filter/sieve/journal.h"
#include "decision.h"
#include "input.h"

enum report_kind {
	REPORT_NONE,
	REPORT_TEXT, /* for people */
	REPORT_JSON,
	REPORT_NAME, /* whose mail it is, in a few words */
	REPORT_STEPS, /* what the scripts did, and what comes of it */
};

struct question {
	struct str mail;
	const struct input *input; /* whose it is, for its pages; or NULL */
	const struct envelope *envelope;
	bool stored; /* explain: what is not told, the mail says, and what it
		      * was judged by then is known when it has evidence */
	bool live; /* DNS is asked even so */
	const struct policy *policy;
	struct dns *dns;
	time_t now;
	bool evidence; /* to be stored with the mail */
	struct recipient recipient;
	struct str redirect_name; /* of the user; empty: none is known */
	struct str user_script; /* which of its scripts is the user's own */
	enum report_kind report;
	enum journal_level level; /* of REPORT_STEPS */
};

/* question: a struct question. */
struct order decide(struct arena *arena, const void *question);

#endif
