#include "../../filter/dmarc_record.h"

#include "../tap.h"

/* p, sp, np: "n", "q", "r", "!" for invalid, "-" for absent. */
static const struct {
	const char *text;
	const char *policies; /* p, sp, np; NULL: no record, "x": discarded */
	const char *rest; /* psd, t, adkim, aspf, rua */
} records[] = {
	/* dmarc-version = "v" equals %s"DMARC1" */
	{ "v=DMARC1", "---", "unrr-" },
	{ "v=DMARC1;p=none", "n--", "unrr-" },
	{ "V=DMARC1; p=none", "n--", "unrr-" },
	{ "v\t=  DMARC1 ; p=none", "n--", "unrr-" },
	{ "v=DMARC1 p=none", NULL, NULL },
	{ "v=dmarc1; p=none", NULL, NULL },
	{ "v=DMARC2; p=none", NULL, NULL },
	{ "v=DMARC11; p=none", NULL, NULL },
	{ " v=DMARC1; p=none", NULL, NULL },
	{ "p=none; v=DMARC1", NULL, NULL },
	{ ";v=DMARC1; p=none", NULL, NULL },
	{ "vv=DMARC1; p=none", NULL, NULL },
	{ "DMARC1; p=none", NULL, NULL },
	{ "v=spf1 -all", NULL, NULL },
	{ "", NULL, NULL },
	/* dmarc-request, in any case */
	{ "v=DMARC1; p=none", "n--", "unrr-" },
	{ "v=DMARC1; p=quarantine", "q--", "unrr-" },
	{ "v=DMARC1; p=reject", "r--", "unrr-" },
	{ "v=DMARC1; P=Reject; SP=NONE", "rn-", "unrr-" },
	{ "v=DMARC1; np=reject; sp=quarantine; p=none", "nqr", "unrr-" },
	{ "v=DMARC1; p=rejected", "!--", "unrr-" },
	{ "v=DMARC1; p=", "!--", "unrr-" },
	{ "v=DMARC1; p", "---", "unrr-" },
	{ "v=DMARC1; p=re ject", "!--", "unrr-" },
	{ "v=DMARC1; p=reject\x01", "!--", "unrr-" },
	{ "v=DMARC1; p=none; sp=", "n!-", "unrr-" },
	{ "v=DMARC1; p=none; np=all", "n-!", "unrr-" },
	/* separators */
	{ "v=DMARC1;p=reject;", "r--", "unrr-" },
	{ "v=DMARC1 \t; \t p \t= \t reject \t ; ", "r--", "unrr-" },
	{ "v=DMARC1;;p=reject", "r--", "unrr-" },
	/* what is wrong is ignored, what is unknown too */
	{ "v=DMARC1; nonsense; p=reject", "r--", "unrr-" },
	{ "v=DMARC1; p1=none; p=reject", "r--", "unrr-" },
	{ "v=DMARC1; pct=100; ri=1; rf=afrf; x=\xff; p=reject", "r--",
	  "unrr-" },
	/* psd, t, adkim, aspf: what is no value of theirs is the default */
	{ "v=DMARC1; p=none; psd=y; t=y; adkim=s; aspf=s", "n--", "yyss-" },
	{ "v=DMARC1; p=none; psd=N; T=Y; adkim=S; aspf=R", "n--", "nysr-" },
	{ "v=DMARC1; p=none; psd=u; t=n; adkim=r; aspf=r", "n--", "unrr-" },
	{ "v=DMARC1; p=none; psd=x; t=yes; adkim=strict; aspf=", "n--",
	  "unrr-" },
	/* rua: one valid URI is enough */
	{ "v=DMARC1; rua=mailto:d@example.com", "---", "unrrr" },
	{ "v=DMARC1; rua=mailto:d@example.com!10m", "---", "unrrr" },
	{ "v=DMARC1; rua=mailto:d@example.com!10", "---", "unrrr" },
	{ "v=DMARC1; rua=mailto:d@example.com!10x", "---", "unrr-" },
	{ "v=DMARC1; rua=mailto:d@example.com!", "---", "unrr-" },
	{ "v=DMARC1; rua=mailto:d@example.com!m", "---", "unrr-" },
	{ "v=DMARC1; rua=https://example.com/r?a=b%20c", "---", "unrrr" },
	{ "v=DMARC1; rua=https://example.com/%2F", "---", "unrrr" },
	{ "v=DMARC1; rua=https://example.com/%2", "---", "unrr-" },
	{ "v=DMARC1; rua=https://example.com/%zz", "---", "unrr-" },
	{ "v=DMARC1; rua=d@example.com", "---", "unrr-" },
	{ "v=DMARC1; rua=mailto:", "---", "unrr-" },
	{ "v=DMARC1; rua=1mailto:d@example.com", "---", "unrr-" },
	{ "v=DMARC1; rua=mail_to:d@example.com", "---", "unrr-" },
	{ "v=DMARC1; rua=mailto:a b@example.com", "---", "unrr-" },
	{ "v=DMARC1; rua=nobody , mailto:d@example.com", "---", "unrrr" },
	{ "v=DMARC1; rua=", "---", "unrr-" },
	{ "v=DMARC1; rua=,", "---", "unrr-" },
	{ "v=DMARC1; ruf=mailto:d@example.com", "---", "unrr-" },
	/* a tag twice: nobody knows which was meant */
	{ "v=DMARC1; p=none; p=reject", "x", NULL },
	{ "v=DMARC1; p=reject; P=reject", "x", NULL },
	{ "v=DMARC1; p=reject; v=DMARC1", "x", NULL },
	{ "v=DMARC1; p=reject; p=", "x", NULL },
	{ "v=DMARC1; p=reject; unknown=1; unknown=2", "r--", "unrr-" },
};

static char policy_letter(struct dmarc_request request)
{
	if (request.tag == DMARC_TAG_VALID)
		return "nqr"[request.policy];
	return request.tag == DMARC_TAG_INVALID ? '!' : '-';
}

static void test_record(const char *text, const char *policies,
			const char *rest)
{
	struct dmarc_record record;

	ok(dmarc_record_is_dmarc(str_from(text)) == (policies != NULL),
	   "\"%s\" is %s DMARC record", text, policies ? "a" : "no");
	if (policies == NULL)
		return;
	ok(dmarc_record_parse(str_from(text), &record) == (*policies != 'x'),
	   "and %s", *policies == 'x' ? "void" : "can be read");
	if (*policies == 'x')
		return;
	is_str((struct str){ (char[]){ policy_letter(record.p),
				       policy_letter(record.sp),
				       policy_letter(record.np) },
			     3 },
	       policies, "its policies");
	is_str((struct str){ (char[]){ "uyn"[record.psd],
				       record.testing ? 'y' : 'n',
				       record.strict_dkim ? 's' : 'r',
				       record.strict_spf ? 's' : 'r',
				       record.has_rua ? 'r' : '-' },
			     5 },
	       rest, "its other tags");
}

static void test_has_policy(void)
{
	static const struct {
		const char *text;
		bool has;
	} cases[] = {
		{ "v=DMARC1; p=none", true },
		{ "v=DMARC1; p=none; sp=reject; np=reject", true },
		{ "v=DMARC1; sp=reject; np=reject", false },
		{ "v=DMARC1; p=none; sp=x", false },
		{ "v=DMARC1; p=none; np=x", false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct dmarc_record record;

		dmarc_record_parse(str_from(cases[i].text), &record);
		ok(dmarc_record_has_policy(&record) == cases[i].has,
		   "\"%s\" %s", cases[i].text,
		   cases[i].has ? "has a policy" : "has none to be used");
	}
}

int main(void)
{
	for (size_t i = 0; i < sizeof(records) / sizeof(*records); i++)
		test_record(records[i].text, records[i].policies,
			    records[i].rest);
	ok(!dmarc_record_is_dmarc((struct str){ "v=DMARC1\0;", 10 }),
	   "a NUL behind the version");
	test_has_policy();
	return done_testing();
}
