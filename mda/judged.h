/*
 * judged: everything that is known when a mail has been judged.
 */
#ifndef MDA_JUDGED_H
#define MDA_JUDGED_H

#include "decide.h"
#include "evidence.h"

struct judged {
	const struct question *question;
	struct evidence evidence; /* that the mail came with */
	struct facts facts;
	struct dns *dns;
	struct recorder *recorder; /* NULL: no evidence is stored */
	struct message message;
	struct assessment assessment;
	struct decision decision;
	struct journal *journal; /* NULL: nobody reads it */
	struct stopwatch *stopwatch;
	uint64_t verifying, sorting; /* microseconds, without DNS */
};

#endif
