/*
 * decide_case: `waxseal explain` in one process, without a sandbox, so that
 * valgrind can watch it: see tests/valgrind.
 *
 *	decide_case explain [OPTION...] MAIL
 *
 * Not only the report is made: the order is written, read and checked, as it is
 * where it crosses from one process to the other.
 */
#include <stdio.h>

#include "../mda/consult.h"
#include "../mda/limits.h"
#include "../mda/session.h"

static struct order cross(struct session *session, const struct order *order)
{
	struct order crossed;
	struct str bytes;
	const char *wrong;

	if (!order_encode(session->arena, order, &bytes))
		status_exit(STATUS_RETRY, "4.3.0", "the order is too long");
	if (!order_decode(session->arena, bytes, session->input.mail.len,
			  &crossed, &wrong))
		status_exit(STATUS_RETRY, "4.3.0", "%s", wrong);
	return crossed;
}

int main(int argc, char **argv)
{
	struct session session;
	struct question question;
	struct order order;
	struct arena *arena;

	session_configure(&session, argc - 1, argv + 1, STATUS_USAGE);
	session.options.mail_path = session.options.arguments[0];
	session_read_mail(&session);
	session_read_scripts(&session);
	question = consult_question(&session);
	question.stored = true;
	question.live = session.options.live;
	question.report = session.options.json ? REPORT_JSON : REPORT_TEXT;
	arena = arena_new(LIMIT_CHILD_ARENA, status_out_of_memory);
	order = decide(arena, &question);
	order = cross(&session, &order);
	fwrite(order.report.ptr, 1, order.report.len, stdout);
	arena_free(arena);
	arena_free(session.arena);
	input_release(&session.input);
	return fflush(stdout) == 0 ? (int)order.exit_status : STATUS_RETRY;
}
