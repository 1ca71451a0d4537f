/* "subaddress" (RFC 5233), in the order of its text: an address, what separates
 * its parts, and what a test says of it. */
#include "sieve_case.h"

static const struct {
	const char *name, *to, *delimiters, *test;
	bool holds;
} cases[] = {
	{ "4: user", "ken+sieve@example.org", "+",
	  "envelope :user \"to\" \"ken\"", true },
	{ "4: not more of it", "ken+sieve@example.org", "+",
	  "envelope :user \"to\" \"ken+sieve\"", false },
	{ "4: detail", "ken+sieve@example.org", "+",
	  "envelope :detail \"to\" \"sieve\"", true },
	{ "4: of a telephone", "5551212#123@example.com", "#",
	  "allof (envelope :user \"to\" \"5551212\", envelope :detail \"to\" "
	  "\"123\")",
	  true },
	{ "4: the user of an address without detail", "ken@example.org", "+",
	  "allof (envelope :user \"to\" \"ken\", envelope :localpart \"to\" "
	  "\"ken\")",
	  true },
	{ "4: no detail matches nothing", "ken@example.org", "+",
	  "anyof (envelope :detail \"to\" \"\", envelope :detail :contains "
	  "\"to\" \"\", envelope :detail :matches \"to\" \"*\")",
	  false },
	{ "4: an empty detail is the empty value", "ken+@example.org", "+",
	  "envelope :detail \"to\" \"\"", true },
	{ "4: and nothing else", "ken+@example.org", "+",
	  "envelope :detail :matches \"to\" \"?*\"", false },
	{ "4: the first separator counts", "ken+a+b@example.org", "+",
	  "allof (envelope :user \"to\" \"ken\", envelope :detail \"to\" "
	  "\"a+b\")",
	  true },
	{ "4: the mail system's separator", "ken-sieve@example.org", "-",
	  "envelope :detail \"to\" \"sieve\"", true },
	{ "4: another is none", "ken+sieve@example.org", "-",
	  "anyof (envelope :user \"to\" \"ken\", envelope :detail :contains "
	  "\"to\" \"\")",
	  false },
	{ "4: any of several", "ken-sieve@example.org", "+-",
	  "envelope :detail \"to\" \"sieve\"", true },
	{ "4: of addresses in fields", "ken+sieve@example.org", "+",
	  "allof (address :user \"to\" \"ken\", address :detail \"to\" "
	  "\"sieve\")",
	  true },
	{ "4: in any case", "Ken+Sieve@example.org", "+",
	  "envelope :detail \"to\" \"sIEVE\"", true },
	{ "4: by another comparator", "Ken+Sieve@example.org", "+",
	  "envelope :detail :comparator \"i;octet\" \"to\" \"sieve\"", false },
	{ "4: what is no address has neither", "no address", "+",
	  "anyof (address :user :contains \"to\" \"\", address :detail "
	  ":contains \"to\" \"\")",
	  false },
};

static struct str run_over(struct arena *arena, const char *to,
			   const char *delimiters, struct str script)
{
	struct message message =
		message_parse(arena, arena_printf(arena, "To: %s\n\n", to));
	struct envelope envelope = { .recipient = str_from(to) };
	struct sieve_facts facts = { .message = &message,
				     .envelope = &envelope,
				     .delimiters = str_from(delimiters) };

	return run_script(arena, script, &facts);
}

/* The example of section 4, and what becomes of each address. */
static const char example[] =
	"require [\"envelope\", \"subaddress\", \"fileinto\"];\n"
	"if envelope :user \"to\" \"postmaster\" {\n"
	"    fileinto \"inbox.postmaster\";\n"
	"    stop;\n"
	"}\n"
	"if envelope :detail \"to\" \"mta-filters\" {\n"
	"    fileinto \"inbox.ietf-mta-filters\";\n"
	"}\n"
	"if envelope :detail \"to\" \"foo\" {\n"
	"    redirect \"ken@example.net\";\n"
	"}\n";

static const struct {
	const char *to, *outcome;
} ways[] = {
	{ "postmaster@example.com", "fileinto \"postmaster\"\nstopped\n" },
	{ "postmaster+foo@example.com", "fileinto \"postmaster\"\nstopped\n" },
	{ "ken+mta-filters@example.com", "fileinto \"ietf-mta-filters\"\n" },
	{ "ken+foo@example.com", "redirect \"ken@example.net\"\n" },
	{ "ken@example.com", "keep (implicit)\n" },
};

static const struct {
	const char *script, *errors;
} wrong[] = {
	{ "if address :user \"to\" \"a\" {}",
	  "1:12 \":user\" needs the extension \"subaddress\"; did you mean to "
	  "write: require \"subaddress\";\n" },
	{ "if address :detail \"to\" \"a\" {}",
	  "1:12 \":detail\" needs the extension \"subaddress\"; did you mean "
	  "to write: require \"subaddress\";\n" },
	{ "require \"subaddress\"; if address :user :localpart \"to\" \"a\" {}",
	  "1:40 \":localpart\" cannot stand with \":user\"\n" },
	{ "require \"subaddress\"; if header :user \"to\" \"a\" {}",
	  "1:33 header takes no \":user\"\n" },
};

int main(void)
{
	struct arena *arena = arena_new((size_t)1 << 24, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		is_str(run_over(arena, cases[i].to, cases[i].delimiters,
				arena_printf(arena,
					     "require [\"envelope\", "
					     "\"subaddress\"]; if %s { "
					     "discard; }",
					     cases[i].test)),
		       cases[i].holds ? "discard\n" : "keep (implicit)\n", "%s",
		       cases[i].name);
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		is_str(run_over(arena, ways[i].to, "+", str_from(example)),
		       ways[i].outcome, "%s", ways[i].to);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		is_str(compile(arena, str_from(wrong[i].script)),
		       wrong[i].errors, "%s", wrong[i].script);
	arena_free(arena);
	return done_testing();
}
