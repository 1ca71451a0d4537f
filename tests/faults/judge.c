#include "judge.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#define SECONDS 30

struct score *score;

void score_add(unsigned *number, unsigned more)
{
	__atomic_add_fetch(number, more, __ATOMIC_RELAXED);
}

char *const plain_environment[] = { "PATH=/usr/bin:/bin", NULL };

struct command command_of(const struct world *world, char *const *envp)
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

struct ending run(const struct command *command)
{
	return command->refused[0].error != 0 ? trace_run(command, NULL, NULL)
					      : plain_run(command);
}

__attribute__((format(printf, 4, 5))) static void complain(
	unsigned *which, const struct world *world, const char *faults,
	const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	score_add(which, 1);
	printf("# %s, %s: %s\n", world->scenario->name, faults, text);
	fflush(stdout);
}

/*
 * What carries the mail on may do it again, for each time that it was killed
 * before that could be written down; a reply is written down first, and is not
 * sent when that fails or when it was killed just then.
 */
static void check_sent(const struct world *world, unsigned sent,
		       unsigned before, const char *faults)
{
	const struct scenario *scenario = world->scenario;

	if (sent == scenario->sent)
		return;
	if (scenario->replies && sent < scenario->sent && faults[0] != '\0')
		score_add(&score->unsent, 1);
	else if (!scenario->replies && sent > scenario->sent &&
		 sent <= scenario->sent + before)
		score_add(&score->twice, 1);
	else
		complain(sent > scenario->sent ? &score->doubled : &score->lost,
			 world, faults, "sent %u times", sent);
}

void judge_world(const struct world *world, unsigned sent, const char *faults)
{
	struct sight sight = world_look(world);

	for (unsigned i = 0; i < FOLDERS; i++) {
		unsigned want = world->scenario->folders[i] != NULL;

		if (sight.copies[i] < want)
			complain(&score->lost, world, faults, "lost: %s",
				 world->scenario->folders[i]);
		if (sight.copies[i] > want)
			complain(&score->doubled, world, faults, "doubled: %s",
				 world->scenario->folders[i]);
	}
	if (sight.wrong[0] != '\0')
		complain(&score->bad, world, faults, "%s", sight.wrong);
	check_sent(world, sight.sent, sent, faults);
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

static bool is_done(const struct ending *ending)
{
	return WIFEXITED(ending->status) && WEXITSTATUS(ending->status) == 0;
}

void judge_ending(const struct world *world, const struct attempt *attempt)
{
	int status = attempt->ending.status;

	if (attempt->ending.hung)
		complain(&score->bad, world, attempt->faults,
			 "still there after %u s", SECONDS);
	else if (WIFSIGNALED(status) && !attempt->killed)
		complain(&score->bad, world, attempt->faults, "signal %u",
			 (unsigned)WTERMSIG(status));
	else if (WIFEXITED(status) && WEXITSTATUS(status) != 0 &&
		 WEXITSTATUS(status) != 75)
		complain(&score->bad, world, attempt->faults, "status %u",
			 (unsigned)WEXITSTATUS(status));
	else if (WIFEXITED(status) && WEXITSTATUS(status) != 0 &&
		 !attempt->silent && !says_why(world))
		complain(&score->bad, world, attempt->faults,
			 "it does not say why");
}

static void try_again(const struct world *world, const char *faults)
{
	const struct command command = command_of(world, plain_environment);
	struct sight before = world_look(world);
	struct ending ending;

	if (before.wrong[0] != '\0')
		complain(&score->bad, world, faults, "%s", before.wrong);
	ending = run(&command);
	if (is_done(&ending))
		judge_world(world, before.sent, faults);
	else
		complain(&score->bad, world, faults, "the retry ends with %u",
			 (unsigned)WEXITSTATUS(ending.status));
}

void judge(const struct world *world, const struct attempt *attempt)
{
	judge_ending(world, attempt);
	if (is_done(&attempt->ending))
		judge_world(world, attempt->sent, attempt->faults);
	else if (!attempt->ending.hung)
		try_again(world, attempt->faults);
}
