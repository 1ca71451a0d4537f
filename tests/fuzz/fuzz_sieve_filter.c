/*
 * What a program prints, a NUL, and the mail that it was given: whatever it is,
 * it becomes a mail or nothing, in which fields that are ours to write are those
 * that were there, and that the rest of the script can change.
 */
#include <assert.h>

#include "../../filter/limits.h"
#include "../../filter/sieve/programs.h"
#include "../../filter/sieve/sieve.h"
#include "../edited.h"
#include "bounded.h"

static struct str output;

static const char text[] =
	"require [\"vnd.dovecot.filter\", \"vnd.dovecot.execute\", "
	"\"variables\", \"editheader\", \"mime\", \"foreverypart\", "
	"\"replace\", \"enclose\", \"extracttext\", \"fileinto\", \"copy\", "
	"\"body\"];\n"
	"execute :pipe :output \"v\" \"p\";\n"
	"if filter \"p\" { fileinto :copy \"1\"; }\n"
	"if header :contains \"subject\" \"${v}\" { addheader \"X\" \"y\"; }\n"
	"addheader :last \"Z\" \"y\";\n"
	"deleteheader \"subject\";\n"
	"fileinto :copy \"2\";\n"
	"foreverypart { extracttext \"t\";\n"
	"  if body :raw :contains \"b\" { replace \"${t}\"; } }\n"
	"fileinto :copy \"3\";\n"
	"enclose \"around\"; fileinto :copy \"4\"; filter \"p\";\n";

static void run(const struct sieve_programs *programs, struct arena *arena,
		const struct programs_call *call,
		struct programs_answer *answer)
{
	(void)programs, (void)arena, (void)call;
	*answer = (struct programs_answer){ .end = PROGRAMS_DONE,
					    .output = output };
}

/* Nothing that a program prints stands in the mail as if it were ours. */
static void check_version(struct arena *arena, const struct message *before,
			  const struct edits *edits)
{
	struct message after;
	struct str mail;
	bool fits = edited(arena, before->raw, edits, &mail);

	assert(fits);
	after = message_parse(arena, mail);
	if (message_count(before, STR("X-Waxseal-Reason")) == 0)
		assert(message_count(&after, STR("X-Waxseal-Reason")) == 0);
	if (message_count(before, STR("Authentication-Results")) == 0)
		assert(message_count(&after, STR("Authentication-Results")) ==
		       0);
	assert((after.faults & ~before->faults & ~MESSAGE_DUPLICATE) == 0);
}

static void check(struct arena *arena, struct str input)
{
	size_t split = str_find(input, '\0');
	struct str mail = str_skip(input, split + 1);
	static const struct sieve_programs programs = { .run = run };
	struct message message = message_parse(arena, mail);
	struct envelope envelope = { .recipient = STR("ann@home.example") };
	struct sieve_facts facts = { .message = &message,
				     .envelope = &envelope,
				     .programs = &programs,
				     .now = 1700000000 };
	struct sieve_script script = { STR("fuzz"), str_from(text) };
	struct sieve_errors errors;
	struct sieve *sieve = sieve_compile(arena, &script, &errors);
	struct sieve_outcome outcome;

	assert(sieve != NULL);
	output = str_first(input, split);
	outcome = sieve_run(arena, sieve, &facts);
	for (size_t i = 0; i < outcome.versions.count; i++)
		check_version(arena, &message, &outcome.versions.list[i].edits);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bounded_check(check, LIMIT_ARENA, data, size);
	return 0;
}
