/*
 * Script, a NUL, and the mail that it changes: edits lie in the mail in their
 * order; what is made is a mail again, in which the fields that no script may
 * touch are those that were there; and a script sees what is stored.
 */
#include <assert.h>

#include "../../filter/limits.h"
#include "../../filter/sieve/sieve.h"
#include "../edited.h"
#include "bounded.h"

/* Everything that changes a mail, so that mails alone find something. */
static const char usual[] =
	"require [\"editheader\", \"mime\", \"foreverypart\", \"replace\", "
	"\"enclose\", \"extracttext\", \"variables\", \"body\", "
	"\"fileinto\", \"copy\"];\n"
	"if header :matches \"subject\" \"*\" { set \"s\" \"${1}\"; }\n"
	"addheader \"X-New\" \"${s}\";\n"
	"addheader :last \"X-Last\" \"x\";\n"
	"deleteheader :contains \"to\" \"a\";\n"
	"deleteheader \"Delivered-To\";\n"
	"addheader \"Delivered-To\" \"${s}\";\n"
	"redirect :copy \"a@b.example\";\n"
	"fileinto :copy \"1\";\n"
	"foreverypart {\n"
	"  extracttext :first 100 \"t\";\n"
	"  foreverypart {\n"
	"    if header :mime :subtype \"content-type\" \"html\" {\n"
	"      replace :mime \"Content-Type: multipart/mixed; boundary=q\n\n"
	"--q\n\na\n--q--\n\";\n"
	"    } elsif header :mime :param \"name\" :matches \"content-type\" "
	"\"*\" {\n"
	"      replace \"${t}\";\n"
	"    }\n"
	"  }\n"
	"  if size :over 400 { enclose :headers \"to\" \"${t}\"; break; }\n"
	"}\n"
	"fileinto :copy \"2\";\n"
	"if body :raw :contains \"b\" { replace :subject \"${s}\" \"${t}\"; "
	"}\n";

static bool is_enclosed(struct str mail, const struct edits *edits)
{
	const struct edit *last = &edits->list[edits->count - 1];

	return last->begin == mail.len || last->begin == 0;
}

/* Loops and bounces are found by them. */
static void check_fixed(const struct message *before,
			const struct message *after, struct str name)
{
	size_t count = message_count(before, name);

	assert(message_count(after, name) >= count);
	for (size_t i = 0; i < count; i++)
		assert(str_eq(message_find(before, name, i)->raw,
			      message_find(after, name, i)->raw));
}

/* Of what is sent on, neither more nor less. */
static void check_hops(const struct message *before,
		       const struct message *after)
{
	struct str name = STR("Delivered-To");

	check_fixed(before, after, name);
	assert(message_count(before, name) == message_count(after, name));
}

static void check_version(struct arena *arena, const struct message *before,
			  const struct edits *edits, bool sent_on)
{
	struct message after;
	struct str mail;
	bool fits = edited(arena, before->raw, edits, &mail);

	assert(fits);
	after = message_parse(arena, mail);
	assert(edits->count > 0 && edits->count <= LIMIT_EDITS);
	if (is_enclosed(before->raw, edits) || before->unread.len > 0 ||
	    after.unread.len > 0)
		return;
	check_fixed(before, &after, STR("Received"));
	if (sent_on)
		check_hops(before, &after);
	/* A new fault is no script's: no text of it splits a field. */
	assert((after.faults & ~before->faults & ~MESSAGE_DUPLICATE) == 0);
}

static void check_versions(struct arena *arena, const struct message *message,
			   const struct sieve_outcome *outcome)
{
	const struct versions *versions = &outcome->versions;

	for (size_t i = 0; i < versions->count; i++)
		check_version(arena, message, &versions->list[i].edits, false);
	for (size_t i = 0; i < outcome->actions.count; i++) {
		const struct action *action = &outcome->actions.list[i];

		assert(action->version <= versions->count);
		if (action->type == ACTION_REDIRECT && action->version > 0)
			check_version(
				arena, message,
				&versions->list[action->version - 1].edits,
				true);
	}
}

static void run_over(struct arena *arena, const struct sieve *sieve,
		     struct str mail)
{
	struct message message = message_parse(arena, mail);
	struct envelope envelope = { .recipient = STR("ann@home.example") };
	struct sieve_facts facts = { .message = &message,
				     .envelope = &envelope,
				     .host = STR("mx.home.example"),
				     .now = 1700000000 };
	struct sieve_outcome outcome = sieve_run(arena, sieve, &facts);
	const struct versions *versions = &outcome.versions;

	assert(versions->count <= LIMIT_VERSIONS);
	assert(outcome.keep_version <= versions->count);
	check_versions(arena, &message, &outcome);
	if (outcome.failed)
		return;
	/* The next script goes on where this one ended. */
	facts.draft = outcome.draft;
	outcome = sieve_run(arena, sieve, &facts);
	check_versions(arena, &message, &outcome);
}

static void check(struct arena *arena, struct str input)
{
	size_t split = str_find(input, '\0');
	struct sieve_script script = { STR("fuzz"), str_first(input, split) };
	struct sieve_errors errors;
	struct sieve *sieve;

	if (split == input.len || split == 0)
		script.text = str_from(usual);
	sieve = sieve_compile(arena, &script, &errors);
	if (sieve != NULL)
		run_over(arena, sieve,
			 split == input.len ? input
					    : str_skip(input, split + 1));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool enough = bounded_check(check, LIMIT_ARENA, data, size);

	assert(enough); /* a script of this size takes no such memory */
	return 0;
}
