/* Whatever a mail holds, the process that acts takes the order that is made of
 * it: a mail can be judged badly, but it cannot make itself undeliverable. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../mda/config.h"
#include "../../mda/decide.h"
#include "../../mda/limits.h"
#include "../../mda/zone.h"
#include "bounded.h"

/* DNS holds keys of tests/keys. */
static const char zone[] =
	"a.example TXT \"v=spf1 ip4:192.0.2.1 -all\"\n"
	"a.example A 192.0.2.1\n"
	"a.example MX 10 mx.a.example\n"
	"mx.a.example A 192.0.2.1\n"
	"1.2.0.192.in-addr.arpa PTR mx.a.example\n"
	"all.example TXT \"v=spf1 +all\"\n"
	"m.example TXT \"v=spf1 exists:%{l}.%{d} include:a.example ?mx ~all\"\n"
	"_dmarc.a.example TXT \"v=DMARC1; p=reject; sp=quarantine; np=reject"
	"\"\n"
	"_dmarc.m.example TXT \"v=DMARC1; p=none; t=y\"\n"
	"b.example FAIL\n"
	"s._domainkey.a.example TXT \"v=DKIM1; k=ed25519; p=0rO92Szd/cNjLX0n"
	"flCPC5LnzsE4Xl3OvVCpP6AqAW4=\"\n"
	"r._domainkey.a.example TXT \"v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEB"
	"AQUAA4GNADCBiQKBgQC+Ws+5bDx5daAYYioPU4iUpN9PfxSBZQV/hHjW6s3KnS/b5X"
	"Ps10+fBXzYCKmbCUdg4guIh0KbeKybmB3sILRcKZ8T266Oo8PoRRmohLW8JXVPvmpI"
	"C7WNv6CkV9JMEVDGhQ8I6Uz2bZqwZi1WCaCILvL693mk+6Ir/uh5NQFL0wIDAQAB\"\n"
	"s._domainkey.lists.example TXT \"v=DKIM1; k=ed25519; p=0rO92Szd/cNj"
	"LX0nflCPC5LnzsE4Xl3OvVCpP6AqAW4=\"\n";

/* Every test and command; the sender chooses folders, flags and addresses. */
static const char text[] =
	"require [\"fileinto\", \"envelope\", \"encoded-character\", \"copy\", "
	"\"var"
	"iables\",\n"
	"  \"relational\", \"imap4flags\", \"subaddress\", \"body\", "
	"\"environment\",\n"
	"  \"spamtestplus\", \"virustest\", \"date\", \"index\", \"mailbox\", "
	"\"ihave\""
	", \"regex\",\n"
	"  \"comparator-i;ascii-numeric\", \"comparator-i;unicode-casemap\",\n"
	"  \"vnd.waxseal.auth\"];\n"
	"if header :matches \"subject\" \"f*\" {\n"
	"  fileinto :create :flags \"${0}\" \"${1}\";\n"
	"} elsif header :matches \"subject\" \"r*\" {\n"
	"  redirect :copy \"${1}\";\n"
	"} elsif header :regex \"subject\" \"^([a-z]+)(.*)$\" {\n"
	"  set :upperfirst :length \"s\" \"${2}\";\n"
	"  fileinto :copy \"${1}/${s}\";\n"
	"} elsif header :comparator \"i;unicode-casemap\" :contains\n"
	"    [\"from\", \"to\", \"list-id\"] \"${hex:c3 a4}\" {\n"
	"  addflag [\"\\\\Seen\", \"$x\"];\n"
	"}\n"
	"if address :matches :domain \"from\" \"a*\" { keep; }\n"
	"if address :user :index 2 :last :matches [\"to\", \"cc\"] \"*\" {\n"
	"  set :quotewildcard :lower \"u\" \"${0}\";\n"
	"}\n"
	"if address :detail \"to\" \"x\" { setflag \"${u}\"; }\n"
	"if anyof (envelope :matches \"from\" \"*@*\", envelope :detail \"to\" "
	"\"x"
	"\") {\n"
	"  set \"e\" \"${1}${2}\";\n"
	"}\n"
	"if body :raw :contains \"${e}\" { addflag \"$raw\"; }\n"
	"if body :text :matches \"*b${unknown}*c*\" { addflag \"$text\"; }\n"
	"if body :content [\"text\", \"message/rfc822\"] :regex "
	"\"[[:alpha:]]+@\""
	" {\n"
	"  addflag \"$content\";\n"
	"}\n"
	"if allof (size :over 1K, exists [\"subject\", \"date\"],\n"
	"          not header :count \"gt\" :comparator \"i;ascii-numeric\"\n"
	"            \"received\" \"2\") {\n"
	"  removeflag \"$text\";\n"
	"}\n"
	"if date :originalzone :value \"ge\" \"date\" \"iso8601\" \"2020\" {\n"
	"  addflag \"$dated\";\n"
	"}\n"
	"if date :last :index 1 :zone \"+0100\" \"received\" \"weekday\" \"3\" "
	"{ st"
	"op; }\n"
	"if currentdate :value \"ge\" \"year\" \"2020\" { addflag \"$now\"; }\n"
	"if anyof (spamtest :percent :value \"gt\" :comparator \"i;ascii-numer"
	"ic\" \"5\",\n"
	"          virustest :is \"0\") {\n"
	"  addflag \"$tested\";\n"
	"}\n"
	"if environment :matches \"remote-host\" \"*.example\" { addflag "
	"\"${1}\""
	"; }\n"
	"if auth :any :aligned :domain :matches \"dkim\" \"*\" { addflag "
	"\"$${0}"
	"\"; }\n"
	"if anyof (auth :sealer \"arc\" \"lists.example\", auth \"spf\" "
	"\"pass\",\n"
	"          auth :policy \"dmarc\" \"reject\", auth :domain \"iprev\" "
	"\"a.e"
	"xample\") {\n"
	"  addflag \"$proved\";\n"
	"}\n"
	"if allof (hasflag :contains \"$\", mailboxexists \"Lists\",\n"
	"          string :matches \"${e}\" \"*x*\", ihave \"regex\") {\n"
	"  fileinto :flags \"$found\" \"Lists\";\n"
	"}\n";

static const char settings[] = "authserv_id = mx.b.example\n"
			       "local_domains = b.example\n"
			       "trusted_sealers = lists.example\n"
			       "trusted_forwarders = m.example\n"
			       "trusted_relays = 198.51.100.0/24\n";

static void check(struct arena *arena, struct str mail)
{
	static const struct str folders[] = { STR_INIT("Lists") };
	const struct sieve_script script = { STR("x.sieve"), str_from(text) };
	struct envelope envelope = {
		.client = { .status = CLIENT_KNOWN, .helo = STR("h.example") },
		.sender = sender_parse(STR("x@a.example")),
		.sender_filtered = true,
		.recipient = STR("bob+x@b.example"),
	};
	struct question question = {
		.mail = mail,
		.envelope = &envelope,
		.now = 1790000000,
		.recipient = { .address = envelope.recipient,
			       .junk_folder = STR("Junk"),
			       .address_book = STR("ann@a.example Ann"),
			       .folders = { folders, 1 },
			       .delimiters = STR("+"),
			       .scripts = &script,
			       .script_count = 1 },
		.user_script = script.name,
		.stored = mail.len % 3 == 0,
		.evidence = mail.len % 4 < 2,
		.report = mail.len % 2 == 0 ? REPORT_TEXT : REPORT_JSON,
	};
	struct config config;
	struct order order, crossed;
	const char *wrong = NULL;
	struct str bytes, error;

	config_defaults(arena, &config);
	assert(config_parse(arena, "conf", STR(settings), &config, &error));
	question.policy = &config.policy;
	question.dns = zone_parse(arena, str_from(zone), &error);
	assert(question.dns != NULL);
	ip_parse(STR("192.0.2.1"), &envelope.client.ip);
	order = decide(arena, &question);
	assert(order_encode(arena, &order, &bytes));
	if (!order_decode(arena, bytes, mail.len, &crossed, &wrong)) {
		fprintf(stderr, "refused: %s\n", wrong);
		abort();
	}
	assert(crossed.actions.count > 0 ||
	       crossed.disposition == DISPOSITION_RETRY);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bounded_check(check, LIMIT_CHILD_ARENA * 2, data, size);
	return 0;
}
