#include "../tap.h"

#include "../../filter/arc_claim.h"
#include "../../filter/limits.h"
#include "../../mda/zone.h"
#include "../signer.h"
#include "../verify.h"

#define NOW 1700000000

static const char mail[] = "From: Joe <joe@example.com>\n"
			   "To: list@example.net\n"
			   "Subject: a test\n"
			   "Date: Tue, 14 Nov 2023 22:13:20 +0000\n"
			   "\n"
			   "Hello.\n";

static struct dns *zone_of_keys(struct arena *arena)
{
	struct str rsa = signer_record(arena, "tests/keys/rsa2048.pem");
	struct str ed = signer_record(arena, "tests/keys/ed25519.pem");
	struct str error;

	return zone_parse(
		arena,
		arena_printf(arena,
			     "rsa._domainkey.one.example TXT \"%.*s\"\n"
			     "rsa._domainkey.two.example TXT \"%.*s\"\n"
			     "ed._domainkey.two.example TXT \"%.*s\"\n"
			     "slow._domainkey.two.example FAIL\n",
			     STR_ARG(rsa), STR_ARG(rsa), STR_ARG(ed)),
		&error);
}

static struct arc_result verify(struct arena *arena, struct dns *dns,
				struct str text)
{
	struct check_context context = { arena, dns, NOW };

	return verify_arc(&context, text);
}

#define ONE "arc=1|cv=none|d=one.example|s=rsa"
#define TWO "arc=2|cv=pass|d=two.example|s=rsa"
#define THREE "arc=3|cv=pass|d=one.example|s=rsa"

/* Each step seals, or changes the mail: "+" puts text on top, "$" at the end. */
static const struct {
	const char *name;
	const char *steps[5];
	enum check_status status;
	const char *reason;
	size_t sets;
	unsigned oldest;
} cases[] = {
	{ "no chain", { "" }, CHECK_NONE, "", 0, 0 },
	{ "one set", { ONE }, CHECK_PASS, "", 1, 0 },
	{ "two sets", { ONE, TWO }, CHECK_PASS, "", 2, 0 },
	{ "three sets", { ONE, TWO, THREE }, CHECK_PASS, "", 3, 0 },
	{ "Ed25519",
	  { ONE,
	    "arc=2|cv=pass|d=two.example|s=ed|key=tests/keys/ed25519.pem" },
	  CHECK_PASS,
	  "",
	  2,
	  0 },
	{ "changed between the sets",
	  { ONE, "$a footer\n", TWO },
	  CHECK_PASS,
	  "",
	  2,
	  2 },
	{ "changed before the third of three",
	  { ONE, TWO, "$a footer\n", THREE },
	  CHECK_PASS,
	  "",
	  3,
	  3 },
	{ "changed after the last",
	  { ONE, TWO, "$more\n" },
	  CHECK_FAIL,
	  "ARC-Message-Signature of instance 2: body hash did not verify",
	  2,
	  0 },

	/* cv= */
	{ "cv=pass on the first",
	  { "arc=1|cv=pass|d=one.example|s=rsa" },
	  CHECK_FAIL,
	  "instance 1 says cv=pass",
	  1,
	  0 },
	{ "cv=none on the second",
	  { ONE, "arc=2|cv=none|d=two.example|s=rsa" },
	  CHECK_FAIL,
	  "instance 2 says cv=none",
	  2,
	  0 },
	{ "cv=fail on the last",
	  { ONE, "arc=2|cv=fail|d=two.example|s=rsa" },
	  CHECK_FAIL,
	  "instance 2 says cv=fail",
	  2,
	  0 },
	{ "cv=fail below",
	  { "arc=1|cv=fail|d=one.example|s=rsa", TWO },
	  CHECK_FAIL,
	  "instance 1 says cv=fail",
	  2,
	  0 },
	{ "no cv=",
	  { "arc=1|no=cv|d=one.example|s=rsa" },
	  CHECK_FAIL,
	  "ARC-Seal of instance 1: no cv=",
	  1,
	  0 },

	/* structure */
	{ "a gap",
	  { ONE, "arc=3|cv=pass|d=two.example|s=rsa" },
	  CHECK_FAIL,
	  "instance 2 has no ARC-Authentication-Results",
	  0,
	  0 },
	{ "not from 1",
	  { TWO },
	  CHECK_FAIL,
	  "instance 1 has no ARC-Authentication-Results",
	  0,
	  0 },
	{ "an instance twice",
	  { ONE, ONE },
	  CHECK_FAIL,
	  "instance 1 has ARC-Seal twice",
	  0,
	  0 },
	{ "i=0",
	  { ONE, "+ARC-Seal: i=0; cv=pass; a=rsa-sha256; d=a.b; s=c; b=d\n" },
	  CHECK_FAIL,
	  "ARC-Seal without an instance",
	  0,
	  0 },
	{ "i=51",
	  { ONE, "+ARC-Authentication-Results: i=51; x; none\n" },
	  CHECK_FAIL,
	  "ARC-Authentication-Results without an instance",
	  0,
	  0 },
	{ "results alone",
	  { ONE, "+ARC-Authentication-Results: i=2; x; none\n" },
	  CHECK_FAIL,
	  "instance 2 has no ARC-Message-Signature",
	  0,
	  0 },
	{ "another case and white space before the colon",
	  { ONE, "+arc-SEAL : i=1; cv=none\n" },
	  CHECK_FAIL,
	  "instance 1 has ARC-Seal twice",
	  0,
	  0 },

	/* seals */
	{ "a seal with h=",
	  { "arc=1|cv=none|d=one.example|s=rsa|seal_add=h=from" },
	  CHECK_FAIL,
	  "ARC-Seal of instance 1: a seal must not have h=",
	  1,
	  0 },
	{ "a spoilt seal below a good one",
	  { "arc=1|cv=none|d=one.example|s=rsa|spoil=seal", TWO },
	  CHECK_FAIL,
	  "ARC-Seal of instance 1: signature did not verify",
	  2,
	  0 },
	{ "a spoilt seal on top",
	  { ONE, "arc=2|cv=pass|d=two.example|s=rsa|spoil=seal" },
	  CHECK_FAIL,
	  "ARC-Seal of instance 2: signature did not verify",
	  2,
	  0 },
	{ "a seal with a duplicate tag",
	  { "arc=1|cv=none|d=one.example|s=rsa|seal_add=cv=none" },
	  CHECK_FAIL,
	  "ARC-Seal of instance 1: duplicate tag",
	  1,
	  0 },
	{ "an algorithm of the past",
	  { "arc=1|cv=none|d=one.example|s=rsa|a=rsa-sha1" },
	  CHECK_FAIL,
	  "ARC-Message-Signature of instance 1: rsa-sha1 is not accepted",
	  1,
	  0 },

	/* message signatures */
	{ "one that covers a seal",
	  { ONE, "arc=2|cv=pass|d=two.example|s=rsa|h=from:arc-seal" },
	  CHECK_FAIL,
	  "ARC-Message-Signature of instance 2: h= has ARC-Seal",
	  2,
	  0 },
	{ "one that leaves From out",
	  { "arc=1|cv=none|d=one.example|s=rsa|h=to:subject" },
	  CHECK_FAIL,
	  "ARC-Message-Signature of instance 1: From is not signed",
	  1,
	  0 },
	{ "one that leaves part of the body out",
	  { "arc=1|cv=none|d=one.example|s=rsa|l=2" },
	  CHECK_FAIL,
	  "ARC-Message-Signature of instance 1: l= leaves part of the body "
	  "out",
	  1,
	  0 },
	{ "one that expired",
	  { "arc=1|cv=none|d=one.example|s=rsa|x=5" },
	  CHECK_FAIL,
	  "ARC-Message-Signature of instance 1: signature expired",
	  1,
	  0 },
	{ "an old one that is spoilt",
	  { "arc=1|cv=none|d=one.example|s=rsa|spoil=b", TWO },
	  CHECK_PASS,
	  "",
	  2,
	  2 },
	{ "an old one that is no tag list",
	  { "arc=1|cv=none|d=one.example|s=rsa|add=;", TWO },
	  CHECK_PASS,
	  "",
	  2,
	  2 },

	/* DNS */
	{ "no key",
	  { "arc=1|cv=none|d=one.example|s=none" },
	  CHECK_FAIL,
	  "ARC-Message-Signature of instance 1: no key",
	  1,
	  0 },
	{ "no answer for a key",
	  { ONE, "arc=2|cv=pass|d=two.example|s=slow" },
	  CHECK_TEMPERROR,
	  "ARC-Message-Signature of instance 2: no answer for the key",
	  2,
	  0 },
	{ "no answer for an old seal's key",
	  { "arc=1|cv=none|d=two.example|s=slow", TWO },
	  CHECK_TEMPERROR,
	  "ARC-Seal of instance 1: no answer for the key",
	  2,
	  0 },
	{ "no answer for one key, and a spoilt seal",
	  { "arc=1|cv=none|d=one.example|s=rsa|spoil=seal",
	    "arc=2|cv=pass|d=two.example|s=slow" },
	  CHECK_FAIL,
	  "ARC-Seal of instance 1: signature did not verify",
	  2,
	  0 },
	{ "a spoilt message signature, and no answer for a seal's key",
	  { "arc=1|cv=none|d=two.example|s=slow",
	    "arc=2|cv=pass|d=two.example|s=rsa|spoil=b" },
	  CHECK_FAIL,
	  "ARC-Message-Signature of instance 2: signature did not verify",
	  2,
	  0 },
};

static struct str take_step(struct arena *arena, const char *step,
			    struct str text)
{
	if (step[0] == '+')
		return arena_printf(arena, "%s%.*s", step + 1, STR_ARG(text));
	if (step[0] == '$')
		return arena_printf(arena, "%.*s%s", STR_ARG(text), step + 1);
	return step[0] != '\0' ? signer_sign_words(arena, step, text) : text;
}

static struct str with_crlf(struct arena *arena, struct str text)
{
	struct buf crlf = buf_new(arena, 1 << 20);
	struct str line;

	while (str_cut(&text, '\n', &line) && text.ptr != NULL) {
		buf_add(&crlf, line);
		buf_add(&crlf, STR("\r\n"));
	}
	return buf_str(&crlf);
}

static void test_case(struct arena *arena, struct dns *zone, size_t i)
{
	struct str text = str_from(mail);
	struct arc_result result;

	for (size_t step = 0; step < 5 && cases[i].steps[step] != NULL; step++)
		text = take_step(arena, cases[i].steps[step], text);
	result = verify(arena, zone, text);
	is_str(check_name(result.status),
	       arena_cstr(arena, check_name(cases[i].status)), "%s",
	       cases[i].name);
	is_str(result.reason, cases[i].reason, "%s: reason", cases[i].name);
	is_int((long long)result.count, (long long)cases[i].sets, "%s: sets",
	       cases[i].name);
	is_int(result.oldest_pass, cases[i].oldest, "%s: oldest pass",
	       cases[i].name);
	is_int(verify(arena, zone, with_crlf(arena, text)).status,
	       cases[i].status, "%s, with CRLF", cases[i].name);
}

/* RFC 8617 4.2.1: fifty sets pass, fifty-one do not. */
static void test_fifty(struct arena *arena, struct dns *zone)
{
	struct str text = str_from(mail);
	struct arc_result result;

	for (int i = 1; i <= LIMIT_ARC_SETS + 1; i++) {
		const char *args = arena_cstr(
			arena, arena_printf(arena,
					    "arc=%d|cv=%s|d=two.example|s=ed|"
					    "key=tests/keys/ed25519.pem",
					    i, i == 1 ? "none" : "pass"));

		if (i == LIMIT_ARC_SETS + 1) {
			result = verify(arena, zone, text);
			is_int(result.status, CHECK_PASS, "fifty sets");
			is_int((long long)result.count, LIMIT_ARC_SETS,
			       "all of them are there");
		}
		text = signer_sign_words(arena, args, text);
	}
	is_int(verify(arena, zone, text).status, CHECK_FAIL, "fifty-one sets");
}

static void test_set(struct arena *arena, struct dns *zone)
{
	struct str text = signer_sign_words(
		arena,
		"arc=1|d=one.example|s=rsa|aar=mx.one.example; "
		"dmarc=pass header.from=Example.COM",
		str_from(mail));
	struct arc_result result = verify(arena, zone, text);
	const struct arc_set *set = result.sets;

	if (!is_int((long long)result.count, 1, "a set"))
		return;
	is_int(set->instance, 1, "its instance");
	is_str(set->seal.domain, "one.example", "its sealer");
	is_str(set->seal.selector, "rsa", "its selector");
	ok(set->ams.status == CHECK_PASS && set->seal.status == CHECK_PASS &&
		   set->cv == CHECK_NONE,
	   "its signatures and cv=");
	is_int(set->claim.dmarc, CHECK_PASS, "its claim");
	is_str(set->claim.header_from, "example.com", "and whom it is about");
}

/* -- claims ----------------------------------------------------------------------------- */

static const struct {
	const char *value;
	unsigned instance; /* 0: refused */
	const char *id;
	enum check_status dmarc;
	const char *from;
	enum check_status dkim;
	const char *dkim_domain; /* the first, or "" */
	enum check_status spf;
	const char *spf_domain;
} claims[] = {
	{ " i=1; mx.example; none", 1, "mx.example", CHECK_NONE, "", CHECK_NONE,
	  "", CHECK_NONE, "" },
	{ " i=50; mx.example; dmarc=pass (p=none) header.from=A.example;\n"
	  " dkim=pass header.i=@b.example header.s=x header.b=ab/cd=;\n"
	  " spf=fail (no) smtp.mailfrom=joe@c.example",
	  50, "mx.example", CHECK_PASS, "a.example", CHECK_PASS, "b.example",
	  CHECK_FAIL, "c.example" },
	{ "i=1; mx 1; dmarc=pass action=none header.from=a.example; "
	  "dkim=pass x-bits=2048 header.d=a.example; arc=none",
	  1, "mx", CHECK_PASS, "a.example", CHECK_PASS, "a.example", CHECK_NONE,
	  "" },
	{ "i=1; mx; dkim=fail header.d=a.example; dkim=pass header.d=b.example",
	  1, "mx", CHECK_NONE, "", CHECK_PASS, "b.example", CHECK_NONE, "" },
	{ "i=1; mx; dkim=pass header.d=b.example; dkim=fail header.d=a.example",
	  1, "mx", CHECK_NONE, "", CHECK_PASS, "b.example", CHECK_NONE, "" },
	{ "i=1; mx; dmarc=pass header.from=a.example; "
	  "dmarc=fail header.from=a.example",
	  1, "mx", CHECK_NONE, "", CHECK_NONE, "", CHECK_NONE, "" },
	{ "i=1; mx; dmarc=fail header.from=a.example; "
	  "dmarc=pass header.from=a.example",
	  1, "mx", CHECK_NONE, "", CHECK_NONE, "", CHECK_NONE, "" },
	{ "i=1; mx; dmarc=pass header.from=\"a.example\"", 1, "mx", CHECK_PASS,
	  "a.example", CHECK_NONE, "", CHECK_NONE, "" },
	{ "i=1; mx; dmarc=pass header.from=com", 1, "mx", CHECK_PASS, "",
	  CHECK_NONE, "", CHECK_NONE, "" },
	{ "i=1; mx; dmarc=bestguesspass header.from=a.example", 1, "mx",
	  CHECK_NONE, "a.example", CHECK_NONE, "", CHECK_NONE, "" },
	{ "i=1; mx; x=pass (dmarc=pass header.from=a.example)", 1, "mx",
	  CHECK_NONE, "", CHECK_NONE, "", CHECK_NONE, "" },
	{ " (c) i (c) = (c) 7 (c) ; mx; none", 7, "mx", CHECK_NONE, "",
	  CHECK_NONE, "", CHECK_NONE, "" },
	{ "i=1; what is this; dmarc=pass header.from=a.example", 1, "",
	  CHECK_NONE, "", CHECK_NONE, "", CHECK_NONE, "" },
	{ "i=0; mx; none", 0, "", CHECK_NONE, "", CHECK_NONE, "", CHECK_NONE,
	  "" },
	{ "i=51; mx; none", 0, "", CHECK_NONE, "", CHECK_NONE, "", CHECK_NONE,
	  "" },
	{ "i=1 mx; none", 0, "", CHECK_NONE, "", CHECK_NONE, "", CHECK_NONE,
	  "" },
	{ "I=1; mx; none", 0, "", CHECK_NONE, "", CHECK_NONE, "", CHECK_NONE,
	  "" },
	{ "mx; none", 0, "", CHECK_NONE, "", CHECK_NONE, "", CHECK_NONE, "" },
	{ "i=001; mx; none", 0, "", CHECK_NONE, "", CHECK_NONE, "", CHECK_NONE,
	  "" },
	{ "", 0, "", CHECK_NONE, "", CHECK_NONE, "", CHECK_NONE, "" },
};

static void test_claim(struct arena *arena, size_t i)
{
	struct arc_claim claim;
	unsigned instance = 0;
	bool read = arc_claim_parse(arena, str_from(claims[i].value), &instance,
				    &claim);

	ok(read == (claims[i].instance > 0) &&
		   (!read || instance == claims[i].instance),
	   "instance of \"%s\"", claims[i].value);
	is_str(claim.authserv_id, claims[i].id, "id");
	is_int(claim.dmarc, claims[i].dmarc, "dmarc");
	is_str(claim.header_from, claims[i].from, "header.from");
	is_int(claim.dkim, claims[i].dkim, "dkim");
	is_str(claim.dkim_domain_count > 0 ? claim.dkim_domains[0] : STR(""),
	       claims[i].dkim_domain, "domain of dkim");
	is_int(claim.spf, claims[i].spf, "spf");
	is_str(claim.spf_domain, claims[i].spf_domain, "domain of spf");
}

int main(void)
{
	struct arena *arena = arena_new((size_t)512 << 20, NULL);
	struct dns *zone = zone_of_keys(arena);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		test_case(arena, zone, i);
	test_fifty(arena, zone);
	test_set(arena, zone);
	for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++)
		test_claim(arena, i);
	arena_free(arena);
	return done_testing();
}
