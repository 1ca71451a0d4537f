#include "user_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "limits.h"

static bool is_trusted(const struct user *user, const struct stat *status)
{
	bool owner = status->st_uid == 0 || status->st_uid == geteuid() ||
		     (user != NULL && status->st_uid == user->uid);

	return owner && (status->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

bool user_file_read(struct arena *arena, const struct user *user,
		    const char *pattern, struct str *text, struct str *error)
{
	const char *path = pattern;
	struct stat status;

	*text = STR("");
	if (pattern == NULL || (user == NULL && strchr(pattern, '%') != NULL))
		return true;
	if (user != NULL && !user_expand(arena, user, pattern, &path, error))
		return false;
	if (!file_read(arena, path, LIMIT_USER_FILE, text, &status, error)) {
		*text = STR("");
		return errno == ENOENT || errno == ENOTDIR;
	}
	if (is_trusted(user, &status))
		return true;
	*text = STR("");
	errno = EPERM;
	*error = arena_printf(
		arena, "%s: others than the user could have written it", path);
	return false;
}
