/*
 * faults: every system call that a delivery makes fails in turn, in every way,
 * or is the last that the process makes; every allocation fails in turn.  After
 * each: status 0 means that the mail is whole in every folder where it has to
 * be, once; any other ending is 75, or the kill, with no part of a mail to be
 * seen; and when the MTA tries again, the mail is there once and was forwarded
 * once.
 *
 * The calls are found by tracing a delivery without faults.  The tool is
 * ptrace, from main() on (what the loader does before, and its status 127, are
 * not ours), in the program and in all that it forks until that runs another
 * program.  A run of reads or writes of one descriptor with more than six calls
 * is tried at the first two, the middle and the last two.
 *
 * What it cannot see: two faults at once; what a kernel does with the disk when
 * the power goes (tests/cli/maildir.t checks the order of syncs); calls that
 * are no system calls (the clock), or made by a page that is mapped.
 *
 *	faults [--every N] WAXSEAL MEMORY.SO	each Nth of all
 *	faults --probe				whether it can be done here
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "trace.h"
#include "world.h"

#define WORKERS 2
#define SECONDS 30
#define MEGABYTE ((size_t)1024 * 1024)

/* -- what is delivered ------------------------------------------------------ */

static const struct scenario scenarios[] = {
	{ .name = "small mail", .folders = { "Maildir/new" }, .size = 500 },
	{ .name = "first mail",
	  .folders = { "Maildir/new" },
	  .nothing_there = true,
	  .size = 500 },
	{ .name = "30 MB",
	  .folders = { "Maildir/new" },
	  .size = 30 * MEGABYTE },
	{ .name = "three folders",
	  .script = "require [\"fileinto\", \"imap4flags\", \"mailbox\"];"
		    "fileinto \"A\"; fileinto :create :flags \"\\\\Seen\" "
		    "\"B\"; keep;",
	  .folders = { "Maildir/new", "Maildir/.A/new", "Maildir/.B/cur" },
	  .size = 500 },
	{ .name = "new folder",
	  .script = "require [\"fileinto\", \"mailbox\"];"
		    "fileinto :create \"New\";",
	  .folders = { "Maildir/.New/new" },
	  .size = 500 },
	{ .name = "new folder, subscribed",
	  .script = "require [\"fileinto\", \"mailbox\"];"
		    "fileinto :create \"Gr\xC3\xBC\xC3\x9F"
		    "e/New\";",
	  .folders = { "Maildir/.Gr\xC3\xBC\xC3\x9F"
		       "e.New/new" },
	  .options = "subscribe = on\nfolder_names = utf8\n",
	  .size = 500 },
	{ .name = "redirect",
	  .script = "redirect \"carl@c.example\";",
	  .sent = 1,
	  .size = 500 },
	{ .name = "redirect and keep",
	  .script = "redirect \"carl@c.example\"; keep;",
	  .folders = { "Maildir/new" },
	  .sent = 1,
	  .size = 500 },
	{ .name = "vacation",
	  .script = "require \"vacation\"; vacation \"gone\";",
	  .folders = { "Maildir/new" },
	  .sent = 1,
	  .replies = true,
	  .size = 500 },
	{ .name = "quota",
	  .folders = { "Maildir/new" },
	  .options = "quota = 100M\n",
	  .size = 500 },
	{ .name = "where a move overwrites",
	  .script = "require \"fileinto\"; fileinto \"A\"; keep;",
	  .folders = { "Maildir/new", "Maildir/.A/new" },
	  .refused = { { SYS_renameat2, EINVAL } },
	  .size = 500 },
	{ .name = "without hard links",
	  .script = "require \"fileinto\"; fileinto \"A\"; keep;",
	  .folders = { "Maildir/new", "Maildir/.A/new" },
	  .refused = { { SYS_renameat2, EINVAL }, { SYS_linkat, EPERM } },
	  .size = 500 },
};

#define SCENARIOS (sizeof(scenarios) / sizeof(scenarios[0]))

static const struct fault faults[] = {
	{ FAULT_ERROR, ENOSPC, "ENOSPC" },
	{ FAULT_ERROR, EDQUOT, "EDQUOT" },
	{ FAULT_ERROR, EIO, "EIO" },
	{ FAULT_ERROR, EINTR, "EINTR" },
	{ FAULT_ERROR, EMFILE, "EMFILE" },
	{ FAULT_ERROR, ENOMEM, "ENOMEM" },
	{ FAULT_SHORT, 0, "half of it" },
	{ FAULT_LIE, EIO, "EIO, but done" },
	{ FAULT_LIE, EEXIST, "EEXIST, but done" },
	{ FAULT_KILL_BEFORE, 0, "killed before" },
	{ FAULT_KILL_AFTER, 0, "killed after" },
};

#define FAULTS (sizeof(faults) / sizeof(faults[0]))

static bool is_in(long name, const long *list)
{
	while (*list >= 0 && *list != name)
		list++;
	return *list == name;
}

/* exit_group() does not return; close() closes, whatever it says; only what transfers can be cut short; only
 * what changes names can be done unheard of. */
static bool applies(const struct fault *fault, const struct call *call)
{
	static const long transfers[] = { SYS_read,	SYS_pread64, SYS_write,
					  SYS_pwrite64, SYS_writev,  -1 };
	static const long changes[] = { SYS_linkat,   SYS_renameat2,
					SYS_renameat, SYS_unlinkat,
					SYS_mkdirat,  -1 };

	if (call->name == SYS_exit_group || call->name == SYS_rt_sigreturn)
		return fault->kind == FAULT_KILL_BEFORE;
	if (call->name == SYS_close && fault->kind == FAULT_LIE)
		return fault->error == EIO;
	if (call->name == SYS_close && fault->kind == FAULT_ERROR)
		return false;
	if (fault->kind == FAULT_SHORT)
		return is_in(call->name, transfers);
	return fault->kind != FAULT_LIE || is_in(call->name, changes);
}

/* -- one try ---------------------------------------------------------------- */

/* Shared by all workers. */
struct score {
	unsigned calls, tried, missed, lost, doubled, bad, twice, unsent;
};

static struct score *score;

static char *const plain[] = { "PATH=/usr/bin:/bin", NULL };

static struct command command_of(const struct world *world, char *const *envp)
{
	return (struct command){
		.argv = world->argv,
		.envp = envp,
		.input = world->input,
		.errors = world->errors,
		.seconds = SECONDS,
		.refused = world->scenario->refused,
	};
}

__attribute__((format(printf, 4, 5))) static void complain(
	unsigned *which, const struct world *world, const char *fault,
	const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	__atomic_add_fetch(which, 1, __ATOMIC_RELAXED);
	printf("# %s, %s: %s\n", world->scenario->name, fault, text);
	fflush(stdout);
}

/*
 * What carries the mail on may do it twice, if it was killed before that could
 * be written down; a reply is written down first, and is not sent when that
 * fails or when it was killed just then.
 */
static void check_sent(const struct world *world, const struct sight *sight,
		       const struct sight *before, const char *fault)
{
	const struct scenario *scenario = world->scenario;
	bool died = before != NULL && before->sent == scenario->sent;

	if (sight->sent == scenario->sent)
		return;
	if (scenario->replies && sight->sent < scenario->sent &&
	    fault[0] != '\0')
		__atomic_add_fetch(&score->unsent, 1, __ATOMIC_RELAXED);
	else if (!scenario->replies && died &&
		 sight->sent == scenario->sent + 1)
		__atomic_add_fetch(&score->twice, 1, __ATOMIC_RELAXED);
	else if (sight->sent > scenario->sent)
		complain(&score->doubled, world, fault, "sent %u times",
			 sight->sent);
	else
		complain(&score->lost, world, fault, "sent %u times",
			 sight->sent);
}

/* Where the mail is to be once, it is. */
static void check_done(const struct world *world, const struct sight *before,
		       const char *fault)
{
	struct sight sight = world_look(world);

	for (unsigned i = 0; i < FOLDERS; i++) {
		unsigned want = world->scenario->folders[i] != NULL;

		if (sight.copies[i] < want)
			complain(&score->lost, world, fault, "lost: %s",
				 world->scenario->folders[i]);
		if (sight.copies[i] > want)
			complain(&score->doubled, world, fault, "doubled: %s",
				 world->scenario->folders[i]);
	}
	if (sight.wrong[0] != '\0')
		complain(&score->bad, world, fault, "%s", sight.wrong);
	check_sent(world, &sight, before, fault);
}

/* The MTA shows it to whoever asks why, and believes it. */
static bool says_why(const struct world *world)
{
	FILE *file = fopen(world->errors, "r");
	char line[3] = "";
	bool says = file != NULL && fread(line, 1, 2, file) == 2 &&
		    strcmp(line, "4.") == 0;

	if (file != NULL)
		fclose(file);
	return says;
}

static struct ending run(const struct command *command)
{
	return command->refused[0].error != 0
		       ? trace_run(command, NULL, NULL, NULL)
		       : plain_run(command);
}

static void try_again(const struct world *world, const char *fault)
{
	const struct command command = command_of(world, plain);
	struct sight before = world_look(world);
	struct ending ending;

	if (before.wrong[0] != '\0')
		complain(&score->bad, world, fault, "%s", before.wrong);
	ending = run(&command);
	if (ending.status != 0)
		complain(&score->bad, world, fault, "the retry ends with %u",
			 (unsigned)WEXITSTATUS(ending.status));
	else
		check_done(world, &before, fault);
}

static void judge(const struct world *world, const struct ending *ending,
		  bool killed, bool silent, const char *fault)
{
	__atomic_add_fetch(&score->tried, 1, __ATOMIC_RELAXED);
	if (ending->hung) {
		complain(&score->bad, world, fault, "still there after %u s",
			 SECONDS);
		return;
	}
	if (WIFEXITED(ending->status) && WEXITSTATUS(ending->status) == 0) {
		check_done(world, NULL, fault);
		return;
	}
	if (WIFSIGNALED(ending->status) && !killed)
		complain(&score->bad, world, fault, "signal %u",
			 (unsigned)WTERMSIG(ending->status));
	if (WIFEXITED(ending->status) && WEXITSTATUS(ending->status) != 75)
		complain(&score->bad, world, fault, "status %u",
			 (unsigned)WEXITSTATUS(ending->status));
	if (WIFEXITED(ending->status) && !silent && !says_why(world))
		complain(&score->bad, world, fault, "it does not say why");
	try_again(world, fault);
}

/* -- system calls ----------------------------------------------------------- */

static void try_call(struct world *world, const struct call *call,
		     const struct fault *fault)
{
	const struct command command = command_of(world, plain);
	bool killed = fault->kind >= FAULT_KILL_BEFORE;
	struct ending ending;
	char text[128];

	snprintf(text, sizeof(text), "process %u, call %u (%ld), %s",
		 call->process, call->number, call->name, fault->name);
	world_reset(world);
	ending = trace_run(&command, call, fault, NULL);
	if (!ending.hit)
		__atomic_add_fetch(&score->missed, 1, __ATOMIC_RELAXED);
	judge(world, &ending, killed,
	      call->name == SYS_write && call->first == 2, text);
}

/* How many calls do the same before and after it. */
static bool is_worth(const struct calls *calls, size_t at)
{
	static const long many[] = { SYS_read, SYS_write, SYS_writev, -1 };
	const struct call *call = &calls->list[at];
	size_t before = 0, all = 0;

	if (!is_in(call->name, many))
		return true;
	for (size_t i = 0; i < calls->count; i++) {
		const struct call *other = &calls->list[i];

		if (other->process != call->process ||
		    other->name != call->name || other->first != call->first)
			continue;
		before += i < at;
		all++;
	}
	return all <= 6 || before < 2 || before == all / 2 || before + 2 >= all;
}

static void try_calls(struct world *world, unsigned worker, unsigned every)
{
	const struct command command = command_of(world, plain);
	struct calls calls = { 0 };
	unsigned long turn = 0;

	trace_run(&command, NULL, NULL, &calls);
	check_done(world, NULL, "");
	run(&command);
	check_done(world, NULL, "");
	for (size_t i = 0; i < calls.count; i++) {
		if (!is_worth(&calls, i))
			continue;
		if (worker == 0)
			score->calls++;
		for (size_t f = 0; f < FAULTS; f++)
			if (applies(&faults[f], &calls.list[i]) &&
			    turn++ % (WORKERS * every) == worker * every)
				try_call(world, &calls.list[i], &faults[f]);
	}
	free(calls.list);
}

/* -- memory ----------------------------------------------------------------- */

/* Refusals take a look at every call, which preloading does without. */
static struct ending run_short_of_memory(const struct world *world,
					 const char *library, const char *which)
{
	char preload[512], fault[64], count[512];
	char *const envp[] = { preload, fault, count, NULL };
	const struct command command = command_of(world, envp);

	snprintf(preload, sizeof(preload), "LD_PRELOAD=%s", library);
	snprintf(fault, sizeof(fault), "WAXSEAL_FAULT=%s", which);
	snprintf(count, sizeof(count), "WAXSEAL_COUNT=%s",
		 in_world(world, "count"));
	unlink(in_world(world, "count"));
	return plain_run(&command);
}

/* What the parent and the child allocate in all. */
static void count_memory(struct world *world, const char *library,
			 unsigned counts[2])
{
	FILE *file;

	world_reset(world);
	run_short_of_memory(world, library, "0");
	file = fopen(in_world(world, "count"), "r");
	if (file == NULL || fread(counts, sizeof(*counts), 2, file) != 2)
		counts[0] = counts[1] = 0;
	if (file != NULL)
		fclose(file);
}

static void try_memory(struct world *world, const char *library,
		       unsigned worker, unsigned every)
{
	unsigned counts[2];
	unsigned long turn = 0;

	count_memory(world, library, counts);
	if (worker == 0)
		score->calls = counts[0] + counts[1];
	for (unsigned child = 0; child < 2; child++)
		for (unsigned n = 1; n <= counts[child]; n++) {
			struct ending ending;
			char which[32], text[64];

			if (turn++ % (WORKERS * every) != worker * every)
				continue;
			snprintf(which, sizeof(which), "%s%u", child ? "c" : "",
				 n);
			snprintf(text, sizeof(text), "allocation %s", which);
			world_reset(world);
			ending = run_short_of_memory(world, library, which);
			judge(world, &ending, false, false, text);
		}
}

/* -- all -------------------------------------------------------------------- */

struct plan {
	const char *waxseal, *library;
	char *self;
	unsigned every;
};

/* library NULL: system calls. */
static void work(const struct plan *plan, const struct scenario *scenario,
		 const char *library, unsigned worker)
{
	const char *below = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	struct world *world = world_new(below, plan->waxseal, plan->self);

	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	world_begin(world, scenario);
	if (library == NULL)
		try_calls(world, worker, plan->every);
	else
		try_memory(world, library, worker, plan->every);
	world_free(world);
}

static bool report(const struct scenario *scenario, const char *what,
		   unsigned number)
{
	bool good = score->calls > 0 &&
		    score->lost + score->doubled + score->bad == 0;

	printf("%sok %u - %s: %u %s, %u faults: %u lost, %u doubled, %u "
	       "otherwise wrong",
	       good ? "" : "not ", number, scenario->name, score->calls, what,
	       score->tried, score->lost, score->doubled, score->bad);
	if (score->twice > 0)
		printf(" (%u sent again, killed before that was written down)",
		       score->twice);
	if (score->unsent > 0)
		printf(" (%u replies not sent)", score->unsent);
	putchar('\n');
	fflush(stdout);
	return good;
}

static bool try_scenario(const struct plan *plan,
			 const struct scenario *scenario, const char *library,
			 unsigned number)
{
	int status;
	bool died = false;

	*score = (struct score){ 0 };
	fflush(stdout);
	for (unsigned worker = 0; worker < WORKERS; worker++)
		if (fork() == 0) {
			work(plan, scenario, library, worker);
			exit(0);
		}
	while (wait(&status) > 0)
		died = died || status != 0;
	if (died)
		score->bad++;
	return report(scenario, library == NULL ? "calls" : "allocations",
		      number);
}

int main(int argc, char **argv)
{
	struct plan plan = { .every = 1, .self = argv[0] };
	const char *name = strrchr(argv[0], '/');
	unsigned number = 0;
	bool good = true;

	if (name != NULL && strcmp(name, "/sendmail") == 0)
		return sendmail_main(argv[0]);
	if (argc == 2 && strcmp(argv[1], "--probe") == 0)
		return !trace_works();
	if (argc == 5 && strcmp(argv[1], "--every") == 0) {
		plan.every = (unsigned)atoi(argv[2]);
		argv += 2;
		argc -= 2;
	}
	if (argc != 3 || plan.every == 0)
		return 64;
	plan.waxseal = argv[1];
	plan.library = argv[2];
	score = mmap(NULL, sizeof(*score), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	printf("1..%u\n", (unsigned)SCENARIOS * 2);
	for (size_t i = 0; i < SCENARIOS; i++) {
		good &= try_scenario(&plan, &scenarios[i], NULL, ++number);
		good &= try_scenario(&plan, &scenarios[i], plan.library,
				     ++number);
	}
	return !good;
}
