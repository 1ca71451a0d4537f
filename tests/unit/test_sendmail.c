/* Programs that end well, badly, late or not at all. */
#include "../../mda/sendmail.h"

#include <signal.h>
#include <time.h>

#include "../../mda/interrupt.h"
#include "../scratch.h"
#include "../tap.h"

static struct arena *arena;
static const char *root;
static const struct user user = { .name = "ann", .home = "/" };
static struct redirect_wish wish;

/* Runs a shell script as the sendmail. */
static enum program_status run(const char *script, struct str sender,
			       struct str recipient, struct str *error)
{
	const struct sendmail sendmail = {
		.program = scratch_path(arena, root, "program"),
		.dsn = true,
		.user = &user,
		.seconds = 2,
	};
	const struct departure departure = { sender, recipient, wish };
	const char *mail = scratch_path(arena, root, "mail");
	enum program_status status;
	int fd;

	scratch_write(sendmail.program,
		      arena_printf(arena, "#!/bin/sh\n%s\n", script), 0700);
	scratch_write(mail, STR("the mail\n"), 0600);
	fd = open(mail, O_RDONLY | O_CLOEXEC);
	*error = STR("");
	status = sendmail_run(arena, &sendmail, fd, &departure, error);
	close(fd);
	return status;
}

static const struct {
	const char *script;
	enum program_status status;
	const char *error; /* its end */
} programs[] = {
	{ "exit 0", PROGRAM_DONE, "" },
	{ "echo warning >&2", PROGRAM_DONE, "" },
	{ "test \"$(cat)\" = 'the mail'", PROGRAM_DONE, "" },
	{ "test \"$*\" = '-i -f a@a.example -- b@b.example'", PROGRAM_DONE,
	  "" },
	{ "test ! -t 1 && echo x && test ! -e /proc/self/fd/9", PROGRAM_DONE,
	  "" },
	{ "exit 75", PROGRAM_RETRY, "status 75" },
	{ "exit 1", PROGRAM_FAILED, "status 1" },
	{ "exit 67", PROGRAM_FAILED, "status 67" },
	{ "printf '\\n \\033[2Jno such\\n second' >&2; exit 67", PROGRAM_FAILED,
	  "status 67: ?[2Jno such" },
	{ "head -c 1000000 /dev/zero | tr '\\0' x >&2; exit 65", PROGRAM_FAILED,
	  "" },
	{ "kill -9 $$", PROGRAM_RETRY, "killed by a signal" },
	{ "sleep 20", PROGRAM_RETRY, "took too long" },
	{ "trap '' TERM; sleep 20 & wait", PROGRAM_RETRY, "took too long" },
	/* Somebody it left behind holds its stderr. */
	{ "sleep 20 & exit 0", PROGRAM_DONE, "" },
	{ "sleep 20 & echo sorry >&2; exit 70", PROGRAM_FAILED,
	  "status 70: sorry" },
};

static void test_programs(void)
{
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		time_t start = time(NULL);
		struct str error;

		is_int(run(programs[i].script, STR("a@a.example"),
			   STR("b@b.example"), &error),
		       programs[i].status, "%s", programs[i].script);
		ok(str_ends(error, str_from(programs[i].error)), "says: %.*s",
		   STR_ARG(error));
		ok(time(NULL) - start < 10 && error.len < 400,
		   "soon, and briefly");
	}
}

static void test_addresses(void)
{
	static const struct {
		struct str sender, recipient;
		bool sent;
	} addresses[] = {
		{ STR_INIT(""), STR_INIT("b@b.example"), true },
		{ STR_INIT("a@a.example"), STR_INIT("-b@b.example"), true },
		{ STR_INIT("-a@a.example"), STR_INIT("b@b.example"), true },
		{ STR_INIT("a b"), STR_INIT("b@b.example"), false },
		{ STR_INIT("a@a.example\n"), STR_INIT("b@b.example"), false },
		{ STR_INIT("a@a.example"), STR_INIT(""), false },
		{ STR_INIT("a@a.example"), STR_INIT("b"), false },
		{ STR_INIT("a@a.example"), STR_INIT("b@b.example,c@c.example"),
		  false },
		{ STR_INIT("a@a.example"), STR_INIT("b@b.example c@c.example"),
		  false },
		{ STR_INIT("a@a.example"), STR_INIT("b@b.example\0"), false },
	};
	struct str error;

	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++)
		is_int(run("exit 0", addresses[i].sender,
			   addresses[i].recipient, &error),
		       addresses[i].sent ? PROGRAM_DONE : PROGRAM_FAILED,
		       "case %zu: %s", i,
		       addresses[i].sent ? "addresses" : "no addresses");
	is_int(run("test \"$3\" = '<>'", STR(""), STR("b@b.example"), &error),
	       PROGRAM_DONE, "the null sender is <>");
}

static void test_wishes(void)
{
	struct str error;

	wish = (struct redirect_wish){ .notify = STR("SUCCESS,DELAY"),
				       .ret = STR("HDRS"),
				       .by = STR("60;R") };
	is_int(run("test \"$*\" = '-N SUCCESS,DELAY -R HDRS -i -f a@a.example"
		   " -- b@b.example'",
		   STR("a@a.example"), STR("b@b.example"), &error),
	       PROGRAM_DONE, "it is told what it can know");
}

/* A program that has hardly begun when there is no time any more. */
static void test_no_time(void)
{
	time_t start = time(NULL);
	struct str error;

	interrupt_catch();
	interrupt_hold();
	raise(SIGTERM);
	for (int i = 0; i < 5; i++)
		run("sleep 20", STR("a@a.example"), STR("b@b.example"), &error);
	ok(time(NULL) - start < 10, "it is not waited for");
}

int main(void)
{
	arena = arena_new(64 << 20, NULL);
	root = scratch_new(arena);
	test_programs();
	test_addresses();
	test_wishes();
	test_no_time();
	scratch_free(root);
	arena_free(arena);
	return done_testing();
}
