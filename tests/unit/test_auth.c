#include "../../filter/auth.h"

#include "../tap.h"
#include "asked.h"

static const char zone[] = "bank.example TXT \"v=spf1 ip4:192.0.2.1 -all\"\n"
			   "_dmarc.bank.example TXT \"v=DMARC1; p=reject\"\n"
			   "mx.bank.example TXT \"v=spf1 ip4:192.0.2.1 -all\"\n"
			   "mx.bank.example A 192.0.2.1\n"
			   "1.2.0.192.in-addr.arpa PTR mx.bank.example\n"
			   "open.example TXT \"v=spf1 +all\"\n"
			   "_dmarc.open.example TXT \"v=DMARC1; p=reject\"\n"
			   "wide.example TXT \"v=spf1 ip4:192.0.0.0/4 -all\"\n"
			   "_dmarc.wide.example TXT \"v=DMARC1; p=reject\"\n"
			   "slow.example TXT FAIL\n"
			   "_dmarc.slow.example TXT \"v=DMARC1; p=reject\"\n";

#define SIGNATURE                                                              \
	"DKIM-Signature: v=1; a=rsa-sha256; d=bank.example; s=s1; h=from;\n"   \
	" bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=QUJD\n"
#define BANK "From: ann@bank.example\n"

static const struct {
	const char *what;
	const char *client, *sender, *fields;
	const char *want; /* origin spf helo dkim dmarc iprev, then remarks */
} cases[] = {
	{ "sent by the author's client", "192.0.2.1", "ann@bank.example", BANK,
	  "outside pass pass - pass pass" },
	{ "sent by another", "198.51.100.1", "ann@bank.example", BANK,
	  "outside fail fail - fail permerror" },
	{ "a null sender is judged by HELO", "192.0.2.1", "<>", BANK,
	  "outside pass pass - pass pass" },
	{ "a broken sender is not the null sender", "192.0.2.1",
	  "<(ann@bank.example>", BANK, "outside none pass - fail pass" },
	{ "client not told", "", "ann@bank.example", BANK,
	  "unknown none none - fail none" },
	{ "submitted here", "local", "ann@bank.example", BANK,
	  "local none none - fail none" },
	{ "a bad signature", "198.51.100.1", "x@x.example", SIGNATURE BANK,
	  "outside none fail permerror fail permerror" },
	{ "no answer for the author's SPF", "192.0.2.1", "ann@slow.example",
	  "From: ann@slow.example\n",
	  "outside temperror pass - temperror "
	  "pass" },
	{ "no answer for another's SPF", "192.0.2.1", "ann@slow.example", BANK,
	  "outside temperror pass - fail pass" },
	{ "+all proves nothing", "192.0.2.1", "ann@open.example",
	  "From: ann@open.example\n", "outside pass pass - fail pass ignored" },
	{ "a sixteenth of the Internet proves nothing", "192.0.2.1",
	  "ann@wide.example", "From: ann@wide.example\n",
	  "outside pass pass - fail pass ignored" },
	/* SPF that an earlier hop saw fail */
	{ "upgrade: Received-SPF", "192.0.2.1", "ann@bank.example",
	  "Received-SPF: Fail (mx: no) client-ip=203.0.113.1;\n"
	  "\tenvelope-from=\"x@bank.example\"; helo=h\n" BANK,
	  "outside pass pass - fail pass ignored Received-SPF" },
	{ "upgrade: Received-SPF with a comment only", "192.0.2.1",
	  "ann@bank.example",
	  "Received-SPF: fail (mx.x.example: domain of x@mail.bank.example "
	  "does not designate 203.0.113.1 as permitted) "
	  "client-ip=1.2.3.4;\n" BANK,
	  "outside pass pass - fail pass ignored Received-SPF" },
	{ "upgrade: Authentication-Results", "192.0.2.1", "ann@bank.example",
	  "Authentication-Results: x.example;\n"
	  "\tspf=fail (no) smtp.mailfrom=x@bank.example\n" BANK,
	  "outside pass pass - fail pass ignored Authentication-Results" },
	{ "upgrade: ARC", "192.0.2.1", "ann@bank.example",
	  "ARC-Authentication-Results: i=1; x.example;\n"
	  "\tspf=fail smtp.mailfrom=bank.example\n" BANK,
	  "outside pass pass - fail pass ignored "
	  "ARC-Authentication-Results" },
	{ "upgrade: Exchange", "192.0.2.1", "ann@bank.example",
	  "X-MS-Exchange-Authentication-Results: spf=fail (sender IP is "
	  "1.2.3.4)\n smtp.mailfrom=bank.example; dkim=none\n" BANK,
	  "outside pass pass - fail pass ignored "
	  "X-MS-Exchange-Authentication-Results" },
	{ "no upgrade: another domain failed", "192.0.2.1", "ann@bank.example",
	  "Received-SPF: fail (x) envelope-from=x@evil.example\n" BANK,
	  "outside pass pass - pass pass" },
	{ "no upgrade: it softfailed", "192.0.2.1", "ann@bank.example",
	  "Received-SPF: softfail (x) envelope-from=x@bank.example\n" BANK,
	  "outside pass pass - pass pass" },
	{ "no upgrade: nonsense", "192.0.2.1", "ann@bank.example",
	  "Received-SPF: fail (((\nAuthentication-Results: spf=fail\n" BANK,
	  "outside pass pass - pass pass" },
	/* who wrote it */
	{ "two From fields", "192.0.2.1", "ann@bank.example", BANK BANK,
	  "outside pass pass - permerror pass" },
	{ "no From field", "192.0.2.1", "ann@bank.example",
	  "Sender: ann@bank.example\n", "outside pass pass - permerror pass" },
};

static struct envelope envelope_of(const char *client, const char *sender)
{
	struct envelope envelope = { .sender = sender_parse(str_from(sender)) };

	if (strcmp(client, "local") == 0)
		envelope.client.status = CLIENT_LOCAL;
	else if (ip_parse(str_from(client), &envelope.client.ip))
		envelope.client.status = CLIENT_KNOWN;
	envelope.client.helo = STR("mx.bank.example");
	return envelope;
}

static struct auth check(struct asked *asked, size_t i)
{
	const struct policy policy = { .authserv_id = STR("mx.home.example") };
	struct message *message =
		ARENA_NEW(asked->context.arena, struct message);
	struct envelope envelope =
		envelope_of(cases[i].client, cases[i].sender);

	*message =
		message_parse(asked->context.arena, str_from(cases[i].fields));
	return auth_check(&asked->context, &policy, message, &envelope);
}

static struct str describe(struct arena *arena, const struct auth *auth)
{
	struct str dkim = auth->dkim.count > 0
				  ? check_name(auth->dkim.list[0].status)
				  : STR("-");
	struct str spf = check_name(auth->spf.mailfrom.status);
	struct str helo = check_name(auth->spf.helo.status);
	struct str dmarc = check_name(auth->dmarc.status);
	struct str iprev = check_name(auth->iprev.status);

	return arena_printf(arena, "%s %.*s %.*s %.*s %.*s %.*s%s%s%.*s",
			    origin_text(auth->origin), STR_ARG(spf),
			    STR_ARG(helo), STR_ARG(dkim), STR_ARG(dmarc),
			    STR_ARG(iprev),
			    auth->dmarc_by_spf_ignored ? " ignored" : "",
			    auth->spf_upgrade.len > 0 ? " " : "",
			    STR_ARG(auth->spf_upgrade));
}

/* All that can be foreseen is announced. */
static void test_prefetch(struct arena *arena)
{
	static const char *const names[] = {
		"TXT s1._domainkey.bank.example\n",
		"TXT mail.bank.example\n",
		"TXT mx.bank.example\n",
		"TXT _dmarc.bank.example\n",
		"PTR 1.2.0.192.in-addr.arpa\n",
		"TXT _dmarc.mail.bank.example\n",
	};
	struct asked *asked = asked_new(arena, zone);
	const struct policy policy = { .authserv_id = STR("mx.home.example") };
	struct envelope envelope = envelope_of("192.0.2.1", "ann@mail.bank.example");
	struct message message =
		message_parse(arena, STR(SIGNATURE BANK "\nbody\n"));
	struct str announced;

	auth_check(&asked->context, &policy, &message, &envelope);
	announced = buf_str(&asked->announced);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		ok(str_find_str(announced, str_from(names[i])) < announced.len,
		   "announced: %.*s", (int)strlen(names[i]) - 1, names[i]);
}

int main(void)
{
	struct arena *arena = arena_new(1 << 24, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct asked *asked = asked_new(arena, zone);
		struct auth auth = check(asked, i);

		is_str(describe(arena, &auth), cases[i].want, "%s",
		       cases[i].what);
	}
	test_prefetch(arena);
	arena_free(arena);
	return done_testing();
}
