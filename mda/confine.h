/*
 * confine: the process that acts, before it does what a process that parsed a
 * mail told it to.  A mail that is only stored takes no right to run programs,
 * to make sockets, or to reach other files than those of its mailbox.
 */
#ifndef MDA_CONFINE_H
#define MDA_CONFINE_H

#include "session.h"

/*
 * For the rest of this process's life.  Where something is sent, a program is
 * run, or the user's log is still to be made, all rights of the user are
 * needed: nothing happens.
 */
void confine(const struct session *session, const struct order *order);

#endif
