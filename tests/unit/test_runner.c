/* The process that starts programs: what it does, and for whom it does not. */
#include "../../mda/runner.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

#include "../../mda/interrupt.h"
#include "../../mda/limits.h"
#include "../../mda/wire.h"
#include "../scratch.h"
#include "../tap.h"

static struct arena *arena;
static const char *root;

/* -- a delivery ------------------------------------------------------------- */

static struct str reply_others[] = { STR_INIT("eve@e.example") };
static const struct action actions[] = {
	{ .type = ACTION_REDIRECT, .address = STR_INIT("carl@c.example") },
	{ .type = ACTION_STORE, .folder = STR_INIT("INBOX") },
	{ .type = ACTION_NOTIFY,
	  .address = STR_INIT("dora@d.example"),
	  .arguments = { reply_others, 1 },
	  .mail = STR_INIT("Subject: x\n\n"),
	  .sender = STR_INIT("bob@b.example") },
	{ .type = ACTION_PIPE, .program = STR_INIT("program") },
};
enum { REDIRECT, STORE, NOTIFY, PIPED };

static const struct user user = { .name = "bob@b.example",
				  .local = "bob",
				  .domain = "b.example",
				  .detail = "",
				  .home = "/" };
static struct config config;
static const struct order order = { .actions = { actions, 4 } };
static struct delivery delivery;
static struct runner runner;

/* What it starts writes its arguments and its stdin down. */
static void set_programs(const char *script)
{
	struct str text = arena_printf(arena, "#!/bin/sh\n%s\n", script);

	scratch_write(config.sendmail, text, 0700);
	scratch_write(scratch_path(arena, root, "program"), text, 0700);
}

static const char *record(void)
{
	return scratch_path(arena, root, "record");
}

static struct str recorded(void)
{
	char bytes[256];
	int fd = open(record(), O_RDONLY);
	ssize_t got = fd >= 0 ? read(fd, bytes, sizeof(bytes)) : 0;

	close(fd);
	return arena_copy(arena,
			  (struct str){ bytes, got > 0 ? (size_t)got : 0 });
}

static int mail(void)
{
	const char *path = scratch_path(arena, root, "mail");

	scratch_write(path, STR("the mail\n"), 0600);
	return open(path, O_RDONLY | O_CLOEXEC);
}

static void begin(const char *script)
{
	unlink(record());
	set_programs(script);
	interrupt_deadline(60);
	ok(runner_start(arena, &delivery, &runner), "it starts");
	delivery.runner = &runner;
}

/* It is gone, and all that it had open. */
static void end(void)
{
	runner_end(&runner);
	delivery.runner = NULL;
	while (wait(NULL) > 0)
		continue;
}

static const char *recorder(void)
{
	return arena_printf(arena, "echo \"$@\" >%s; cat >>%s", record(),
			    record())
		.ptr;
}

/* -- what it is asked for ---------------------------------------------------- */

static enum program_status ask(enum errand_kind kind, size_t action,
			       size_t recipient, struct str sender,
			       struct str *text)
{
	const struct errand errand = { kind, &actions[action], recipient,
				       sender, mail() };
	enum program_status status =
		errand_run(arena, &delivery, &errand, text);

	close(errand.mail_fd);
	return status;
}

static void test_errands(void)
{
	static const struct {
		enum errand_kind kind;
		size_t action, recipient;
		struct str sender;
		const char *recorded;
	} errands[] = {
		{ ERRAND_SEND, REDIRECT, 0, STR_INIT("ann@a.example"),
		  "-i -f ann@a.example -- carl@c.example\n"
		  "the mail\n" },
		{ ERRAND_SEND, REDIRECT, 0,
		  STR_INIT("SRS0=x=y=a.example=ann@srs.example"),
		  "-i -f SRS0=x=y=a.example=ann@srs.example -- "
		  "carl@c.example\nthe mail\n" },
		{ ERRAND_SEND, NOTIFY, 0, STR_INIT("bob@b.example"),
		  "-i -f bob@b.example -- dora@d.example\n"
		  "the mail\n" },
		{ ERRAND_SEND, NOTIFY, 1, STR_INIT("bob@b.example"),
		  "-i -f bob@b.example -- eve@e.example\n"
		  "the mail\n" },
		{ ERRAND_PIPE, PIPED, 0, STR_INIT(""), "\nthe mail\n" },
	};
	struct str text;

	begin(recorder());
	for (size_t i = 0; i < sizeof(errands) / sizeof(errands[0]); i++) {
		is_int(ask(errands[i].kind, errands[i].action,
			   errands[i].recipient, errands[i].sender, &text),
		       PROGRAM_DONE, "errand %zu is done: %.*s", i,
		       STR_ARG(text));
		is_str(recorded(), errands[i].recorded, "with what it needs");
	}
	end();
	begin("echo sorry >&2; exit 67");
	is_int(ask(ERRAND_SEND, REDIRECT, 0, STR("ann@a.example"), &text),
	       PROGRAM_FAILED, "a program that fails");
	ok(str_ends(text, STR("status 67: sorry")), "says: %.*s",
	   STR_ARG(text));
	is_int(ask(ERRAND_SEAL, REDIRECT, 0, STR(""), &text), PROGRAM_FAILED,
	       "a seal without a key: %.*s", STR_ARG(text));
	end();
}

/* Locks and the MTA's ends of pipes would last as long as it. */
static void test_descriptors(void)
{
	const char *path = scratch_path(arena, root, "mine");
	struct str text;
	int low, high;

	scratch_write(path, STR(""), 0600);
	low = open(path, O_RDONLY | O_CLOEXEC);
	high = fcntl(low, F_DUPFD_CLOEXEC, 200);
	begin(arena_printf(arena, "ls -l /proc/$PPID/fd | grep -c /mine >%s",
			   record())
		      .ptr);
	ask(ERRAND_SEND, REDIRECT, 0, STR("ann@a.example"), &text);
	is_str(recorded(), "0\n", "it has nothing open of ours");
	end();
	close(low);
	close(high);
}

/* -- what it does for nobody -------------------------------------------------- */

static struct str words(uint64_t a, uint64_t b, uint64_t c, struct str sender)
{
	struct buf buf = buf_new(arena, 4096);

	wire_put(&buf, a);
	wire_put(&buf, b);
	wire_put(&buf, c);
	wire_put_str(&buf, sender);
	return buf_str(&buf);
}

/* The bytes after a length, with so many descriptors. */
static void say(uint64_t len, struct str bytes, int fd, size_t count)
{
	struct iovec data = { &len, sizeof(len) };
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int) * 3)];
	} control = { .bytes = { 0 } };
	const int fds[] = { fd, fd, fd };
	struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1 };

	if (count > 0) {
		message.msg_control = control.bytes;
		message.msg_controllen = CMSG_SPACE(sizeof(int) * count);
		control.header = (struct cmsghdr){
			.cmsg_len = CMSG_LEN(sizeof(int) * count),
			.cmsg_level = SOL_SOCKET,
			.cmsg_type = SCM_RIGHTS,
		};
		memcpy(CMSG_DATA(&control.header), fds, sizeof(int) * count);
	}
	sendmsg(runner.socket, &message, MSG_NOSIGNAL);
	wire_send_rest(runner.socket, bytes);
	shutdown(runner.socket, SHUT_WR);
}

#define SENDER STR_INIT("ann@a.example")

static const struct {
	const char *name;
	uint64_t kind, action, recipient;
	struct str sender;
} hostile[] = {
	{ "another kind", ERRAND_KINDS, REDIRECT, 0, SENDER },
	{ "a kind beyond all", UINT64_MAX, REDIRECT, 0, SENDER },
	{ "to send what is stored", ERRAND_SEND, STORE, 0, SENDER },
	{ "to send what is for a program", ERRAND_SEND, PIPED, 0, SENDER },
	{ "an action that is none", ERRAND_SEND, 4, 0, SENDER },
	{ "an action beyond all", ERRAND_SEND, UINT64_MAX, 0, SENDER },
	{ "a recipient that is none", ERRAND_SEND, REDIRECT, 1, SENDER },
	{ "the same of a mail of ours", ERRAND_SEND, NOTIFY, 2,
	  STR_INIT("bob@b.example") },
	{ "a recipient beyond all", ERRAND_SEND, NOTIFY, UINT64_MAX,
	  STR_INIT("bob@b.example") },
	{ "another sender", ERRAND_SEND, REDIRECT, 0,
	  STR_INIT("ceo@b.example") },
	{ "another sender of a mail of ours", ERRAND_SEND, NOTIFY, 0, SENDER },
	{ "a sender that is two", ERRAND_SEND, REDIRECT, 0,
	  STR_INIT("a@b.example,c@srs.example") },
	{ "a sender that is an option", ERRAND_SEND, REDIRECT, 0,
	  STR_INIT("-OQueueDirectory=/tmp@srs.example") },
	{ "a sender with a line end", ERRAND_SEND, REDIRECT, 0,
	  STR_INIT("a\n@srs.example") },
	{ "a program where there is none", ERRAND_PIPE, REDIRECT, 0, SENDER },
	{ "a program for a mail of ours", ERRAND_PIPE, NOTIFY, 0, SENDER },
};

/* One request, and all that comes back; nothing is started. */
static void refused(const char *name, uint64_t len, struct str bytes, int fd,
		    size_t count)
{
	struct str answer;

	begin(recorder());
	say(len, bytes, fd, count);
	ok(!wire_receive(arena, runner.socket, ORDER_MAX, &answer) &&
		   recorded().len == 0,
	   "not done: %s", name);
	end();
}

static void test_hostile(void)
{
	struct str good = words(ERRAND_SEND, REDIRECT, 0, STR("ann@a.example"));
	int fd = mail(), folder = open("/", O_RDONLY), ends[2];

	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		struct str bytes =
			words(hostile[i].kind, hostile[i].action,
			      hostile[i].recipient, hostile[i].sender);

		refused(hostile[i].name, bytes.len, bytes, fd, 1);
	}
	refused("without a mail", good.len, good, -1, 0);
	refused("with a folder", good.len, good, folder, 1);
	if (pipe(ends) == 0)
		refused("with a pipe", good.len, good, ends[0], 1);
	refused("cut short", good.len, str_first(good, 20), fd, 1);
	refused("shorter than it says inside", good.len - 1,
		str_first(good, good.len - 1), fd, 1);
	refused("with more behind it", good.len + 1,
		arena_printf(arena, "%.*sx", STR_ARG(good)), fd, 1);
	refused("empty", 0, STR(""), fd, 1);
	refused("longer than all", UINT64_MAX, good, fd, 1);
	close(fd);
	close(folder);
	close(ends[0]);
	close(ends[1]);
}

/* All of the order, and a signature for each, but not more. */
static void test_many(void)
{
	size_t most = errand_count(&order), done = 0;
	struct str text;

	begin("exit 0");
	while (done < 100 && ask(ERRAND_SEND, REDIRECT, 0, STR("ann@a.example"),
				 &text) == PROGRAM_DONE)
		done++;
	is_int(done, most, "it ends when the order must be done");
	is_str(text, "the process that starts programs ended", "and says");
	end();
}

/* -- time -------------------------------------------------------------------- */

static void test_signal(void)
{
	time_t start = time(NULL);
	struct str text;
	pid_t killer;

	begin("sleep 20");
	killer = fork();
	if (killer == 0) {
		const struct timespec soon = { 0, 300000000 };

		nanosleep(&soon, NULL);
		kill(getppid(), SIGTERM);
		_exit(0);
	}
	is_int(ask(ERRAND_SEND, REDIRECT, 0, STR("ann@a.example"), &text),
	       PROGRAM_RETRY, "a signal to us ends what it runs");
	ok(str_ends(text, STR("took too long")), "says: %.*s", STR_ARG(text));
	end();
	ok(time(NULL) - start < 10, "at once");
}

/* Whether it was done by one who died over it, nobody knows. */
static void test_lost(void)
{
	struct str text;

	begin("kill -9 $PPID");
	is_int(ask(ERRAND_SEND, REDIRECT, 0, STR("ann@a.example"), &text),
	       PROGRAM_LOST, "it dies over an errand");
	is_int(ask(ERRAND_SEND, REDIRECT, 0, STR("ann@a.example"), &text),
	       PROGRAM_RETRY, "and is asked for no other");
	end();
}

/* Kills us, who wait for it, and writes down that it lived on. */
static void die_meanwhile(enum errand_kind kind, size_t action)
{
	pid_t us = fork();

	if (us == 0) {
		struct str text;

		begin(arena_printf(arena,
				   "kill -9 %d; sleep 0.5; echo sent >%s",
				   getpid(), record())
			      .ptr);
		ask(kind, action, 0, STR("ann@a.example"), &text);
		_exit(0);
	}
	waitpid(us, NULL, 0);
	for (int i = 0; i < 15 && recorded().len == 0; i++)
		nanosleep(&(struct timespec){ 0, 100000000 }, NULL);
}

static void test_death(void)
{
	die_meanwhile(ERRAND_SEND, REDIRECT);
	is_str(recorded(), "sent\n", "our death: a mail is sent all the same");
	die_meanwhile(ERRAND_PIPE, PIPED);
	is_str(recorded(), "", "our death: what a script runs ends");
}

int main(void)
{
	arena = arena_new(64 << 20, NULL);
	root = scratch_new(arena);
	interrupt_catch();
	interrupt_hold();
	config.sendmail = scratch_path(arena, root, "sendmail");
	config.sieve_programs = root;
	config.srs_domain = STR("srs.example");
	delivery = (struct delivery){ .config = &config,
				      .user = &user,
				      .order = &order,
				      .sender = STR("ann@a.example") };
	test_errands();
	test_descriptors();
	test_hostile();
	test_many();
	test_death();
	test_lost();
	test_signal();
	scratch_free(root);
	arena_free(arena);
	return done_testing();
}
