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
 * Of two faults in one delivery, and of one in a delivery and another in the
 * next try, only some hundred are tried for each, always the same.
 *
 * What it cannot see: three faults; what a kernel does with the disk when
 * the power goes (tests/cli/maildir.t checks the order of syncs); calls that
 * are no system calls (the clock), or made by a page that is mapped.
 *
 *	faults [--every N] WAXSEAL MEMORY.SO	each Nth of all
 *	faults --probe				whether it can be done here
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pairs.h"
#include "scenarios.h"

#define WORKERS 2

struct plan {
	const char *waxseal, *memory;
	char *self;
	unsigned every;
};

/* -- system calls ----------------------------------------------------------- */

static void try_call(struct world *world, const struct call *call,
		     const struct fault *fault)
{
	const struct command command = command_of(world, plain_environment);
	const struct strikes strikes = { .call = call, .fault = fault };
	char text[128];
	struct attempt attempt = {
		.killed = fault->kind >= FAULT_KILL_BEFORE,
		.silent = call->name == SYS_write && call->first == 2,
		.faults = text,
	};

	snprintf(text, sizeof(text), "process %u, call %u (%ld), %s",
		 call->process, call->number, call->name, fault->name);
	world_reset(world);
	attempt.ending = trace_run(&command, &strikes, NULL);
	if (attempt.ending.hits == 0)
		score_add(&score->missed, 1);
	score_add(&score->tried, 1);
	judge(world, &attempt);
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

/* All calls of a delivery that nothing happens to; the next one finds it done. */
static struct calls find_calls(const struct world *world)
{
	const struct command command = command_of(world, plain_environment);
	struct calls calls = { 0 };

	trace_run(&command, NULL, &calls);
	judge_world(world, 0, "");
	run(&command);
	judge_world(world, 0, "");
	return calls;
}

static void try_calls(struct world *world, const struct plan *plan,
		      unsigned worker)
{
	struct calls calls = find_calls(world);
	unsigned long turn = 0;

	for (size_t i = 0; i < calls.count; i++) {
		if (!is_worth(&calls, i))
			continue;
		if (worker == 0)
			score->calls++;
		for (size_t f = 0; f < FAULTS; f++)
			if (fault_applies(&faults[f], &calls.list[i]) &&
			    turn++ % (WORKERS * plan->every) ==
				    worker * plan->every)
				try_call(world, &calls.list[i], &faults[f]);
	}
	free(calls.list);
}

/* -- two faults ------------------------------------------------------------- */

/* Of a whole matrix, for each scenario; each worker draws its own. */
#define PAIRS 400

static unsigned share(const struct plan *plan)
{
	return PAIRS / WORKERS / plan->every + 1;
}

static void try_pairs(struct world *world, const struct plan *plan,
		      unsigned worker)
{
	struct calls calls = find_calls(world);

	pairs_try(world, &calls, share(plan), worker + 1);
	free(calls.list);
}

static void try_retries(struct world *world, const struct plan *plan,
			unsigned worker)
{
	struct calls calls = find_calls(world);

	pairs_retry(world, &calls, share(plan), worker + 1);
	free(calls.list);
}

/* -- memory ----------------------------------------------------------------- */

/* Refusals take a look at every call, which preloading does without. */
static struct ending run_short_of_memory(const struct world *world,
					 const char *memory, const char *which)
{
	char preload[512], fault[64], count[512];
	char *const envp[] = { preload, fault, count, NULL };
	const struct command command = command_of(world, envp);

	snprintf(preload, sizeof(preload), "LD_PRELOAD=%s", memory);
	snprintf(fault, sizeof(fault), "WAXSEAL_FAULT=%s", which);
	snprintf(count, sizeof(count), "WAXSEAL_COUNT=%s",
		 in_world(world, "count"));
	unlink(in_world(world, "count"));
	return plain_run(&command);
}

/* What the parent and the child allocate in all. */
static void count_memory(struct world *world, const char *memory,
			 unsigned counts[2])
{
	FILE *file;

	world_reset(world);
	run_short_of_memory(world, memory, "0");
	file = fopen(in_world(world, "count"), "r");
	if (file == NULL || fread(counts, sizeof(*counts), 2, file) != 2)
		counts[0] = counts[1] = 0;
	if (file != NULL)
		fclose(file);
}

static void try_allocation(struct world *world, const char *memory,
			   unsigned child, unsigned n)
{
	char which[32], text[64];
	struct attempt attempt = { .faults = text };

	snprintf(which, sizeof(which), "%s%u", child ? "c" : "", n);
	snprintf(text, sizeof(text), "allocation %s", which);
	world_reset(world);
	attempt.ending = run_short_of_memory(world, memory, which);
	score_add(&score->tried, 1);
	judge(world, &attempt);
}

static void try_memory(struct world *world, const struct plan *plan,
		       unsigned worker)
{
	unsigned counts[2];
	unsigned long turn = 0;

	count_memory(world, plan->memory, counts);
	if (worker == 0)
		score->calls = counts[0] + counts[1];
	for (unsigned child = 0; child < 2; child++)
		for (unsigned n = 1; n <= counts[child]; n++)
			if (turn++ % (WORKERS * plan->every) ==
			    worker * plan->every)
				try_allocation(world, plan->memory, child, n);
}

/* -- all -------------------------------------------------------------------- */

static const struct kind {
	const char *what;
	void (*try)(struct world *, const struct plan *, unsigned worker);
} kinds[] = {
	{ "calls", try_calls },
	{ "allocations", try_memory },
	{ "deliveries with two", try_pairs },
	{ "deliveries with one, and one in the retry", try_retries },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static void work(const struct plan *plan, const struct scenario *scenario,
		 const struct kind *kind, unsigned worker)
{
	const char *below = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	struct world *world = world_new(below, plan->waxseal, plan->self);

	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	world_begin(world, scenario);
	kind->try(world, plan, worker);
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
			 const struct scenario *scenario,
			 const struct kind *kind, unsigned number)
{
	int status;
	bool died = false;

	*score = (struct score){ 0 };
	fflush(stdout);
	for (unsigned worker = 0; worker < WORKERS; worker++)
		if (fork() == 0) {
			work(plan, scenario, kind, worker);
			exit(0);
		}
	while (wait(&status) > 0)
		died = died || status != 0;
	if (died)
		score->bad++;
	return report(scenario, kind->what, number);
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
	plan.memory = argv[2];
	score = mmap(NULL, sizeof(*score), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	printf("1..%u\n", (unsigned)(SCENARIOS * KINDS));
	for (size_t i = 0; i < SCENARIOS; i++)
		for (size_t k = 0; k < KINDS; k++)
			good &= try_scenario(&plan, &scenarios[i], &kinds[k],
					     ++number);
	return !good;
}
