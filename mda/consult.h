/*
 * consult: asks the decider about the mail of a session.
 */
#ifndef MDA_CONSULT_H
#define MDA_CONSULT_H

#include "decide.h"
#include "session.h"

/* All that the decider is asked.  Points into the session. */
struct question consult_question(struct session *session);
/* The same of a mail that was delivered before: explain, test. */
struct question consult_question_of_stored(struct session *session);
/* Asks it.  The order lives in the arena.  False with *error: decider_run(). */
bool consult(struct arena *arena, const struct session *session,
	     const struct question *question, struct order *order,
	     struct str *error);
/* The same, and its report to stdout.  Returns what to end with. */
int consult_and_show(struct session *session, const struct question *question);
/* The same for a delivery: a mail on which it fails again and again is
 * delivered all the same (poison.h). */
struct order consult_in_the_end(struct session *session,
				const struct question *question);

#endif
