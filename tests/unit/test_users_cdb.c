/* The users' database from its text, and what replaces a cdb in one step. */
#include "../../mda/users.h"

#include <sys/wait.h>

#include "../../mda/table.h"
#include "../scratch.h"
#include "../tap.h"

static struct arena *arena;
static const char *root, *text_path, *cdb_path, *output_path;

/* users_main() with its output in a file: its status, and what it printed. */
static int run(const char *verb, const char *a, const char *b,
	       struct str *output)
{
	char *argv[] = { "users", (char *)verb, (char *)a, (char *)b, NULL };
	int status, fd;

	fflush(stdout);
	fd = open(output_path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fork() == 0) {
		dup2(fd, 1);
		dup2(fd, 2);
		_exit(users_main(b == NULL ? 2 : 4, argv));
	}
	close(fd);
	wait(&status);
	*output = scratch_read(arena, output_path);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int build(const char *text, struct str *output)
{
	scratch_write(text_path, str_from(text), 0600);
	return run("build", text_path, cdb_path, output);
}

static void test_build(void)
{
	struct str output;
	struct stat status;

	is_int(build("# users\n\n"
		     "Ann@Home.Example:5000:5001:/v/ann::\n"
		     "  @lists.example:daemon:daemon:/v/l:%h/%n:\r\n"
		     "joe:7:8:/v/joe",
		     &output),
	       0, "built");
	is_int(run("show", cdb_path, "ANN@home.example", &output), 0, "shown");
	is_str(output, "ann@home.example:5000:5001:/v/ann::\n", "as it is");
	is_int(run("show", cdb_path, "x@lists.example", &output), 0, "shown");
	is_str(output, "@lists.example:1:1:/v/l:%h/%n:\n",
	       "the entry it would use, names as numbers");
	is_int(run("show", cdb_path, "joe", &output), 0, "without a domain");
	is_int(run("show", cdb_path, "x@home.example", &output), 67,
	       "nobody is shown");
	ok(stat(cdb_path, &status) == 0 && (status.st_mode & 0777) == 0644,
	   "others may read it");
}

static const struct {
	const char *line, *error;
} bad[] = {
	{ "ann@home.example", "not address:uid:gid:home:maildir:options" },
	{ "a:1:2", "not address:uid:gid:home:maildir:options" },
	{ "a:1:2:/h:/m::x", "not address:uid:gid:home:maildir:options" },
	{ ":1:2:/h::", "not an address" },
	{ "a/b@c:1:2:/h::", "not an address" },
	{ "a\tb@c:1:2:/h::", "not an address" },
	{ "a@:1:2:/h::", "an address that no delivery would accept" },
	{ ".a@b:1:2:/h::", "an address that no delivery would accept" },
	{ "a@.b:1:2:/h::", "an address that no delivery would accept" },
	{ "a@b:0:2:/h::", "uid: a number above 0, or a user's name" },
	{ "a@b:root:2:/h::", "uid: a number above 0, or a user's name" },
	{ "a@b:no-such:2:/h::", "uid: a number above 0, or a user's name" },
	{ "a@b:4294967295:2:/h::", "uid: a number above 0, or a user's name" },
	{ "a@b:-1:2:/h::", "uid: a number above 0, or a user's name" },
	{ "a@b:1:0:/h::", "gid: a number above 0, or a group's name" },
	{ "a@b:1::/h::", "gid: a number above 0, or a group's name" },
	{ "a@b:1:2:h::", "home: an absolute path without .." },
	{ "a@b:1:2:/h/../x::", "home: an absolute path without .." },
	{ "a@b:1:2:::", "home: an absolute path without .." },
	{ "a@b:1:2:/h:m:", "maildir: empty, or an absolute path without .." },
	{ "a@b:1:2:/h:/m/..:",
	  "maildir: empty, or an absolute path without .." },
	{ "a@b:1:2:/h:/%x:", "maildir: after % only u, n, d, h or %" },
	{ "a@b:1:2:/h::quota=", "options: none but quota=SIZE" },
	{ "a@b:1:2:/h::quota=much", "options: none but quota=SIZE" },
	{ "a@b:1:2:/h::nosuch=1", "options: none but quota=SIZE" },
	{ "fine@b:1:2:/h::", "this address has a line already" },
	{ "FINE@B:1:2:/h::", "this address has a line already" },
};

static void test_errors(void)
{
	struct str output, before = scratch_read(arena, cdb_path);

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *text =
			arena_printf(arena, "fine@b:1:2:/h::\n#\n%s\n",
				     bad[i].line)
				.ptr;

		is_int(build(text, &output), 65, "case %zu is an error", i);
		is_str(str_first(output, str_find(output, '\n')),
		       arena_printf(arena, "%s:3: %s", text_path, bad[i].error)
			       .ptr,
		       "with file and line");
	}
	ok(str_eq(before, scratch_read(arena, cdb_path)),
	   "and leaves the database as it was");
	is_int(scratch_list(arena, root, NULL), 4, "without a trace");
}

static void test_usage(void)
{
	struct str output;

	is_int(run("build", text_path, NULL, &output), 64, "usage");
	is_int(run("sell", text_path, cdb_path, &output), 64, "usage");
	is_int(run("build", "/nowhere/x", cdb_path, &output), 75, "no text");
	is_int(run("build", text_path, "/nowhere/x", &output), 75,
	       "nowhere to write");
	is_int(run("show", "/nowhere/x", "a", &output), 75, "no database");
}

static void test_table(void)
{
	const char *path = scratch_path(arena, root, "t.cdb");
	const char *tmp = scratch_path(arena, root, "t.cdb.tmp");
	struct str error, value;
	struct table_build *build;
	struct table *table;

	scratch_write(tmp, STR("what a crash left"), 0600);
	build = table_build_start(arena, path, 0600, &error);
	is_int(table_build_add(build, STR("a\0b"), STR("1")), TABLE_ADDED,
	       "added");
	is_int(table_build_add(build, STR("a\0b"), STR("2")), TABLE_DUPLICATE,
	       "not twice");
	is_int(table_build_add(build, STR("a"), STR("")), TABLE_ADDED, "added");
	ok(table_build_commit(arena, build, &error), "committed");
	table = table_open(arena, path, &error);
	is_int(table_find(arena, table, STR("a\0b"), &value), TABLE_FOUND,
	       "found");
	is_str(value, "1", "what was added first");
	is_int(table_find(arena, table, STR("a"), &value), TABLE_FOUND,
	       "found");
	is_str(value, "", "an empty value");
	is_int(table_find(arena, table, STR("c"), &value), TABLE_MISSING,
	       "not there");
	build = table_build_start(arena, path, 0600, &error);
	table_build_abandon(build);
	is_int(table_find(arena, table, STR("a"), &value), TABLE_FOUND,
	       "an open one stays whole");
	table_close(table);
	ok(access(tmp, F_OK) < 0, "what is abandoned is gone");
	build = table_build_start(arena, path, 0600, &error);
	ok(table_build_commit(arena, build, &error), "the lock is free");
}

/* Each adds its own and keeps what is there; nobody's is lost. */
static void test_lock(void)
{
	enum { WRITERS = 8 };
	const char *path = scratch_path(arena, root, "l.cdb");
	struct str error, value;
	struct table *table;
	int found = 0;

	for (int i = 0; i < WRITERS; i++)
		if (fork() == 0) {
			struct table_build *build =
				table_build_start(arena, path, 0600, &error);

			table = table_open(arena, path, &error);
			for (char c = 'a'; c < 'a' + WRITERS; c++)
				if (c == 'a' + i ||
				    (table != NULL &&
				     table_find(arena, table,
						(struct str){ &c, 1 },
						&value) == TABLE_FOUND))
					table_build_add(build,
							(struct str){ &c, 1 },
							STR("x"));
			_exit(!table_build_commit(arena, build, &error));
		}
	while (wait(NULL) > 0)
		continue;
	table = table_open(arena, path, &error);
	for (char c = 'a'; c < 'a' + WRITERS; c++)
		found += table_find(arena, table, (struct str){ &c, 1 },
				    &value) == TABLE_FOUND;
	is_int(found, WRITERS, "writers wait for each other");
}

int main(void)
{
	arena = arena_new(64 << 20, NULL);
	root = scratch_new(arena);
	text_path = scratch_path(arena, root, "users.txt");
	cdb_path = scratch_path(arena, root, "users.cdb");
	output_path = scratch_path(arena, root, "output");
	test_build();
	test_errors();
	test_usage();
	test_table();
	test_lock();
	scratch_free(root);
	arena_free(arena);
	return done_testing();
}
