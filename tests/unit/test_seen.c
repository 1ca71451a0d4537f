/* What is remembered: found again, forgotten in time, bounded; after a crash at
 * any byte; by several processes at once. */
#include "../../mda/seen.h"

#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "../../mda/interrupt.h"
#include "../../mda/journal.h"
#include "../../mda/limits.h"
#include "../../mda/log.h"
#include "../../mda/table.h"
#include "../scratch.h"
#include "../tap.h"

#define NOW ((time_t)1790000000)

static struct arena *arena;
static const char *root;

static const char *in_root(const char *name)
{
	return scratch_path(arena, root, name);
}

static struct seen_store *open_store(const char *folder)
{
	struct str error = STR("");
	struct seen_store *store = seen_open(
		arena, arena_printf(arena, "%s/%s/seen.cdb", root, folder).ptr,
		&error);

	if (store == NULL)
		printf("# %.*s\n", STR_ARG(error));
	return store;
}

static bool put(struct seen_store *store, const char *key, const char *value,
		time_t until)
{
	struct str error;

	return seen_replace(arena, store, str_from(key), str_from(value), NOW,
			    until, &error);
}

/* "" when it is not remembered. */
static struct str get_at(struct seen_store *store, const char *key, time_t now)
{
	struct str value = STR(""), error;

	switch (seen_find(arena, store, str_from(key), now, &value, &error)) {
	case SEEN_BEFORE:
		return value;
	case SEEN_NEW:
		return STR("");
	case SEEN_FAILED:
		break;
	}
	return STR("failed");
}

static struct str get(struct seen_store *store, const char *key)
{
	return get_at(store, key, NOW);
}

static bool viewed(struct seen_store *store, const char *key)
{
	const struct seen *view = seen_view(arena, store);

	return view->has(view, arena, str_from(key), NOW);
}

static enum seen_status remember(struct seen_store *store, const char *key)
{
	struct str error;

	return seen_remember(arena, store, str_from(key), STR("v"), NOW,
			     NOW + 100, &error);
}

static mode_t mode_of(const char *name)
{
	struct stat status;

	return lstat(in_root(name), &status) < 0 ? 0 : status.st_mode & 07777;
}

/* Some hundred other keys, so that the journal is folded. */
static void fill(struct seen_store *store, unsigned count)
{
	static char value[1024];

	memset(value, 'x', sizeof(value) - 1);
	for (unsigned i = 0; i < count; i++)
		put(store, arena_printf(arena, "filler%u", i).ptr, value,
		    NOW + 1000);
}

/* -- one process ------------------------------------------------------------ */

static void test_remembering(void)
{
	struct seen_store *store = open_store("a/b");

	ok(!seen_exists(arena, in_root("a/c/seen.cdb")), "nothing is there");
	if (!ok(store != NULL, "begun, with its folder"))
		return;
	ok(seen_exists(arena, in_root("a/b/seen.cdb")), "now it is");
	is_int(mode_of("a/b"), 0700, "nobody else may look");
	is_int(mode_of("a/b/seen.cdb.journal"), 0600, "or read");
	is_str(get(store, "k"), "", "new");
	is_int(remember(store, "k"), SEEN_NEW, "remembered as new");
	is_int(remember(store, "k"), SEEN_BEFORE, "and then known");
	is_str(get(store, "k"), "v", "with its value");
	is_str(get_at(store, "k", NOW + 99), "v", "until then");
	is_str(get_at(store, "k", NOW + 100), "", "and no longer");
	put(store, "k", "w", NOW + 5);
	is_str(get(store, "k"), "w", "the new value counts");
	ok(viewed(store, "k") && !viewed(store, "l"), "the decider sees it");
	put(store, "k", "", 0);
	is_str(get(store, "k"), "", "forgotten");
	ok(!viewed(store, "k"), "by the decider as well");
	is_int(remember(store, "k"), SEEN_NEW, "new once more");
	seen_close(store);
	is_str(get(open_store("a/b"), "k"), "v", "another process knows it");
}

/* From when the clock was wrong. */
static void test_clock(void)
{
	struct seen_store *store = open_store("clock");
	time_t year = (time_t)LIMIT_ORDER_PERIOD;

	put(store, "k", "v", NOW + year);
	is_str(get(store, "k"), "v", "for a year");
	is_str(get_at(store, "k", NOW - 3600), "v", "and an hour");
	is_str(get_at(store, "k", NOW - year), "", "not for two");
	put(store, "l", "v", INT64_MAX);
	is_str(get(store, "l"), "", "nor for ever");
	is_int(remember(store, "l"), SEEN_NEW, "it is new");
	is_str(get(store, "l"), "v", "and known from now on");
}

static void test_folding(void)
{
	struct seen_store *store = open_store("fold");

	put(store, "old", "1", NOW + 1000);
	put(store, "past", "1", NOW + 1);
	put(store, "gone", "1", NOW + 1000);
	fill(store, 70);
	ok(mode_of("fold/seen.cdb") == 0600, "folded into a cdb");
	put(store, "old", "2", NOW + 1000);
	put(store, "gone", "", 0);
	is_str(get(store, "old"), "2", "the journal counts more than the cdb");
	is_str(get(store, "gone"), "", "and forgets what the cdb knows");
	fill(store, 70);
	is_str(get(store, "old"), "2", "so it stays when folded again");
	is_str(get(store, "gone"), "", "and this");
	ok(viewed(store, "old") && !viewed(store, "gone"), "for the decider");
	is_str(get(store, "past"), "1", "what is not yet past");
	fill(store, 70);
	fill(store, 70);
	is_str(get(store, "gone"), "", "forgotten for good");
	is_int(scratch_list(arena, in_root("fold"), NULL), 3,
	       "cdb, journal and lock are left");
}

static void test_bounds(void)
{
	static char big[LIMIT_SEEN_VALUE + 2];
	struct seen_store *store = open_store("bounds");
	struct stat status;

	memset(big, 'x', sizeof(big) - 1);
	ok(!put(store, "k", big, NOW + 9), "a value that is too long");
	big[LIMIT_SEEN_VALUE] = '\0';
	ok(put(store, "k", big, NOW + 9), "the longest");
	big[LIMIT_SEEN_KEY + 1] = '\0';
	ok(!put(store, big, "v", NOW + 9), "a key that is too long");
	memset(big, 'y', LIMIT_SEEN_VALUE);
	big[LIMIT_SEEN_VALUE] = '\0';
	for (unsigned i = 0; i < 80; i++)
		put(store, arena_printf(arena, "k%u", i).ptr, big, NOW + 9);
	put(store, "last", "1", NOW + 9);
	is_str(get(store, "k0"), "", "the oldest are forgotten");
	is_str(get(store, "last"), "1", "for the newest");
	ok(stat(in_root("bounds/seen.cdb"), &status) == 0 &&
		   status.st_size < (off_t)LIMIT_SEEN_BYTES + 65536,
	   "the cdb keeps to its size");
	ok(stat(in_root("bounds/seen.cdb.journal"), &status) == 0 &&
		   status.st_size < (off_t)(LIMIT_SEEN_FOLD * 2 + 4096),
	   "the journal too");
}

/* RFC 5230 4.2: no fewer than 1000 responses.  A key as vacation makes it. */
static void test_thousand(void)
{
	struct seen_store *store = open_store("thousand");
	size_t forgotten = 0;
	char key[96];

	for (unsigned i = 0; i < 1000; i++) {
		snprintf(key, sizeof(key), "vacation:%064u", i);
		put(store, key, "", NOW + 86400);
	}
	for (unsigned i = 0; i < 1000; i++) {
		struct str value, error;

		snprintf(key, sizeof(key), "vacation:%064u", i);
		forgotten += seen_find(arena, store, str_from(key), NOW, &value,
				       &error) != SEEN_BEFORE;
	}
	is_int((long long)forgotten, 0, "a thousand answers are remembered");
}

/* -- damage ----------------------------------------------------------------- */

static void cut(const char *from, const char *to, size_t len)
{
	static char bytes[256 * 1024];
	int fd = open(from, O_RDONLY);
	ssize_t got = read(fd, bytes, sizeof(bytes));

	close(fd);
	if (got < 0 || got == (ssize_t)sizeof(bytes))
		abort();
	scratch_write(to, str_first((struct str){ bytes, (size_t)got }, len),
		      0600);
}

/* However much of it a crash left: whole records count, and what comes next
 * is kept. */
static void test_torn_journal(void)
{
	struct seen_store *store = open_store("torn");
	const char *journal = in_root("torn/seen.cdb.journal");
	struct stat status;
	size_t first, wrong = 0;

	put(store, "a", "1", NOW + 9);
	stat(journal, &status);
	first = (size_t)status.st_size;
	put(store, "b", "2", NOW + 9);
	stat(journal, &status);
	cut(journal, in_root("whole"), (size_t)-1);
	for (size_t len = 0; len <= (size_t)status.st_size; len++) {
		bool a = len >= first, b = len == (size_t)status.st_size;

		cut(in_root("whole"), journal, len);
		wrong += (get(store, "a").len > 0) != a ||
			 (get(store, "b").len > 0) != b ||
			 !put(store, "c", "3", NOW + 9) ||
			 !str_eq(get(store, "c"), STR("3")) ||
			 (get(store, "a").len > 0) != a;
	}
	is_int((long long)wrong, 0, "cut at each of %zu bytes",
	       (size_t)status.st_size);
}

static void test_flipped_journal(void)
{
	struct seen_store *store = open_store("flip");
	const char *journal = in_root("flip/seen.cdb.journal");
	struct str whole;
	size_t wrong = 0;

	put(store, "a", "1", NOW + 9);
	whole = scratch_read(arena, journal);
	for (size_t i = 0; i < whole.len; i++) {
		((char *)whole.ptr)[i] ^= 4;
		scratch_write(journal, whole, 0600);
		wrong += get(store, "a").len > 0;
		((char *)whole.ptr)[i] ^= 4;
	}
	is_int((long long)wrong, 0, "no bit can be wrong");
}

static void test_torn_cdb(void)
{
	struct seen_store *store = open_store("cdb");
	const char *cdb = in_root("cdb/seen.cdb");
	struct stat status;
	size_t wrong = 0, len;

	put(store, "a", "1", NOW + 1000);
	fill(store, 70);
	if (!ok(stat(cdb, &status) == 0, "there is a cdb"))
		return;
	cut(cdb, in_root("whole"), (size_t)-1);
	for (len = 0; len < (size_t)status.st_size; len += 97) {
		struct str value;

		cut(in_root("whole"), cdb, len);
		value = get(store, "a");
		wrong += (value.len > 0 && !str_eq(value, STR("1"))) ||
			 str_eq(value, STR("failed"));
		viewed(store, "a");
	}
	is_int((long long)wrong, 0, "a cdb cut anywhere tells nothing wrong");
	put(store, "b", "2", NOW + 1000);
	fill(store, 140);
	is_str(get(store, "b"), "2", "and is replaced");
}

static void test_hostile_files(void)
{
	struct seen_store *store = open_store("hostile");
	const char *journal = in_root("hostile/seen.cdb.journal");
	struct str error = STR("");

	seen_close(store);
	scratch_write(in_root("victim"), STR("precious"), 0600);
	unlink(journal);
	ok(symlink(in_root("victim"), journal) == 0, "a link for a journal");
	store = open_store("hostile");
	ok(store != NULL && put(store, "a", "1", NOW + 9), "is replaced");
	is_str(scratch_read(arena, in_root("victim")), "precious",
	       "and not followed");
	seen_close(store);
	chmod(journal, 0666);
	store = open_store("hostile");
	is_str(get(store, "a"), "", "one that all could write is not believed");
	seen_close(store);
	unlink(journal);
	mkfifo(journal, 0600);
	store = open_store("hostile");
	ok(store != NULL && put(store, "a", "1", NOW + 9), "nor a pipe");
	seen_close(store);
	ok(symlink(in_root("victim"), in_root("hostile/seen.cdb")) == 0,
	   "and a link for a cdb");
	is_str(get(open_store("hostile"), "a"), "1", "changes nothing");
	chmod(in_root("hostile"), 0777);
	ok(seen_open(arena, in_root("hostile/seen.cdb"), &error) == NULL &&
		   error.len > 0,
	   "a folder that all may write: %.*s", STR_ARG(error));
	ok(seen_open(arena, "relative/seen.cdb", &error) == NULL,
	   "a relative path");
	ok(seen_open(arena, "/proc/none/seen.cdb", &error) == NULL,
	   "where nothing can be made");
}

/* -- several processes ------------------------------------------------------ */

/* Runs it so many times at once: how many ended with 0. */
static unsigned at_once(unsigned processes, int (*run)(unsigned number))
{
	unsigned zeros = 0;
	int status;

	fflush(stdout);
	for (unsigned i = 0; i < processes; i++)
		if (fork() == 0)
			_exit(run(i));
	while (wait(&status) > 0)
		zeros += status == 0;
	return zeros;
}

/* All try to be the first for the same 100 keys, and fold meanwhile. */
static int race(unsigned number)
{
	struct seen_store *store = open_store("race");
	int firsts = 0;

	for (unsigned i = 0; i < 100; i++) {
		const char *key = arena_printf(arena, "key%u", i).ptr;
		struct str error;

		if (seen_remember(arena, store, str_from(key), STR("v"), NOW,
				  NOW + 1000, &error) == SEEN_NEW) {
			firsts++;
			put(store,
			    arena_printf(arena, "won%u.%u", i, number).ptr, "v",
			    NOW + 1000);
		}
		if (i % 10 == 0)
			fill(store, 8);
	}
	return firsts >= 0 ? 0 : 1;
}

static void test_race(void)
{
	struct seen_store *store;
	unsigned winners = 0, missing = 0;

	is_int(at_once(8, race), 8, "8 processes");
	store = open_store("race");
	for (unsigned i = 0; i < 100; i++) {
		missing +=
			get(store, arena_printf(arena, "key%u", i).ptr).len ==
			0;
		for (unsigned n = 0; n < 8; n++)
			winners +=
				get(store,
				    arena_printf(arena, "won%u.%u", i, n).ptr)
					.len > 0;
	}
	is_int(missing, 0, "all keys are remembered");
	is_int(winners, 100, "one got each of them first");
}

/* Those that hold the key's lock do not overlap. */
static int hold(unsigned number)
{
	struct seen_store *store = open_store("lock");
	const char *mark = in_root("held");
	int fd;

	(void)number;
	if (!seen_lock(store, STR("delivery")) ||
	    (fd = open(mark, O_CREAT | O_EXCL, 0600)) < 0)
		return 1;
	usleep(2000);
	unlink(mark);
	return 0;
}

/* A process that dies holds nothing. */
static int die(unsigned number)
{
	struct seen_store *store = open_store("lock");

	(void)number;
	return seen_lock(store, STR("delivery")) ? 0 : 1;
}

static void test_locks(void)
{
	struct seen_store *store = open_store("lock");

	is_int(at_once(8, hold), 8, "one at a time for one key");
	ok(seen_lock(store, STR("other")), "the lock of another key");
	is_int(at_once(3, die), 3, "is not in the way");
	ok(seen_lock(store, STR("delivery")), "the dead hold nothing");
	is_int(remember(store, "x"), SEEN_NEW, "nor is it the journal's");
}

/* A cdb that cannot be opened for want of descriptors is not an empty one. */
static void test_unreadable(void)
{
	struct seen_store *store = open_store("unreadable");
	struct rlimit before, few;
	struct str found;

	put(store, "k", "v", NOW + 100);
	fill(store, 70);
	seen_close(store);
	store = open_store("unreadable"); /* the cdb is not open yet */
	getrlimit(RLIMIT_NOFILE, &before);
	few = before;
	few.rlim_cur = 3;
	setrlimit(RLIMIT_NOFILE, &few);
	found = get(store, "k");
	setrlimit(RLIMIT_NOFILE, &before);
	is_str(found, "failed", "nobody can tell now");
	is_str(get(store, "k"), "v", "it is still there");
}

/* Somebody keeps the lock of the cdb; the deadline ends that, too. */
static int wait_for_lock(unsigned number)
{
	struct seen_store *store = open_store("stuck");
	bool stored;

	(void)number;
	interrupt_catch();
	interrupt_hold();
	interrupt_deadline(1);
	fill(store, 70);
	stored = put(store, "k", "v", NOW + 100);
	return stored && str_eq(get(store, "k"), STR("v")) ? 0 : 1;
}

static void test_stuck_lock(void)
{
	struct seen_store *store = open_store("stuck");
	int lock = open(in_root("stuck/seen.cdb.lock"), O_RDWR | O_CREAT, 0600);
	pid_t pid;
	int status = -1;

	if (lock < 0 || flock(lock, LOCK_EX) < 0)
		abort();
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		_exit(wait_for_lock(0));
	for (int i = 0; i < 50 && waitpid(pid, &status, WNOHANG) == 0; i++)
		usleep(100 * 1000);
	kill(pid, SIGKILL);
	close(lock);
	is_int(status, 0, "a lock is not waited for beyond the deadline");
	seen_close(store);
}

int main(void)
{
	arena = arena_new((size_t)512 << 20, NULL);
	root = scratch_new(arena);
	log_open(in_root("log"));
	test_remembering();
	test_clock();
	test_folding();
	test_bounds();
	test_thousand();
	test_torn_journal();
	test_flipped_journal();
	test_torn_cdb();
	test_hostile_files();
	test_unreadable();
	test_race();
	test_locks();
	test_stuck_lock();
	scratch_free(root);
	arena_free(arena);
	return done_testing();
}
