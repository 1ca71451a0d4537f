/*
 * include_run: what a set of scripts (include_case.h) does with a mail, in text.
 */
#ifndef TESTS_UNIT_INCLUDE_RUN_H
#define TESTS_UNIT_INCLUDE_RUN_H

#include "include_case.h"
#include "sieve_case.h"

#define INCLUDE "require \"include\";\n"
#define BOTH "require [\"include\", \"variables\", \"fileinto\"];\n"
#define KEPT "keep (implicit)\n"

/* A set, and what comes of it. */
struct row {
	const char *what, *set, *want;
};

static struct str run_mail(struct arena *arena, struct str text,
			   struct str mail, const struct script_limits *limits)
{
	struct include_case *set = include_case_parse(arena, text);
	struct message message = message_parse(arena, mail);
	struct envelope envelope = { .recipient = STR("bob@home.example") };
	struct sieve_facts facts = { .message = &message,
				     .envelope = &envelope,
				     .limits = limits };
	struct sieve_errors errors;
	struct sieve *sieve = sieve_compile_with(arena, &set->script,
						 &set->includable, &errors);
	struct sieve_outcome outcome;

	if (sieve == NULL)
		return arena_printf(arena, "%.*s: %.*s",
				    STR_ARG(errors.list[0].script),
				    STR_ARG(errors_text(arena, &errors)));
	outcome = sieve_run(arena, sieve, &facts);
	if (outcome.failed)
		return arena_printf(arena, "%.*s: %.*s",
				    STR_ARG(outcome.error.script),
				    STR_ARG(outcome_text(arena, &outcome)));
	return outcome_text(arena, &outcome);
}

#endif
