/*
 * sendmail: hands a mail to the local sendmail program.
 */
#ifndef MDA_SENDMAIL_H
#define MDA_SENDMAIL_H

#include "program.h"

struct sendmail {
	const char *program;
	const struct user *user; /* for HOME, USER and LOGNAME */
	unsigned seconds; /* then it is killed */
};

/*
 * Runs "PROGRAM -i -f SENDER -- RECIPIENT", without a shell, with the mail on
 * stdin.  mail_fd: a whole mail, to be read from its start: should we die, the
 * program does not take half a mail for a mail.  sender: "" is the null sender.
 * A bad address is PROGRAM_FAILED; *error as program_run() has it.
 */
enum program_status sendmail_run(struct arena *arena,
				 const struct sendmail *sendmail, int mail_fd,
				 struct str sender, struct str recipient,
				 struct str *error);

#endif
