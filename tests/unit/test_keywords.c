/* Letters for keywords: given once, kept whatever happens, for all who share
 * the mailbox. */
#include "../../mda/keywords.h"

#include <sys/resource.h>

#include "../../mda/limits.h"
#include "../scratch.h"
#include "../tap.h"

static struct arena *arena;
static const char *root;
static struct maildir *box;

static const char *in_box(const char *name)
{
	return scratch_path(arena, root, name);
}

static void put(const char *text)
{
	scratch_write(in_box("dovecot-keywords"), str_from(text), 0600);
}

static bool is_file(const char *text)
{
	char bytes[256];
	FILE *file = fopen(in_box("dovecot-keywords"), "r");
	size_t len = file != NULL ? fread(bytes, 1, sizeof(bytes), file) : 0;

	if (file != NULL)
		fclose(file);
	return str_eq((struct str){ bytes, len }, str_from(text));
}

static struct keywords give(struct str name)
{
	const struct str_list flags = { &name, 1 };

	return keywords_give(arena, box, box->fd, &flags);
}

static void test_giving(void)
{
	struct keywords keywords;

	umask(077);
	box->file_mode = 0660;
	keywords = give(STR("work"));
	is_int(keywords_letter(&keywords, STR("work")), 'a', "the first");
	put("0 work\n2 home\n");
	keywords = give(STR("fun"));
	is_int(keywords_letter(&keywords, STR("fun")), 'b', "a free one");
	ok(is_file("0 work\n1 fun\n2 home\n"), "as the file says");
}

static void test_mode(void)
{
	const struct str work = STR("work");
	const struct str_list flags = { &work, 1 };
	struct stat status;

	ok(stat(in_box("dovecot-keywords"), &status) == 0 &&
		   (status.st_mode & 0777) == 0660,
	   "whoever shares the mailbox can read the file");
	box->directory_mode = 0770;
	ok(keywords_save(arena, box, box->fd, "1.M2.host:2,S", &flags),
	   "Courier's file");
	ok(stat(in_box("courierimapkeywords"), &status) == 0 &&
		   (status.st_mode & 0777) == 0770,
	   "its folder too");
	ok(stat(in_box("courierimapkeywords/1.M2.host"), &status) == 0 &&
		   (status.st_mode & 0777) == 0660,
	   "and the file");
}

/* With one descriptor, which the lock takes, the file cannot be read. */
static void test_unreadable(void)
{
	static char large[LIMIT_KEYWORDS + 1];
	struct keywords keywords;
	struct rlimit before, few;
	int next = dup(0);

	close(next);
	put("0 work\n");
	getrlimit(RLIMIT_NOFILE, &before);
	few = before;
	few.rlim_cur = (rlim_t)next + 1;
	setrlimit(RLIMIT_NOFILE, &few);
	keywords = give(STR("fun"));
	setrlimit(RLIMIT_NOFILE, &before);
	ok(keywords.unknown, "the letters are not known");
	is_int(keywords_letter(&keywords, STR("fun")), 0, "none is given");
	ok(is_file("0 work\n"), "the file is kept");
	ok(access(in_box("dovecot-keywords.lock"), F_OK) < 0, "unlocked");

	memset(large, 'x', LIMIT_KEYWORDS);
	memcpy(large, "0 ", 2);
	put(large);
	give(STR("fun"));
	ok(!is_file("0 fun\n"), "nor one that is too long");
}

int main(void)
{
	arena = arena_new(1 << 20, NULL);
	root = scratch_new(arena);
	box = maildir_open(arena, arena_printf(arena, "%s/", root).ptr,
			   FSYNC_NEVER);
	test_giving();
	test_mode();
	test_unreadable();
	maildir_close(box);
	scratch_free(root);
	arena_free(arena);
	return done_testing();
}
