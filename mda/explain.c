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
	session_read_stored(&session, session.options.arguments[0]);
	if (session.user_found)
		session_open_state(&session, false);
	session_read_scripts(&session);
	question = consult_question_of_stored(&session);
	question.report = session.options.json ? REPORT_JSON : REPORT_TEXT;
	return consult_and_show(&session, &question);
}
