/*
 * interrupt: signals that ask to end, and the deadline.  They only raise a
 * flag, and system calls return EINTR: whoever waits asks
 * interrupt_pending(), cleans up and lets the MTA retry.  The program itself
 * never dies by a signal, which Exim would take for a bounce.
 */
#ifndef MDA_INTERRUPT_H
#define MDA_INTERRUPT_H

#include <stdbool.h>

/*
 * Catches TERM, INT, HUP, XCPU and ALRM; ignores PIPE and XFSZ (writes then
 * fail with EPIPE, EFBIG); turns a crash of this process into exit 75.
 */
void interrupt_catch(void);
/* In a child: a signal does what it does by default. */
void interrupt_default(void);

/* From now on; a second call moves it. */
void interrupt_deadline(unsigned seconds);
/* Milliseconds until the deadline, at least 0. */
int interrupt_remaining(void);

/* A signal came, or the deadline passed. */
bool interrupt_pending(void);

/* A byte in this pipe, from another process of ours, is a signal as well. */
void interrupt_hear(int fd);

/*
 * Until this is called, a second signal (and the deadline plus five seconds)
 * ends the process with 75 on the spot, wherever it hangs.  Afterwards only
 * the flag is raised: mail is being stored.
 */
void interrupt_hold(void);

#endif
