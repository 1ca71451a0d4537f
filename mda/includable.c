#include "includable.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "limits.h"
#include "path.h"
#include "status.h"

#define SUFFIX STR(".sieve")

/* -- names ------------------------------------------------------------------ */

static bool is_script(struct str name)
{
	return name.len > SUFFIX.len && name.ptr[0] != '.' &&
	       str_ends(name, SUFFIX);
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(((const struct str *)a)->ptr,
		      ((const struct str *)b)->ptr);
}

bool includable_names(struct arena *arena, const char *folder,
		      struct str_list *names)
{
	struct str *list = ARENA_ARRAY(arena, struct str, LIMIT_INCLUDABLE);
	DIR *directory = opendir(folder);
	const struct dirent *entry;
	size_t count = 0;
	int error;

	*names = (struct str_list){ list, 0 };
	if (directory == NULL)
		return false;
	while (count < LIMIT_INCLUDABLE &&
	       (entry = path_entry(directory)) != NULL)
		if (is_script(str_from(entry->d_name)))
			list[count++] = str_from(
				arena_cstr(arena, str_from(entry->d_name)));
	error = count < LIMIT_INCLUDABLE ? errno : 0;
	closedir(directory);
	qsort(list, count, sizeof(*list), by_bytes);
	names->count = count;
	errno = error;
	return error == 0;
}

/* -- scripts ---------------------------------------------------------------- */

struct shelf {
	struct arena *arena;
	const struct includable_options *options;
	struct sieve_included *list;
	size_t count, bytes;
};

/* Why what it says is not to be believed; or "". */
static struct str distrust(const struct shelf *shelf,
			   enum sieve_location location,
			   const struct stat *status)
{
	if (location == SIEVE_GLOBAL)
		return (status->st_mode & S_IWOTH) != 0
			       ? STR("everybody can write it")
			       : STR("");
	if (status->st_uid == shelf->options->owner)
		return STR("");
	if (status->st_uid != 0)
		return STR("it belongs to somebody else");
	/* A link to it shows root what its owner may not see. */
	return (status->st_mode & S_IROTH) != 0
		       ? STR("")
		       : STR("its user cannot read it");
}

static void read_one(struct shelf *shelf, enum sieve_location location,
		     const char *folder, struct str name)
{
	struct sieve_included *script = &shelf->list[shelf->count++];
	struct stat status;
	struct str path = strcmp(folder, ".") == 0
				  ? name
				  : arena_printf(shelf->arena, "%s/%.*s",
						 folder, STR_ARG(name));

	*script = (struct sieve_included){
		.location = location,
		.title = str_first(name, name.len - SUFFIX.len),
		.script.name = path,
		.script.text = STR(""),
	};
	if (shelf->bytes >= LIMIT_INCLUDABLE_BYTES)
		script->problem = STR("all that can be included is too much");
	else if (file_read(shelf->arena, path.ptr, shelf->options->script_size,
			   &script->script.text, &status, &script->problem))
		script->problem = distrust(shelf, location, &status);
	else if (file_is_surprise(errno))
		status_exit(STATUS_RETRY, "4.3.0", "%.*s",
			    STR_ARG(script->problem));
	if (script->problem.len > 0)
		script->script.text = STR("");
	shelf->bytes += script->script.text.len;
}

static void read_folder(struct shelf *shelf, enum sieve_location location,
			const char *folder)
{
	struct str_list names;

	if (folder == NULL)
		return;
	if (!includable_names(shelf->arena, folder, &names)) {
		if (file_is_surprise(errno))
			status_exit(STATUS_RETRY, "4.3.0", "%s: %s", folder,
				    strerror(errno));
		return;
	}
	for (size_t i = 0; i < names.count; i++)
		read_one(shelf, location, folder, names.items[i]);
}

struct sieve_includable includable_read(
	struct arena *arena, const struct includable_options *options)
{
	struct shelf shelf = {
		.arena = arena,
		.options = options,
		.list = ARENA_ARRAY(arena, struct sieve_included,
				    2 * LIMIT_INCLUDABLE),
	};

	read_folder(&shelf, SIEVE_PERSONAL, options->personal);
	read_folder(&shelf, SIEVE_GLOBAL, options->global);
	return (struct sieve_includable){ .list = shelf.list,
					  .count = shelf.count };
}

bool includable_mentions(struct str script, struct str word)
{
	const char first = char_lower(word.ptr[0]);

	for (size_t i = 0; i + word.len <= script.len; i++)
		if (char_lower(script.ptr[i]) == first &&
		    str_starts_nocase(str_skip(script, i), word))
			return true;
	return false;
}

bool includable_is_wanted(struct str script)
{
	return includable_mentions(script, STR("include"));
}

struct sieve_includable includable_beside(struct arena *arena, const char *path,
					  const char *global)
{
	size_t slash = str_find_last(str_from(path), '/');
	struct str folder = str_first(str_from(path), slash);
	struct stat status;
	const struct includable_options options = {
		.personal = strchr(path, '/') == NULL
				    ? "."
				    : arena_cstr(arena, folder),
		.global = global != NULL && strchr(global, '%') == NULL ? global
									: NULL,
		.script_size = LIMIT_SCRIPT,
		.owner = stat(path, &status) == 0 ? status.st_uid : geteuid(),
	};

	return includable_read(arena, &options);
}
