/*
 * session: what every subcommand that looks at a mail needs, opened step by
 * step in the order in which main() must take the steps.  A step that fails
 * ends the program with its status.
 */
#ifndef MDA_SESSION_H
#define MDA_SESSION_H

#include "config.h"
#include "input.h"
#include "maildir.h"
#include "options.h"
#include "script.h"
#include "secret.h"
#include "seen.h"
#include "status.h"
#include "user.h"

struct session {
	struct arena *arena;
	struct options options;
	struct config config;
	struct secrets secrets; /* opened, not read */
	struct dns *dns;
	struct user user;
	bool user_found;
	struct maildir *maildir; /* NULL: there is none, or not yet */
	const char *state; /* what is remembered, as a path; "" */
	struct seen_store *seen; /* NULL: nothing is remembered */
	struct input input;
	struct scripts scripts;
	bool runs_programs; /* that scripts name; else nothing is done */
	struct str address_book, trusted; /* the user's; or empty */
};

/* Command line, configuration, log, deadline, resolver.  usage: how a wrong
 * command line ends. */
void session_configure(struct session *session, int argc, char **argv,
		       enum status usage);
/* Whom -d or the environment names; unknown: 67. */
void session_find_user(struct session *session);
/* No rights but that user's from here on, and a clean environment. */
void session_become_user(struct session *session);
/* create: a mailbox that is missing is made. */
void session_open_mailbox(struct session *session, bool create);
/* What is remembered for the user.  create: begun when there is nothing yet.
 * One that cannot be used is said in the log: the mail is delivered without. */
void session_open_state(struct session *session, bool create);
/* From -p or stdin. */
void session_read_mail(struct session *session);
/* And the user's lists: one that cannot be read is said in the log, and is no
 * reason to hold a mail back. */
void session_read_scripts(struct session *session);

/* The mail in the file of that name, "-" for stdin; where -d says whose it is,
 * as that user and with their mailbox, if there is one. */
void session_read_stored(struct session *session, const char *path);

/* Seconds since 1970, unless the configuration says otherwise. */
time_t session_now(const struct session *session);
/* Local time: minutes east of UTC.  Reads a file the first time alone. */
int session_local(time_t when);
/* Local time now. */
int session_zone(const struct session *session);

#endif
