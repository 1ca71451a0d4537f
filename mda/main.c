/*
 * waxseal: takes one mail for one recipient from an MTA, finds out who wrote
 * it, sorts and stores it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../filter/buf.h"
#include "check.h"
#include "confine.h"
#include "consult.h"
#include "deliver.h"
#include "explain.h"
#include "guard.h"
#include "interrupt.h"
#include "log.h"
#include "notice.h"
#include "people.h"
#include "refilter.h"
#include "runner.h"
#include "session.h"
#include "stopwatch.h"
#include "srs.h"
#include "test.h"
#include "trusted_table.h"
#include "users.h"
#include "version.h"

static const char usage[] =
	"waxseal [deliver] [-enk] [--json] [-d user] [-f sender] [-a address]\n"
	"        [-r address] [-m mailbox] [-p file] [-c file] [-o key=value]\n"
	"        [--client-ip address] [--helo name] [--client-name name]\n"
	"        [--queue-id id] [--sasl login]     deliver the mail on stdin\n"
	"waxseal explain [--json] [--live] [the same] MAIL\n"
	"                                           what would happen, and "
	"why\n"
	"waxseal test [-T actions|commands|tests|matching] [the same] "
	"SCRIPT MAIL\n"
	"                                           what a script does with a "
	"mail\n"
	"waxseal refilter [--apply] [--live] -d user FOLDER\n"
	"                                           scripts over mail that is "
	"there\n"
	"waxseal check [--json] [-c FILE] SCRIPT... what is wrong with "
	"scripts\n"
	"waxseal users build TEXT CDB               make the users' database\n"
	"waxseal users show CDB ADDRESS             an entry of it\n"
	"waxseal addressbook FOLDER...              whom a user wrote to\n"
	"waxseal trusted build TEXT CDB             make the list of whom to "
	"trust\n"
	"waxseal srs forward|reverse ADDRESS        rewrite a sender, and "
	"back\n"
	"waxseal srs socketmap|tcp-forward|tcp-reverse\n"
	"                                           the same, for a mail "
	"server\n"
	"waxseal sandbox                            what the processes may "
	"do here\n"
	"Manual: waxseal(1), waxseal.conf(5).\n";

/* -- deliver: what is done with a decision ------------------------------------------ */

/* What went otherwise than the script says: errors of the script, what could
 * not be read of it, what could not be done. */
static struct str user_text(struct session *session, const struct order *order,
			    const struct delivery_report *report)
{
	const struct str parts[] = { order->user_error,
				     session->scripts.problem, report->text };
	struct buf text = buf_new(session->arena, ORDER_MAX);

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i].len > 0)
			buf_printf(&text, "%.*s\n", STR_ARG(parts[i]));
	return buf_str(&text);
}

/* To the user's own log.  Errors of the script itself once a day also in a mail,
 * and the administrator gets one line. */
static void tell_user(struct session *session, const struct delivery *delivery,
		      struct str text)
{
	const char *path = session->scripts.user_path;
	const struct notice notice = { .script = path,
				       .text = text,
				       .delivery = delivery,
				       .zone = session_zone(session) };

	bool broken = delivery->order->user_error.len > 0 ||
		      session->scripts.problem.len > 0;

	if (path == NULL || text.len == 0)
		return;
	if (!script_log(session->arena, path, text))
		log_line(LOG_LEVEL_WARNING, "%s.log: %s", path,
			 strerror(errno));
	if (broken && notice_errors(session->arena, &notice))
		log_line(LOG_LEVEL_WARNING, "the user's script %s has errors",
			 path);
}

static void warn_user(struct session *session, const struct delivery *delivery,
		      struct str warning)
{
	const struct notice notice = { .text = warning,
				       .delivery = delivery,
				       .zone = session_zone(session) };

	if (warning.len > 0)
		notice_quota(session->arena, &notice);
}

/* The one line of a delivery. */
static void log_delivery(const struct session *session,
			 const struct order *order,
			 const struct delivery_report *report, uint64_t storing,
			 uint64_t start)
{
	char folders[LOG_QUOTED], text[LOG_QUOTED];
	bool delivered = report->status == STATUS_DELIVERED;
	const char *label = delivered ? " note=" : " error=";

	log_line(delivered ? LOG_LEVEL_INFO : LOG_LEVEL_ERROR,
		 "size=%zu %.*s folders=%s status=%d%s%s disk_ms=%.1f "
		 "ms=%llu",
		 session->input.mail.len, STR_ARG(order->log),
		 log_quote(folders, sizeof(folders), report->done),
		 report->status, report->text.len > 0 ? label : "",
		 report->text.len > 0
			 ? log_quote(text, sizeof(text), report->text)
			 : "",
		 (double)storing / 1000,
		 (unsigned long long)(stopwatch_now() - start) / 1000);
}

/* What makes this delivery another one than all others. */
static struct progress begin(struct session *session)
{
	const struct envelope *envelope = &session->options.envelope;
	const struct str items[] = {
		envelope->sender.address,
		envelope->recipient,
		envelope->original_recipient,
		str_from(session->options.mailbox),
		str_from(session->user.maildir),
	};
	const struct progress_identity identity = {
		.queue_id = envelope->queue_id,
		.envelope = { items, sizeof(items) / sizeof(items[0]) },
		.mail = session->input.mail,
	};

	return progress_begin(session->arena, session->seen, &identity,
			      session_now(session));
}

static struct delivery delivery_of(struct session *session,
				   const struct order *order)
{
	return (struct delivery){
		.config = &session->config,
		.user = &session->user,
		.maildir = session->maildir,
		.seen = session->seen,
		.now = session_now(session),
		.input = &session->input,
		.order = order,
		.sender = order->sender,
		.recipient = session->options.envelope.recipient,
		.secrets = &session->secrets,
		.reject_by_exit = session->options.reject_by_exit,
	};
}

static struct delivery_report act(struct session *session,
				  const struct delivery *delivery)
{
	const struct order *order = delivery->order;
	struct delivery whole = *delivery;
	struct progress progress;

	if (order->disposition == DISPOSITION_RETRY)
		return (struct delivery_report){ .status = STATUS_RETRY,
						 .enhanced = "4.4.3",
						 .text = order->reason };
	progress = begin(session);
	if (progress.trouble != 0)
		return (struct delivery_report){
			.status = STATUS_RETRY,
			.enhanced = status_of_errno(progress.trouble),
			.text = arena_printf(session->arena, "state: %s",
					     strerror(progress.trouble)),
		};
	whole.progress = &progress;
	return deliver(session->arena, &whole);
}

/* It starts what the order asks for; NULL: nothing. */
static struct runner *start_runner(struct session *session,
				   const struct delivery *delivery)
{
	struct runner *runner = ARENA_NEW(session->arena, struct runner);

	if (errand_count(delivery->order) == 0)
		return NULL;
	if (!runner_start(session->arena, delivery, runner))
		status_exit(STATUS_RETRY, "4.3.0",
			    "no process to start programs: %s",
			    strerror(errno));
	return runner;
}

static int carry_out(struct session *session, const struct order *order,
		     uint64_t start)
{
	struct delivery delivery = delivery_of(session, order);
	struct delivery_report report;
	uint64_t storing;

	if (interrupt_pending())
		status_exit(STATUS_RETRY, "4.3.0", "signal or deadline");
	interrupt_hold();
	delivery.runner = start_runner(session, &delivery);
	confine(session, order, delivery.runner != NULL);
	storing = stopwatch_now();
	report = act(session, &delivery);
	storing = stopwatch_now() - storing;
	if (report.status != STATUS_DELIVERED)
		status_say(report.enhanced, "%.*s", STR_ARG(report.text));
	log_delivery(session, order, &report, storing, start);
	if (report.status == STATUS_DELIVERED) {
		tell_user(session, &delivery,
			  user_text(session, order, &report));
		warn_user(session, &delivery, report.warning);
	}
	maildir_close(session->maildir);
	return (int)report.status;
}

/* -- deliver: the steps --------------------------------------------------------------- */

static int deliver_main(int argc, char **argv)
{
	struct session session;
	struct question question;
	uint64_t start = stopwatch_now();
	struct order order;
	bool print;

	session_configure(&session, argc, argv, STATUS_RETRY);
	if (session.options.argument_count > 0)
		status_exit(STATUS_RETRY, "4.3.5",
			    "\"%s\" is no option; see waxseal --help",
			    session.options.arguments[0]);
	print = session.options.print_only;
	session_find_user(&session);
	session_become_user(&session);
	session_open_mailbox(&session, !print);
	session_open_state(&session, !print);
	session_read_mail(&session);
	session_read_scripts(&session);
	session.runs_programs = !print;
	question = consult_question(&session);
	if (print)
		question.report =
			session.options.json ? REPORT_JSON : REPORT_TEXT;
	/* In a process of its own, which enters the sandbox and then parses: */
	if (print)
		return consult_and_show(&session, &question);
	order = consult_in_the_end(&session, &question);
	return carry_out(&session, &order, start);
}

/* -- the program ------------------------------------------------------------------------ */

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "deliver", deliver_main },   { "explain", explain_main },
	{ "check", check_main },       { "test", test_main },
	{ "refilter", refilter_main }, { "users", users_main },
	{ "trusted", trusted_main },   { "addressbook", people_main },
	{ "srs", srs_main },	       { "sandbox", guard_main },
};

/*
 * Files that we open must not become 0, 1 or 2.  Reading from a stdin that was
 * not open has to fail, not to be an empty mail.
 */
static void open_standard_files(void)
{
	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
		    open("/dev/null", O_WRONLY) != fd)
			_exit(STATUS_RETRY);
}

static int print(const char *text)
{
	fputs(text, stdout);
	return status_after_output(STATUS_DELIVERED);
}

/* argv from the subcommand's name on; deliver is also what flags alone mean. */
static int run(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "-";

	if (strcmp(name, "--help") == 0)
		return print(usage);
	if (strcmp(name, "--version") == 0)
		return print("waxseal " WAXSEAL_VERSION "\n");
	if (name[0] == '-')
		return deliver_main(argc, argv);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(name, commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	status_exit(STATUS_RETRY, "4.3.5",
		    "\"%s\" is no subcommand; see waxseal --help", name);
}

int main(int argc, char **argv)
{
	open_standard_files();
	interrupt_catch();
	umask(077);
	return run(argc, argv);
}
