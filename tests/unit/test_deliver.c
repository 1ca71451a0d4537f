/* Orders carried out in a mailbox of the test's own, with a sendmail that
 * writes down what it was given. */
#include "../../mda/deliver.h"

#include <sys/wait.h>

#include "../../mda/folder.h"
#include "../scratch.h"
#include "../tap.h"

static struct arena *arena;
static const char *root; /* made anew for each test */
static const char *program; /* the sendmail */
static struct config config;
static struct user user;

/* It obeys the file "exit" beside it: a status to end with. */
static const char script[] = "#!/bin/sh\n"
			     "here=${0%/*}\n"
			     "n=$(ls \"$here\" | grep -c '^sent')\n"
			     "{ for a; do printf '<%s>' \"$a\"; done; echo; "
			     "cat; } >\"$here/sent$n\"\n"
			     "env | sort >\"$here/env\"\n"
			     "test -e \"$here/exit\" || exit 0\n"
			     "echo 'no, thanks' >&2\n"
			     "status=$(cat \"$here/exit\")\n"
			     "test \"$status\" = killed && kill -9 $$\n"
			     "exit $status\n";

static const char *in_root(const char *name)
{
	return scratch_path(arena, root, name);
}

static int count(const char *folder)
{
	return scratch_list(arena, in_root(folder), NULL);
}

/* The one mail in a folder's new/. */
static struct str mail_in(const char *folder)
{
	const char *name = "";

	scratch_list(arena, in_root(folder), &name);
	return scratch_read(arena, scratch_path(arena, in_root(folder), name));
}

static void fresh(void)
{
	root = scratch_new(arena);
	program = in_root("sendmail");
	scratch_write(program, str_from(script), 0700);
	config = (struct config){
		.junk_folder = "Junk",
		.fsync = FSYNC_NEVER,
		.sendmail = program,
		.policy.authserv_id = STR("mx.example"),
	};
	user = (struct user){ .name = "ann@home.example",
			      .local = "ann",
			      .domain = "home.example",
			      .detail = "",
			      .home = root };
	mkdir(in_root("M"), 0700);
	mkdir(in_root("M/.Lists"), 0700);
}

/* What the decider says against a redirect. */
static struct str obstacle;

#define MAIL "From: a\nX-Forged: b\nSubject: c\n\nbody\n"

static const struct span forged_span[] = { { 8, 20 } };

/* The first of its versions. */
static const struct edit edit = { 8, 20, STR_INIT("New: d\n") };
static const struct version edited = { STR_INIT("Top: y\n"), { &edit, 1 } };

/* What happens to MAIL, or to another one. */
static struct delivery_report carry_out_mail(struct str mail, bool crlf,
					     enum disposition disposition,
					     bool reject_by_exit,
					     const struct action *list,
					     size_t action_count)
{
	struct input input = { .mail = mail, .crlf = crlf };
	struct order order = {
		.disposition = disposition,
		.fields = STR("Top: x\n"),
		.forged = { forged_span, str_eq(mail, STR(MAIL)) ? 1 : 0 },
		.actions = { list, action_count },
		.versions = { &edited, 1 },
		.obstacle = obstacle,
	};
	struct delivery delivery = {
		.config = &config,
		.user = &user,
		.maildir = maildir_open(arena, in_root("M"), FSYNC_NEVER),
		.input = &input,
		.order = &order,
		.sender = STR("sender@a.example"),
		.reject_by_exit = reject_by_exit,
	};
	struct delivery_report report = deliver(arena, &delivery);

	maildir_close(delivery.maildir);
	return report;
}

static struct delivery_report carry_out(enum disposition disposition,
					const struct action *list,
					size_t action_count)
{
	return carry_out_mail(STR(MAIL), false, disposition, false, list,
			      action_count);
}

#define STORE(name)                                                            \
	{                                                                      \
		.type = ACTION_STORE, .folder = STR_INIT(name)                 \
	}
#define REDIRECT(to)                                                           \
	{                                                                      \
		.type = ACTION_REDIRECT, .address = STR_INIT(to)               \
	}

/* -- storing -------------------------------------------------------------- */

static void test_content(void)
{
	static const struct action inbox[] = { STORE("INBOX") };
	struct delivery_report report;

	fresh();
	report = carry_out(DISPOSITION_INBOX, inbox, 1);
	is_int(report.status, STATUS_DELIVERED, "delivered");
	is_str(report.done, "INBOX", "to INBOX");
	is_str(report.text, "", "with nothing to tell");
	is_str(mail_in("M/new"), "Top: x\nFrom: a\nSubject: c\n\nbody\n",
	       "our fields on top, the forged one gone");
	scratch_free(root);
	fresh();
	carry_out_mail(STR("A: b\r\n\r\nc\r\n"), true, DISPOSITION_INBOX, false,
		       inbox, 1);
	is_str(mail_in("M/new"), "Top: x\nA: b\n\nc\n", "stored with LF");
	scratch_free(root);
}

static void test_folders(void)
{
	static const struct action some[] = { STORE("Lists"), STORE("inbox"),
					      STORE("INBOX.Lists"),
					      STORE("INBOX") };
	struct delivery_report report;

	fresh();
	report = carry_out(DISPOSITION_INBOX, some, 4);
	is_int(report.status, STATUS_DELIVERED, "delivered");
	is_str(report.done, "Lists,inbox", "to each folder once");
	is_int(count("M/new"), 1, "once in INBOX");
	is_int(count("M/.Lists/new"), 1, "once in Lists");
	is_int(count("M/tmp") + count("M/.Lists/tmp"), 0, "tmp/ is clean");
	scratch_free(root);
}

/* Where a mail goes that cannot go where it should. */
static void test_fallback(void)
{
	static const struct {
		struct action action;
		enum disposition disposition;
		const char *done, *text, *folder;
	} cases[] = {
		{ STORE("Nowhere"), DISPOSITION_INBOX, "INBOX",
		  "Nowhere: no such folder", "M/new" },
		{ STORE("Nowhere"), DISPOSITION_JUNK, "Junk",
		  "Nowhere: no such folder", "M/.Junk/new" },
		{ STORE("../x"), DISPOSITION_INBOX, "INBOX",
		  "../x: no folder can have this name", "M/new" },
		{ STORE("a\nb"), DISPOSITION_INBOX, "INBOX",
		  "a?b: no folder can have this name", "M/new" },
		{ STORE("Link"), DISPOSITION_INBOX, "INBOX",
		  "Link: Not a directory", "M/new" },
		{ { .type = ACTION_STORE,
		    .folder = STR_INIT("detail"),
		    .or_inbox = true },
		  DISPOSITION_INBOX,
		  "INBOX",
		  "",
		  "M/new" },
		{ { .type = ACTION_STORE,
		    .folder = STR_INIT("Made/here"),
		    .create = true },
		  DISPOSITION_INBOX,
		  "Made/here",
		  "",
		  "M/.Made.here/new" },
		{ { .type = ACTION_VACATION },
		  DISPOSITION_INBOX,
		  "INBOX",
		  "vacation: there is nothing to send",
		  "M/new" },
		{ { .type = ACTION_NOTIFY },
		  DISPOSITION_JUNK,
		  "Junk",
		  "notify: Junk is not answered",
		  "M/.Junk/new" },
		{ { .type = ACTION_REJECT, .text = STR_INIT("go") },
		  DISPOSITION_INBOX,
		  "INBOX",
		  "reject: kept, since nothing may be sent back",
		  "M/new" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct delivery_report report;

		fresh();
		if (symlink("/tmp", in_root("M/.Link")) < 0)
			abort();
		report = carry_out(cases[i].disposition, &cases[i].action, 1);
		is_int(report.status, STATUS_DELIVERED, "case %zu: delivered",
		       i);
		is_str(report.done, cases[i].done, "case %zu: where", i);
		is_str(report.text, cases[i].text, "case %zu: told", i);
		is_int(count(cases[i].folder), 1, "case %zu: %s", i,
		       cases[i].folder);
		scratch_free(root);
	}
}

static void test_nothing(void)
{
	static const struct action discard[] = { { .type = ACTION_DISCARD } };
	struct delivery_report report;

	fresh();
	report = carry_out(DISPOSITION_INBOX, NULL, 0);
	is_str(report.done, "INBOX", "an order without actions keeps the mail");
	scratch_free(root);
	fresh();
	report = carry_out(DISPOSITION_INBOX, discard, 1);
	is_int(report.status, STATUS_DELIVERED, "discarded is delivered");
	is_str(report.done, "discarded", "and says so");
	is_int(count("M/new"), 0, "nothing is stored");
	scratch_free(root);
}

static void test_flags_and_links(void)
{
	static const struct str seen[] = { STR_INIT("\\Seen") };
	static const struct action some[] = {
		STORE("INBOX"),
		{ .type = ACTION_STORE,
		  .folder = STR_INIT("Lists"),
		  .flags = { seen, 1 } },
	};
	const char *name = "";
	struct stat status;

	fresh();
	carry_out(DISPOSITION_INBOX, some, 2);
	is_int(scratch_list(arena, in_root("M/.Lists/cur"), &name), 1,
	       "flags are each copy's own");
	ok(str_ends(str_from(name), STR(":2,S")), "%s", name);
	ok(stat(scratch_path(arena, in_root("M/.Lists/cur"), name), &status) ==
			   0 &&
		   status.st_nlink == 2,
	   "the bytes are shared");
	scratch_free(root);
}

/* All or nothing: the second folder cannot be written. */
/* Copies are links only to what holds the same. */
static void test_versions(void)
{
	static const struct action some[] = {
		{ .type = ACTION_STORE, .folder = STR_INIT("INBOX") },
		{ .type = ACTION_STORE,
		  .folder = STR_INIT("Lists"),
		  .version = 1 },
		{ .type = ACTION_STORE,
		  .folder = STR_INIT("Work"),
		  .create = true,
		  .version = 1 },
		{ .type = ACTION_STORE,
		  .folder = STR_INIT("Nowhere"),
		  .version = 1 },
	};
	const char *changed = "Top: y\nFrom: a\nNew: d\nSubject: c\n\nbody\n";

	fresh();
	carry_out(DISPOSITION_INBOX, some, 4);
	is_str(mail_in("M/new"), "Top: x\nFrom: a\nSubject: c\n\nbody\n",
	       "one folder has the mail as it came");
	is_str(mail_in("M/.Lists/new"), changed, "another as it was changed");
	is_str(mail_in("M/.Work/new"), changed, "and one more");
	scratch_free(root);
	fresh();
	carry_out(DISPOSITION_INBOX, some + 3, 1);
	is_str(mail_in("M/new"), changed, "kept instead as it was changed");
	scratch_free(root);
}

static void test_no_half(void)
{
	static const struct action some[] = { STORE("Lists"), STORE("INBOX") };
	struct delivery_report report;

	fresh();
	scratch_write(in_root("M/.Lists/new"), STR("a file"), 0600);
	mkdir(in_root("M/.Lists/cur"), 0700);
	mkdir(in_root("M/.Lists/tmp"), 0700);
	report = carry_out(DISPOSITION_INBOX, some, 2);
	is_str(report.done, "INBOX", "a folder that is broken costs nothing");
	is_int(count("M/new"), 1, "the mail is there once");
	scratch_free(root);
	fresh();
	mkdir(in_root("M/tmp"), 0700);
	scratch_write(in_root("M/new"), STR("a file"), 0600);
	report = carry_out(DISPOSITION_INBOX, some, 2);
	is_int(report.status, STATUS_RETRY, "without INBOX all is retried");
	is_str(str_from(report.enhanced), "4.3.0",
	       "with a status that says so");
	is_int(count("M/.Lists/new"), 0, "nothing is anywhere");
	is_int(count("M/.Lists/tmp"), 0, "nor left behind");
	scratch_free(root);
}

/* -- refusing ------------------------------------------------------------- */

static void test_reject(void)
{
	static const struct action reject[] = {
		{ .type = ACTION_REJECT,
		  .text = STR_INIT("Not here.\r\nGo away.\x1b[0m\n") },
		STORE("INBOX"),
	};
	struct delivery_report report;

	fresh();
	report = carry_out_mail(STR(MAIL), false, DISPOSITION_INBOX, true,
				reject, 1);
	is_int(report.status, STATUS_REFUSED, "refused");
	is_str(str_from(report.enhanced), "5.7.1", "by policy");
	is_str(report.text, "Not here. Go away.?[0m", "in one line");
	is_int(count("M/new"), 0, "nothing is stored");
	report = carry_out_mail(STR(MAIL), false, DISPOSITION_INBOX, true,
				reject, 2);
	is_int(report.status, STATUS_DELIVERED, "a mail that is kept is not");
	report = carry_out_mail(STR(MAIL), false, DISPOSITION_JUNK, true,
				reject, 1);
	is_str(report.done, "Junk", "nor is Junk: its sender is not to blame");
	scratch_free(root);
}

/* -- sending -------------------------------------------------------------- */

static void test_redirect(void)
{
	static const struct action some[] = { REDIRECT("bob@b.example"),
					      REDIRECT("BOB@b.example"),
					      REDIRECT("-x@b.example") };
	struct delivery_report report;

	fresh();
	setenv("SECRET", "1", 1);
	report = carry_out(DISPOSITION_INBOX, some, 3);
	is_int(report.status, STATUS_DELIVERED, "redirected");
	is_str(report.done, "bob@b.example,-x@b.example", "to each once");
	is_int(count("M/new"), 0, "and not kept");
	is_str(scratch_read(arena, in_root("sent0")),
	       "<-i><-f><sender@a.example><--><bob@b.example>\n"
	       "X-Waxseal-Redirected-From: ann@home.example\n"
	       "From: a\nSubject: c\n\nbody\n",
	       "the mail, our mark on top, nothing forged");
	ok(str_starts(scratch_read(arena, in_root("sent1")),
		      STR("<-i><-f><sender@a.example><--><-x@b.example>\n")),
	   "an address is no option");
	ok(str_find_str(scratch_read(arena, in_root("env")), STR("SECRET")) ==
		   scratch_read(arena, in_root("env")).len,
	   "the environment stays here");
	is_int(count("M/tmp"), 0, "tmp/ is clean");
	scratch_free(root);
}

/* Whatever the order says: who read the mail may be somebody else by now. */
static void test_one_answer(void)
{
#define ANSWER(n)                                                              \
	{                                                                      \
		.type = ACTION_VACATION, .line = n,                            \
		.address = STR_INIT("bob@b.example"),                          \
		.mail = STR_INIT("A: b\n")                                     \
	}
	static const struct action some[] = { ANSWER(1), ANSWER(2),
					      STORE("INBOX") };
	struct delivery_report report;

	fresh();
	report = carry_out(DISPOSITION_INBOX, some, 3);
	is_int(report.status, STATUS_DELIVERED, "delivered");
	is_str(report.text, "vacation:bob@b.example: it is answered once",
	       "the sender gets one answer");
	ok(access(in_root("sent0"), F_OK) == 0 &&
		   access(in_root("sent1"), F_OK) < 0,
	   "and no more");
	scratch_free(root);
}

static void test_redirect_fails(void)
{
	static const struct action only[] = { REDIRECT("bob@b.example") };
	static const struct action copy[] = { REDIRECT("bob@b.example"),
					      STORE("Lists") };
	static const struct {
		const char *exit;
		bool copy;
		enum status status;
		const char *done, *text;
	} cases[] = {
		{ "75", false, STATUS_RETRY, "", "status 75: no, thanks" },
		{ "75", true, STATUS_DELIVERED, "Lists",
		  "status 75: no, thanks" },
		{ "65", false, STATUS_DELIVERED, "INBOX",
		  "status 65: no, thanks" },
		{ "65", true, STATUS_DELIVERED, "Lists",
		  "status 65: no, thanks" },
		{ "killed", false, STATUS_RETRY, "", "killed by a signal" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct delivery_report report;

		fresh();
		scratch_write(in_root("exit"), str_from(cases[i].exit), 0600);
		report = carry_out(DISPOSITION_INBOX,
				   cases[i].copy ? copy : only,
				   cases[i].copy ? 2 : 1);
		is_int(report.status, cases[i].status, "sendmail says %s",
		       cases[i].exit);
		is_str(report.done, cases[i].done, "what was done");
		ok(str_ends(report.text, str_from(cases[i].text)), "told: %.*s",
		   STR_ARG(report.text));
		scratch_free(root);
	}
}

static void test_no_redirect(void)
{
	static const struct action only[] = { REDIRECT("bob@b.example") };
	static const struct action bad[] = { REDIRECT("bob,joe@b.example") };
	struct delivery_report report;

	fresh();
	obstacle = STR("it was redirected from here before");
	report = carry_out(DISPOSITION_INBOX, only, 1);
	is_str(report.text, "bob@b.example: it was redirected from here before",
	       "no circles");
	is_str(report.done, "INBOX", "kept instead");
	obstacle = STR("");
	report = carry_out(DISPOSITION_JUNK, only, 1);
	is_str(report.done, "Junk", "Junk is not sent on");
	report = carry_out(DISPOSITION_INBOX, bad, 1);
	is_str(report.done, "INBOX", "two addresses are not one");
	config.sendmail = "/nowhere/sendmail";
	report = carry_out(DISPOSITION_INBOX, only, 1);
	is_int(report.status, STATUS_RETRY, "no sendmail: later. %.*s",
	       STR_ARG(report.text));
	scratch_free(root);
}

/* What fails when all is done must not make it be done again. */
static void test_afterwards(void)
{
	pid_t pid;
	int status = -1;

	fresh();
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		const struct action inbox = STORE("INBOX");

		close(STDERR_FILENO);
		carry_out(DISPOSITION_INBOX, &inbox, 1);
		status_out_of_memory();
	}
	waitpid(pid, &status, 0);
	ok(WIFEXITED(status), "it ends");
	is_int(WEXITSTATUS(status), STATUS_DELIVERED,
	       "out of memory behind the delivery");
	scratch_free(root);
}

int main(void)
{
	arena = arena_new(64 << 20, NULL);
	umask(077);
	test_content();
	test_folders();
	test_fallback();
	test_nothing();
	test_flags_and_links();
	test_versions();
	test_no_half();
	test_reject();
	test_redirect();
	test_one_answer();
	test_redirect_fails();
	test_no_redirect();
	test_afterwards();
	arena_free(arena);
	return done_testing();
}
