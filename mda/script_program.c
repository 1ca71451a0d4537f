#include "script_program.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

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
			   const struct str_list *more)
{
	char **argv = ARENA_ARRAY(arena, char *, more->count + 2);

	argv[0] = (char *)path;
	for (size_t i = 0; i < more->count; i++)
		argv[i + 1] = arena_cstr(arena, more->items[i]);
	return argv;
}

static char **environment_of(struct arena *arena,
			     const struct script_program *script)
{
	const struct str more[] = {
		arena_printf(arena, "SENDER=%.*s", STR_ARG(script->sender)),
		arena_printf(arena, "RECIPIENT=%.*s",
			     STR_ARG(script->recipient)),
	};

	return program_environment(arena, script->user, more,
				   sizeof(more) / sizeof(more[0]));
}

static enum program_status run_file(struct arena *arena, const char *path,
				    const struct script_program *script,
				    struct str *error)
{
	const struct program program = {
		.argv = arguments_of(arena, path, script->arguments),
		.environment = environment_of(arena, script),
		.input_fd = script->input_fd,
		.seconds = script->seconds,
		.output = script->output,
		.limited = true,
	};

	return program_run(arena, &program, error);
}

enum program_status script_program_run(struct arena *arena,
				       const struct script_program *script,
				       struct str *error)
{
	const char *folder = script->config->sieve_programs, *path, *problem;

	if (folder == NULL) {
		*error = STR("scripts may run no programs here "
			     "(sieve_programs)");
		return PROGRAM_UNKNOWN;
	}
	path = arena_printf(arena, "%s/%.*s", folder, STR_ARG(script->name))
		       .ptr;
	problem = problem_of(path);
	if (problem != NULL) {
		*error = arena_printf(arena, "%s: %s", path, problem);
		return PROGRAM_UNKNOWN;
	}
	return run_file(arena, path, script, error);
}
