/* The test "auth" and its values in "environment", over results that were put
 * together by hand: what the header says must not matter. */
#include "sieve_case.h"

static const char mail[] = "Authentication-Results: mx.example.org; dkim=pass "
			   "header.d=liar.example; "
			   "dmarc=pass header.from=liar.example\n"
			   "From: a@bank.example\n"
			   "\n";

/* Two signatures pass, of the bank and of its newsletter's sender; a third one
 * names a domain that it does not prove. */
static const struct dkim_result signatures[] = {
	{ .status = CHECK_PASS,
	  .domain = STR_INIT("mail.bank.example"),
	  .selector = STR_INIT("s1") },
	{ .status = CHECK_FAIL,
	  .domain = STR_INIT("forged.example"),
	  .selector = STR_INIT("s2") },
	{ .status = CHECK_PASS,
	  .domain = STR_INIT("esp.example"),
	  .selector = STR_INIT("s3") },
};
static const bool aligns[] = { true, false, false };
static const struct arc_set sets[] = {
	{ .instance = 1, .seal = { .domain = STR_INIT("first.example") } },
	{ .instance = 2, .seal = { .domain = STR_INIT("newest.example") } },
};

static struct auth proved(void)
{
	return (struct auth){
		.author = { .status = AUTHOR_OK,
			    .domain = STR("bank.example") },
		.envelope.sender = sender_parse(STR("x@bounce.example")),
		.spf.mailfrom = { .status = CHECK_PASS,
				  .domain = STR("bounce.example") },
		.dkim = { signatures, 3 },
		.arc = { .status = CHECK_PASS, .sets = sets, .count = 2 },
		.dmarc = { .status = CHECK_PASS,
			   .author_domain = STR("bank.example"),
			   .policy_domain = STR("bank.example"),
			   .published = DMARC_POLICY_REJECT,
			   .dkim_aligned = 1,
			   .dkim_aligns = aligns },
		.iprev = { .status = CHECK_PASS,
			   .name = STR("mx.esp.example") },
	};
}

/* The same names, none of them proved. */
static struct auth unproved(void)
{
	static const struct dkim_result failed[] = {
		{ .status = CHECK_FAIL,
		  .domain = STR_INIT("bank.example"),
		  .selector = STR_INIT("s1") },
	};
	struct auth auth = proved();

	auth.spf.mailfrom.allows_all = true;
	auth.dkim = (struct dkim_results){ failed, 1 };
	auth.arc.status = CHECK_FAIL;
	auth.dmarc.status = CHECK_FAIL;
	auth.dmarc.dkim_aligns = NULL;
	auth.iprev.status = CHECK_FAIL;
	return auth;
}

struct auth_case {
	const char *test;
	bool proved, unproved;
};

static const struct auth_case cases[] = {
	/* results, as RFC 8601 spells them */
	{ "auth \"dmarc\" \"pass\"", true, false },
	{ "auth \"DMARC\" \"FAIL\"", false, true },
	{ "auth \"spf\" [\"fail\", \"pass\"]", true, true },
	{ "auth \"arc\" \"pass\"", true, false },
	{ "auth \"iprev\" \"pass\"", true, false },
	/* any and all of the signatures */
	{ "auth \"dkim\" \"pass\"", true, false },
	{ "auth \"dkim\" \"fail\"", true, true },
	{ "auth :any \"dkim\" \"fail\"", true, true },
	{ "auth :all \"dkim\" \"pass\"", false, false },
	{ "auth :all \"dkim\" \"fail\"", false, true },
	{ "auth :all \"dkim\" [\"pass\", \"fail\"]", true, true },
	/* who is proved */
	{ "auth :domain \"dkim\" \"MAIL.bank.example\"", true, false },
	{ "auth :domain \"dkim\" \"esp.example\"", true, false },
	{ "auth :domain \"dkim\" [\"forged.example\", \"liar.example\"]", false,
	  false },
	{ "auth :domain \"dkim\" \"bank.example\"", false, false },
	{ "auth :domain :matches \"dkim\" \"*.bank.example\"", true, false },
	{ "auth :domain :contains \"dkim\" \"esp\"", true, false },
	{ "auth :all :domain :contains \"dkim\" \"example\"", true, false },
	{ "auth :all :domain :contains \"dkim\" \"bank\"", false, false },
	{ "auth :selector \"dkim\" \"s1._domainkey.mail.bank.example\"", true,
	  false },
	{ "auth :selector :matches \"dkim\" \"s2.*\"", false, false },
	{ "auth :domain \"spf\" \"bounce.example\"", true, false },
	{ "auth :sealer \"arc\" \"newest.example\"", true, false },
	{ "auth :sealer \"arc\" \"first.example\"", false, false },
	{ "auth :domain \"arc\" \"bank.example\"", false, false },
	{ "auth :domain \"dmarc\" \"bank.example\"", true, false },
	{ "auth :policy \"dmarc\" \"reject\"", true, true },
	{ "auth :domain \"iprev\" \"mx.esp.example\"", true, false },
	/* what aligns */
	{ "auth :aligned :domain \"dkim\" \"mail.bank.example\"", true, false },
	{ "auth :aligned :domain \"dkim\" \"esp.example\"", false, false },
	{ "auth :aligned :all \"dkim\" \"pass\"", true, false },
	{ "auth :aligned \"dkim\" \"fail\"", false, true },
	{ "auth :aligned \"spf\" \"pass\"", false, false },
	/* numbers of them */
	{ "auth :domain :count \"eq\" \"dkim\" \"2\"", true, false },
	{ "auth :domain :count \"eq\" \"dkim\" \"0\"", false, true },
	/* the same in environment */
	{ "environment \"vnd.waxseal.dmarc\" \"pass\"", true, false },
	{ "environment \"vnd.waxseal.dmarc.domain\" \"bank.example\"", true,
	  false },
	{ "environment \"vnd.waxseal.dmarc.policy\" \"reject\"", true, true },
	{ "environment :matches \"vnd.waxseal.dkim.domain\" \"*.example\"",
	  true, false },
	{ "environment \"VND.Waxseal.ARC.Sealer\" \"newest.example\"", true,
	  false },
	{ "environment :matches \"vnd.waxseal.none\" \"*\"", false, false },
	{ "environment :matches \"vnd.waxseal\" \"*\"", false, false },
};

static const struct {
	const char *test, *error;
} refused[] = {
	{ "auth \"dkin\" \"pass\"",
	  "1:81 there is no method \"dkin\"; there are \"spf\", \"dkim\", "
	  "\"arc\", \"dmarc\" and \"iprev\"\n" },
	{ "auth :sealer \"dkim\" \"a\"", "1:89 \"dkim\" has no \":sealer\"\n" },
	{ "auth \"${m}\" \"a\"",
	  "1:81 the method stands here without variables\n" },
	{ "auth :aligned \"arc\" \"a\"",
	  "1:76 \":aligned\" is for \"dkim\" and \"spf\"\n" },
	{ "auth :all :count \"eq\" \"dkim\" \"1\"",
	  "1:76 \":all\" cannot stand with \":count\"\n" },
	{ "auth :domain :selector \"dkim\" \"a\"",
	  "1:89 \":selector\" cannot stand with \":domain\"\n" },
};

/* "yes", "no", or what is wrong with the script. */
static struct str answer(struct arena *arena, const char *test,
			 const struct auth *auth)
{
	struct message message = message_parse(arena, str_from(mail));
	struct envelope envelope = { .recipient = STR("u@home.example") };
	struct sieve_facts facts = { .message = &message,
				     .envelope = &envelope,
				     .auth = auth };
	struct str script = arena_printf(
		arena,
		"require [\"vnd.waxseal.auth\", \"environment\", "
		"\"relational\", \"variables\"]; if %s { discard; }",
		test);
	struct str outcome = run_script(arena, script, &facts);

	if (str_eq(outcome, STR("discard\n")))
		return STR("yes");
	return str_eq(outcome, STR("keep (implicit)\n")) ? STR("no") : outcome;
}

static void test_trusted_sealer(struct arena *arena)
{
	const char *test = "auth :domain \"arc\" \"bank.example\"";
	struct auth auth = unproved();

	auth.trust.granted = true;
	is_str(answer(arena, test, &auth), "yes", "a trusted sealer's word");
}

static void test_captures(struct arena *arena)
{
	struct auth auth = proved();

	is_str(answer(arena,
		      "allof (auth :domain :matches \"dkim\" \"*.bank.*\", "
		      "string \"${1}-${2}\" \"mail-example\")",
		      &auth),
	       "yes", "the wildcards of a proved domain are variables");
}

int main(void)
{
	struct arena *arena = arena_new((size_t)1 << 24, NULL);
	struct auth good = proved(), bad = unproved();

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct auth_case *c = &cases[i];

		is_str(answer(arena, c->test, &good), c->proved ? "yes" : "no",
		       "proved: %s", c->test);
		is_str(answer(arena, c->test, &bad), c->unproved ? "yes" : "no",
		       "not proved: %s", c->test);
		is_str(answer(arena, c->test, NULL),
		       strstr(c->test, "\"0\"") != NULL ? "yes" : "no",
		       "nothing known: %s", c->test);
	}
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
		is_str(answer(arena, refused[i].test, &good), refused[i].error,
		       "%s", refused[i].test);
	test_trusted_sealer(arena);
	test_captures(arena);
	arena_free(arena);
	return done_testing();
}
