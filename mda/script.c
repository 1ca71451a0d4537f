#include "script.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "limits.h"

bool script_read(struct arena *arena, const char *path,
		 struct sieve_script *script, struct str *error)
{
	script->name = str_from(path);
	return file_read(arena, path, LIMIT_SCRIPT, &script->text, NULL, error);
}

/* The next of the blank-separated patterns that can be expanded; an empty one
 * at the end. */
static const char *next_pattern(struct arena *arena, const struct user *user,
				struct str *rest)
{
	for (;;) {
		struct str pattern;

		*rest = str_trim(*rest);
		pattern = str_first(*rest, str_find(*rest, ' '));
		*rest = str_skip(*rest, pattern.len);
		if (user != NULL || str_find(pattern, '%') == pattern.len)
			return arena_cstr(arena, pattern);
	}
}

/* *path is NULL at the end of the list. */
static bool next_path(struct arena *arena, const struct user *user,
		      struct str *rest, const char **path, struct str *error)
{
	const char *pattern = next_pattern(arena, user, rest);

	*path = pattern[0] != '\0' ? pattern : NULL;
	return *path == NULL || user == NULL ||
	       user_expand(arena, user, pattern, path, error);
}

static bool has_room(const struct scripts *scripts, const char *path,
		     struct arena *arena, struct str *error)
{
	if (scripts->count < LIMIT_SCRIPTS)
		return true;
	*error = arena_printf(arena, "%s: more than %d scripts", path,
			      LIMIT_SCRIPTS);
	return false;
}

/* The administrator's: each must be there. */
static bool read_all(struct arena *arena, const char *patterns,
		     const struct user *user, struct sieve_script *list,
		     struct scripts *scripts, struct str *error)
{
	struct str rest = str_from(patterns);
	const char *path;

	while (next_path(arena, user, &rest, &path, error)) {
		if (path == NULL)
			return true;
		if (!has_room(scripts, path, arena, error) ||
		    !script_read(arena, path, &list[scripts->count], error))
			return false;
		scripts->count++;
	}
	return false;
}

/* The user's: the first that exists.  One that is not readable is a problem to
 * tell the user, and no reason to hold the mail back. */
static bool read_first(struct arena *arena, const char *patterns,
		       const struct user *user, struct sieve_script *list,
		       struct scripts *scripts, struct str *error)
{
	struct str rest = str_from(patterns);
	const char *path;

	while (next_path(arena, user, &rest, &path, error)) {
		struct str problem;

		if (path == NULL)
			return true;
		if (!has_room(scripts, path, arena, error))
			return false;
		if (script_read(arena, path, &list[scripts->count], &problem)) {
			scripts->user_path = path;
			scripts->count++;
			return true;
		}
		if (errno != ENOENT && errno != ENOTDIR) {
			scripts->user_path = path;
			scripts->problem = problem;
			return true;
		}
	}
	return false;
}

bool scripts_read(struct arena *arena, const struct config *config,
		  const struct user *user, struct scripts *scripts,
		  struct str *error)
{
	struct sieve_script *list =
		ARENA_ARRAY(arena, struct sieve_script, LIMIT_SCRIPTS);

	*scripts = (struct scripts){ .list = list };
	return read_all(arena, config->sieve_before, user, list, scripts,
			error) &&
	       read_first(arena, config->sieve, user, list, scripts, error) &&
	       read_all(arena, config->sieve_after, user, list, scripts, error);
}

static bool is_own_file(int fd, struct stat *status)
{
	if (fstat(fd, status) < 0)
		return false;
	errno = EPERM;
	return S_ISREG(status->st_mode) && status->st_uid == geteuid() &&
	       status->st_nlink == 1;
}

static bool append(int fd, struct str text)
{
	struct stat status;
	ssize_t put;

	if (!is_own_file(fd, &status) ||
	    (status.st_size >= LIMIT_SCRIPT_LOG && ftruncate(fd, 0) < 0))
		return false;
	put = write(fd, text.ptr, text.len);
	return put == (ssize_t)text.len;
}

bool script_log(struct arena *arena, const char *path, struct str text)
{
	struct str name = arena_printf(arena, "%s.log", path);
	int fd = open(name.ptr,
		      O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC |
			      O_NONBLOCK | O_NOCTTY,
		      0600);
	bool done;
	int error;

	if (fd < 0)
		return false;
	done = append(fd, str_first(text, (size_t)LIMIT_SCRIPT_LOG));
	error = errno;
	close(fd);
	errno = error;
	return done;
}
