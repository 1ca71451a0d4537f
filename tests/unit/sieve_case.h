/*
 * sieve_case: scripts compiled and run, with their outcome as text.
 */
#ifndef TESTS_UNIT_SIEVE_CASE_H
#define TESTS_UNIT_SIEVE_CASE_H

#include "../../filter/buf.h"
#include "../../filter/limits.h"
#include "../../filter/sieve/sieve.h"
#include "../tap.h"

/* "2:5 words\n" for each error, "2:5 warning: words\n" for each warning. */
__attribute__((unused)) static struct str errors_text(
	struct arena *arena, const struct sieve_errors *errors)
{
	struct buf out = buf_new(arena, (size_t)1 << 20);

	for (size_t i = 0; i < errors->count; i++) {
		const struct sieve_error *error = &errors->list[i];

		buf_printf(&out, "%zu:%zu %s%.*s\n", error->line, error->column,
			   error->warning ? "warning: " : "",
			   STR_ARG(error->text));
	}
	return buf_str(&out);
}

/* The errors of a script; "" when it compiles. */
__attribute__((unused)) static struct str compile(struct arena *arena,
						  struct str text)
{
	struct sieve_script script = { STR("test"), text };
	struct sieve_errors errors;
	struct sieve *sieve = sieve_compile(arena, &script, &errors);
	size_t wrong = 0;

	for (size_t i = 0; i < errors.count; i++)
		wrong += !errors.list[i].warning;
	if ((sieve == NULL) != (wrong > 0))
		return STR("errors and result disagree");
	return errors_text(arena, &errors);
}

/* "fileinto \"a\"\nkeep (implicit)\n", "stopped\n", or "failed: 1:2 words\n" */
__attribute__((unused)) static struct str outcome_text(
	struct arena *arena, const struct sieve_outcome *outcome)
{
	struct buf out = buf_new(arena, (size_t)1 << 20);

	if (outcome->failed) {
		buf_printf(&out, "failed: %zu:%zu %.*s\n", outcome->error.line,
			   outcome->error.column, STR_ARG(outcome->error.text));
		return buf_str(&out);
	}
	for (size_t i = 0; i < outcome->actions.count; i++) {
		struct action action = outcome->actions.list[i];

		action.script = STR("");
		buf_add(&out, action_text(arena, &action));
		buf_add_char(&out, '\n');
	}
	if (outcome->implicit_keep) {
		buf_add(&out, STR("keep (implicit)"));
		if (outcome->keep_flags.count > 0)
			buf_add(&out, STR(" :flags"));
		for (size_t i = 0; i < outcome->keep_flags.count; i++)
			buf_printf(&out, " \"%.*s\"",
				   STR_ARG(outcome->keep_flags.items[i]));
		buf_add_char(&out, '\n');
	}
	if (outcome->stopped)
		buf_add(&out, STR("stopped\n"));
	return buf_str(&out);
}

/* A script over facts; its errors when it does not compile. */
__attribute__((unused)) static struct str run_script(
	struct arena *arena, struct str text, const struct sieve_facts *facts)
{
	struct sieve_script script = { STR("test"), text };
	struct sieve_errors errors;
	struct sieve *sieve = sieve_compile(arena, &script, &errors);
	struct sieve_outcome outcome;

	if (sieve == NULL)
		return errors_text(arena, &errors);
	outcome = sieve_run(arena, sieve, facts);
	return outcome_text(arena, &outcome);
}

#endif
