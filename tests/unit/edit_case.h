/*
 * edit_case: scripts that change the mail, and the bytes that come of it.
 */
#ifndef TESTS_UNIT_EDIT_CASE_H
#define TESTS_UNIT_EDIT_CASE_H

#include "../edited.h"
#include "sieve_case.h"

/* The mail with the edits, or "(edits out of order)". */
__attribute__((unused)) static struct str edited_text(struct arena *arena,
						      struct str mail,
						      const struct edits *edits)
{
	struct str result;

	return edited(arena, mail, edits, &result)
		       ? result
		       : STR("(edits out of order)");
}

__attribute__((unused)) static struct str as_version(
	struct arena *arena, struct str mail,
	const struct sieve_outcome *outcome, size_t version)
{
	if (version == 0)
		return mail;
	return edited_text(arena, mail,
			   &outcome->versions.list[version - 1].edits);
}

/* What the script does over a mail whose fields are all its own. */
__attribute__((unused)) static struct sieve_outcome edit_outcome(
	struct arena *arena, struct str text, struct str mail)
{
	static struct message message;
	static struct envelope envelope = { .recipient = STR_INIT(
						    "ann@home.example") };
	struct sieve_script script = { STR("test"), text };
	struct sieve_facts facts = { .message = &message,
				     .envelope = &envelope,
				     .now = 1772532000,
				     .host = STR("mx.home.example") };
	struct sieve_errors errors;
	struct sieve *sieve = sieve_compile(arena, &script, &errors);

	message = message_parse(arena, mail);
	if (sieve != NULL)
		return sieve_run(arena, sieve, &facts);
	return (struct sieve_outcome){
		.failed = true, .error = { .text = errors_text(arena, &errors) }
	};
}

/* The mail as it is kept at the end; or what is wrong. */
__attribute__((unused)) static struct str kept_mail(struct arena *arena,
						    struct str text,
						    struct str mail)
{
	struct sieve_outcome outcome = edit_outcome(arena, text, mail);

	if (outcome.failed)
		return arena_printf(arena, "failed: %.*s",
				    STR_ARG(outcome.error.text));
	return as_version(arena, mail, &outcome, outcome.keep_version);
}

#endif
