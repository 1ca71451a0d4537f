/* Who a mail is for: from a database, the system and the environment. */
#include "../../mda/user.h"

#include "../../mda/become.h"
#include <errno.h>
#include <pwd.h>
#include <sys/wait.h>

#include "../../mda/table.h"
#include "../scratch.h"
#include "../tap.h"

static struct arena *arena;
static const char *root, *database;
static const struct str local_domains[] = { STR_INIT("home.example") };
static struct config config = {
	.maildir = "%h/Maildir",
	.recipient_delimiter = "+",
	.policy.local_domains = { local_domains, 1 },
};

static void build(void)
{
	static const struct {
		struct str key, value;
	} users[] = {
		{ STR_INIT("ann@home.example"),
		  STR_INIT("5000:5001:/v/ann::") },
		{ STR_INIT("a+b@home.example"),
		  STR_INIT("5000:5001:/v/ab:/m/%d/%n/%u:") },
		{ STR_INIT("@any.example"), STR_INIT("5002:5002:/v/any") },
		{ STR_INIT("plain"), STR_INIT("5003:5003:/v/plain:%h/M:") },
		{ STR_INIT("bad@home.example"), STR_INIT("0:0:/root::") },
		{ STR_INIT("rel@home.example"), STR_INIT("5:5:/h:%n:") },
		{ STR_INIT("daemon@home.example"),
		  STR_INIT("5004:5004:/v/daemon::") },
	};
	struct str error;
	struct table_build *build =
		table_build_start(arena, database, 0644, &error);

	for (size_t i = 0; i < sizeof(users) / sizeof(users[0]); i++)
		table_build_add(build, users[i].key, users[i].value);
	ok(table_build_commit(arena, build, &error), "(a database)");
}

/* -- names ---------------------------------------------------------------- */

static const struct {
	const char *name;
	bool database;
	const char *found; /* "name local domain detail home maildir"; NULL */
} names[] = {
	{ "ann@home.example", true,
	  "ann@home.example ann home.example  /v/ann /v/ann/Maildir" },
	{ "Ann@HOME.example", true,
	  "ann@home.example ann home.example  /v/ann /v/ann/Maildir" },
	{ "ann+Lists.x@home.example", true,
	  "ann@home.example ann home.example Lists.x /v/ann /v/ann/Maildir" },
	{ "ann+@home.example", true,
	  "ann@home.example ann home.example  /v/ann /v/ann/Maildir" },
	{ "ann+a+b@home.example", true,
	  "ann@home.example ann home.example a+b /v/ann /v/ann/Maildir" },
	{ "a+b@home.example", true,
	  "a+b@home.example a+b home.example  /v/ab "
	  "/m/home.example/a+b/a+b@home.example" },
	{ "x+y@any.example", true,
	  "x@any.example x any.example y /v/any /v/any/Maildir" },
	{ "plain", true, "plain plain   /v/plain /v/plain/M" },
	{ "plain+x", true, "plain plain  x /v/plain /v/plain/M" },
	{ "nobody-here@home.example", true, NULL },
	/* Not the system's, when addresses come from a database. */
	{ "bin@home.example", true, NULL },
	{ "daemon", true, "daemon daemon   /usr/sbin /usr/sbin/Maildir" },
	{ "daemon", false, "daemon daemon   /usr/sbin /usr/sbin/Maildir" },
	{ "DAEMON", false, "daemon daemon   /usr/sbin /usr/sbin/Maildir" },
	{ "daemon+x", false, "daemon daemon  x /usr/sbin /usr/sbin/Maildir" },
	{ "daemon@home.example", false,
	  "daemon daemon   /usr/sbin /usr/sbin/Maildir" },
	{ "daemon+x@Home.Example", false,
	  "daemon daemon  x /usr/sbin /usr/sbin/Maildir" },
	{ "daemon@localhost", false,
	  "daemon daemon   /usr/sbin /usr/sbin/Maildir" },
	{ "daemon@elsewhere.example", false, NULL },
	{ "no-such-login", false, NULL },
	{ "", false, NULL },
	{ "@", false, NULL },
	{ "@any.example", true, NULL },
	{ "x@", true, NULL },
	{ "../x@any.example", true, NULL },
	{ "x/y@any.example", true, NULL },
	{ ".x@any.example", true, NULL },
	{ "x\n@any.example", true, NULL },
	{ "x@.any.example", true, NULL },
	{ "x@any.example/..", true, NULL },
	{ "daemon@../x", false, NULL },
};

static void test_names(void)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct user user;
		struct str error;
		enum user_status status;

		config.users = names[i].database ? database : NULL;
		status =
			user_find(arena, &config, names[i].name, &user, &error);
		is_int(status,
		       names[i].found != NULL ? USER_FOUND : USER_UNKNOWN,
		       "case %zu: %s", i,
		       names[i].found != NULL ? "found" : "unknown");
		if (status == USER_FOUND && names[i].found != NULL)
			is_str(arena_printf(arena, "%s %s %s %s %s %s",
					    user.name, user.local, user.domain,
					    user.detail, user.home,
					    user.maildir),
			       names[i].found, "as %s", names[i].found);
	}
}

static void test_long_name(void)
{
	char name[400];
	struct user user;
	struct str error;

	memset(name, 'x', sizeof(name));
	memcpy(name + sizeof(name) - 13, "@any.example", 13);
	config.users = database;
	is_int(user_find(arena, &config, name, &user, &error), USER_UNKNOWN,
	       "nobody has a name of %zu bytes", strlen(name));
}

static void test_delimiters(void)
{
	struct user user;
	struct str error;

	config.users = database;
	config.recipient_delimiter = "-+";
	is_int(user_find(arena, &config, "ann-x+y@home.example", &user, &error),
	       USER_FOUND, "any of several delimiters");
	is_str(str_from(user.detail), "x+y", "the first one counts");
	config.recipient_delimiter = "";
	is_int(user_find(arena, &config, "ann+x@home.example", &user, &error),
	       USER_UNKNOWN, "or none at all");
	config.recipient_delimiter = "+";
}

/* -- the database --------------------------------------------------------- */

static void find(const char *name, enum user_status want)
{
	struct user user;
	struct str error;
	enum user_status status =
		user_find(arena, &config, name, &user, &error);

	is_int(status, want, "%s: \"%.*s\"", name, STR_ARG(error));
}

static void test_database(void)
{
	config.users = database;
	find("bad@home.example", USER_TEMPFAIL);
	find("rel@home.example", USER_TEMPFAIL);
	chmod(database, 0664);
	find("ann@home.example", USER_TEMPFAIL);
	chmod(database, 0646);
	find("ann@home.example", USER_TEMPFAIL);
	chmod(database, 0644);
	find("ann@home.example", USER_FOUND);
	config.users = scratch_path(arena, root, "missing.cdb");
	find("ann@home.example", USER_TEMPFAIL);
	config.users = root;
	find("ann@home.example", USER_TEMPFAIL);
	config.users = scratch_path(arena, root, "short.cdb");
	scratch_write(config.users, STR("short"), 0600);
	find("ann@home.example", USER_TEMPFAIL);
	if (geteuid() != 0) {
		skip("needs root: a database of somebody else");
		return;
	}
	config.users = database;
	if (chown(database, 65534, 65534) < 0)
		abort();
	find("ann@home.example", USER_TEMPFAIL);
}

/* -- the environment ------------------------------------------------------ */

static void test_environment(void)
{
	struct user user;
	struct str error;

	config.users = NULL;
	setenv("USER", "joe", 1);
	setenv("HOME", "/h/joe", 1);
	is_int(user_find(arena, &config, NULL, &user, &error), USER_FOUND,
	       "USER and HOME");
	is_str(str_from(user.maildir), "/h/joe/Maildir", "say where");
	is_int(user.uid, geteuid(), "but not with which rights");
	setenv("USER", "../joe", 1);
	is_int(user_find(arena, &config, NULL, &user, &error), USER_UNKNOWN,
	       "a path is no name");
	setenv("USER", "joe", 1);
	setenv("HOME", "joe", 1);
	is_int(user_find(arena, &config, NULL, &user, &error), USER_TEMPFAIL,
	       "a home is absolute");
	setenv("HOME", "", 1);
	is_int(user_find(arena, &config, NULL, &user, &error), USER_FOUND,
	       "an empty HOME is none");
	is_str(str_from(user.name), getpwuid(geteuid())->pw_name,
	       "then the system knows who runs us");
	if (geteuid() != 0 || seteuid(1234567) < 0)
		return;
	is_int(user_find(arena, &config, NULL, &user, &error), USER_TEMPFAIL,
	       "a uid that it does not know is not the mail's fault");
	if (seteuid(0) < 0)
		abort();
}

static void test_expand(void)
{
	const struct user user = { .name = "ann@a.example",
				   .local = "ann",
				   .domain = "a.example",
				   .home = "/h" };
	static const struct {
		const char *pattern, *expanded;
	} patterns[] = {
		{ "", "" },
		{ "%h/%d/%n:%u", "/h/a.example/ann:ann@a.example" },
		{ "100%%", "100%" },
		{ "%", NULL },
		{ "%x", NULL },
		{ "%H", NULL },
	};

	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		const char *expanded = NULL;
		struct str error = STR("");
		bool done;

		errno = EIO; /* of something else, earlier */
		done = user_expand(arena, &user, patterns[i].pattern, &expanded,
				   &error);
		if (patterns[i].expanded == NULL)
			ok(!done && errno == EINVAL, "no expansion: %.*s",
			   STR_ARG(error));
		else
			is_str(str_from(expanded), patterns[i].expanded,
			       "expanded");
	}
}

/* -- rights --------------------------------------------------------------- */

/* In a child; its exit status is the answer. */
static int become(uid_t uid, gid_t gid, bool virtual_user)
{
	const struct user user = { .name = "daemon",
				   .uid = uid,
				   .gid = gid,
				   .virtual_user = virtual_user };
	struct str error;
	gid_t groups[64];
	int status;

	if (fork() == 0) {
		if (!user_become(arena, &user, &error))
			_exit(1);
		if (getuid() != uid || geteuid() != uid || setuid(0) == 0 ||
		    open("/etc/shadow", O_RDONLY) >= 0)
			_exit(2);
		if (geteuid() != 0 && virtual_user &&
		    (getgroups(64, groups) != 1 || groups[0] != gid))
			_exit(3);
		_exit(0);
	}
	wait(&status);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_become(void)
{
	is_int(become(0, 0, true), 1, "mail is not delivered as root");
	if (geteuid() != 0) {
		is_int(become(geteuid(), getegid(), true), 0, "as ourselves");
		is_int(become(geteuid() + 1, getegid(), true), 1,
		       "but as nobody else");
		return;
	}
	is_int(become(5000, 5001, true), 0, "root becomes a virtual user");
	is_int(become(1, 1, false), 0, "or a system user");
}

int main(void)
{
	arena = arena_new(64 << 20, NULL);
	root = scratch_new(arena);
	database = scratch_path(arena, root, "users.cdb");
	build();
	test_names();
	test_long_name();
	test_delimiters();
	test_database();
	test_environment();
	test_expand();
	test_become();
	scratch_free(root);
	arena_free(arena);
	return done_testing();
}
