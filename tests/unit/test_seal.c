#include "../tap.h"

#include "../../filter/limits.h"
#include "../../filter/seal.h"
#include "../../mda/zone.h"
#include "../signer.h"
#include "../verify.h"

#define NOW 1795306385

static const char mail[] = "From: Joe <joe@a.example>\n"
			   "To: list@b.example\n"
			   "Subject: a   test\n"
			   "\t of folds\n"
			   "Date: Sun, 22 Nov 2026 00:10:00 +0000\n"
			   "\n"
			   "Hello.  \n\n\n";

static struct arena *arena;
static struct dns *dns;
static const struct private_key *key;

static struct signing signing(void)
{
	return (struct signing){ .domain = STR("b.example"),
				 .selector = STR("s1"),
				 .key = key,
				 .now = NOW };
}

/* -- as our own verifier sees it ------------------------------------------------- */

static struct arc_result verify(struct str text)
{
	struct check_context context = { arena, dns, NOW };

	return verify_arc(&context, text);
}

static enum check_status dkim_status(struct str text)
{
	struct check_context context = { arena, dns, NOW };
	struct dkim_results results =
		verify_dkim(&context, text, STR("b.example"));

	return results.count > 0 ? results.list[0].status : CHECK_NONE;
}

static struct str on_top(struct str fields, struct str text)
{
	return arena_printf(arena, "%.*s%.*s", STR_ARG(fields), STR_ARG(text));
}

/* The mail with one more set, or as it is. */
static struct str sealed(struct str text, enum check_status chain,
			 const char **why)
{
	const struct seal seal = {
		.signing = signing(),
		.results =
			STR("mx.b.example; dmarc=pass header.from=a.example"),
		.chain = chain,
	};
	struct message message = message_parse(arena, text);

	return on_top(seal_fields(arena, &seal, &message, why), text);
}

/* -- chains ------------------------------------------------------------------------- */

static void test_growing(void)
{
	struct str text = str_from(mail);
	const char *why;

	for (unsigned i = 1; i <= LIMIT_ARC_SETS; i++) {
		struct arc_result result;

		text = sealed(text, i == 1 ? CHECK_NONE : CHECK_PASS, &why);
		if (i > 3 && i < LIMIT_ARC_SETS)
			continue;
		result = verify(text);
		ok(why == NULL && result.status == CHECK_PASS &&
			   result.count == i,
		   "a chain of %u passes", i);
	}
	sealed(text, CHECK_PASS, &why);
	is_str(str_from(why), "the chain has as many sets as it can have",
	       "there is no 51st set");
}

static void test_failed(void)
{
	const char *why;
	struct str one = sealed(str_from(mail), CHECK_NONE, &why), two;
	struct arc_result result;

	two = sealed(one, CHECK_FAIL, &why);
	result = verify(two);
	ok(result.status == CHECK_FAIL && result.count == 2 &&
		   result.sets[1].cv == CHECK_FAIL,
	   "a failed chain is sealed as failed");
	ok(str_starts(two, STR("ARC-Seal: i=2; a=rsa-sha256;")),
	   "with the next instance");
	sealed(two, CHECK_FAIL, &why);
	is_str(str_from(why), "the chain is sealed as failed",
	       "and then it has an end");
}

/* The chain is as the one says who validated it; the fields are in the mail. */
static void test_lies(void)
{
	static const char *const broken[] = {
		"ARC-Seal: i=1; cv=none\n",
		"ARC-Message-Signature: i=77; x\n",
		"ARC-Authentication-Results: no instance\n",
	};
	const char *why;
	struct str one = sealed(str_from(mail), CHECK_NONE, &why);

	sealed(str_from(mail), CHECK_PASS, &why);
	is_str(str_from(why), "there is no such chain", "none that passes");
	sealed(one, CHECK_NONE, &why);
	is_str(str_from(why), "there is a chain after all", "one that is none");
	sealed(one, CHECK_TEMPERROR, &why);
	is_str(str_from(why), "the chain could not be validated", "not known");
	for (size_t i = 0; i < 3; i++) {
		struct str text = on_top(str_from(broken[i]), str_from(mail));
		struct str done = sealed(text, CHECK_FAIL, &why);

		ok(why == NULL && str_find_str(done, STR("cv=fail")) < done.len,
		   "sealed as failed: %.12s", broken[i]);
		sealed(text, CHECK_NONE, &why);
		is_str(str_from(why), "there is a chain after all",
		       "and not as a first one");
	}
}

/* -- what a signature covers ---------------------------------------------------------- */

static const struct {
	const char *was, *is, *what;
	bool passes;
} changes[] = {
	{ "Hello.", "Hullo.", "the body", false },
	{ "a   test", "another", "the subject", false },
	{ "From: Joe", "From: x@y.example\nFrom: Joe", "one more From", false },
	{ "To: list", "Cc: x@y.example\nTo: list", "a Cc", false },
	{ "To: list", "Content-Type: text/html\nTo: list", "a Content-Type",
	  false },
	{ "a   test\n\t of", "a test of", "folds", true },
	{ "To: list", "X-Seen: yes\nTo: list", "a field of somebody", true },
	{ "Hello.  \n\n\n", "Hello.\n", "blanks at the ends", true },
};

static struct str replace(struct str text, const char *was, const char *is)
{
	size_t at = str_find_str(text, str_from(was));

	return arena_printf(arena, "%.*s%s%.*s", STR_ARG(str_first(text, at)),
			    is, STR_ARG(str_skip(text, at + strlen(was))));
}

static void test_coverage(void)
{
	const struct signing with = signing();
	struct message message = message_parse(arena, str_from(mail));
	struct str text =
		on_top(sign_message(arena, &with, &message, 0), str_from(mail));
	const char *why;
	struct str chain = sealed(str_from(mail), CHECK_NONE, &why);

	ok(dkim_status(text) == CHECK_PASS, "a DKIM signature of ours passes");
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		enum check_status dkim = dkim_status(replace(
					  text, changes[i].was, changes[i].is)),
				  arc = verify(replace(chain, changes[i].was,
						       changes[i].is))
						.status;

		ok((dkim == CHECK_PASS) == changes[i].passes &&
			   (arc == CHECK_PASS) == changes[i].passes,
		   "%s: %s", changes[i].what,
		   changes[i].passes ? "no matter" : "it shows");
	}
}

/* A mail that has more of one name than anybody would sign. */
static void test_many_fields(void)
{
	const struct signing with = signing();
	struct buf text = buf_new(arena, (size_t)1024 * 1024);
	struct message message;
	struct str field, line;
	size_t longest = 0;

	for (size_t i = 0; i < 1500; i++)
		buf_printf(&text, "Subject: %zu\n", i);
	buf_add(&text, str_from(mail));
	message = message_parse(arena, buf_str(&text));
	field = sign_message(arena, &with, &message, 7);
	while (str_cut(&field, '\n', &line))
		longest = line.len > longest ? line.len : longest;
	ok(longest < 998, "no line is too long: %zu", longest);
}

int main(void)
{
	const char *error = "";
	struct str zone_error, record;
	FILE *file = fopen("tests/keys/rsa2048.pem", "r");
	static char pem[8192];
	size_t size = fread(pem, 1, sizeof(pem), file);
	struct private_key *mine;

	fclose(file);
	arena = arena_new((size_t)256 * 1024 * 1024, NULL);
	mine = private_key_read(arena, (struct str){ pem, size }, &error);
	key = mine;
	record = signer_record(arena, "tests/keys/rsa2048.pem");
	dns = zone_parse(arena,
			 arena_printf(arena,
				      "s1._domainkey.b.example TXT \"%.*s\"\n",
				      STR_ARG(record)),
			 &zone_error);
	test_growing();
	test_failed();
	test_lies();
	test_coverage();
	test_many_fields();
	private_key_free(mine);
	arena_free(arena);
	return done_testing();
}
