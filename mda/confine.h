/*
 * confine: the process that acts, before it does what a process that parsed a
 * mail told it to.  That takes no right to run programs, to make sockets, or to
 * reach other files than those of the mailbox: what has to be started is
 * started by the runner.
 */
#ifndef MDA_CONFINE_H
#define MDA_CONFINE_H

#include "decision.h"
#include "session.h"

/*
 * For the rest of this process's life.  The user's log is begun before, where
 * there may be something to tell.  asks: there is a runner.
 */
void confine(const struct session *session, const struct order *order,
	     bool asks);

#endif
