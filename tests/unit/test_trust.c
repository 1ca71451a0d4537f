#include "../../filter/trust.h"

#include "../tap.h"
#include "asked.h"

static const char zone[] = "_dmarc.bank.example TXT \"v=DMARC1; p=reject\"\n"
			   "_dmarc.list.example TXT \"v=DMARC1; p=none\"\n";

/* A mail of bank.example that list.example sealed first, alumni.example last,
 * and that fails DMARC now; all conditions hold. */
struct fixture {
	struct auth auth;
	struct arc_set sets[2];
};

static void lifted(struct fixture *fixture)
{
	static const struct arc_claim saw_pass = {
		.dmarc = CHECK_PASS, .header_from = STR_INIT("bank.example")
	};
	static const struct arc_claim saw_fail = {
		.dmarc = CHECK_FAIL, .header_from = STR_INIT("bank.example")
	};

	fixture->sets[0] = (struct arc_set){
		.instance = 1,
		.seal.domain = STR("list.example"),
		.claim = saw_pass,
	};
	fixture->sets[1] = (struct arc_set){
		.instance = 2,
		.seal.domain = STR("alumni.example"),
		.ams.status = CHECK_PASS,
		.claim = saw_fail,
	};
	fixture->auth = (struct auth){
		.origin = ORIGIN_OUTSIDE,
		.author.domain = STR("bank.example"),
		.dmarc.status = CHECK_FAIL,
		.arc = { .status = CHECK_PASS,
			 .sets = fixture->sets,
			 .count = 2 },
		.iprev = { .status = CHECK_PASS,
			   .name = STR("mx.alumni.example") },
		.spf.mailfrom = { .status = CHECK_PASS,
				  .domain = STR("alumni.example") },
	};
}

static void chain_fails(struct fixture *fixture)
{
	fixture->auth.arc.status = CHECK_FAIL;
}

static void chain_unanswered(struct fixture *fixture)
{
	fixture->auth.arc.status = CHECK_TEMPERROR;
}

static void newest_untrusted(struct fixture *fixture)
{
	fixture->sets[1].seal.domain = STR("stranger.example");
	fixture->auth.spf.mailfrom.domain = STR("stranger.example");
}

static void witness_untrusted(struct fixture *fixture)
{
	fixture->sets[0].seal.domain = STR("stranger.example");
}

static void subdomain_of_trusted(struct fixture *fixture)
{
	fixture->sets[1].seal.domain = STR("evil.alumni.example");
}

static void changed_since(struct fixture *fixture)
{
	fixture->sets[1].ams.status = CHECK_FAIL;
}

static void other_author(struct fixture *fixture)
{
	fixture->sets[0].claim.header_from = STR("evil.example");
}

static void said_fail(struct fixture *fixture)
{
	fixture->sets[0].claim.dmarc = CHECK_FAIL;
}

static void said_nothing(struct fixture *fixture)
{
	fixture->sets[0].claim = (struct arc_claim){ .dmarc = CHECK_NONE };
}

static void said_dkim(struct fixture *fixture)
{
	said_nothing(fixture);
	fixture->sets[0].claim.dkim = CHECK_PASS;
	fixture->sets[0].claim.dkim_domains[0] = STR("mail.bank.example");
	fixture->sets[0].claim.dkim_domain_count = 1;
}

static void said_dkim_strict(struct fixture *fixture)
{
	said_dkim(fixture);
	fixture->auth.dmarc.strict_dkim = true;
}

static void said_dkim_of_other(struct fixture *fixture)
{
	said_dkim(fixture);
	fixture->sets[0].claim.dkim_domains[0] = STR("evil.example");
}

static void other_client(struct fixture *fixture)
{
	fixture->auth.spf.mailfrom.domain = STR("evil.example");
	fixture->auth.iprev.name = STR("mx.evil.example");
}

static void client_claims_helo(struct fixture *fixture)
{
	other_client(fixture);
	fixture->auth.envelope.client.helo = STR("mx.alumni.example");
	fixture->auth.spf.helo =
		(struct spf_result){ .status = CHECK_NONE,
				     .domain = STR("mx.alumni.example") };
}

static void client_proves_helo(struct fixture *fixture)
{
	client_claims_helo(fixture);
	fixture->auth.spf.helo.status = CHECK_PASS;
	fixture->auth.spf.helo.domain = STR("alumni.example");
}

static void client_spf_of_everybody(struct fixture *fixture)
{
	other_client(fixture);
	fixture->auth.spf.mailfrom.domain = STR("alumni.example");
	fixture->auth.spf.mailfrom.allows_all = true;
}

static void client_name_unconfirmed(struct fixture *fixture)
{
	other_client(fixture);
	fixture->auth.iprev.status = CHECK_FAIL;
	fixture->auth.iprev.name = STR("alumni.example");
}

static void by_relay(struct fixture *fixture)
{
	other_client(fixture);
	fixture->auth.spf.mailfrom.status = CHECK_NONE;
	fixture->auth.iprev.status = CHECK_NONE;
	fixture->auth.origin = ORIGIN_RELAY;
}

static void unknown_client(struct fixture *fixture)
{
	by_relay(fixture);
	fixture->auth.origin = ORIGIN_UNKNOWN;
}

static void not_needed(struct fixture *fixture)
{
	fixture->auth.dmarc.status = CHECK_PASS;
}

static void no_chain(struct fixture *fixture)
{
	fixture->auth.arc = (struct arc_result){ .status = CHECK_NONE };
}

static void keep(struct fixture *fixture)
{
	(void)fixture;
}

static const struct {
	const char *what;
	void (*change)(struct fixture *fixture);
	bool granted;
} cases[] = {
	{ "all six hold", keep, true },
	{ "1: the chain fails", chain_fails, false },
	{ "1: the chain is not answered", chain_unanswered, false },
	{ "1: no chain", no_chain, false },
	{ "2: the newest sealer is a stranger", newest_untrusted, false },
	{ "2: the witness is a stranger", witness_untrusted, false },
	{ "2: a subdomain of a trusted sealer", subdomain_of_trusted, false },
	{ "3: changed after the newest seal", changed_since, false },
	{ "4: it passed for another author", other_author, false },
	{ "4: the witness saw it fail", said_fail, false },
	{ "4: the witness says nothing", said_nothing, false },
	{ "4: the witness saw an aligned signature", said_dkim, true },
	{ "4: the same, alignment is strict", said_dkim_strict, false },
	{ "4: the witness saw another's signature", said_dkim_of_other, false },
	{ "5: another client", other_client, false },
	{ "5: another client, a HELO that anyone can say", client_claims_helo,
	  false },
	{ "5: HELO proved by SPF", client_proves_helo, true },
	{ "5: SPF that lets everybody", client_spf_of_everybody, false },
	{ "5: a name that is not confirmed", client_name_unconfirmed, false },
	{ "5: one of our relays", by_relay, true },
	{ "5: nobody said which client", unknown_client, false },
	{ "6: nothing to lift", not_needed, false },
};

int main(void)
{
	static const struct str trusted[] = { STR_INIT("alumni.example"),
					      STR_INIT("list.example") };
	const struct trusted sealers = {
		.domains[TRUST_SEALER] = { trusted, 2 },
	};
	struct arena *arena = arena_new(1 << 22, NULL);
	struct asked *asked = asked_new(arena, zone);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fixture fixture;
		struct trust trust;

		lifted(&fixture);
		cases[i].change(&fixture);
		trust = trust_judge(&asked->context, &sealers, &fixture.auth);
		ok(trust.granted == cases[i].granted, "%s", cases[i].what);
		ok(trust.reason.len > 0, "says why");
		if (trust.granted)
			is_str(trust.domain, "list.example", "the witness");
	}
	arena_free(arena);
	return done_testing();
}
