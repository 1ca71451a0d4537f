#include "consult.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "decider.h"
#include "folder.h"
#include "interrupt.h"
#include "libsieve.h"
#include "limits.h"
#include "log.h"
#include "mailbox_facts.h"
#include "poison.h"
#include "programs.h"
#include "redirect.h"
#include "resolver.h"
#include "sandbox.h"
#include "version.h"

/* The MTA's word first, then what -d said. */
static struct str detail(const struct session *session)
{
	if (session->options.envelope.detail.len > 0)
		return session->options.envelope.detail;
	if (session->user_found && session->user.detail[0] != '\0')
		return str_from(session->user.detail);
	return str_from(session->options.mailbox);
}

/* -m, else the detail: a folder if it can be the name of one. */
static struct str detail_folder(const struct session *session,
				struct str detail_text)
{
	struct str folder = session->options.mailbox != NULL
				    ? str_from(session->options.mailbox)
				    : detail_text;
	const char *directory;

	return folder_directory(session->arena, folder, &directory) ? folder
								    : STR("");
}

static void add_facts(struct session *session, struct recipient *recipient)
{
	const struct mailbox_question question = {
		.config = &session->config,
		.user = session->user_found ? &session->user : NULL,
		.maildir = session->maildir,
		.scripts = &session->scripts,
		.folders = recipient->folders,
	};

	recipient->mailboxes = mailbox_facts(session->arena, &question);
	recipient->lists = mailbox_lists(session->arena, &question);
}

static bool has_programs(const struct session *session)
{
	return session->runs_programs && session->config.sieve_programs != NULL;
}

static struct recipient recipient(struct session *session)
{
	struct recipient wanted = {
		.address = session->options.envelope.recipient,
		.address_book = session->address_book,
		.trusted = session->trusted,
		.detail = session->options.envelope.detail,
		.junk_folder = str_from(session->config.junk_folder),
		.delimiters = str_from(session->config.recipient_delimiter),
		.local = session_local,
		.engine = session->config.libsieve ? &libsieve_engine : NULL,
		.version = STR(WAXSEAL_VERSION),
		.scripts = session->scripts.list,
		.script_count = session->scripts.count,
		.scripts_before = session->scripts.before,
		.includable = session->scripts.includable,
		.programs =
			has_programs(session) ? &programs_behind_door : NULL,
		.can_refuse = session->options.reject_by_exit,
	};

	/* Reads the rules: the process that decides opens no file. */
	session_local(0);
	if (wanted.address.len == 0 && session->user_found)
		wanted.address = str_from(session->user.name);
	if (session->user_found)
		wanted.owner = redirect_name(session->arena, &session->config,
					     &session->user);
	wanted.includable.no_programs = session->config.sieve_programs == NULL;
	wanted.detail_folder = detail_folder(session, wanted.detail);
	if (session->seen != NULL)
		wanted.seen = seen_view(session->arena, session->seen);
	/* RFC 5490 3.1: those exist that can be delivered to. */
	if (session->maildir != NULL &&
	    !maildir_folders(session->arena, session->maildir,
			     mailbox_is_mentioned(&session->scripts,
						  STR("mailboxexists")),
			     &wanted.folders))
		status_exit(STATUS_RETRY, status_of_errno(errno),
			    "mailbox %s: %s", session->user.maildir,
			    strerror(errno));
	add_facts(session, &wanted);
	return wanted;
}

struct question consult_question(struct session *session)
{
	struct envelope *envelope = &session->options.envelope;
	const char *script = session->scripts.problem.len == 0
				     ? session->scripts.user_path
				     : NULL;

	envelope->detail = detail(session);
	return (struct question){
		.mail = session->input.mail,
		.input = &session->input,
		.envelope = envelope,
		.policy = &session->config.policy,
		.dns = session->dns,
		.now = session_now(session),
		.evidence = session->config.evidence,
		.recipient = recipient(session),
		.redirect_name = session->user_found
					 ? redirect_name(session->arena,
							 &session->config,
							 &session->user)
					 : STR(""),
		.user_script = str_from(script),
	};
}

struct question consult_question_of_stored(struct session *session)
{
	struct question question = consult_question(session);

	question.stored = true;
	question.live = session->options.live;
	question.evidence = false;
	return question;
}

bool consult(struct arena *arena, const struct session *session,
	     const struct question *question, struct order *order,
	     struct str *error)
{
	const struct programs_host host = {
		.config = &session->config,
		.user = &session->user,
		.maildir = session->maildir,
		.input = &session->input,
		.sender = session->options.envelope.sender.address,
		.recipient = session->options.envelope.recipient,
	};
	const struct service services[DOOR_SERVICES] = {
		[DOOR_ENGINE] = { .serve = libsieve_serve,
				  .most = session->config.libsieve
						  ? LIMIT_ENGINE_RUNS
						  : 0 },
		[DOOR_PROGRAMS] = { .serve = programs_serve,
				    .user = &host,
				    .most = has_programs(session)
						    ? LIMIT_PROGRAM_RUNS
						    : 0 },
	};
	const struct decider decider = {
		.enter = sandbox_enter, /* first: no rights */
		.decide = decide, /* then: the first byte is parsed */
		.question = question,
		.mail_size = question->mail.len,
		.servers = session->config.zone == NULL
				   ? resolver_servers(session->dns)
				   : NULL,
		.services = session->config.libsieve || has_programs(session)
				    ? services
				    : NULL,
	};

	return decider_run(arena, &decider, order, error);
}

static _Noreturn void give_up(const struct session *session, struct str error)
{
	status_exit(STATUS_RETRY, "4.3.0",
		    "the deciding process failed: %.*s (mail of %zu bytes)",
		    STR_ARG(error), session->input.mail.len);
}

/* The same, or 75. */
static struct order ask_or_retry(struct session *session,
				 const struct question *question)
{
	struct order order;
	struct str error;

	if (!consult(session->arena, session, question, &order, &error))
		give_up(session, error);
	return order;
}

int consult_and_show(struct session *session, const struct question *question)
{
	struct order order = ask_or_retry(session, question);

	fwrite(order.report.ptr, 1, order.report.len, stdout);
	return status_after_output(order.exit_status);
}

/* A signal, or a system without room for a process, is not the mail's fault. */
static bool is_mails_fault(int error)
{
	return error == 0 &&
	       (!interrupt_pending() || interrupt_remaining() == 0);
}

/* A deadline that is over leaves no time to deliver: about a mail that was
 * silent until then nobody is asked again. */
struct order consult_in_the_end(struct session *session,
				const struct question *question)
{
	struct arena *arena = session->arena;
	time_t now = session_now(session);
	struct poison poison =
		poison_find(arena, session->seen, session->input.mail, now);
	bool due = poison_is_due(&poison, &session->config, now);
	struct str error = STR("it did not answer in time");
	struct order order;

	if (!due || !poison.silent) {
		if (consult(arena, session, question, &order, &error))
			return order;
		if (!is_mails_fault(errno))
			give_up(session, error);
		poison_remember(arena, session->seen, &poison, now,
				interrupt_remaining() == 0);
	}
	if (interrupt_pending() ||
	    !poison_is_due(&poison, &session->config, now))
		give_up(session, error);
	log_line(LOG_LEVEL_WARNING, "delivered unverified: %.*s",
		 STR_ARG(error));
	return poison_order(arena, &session->config, &session->input, error,
			    now);
}
