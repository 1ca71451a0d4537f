/* A set of scripts that include each other (tests/unit/include_case.h): the run
 * ends, within its limits, and every error names a script of the set. */
#include <assert.h>
#include <stdint.h>

#include "../../filter/limits.h"
#include "../unit/include_case.h"

/* With parts, which are the mail to a script that is included in a loop. */
static const char mail[] =
	"From: a@b.example\nSubject: x y\n"
	"Content-Type: multipart/mixed; boundary=o\n\n"
	"--o\nContent-Type: text/plain\nX-Part: 1\n\nz\n"
	"--o\nContent-Type: message/rfc822\n\n"
	"From: c@d.example\nSubject: inner\nContent-Type: "
	"multipart/alternative; boundary=i\n\n"
	"--i\n\nwithin\n--i\nContent-Type: text/html\n\n<b>\n--i--\n--o--\n";

static void check_error(const struct include_case *set,
			const struct sieve_error *error)
{
	bool known = str_eq(error->script, set->script.name);

	for (size_t i = 0; i < set->includable.count; i++)
		known |= str_eq(error->script, set->list[i].script.name);
	assert(known);
	assert(error->text.len > 0);
}

static void run_set(struct arena *arena, const struct include_case *set,
		    const struct sieve *sieve)
{
	struct message message = message_parse(arena, str_from(mail));
	struct envelope envelope = { .recipient = STR("u@b.example") };
	struct sieve_facts facts = { .message = &message,
				     .envelope = &envelope };
	struct sieve_outcome outcome = sieve_run(arena, sieve, &facts);

	assert(!outcome.failed || outcome.actions.count == 0);
	if (outcome.failed)
		check_error(set, &outcome.error);
}

/* One that cannot be read is no error before it is included. */
static void check_all(struct arena *arena, const struct include_case *set,
		      bool good)
{
	struct sieve_checks checks =
		sieve_check(arena, &set->script, &set->includable);

	assert(checks.count > 0 && checks.count <= set->includable.count + 1);
	for (size_t i = 0; i < checks.count; i++) {
		assert(checks.list[i].good || !good);
		for (size_t n = 0; n < checks.list[i].errors.count; n++)
			check_error(set, &checks.list[i].errors.list[n]);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct include_case *set = include_case_parse(
		arena, (struct str){ (const char *)data, size });
	struct sieve_errors errors;
	struct sieve *sieve = sieve_compile_with(arena, &set->script,
						 &set->includable, &errors);

	for (size_t i = 0; i < errors.count; i++)
		check_error(set, &errors.list[i]);
	if (sieve != NULL)
		run_set(arena, set, sieve);
	check_all(arena, set, sieve != NULL);
	arena_free(arena);
	return 0;
}
