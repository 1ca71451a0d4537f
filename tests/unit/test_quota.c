/* maildirsize: what it says, when it is made anew, and when there is room. */
#include "../../mda/quota.h"

#include <sys/wait.h>
#include <utime.h>

#include "../scratch.h"
#include "../tap.h"

static struct arena *arena;
static const char *root; /* the test's own folder */
static struct maildir *box; /* the mailbox of this case */

static const char *in_box(const char *name)
{
	return arena_printf(arena, "%s/box/%s", root, name).ptr;
}

static void put(const char *name, const char *text)
{
	FILE *file = fopen(in_box(name), "w");

	if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0)
		abort();
}

static const char *get(const char *name)
{
	static char text[8192];
	FILE *file = fopen(in_box(name), "r");
	size_t len = file != NULL ? fread(text, 1, sizeof(text) - 1, file) : 0;

	text[len] = '\0';
	if (file != NULL)
		fclose(file);
	return text;
}

static void fresh_box(void)
{
	if (box != NULL)
		maildir_close(box);
	scratch_free(in_box(""));
	box = maildir_open(arena, in_box(""), FSYNC_NEVER);
	if (box == NULL)
		abort();
}

static struct quota opened(uint64_t bytes, uint64_t mails)
{
	const struct quota_size limit = { bytes, mails };
	struct quota quota;

	if (!quota_open(arena, box, &limit, &quota))
		abort();
	return quota;
}

static void is_used(const struct quota *quota, uint64_t bytes, uint64_t mails,
		    const char *what)
{
	ok(quota->used.bytes == bytes && quota->used.mails == mails,
	   "%s: %llu bytes, %llu mails", what,
	   (unsigned long long)quota->used.bytes,
	   (unsigned long long)quota->used.mails);
}

/* -- what can be written ------------------------------------------------------ */

static void test_sizes(void)
{
	static const struct {
		const char *text;
		bool good;
		uint64_t bytes, mails;
	} cases[] = {
		{ "10000000S,1000C", true, 10000000, 1000 },
		{ "1000C", true, 0, 1000 },
		{ "1000C,5S", true, 5, 1000 },
		{ "0S", true, 0, 0 },
		{ "", true, 0, 0 },
		{ "1G", true, 1073741824, 0 },
		{ "500M 10000", true, 524288000, 10000 },
		{ "2t, 7", true, 2199023255552, 7 },
		{ "12", true, 12, 0 },
		{ "x", false, 0, 0 },
		{ "1G 2 3", false, 0, 0 },
		{ "-1", false, 0, 0 },
		{ "99999999999999999999", false, 0, 0 },
		{ "9999999999T", false, 0, 0 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct quota_size size;
		bool good = quota_size_parse(str_from(cases[i].text), &size);

		ok(good == cases[i].good &&
			   (!good || (size.bytes == cases[i].bytes &&
				      size.mails == cases[i].mails)),
		   "\"%s\"", cases[i].text);
	}
}

/* -- what the file says --------------------------------------------------------- */

static void test_none(void)
{
	struct quota quota;

	fresh_box();
	quota = opened(0, 0);
	ok(quota.root < 0, "no file and no limit: nothing is kept");
	ok(quota_has_room(arena, &quota,
			  &(struct quota_size){ UINT64_C(1) << 50, 1 }, 0, 0),
	   "and there is room for all");
	ok(quota_add(arena, &quota, &(struct quota_size){ 1, 1 }),
	   "adding is easy");
	ok(access(in_box("maildirsize"), F_OK) < 0, "no file is made");
}

static void test_file(void)
{
	struct quota quota;

	fresh_box();
	put("maildirsize", "1000S,10C\n          300            2\n-100 -1\n");
	quota = opened(0, 0);
	is_used(&quota, 200, 1, "sums of what was added and removed");
	ok(quota.limit.bytes == 1000 && quota.limit.mails == 10,
	   "the file's limit holds");
	ok(quota_add(arena, &quota, &(struct quota_size){ 50, 1 }), "one more");
	is_str(str_from(get("maildirsize")),
	       "1000S,10C\n          300            2\n-100 -1\n50 1\n",
	       "is a line more");
	is_used(&quota, 250, 2, "and counted");
	quota_close(&quota);
}

/* -- adding up ------------------------------------------------------------------- */

/* 10 in INBOX, 20 and a deleted one in cur, 40 by stat in a folder, some in Trash. */
static void fill(void)
{
	static const char *const folders[] = {
		".A", ".A/new", ".A/cur", ".Trash", ".Trash/new", ".empty"
	};

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		mkdir(in_box(folders[i]), 0700);
	put("new/1.M1.host,S=10,W=11", "x");
	put("cur/2.M1.host,S=20,W=21:2,S", "x");
	put("cur/3.M1.host,S=400,W=401:2,ST", "x");
	put(".A/cur/4.M1.host", "0123456789012345678901234567890123456789");
	put(".Trash/new/5.M1.host,S=1000", "x");
}

static void test_adding_up(void)
{
	struct quota quota;

	fresh_box();
	fill();
	quota = opened(5000, 0);
	is_used(&quota, 70, 3, "by ,S= or the disk, without Trash and deleted");
	is_str(str_from(get("maildirsize")), "5000S\n70 3\n",
	       "the file is made");
	quota_close(&quota);
	put("maildirsize", "4000S\n1 1\n");
	quota = opened(5000, 7);
	is_used(&quota, 70, 3, "another limit");
	is_str(str_from(get("maildirsize")), "5000S,7C\n70 3\n",
	       "makes it anew");
	quota_close(&quota);
}

static void test_damaged(void)
{
	static const char *const texts[] = { "",
					     "hello\n",
					     "5000S\n1\n",
					     "5000S\n1 1\nx y\n",
					     "5000S\n1 1",
					     "5000S\n1125899906842625 1\n",
					     "99999999999999999S\n1 1\n" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct quota quota;

		fresh_box();
		fill();
		put("maildirsize", texts[i]);
		quota = opened(5000, 0);
		is_used(&quota, 70, 3, "damaged: added up again");
		quota_close(&quota);
	}
}

static void test_long(void)
{
	struct quota quota;

	fresh_box();
	fill();
	put("maildirsize", "6000S\n");
	for (int i = 0; i < 1000; i++) {
		FILE *file = fopen(in_box("maildirsize"), "a");

		if (file == NULL || fputs("1 1  \n", file) < 0 ||
		    fclose(file) != 0)
			abort();
	}
	quota = opened(0, 0);
	is_used(&quota, 70, 3, "a long file is added up again");
	is_str(str_from(get("maildirsize")), "6000S\n70 3\n",
	       "for the limit that it has");
	quota_close(&quota);
}

static void test_link(void)
{
	struct quota quota;

	fresh_box();
	fill();
	if (symlink("/etc/passwd", in_box("maildirsize")) < 0)
		abort();
	quota = opened(5000, 0);
	is_used(&quota, 70, 3, "a link is not followed");
	is_str(str_from(get("maildirsize")), "5000S\n70 3\n", "but replaced");
	quota_close(&quota);
}

static void test_large_numbers(void)
{
	const struct quota_size most = { QUOTA_MOST, QUOTA_MOST };
	struct quota quota;

	fresh_box();
	put("maildirsize", "1125899906842624S\n");
	for (int i = 0; i < 130; i++) {
		FILE *file = fopen(in_box("maildirsize"), "a");

		if (file == NULL ||
		    fputs("1125899906842624 1125899906842624\n", file) < 0 ||
		    fclose(file) != 0)
			abort();
	}
	quota = opened(0, 0);
	is_used(&quota, 130 * QUOTA_MOST, 130 * QUOTA_MOST,
		"all lines as large as can be");
	is_int(quota_percent(&quota, &quota.used), 1000, "far too much");
	ok(quota_has_room(arena, &quota, &most, 100, time(NULL)),
	   "a mail as large, when all is added up again");
	quota_close(&quota);
}

/* What stands in for a mail or a folder, but is none of ours. */
static void test_strange(void)
{
	struct quota quota;

	fresh_box();
	fill();
	mkdir(in_box("cur/dir"), 0700);
	put("cur/6.M1.host:1,T,S=3", "x");
	put("new/7.M1.T,S=4", "x");
	put(".file", "x");
	if (symlink(in_box(".Trash"), in_box(".link")) < 0 ||
	    symlink("/etc/passwd", in_box("cur/8.M1.host")) < 0)
		abort();
	quota = opened(5000, 0);
	is_used(&quota, 77, 5, "no links, no folders, no other letters");
	quota_close(&quota);
}

/* As in a mailbox of a group. */
static void test_mode(void)
{
	struct stat status;
	struct quota quota;

	fresh_box();
	chmod(in_box(""), 0770);
	maildir_close(box);
	box = maildir_open(arena, in_box(""), FSYNC_NEVER);
	quota = opened(5000, 0);
	ok(stat(in_box("maildirsize"), &status) == 0 &&
		   (status.st_mode & 0777) == 0660,
	   "its group can keep the file as well");
	quota_close(&quota);
}

/* Its limit holds without an administrator's. */
static void test_own_limit(void)
{
	static const struct {
		const char *text, *after;
	} cases[] = {
		{ "5000S\n1 1\nx\n", "5000S\n70 3\n" },
		{ "5000S\n1 1", "5000S\n70 3\n" },
		{ "5000S", "5000S" },
		{ "x\n", "x\n" },
		{ "5000S\n", "5000S\n" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct quota quota;

		fresh_box();
		fill();
		put("maildirsize", cases[i].text);
		quota = opened(0, 0);
		is_str(str_from(get("maildirsize")), cases[i].after,
		       "its own limit (case %zu)", i);
		quota_close(&quota);
	}
}

/* -- room ------------------------------------------------------------------------ */

static void test_room(void)
{
	const struct quota_size mail = { 100, 1 };
	struct quota quota;

	fresh_box();
	put("maildirsize", "1000S\n901 3\n");
	quota = opened(0, 0);
	ok(!quota_has_room(arena, &quota, &mail, 0, time(NULL)),
	   "one byte too much, and the sum is fresh");
	ok(quota_has_room(arena, &quota, &mail, 10, time(NULL)),
	   "but within the grace");
	ok(quota_has_room(arena, &quota, &mail, 0, time(NULL) + 3600),
	   "an old sum is made anew before it says no");
	quota_close(&quota);
	put("maildirsize", "1000S\n901 3\n");
	quota = opened(0, 0);
	ok(quota_has_room(arena, &quota, &mail, 0, time(NULL) - 3600),
	   "as is one from a time that is still to come");
	is_used(&quota, 0, 0, "the mails are gone");
	quota_close(&quota);

	put("maildirsize", "1000S\n5000 3\n");
	quota = opened(0, 0);
	ok(quota_has_room(arena, &quota, &(struct quota_size){ 0 }, 0,
			  time(NULL)),
	   "what is not counted has room in a full one");
	quota_close(&quota);

	put("maildirsize", "1000S\n900 3\n1 1\n");
	quota = opened(0, 0);
	ok(quota_has_room(arena, &quota, &mail, 0, time(NULL)),
	   "as is one of several lines");
	quota_close(&quota);

	fresh_box();
	fill();
	put("maildirsize", "0S,3C\n70 3\n1 0\n");
	quota = opened(0, 0);
	ok(!quota_has_room(arena, &quota, &mail, 0, time(NULL)),
	   "a limit of mails");
	quota_close(&quota);
}

/* Who wants to add something waits for who is about to. */
static void test_lock(void)
{
	const struct quota_size mail = { 60, 1 };
	struct quota quota, other;
	pid_t pid;
	int status;

	fresh_box();
	quota = opened(100, 0);
	ok(quota_has_room(arena, &quota, &mail, 0, time(NULL)), "room for one");
	pid = fork();
	if (pid == 0) {
		close(quota.lock);
		other = opened(100, 0);
		_exit(quota_has_room(arena, &other, &mail, 0, time(NULL)));
	}
	usleep(50 * 1000);
	is_int(waitpid(pid, &status, WNOHANG), 0, "another one waits");
	put("new/1,S=60", "x");
	quota_add(arena, &quota, &mail);
	quota_close(&quota);
	waitpid(pid, &status, 0);
	is_int(WEXITSTATUS(status), 0, "and finds no room for itself");
}

static void test_percent(void)
{
	const struct quota quota = { .root = -1, .limit = { 1000, 10 } };
	const struct quota none = { .root = -1 };

	is_int(quota_percent(&quota, &(struct quota_size){ 500, 1 }), 50,
	       "half of the bytes");
	is_int(quota_percent(&quota, &(struct quota_size){ 500, 9 }), 90,
	       "nearly all mails");
	is_int(quota_percent(&quota, &(struct quota_size){ 99999, 1 }), 1000,
	       "far too much");
	is_int(quota_percent(&none, &(struct quota_size){ 99999, 1 }), 0,
	       "no limit");
}

int main(void)
{
	arena = arena_new((size_t)16 * 1024 * 1024, abort);
	root = scratch_new(arena);
	test_sizes();
	test_none();
	test_file();
	test_adding_up();
	test_damaged();
	test_long();
	test_link();
	test_own_limit();
	test_large_numbers();
	test_strange();
	test_mode();
	test_room();
	test_lock();
	test_percent();
	scratch_free(root);
	arena_free(arena);
	return done_testing();
}
