#include "user.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../filter/buf.h"
#include "limits.h"
#include "table.h"
#include "users.h"

/* -- names ---------------------------------------------------------------- */

/* "local+detail@domain"; domain and detail may be empty. */
struct name {
	struct str whole, local, detail, domain;
};

/* Either may become a directory's name. */
static bool is_part(struct str part)
{
	for (size_t i = 0; i < part.len; i++)
		if ((unsigned char)part.ptr[i] < 0x20 || part.ptr[i] == 0x7F ||
		    part.ptr[i] == '/')
			return false;
	return !str_starts(part, STR("."));
}

static bool name_parse(const char *text, const char *delimiter,
		       struct name *name)
{
	struct str all = str_from(text);
	size_t at = str_find_last(all, '@'), end;

	*name = (struct name){ .whole = str_first(all, at),
			       .domain = str_skip(all, at + 1) };
	end = name->whole.len > 0 ? 1 : 0;
	while (end < name->whole.len &&
	       strchr(delimiter, name->whole.ptr[end]) == NULL)
		end++;
	name->local = str_first(name->whole, end);
	name->detail = str_skip(name->whole, end + 1);
	return name->whole.len > 0 && all.len <= LIMIT_USER_NAME &&
	       (at == all.len || name->domain.len > 0) &&
	       is_part(name->whole) && is_part(name->domain);
}

static const char *address_text(struct arena *arena, struct str local,
				struct str domain)
{
	return arena_printf(arena, "%.*s%s%.*s", STR_ARG(local),
			    domain.len > 0 ? "@" : "", STR_ARG(domain))
		.ptr;
}

/* -- what stands in the configuration ------------------------------------- */

bool user_expand(struct arena *arena, const struct user *user,
		 const char *pattern, const char **expanded, struct str *error)
{
	struct buf out = buf_new(arena, LIMIT_USER_ENTRY);

	for (const char *c = pattern; *c != '\0'; c++) {
		if (*c != '%') {
			buf_add_char(&out, *c);
			continue;
		}
		switch (*++c) {
		case 'u':
			buf_add(&out, str_from(user->name));
			break;
		case 'n':
			buf_add(&out, str_from(user->local));
			break;
		case 'd':
			buf_add(&out, str_from(user->domain));
			break;
		case 'h':
			buf_add(&out, str_from(user->home));
			break;
		case '%':
			buf_add_char(&out, '%');
			break;
		default:
			*error = arena_printf(arena,
					      "%s: after %% only u, n, d, h "
					      "or %%",
					      pattern);
			errno = EINVAL;
			return false;
		}
	}
	if (out.overflow) {
		*error = arena_printf(arena, "%s: too long", pattern);
		errno = EINVAL;
	}
	*expanded = arena_cstr(arena, buf_str(&out));
	return !out.overflow;
}

static enum user_status finish(struct arena *arena, struct user *user,
			       const char *maildir, struct str *error)
{
	if (!user_expand(arena, user, maildir, &user->maildir, error))
		return USER_TEMPFAIL;
	if (user->maildir[0] == '/' && user->home[0] == '/')
		return USER_FOUND;
	*error = arena_printf(
		arena, "%s of user %s is not an absolute path: %s",
		user->home[0] != '/' ? "home" : "maildir", user->name,
		user->home[0] != '/' ? user->home : user->maildir);
	return USER_TEMPFAIL;
}

/* -- virtual users -------------------------------------------------------- */

static enum table_status find_entry(struct arena *arena, struct table *table,
				    struct str local, struct str domain,
				    struct str *value)
{
	struct str key = str_from(address_text(arena, local, domain));

	return table_find(arena, table, arena_lower(arena, key), value);
}

/* Whole, without the detail, anyone of the domain; *detail tells which. */
static enum table_status search(struct arena *arena, struct table *table,
				struct name *name, struct str *value)
{
	enum table_status status =
		find_entry(arena, table, name->whole, name->domain, value);

	if (status == TABLE_FOUND) {
		name->local = name->whole;
		name->detail = STR("");
	}
	if (status == TABLE_MISSING && name->local.len < name->whole.len)
		status = find_entry(arena, table, name->local, name->domain,
				    value);
	if (status == TABLE_MISSING && name->domain.len > 0)
		status = find_entry(arena, table, STR(""), name->domain, value);
	return status;
}

static void take_name(struct arena *arena, const struct name *name,
		      struct user *user)
{
	struct str local = arena_lower(arena, name->local);
	struct str domain = arena_lower(arena, name->domain);

	user->local = arena_cstr(arena, local);
	user->domain = arena_cstr(arena, domain);
	user->name = address_text(arena, local, domain);
	user->detail = arena_cstr(arena, name->detail);
}

static enum user_status find_virtual(struct arena *arena,
				     const struct config *config,
				     struct name *name, struct user *user,
				     struct str *error)
{
	struct table *table = table_open(arena, config->users, error);
	enum table_status status;
	struct users_entry entry;
	const char *problem = "damaged; build it again";
	struct str value;

	if (table == NULL)
		return USER_TEMPFAIL;
	status = search(arena, table, name, &value);
	table_close(table);
	if (status == TABLE_MISSING)
		return USER_UNKNOWN;
	if (status != TABLE_FOUND ||
	    !users_entry_parse(arena, value, &entry, &problem)) {
		*error = arena_printf(arena, "%s: %s", config->users, problem);
		return USER_TEMPFAIL;
	}
	take_name(arena, name, user);
	user->uid = entry.uid;
	user->gid = entry.gid;
	user->home = entry.home;
	user->virtual_user = true;
	user->quota = entry.quota.bytes + entry.quota.mails > 0 ? entry.quota
								: config->quota;
	return finish(arena, user,
		      entry.maildir[0] != '\0' ? entry.maildir
					       : config->maildir,
		      error);
}

/* -- system users --------------------------------------------------------- */

/* By name, or by uid when name is NULL.  The record lives in the arena. */
static enum user_status passwd_find(struct arena *arena, const char *name,
				    uid_t uid, struct passwd *record,
				    struct str *error)
{
	struct passwd *found = NULL;
	int failed = ERANGE;

	for (size_t size = 1024; failed == ERANGE && size <= LIMIT_PASSWD;
	     size *= 4) {
		char *memory = arena_alloc(arena, size);

		failed =
			name != NULL
				? getpwnam_r(name, record, memory, size, &found)
				: getpwuid_r(uid, record, memory, size, &found);
	}
	if (found != NULL)
		return USER_FOUND;
	if (failed == 0 || failed == ENOENT || failed == ESRCH)
		return USER_UNKNOWN;
	*error = arena_printf(arena, "cannot look up system users: %s",
			      strerror(failed));
	return USER_TEMPFAIL;
}

static enum user_status take_passwd(struct arena *arena,
				    const struct config *config,
				    const struct passwd *record,
				    struct str detail, struct user *user,
				    struct str *error)
{
	*user = (struct user){
		.name = record->pw_name,
		.local = record->pw_name,
		.domain = "",
		.detail = arena_cstr(arena, detail),
		.uid = record->pw_uid,
		.gid = record->pw_gid,
		.home = record->pw_dir,
		.quota = config->quota,
	};
	return finish(arena, user, config->maildir, error);
}

static enum user_status find_login(struct arena *arena,
				   const struct config *config,
				   struct str login, struct str detail,
				   struct user *user, struct str *error)
{
	const char *name = arena_cstr(arena, login);
	const char *lower = arena_cstr(arena, arena_lower(arena, login));
	struct passwd record;
	enum user_status status = passwd_find(arena, name, 0, &record, error);

	if (status == USER_UNKNOWN && strcmp(name, lower) != 0)
		status = passwd_find(arena, lower, 0, &record, error);
	return status != USER_FOUND ? status
				    : take_passwd(arena, config, &record,
						  detail, user, error);
}

static bool is_local_domain(const struct config *config, struct str domain)
{
	char host[256] = "";

	if (gethostname(host, sizeof(host) - 1) < 0)
		host[0] = '\0';
	return domain.len == 0 || str_eq_nocase(domain, STR("localhost")) ||
	       str_eq_nocase(domain, str_from(host)) ||
	       str_list_has(&config->policy.local_domains, domain);
}

static enum user_status find_system(struct arena *arena,
				    const struct config *config,
				    const struct name *name, struct user *user,
				    struct str *error)
{
	enum user_status status;

	if (!is_local_domain(config, name->domain))
		return USER_UNKNOWN;
	status = find_login(arena, config, name->whole, STR(""), user, error);
	if (status == USER_UNKNOWN && name->local.len < name->whole.len)
		status = find_login(arena, config, name->local, name->detail,
				    user, error);
	return status;
}

/* -- who it is ------------------------------------------------------------ */

/* What local(8) and Exim say in the environment, else who runs us. */
static enum user_status find_invoker(struct arena *arena,
				     const struct config *config,
				     struct user *user, struct str *error)
{
	const char *login = getenv("USER"), *home = getenv("HOME");
	struct passwd record;
	enum user_status status;

	if (login != NULL && login[0] != '\0' && home != NULL &&
	    home[0] != '\0') {
		record = (struct passwd){ .pw_name = (char *)login,
					  .pw_dir = (char *)home,
					  .pw_uid = geteuid(),
					  .pw_gid = getegid() };
		if (str_from(login).len > LIMIT_USER_NAME ||
		    !is_part(str_from(login)))
			return USER_UNKNOWN;
	} else {
		status = passwd_find(arena, NULL, geteuid(), &record, error);
		if (status == USER_UNKNOWN)
			*error = arena_printf(
				arena,
				"uid %lu is nobody's: -d, or USER and HOME, "
				"must say whom the mail is for",
				(unsigned long)geteuid());
		if (status != USER_FOUND)
			return USER_TEMPFAIL;
	}
	return take_passwd(arena, config, &record, STR(""), user, error);
}

/* With a users database, addresses are looked up there alone: no mail for a
 * hosted domain ends in a system account by the same name. */
static enum user_status find_named(struct arena *arena,
				   const struct config *config,
				   struct name *name, struct user *user,
				   struct str *error)
{
	enum user_status status = USER_UNKNOWN;

	if (config->users != NULL)
		status = find_virtual(arena, config, name, user, error);
	if (status == USER_UNKNOWN &&
	    (config->users == NULL || name->domain.len == 0))
		status = find_system(arena, config, name, user, error);
	return status;
}

enum user_status user_find(struct arena *arena, const struct config *config,
			   const char *name, struct user *user,
			   struct str *error)
{
	enum user_status status = USER_UNKNOWN;
	struct name parts;

	*user = (struct user){ 0 };
	*error = STR("");
	if (name == NULL)
		status = find_invoker(arena, config, user, error);
	else if (name_parse(name, config->recipient_delimiter, &parts))
		status = find_named(arena, config, &parts, user, error);
	if (status == USER_UNKNOWN)
		*error = STR("no such user");
	return status;
}
