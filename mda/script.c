#include "script.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "includable.h"
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

/* What is read, and from where. */
struct reading {
	struct arena *arena;
	const struct config *config;
	const struct user *user; /* NULL: none */
	struct sieve_script *list;
	struct scripts *scripts;
	struct str *error;
};

static bool has_room(const struct reading *reading, const char *path)
{
	if (reading->scripts->count < LIMIT_SCRIPTS)
		return true;
	*reading->error =
		arena_printf(reading->arena, "%s: more than %d scripts", path,
			     LIMIT_SCRIPTS);
	return false;
}

/* Into the next place of the list.  False with errno and *error. */
static bool read_next(struct reading *reading, const char *path,
		      struct stat *status)
{
	struct sieve_script *script = &reading->list[reading->scripts->count];
	size_t limit = reading->config->sieve_max_script_size;

	script->name = str_from(path);
	if (file_read(reading->arena, path, limit, &script->text, status,
		      reading->error))
		return true;
	if (errno == EFBIG)
		*reading->error = arena_printf(
			reading->arena, "%s: it is larger than %zu bytes", path,
			limit);
	return false;
}

static bool read_folder(struct reading *reading, const char *folder)
{
	struct str_list names;

	if (!includable_names(reading->arena, folder, &names)) {
		*reading->error = arena_printf(reading->arena, "%s: %s", folder,
					       strerror(errno));
		return false;
	}
	for (size_t i = 0; i < names.count; i++) {
		struct str path = arena_printf(reading->arena, "%s/%.*s",
					       folder, STR_ARG(names.items[i]));

		if (!has_room(reading, path.ptr) ||
		    !read_next(reading, path.ptr, NULL))
			return false;
		reading->scripts->count++;
	}
	return true;
}

/* The administrator's: each must be there. */
static bool read_all(struct reading *reading, const char *patterns)
{
	struct str rest = str_from(patterns);
	const char *path;

	while (next_path(reading->arena, reading->user, &rest, &path,
			 reading->error)) {
		if (path == NULL)
			return true;
		if (!has_room(reading, path))
			return false;
		if (read_next(reading, path, NULL))
			reading->scripts->count++;
		else if (errno != EISDIR || !read_folder(reading, path))
			return false;
	}
	return false;
}

/* A link may lead anywhere our rights do, but not to what others wrote. */
static bool is_users(const struct reading *reading, const char *path,
		     const struct stat *status)
{
	if (status->st_uid == 0 || status->st_uid == geteuid() ||
	    (reading->user != NULL && status->st_uid == reading->user->uid))
		return true;
	*reading->error = arena_printf(reading->arena,
				       "%s: it belongs to somebody else", path);
	errno = EPERM;
	return false;
}

/* One to be tried, whoever wrote it. */
static bool read_given(struct reading *reading, const char *path)
{
	reading->scripts->user_path = path;
	if (!has_room(reading, path) || !read_next(reading, path, NULL))
		return false;
	reading->scripts->count++;
	return true;
}

/* The user's: the first that exists.  One that is not readable is a problem to
 * tell the user, and no reason to hold the mail back. */
static bool read_first(struct reading *reading, const char *patterns)
{
	struct scripts *scripts = reading->scripts;
	struct str rest = str_from(patterns);
	struct stat status;
	const char *path;

	while (next_path(reading->arena, reading->user, &rest, &path,
			 reading->error)) {
		bool good;

		if (path == NULL)
			return true;
		if (!has_room(reading, path))
			return false;
		good = read_next(reading, path, &status) &&
		       is_users(reading, path, &status);
		if (!good && (errno == ENOENT || errno == ENOTDIR))
			continue;
		scripts->user_path = path;
		if (!good && file_is_surprise(errno))
			return false;
		if (good)
			scripts->count++;
		else
			scripts->problem = *reading->error;
		return true;
	}
	return false;
}

/* A folder of the configuration for this user; NULL: there is none. */
static bool expand(const struct reading *reading, const char *pattern,
		   const char **path)
{
	*path = pattern;
	if (pattern == NULL)
		return true;
	if (reading->user == NULL) {
		if (strchr(pattern, '%') != NULL)
			*path = NULL;
		return true;
	}
	return user_expand(reading->arena, reading->user, pattern, path,
			   reading->error);
}

static bool read_library(struct reading *reading)
{
	struct scripts *scripts = reading->scripts;
	struct includable_options options = {
		.script_size = reading->config->sieve_max_script_size,
		.owner = reading->user != NULL ? reading->user->uid : geteuid(),
	};
	bool wanted = false;

	for (size_t i = 0; i < scripts->count; i++)
		wanted |= includable_is_wanted(scripts->list[i].text);
	if (!wanted)
		return true;
	if (!expand(reading, reading->config->sieve_dir, &options.personal) ||
	    !expand(reading, reading->config->sieve_global_dir,
		    &options.global))
		return false;
	scripts->includable =
		reading->config->script != NULL && reading->user == NULL
			? includable_beside(reading->arena,
					    reading->config->script,
					    reading->config->sieve_global_dir)
			: includable_read(reading->arena, &options);
	return true;
}

bool scripts_read(struct arena *arena, const struct config *config,
		  const struct user *user, struct scripts *scripts,
		  struct str *error)
{
	struct reading reading = {
		.arena = arena,
		.config = config,
		.user = user,
		.list = ARENA_ARRAY(arena, struct sieve_script, LIMIT_SCRIPTS),
		.scripts = scripts,
		.error = error,
	};

	*scripts = (struct scripts){ .list = reading.list };
	if (!read_all(&reading, config->sieve_before))
		return false;
	scripts->before = scripts->count;
	if (config->script != NULL ? !read_given(&reading, config->script)
				   : !read_first(&reading, config->sieve))
		return false;
	return read_all(&reading, config->sieve_after) &&
	       read_library(&reading);
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
