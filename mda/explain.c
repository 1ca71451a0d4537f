#include "explain.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "consult.h"
#include "session.h"

int explain_main(int argc, char **argv)
{
	struct session session;
	struct question question;
	struct order order;

	session_configure(&session, argc, argv, STATUS_USAGE);
	if (session.options.argument_count != 1)
		status_exit(STATUS_USAGE, "5.5.4",
			    "explain wants the file of one mail");
	session.options.mail_path = session.options.arguments[0];
	session_read_mail(&session);
	if (session.options.user != NULL) {
		session_look_as_user(&session);
		session_open_mailbox(&session, false);
		session_open_state(&session, false);
	}
	session_read_scripts(&session);
	question = consult_question(&session);
	question.stored = true;
	question.live = session.options.live;
	question.evidence = false;
	question.report = session.options.json ? REPORT_JSON : REPORT_TEXT;
	order = consult_or_retry(&session, &question);
	fwrite(order.report.ptr, 1, order.report.len, stdout);
	if (fflush(stdout) != 0)
		status_exit(STATUS_RETRY, "4.3.0", "stdout: %s",
			    strerror(errno));
	return (int)order.exit_status;
}
