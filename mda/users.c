#include "users.h"

#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>

#include "../filter/buf.h"
#include "limits.h"
#include "status.h"
#include "table.h"
#include "table_text.h"
#include "user.h"

/* The largest id that is not -1. */
#define ID_MAX ((uint64_t)UINT32_MAX - 1)

/* -- one entry ------------------------------------------------------------ */

static bool is_printable(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.ptr[i] < 0x20 || s.ptr[i] == 0x7F)
			return false;
	return true;
}

static bool is_path(struct str path)
{
	struct str rest = path, level;

	while (str_cut(&rest, '/', &level))
		if (str_eq(level, STR("..")))
			return false;
	return str_starts(path, STR("/")) && is_printable(path);
}

/* What is empty at the end may be missing with its colons. */
static bool split(struct str value, struct str fields[5])
{
	size_t count = 0;

	fields[3] = fields[4] = STR("");
	while (count < 5 && str_cut(&value, ':', &fields[count]))
		count++;
	return count >= 3 && value.ptr == NULL;
}

/* The only option is "quota=SIZE". */
static bool take_options(struct str options, struct quota_size *quota)
{
	const struct str name = STR("quota=");

	*quota = (struct quota_size){ 0 };
	return options.len == 0 ||
	       (str_starts(options, name) && options.len > name.len &&
		quota_size_parse(str_skip(options, name.len), quota));
}

bool users_entry_parse(struct arena *arena, struct str value,
		       struct users_entry *entry, const char **error)
{
	struct str fields[5];
	struct quota_size quota;
	uint64_t uid, gid;

	*error = NULL;
	if (value.len > LIMIT_USER_ENTRY)
		*error = "too long";
	else if (!split(value, fields))
		*error = "not address:uid:gid:home:maildir:options";
	else if (!str_to_u64(fields[0], ID_MAX, &uid) || uid == 0)
		*error = "uid: a number above 0, or a user's name";
	else if (!str_to_u64(fields[1], ID_MAX, &gid) || gid == 0)
		*error = "gid: a number above 0, or a group's name";
	else if (!is_path(fields[2]))
		*error = "home: an absolute path without ..";
	else if (fields[3].len > 0 && !is_path(fields[3]) &&
		 !(str_starts(fields[3], STR("%h/")) &&
		   is_path(str_skip(fields[3], 2))))
		*error = "maildir: empty, or an absolute path without ..";
	else if (!take_options(fields[4], &quota))
		*error = "options: none but quota=SIZE";
	if (*error != NULL)
		return false;
	*entry = (struct users_entry){
		.uid = (uid_t)uid,
		.gid = (gid_t)gid,
		.home = arena_cstr(arena, fields[2]),
		.maildir = arena_cstr(arena, fields[3]),
		.quota = quota,
	};
	return true;
}

/* -- users build ---------------------------------------------------------- */

/* Names become numbers now: a delivery asks nobody. */
static struct str user_number(struct arena *arena, struct str name)
{
	const struct passwd *record = getpwnam(arena_cstr(arena, name));

	return record == NULL ? name
			      : arena_printf(arena, "%lu",
					     (unsigned long)record->pw_uid);
}

static struct str group_number(struct arena *arena, struct str name)
{
	const struct group *record = getgrnam(arena_cstr(arena, name));

	return record == NULL ? name
			      : arena_printf(arena, "%lu",
					     (unsigned long)record->gr_gid);
}

static bool is_number(struct str s)
{
	uint64_t number;

	return str_to_u64(s, UINT64_MAX, &number);
}

static struct str numbered(struct arena *arena, struct str value)
{
	struct str rest = value, uid, gid;

	if (!is_printable(value) || !str_cut(&rest, ':', &uid) ||
	    !str_cut(&rest, ':', &gid) || rest.ptr == NULL)
		return value;
	if (!is_number(uid))
		uid = user_number(arena, uid);
	if (!is_number(gid))
		gid = group_number(arena, gid);
	return arena_printf(arena, "%.*s:%.*s:%.*s", STR_ARG(uid), STR_ARG(gid),
			    STR_ARG(rest));
}

/* What a delivery would make of it. */
static const char *address_problem(struct str address)
{
	size_t at = str_find_last(address, '@');
	struct str domain = str_skip(address, at + 1);

	if (address.len == 0 || address.len > LIMIT_USER_NAME ||
	    !is_printable(address) || str_find(address, '/') < address.len)
		return "not an address";
	if (str_starts(address, STR(".")) || str_starts(domain, STR(".")) ||
	    (at < address.len && domain.len == 0))
		return "an address that no delivery would accept";
	return NULL;
}

static const char *maildir_problem(struct arena *arena,
				   const struct users_entry *entry)
{
	const struct user user = {
		.name = "", .local = "", .domain = "", .home = entry->home
	};
	const char *expanded;
	struct str error;

	return user_expand(arena, &user, entry->maildir, &expanded, &error)
		       ? NULL
		       : "maildir: after % only u, n, d, h or %";
}

/* NULL with the key and the value, or what is wrong. */
static const char *read_line(struct arena *arena, struct str line,
			     struct str *key, struct str *value)
{
	struct users_entry entry;
	const char *problem;
	struct str address = STR("");

	if (line.len > LIMIT_USER_ENTRY)
		return "too long";
	if (!str_cut(&line, ':', &address) || line.ptr == NULL)
		return "not address:uid:gid:home:maildir:options";
	problem = address_problem(address);
	if (problem != NULL)
		return problem;
	*key = arena_lower(arena, address);
	*value = numbered(arena, line);
	return users_entry_parse(arena, *value, &entry, &problem)
		       ? maildir_problem(arena, &entry)
		       : problem;
}

static int build(struct arena *arena, const char *text_path, const char *path)
{
	static const struct table_text text = {
		.entry = "user",
		.duplicate = "this address has a line already",
		.limit = LIMIT_USERS_FILE,
		.read_line = read_line,
	};

	return table_text_build(arena, &text, text_path, path);
}

/* -- users show ----------------------------------------------------------- */

/* The entry that a delivery would use, but for +detail, which is a matter of
 * the configuration. */
static int show(struct arena *arena, const char *path, const char *address)
{
	struct str error, value, key = arena_lower(arena, str_from(address));
	struct table *table = table_open(arena, path, &error);
	enum table_status status;
	size_t at = str_find_last(key, '@');

	if (table == NULL) {
		fprintf(stderr, "%.*s\n", STR_ARG(error));
		return STATUS_RETRY;
	}
	status = table_find(arena, table, key, &value);
	if (status == TABLE_MISSING && at < key.len) {
		key = str_skip(key, at);
		status = table_find(arena, table, key, &value);
	}
	table_close(table);
	if (status == TABLE_FOUND && is_printable(value)) {
		printf("%.*s:%.*s\n", STR_ARG(key), STR_ARG(value));
		return STATUS_DELIVERED;
	}
	fprintf(stderr, "%s: %s\n", path,
		status == TABLE_MISSING ? "no such address"
					: "damaged; build it again");
	return status == TABLE_MISSING ? STATUS_NO_USER : STATUS_RETRY;
}

int users_main(int argc, char **argv)
{
	struct arena *arena =
		arena_new(LIMIT_TABLE_ARENA, status_out_of_memory);
	int status = STATUS_USAGE;

	if (argc == 4 && strcmp(argv[1], "build") == 0)
		status = build(arena, argv[2], argv[3]);
	else if (argc == 4 && strcmp(argv[1], "show") == 0)
		status = show(arena, argv[2], argv[3]);
	else
		fputs("usage: waxseal users build TEXT CDB\n"
		      "       waxseal users show CDB ADDRESS\n",
		      stderr);
	arena_free(arena);
	return status_after_output(status);
}
