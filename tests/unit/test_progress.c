/* Deliveries that were cut short, and what the next try makes of them: each
 * state that a crash can leave, made by hand. */
#include "../../mda/deliver.h"

#include <errno.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "../../mda/copy.h"
#include "../../mda/limits.h"
#include "../../mda/log.h"
#include "../scratch.h"
#include "../tap.h"

#define NOW ((time_t)1790000000)
#define MAIL "From: a\n\nbody\n"

static struct arena *arena;
static const char *root; /* made anew for each test */

static const char *in_root(const char *name)
{
	return scratch_path(arena, root, name);
}

static int count(const char *folder)
{
	return scratch_list(arena, in_root(folder), NULL);
}

static void fresh(void)
{
	if (root != NULL)
		scratch_free(root);
	root = scratch_new(arena);
	mkdir(in_root("M"), 0700);
	mkdir(in_root("M/.A"), 0700);
	mkdir(in_root("M/.B"), 0700);
}

static struct seen_store *open_state(void)
{
	struct str error;

	return seen_open(arena, in_root("state/seen.cdb"), &error);
}

/* -- which delivery it is --------------------------------------------------- */

struct identity {
	const char *queue_id, *recipient, *mail;
};

static struct progress begin_at(struct seen_store *store,
				struct identity identity, time_t now)
{
	const struct str recipient = str_from(identity.recipient);
	const struct progress_identity whole = { str_from(identity.queue_id),
						 { &recipient, 1 },
						 str_from(identity.mail) };

	return progress_begin(arena, store, &whole, now);
}

static struct progress begin(struct seen_store *store, struct identity identity)
{
	return begin_at(store, identity, NOW);
}

static const struct marks no_marks;

static void test_identity(void)
{
	static const struct {
		struct identity identity;
		const char *name;
		bool same;
	} rows[] = {
		{ { "A1", "bob", MAIL }, "the same", true },
		{ { "A2", "bob", MAIL }, "another queue id", false },
		{ { "A1", "ann", MAIL }, "another recipient", false },
		{ { "A1", "bob", MAIL "x\n" }, "another mail", false },
		{ { "", "bob", MAIL }, "without a queue id", false },
		{ { "A1", "bob", "Delivery-date: Mon\nDelivered-To: b\n" MAIL },
		  "with fields that an MTA puts on top",
		  true },
	};
	struct seen_store *store;
	struct progress progress;

	fresh();
	store = open_state();
	progress = begin(store, rows[0].identity);
	ok(!progress.delivered && progress.copy_count == 0, "a new delivery");
	progress_end(&progress, &no_marks);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_int(begin(store, rows[i].identity).delivered, rows[i].same,
		       "%s", rows[i].name);
	ok(begin_at(store, rows[0].identity, NOW + 6 * 24 * 3600).delivered,
	   "as long as an MTA tries");
	ok(!begin_at(store, rows[0].identity, NOW + 8 * 24 * 3600).delivered,
	   "and no longer");
}

/* The same mail by hand, again and again. */
static void test_by_hand(void)
{
	const struct identity by_hand = { "", "bob", MAIL };
	struct seen_store *store;
	struct progress progress;

	fresh();
	store = open_state();
	progress = begin(store, by_hand);
	progress_add(&progress, STR("redirect x@y"));
	progress = begin(store, by_hand);
	ok(progress_did(&progress, STR("redirect x@y")),
	   "what was cut short is known without a queue id");
	progress_end(&progress, &no_marks);
	progress = begin(store, by_hand);
	ok(!progress.delivered && !progress_did(&progress, STR("redirect x@y")),
	   "what is over is not: it may be meant to come twice");
}

static void test_steps(void)
{
	static const struct mark mark = { STR_INIT("duplicate:x"), 100 };
	const struct marks marks = { &mark, 1 };
	const struct identity identity = { "A1", "bob", MAIL };
	struct progress progress;
	struct seen_store *store;
	struct str value, error;

	fresh();
	store = open_state();
	progress = begin(store, identity);
	progress_add(&progress, STR("redirect one@x"));
	progress_add(&progress, STR("redirect two@x"));
	progress = begin(store, identity);
	ok(progress_did(&progress, STR("redirect one@x")) &&
		   progress_did(&progress, STR("redirect two@x")) &&
		   !progress_did(&progress, STR("redirect three@x")),
	   "steps are remembered");
	is_int(seen_find(arena, store, STR("duplicate:x"), NOW, &value, &error),
	       SEEN_NEW, "no mark before the end");
	progress_end(&progress, &marks);
	is_int(seen_find(arena, store, STR("duplicate:x"), NOW, &value, &error),
	       SEEN_BEFORE, "the mark with it");
	progress = begin(NULL, identity);
	ok(!progress_plan(&progress, NULL, 0, 1) &&
		   !progress_add(&progress, STR("x")),
	   "nothing is remembered without a place for it");
	progress_end(&progress, &marks);
}

/* Without a descriptor more, nothing can be looked up or written down. */
static void limit_files(rlim_t most)
{
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = most;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static void test_trouble(void)
{
	const struct identity identity = { "A1", "bob", MAIL };
	const struct progress_copy copy = { ".A", 0, "new", "t", "f" };
	struct progress progress;
	struct seen_store *store;
	struct rlimit before;

	fresh();
	store = open_state();
	progress = begin(store, identity);
	ok(progress_plan(&progress, &copy, 1, 1) && progress.trouble == 0,
	   "it is written down");
	getrlimit(RLIMIT_NOFILE, &before);
	limit_files(0);
	ok(!progress_add(&progress, STR("redirect one@x")),
	   "then no more can be");
	is_int(progress.trouble, EMFILE, "for now");
	ok(progress.doubtful, "it may have been");
	ok(progress_can_wait(&progress), "another try can go on from there");
	progress = begin(store, identity);
	is_int(progress.trouble, EMFILE, "nor be looked up");
	ok(!progress_can_wait(&progress), "nobody knows of another try");
	limit_files(before.rlim_cur);
	progress = begin(store, identity);
	ok(progress.trouble == 0 && progress.copy_count == 1, "later it can");
	ok(!progress_did(&progress, STR("redirect one@x")), "as it was");
	ok(progress_can_wait(&progress), "and go on");
}

static void test_damage(void)
{
	static const char *const texts[] = {
		"nonsense\n", "copy\n", "begun x\n", "step\n", "copy",
	};
	struct progress progress = { .arena = arena };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		ok(!progress_decode(str_from(texts[i]), &progress),
		   "not believed: %.6s", texts[i]);
	ok(!progress_decode(STR("copy\0../x\0000\0new\0a\0b\n"), &progress) &&
		   !progress_decode(STR("copy\0.A\0000\0new\0../a\0b\n"),
				    &progress) &&
		   !progress_decode(STR("copy\0.A\0000\0new\0a\0\n"),
				    &progress),
	   "no way out of the mailbox");
}

/* -- what is left of a try -------------------------------------------------- */

static const struct action both[] = {
	{ .type = ACTION_STORE, .folder = STR_INIT("A") },
	{ .type = ACTION_STORE, .folder = STR_INIT("B") },
};

static enum status try_at(time_t now, const struct action *list, size_t actions)
{
	static const struct identity identity = { "A1", "bob", MAIL };
	struct input input = { .mail = STR(MAIL) };
	struct order order = { .actions = { list, actions } };
	struct config config = { .junk_folder = "Junk" };
	struct user user = { .name = "bob", .home = root };
	struct seen_store *store = open_state();
	struct progress progress = begin_at(store, identity, now);
	struct delivery delivery = {
		.config = &config,
		.user = &user,
		.maildir = maildir_open(arena, in_root("M"), FSYNC_ALWAYS),
		.seen = store,
		.progress = &progress,
		.now = now,
		.input = &input,
		.order = &order,
	};
	struct delivery_report report = deliver(arena, &delivery);

	maildir_close(delivery.maildir);
	seen_close(store);
	return report.status;
}

static void is_stored(int a, int b, const char *what)
{
	is_int(count("M/.A/new"), a, "%s: A", what);
	is_int(count("M/.B/new"), b, "%s: B", what);
}

/* Killed when so many of two copies were published. */
static void cut_short(unsigned published, bool linked)
{
	static const struct identity identity = { "A1", "bob", MAIL };
	static const char *const folders[] = { ".A", ".B" };
	struct str mail = STR(MAIL);
	const struct content content = { .parts = &mail, .count = 1 };
	struct maildir *maildir =
		maildir_open(arena, in_root("M"), FSYNC_ALWAYS);
	struct seen_store *store = open_state();
	struct progress progress = begin(store, identity);
	struct progress_copy list[2];
	struct copy copies[2];

	for (unsigned i = 0; i < 2; i++) {
		copy_write(arena, maildir, folders[i], false, &content, NULL,
			   NULL, &copies[i]);
		list[i] = (struct progress_copy){ folders[i], 0, "new",
						  copies[i].tmp_name,
						  copies[i].final_name };
	}
	progress_plan(&progress, list, 2, 1);
	for (unsigned i = 0; i < published; i++) {
		const char *tmp = copies[i].tmp_name;

		copy_publish(arena, &copies[i]);
		if (linked && linkat(copies[i].to_fd, copies[i].final_name,
				     copies[i].tmp_fd, tmp, 0) < 0)
			abort();
	}
	for (unsigned i = 0; i < 2; i++)
		copy_leave(&copies[i]);
	seen_close(store);
	maildir_close(maildir);
}

static void test_resuming(void)
{
	for (unsigned published = 0; published <= 2; published++)
		for (int linked = 0; linked < 2; linked++) {
			fresh();
			cut_short(published, linked != 0);
			is_int(try_at(NOW + 60, both, 2), STATUS_DELIVERED,
			       "%u published%s", published,
			       linked ? " by links" : "");
			is_stored(1, 1, "once");
			is_int(count("M/.A/tmp") + count("M/.B/tmp"), 0,
			       "tmp/ is clean");
			is_int(try_at(NOW + 90, both, 2), STATUS_DELIVERED,
			       "and again");
			is_stored(1, 1, "still once");
		}
}

/* A reader is faster than the next try. */
static void test_reader(void)
{
	const char *name = "";

	fresh();
	cut_short(1, false);
	scratch_list(arena, in_root("M/.A/new"), &name);
	rename(scratch_path(arena, in_root("M/.A/new"), name),
	       arena_printf(arena, "%s/%s:2,S", in_root("M/.A/cur"), name).ptr);
	try_at(NOW + 60, both, 2);
	is_stored(0, 1, "seen");
	is_int(count("M/.A/cur"), 1, "and not stored again");
	fresh();
	cut_short(1, true);
	scratch_list(arena, in_root("M/.A/new"), &name);
	rename(scratch_path(arena, in_root("M/.A/new"), name),
	       arena_printf(arena, "%s/%s:2,S", in_root("M/.A/cur"), name).ptr);
	try_at(NOW + 60, both, 2);
	is_int(count("M/.A/new") + count("M/.A/cur"), 1,
	       "nor where it was a link");
	fresh();
	cut_short(1, false);
	scratch_list(arena, in_root("M/.A/new"), &name);
	unlink(scratch_path(arena, in_root("M/.A/new"), name));
	try_at(NOW + 60, both, 2);
	is_stored(0, 1, "deleted: does not come back");
}

/* The power may have taken what is not in tmp/ any more. */
static void test_recent(void)
{
	static const struct {
		const char *name;
		time_t age, uptime, planned_up;
		bool recent;
	} cases[] = {
		{ "at once", 0, 1, 1, true },
		{ "a minute ago", 60, 3600, 3540, true },
		{ "just after the machine was started", 60, 61, 1, true },
		{ "as it was started", 60, 60, 0, false },
		{ "before it was started", 60, 10, 3600, false },
		{ "before it was started, by a clock that lost an hour", 60,
		  100, 3600, false },
		{ "by a clock that was put back", -60, 3600, 3540, false },
		{ "a day ago", 86400, 90000, 3600, true },
		{ "too long ago", LIMIT_PROGRESS_TMP, 1000000, 1, false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct progress progress = {
			.now = NOW,
			.planned = NOW - cases[i].age,
			.planned_up = cases[i].planned_up,
		};

		is_int(progress_is_recent(&progress, cases[i].uptime),
		       cases[i].recent, "planned %s", cases[i].name);
	}
}

/* After days the files of tmp/ may be gone without having been published. */
static void test_late(void)
{
	const char *name = "";

	fresh();
	cut_short(0, false);
	scratch_list(arena, in_root("M/.A/tmp"), &name);
	unlink(scratch_path(arena, in_root("M/.A/tmp"), name));
	scratch_list(arena, in_root("M/.B/tmp"), &name);
	unlink(scratch_path(arena, in_root("M/.B/tmp"), name));
	try_at(NOW + LIMIT_PROGRESS_TMP + 1, both, 2);
	is_stored(1, 1, "cleaned away by a reader: not lost");
	fresh();
	cut_short(1, false);
	try_at(NOW + LIMIT_PROGRESS_TMP + 1, both, 2);
	is_stored(1, 1, "published, and found");
}

/* The first try decided; but what it had not begun is open. */
static void test_changed_mind(void)
{
	static const struct action inbox = { .type = ACTION_STORE,
					     .folder = STR_INIT("INBOX") };

	fresh();
	cut_short(1, false);
	try_at(NOW + 60, &inbox, 1);
	is_stored(1, 1, "the script changed after the first copy");
	is_int(count("M/new"), 0, "no third copy");
	fresh();
	cut_short(0, false);
	try_at(NOW + 60, &inbox, 1);
	is_stored(0, 0, "before the first");
	is_int(count("M/new"), 1, "the new wish counts");
	is_int(count("M/.A/tmp") + count("M/.B/tmp"), 0, "tmp/ is clean");
}

static void test_lost_folder(void)
{
	fresh();
	cut_short(1, false);
	scratch_free(in_root("M/.B"));
	is_int(try_at(NOW + 60, both, 2), STATUS_DELIVERED,
	       "a folder is gone meanwhile");
	is_int(count("M/.A/new") + count("M/new"), 2, "INBOX instead");
}

int main(void)
{
	arena = arena_new((size_t)256 << 20, NULL);
	log_open("/dev/null");
	test_identity();
	test_by_hand();
	test_steps();
	test_trouble();
	test_damage();
	test_resuming();
	test_reader();
	test_recent();
	test_late();
	test_changed_mind();
	test_lost_folder();
	scratch_free(root);
	arena_free(arena);
	return done_testing();
}
