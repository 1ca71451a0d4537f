/*
 * sending_case: what leaves the machine, as scripts say it: the actions that come
 * of a script, or what is told about it.
 */
#ifndef TESTS_UNIT_SENDING_CASE_H
#define TESTS_UNIT_SENDING_CASE_H

#include "sieve_case.h"

static const char mail[] =
	"From: \"Jeff Smith\" <coyote@desert.example.org>\n"
	"To: \"Knitting Mailing List\" <knitting@example.com>\n"
	"Subject: [Knitting] A new sweater\n"
	"List-Id: Knitting Mailing List <knitting.example.com>\n"
	"X-Blank: \n"
	"\n"
	"I just finished a great new sweater!\n";

struct sending_case {
	const char *name, *require, *script, *outcome;
};

#define KEPT "keep (implicit)\n"

static struct sieve_outcome outcome_of(struct arena *arena, struct str text,
				       struct str *told)
{
	struct message message =
		message_parse(arena, (struct str){ mail, sizeof(mail) - 1 });
	struct envelope envelope = {
		.sender = sender_parse(STR("<list-bounces@example.com>")),
		.recipient = STR("recipient@example.org"),
	};
	struct sieve_facts facts = { .message = &message,
				     .envelope = &envelope,
				     .now = 1700000000 };
	struct sieve_script script = { STR("test"), text };
	struct sieve_errors errors;
	struct sieve *sieve = sieve_compile(arena, &script, &errors);
	struct sieve_outcome outcome = { .failed = true };

	*told = errors_text(arena, &errors);
	if (sieve != NULL)
		outcome = sieve_run(arena, sieve, &facts);
	return outcome;
}

static struct str required(struct arena *arena, const struct sending_case *c)
{
	return arena_printf(arena, "require [\"fileinto\", \"%s\"];\n%s",
			    c->require, c->script);
}

static void test_cases(struct arena *arena, const struct sending_case *cases,
		       size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct str told;
		struct sieve_outcome outcome =
			outcome_of(arena, required(arena, &cases[i]), &told);

		if (told.len == 0)
			told = outcome_text(arena, &outcome);
		is_str(told, cases[i].outcome, "%s", cases[i].name);
	}
}

#define TEST(arena, cases)                                                     \
	test_cases(arena, cases, sizeof(cases) / sizeof(*(cases)))

#endif
