/*
 * run_sieve: a Sieve script by itself over a mail as it is, without any verdict.
 *
 *	run_sieve SCRIPT MAIL SENDER RECIPIENT
 *		prints "store FOLDER", "redirect ADDRESS", "discard", ... a line
 *		each, the implicit keep as "store INBOX"; or the errors, and
 *		ends with 1
 */
#include <stdio.h>
#include <stdlib.h>

#include "../filter/limits.h"
#include "../filter/sieve/sieve.h"
#include "../mda/input.h"

static struct str file(const char *path)
{
	struct input input;

	if (!input_map(path, &input)) {
		perror(path);
		exit(2);
	}
	return input.mail;
}

static void print_error(struct arena *arena, const struct sieve_error *error)
{
	struct str text = sieve_error_text(arena, error);

	if (error->warning)
		return;
	printf("%.*s", STR_ARG(text));
	exit(1);
}

static void print_action(const struct action *action)
{
	static const char *const words[] = {
		[ACTION_STORE] = "store",	[ACTION_REDIRECT] = "redirect",
		[ACTION_DISCARD] = "discard",	[ACTION_REJECT] = "reject",
		[ACTION_VACATION] = "vacation", [ACTION_NOTIFY] = "notify",
		[ACTION_PIPE] = "pipe",		[ACTION_REPORT] = "report",
	};
	struct str what = action->type == ACTION_STORE	    ? action->folder
			  : action->type == ACTION_REDIRECT ? action->address
							    : STR("");

	printf("%s%s%.*s\n", words[action->type], what.len > 0 ? " " : "",
	       STR_ARG(what));
}

static void run(struct arena *arena, const struct sieve *sieve, char **argv)
{
	struct message message = message_parse(arena, file(argv[2]));
	struct envelope envelope = { .sender = sender_parse(str_from(argv[3])),
				     .recipient = str_from(argv[4]) };
	struct sieve_facts facts = { .message = &message,
				     .envelope = &envelope,
				     .now = 1767225600,
				     .host = STR("mx.home.example"),
				     .version = STR("1") };
	struct sieve_outcome outcome = sieve_run(arena, sieve, &facts);

	if (outcome.failed)
		print_error(arena, &outcome.error);
	for (size_t i = 0; i < outcome.actions.count; i++)
		print_action(&outcome.actions.list[i]);
	if (outcome.implicit_keep)
		printf("store INBOX\n");
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct sieve_script script;
	struct sieve_errors errors;
	struct sieve *sieve;

	if (argc != 5) {
		fputs("usage: run_sieve SCRIPT MAIL SENDER RECIPIENT\n",
		      stderr);
		return 2;
	}
	script = (struct sieve_script){ str_from(argv[1]), file(argv[1]) };
	sieve = sieve_compile(arena, &script, &errors);
	for (size_t i = 0; i < errors.count; i++)
		print_error(arena, &errors.list[i]);
	run(arena, sieve, argv);
	arena_free(arena);
	return 0;
}
