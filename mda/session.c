#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "decider.h"
#include "file.h"
#include "folder.h"
#include "interrupt.h"
#include "libsieve.h"
#include "limits.h"
#include "poison.h"
#include "programs.h"
#include "log.h"
#include "mailbox_facts.h"
#include "redirect.h"
#include "resolver.h"
#include "sandbox.h"
#include "trusted_table.h"
#include "user_file.h"
#include "zone.h"
#include "version.h"

/* -- step by step ---------------------------------------------------------------- */

/* What names the mail in every log line from here on. */
static void name_mail(struct session *session)
{
	const struct envelope *envelope = &session->options.envelope;
	const char *user = session->user_found ? session->user.name
					       : session->options.user;
	char queue_id[LOG_QUOTED], name[LOG_QUOTED];

	log_about(arena_printf(
		session->arena, "queue_id=%s user=%s",
		log_quote(queue_id, sizeof(queue_id), envelope->queue_id),
		log_quote(name, sizeof(name), str_from(user))));
}

static void open_log(const struct session *session)
{
	const char *target = session->config.log;

	if (!log_open(target))
		log_line(LOG_LEVEL_WARNING, "log %s: %s", target,
			 strerror(errno));
}

static struct dns *open_zone(struct session *session, const char *path)
{
	struct str text, error;
	struct dns *dns;

	if (!file_read(session->arena, path, LIMIT_ZONE, &text, NULL, &error))
		status_exit(STATUS_RETRY, "4.3.5", "dns = zone: %.*s",
			    STR_ARG(error));
	dns = zone_parse(session->arena, text, &error);
	if (dns == NULL)
		status_exit(STATUS_RETRY, "4.3.5", "%s: %.*s", path,
			    STR_ARG(error));
	return dns;
}

static struct dns *open_resolver(const struct config *config)
{
	const struct resolver_options options = { config->resolver,
						  config->dns_timeout,
						  .by_door = true };
	const char *error = "";
	struct dns *dns = resolver_new(&options, &error);

	if (dns == NULL)
		status_exit(STATUS_RETRY, "4.3.5", "resolver: %s", error);
	return dns;
}

static void open_secrets(struct session *session)
{
	struct str error;

	if (!secrets_open(session->arena, &session->config, &session->secrets,
			  &error))
		status_exit(STATUS_RETRY, "4.3.5", "%.*s", STR_ARG(error));
}

/* It stays mapped: the decider looks it up without a right to open it. */
static void open_trusted(struct session *session)
{
	const char *path = session->config.trusted;
	struct str error;

	if (path == NULL)
		return;
	session->config.policy.trusted.table =
		trusted_table_open(session->arena, path, &error);
	if (session->config.policy.trusted.table == NULL)
		status_exit(STATUS_RETRY, "4.3.5", "trusted: %.*s",
			    STR_ARG(error));
}

void session_configure(struct session *session, int argc, char **argv,
		       enum status usage)
{
	struct options *options = &session->options;
	struct str error;

	*session = (struct session){
		.arena = arena_new(LIMIT_PARENT_ARENA, status_out_of_memory),
	};
	if (!options_parse(session->arena, argc, argv, environ, options,
			   &error))
		status_exit(usage, usage == STATUS_RETRY ? "4.3.5" : "5.5.4",
			    "%.*s; see waxseal --help", STR_ARG(error));
	name_mail(session);
	if (!config_load(session->arena, options->config_path,
			 options->overrides, options->override_count,
			 &session->config, &error))
		status_exit(STATUS_RETRY, "4.3.5", "%.*s", STR_ARG(error));
	interrupt_deadline(session->config.deadline);
	open_log(session);
	open_trusted(session);
	open_secrets(session);
	session->dns = session->config.zone != NULL
			       ? open_zone(session, session->config.zone)
			       : open_resolver(&session->config);
}

void session_find_user(struct session *session)
{
	struct str error = STR("");

	switch (user_find(session->arena, &session->config,
			  session->options.user, &session->user, &error)) {
	case USER_FOUND:
		break;
	case USER_UNKNOWN:
		status_exit(STATUS_NO_USER, "5.1.1", "%.*s", STR_ARG(error));
	case USER_TEMPFAIL:
		status_exit(STATUS_RETRY, "4.3.0", "%.*s", STR_ARG(error));
	}
	session->user_found = true;
	name_mail(session);
}

/* Programs that we start, and libraries, take orders from it. */
static void clean_environment(struct arena *arena)
{
	static const char *const kept[] = { "MAIL_CONFIG", "TMPDIR", "TZ" };
	const size_t count = sizeof(kept) / sizeof(kept[0]);
	const char *values[sizeof(kept) / sizeof(kept[0])];

	for (size_t i = 0; i < count; i++)
		values[i] =
			getenv(kept[i]) != NULL
				? arena_cstr(arena, str_from(getenv(kept[i])))
				: NULL;
	clearenv();
	for (size_t i = 0; i < count; i++)
		if (values[i] != NULL)
			setenv(kept[i], values[i], 1);
	setenv("PATH",
	       "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:"
	       "/sbin:/bin",
	       1);
}

void session_become_user(struct session *session)
{
	struct str error;

	if (!user_become(session->arena, &session->user, &error))
		status_exit(STATUS_RETRY, "4.3.0", "%.*s", STR_ARG(error));
	clean_environment(session->arena);
	setenv("HOME", session->user.home, 1);
}

void session_look_as_user(struct session *session)
{
	session_find_user(session);
	if (geteuid() == 0 && session->user.uid != 0)
		session_become_user(session);
}

void session_open_mailbox(struct session *session, bool create)
{
	const char *path = session->user.maildir;

	if (!create && access(path, F_OK) < 0)
		return;
	session->maildir =
		maildir_open(session->arena, path, session->config.fsync);
	if (session->maildir == NULL && create)
		status_exit(STATUS_RETRY, status_of_errno(errno),
			    "mailbox %s: %s", path, strerror(errno));
	if (session->maildir == NULL)
		return;
	session->maildir->keywords = session->config.keywords;
	session->maildir->utf8_names = session->config.utf8_names;
	session->maildir->subscribe = session->config.subscribe;
}

/* A home that does not exist is none: then it stands in the mailbox. */
static const char *state_path(struct session *session, struct str *error)
{
	const char *pattern = session->config.state, *path = NULL;

	if (pattern == NULL)
		return NULL;
	if (str_starts(str_from(pattern), STR("%h/")) &&
	    access(session->user.home, F_OK) < 0)
		return arena_printf(session->arena, "%s/waxseal/seen.cdb",
				    session->user.maildir)
			.ptr;
	return user_expand(session->arena, &session->user, pattern, &path,
			   error)
		       ? path
		       : NULL;
}

void session_open_state(struct session *session, bool create)
{
	struct str error = STR("");
	const char *path = state_path(session, &error);

	if (path != NULL && (create || seen_exists(session->arena, path)))
		session->seen = seen_open(session->arena, path, &error);
	session->state = path != NULL ? path : "";
	if (session->seen != NULL && session->config.fsync == FSYNC_NEVER)
		seen_without_sync(session->seen);
	if (error.len > 0)
		log_line(LOG_LEVEL_WARNING,
			 "state: %.*s; nothing is remembered", STR_ARG(error));
}

/* The mailbox's tmp/; -1 without a mailbox. */
static int spool_folder(const struct session *session)
{
	int inbox, tmp;

	if (session->maildir == NULL)
		return -1;
	inbox = maildir_folder(session->maildir, ".", true);
	tmp = inbox >= 0 ? maildir_part(session->maildir, inbox, "tmp") : -1;
	if (tmp < 0)
		status_exit(STATUS_RETRY, status_of_errno(errno),
			    "mailbox %s: %s", session->user.maildir,
			    strerror(errno));
	close(inbox);
	return tmp;
}

static int open_mail(const char *path)
{
	int fd;

	if (path == NULL || strcmp(path, "-") == 0)
		return STDIN_FILENO;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		status_exit(STATUS_RETRY, "4.3.0", "%s: %s", path,
			    strerror(errno));
	return fd;
}

void session_read_mail(struct session *session)
{
	int fd = open_mail(session->options.mail_path);
	int folder = spool_folder(session);

	if (!input_read(fd, folder, &session->input))
		status_exit(STATUS_RETRY, status_of_errno(errno),
			    "reading the mail: %s",
			    interrupt_pending() ? "signal or deadline"
						: strerror(errno));
	if (folder >= 0)
		close(folder);
	if (fd != STDIN_FILENO)
		close(fd);
	options_take_from_line(&session->options, session->input.from_line);
}

static struct str read_user_file(struct session *session, const char *pattern)
{
	struct str text, error;

	if (!user_file_read(session->arena,
			    session->user_found ? &session->user : NULL,
			    pattern, &text, &error)) {
		if (file_is_surprise(errno))
			status_exit(STATUS_RETRY, "4.3.0", "%.*s",
				    STR_ARG(error));
		log_line(LOG_LEVEL_WARNING, "%.*s", STR_ARG(error));
	}
	return text;
}

void session_read_scripts(struct session *session)
{
	struct str error;

	if (!scripts_read(session->arena, &session->config,
			  session->user_found ? &session->user : NULL,
			  &session->scripts, &error))
		status_exit(STATUS_RETRY, "4.3.5", "%.*s", STR_ARG(error));
	session->address_book =
		read_user_file(session, session->config.address_book);
	session->trusted =
		read_user_file(session, session->config.user_trusted);
}

/* -- the question ------------------------------------------------------------------ */

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

time_t session_now(const struct session *session)
{
	return session->config.now != 0 ? session->config.now : time(NULL);
}

int session_zone(const struct session *session)
{
	time_t when = session_now(session);
	struct tm local;

	return localtime_r(&when, &local) != NULL ? (int)(local.tm_gmtoff / 60)
						  : 0;
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
		.zone = session_zone(session),
		.engine = session->config.libsieve ? &libsieve_engine : NULL,
		.version = STR(WAXSEAL_VERSION),
		.scripts = session->scripts.list,
		.script_count = session->scripts.count,
		.scripts_before = session->scripts.before,
		.library = session->scripts.library,
		.programs =
			has_programs(session) ? &programs_behind_door : NULL,
		.can_refuse = session->options.reject_by_exit,
	};

	if (wanted.address.len == 0 && session->user_found)
		wanted.address = str_from(session->user.name);
	if (session->user_found)
		wanted.owner = redirect_name(session->arena, &session->config,
					     &session->user);
	wanted.library.no_programs = session->config.sieve_programs == NULL;
	wanted.detail_folder = detail_folder(session, wanted.detail);
	if (session->seen != NULL)
		wanted.seen = seen_view(session->arena, session->seen);
	if (session->maildir != NULL &&
	    !maildir_folders(session->arena, session->maildir, &wanted.folders))
		status_exit(STATUS_RETRY, status_of_errno(errno),
			    "mailbox %s: %s", session->user.maildir,
			    strerror(errno));
	add_facts(session, &wanted);
	return wanted;
}

struct question session_question(struct session *session)
{
	struct envelope *envelope = &session->options.envelope;
	const char *script = session->scripts.problem.len == 0
				     ? session->scripts.user_path
				     : NULL;

	envelope->detail = detail(session);
	return (struct question){
		.mail = session->input.mail,
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

bool session_ask(struct arena *arena, const struct session *session,
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

struct order session_decide(struct session *session,
			    const struct question *question)
{
	struct order order;
	struct str error;

	if (!session_ask(session->arena, session, question, &order, &error))
		give_up(session, error);
	return order;
}

/* A signal, or a system without room for a process, is not the mail's fault. */
static bool is_mails_fault(int error)
{
	return error == 0 &&
	       (!interrupt_pending() || interrupt_remaining() == 0);
}

/* A deadline that is over leaves no time to deliver: about a mail that was
 * silent until then nobody is asked again. */
struct order session_decide_in_the_end(struct session *session,
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
		if (session_ask(arena, session, question, &order, &error))
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
