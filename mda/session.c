#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "become.h"
#include "file.h"
#include "interrupt.h"
#include "limits.h"
#include "log.h"
#include "resolver.h"
#include "trusted_table.h"
#include "user_file.h"
#include "zone.h"

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

/* Who is root reads the user's files with the user's rights, and sees no more
 * by them; others have their own. */
static void look_as_user(struct session *session)
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

static _Noreturn void no_state_now(struct str error)
{
	status_exit(STATUS_RETRY, status_of_errno(errno), "state: %.*s",
		    STR_ARG(error));
}

static bool has_home(const struct session *session)
{
	if (access(session->user.home, F_OK) == 0)
		return true;
	if (file_is_surprise(errno))
		no_state_now(str_from(strerror(errno)));
	return false;
}

/* A home that does not exist is none: then it stands in the mailbox. */
static const char *state_path(struct session *session, struct str *error)
{
	const char *pattern = session->config.state, *path = NULL;

	if (pattern == NULL)
		return NULL;
	if (str_starts(str_from(pattern), STR("%h/")) && !has_home(session))
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
	/* What an earlier try has done would be done again. */
	if (create && error.len > 0 && file_is_surprise(errno))
		no_state_now(error);
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
	arena_borrow(session->arena, input_passed, &session->input);
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

void session_read_stored(struct session *session, const char *path)
{
	session->options.mail_path = path;
	session_read_mail(session);
	if (session->options.user == NULL)
		return;
	look_as_user(session);
	session_open_mailbox(session, false);
}

time_t session_now(const struct session *session)
{
	return session->config.now != 0 ? session->config.now : time(NULL);
}

int session_local(time_t when)
{
	struct tm local;

	return localtime_r(&when, &local) != NULL ? (int)(local.tm_gmtoff / 60)
						  : 0;
}

int session_zone(const struct session *session)
{
	return session_local(session_now(session));
}
