#include "srs.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "../filter/buf.h"
#include "interrupt.h"
#include "limits.h"
#include "log.h"
#include "options.h"
#include "seccomp.h"
#include "srs_secrets.h"
#include "srs_service.h"
#include "status.h"

/* -- one address ------------------------------------------------------------------ */

static int rewrite_one(struct arena *arena, const struct srs_service *service,
		       srs_rewriter *rewrite, const char *address)
{
	struct str result;
	const char *error = "it is no SRS address of ours";
	enum srs_status status = rewrite(arena, service->srs, str_from(address),
					 service->now, &result, &error);

	if (status == SRS_REFUSED ||
	    (status == SRS_KEPT && rewrite == srs_reverse))
		status_exit(STATUS_DATA, "5.1.3", "%s: %s", address, error);
	printf("%.*s\n", STR_ARG(result));
	return status_after_output(STATUS_DELIVERED);
}

/* -- a service on stdin and stdout ------------------------------------------------- */

static void log_refused(struct str address, const char *why)
{
	char quoted[LOG_QUOTED];

	log_line(LOG_LEVEL_INFO, "srs address=%s %s",
		 log_quote(quoted, sizeof(quoted), address), why);
}

/* Reads on into input; false at its end, or when nobody asks any more. */
static bool read_more(char *bytes, size_t *len)
{
	struct pollfd readable = { STDIN_FILENO, POLLIN, 0 };
	ssize_t got;

	if (poll(&readable, 1, LIMIT_SRS_IDLE * 1000) <= 0)
		return false;
	got = read(STDIN_FILENO, bytes + *len, SRS_REQUEST_MAX - *len);
	*len += got > 0 ? (size_t)got : 0;
	return got > 0;
}

static bool write_all(struct str bytes)
{
	while (bytes.len > 0) {
		ssize_t put = write(STDOUT_FILENO, bytes.ptr, bytes.len);

		if (put <= 0)
			return false;
		bytes = str_skip(bytes, (size_t)put);
	}
	return true;
}

/* Answers what stands there whole, and moves the rest to the front. */
static bool answer_all(struct srs_service *service, char *bytes, size_t *len)
{
	struct str input = { bytes, *len };
	enum srs_reply found;

	do {
		struct arena *arena =
			arena_new(LIMIT_SRS_ARENA, status_out_of_memory);
		struct str reply;

		service->now = time(NULL);
		found = srs_service_answer(arena, service, &input, &reply);
		if (found == SRS_REPLY && !write_all(reply))
			found = SRS_BROKEN;
		arena_free(arena);
	} while (found == SRS_REPLY);
	memmove(bytes, input.ptr, input.len);
	*len = input.len;
	return found == SRS_MORE && *len < SRS_REQUEST_MAX;
}

/* spawn(8) has the socket there too: a word on it would be an answer. */
static void silence_stderr(void)
{
	int null = open("/dev/null", O_WRONLY);

	if (null < 0 || dup2(null, STDERR_FILENO) < 0)
		status_exit(STATUS_RETRY, "4.3.0", "/dev/null: %s",
			    strerror(errno));
	close(null);
}

/* It holds the secrets, and whoever asks chose the bytes.  The log is open; a
 * kernel without this serves all the same. */
static void give_up_rights(void)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
		seccomp_enter(SECCOMP_DECIDE);
}

static int serve(struct srs_service *service)
{
	static char bytes[SRS_REQUEST_MAX];
	size_t len = 0;

	silence_stderr();
	give_up_rights();
	while (!interrupt_pending() && read_more(bytes, &len))
		if (!answer_all(service, bytes, &len))
			break;
	return STATUS_DELIVERED;
}

/* -- the subcommand ------------------------------------------------------------------ */

static const struct verb {
	const char *name;
	srs_rewriter *rewrite;
	int arguments; /* behind it */
} verbs[] = {
	{ "forward", srs_forward, 1 },	   { "reverse", srs_reverse, 1 },
	{ "socketmap", NULL, 0 },	   { "tcp-forward", srs_forward, 0 },
	{ "tcp-reverse", srs_reverse, 0 },
};

static const struct verb *find_verb(const struct options *options)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (options->argument_count == (size_t)verbs[i].arguments + 1 &&
		    strcmp(options->arguments[0], verbs[i].name) == 0)
			return &verbs[i];
	status_exit(STATUS_USAGE, "5.5.4",
		    "usage: srs [-c file] [-o key=value] forward ADDRESS | "
		    "reverse ADDRESS | socketmap | tcp-forward | tcp-reverse");
}

static void read_configuration(struct arena *arena,
			       const struct options *options, struct srs *srs,
			       struct config *config)
{
	struct secret secret;
	struct str error = STR("srs_domain and srs_secrets must be set");

	if (!config_load(arena, options->config_path, options->overrides,
			 options->override_count, config, &error))
		status_exit(STATUS_RETRY, "4.3.5", "%.*s", STR_ARG(error));
	if (!log_open(config->log))
		log_line(LOG_LEVEL_WARNING, "log %s: %s", config->log,
			 strerror(errno));
	if (config->srs_domain.len == 0 || config->srs_secrets == NULL ||
	    !secret_open(arena, config->srs_secrets, &secret, &error))
		status_exit(STATUS_RETRY, "4.3.5", "%.*s", STR_ARG(error));
	if (secret.fd < 0)
		status_exit(STATUS_RETRY, "4.3.5", "%s: %s", secret.path,
			    strerror(EACCES));
	if (!srs_secrets_read(arena, config, &secret, srs, &error))
		status_exit(STATUS_RETRY, "4.3.5", "%.*s", STR_ARG(error));
	close(secret.fd);
}

int srs_main(int argc, char **argv)
{
	struct arena *arena =
		arena_new(LIMIT_PARENT_ARENA, status_out_of_memory);
	struct srs_service service = { .refused = log_refused };
	struct options options;
	struct config config;
	const struct verb *verb;
	struct str error;
	struct srs srs;

	if (!options_parse(arena, argc, argv, environ, &options, &error))
		status_exit(STATUS_USAGE, "5.5.4", "%.*s; see waxseal --help",
			    STR_ARG(error));
	verb = find_verb(&options);
	read_configuration(arena, &options, &srs, &config);
	service.srs = &srs;
	service.now = config.now != 0 ? config.now : time(NULL);
	if (verb->arguments > 0)
		return rewrite_one(arena, &service, verb->rewrite,
				   options.arguments[1]);
	service.tcp = verb->rewrite;
	return serve(&service);
}
