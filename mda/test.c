#include "test.h"

#include <string.h>

#include "consult.h"
#include "limits.h"
#include "session.h"

static enum journal_level level_named(const char *name)
{
	static const char *const names[] = {
		[JOURNAL_ACTIONS] = "actions",
		[JOURNAL_COMMANDS] = "commands",
		[JOURNAL_TESTS] = "tests",
		[JOURNAL_MATCHING] = "matching",
	};

	for (int i = 0; i <= JOURNAL_MATCHING; i++)
		if (name != NULL && strcmp(name, names[i]) == 0)
			return (enum journal_level)i;
	if (name != NULL)
		status_exit(STATUS_USAGE, "5.5.4",
			    "-T is actions, commands, tests or matching");
	return JOURNAL_MATCHING;
}

int test_main(int argc, char **argv)
{
	struct session session;
	struct question question;

	session_configure(&session, argc, argv, STATUS_USAGE);
	if (session.options.argument_count != 2)
		status_exit(STATUS_USAGE, "5.5.4",
			    "test wants a script and the file of one mail");
	session_read_stored(&session, session.options.arguments[1]);
	/* The administrator's before and after it run as well. */
	session.config.script = session.options.arguments[0];
	session_read_scripts(&session);
	question = consult_question_of_stored(&session);
	question.report = REPORT_STEPS;
	question.level = level_named(session.options.level);
	return consult_and_show(&session, &question);
}
