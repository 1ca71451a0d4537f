#include "pairs.h"

#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "scenarios.h"

/* Draws for each one that is wanted: the second fault does not always come
 * about, since the first one ends a delivery. */
#define DRAWS 8

/* -- dice ------------------------------------------------------------------- */

struct dice {
	unsigned long long state;
};

/* Knuth's MMIX; the low bits are the worse ones. */
static unsigned roll(struct dice *dice, size_t sides)
{
	dice->state =
		dice->state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned)((dice->state >> 33) % sides);
}

/* Any of them; calls soon after are drawn more often than late ones. */
static unsigned roll_distance(struct dice *dice, size_t most)
{
	unsigned bits = 0;

	while (most >> bits > 1)
		bits++;
	return 1 + roll(dice, (size_t)1 << roll(dice, bits + 1));
}

/* -- one of them ------------------------------------------------------------ */

static bool kills(const struct fault *fault)
{
	return fault != NULL && fault->kind >= FAULT_KILL_BEFORE;
}

static bool is_word(const struct call *call)
{
	return call->name == SYS_write && call->first == 2;
}

static struct strikes draw_first(struct dice *dice, const struct calls *calls)
{
	const struct call *call = &calls->list[roll(dice, calls->count)];

	return (struct strikes){ .call = call,
				 .fault = fault_from(roll(dice, FAULTS), call),
				 .choose = fault_from };
}

struct words {
	char text[256];
};

static struct words in_words(const struct strikes *strikes,
			     const struct ending *ending, const char *between)
{
	const struct call *first = strikes->call, *second = &ending->second;
	struct words words;

	snprintf(words.text, sizeof(words.text),
		 "process %u, call %u (%ld), %s; %s process %u, call %u (%ld), "
		 "%s",
		 first->process, first->number, first->name,
		 strikes->fault->name, between, second->process, second->number,
		 second->name, ending->second_fault->name);
	return words;
}

/* -- two faults in one delivery --------------------------------------------- */

/* The one who was killed makes no more mistakes. */
static bool try_pair(struct world *world, const struct calls *calls,
		     struct dice *dice)
{
	const struct command command = command_of(world, plain_environment);
	struct strikes strikes = draw_first(dice, calls);
	struct attempt attempt = { .sent = 0 };
	struct words words;

	strikes.after = roll_distance(dice, calls->count);
	strikes.turn = roll(dice, FAULTS);
	if (strikes.fault == NULL ||
	    (kills(strikes.fault) && strikes.call->process == 0))
		return false;
	world_reset(world);
	attempt.ending = trace_run(&command, &strikes, NULL);
	if (attempt.ending.hits < 2)
		return false;
	words = in_words(&strikes, &attempt.ending, "then");
	attempt.killed = kills(attempt.ending.second_fault);
	attempt.silent =
		is_word(strikes.call) || is_word(&attempt.ending.second);
	attempt.faults = words.text;
	judge(world, &attempt);
	return true;
}

/* -- a fault in the next try ------------------------------------------------ */

/* The first try, which has to fail.  False: it did not. */
static bool fail_once(struct world *world, const struct strikes *strikes)
{
	const struct command command = command_of(world, plain_environment);
	struct ending ending;

	if (strikes->fault == NULL)
		return false;
	world_reset(world);
	ending = trace_run(&command, strikes, NULL);
	return !ending.hung &&
	       (!WIFEXITED(ending.status) || WEXITSTATUS(ending.status) != 0);
}

static bool try_retry(struct world *world, const struct calls *calls,
		      struct dice *dice)
{
	const struct command command = command_of(world, plain_environment);
	struct strikes first = draw_first(dice, calls), second = {
		.after = 1 + roll(dice, calls->count),
		.turn = roll(dice, FAULTS),
		.choose = fault_from,
	};
	struct attempt attempt = { .sent = 0 };
	struct words words;

	if (!fail_once(world, &first))
		return false;
	attempt.sent = world_look(world).sent;
	attempt.ending = trace_run(&command, &second, NULL);
	if (attempt.ending.hits < 1)
		return false;
	words = in_words(&first, &attempt.ending, "the retry's");
	attempt.killed = kills(attempt.ending.second_fault);
	attempt.silent = is_word(&attempt.ending.second);
	attempt.faults = words.text;
	judge(world, &attempt);
	return true;
}

/* -- all -------------------------------------------------------------------- */

static void draw(bool (*try)(struct world *, const struct calls *,
			     struct dice *),
		 struct world *world, const struct calls *calls, unsigned count,
		 unsigned seed)
{
	struct dice dice = { seed };
	unsigned done = 0;

	for (unsigned i = 0; done < count && i < count * DRAWS; i++)
		done += try(world, calls, &dice);
	score_add(&score->calls, done);
	score_add(&score->tried, 2 * done);
}

void pairs_try(struct world *world, const struct calls *calls, unsigned count,
	       unsigned seed)
{
	draw(try_pair, world, calls, count, seed);
}

void pairs_retry(struct world *world, const struct calls *calls, unsigned count,
		 unsigned seed)
{
	draw(try_retry, world, calls, count, seed);
}
