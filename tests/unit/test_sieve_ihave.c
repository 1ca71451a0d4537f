/* RFC 5463: scripts that ask what is here; RFC 5183: and where "here" is. */
#include "sieve_case.h"

struct ask_case {
	const char *name, *require, *script, *outcome;
};

#define YES " { fileinto \"yes\"; }"
#define IS_YES "fileinto \"yes\"\n"
#define KEPT "keep (implicit)\n"

static const struct ask_case cases[] = {
	/* RFC 5463 4 */
	{ "ihave: names have their case", "ihave",
	  "if ihave [\"COPY\"] { discard; }", KEPT },
	{ "ihave: it takes no match type", "ihave", "if ihave :is \"copy\" {}",
	  "2:10 ihave takes no \":is\"\n" },
	{ "ihave: it takes no comparator", "ihave",
	  "if ihave :comparator \"i;octet\" \"copy\" {}",
	  "2:10 ihave takes no \":comparator\"\n" },
	{ "ihave: behind the block, to the end", "ihave",
	  "if ihave \"copy\" {}\nfileinto :copy \"a\";",
	  "fileinto \"a\"\n" KEPT },
	{ "ihave: in a block that is not reached", "ihave",
	  "if false { if ihave \"copy\" {} }\nfileinto :copy \"a\";",
	  "failed: 3:1 this needs the extension \"copy\", which no \"ihave\" "
	  "has found before\n" },
	{ "ihave: required as well", "ihave\", \"copy",
	  "fileinto :copy \"a\"; if not ihave \"copy\" { discard; }",
	  "fileinto \"a\"\n" KEPT },
	{ "ihave: one is missing, none is enabled", "ihave",
	  "if ihave \"vnd.none\" {}\nif ihave [\"copy\", \"vnd.none\"] {}\n"
	  "if anyof (false, ihave \"copy\") { fileinto :copy \"a\"; }",
	  "fileinto \"a\"\n" KEPT },
	{ "ihave: anyof ends at what is true", "ihave",
	  "if ihave \"vnd.none\" {}\nif anyof (true, frob) { discard; }",
	  "discard\n" },
	{ "ihave: allof ends at what is false", "ihave",
	  "if ihave \"vnd.none\" {}\nif allof (false, frob) { keep; } else { "
	  "discard; }",
	  "discard\n" },
	{ "ihave: left to right", "ihave",
	  "if ihave \"vnd.none\" {}\nif allof (frob, false) { keep; }",
	  "failed: 3:11 there is no test \"frob\"\n" },
	{ "ihave: never encoded-character", "ihave",
	  "if ihave \"encoded-character\" { discard; }", KEPT },
	{ "ihave: which is not enabled then", "ihave",
	  "if not ihave \"encoded-character\" { fileinto \"${hex:41}\"; }",
	  "fileinto \"${hex:41}\"\n" },
	{ "ihave: never variables, though asked with others", "ihave",
	  "if ihave [\"copy\", \"variables\"] { discard; }", KEPT },
	/* RFC 5463 5 */
	{ "error: letters of any script", "ihave",
	  "error \"Gr\xC3\xBC\xC3\x9F"
	  "e\";",
	  "failed: 2:1 Gr\xC3\xBC\xC3\x9F"
	  "e\n" },
	{ "error: with ihave alone", "", "error \"x\";",
	  "2:1 \"error\" needs the extension \"ihave\"; did you mean to write: "
	  "require \"ihave\";\n" },
	/* RFC 5183 */
	{ "environment: required", "", "if environment \"name\" \"x\" {}",
	  "2:4 \"environment\" needs the extension \"environment\"; did you "
	  "mean to write: require \"environment\";\n" },
	{ "environment: :is, in any case of letters", "environment",
	  "if allof (environment \"domain\" \"EXAMPLE.ORG\", not environment "
	  "\"domain\" \"example\")" YES,
	  IS_YES },
	{ "environment: comparator and match type", "environment",
	  "if allof (environment :matches :comparator \"i;octet\" \"host\" "
	  "\"mx.*\", not environment :contains :comparator \"i;octet\" "
	  "\"host\" \"MX\")" YES,
	  IS_YES },
	{ "environment: an item that is known", "environment",
	  "if environment :contains \"phase\" \"\"" YES, IS_YES },
	{ "environment: one is counted", "environment\", \"relational",
	  "if environment :count \"eq\" \"version\" \"1\"" YES, IS_YES },
	{ "environment: none is no count of 0", "environment\", \"relational",
	  "if environment :count \"eq\" \"item\" \"0\"" YES, KEPT },
	{ "environment: version", "environment",
	  "if environment \"version\" \"1.2\"" YES, IS_YES },
	{ "environment: an IPv6 literal", "environment",
	  "if environment \"remote-ip\" \"IPv6:2001:db8::1\"" YES, IS_YES },
	{ "environment: a name that its address confirms", "environment",
	  "if environment \"remote-host\" \"mail.example.net\"" YES, IS_YES },
};

static struct str run_case(struct arena *arena, const struct ask_case *c)
{
	struct message message = message_parse(arena, STR("A: b\n\nc\n"));
	struct envelope envelope = { .client = { .status = CLIENT_KNOWN },
				     .recipient = STR("user@example.org") };
	struct auth auth = { .iprev = { .status = CHECK_PASS,
					.name = STR("mail.example.net") } };
	struct sieve_facts facts = { .message = &message,
				     .envelope = &envelope,
				     .auth = &auth,
				     .host = STR("mx.example.org"),
				     .version = STR("1.2") };

	ip_parse(STR("2001:db8::1"), &envelope.client.ip);
	return run_script(
		arena,
		arena_printf(arena, "require [\"fileinto\", \"%s\"];\n%s",
			     c->require[0] != '\0' ? c->require : "fileinto",
			     c->script),
		&facts);
}

int main(void)
{
	struct arena *arena = arena_new((size_t)1 << 24, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_str(run_case(arena, &cases[i]), cases[i].outcome, "%s",
		       cases[i].name);
	arena_free(arena);
	return done_testing();
}
