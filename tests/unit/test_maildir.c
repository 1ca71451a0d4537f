/* A mailbox in a folder of its own: what is written, and what is refused. */
#include "../../mda/maildir.h"

#include <errno.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "../../mda/copy.h"
#include "../../mda/folder.h"
#include "../scratch.h"
#include "../tap.h"

static struct arena *arena;
static const char *root; /* the test's own folder */

static const char *in_root(const char *name)
{
	return scratch_path(arena, root, name);
}

static struct maildir *open_box(const char *name)
{
	return maildir_open(arena, in_root(name), FSYNC_ALWAYS);
}

static mode_t mode_of(const char *name)
{
	struct stat status;

	return lstat(in_root(name), &status) < 0 ? 0 : status.st_mode & 07777;
}

/* One mail into one folder, all steps. */
static bool store(struct maildir *maildir, const char *directory, bool create,
		  struct str mail, const struct str_list *flags,
		  struct copy *copy)
{
	const struct content content = { .parts = &mail, .count = 1 };

	if (!copy_write(arena, maildir, directory, create, &content, flags,
			NULL, copy))
		return false;
	if (!copy_publish(arena, copy)) {
		copy_abandon(copy);
		return false;
	}
	copy_finish(copy);
	return true;
}

/* -- making --------------------------------------------------------------- */

static void test_new_mailbox(void)
{
	struct maildir *maildir;
	struct str_list folders;

	umask(0);
	maildir = open_box("new/deep/box");
	if (!ok(maildir != NULL, "a mailbox is made with what is above it"))
		return;
	is_int(scratch_list(arena, in_root("new/deep/box"), NULL), 3,
	       "with tmp, new and cur");
	is_int(mode_of("new"), 0700, "nobody else may look (new)");
	is_int(mode_of("new/deep/box"), 0700, "nor here");
	is_int(mode_of("new/deep/box/cur"), 0700, "nor here");
	ok(maildir_folders(arena, maildir, false, &folders) &&
		   folders.count == 0,
	   "it has no folders");
	maildir_close(maildir);
	umask(077);
}

static void test_half_made(void)
{
	struct maildir *maildir;

	mkdir(in_root("half"), 0700);
	mkdir(in_root("half/cur"), 0700);
	mkdir(in_root("half/.A"), 0700);
	mkdir(in_root("half/.A/new"), 0700);
	maildir = open_box("half");
	is_int(scratch_list(arena, in_root("half"), NULL), 4,
	       "what a crash left half made is completed");
	close(maildir_folder(maildir, ".A", false));
	is_int(scratch_list(arena, in_root("half/.A"), NULL), 4,
	       "a folder likewise, with maildirfolder");
	rmdir(in_root("half/.A/new"));
	close(maildir_part(maildir, maildir_folder(maildir, ".A", false),
			   "new"));
	is_int(scratch_list(arena, in_root("half/.A"), NULL), 4,
	       "new/ taken away by hand comes back");
	maildir_close(maildir);
}

static void test_modes(void)
{
	struct maildir *maildir;
	struct copy copy;

	mkdir(in_root("shared"), 0700);
	chmod(in_root("shared"), 0770);
	maildir = open_box("shared");
	ok(store(maildir, ".A", true, STR("x\n"), NULL, &copy), "stored");
	is_int(mode_of("shared/.A"), 0770, "a shared mailbox shares folders");
	is_int(mode_of(arena_printf(arena, "shared/.A/new/%s", copy.final_name)
			       .ptr),
	       0660, "and mails");
	maildir_close(maildir);
	mkdir(in_root("open"), 0755);
	chmod(in_root("open"), 0755);
	maildir = open_box("open");
	is_int(mode_of("open/new"), 0700, "a readable one does not");
	maildir_close(maildir);
}

/* -- storing -------------------------------------------------------------- */

static void test_store(void)
{
	struct maildir *maildir = open_box("box");
	struct str mail = STR("A: b\n\nhello\r\nw\xFFrld\0.");
	struct copy copy;
	const char *name = "";

	ok(store(maildir, ".", false, mail, NULL, &copy), "a mail is stored");
	is_int(scratch_list(arena, in_root("box/new"), &name), 1, "in new/");
	is_int(scratch_list(arena, in_root("box/tmp"), NULL), 0,
	       "nothing is left in tmp/");
	ok(str_eq(scratch_read(arena,
			       scratch_path(arena, in_root("box/new"), name)),
		  mail),
	   "byte for byte");
	is_int(mode_of(arena_printf(arena, "box/new/%s", name).ptr), 0600,
	       "for the owner alone");
	ok(str_ends(str_from(name), STR(",S=20,W=22")), "%s tells both sizes",
	   name);
	ok(str_find(str_from(name), 'M') == 11 &&
		   str_find(str_from(name), '/') == strlen(name) &&
		   str_find(str_from(name), ':') == strlen(name),
	   "seconds first, nothing odd in it");
	maildir_close(maildir);
}

static void test_flags(void)
{
	static const struct str some[] = { STR_INIT("\\seen"), STR_INIT("$x"),
					   STR_INIT("\\Flagged") };
	static const struct str keyword[] = { STR_INIT("work") };
	const struct str_list flags = { some, 3 }, keywords = { keyword, 1 };
	struct maildir *maildir = open_box("flags");
	struct copy copy;
	const char *name = "";

	ok(store(maildir, ".", false, STR("x\n"), &flags, &copy), "stored");
	is_int(scratch_list(arena, in_root("flags/cur"), &name), 1,
	       "with flags: in cur/");
	ok(str_ends(str_from(name), STR(",S=2,W=3:2,FS")), "%s has letters",
	   name);
	ok(store(maildir, ".", false, STR("x\n"), &keywords, &copy), "stored");
	is_int(scratch_list(arena, in_root("flags/new"), NULL), 1,
	       "a keyword alone has no letter");
	maildir_close(maildir);
}

static void test_copies(void)
{
	struct maildir *maildir = open_box("copies");
	struct str mail = STR("x\n");
	const struct content content = { .parts = &mail, .count = 1 };
	struct copy a, b;
	struct stat status;

	ok(copy_write(arena, maildir, ".", false, &content, NULL, NULL, &a) &&
		   copy_write(arena, maildir, ".B", true, &content, NULL, &a,
			      &b),
	   "two copies are written");
	is_int(scratch_list(arena, in_root("copies/new"), NULL) +
		       scratch_list(arena, in_root("copies/.B/new"), NULL),
	       0, "and not seen yet");
	ok(copy_publish(arena, &a) && copy_publish(arena, &b), "published");
	is_int(scratch_list(arena, in_root("copies/.B/new"), NULL), 1, "seen");
	copy_finish(&a);
	copy_finish(&b);
	ok(stat(arena_printf(arena, "%s/copies/new/%s", root, a.final_name).ptr,
		&status) == 0 &&
		   status.st_nlink == 2,
	   "the second is a link to the first");
	ok(str_ends(str_from(b.final_name), STR(",S=2,W=3")),
	   "with the same sizes in its name");
	maildir_close(maildir);
}

static void test_abandon(void)
{
	struct maildir *maildir = open_box("abandon");
	struct str mail = STR("x\n");
	const struct content content = { .parts = &mail, .count = 1 };
	struct copy copy;

	copy_write(arena, maildir, ".", false, &content, NULL, NULL, &copy);
	copy_abandon(&copy);
	is_int(scratch_list(arena, in_root("abandon/tmp"), NULL), 0,
	       "nothing stays of what is not published");
	copy_write(arena, maildir, ".", false, &content, NULL, NULL, &copy);
	copy_publish(arena, &copy);
	copy_abandon(&copy);
	is_int(scratch_list(arena, in_root("abandon/tmp"), NULL) +
		       scratch_list(arena, in_root("abandon/new"), NULL),
	       0, "nor of what is");
	maildir_close(maildir);
}

static void test_taken_name(void)
{
	struct maildir *maildir = open_box("taken");
	struct str mail = STR("mine\n");
	const struct content content = { .parts = &mail, .count = 1 };
	const char *taken;
	struct copy copy;

	copy_write(arena, maildir, ".", false, &content, NULL, NULL, &copy);
	taken = scratch_path(arena, in_root("taken/new"), copy.final_name);
	scratch_write(taken, STR("theirs\n"), 0600);
	ok(copy_publish(arena, &copy), "a name that is taken is no obstacle");
	copy_finish(&copy);
	is_str(scratch_read(arena, taken), "theirs\n", "and stays what it is");
	is_int(scratch_list(arena, in_root("taken/new"), NULL), 2,
	       "the mail has another name");
	maildir_close(maildir);
}

static void test_scratch(void)
{
	struct maildir *maildir = open_box("scratch");
	struct str mail = STR("a\r\nb\r\n");
	const struct content content = { .parts = &mail,
					 .count = 1,
					 .crlf = true };
	int fd = copy_scratch(arena, maildir, &content);
	char bytes[16];

	is_int(read(fd, bytes, sizeof(bytes)), 4, "a file without a name");
	close(fd);
	is_int(scratch_list(arena, in_root("scratch/tmp"), NULL), 0,
	       "is not in tmp/");
	maildir_close(maildir);
}

/* -- refusing ------------------------------------------------------------- */

static void test_folder_missing(void)
{
	struct maildir *maildir = open_box("missing");
	struct copy copy;

	ok(!store(maildir, ".X", false, STR("x"), NULL, &copy) &&
		   errno == ENOENT,
	   "a folder that is not there");
	ok(access(in_root("missing/.X"), F_OK) < 0, "is not made");
	maildir_close(maildir);
}

static void test_odd_folders(void)
{
	struct maildir *maildir = open_box("odd");
	struct copy copy;
	struct str_list folders;

	mkdir(in_root("elsewhere"), 0700);
	mkdir(in_root("elsewhere/tmp"), 0700);
	mkdir(in_root("elsewhere/new"), 0700);
	ok(symlink(in_root("elsewhere"), in_root("odd/.Link")) == 0 &&
		   mkfifo(in_root("odd/.Fifo"), 0600) == 0 &&
		   mkdir(in_root("odd/.Inner"), 0700) == 0 &&
		   symlink(in_root("elsewhere/tmp"),
			   in_root("odd/.Inner/tmp")) == 0 &&
		   mkdir(in_root("odd/.New"), 0700) == 0 &&
		   mkdir(in_root("odd/.New/tmp"), 0700) == 0 &&
		   symlink(in_root("elsewhere/new"), in_root("odd/.New/new")) ==
			   0,
	   "(a link, a fifo, links within folders)");
	ok(!store(maildir, ".Link", true, STR("x"), NULL, &copy),
	   "a link is no folder: %s", strerror(errno));
	ok(!store(maildir, ".Fifo", true, STR("x"), NULL, &copy),
	   "a fifo is no folder: %s", strerror(errno));
	ok(!store(maildir, ".Inner", true, STR("x"), NULL, &copy),
	   "a link is no tmp/: %s", strerror(errno));
	ok(!store(maildir, ".New", true, STR("x"), NULL, &copy),
	   "a link is no new/: %s", strerror(errno));
	is_int(scratch_list(arena, in_root("elsewhere/new"), NULL) +
		       scratch_list(arena, in_root("elsewhere/tmp"), NULL),
	       0, "nothing was written elsewhere");
	maildir_folders(arena, maildir, false, &folders);
	is_int((long long)folders.count, 2, "links and fifos are not listed");
	maildir_close(maildir);
}

static void test_paths(void)
{
	struct maildir *maildir;

	ok(maildir_open(arena, "relative", FSYNC_NEVER) == NULL,
	   "a mailbox has an absolute path");
	ok(open_box("../up") == NULL && errno == EINVAL, "without ..");
	scratch_write(in_root("file"), STR(""), 0600);
	ok(open_box("file") == NULL && errno == ENOTDIR, "a file is none");
	mkdir(in_root("real"), 0700);
	if (symlink(in_root("real"), in_root("link")) < 0)
		abort();
	if (geteuid() != 0) {
		ok(open_box("link/box") == NULL && errno == ELOOP,
		   "a user's link leads nowhere");
		skip("needs root: links of root and of others");
		return;
	}
	maildir = open_box("link/box");
	ok(maildir != NULL, "a link of root's is followed");
	maildir_close(maildir);
	if (lchown(in_root("link"), 65534, 65534) < 0)
		abort();
	ok(open_box("link/box") == NULL && errno == ELOOP,
	   "a link of somebody else is not");
}

static void test_others_mailbox(void)
{
	if (geteuid() != 0) {
		skip("needs root: a mailbox of somebody else");
		return;
	}
	mkdir(in_root("theirs"), 0777);
	if (chown(in_root("theirs"), 65534, 65534) < 0)
		abort();
	ok(open_box("theirs") == NULL && errno == EPERM,
	   "a mailbox of somebody else is not ours");
}

static void test_full_disk(void)
{
	static char large[256 * 1024];
	struct maildir *maildir;
	struct copy copy;

	mkdir(in_root("full"), 0700);
	if (geteuid() != 0 || mount("tmpfs", in_root("full"), "tmpfs", 0,
				    "size=128k,mode=0700") < 0) {
		skip("needs root: a small file system");
		return;
	}
	maildir = open_box("full");
	ok(store(maildir, ".", false, STR("x\n"), NULL, &copy),
	   "a small mail fits");
	ok(!store(maildir, ".", false, (struct str){ large, sizeof(large) },
		  NULL, &copy) &&
		   errno == ENOSPC,
	   "a large one does not");
	is_int(scratch_list(arena, in_root("full/tmp"), NULL), 0,
	       "and leaves nothing in tmp/");
	is_int(scratch_list(arena, in_root("full/new"), NULL), 1,
	       "nor elsewhere");
	maildir_close(maildir);
	umount(in_root("full"));
}

/* -- many at once --------------------------------------------------------- */

#define PROCESSES 50

static void test_race(void)
{
	int failed = 0, status;

	for (int i = 0; i < PROCESSES; i++)
		if (fork() == 0) {
			struct maildir *maildir = maildir_open(
				arena, in_root("race"), FSYNC_NEVER);
			struct copy copy;
			bool stored = maildir != NULL;

			for (int n = 0; stored && n < 4; n++)
				stored = store(maildir, n & 1 ? ".A" : ".",
					       true, STR("x\n"), NULL, &copy);
			_exit(stored ? 0 : 1);
		}
	while (wait(&status) > 0)
		failed += status != 0;
	is_int(failed, 0, "%d deliveries make one mailbox at once", PROCESSES);
	is_int(scratch_list(arena, in_root("race/new"), NULL), PROCESSES * 2,
	       "nothing is lost in INBOX");
	is_int(scratch_list(arena, in_root("race/.A/new"), NULL), PROCESSES * 2,
	       "nor in a folder");
	is_int(scratch_list(arena, in_root("race/.A"), NULL), 4,
	       "which is made once");
}

int main(void)
{
	arena = arena_new(64 << 20, NULL);
	root = scratch_new(arena);
	umask(077);
	test_new_mailbox();
	test_half_made();
	test_modes();
	test_store();
	test_flags();
	test_copies();
	test_abandon();
	test_taken_name();
	test_scratch();
	test_folder_missing();
	test_odd_folders();
	test_paths();
	test_others_mailbox();
	test_full_disk();
	test_race();
	scratch_free(root);
	arena_free(arena);
	return done_testing();
}
