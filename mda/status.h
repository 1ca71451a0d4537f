/*
 * status: the only exit statuses there are, and one way to end with each.
 * Every line on stderr begins with the RFC 3463 status that says the same as
 * the exit status, because Postfix believes the text over the number.
 */
#ifndef MDA_STATUS_H
#define MDA_STATUS_H

enum status {
	STATUS_DELIVERED = 0,
	STATUS_USAGE = 64, /* our own command line, not a mail's fault */
	STATUS_DATA = 65, /* check: a script with errors */
	STATUS_NO_USER = 67, /* 5.1.1 */
	STATUS_RETRY = 75, /* 4.x.x: every surprise */
	STATUS_REFUSED = 77, /* 5.7.1: Sieve's reject, with -e */
};

/* Prints "ENHANCED text" on stderr as one line. */
void status_say(const char *enhanced, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The same, logs it, and ends. */
_Noreturn void status_exit(enum status status, const char *enhanced,
			   const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* status, once all output is written; else 75. */
enum status status_after_output(enum status status);

/* From now on the mail is delivered: whatever goes wrong with what is left to
 * do, this process ends with 0, lest the mail comes again. */
void status_settle(void);
/* What to end with where it would have been status. */
enum status status_of_failure(enum status status);

/* status_exit(STATUS_RETRY, "4.3.0", "out of memory"): for arena_new(). */
void status_out_of_memory(void);

/* "4.2.2" when errno says that there is no room, else "4.3.0". */
const char *status_of_errno(int error);

#endif
