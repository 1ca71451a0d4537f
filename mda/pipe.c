#include "pipe.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "copy.h"
#include "limits.h"
#include "path.h"
#include "program.h"

/* Whoever could write it could be another user of this machine. */
static const char *problem_of(const char *path)
{
	struct stat status;

	if (lstat(path, &status) < 0)
		return strerror(errno);
	if (!S_ISREG(status.st_mode))
		return "it is no regular file";
	return (status.st_mode & (S_IWGRP | S_IWOTH)) != 0
		       ? "others than its owner can write it"
		       : NULL;
}

static char **arguments_of(struct arena *arena, const char *path,
			   const struct action *action)
{
	const struct str_list *more = &action->arguments;
	char **argv = ARENA_ARRAY(arena, char *, more->count + 2);

	argv[0] = (char *)path;
	for (size_t i = 0; i < more->count; i++)
		argv[i + 1] = arena_cstr(arena, more->items[i]);
	return argv;
}

static char **environment_of(struct arena *arena,
			     const struct delivery *delivery)
{
	const struct str more[] = {
		arena_printf(arena, "SENDER=%.*s", STR_ARG(delivery->sender)),
		arena_printf(arena, "RECIPIENT=%.*s",
			     STR_ARG(delivery->recipient)),
	};

	return program_environment(arena, delivery->user, more,
				   sizeof(more) / sizeof(more[0]));
}

static enum program_status run_file(struct arena *arena, const char *path,
				    const struct delivery *delivery,
				    const struct action *action,
				    struct str *error)
{
	struct content content =
		content_sent(arena, delivery->order, action->version,
			     delivery->input, STR(""));
	struct program program = {
		.argv = arguments_of(arena, path, action),
		.environment = environment_of(arena, delivery),
		.input_fd = copy_scratch(arena, delivery->maildir, &content),
		.seconds = LIMIT_PROGRAM_SECONDS,
		.limited = true,
	};
	enum program_status status;

	if (program.input_fd < 0) {
		*error = str_from(strerror(errno));
		return PROGRAM_RETRY;
	}
	status = program_run(arena, &program, error);
	path_close(program.input_fd);
	return status;
}

enum program_status pipe_run(struct arena *arena,
			     const struct delivery *delivery,
			     const struct action *action, struct str *error)
{
	const char *folder = delivery->config->sieve_programs, *path, *problem;

	if (folder == NULL) {
		*error = STR("scripts may run no programs here "
			     "(sieve_programs)");
		return PROGRAM_FAILED;
	}
	path = arena_printf(arena, "%s/%.*s", folder, STR_ARG(action->program))
		       .ptr;
	problem = problem_of(path);
	if (problem != NULL) {
		*error = arena_printf(arena, "%s: %s", path, problem);
		return PROGRAM_FAILED;
	}
	return run_file(arena, path, delivery, action, error);
}
