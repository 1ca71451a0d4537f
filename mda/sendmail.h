/*
 * sendmail: hands a mail to the local sendmail program, or to a server.
 */
#ifndef MDA_SENDMAIL_H
#define MDA_SENDMAIL_H

#include "../filter/action.h"
#include "program.h"

struct sendmail {
	const char *program;
	bool dsn; /* it knows -N and -R as Postfix's and Sendmail's do */
	const char *relay; /* "smtp://HOST:PORT": in its place; or NULL */
	struct str name; /* ours, for a server */
	const struct user *user; /* for HOME, USER and LOGNAME */
	unsigned seconds; /* then it is killed */
};

/* The envelope of a mail that leaves. */
struct departure {
	struct str sender; /* "" is the null sender */
	struct str recipient;
	struct redirect_wish wish;
};

/*
 * Runs "PROGRAM -i -f SENDER -- RECIPIENT", without a shell, with the mail on
 * stdin; waxseal-submit, which lies beside this program, when there is a relay.
 * mail_fd: a whole mail, to be read from its start: should we die, the program
 * does not take half a mail for a mail.  Of the wish it is told what it can know.
 * A bad address is PROGRAM_FAILED; *error as program_run() has it.
 */
enum program_status sendmail_run(struct arena *arena,
				 const struct sendmail *sendmail, int mail_fd,
				 const struct departure *departure,
				 struct str *error);

#endif
