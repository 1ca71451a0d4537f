#include "explain.h"

#include "consult.h"
#include "session.h"

int explain_main(int argc, char **argv)
{
	struct session session;
	struct question question;

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
	question = consult_question_of_stored(&session);
	question.report = session.options.json ? REPORT_JSON : REPORT_TEXT;
	return consult_and_show(&session, &question);
}
