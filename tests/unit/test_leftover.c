/* What an earlier try left of a copy: published, not published, or nobody can
 * tell. */
#include "../../mda/leftover.h"

#include <errno.h>
#include <sys/resource.h>

#include "../scratch.h"
#include "../tap.h"

static struct arena *arena;
static const char *root;
static struct maildir *box;

static const struct progress_copy copy = {
	.directory = ".",
	.part = "new",
	.tmp_name = "1.M2.host",
	.final_name = "1.M2.host,S=3,W=4",
};

static bool look(bool *published)
{
	*published = false;
	return leftover_look(box, &copy, true, published);
}

static void put(const char *name)
{
	scratch_write(scratch_path(arena, root, name), STR("x\n"), 0600);
}

static void take(const char *name)
{
	unlink(scratch_path(arena, root, name));
}

static void test_published(void)
{
	bool published;

	put("box/tmp/1.M2.host");
	ok(look(&published) && !published, "in tmp/ alone: it was not");
	put("box/new/1.M2.host,S=3,W=4");
	ok(look(&published) && published, "linked to new/: it was");
	take("box/new/1.M2.host,S=3,W=4");
	put("box/cur/1.M2.host,S=3,W=4:2,S");
	ok(look(&published) && published, "moved by a reader: it was");
	take("box/cur/1.M2.host,S=3,W=4:2,S");
	take("box/tmp/1.M2.host");
	ok(look(&published) && published, "gone from tmp/: it was");
}

/* Descriptors for the folder and so many more. */
static void leave_descriptors(int more, struct rlimit *before)
{
	int next = dup(0);
	struct rlimit few = { (rlim_t)(next + more), 0 };

	close(next);
	getrlimit(RLIMIT_NOFILE, before);
	few.rlim_max = before->rlim_max;
	setrlimit(RLIMIT_NOFILE, &few);
}

static void test_unknown(void)
{
	bool published;

	put("box/tmp/1.M2.host");
	put("box/cur/1.M2.host,S=3,W=4:2,S");
	for (int more = 0; more < 3; more++) {
		struct rlimit before;
		bool known;
		int error;

		leave_descriptors(more, &before);
		known = look(&published);
		error = errno;
		setrlimit(RLIMIT_NOFILE, &before);
		if (known)
			ok(published, "%d descriptors: it was", more);
		else
			is_int(error, EMFILE, "%d descriptors: too few", more);
	}
}

int main(void)
{
	arena = arena_new(1 << 20, NULL);
	root = scratch_new(arena);
	box = maildir_open(arena, scratch_path(arena, root, "box/"),
			   FSYNC_NEVER);
	test_published();
	test_unknown();
	maildir_close(box);
	scratch_free(root);
	arena_free(arena);
	return done_testing();
}
