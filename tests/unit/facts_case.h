/*
 * facts_case: a script over one mail, with what is known of its delivery.
 */
#ifndef TESTS_UNIT_FACTS_CASE_H
#define TESTS_UNIT_FACTS_CASE_H

#include "sieve_case.h"

#define IF "require [\"duplicate\", \"variables\", \"fileinto\"]; if "
#define THEN " { discard; }"
#define KEPT "keep (implicit)\n"

static const char mail[] = "From: a@example.org\n"
			   "Message-ID: <1@example.org>\n"
			   "Message-ID: <2@example.org>\n"
			   "Subject: ALERT: disk full\n"
			   "X-Event-ID:  =?utf-8?q?=C3=A9v?=\n"
			   " 1 \n"
			   "X-Odd: =?x-none?q?a?=\n"
			   "X-Ticket-ID: 7\n"
			   "To: support@example.com\n"
			   "\n";

#define NOW ((time_t)1700000000)
#define DAY ((uint64_t)86400)

/* -- a memory for the tests ------------------------------------------------------ */

struct memory {
	struct seen seen;
	struct mark list[8];
	size_t count;
	size_t asked;
};

static struct sieve_outcome run_over(struct arena *arena, const char *script,
				     const struct envelope *envelope,
				     struct memory *memory, struct str *told)
{
	struct message message =
		message_parse(arena, (struct str){ mail, sizeof(mail) - 1 });
	struct sieve_facts facts = { .message = &message,
				     .envelope = envelope,
				     .now = NOW,
				     .host = STR("mx.home.example"),
				     .user = STR("ann@home.example"),
				     .version = STR("1"),
				     .seen = memory != NULL ? &memory->seen
							    : NULL };
	struct sieve_script source = { STR("test"), str_from(script) };
	struct sieve_errors errors;
	struct sieve *sieve = sieve_compile(arena, &source, &errors);
	struct sieve_outcome outcome = { .failed = true };

	*told = errors_text(arena, &errors);
	if (sieve == NULL)
		return outcome;
	outcome = sieve_run(arena, sieve, &facts);
	*told = outcome_text(arena, &outcome);
	return outcome;
}

#endif
