#include "../../filter/dmarc.h"

#include "../tap.h"
#include "asked.h"

#define REC(domain, text) "_dmarc." domain " TXT \"v=DMARC1; " text "\"\n"
#define FAIL(domain) "_dmarc." domain " FAIL\n"

/*
 * One mail.  spf and dkim: what was checked, "STATUS domain", for DKIM several.
 * want: the result, where the policy was found, which tag says what, what is
 * applied if that is another, the organizational domain, what is aligned.
 */
struct mail {
	const char *what;
	const char *zone;
	const char *author, *spf, *dkim;
	const char *want;
};

/* RFC 9989 B.1: the alignment examples. */
#define EXAMPLE_COM REC("example.com", "p=reject")
/* B.4.1, B.4.2 */
#define SIGNING EXAMPLE_COM REC("signing.example.com", "p=none")
/* B.4.3 */
#define BANK                                                                   \
	REC("bank.example", "p=reject; psd=y")                                 \
	REC("giant.bank.example", "p=quarantine")

static const struct mail appendix_b[] = {
	{ "B.1.1 example 1: SPF, strict", REC("example.com", "p=none; aspf=s"),
	  "example.com", "pass example.com", "",
	  "pass example.com p=none org=example.com spf" },
	{ "B.1.1 example 2: SPF, relaxed", EXAMPLE_COM, "example.com",
	  "pass child.example.com", "",
	  "pass example.com p=reject org=example.com spf" },
	{ "B.1.1 example 3: SPF, not aligned", EXAMPLE_COM, "child.example.com",
	  "pass example.net", "", "fail example.com p=reject org=example.com" },
	{ "B.1.2 example 1: DKIM, strict",
	  REC("example.com", "p=none; adkim=s"), "example.com", "",
	  "pass example.com",
	  "pass example.com p=none org=example.com dkim=1" },
	{ "B.1.2 example 2: DKIM, relaxed", EXAMPLE_COM, "child.example.com",
	  "", "pass example.com",
	  "pass example.com p=reject org=example.com dkim=1" },
	{ "B.1.2 example 3: DKIM, not aligned", EXAMPLE_COM,
	  "child.example.com", "", "pass example.net",
	  "fail example.com p=reject org=example.com" },
	{ "B.2.1: an entire domain, monitored",
	  REC("example.com", "p=none; rua=mailto:feedback@example.com"),
	  "example.com", "", "", "fail example.com p=none org=example.com" },
	{ "B.2.5: a subdomain, testing",
	  REC("test.example.com", "p=quarantine; "
				  "rua=mailto:feedback@example.com,"
				  "mailto:tld-test@thirdparty.example.net; "
				  "t=y"),
	  "test.example.com", "", "",
	  "fail test.example.com p=quarantine applied=none "
	  "org=test.example.com" },
	{ "B.2.5: testing is over", REC("test.example.com", "p=reject"),
	  "test.example.com", "", "",
	  "fail test.example.com p=reject org=test.example.com" },
	{ "B.2.5: the rest of the domain takes no part",
	  REC("test.example.com", "p=reject"), "example.com", "", "", "none" },
	{ "B.3.1: both are aligned",
	  REC("example.com", "p=reject; aspf=r; "
			     "rua=mailto:dmarc-feedback@example.com"),
	  "example.com", "pass mail.example.com", "pass example.com",
	  "pass example.com p=reject org=example.com spf dkim=1" },
	{ "B.4.1: a signing subdomain with a record", SIGNING, "example.com",
	  "pass example.com", "pass signing.example.com",
	  "pass example.com p=reject org=example.com spf dkim=1" },
	{ "B.4.2: a deep author domain", SIGNING,
	  "a.b.c.d.e.f.g.h.i.j.k.example.com", "pass example.com",
	  "pass signing.example.com",
	  "pass example.com p=reject org=example.com spf dkim=1" },
	{ "B.4.3: below a public suffix", BANK, "giant.bank.example",
	  "pass mail.giant.bank.example", "pass mail.mega.bank.example",
	  "pass giant.bank.example p=quarantine org=giant.bank.example spf" },
	{ "B.4.3: nothing of the other bank helps", BANK, "giant.bank.example",
	  "", "pass mail.mega.bank.example",
	  "fail giant.bank.example p=quarantine org=giant.bank.example" },
};

/* RFC 9989 4.10: the walk. */
#define MAIL_N                                                                 \
	REC("example.com", "p=none")                                           \
	REC("mail.example.com", "p=reject; "                                   \
				"psd=n")

static const struct mail walks[] = {
	{ "4.10, 2: records of something else are discarded",
	  "_dmarc.example.com TXT \"v=spf1 -all\"\n"
	  "_dmarc.example.com TXT \"v=DMARC2; p=none\"\n"
	  "_dmarc.example.com TXT \"p=none; v=DMARC1\"\n" EXAMPLE_COM,
	  "example.com", "", "", "fail example.com p=reject org=example.com" },
	{ "4.10, 2: several records are all discarded",
	  EXAMPLE_COM REC("example.com", "p=none"), "example.com", "", "",
	  "none" },
	{ "4.10, 6: so they are further up",
	  EXAMPLE_COM REC("example.com", "p=none") REC("com", "p=quarantine"),
	  "mail.example.com", "", "", "fail com p=quarantine org=com" },
	{ "a record with a tag twice is none",
	  REC("mail.example.com", "p=none; p=none") EXAMPLE_COM,
	  "mail.example.com", "", "",
	  "fail example.com p=reject org=example.com" },
	{ "4.5: the strings of one record are joined",
	  "_dmarc.example.com TXT \"v=DMAR\" \"C1; p=rej\" \"ect\"\n",
	  "example.com", "", "", "fail example.com p=reject org=example.com" },
	{ "4.10, 2: psd=n stops the walk", MAIL_N, "a.mail.example.com", "",
	  "pass example.com",
	  "fail mail.example.com p=reject org=mail.example.com" },
	{ "4.10.2, 1: psd=n is the organizational domain", MAIL_N,
	  "a.mail.example.com", "", "pass b.mail.example.com",
	  "pass mail.example.com p=reject org=mail.example.com dkim=1" },
	{ "4.10.2, 1: an identifier below a psd=n is of another organization",
	  MAIL_N, "example.com", "", "pass a.mail.example.com",
	  "fail example.com p=none org=example.com" },
	{ "4.10.2, 2: the name below psd=y",
	  REC("example.com", "p=none; psd=y"), "a.mail.example.com", "",
	  "pass mail.example.com",
	  "pass example.com p=none org=mail.example.com dkim=1" },
	{ "4.10.2, 2: its neighbours are others",
	  REC("example.com", "p=none; psd=y"), "a.mail.example.com", "",
	  "pass mall.example.com",
	  "fail example.com p=none org=mail.example.com" },
	{ "a signature of the top itself aligns with nobody",
	  REC("com", "p=reject; psd=y"), "com.com", "", "pass com",
	  "fail com p=reject org=com.com" },
	{ "4.10.2, 2: a public suffix as author is its own organization",
	  REC("co.example", "p=reject; psd=y"), "co.example", "",
	  "pass co.example", "pass co.example p=reject org=co.example dkim=1" },
	{ "4.10.2, 2: and not that of the names below it",
	  REC("co.example", "p=reject; psd=y"), "co.example", "",
	  "pass a.co.example", "fail co.example p=reject org=co.example" },
	{ "a signature of a public suffix aligns with nobody below it",
	  REC("co.example", "p=reject; psd=y") REC("a.co.example", "p=reject"),
	  "a.co.example", "pass co.example", "pass co.example",
	  "fail a.co.example p=reject org=a.co.example" },
	{ "4.10.2, 3: the fewest labels",
	  REC("mail.example.com", "p=none") EXAMPLE_COM, "a.mail.example.com",
	  "", "pass other.example.com",
	  "pass example.com p=reject org=example.com dkim=1" },
	{ "4.10.2, last example: psd=y at the top", REC("com", "p=none; psd=y"),
	  "a.mail.example.com", "", "pass example.com",
	  "pass com p=none org=example.com dkim=1" },
	{ "4.10.2: strict alignment is being identical",
	  REC("example.com", "p=none; adkim=s; aspf=s"), "a.example.com",
	  "pass example.com", "pass b.a.example.com",
	  "fail example.com p=none org=example.com" },
	{ "strict for one of them",
	  REC("example.com", "p=none; adkim=s; aspf=r"), "a.example.com",
	  "pass example.com", "pass example.com",
	  "pass example.com p=none org=example.com spf" },
	{ "4.4: names are compared in any case", EXAMPLE_COM,
	  "Mail.Example.COM", "", "pass EXAMPLE.com",
	  "pass Example.COM p=reject org=Example.COM dkim=1" },
	{ "a name that only ends alike is another", EXAMPLE_COM, "example.com",
	  "pass notexample.com", "pass example.com.example.net",
	  "fail example.com p=reject org=example.com" },
	{ "eight labels: all are asked",
	  REC("c.d.e.f.g.example.com", "p=reject"), "a.c.d.e.f.g.example.com",
	  "", "",
	  "fail c.d.e.f.g.example.com p=reject org=c.d.e.f.g.example.com" },
	{ "4.10, 4: nine labels: the second is left out",
	  REC("b.c.d.e.f.g.example.com", "p=reject"),
	  "a.b.c.d.e.f.g.example.com", "", "", "none" },
	{ "and psd=y right above gives the name left out",
	  REC("c.d.e.f.g.example.com", "p=reject; psd=y"),
	  "a.b.c.d.e.f.g.example.com", "", "pass b.c.d.e.f.g.example.com",
	  "pass c.d.e.f.g.example.com p=reject "
	  "org=b.c.d.e.f.g.example.com dkim=1" },
};

/* RFC 9989 4.10.1: the policy. */
static const struct mail policies[] = {
	{ "the author domain comes first",
	  EXAMPLE_COM REC("mail.example.com", "p=quarantine; sp=none"),
	  "mail.example.com", "", "",
	  "fail mail.example.com p=quarantine org=example.com" },
	{ "then the organizational domain, not what lies between",
	  EXAMPLE_COM REC("mail.example.com", "p=none"), "a.mail.example.com",
	  "", "", "fail example.com p=reject org=example.com" },
	{ "then the public suffix",
	  REC("co.example", "p=reject; sp=quarantine; psd=y"), "a.b.co.example",
	  "", "", "fail co.example sp=quarantine org=b.co.example" },
	{ "not the public suffix when the organization has a record",
	  REC("co.example", "p=reject; psd=y") REC("b.co.example", "p=none"),
	  "a.b.co.example", "", "",
	  "fail b.co.example p=none org=b.co.example" },
	{ "sp for a subdomain that exists",
	  REC("example.com",
	      "p=none; sp=quarantine; np=reject") "mail.example.com MX 10 "
						  "mx.example.com\n",
	  "mail.example.com", "", "",
	  "fail example.com sp=quarantine org=example.com" },
	{ "A.4: a name with something below it exists",
	  REC("example.com",
	      "p=none; sp=quarantine; np=reject") "x.mail.example.com A "
						  "192.0.2.1\n",
	  "mail.example.com", "", "",
	  "fail example.com sp=quarantine org=example.com" },
	{ "np for one that does not",
	  REC("example.com", "p=none; sp=quarantine; np=reject"),
	  "mail.example.com", "", "",
	  "fail example.com np=reject org=example.com" },
	{ "without np it is sp", REC("example.com", "p=none; sp=reject"),
	  "mail.example.com", "", "",
	  "fail example.com sp=reject org=example.com" },
	{ "without both it is p", EXAMPLE_COM, "mail.example.com", "", "",
	  "fail example.com p=reject org=example.com" },
	{ "np is not for what exists",
	  REC("example.com",
	      "p=none; np=reject") "mail.example.com A 192.0.2.1\n",
	  "mail.example.com", "", "",
	  "fail example.com p=none org=example.com" },
	{ "the domain itself has p",
	  REC("example.com", "p=none; sp=reject; np=reject"), "example.com", "",
	  "", "fail example.com p=none org=example.com" },
	{ "t=y: reject becomes quarantine", REC("example.com", "p=reject; t=y"),
	  "example.com", "", "",
	  "fail example.com p=reject applied=quarantine org=example.com" },
	{ "t=y: quarantine becomes none",
	  REC("example.com", "p=reject; sp=quarantine; t=y"), "a.example.com",
	  "", "",
	  "fail example.com sp=quarantine applied=none org=example.com" },
	{ "t=y: none stays", REC("example.com", "p=none; t=y"), "example.com",
	  "", "", "fail example.com p=none org=example.com" },
	{ "no valid p, but somebody who wants reports: p=none",
	  REC("example.com", "p=rejct; rua=mailto:d@example.com"),
	  "example.com", "", "", "fail example.com p=none org=example.com" },
	{ "no p at all, the same",
	  REC("example.com", "rua=mailto:d@example.com"), "example.com", "",
	  "pass example.com",
	  "pass example.com p=none org=example.com dkim=1" },
	{ "no valid p and nobody: no DMARC", REC("example.com", "p=rejct"),
	  "example.com", "", "pass example.com", "none" },
	{ "no valid URI is nobody",
	  REC("example.com", "p=rejct; rua=d@example.com"), "example.com", "",
	  "", "none" },
	{ "an sp that is not valid, with rua",
	  REC("example.com", "p=reject; sp=all; rua=mailto:d@example.com"),
	  "example.com", "", "", "fail example.com p=none org=example.com" },
	{ "an np that is not valid, without",
	  REC("example.com", "p=reject; np=all"), "example.com", "", "",
	  "none" },
	{ "no record anywhere: no DMARC", "example.com A 192.0.2.1\n",
	  "example.com", "pass example.com", "pass example.com", "none" },
	{ "records of others do not matter", EXAMPLE_COM, "example.net", "", "",
	  "none" },
};

/* RFC 9989 5.3, and what temporary errors may change. */
static const struct mail outcomes[] = {
	{ "5.3.3: fail counts for nothing", EXAMPLE_COM, "example.com",
	  "fail example.com", "fail example.com, permerror example.com",
	  "fail example.com p=reject org=example.com" },
	{ "neither do softfail, neutral, policy and none", EXAMPLE_COM,
	  "example.com", "softfail example.com",
	  "policy example.com, neutral example.com, none example.com",
	  "fail example.com p=reject org=example.com" },
	{ "5.3.4: each identifier is looked at", EXAMPLE_COM, "example.com",
	  "pass example.net",
	  "pass example.org, fail example.com, pass a.example.com, "
	  "pass example.com",
	  "pass example.com p=reject org=example.com dkim=2" },
	{ "5.3.5: one is enough", EXAMPLE_COM, "example.com",
	  "fail example.com", "fail example.com, pass example.com",
	  "pass example.com p=reject org=example.com dkim=1" },
	{ "5.3.5: none exists", EXAMPLE_COM, "example.com", "", "",
	  "fail example.com p=reject org=example.com" },
	{ "an identifier without a domain", EXAMPLE_COM, "example.com", "pass ",
	  "pass ", "fail example.com p=reject org=example.com" },
	/* 5.3.6 */
	{ "an aligned identifier stays open", EXAMPLE_COM, "a.example.com",
	  "fail a.example.com", "temperror example.com",
	  "temperror example.com p=reject org=example.com" },
	{ "SPF stays open", EXAMPLE_COM, "example.com", "temperror example.com",
	  "", "temperror example.com p=reject org=example.com" },
	{ "another one passes", EXAMPLE_COM, "example.com",
	  "temperror example.com", "temperror example.com, pass example.com",
	  "pass example.com p=reject org=example.com dkim=1" },
	{ "an identifier of others stays open", EXAMPLE_COM, "example.com",
	  "temperror example.net", "temperror evil.example",
	  "fail example.com p=reject org=example.com" },
	{ "strict: one of the same organization stays open",
	  REC("example.com", "p=reject; adkim=s"), "example.com", "",
	  "temperror a.example.com",
	  "fail example.com p=reject org=example.com" },
	{ "no answer for the author's record", FAIL("example.com"),
	  "example.com", "pass example.com", "", "temperror" },
	{ "no answer on the way", FAIL("example.com"), "a.example.com", "", "",
	  "temperror" },
	{ "no answer above the one that decides",
	  REC("example.com", "p=reject; psd=n") FAIL("com"), "a.example.com",
	  "", "", "fail example.com p=reject org=example.com" },
	{ "no answer above the author's record, and the same domain",
	  EXAMPLE_COM FAIL("com"), "example.com", "", "pass example.com",
	  "pass example.com p=reject org=example.com dkim=1" },
	{ "one that may be of the same organization", EXAMPLE_COM FAIL("com"),
	  "example.com", "", "pass a.example.com",
	  "temperror example.com p=reject org=example.com" },
	{ "one that cannot be", EXAMPLE_COM FAIL("com"), "example.com",
	  "temperror evil.com", "pass evil.com",
	  "fail example.com p=reject org=example.com" },
	{ "no answer for the identifier's own record",
	  EXAMPLE_COM FAIL("a.example.com"), "example.com", "",
	  "pass b.a.example.com",
	  "temperror example.com p=reject org=example.com" },
	{ "no answer whether the author exists, and it matters",
	  REC("example.com", "p=none; np=reject") "a.example.com A FAIL\n",
	  "a.example.com", "", "",
	  "temperror example.com p=none org=example.com" },
	{ "and it does not",
	  REC("example.com", "p=none; np=reject") "a.example.com A FAIL\n",
	  "a.example.com", "", "pass a.example.com",
	  "pass example.com p=none org=example.com dkim=1" },
};

static struct str take_identifier(struct str text, enum check_status *status)
{
	struct str word;

	text = str_trim(text);
	str_cut(&text, ' ', &word);
	for (int i = CHECK_NONE; i <= CHECK_PERMERROR; i++)
		if (str_eq(check_name((enum check_status)i), word))
			*status = (enum check_status)i;
	return text;
}

static struct dkim_results dkim_of(struct arena *arena, const char *text)
{
	struct dkim_result *list = ARENA_ARRAY(arena, struct dkim_result, 8);
	struct str rest = str_from(text), part;
	struct dkim_results results = { list, 0 };

	while (rest.len > 0 && str_cut(&rest, ',', &part)) {
		struct dkim_result *result = &list[results.count++];

		result->domain = take_identifier(part, &result->status);
	}
	return results;
}

static struct str summary(struct arena *arena,
			  const struct dmarc_result *result)
{
	struct buf text = buf_new(arena, 500);

	buf_add(&text, check_name(result->status));
	if (result->policy_domain.len == 0 || result->status == CHECK_NONE)
		return buf_str(&text);
	buf_printf(&text, " %.*s %s=%.*s", STR_ARG(result->policy_domain),
		   result->policy_tag,
		   STR_ARG(dmarc_policy_name(result->published)));
	if (result->applied != result->published)
		buf_printf(&text, " applied=%.*s",
			   STR_ARG(dmarc_policy_name(result->applied)));
	buf_printf(&text, " org=%.*s", STR_ARG(result->org_domain));
	if (result->spf_aligned)
		buf_printf(&text, " spf");
	if (result->dkim_aligned > 0)
		buf_printf(&text, " dkim=%zu", result->dkim_aligned);
	return buf_str(&text);
}

static struct dmarc_result check(struct asked *asked, const char *domain,
				 const char *spf, const char *dkim)
{
	struct author author = { .status = AUTHOR_OK,
				 .reason = "",
				 .domain = str_from(domain) };
	struct spf_result spf_result = { 0 };
	struct dkim_results dkim_results = dkim_of(asked->context.arena, dkim);

	spf_result.domain = take_identifier(str_from(spf), &spf_result.status);
	return dmarc_check(&asked->context, &author, &spf_result,
			   &dkim_results);
}

static void test_mails(struct arena *arena, const struct mail *mails,
		       size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct asked *asked = asked_new(arena, mails[i].zone);
		struct dmarc_result result = check(asked, mails[i].author,
						   mails[i].spf, mails[i].dkim);

		is_str(summary(arena, &result), mails[i].want, "%s",
		       mails[i].what);
		ok((result.status == CHECK_PASS) == (result.reason.len == 0),
		   "with a reason unless it passes");
		ok((result.status == CHECK_TEMPERROR) ==
			   (str_find_str(result.reason, STR("DNS answer")) <
				    result.reason.len ||
			    str_find_str(result.reason, STR("temporary")) <
				    result.reason.len),
		   "that speaks of DNS when it is about that");
		ok(result.walk_count > 0 &&
			   result.walk_count <= LIMIT_TREE_WALK,
		   "within eight questions");
	}
}

static void test_walk(struct arena *arena)
{
	static const char wanted[] = "TXT _dmarc.a.b.c.d.e.f.g.h.example.com\n"
				     "TXT _dmarc.d.e.f.g.h.example.com\n"
				     "TXT _dmarc.e.f.g.h.example.com\n"
				     "TXT _dmarc.f.g.h.example.com\n"
				     "TXT _dmarc.g.h.example.com\n"
				     "TXT _dmarc.h.example.com\n"
				     "TXT _dmarc.example.com\n"
				     "TXT _dmarc.com\n";
	struct asked *asked =
		asked_new(arena, EXAMPLE_COM REC("h.example.com", "p=none")
					 REC("h.example.com", "p=none"));
	struct dmarc_result result =
		check(asked, "a.b.c.d.e.f.g.h.example.com", "", "");

	is_str(buf_str(&asked->looked_up), wanted, "what a walk asks");
	is_str(buf_str(&asked->announced), wanted, "it announces before");
	is_int((long long)result.walk_count, 8, "eight steps to show");
	is_str(result.walk[5].name, "_dmarc.h.example.com", "their names");
	is_str(str_from(result.walk[5].note), "several records: all discarded",
	       "their notes");
	is_str(result.walk[5].record, "", "what was discarded is not shown");
	is_str(result.walk[6].record, "v=DMARC1; p=reject", "their records");
	is_int(result.walk[7].status, DNS_NXDOMAIN, "their answers");
	is_str(result.record, "v=DMARC1; p=reject", "the record that counts");
}

static void test_length(struct arena *arena)
{
	char zone[LIMIT_DMARC_RECORD + 100], *padding;
	struct dmarc_result result;

	snprintf(zone, sizeof(zone),
		 "_dmarc.example.com TXT v=DMARC1; p=reject; x=");
	padding = zone + strlen(zone);
	memset(padding, 'y', sizeof(zone) - (size_t)(padding - zone));
	zone[strlen("_dmarc.example.com TXT ") + LIMIT_DMARC_RECORD] = '\0';
	result = check(asked_new(arena, zone), "example.com", "", "");
	is_int(result.published, DMARC_POLICY_REJECT, "the longest record");
	strcat(zone, "y");
	result = check(asked_new(arena, zone), "example.com", "", "");
	is_int(result.status, CHECK_NONE, "one byte more");
	is_str(str_from(result.walk[0].note), "too long: discarded",
	       "is discarded");
}

static void test_shortcuts(struct arena *arena)
{
	struct asked *asked = asked_new(arena, EXAMPLE_COM);

	check(asked, "example.com", "pass example.com",
	      "pass example.com, pass example.net, fail a.example.com");
	is_int(asked->lookups, 2, "equal and foreign names need no walk");
	asked = asked_new(arena, EXAMPLE_COM);
	check(asked, "example.com", "",
	      "pass example.com, temperror a.example.com");
	is_int(asked->lookups, 2, "nor do open ones when one passes");
}

static void test_authors(struct arena *arena)
{
	static const enum author_status unusable[] = { AUTHOR_MISSING,
						       AUTHOR_AMBIGUOUS,
						       AUTHOR_INVALID };

	for (size_t i = 0; i < 3; i++) {
		struct asked *asked = asked_new(arena, EXAMPLE_COM);
		struct author author = { .status = unusable[i],
					 .reason = "why" };
		struct spf_result spf = { .status = CHECK_PASS,
					  .domain = STR("example.com") };
		struct dkim_results dkim = { NULL, 0 };
		struct dmarc_result result =
			dmarc_check(&asked->context, &author, &spf, &dkim);

		is_int(result.status, CHECK_PERMERROR,
		       "no author is a permerror, never none");
		is_str(result.reason, "why", "that says why");
		is_int(asked->lookups, 0, "and nothing is asked");
	}
}

static void test_org(struct arena *arena)
{
	static const struct {
		const char *zone, *a, *b;
		bool same;
		const char *org_a;
		enum dns_status status;
	} cases[] = {
		{ EXAMPLE_COM, "a.example.com", "b.example.com", true,
		  "example.com", DNS_FOUND },
		{ EXAMPLE_COM, "a.example.com", "example.net", false,
		  "example.com", DNS_FOUND },
		{ "x.example A 192.0.2.1\n", "a.example.com", "example.com",
		  false, "a.example.com", DNS_NODATA },
		{ "x.example A 192.0.2.1\n", "A.example.com", "a.Example.com",
		  true, "A.example.com", DNS_NODATA },
		{ MAIL_N, "a.mail.example.com", "b.example.com", false,
		  "mail.example.com", DNS_FOUND },
		{ MAIL_N, "b.example.com", "a.mail.example.com", false,
		  "example.com", DNS_FOUND },
		{ BANK, "giant.bank.example", "mega.bank.example", false,
		  "giant.bank.example", DNS_FOUND },
		{ EXAMPLE_COM FAIL("com"), "a.example.com", "b.example.com",
		  false, NULL, DNS_TEMPFAIL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct asked *asked = asked_new(arena, cases[i].zone);
		enum dns_status status;
		struct str org = dmarc_org_domain(
			&asked->context, str_from(cases[i].a), &status);

		if (cases[i].org_a != NULL)
			is_str(org, cases[i].org_a, "organization of %s",
			       cases[i].a);
		is_int(status, cases[i].status, "whether a record says so");
		ok(dmarc_same_org(&asked->context, str_from(cases[i].a),
				  str_from(cases[i].b)) == cases[i].same,
		   "%s and %s", cases[i].a, cases[i].b);
	}
}

#define TEST(arena, mails)                                                     \
	test_mails(arena, mails, sizeof(mails) / sizeof((mails)[0]))

int main(void)
{
	struct arena *arena = arena_new(LIMIT_ARENA * 8, NULL);

	TEST(arena, appendix_b);
	TEST(arena, walks);
	TEST(arena, policies);
	TEST(arena, outcomes);
	test_walk(arena);
	test_length(arena);
	test_shortcuts(arena);
	test_authors(arena);
	test_org(arena);
	arena_free(arena);
	return done_testing();
}
