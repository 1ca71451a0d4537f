#include "../tap.h"

#include "../../filter/limits.h"
#include "../../mda/zone.h"
#include "../signer.h"
#include "../verify.h"

#define NOW 1700000000

static const char mail[] = "From: Joe <joe@example.com>\n"
			   "To: jane@example.net\n"
			   "Subject: a  test\n"
			   "Date: Tue, 14 Nov 2023 22:13:20 +0000\n"
			   "\n"
			   "Hello,  Jane.\n"
			   "\n";

/* Key records beside the good ones; %s is the p= of rsa2048.pem. */
static const char *const odd_keys =
	"revoked._domainkey.example.com TXT \"v=DKIM1; p=\"\n"
	"foreign._domainkey.example.com TXT \"v=spf1 -all\"\n"
	"sha1._domainkey.example.com TXT \"v=DKIM1; h=sha1; p=%s\"\n"
	"tls._domainkey.example.com TXT \"v=DKIM1; s=tlsrpt; p=%s\"\n"
	"testing._domainkey.example.com TXT \"v=DKIM1; t=y; p=%s\"\n"
	"strict._domainkey.example.com TXT \"v=DKIM1; t=s; p=%s\"\n"
	"ed._domainkey.example.com TXT \"v=DKIM1; k=ed25519; p=%s\"\n"
	"cut._domainkey.example.com TXT \"v=DKIM1; p=MIIBIjAN\"\n"
	"slow._domainkey.example.com FAIL\n"
	"empty._domainkey.example.com A 192.0.2.1\n"
	"two._domainkey.example.com TXT \"v=DKIM1; p=\"\n"
	"two._domainkey.example.com TXT \"v=DKIM1; p=%s\"\n"
	"two._domainkey.example.com TXT \"other text\"\n"
	"first._domainkey.example.com TXT \"v=DKIM1; p=%s\"\n"
	"first._domainkey.example.com TXT \"v=DKIM1; p=QUJD\"\n"
	"last._domainkey.example.com TXT \"v=DKIM1; p=QUJD\"\n"
	"last._domainkey.example.com TXT \"v=DKIM1; p=%s\"\n"
	"split._domainkey.example.com TXT \"v=DKIM1; \" \"p=%s\"\n"
	"apart._domainkey.example.com TXT \"v=DKIM1; k=rsa;\"\n"
	"apart._domainkey.example.com TXT \"p=\"\n"
	"five._domainkey.example.com TXT \"v=DKIM1; p=QUJD\"\n"
	"five._domainkey.example.com TXT \"v=DKIM1; p=QUJE\"\n"
	"five._domainkey.example.com TXT \"v=DKIM1; p=QUJF\"\n"
	"five._domainkey.example.com TXT \"v=DKIM1; p=QUJG\"\n"
	"five._domainkey.example.com TXT \"v=DKIM1; p=%s\"\n";

static struct str zone_text(struct arena *arena)
{
	static const char *const keys[] = { "rsa2048", "rsa1024", "rsa512",
					    "other2048", "ed25519" };
	struct buf zone = buf_new(arena, 1 << 16);
	struct str p = signer_record(arena, "tests/keys/rsa2048.pem");
	struct str odd = str_from(odd_keys);

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const char *path = arena_cstr(
			arena,
			arena_printf(arena, "tests/keys/%s.pem", keys[i]));

		buf_printf(&zone, "%s._domainkey.example.com TXT \"%.*s\"\n",
			   keys[i], STR_ARG(signer_record(arena, path)));
	}
	p = str_skip(p, str_find_str(p, STR("p=")) + 2);
	while (odd.len > 0) {
		size_t at = str_find_str(odd, STR("%s"));

		buf_add(&zone, str_first(odd, at));
		if (at < odd.len)
			buf_add(&zone, p);
		odd = str_skip(odd, at + 2);
	}
	return buf_str(&zone);
}

/* Counts the questions, to see that some mails ask none. */
struct counting {
	struct dns dns;
	struct dns *zone;
	size_t questions;
};

static void count_prefetch(struct dns *dns, struct str name, enum dns_type type)
{
	(void)name;
	(void)type;
	((struct counting *)dns)->questions++;
}

static struct dns_answer count_lookup(struct dns *dns, struct arena *arena,
				      struct str name, enum dns_type type)
{
	struct counting *counting = (struct counting *)dns;

	counting->questions++;
	return dns_lookup(counting->zone, arena, name, type);
}

static struct dkim_results verify(struct arena *arena, struct dns *dns,
				  struct str text, const char *author)
{
	struct check_context context = { arena, dns, NOW };

	return verify_dkim(&context, text, str_from(author));
}

/* -- one signature over the mail above ------------------------------------------------- */

#define RSA "d=example.com|s=rsa2048|"

static const struct {
	const char *args;
	enum check_status status;
	const char *reason;
	size_t questions; /* 1: announced, 2: looked up as well */
} cases[] = {
	{ RSA, CHECK_PASS, "", 2 },
	{ RSA "c=simple/simple", CHECK_PASS, "", 2 },
	{ RSA "c=simple/relaxed", CHECK_PASS, "", 2 },
	{ RSA "c=relaxed", CHECK_PASS, "", 2 },
	{ RSA "no=c|c=simple/simple", CHECK_PASS, "", 2 },
	{ "key=tests/keys/ed25519.pem|d=example.com|s=ed25519", CHECK_PASS, "",
	  2 },
	{ "key=tests/keys/rsa1024.pem|d=example.com|s=rsa1024", CHECK_PASS,
	  "key below 2048 bits", 2 },
	{ "key=tests/keys/rsa512.pem|d=example.com|s=rsa512", CHECK_PERMERROR,
	  "key is too short", 2 },
	{ "d=example.com|s=other2048", CHECK_FAIL, "signature did not verify",
	  2 },
	{ RSA "spoil=b", CHECK_FAIL, "signature did not verify", 2 },
	{ RSA "spoil=bh", CHECK_FAIL, "body hash did not verify", 2 },

	/* what is signed */
	{ RSA "h=from:subject:from:x-none:from", CHECK_PASS, "", 2 },
	{ RSA "h=dkim-signature:from:dkim-signature", CHECK_PASS, "", 2 },
	{ RSA "h=to:subject", CHECK_PERMERROR, "From is not signed", 0 },
	{ RSA "h=", CHECK_PERMERROR, "From is not signed", 0 },
	{ RSA "no=bh", CHECK_PERMERROR, "no bh=", 0 },
	{ RSA "no=b", CHECK_PERMERROR, "no b=", 0 },
	{ RSA "no=h", CHECK_PERMERROR, "no h=", 0 },
	{ RSA "no=v", CHECK_PERMERROR, "no v=", 0 },
	{ RSA "no=a", CHECK_PERMERROR, "no a=", 0 },
	{ RSA "v=2", CHECK_PERMERROR, "v= is not 1", 0 },
	{ RSA "a=rsa-sha1", CHECK_PERMERROR, "rsa-sha1 is not accepted", 0 },
	{ RSA "add=d=example.com", CHECK_PERMERROR, "duplicate tag", 0 },

	/* who signs */
	{ RSA "i=joe@example.com", CHECK_PASS, "", 2 },
	{ RSA "i=joe@sub.example.com", CHECK_PASS, "", 2 },
	{ RSA "i=joe@example.net", CHECK_PERMERROR,
	  "domain of i= is not below d=", 0 },
	{ "d=com|s=rsa2048", CHECK_PERMERROR, "d= is no domain", 0 },
	{ "d=example.com'a.attack.example|s=rsa2048", CHECK_PERMERROR,
	  "d= is no domain", 0 },
	{ "d=example.com(.attack.example|s=rsa2048", CHECK_PERMERROR,
	  "d= is no domain", 0 },
	{ "d=example.com|s=a\"b", CHECK_PERMERROR, "s= is no selector", 0 },
	{ "d=EXAMPLE.com|s=RSA2048", CHECK_PASS, "", 2 },

	/* when */
	{ RSA "t=1699999999|x=1700000001", CHECK_PASS, "", 2 },
	{ RSA "x=1699999999", CHECK_PERMERROR, "signature expired", 0 },
	{ RSA "t=1700000100|x=1700000099", CHECK_PERMERROR,
	  "x= is not after t=", 0 },
	{ RSA "t=1700010000", CHECK_PERMERROR, "signed in the future", 0 },

	/* how much of the body: 14 bytes are all of it */
	{ RSA "l=14", CHECK_PASS, "", 2 },
	{ RSA "l=5", CHECK_POLICY, "l= leaves part of the body out", 2 },
	{ RSA "l=0", CHECK_POLICY, "l= leaves part of the body out", 2 },
	{ RSA "l=5|spoil=b", CHECK_FAIL, "signature did not verify", 2 },
	{ RSA "l=15", CHECK_PERMERROR, "l= is longer than the body", 2 },
	{ RSA "l=184467440737095516160", CHECK_PERMERROR,
	  "l= is longer than the body", 2 },

	/* the key */
	{ "d=example.com|s=none", CHECK_PERMERROR, "no key", 2 },
	{ "d=example.com|s=empty", CHECK_PERMERROR, "no key", 2 },
	{ "d=example.com|s=foreign", CHECK_PERMERROR, "no key record", 2 },
	{ "d=example.com|s=revoked", CHECK_PERMERROR, "key revoked", 2 },
	{ "d=example.com|s=cut", CHECK_PERMERROR, "key cannot be read", 2 },
	{ "d=example.com|s=sha1", CHECK_PERMERROR, "key does not allow SHA-256",
	  2 },
	{ "d=example.com|s=tls", CHECK_PERMERROR, "key is not for mail", 2 },
	{ "d=example.com|s=ed", CHECK_PERMERROR,
	  "key type does not fit a=", 2 },
	{ "d=example.com|s=strict", CHECK_PASS, "", 2 },
	{ "d=example.com|s=strict|i=@example.com", CHECK_PASS, "", 2 },
	{ "d=example.com|s=strict|i=@a.example.com", CHECK_PERMERROR,
	  "key wants i= with exactly the domain of d=", 2 },
	{ "d=example.com|s=testing", CHECK_PASS, "", 2 },
	{ "d=example.com|s=testing|spoil=b", CHECK_FAIL,
	  "signature did not verify", 2 },
	{ "d=example.com|s=two", CHECK_PASS, "", 2 },
	{ "d=example.com|s=first", CHECK_PASS, "", 2 },
	{ "d=example.com|s=last", CHECK_PASS, "", 2 },
	{ "d=example.com|s=split", CHECK_PASS, "", 2 },
	{ "d=example.com|s=apart", CHECK_PERMERROR, "key revoked", 2 },
	{ "d=example.com|s=five", CHECK_PERMERROR, "too many key records", 2 },
	{ "d=example.com|s=slow", CHECK_TEMPERROR, "no answer for the key", 2 },
	{ "d=example.com|s=slow|spoil=bh", CHECK_FAIL,
	  "body hash did not verify", 2 },
};

static void test_case(struct arena *arena, struct dns *zone, size_t i)
{
	struct counting counting = { { count_prefetch, count_lookup },
				     zone,
				     0 };
	struct str text =
		signer_sign_words(arena, cases[i].args, str_from(mail));
	struct dkim_results results =
		verify(arena, &counting.dns, text, "example.com");

	if (!is_int((long long)results.count, 1, "%s: one result",
		    cases[i].args))
		return;
	is_str(check_name(results.list[0].status),
	       arena_cstr(arena, check_name(cases[i].status)), "%s",
	       cases[i].args);
	is_str(results.list[0].reason, cases[i].reason, "%s: reason",
	       cases[i].args);
	is_int((long long)counting.questions, (long long)cases[i].questions,
	       "%s: questions", cases[i].args);
}

/* -- what is noted beside the status --------------------------------------------------- */

static void test_notes(struct arena *arena, struct dns *zone)
{
	struct str plain = str_from(mail);
	struct dkim_result r;

	r = verify(arena, zone,
		   signer_sign_words(arena, RSA "t=5|x=1800000000", plain), "")
		    .list[0];
	is_str(r.domain, "example.com", "domain");
	is_str(r.selector, "rsa2048", "selector");
	is_str(r.algorithm, "rsa-sha256", "algorithm");
	ok(r.key_bits == 2048 && r.b.len == 8 && r.signed_at == 5 &&
		   r.expires_at == 1800000000 && r.header_index == 0,
	   "bits, b, times, index");
	ok(!r.weak && !r.testing && !r.partial_body && !r.unsigned_subject &&
		   !r.unsigned_to && !r.unsigned_date && !r.unsigned_content,
	   "nothing to note");

	r = verify(arena, zone, signer_sign_words(arena, RSA "h=from", plain),
		   "")
		    .list[0];
	ok(r.status == CHECK_PASS && r.weak && r.unsigned_subject &&
		   r.unsigned_to && r.unsigned_date,
	   "only From is signed");
	r = verify(arena, zone, signer_sign_words(arena, RSA "l=5", plain), "")
		    .list[0];
	ok(r.weak && r.partial_body, "l= makes it weak");
	r = verify(arena, zone,
		   signer_sign_words(arena, "d=example.com|s=testing|spoil=bh",
				     plain),
		   "")
		    .list[0];
	ok(r.status == CHECK_FAIL && r.testing, "t=y is told of a failure");
	r = verify(arena, zone,
		   signer_sign_words(arena,
				     "key=tests/keys/rsa512.pem|d=example.com|"
				     "s=rsa512",
				     plain),
		   "")
		    .list[0];
	ok(r.weak && r.key_bits == 512, "a short key is weak");
}

/* -- replayed with something added or changed -------------------------------------------- */

static const struct {
	const char *name, *top, *bottom; /* put around the signed mail */
	enum check_status status;
	bool weak;
} changes[] = {
	{ "nothing", "", "", CHECK_PASS, false },
	{ "an unrelated field", "X-Other: y\n", "", CHECK_PASS, false },
	{ "a second From", "From: <x@attack.example>\n", "", CHECK_PERMERROR,
	  false },
	{ "a From with a space", "From : <x@attack.example>\n", "",
	  CHECK_PERMERROR, false },
	{ "a second Subject", "Subject: buy\n", "", CHECK_PASS, true },
	{ "a line of body", "", "more\n", CHECK_FAIL, false },
	{ "empty lines of body", "", "\n\n", CHECK_PASS, false },
	{ "blanks of body", "", " \t\n", CHECK_PASS, false },
};

static void test_change(struct arena *arena, struct dns *zone, size_t i)
{
	struct str text = signer_sign_words(arena, RSA, str_from(mail));
	struct dkim_result r;

	text = arena_printf(arena, "%s%.*s%s", changes[i].top, STR_ARG(text),
			    changes[i].bottom);
	r = verify(arena, zone, text, "").list[0];
	is_int(r.status, changes[i].status, "added %s", changes[i].name);
	is_int(r.weak, changes[i].weak, "added %s: weak", changes[i].name);
}

/* The same mail with CRLF is the same signature. */
static void test_line_ends(struct arena *arena, struct dns *zone)
{
	static const char *const args[] = { RSA, RSA "c=simple/simple" };

	for (size_t i = 0; i < 2; i++) {
		struct str text = signer_sign_words(arena, args[i],
						    str_from(mail)),
			   line;
		struct buf crlf = buf_new(arena, 1 << 16);

		while (str_cut(&text, '\n', &line) && text.ptr != NULL) {
			buf_add(&crlf, line);
			buf_add(&crlf, STR("\r\n"));
		}
		is_int(verify(arena, zone, buf_str(&crlf), "").list[0].status,
		       CHECK_PASS, "%s with CRLF", args[i]);
	}
}

/* A field that is named more than once is taken from the bottom up. */
static void test_order(struct arena *arena, struct dns *zone)
{
	struct str text =
		signer_sign_words(arena, RSA "h=from:received:received",
				  str_from("Received: two\nReceived: one\n"
					   "From: joe@example.com\n\nx\n"));
	struct str more =
		arena_printf(arena, "Received: three\n%.*s", STR_ARG(text));
	size_t at = str_find_str(text, STR("Received: two"));
	struct str swapped = arena_printf(
		arena, "%.*sReceived: one\nReceived: two\n%.*s",
		STR_ARG(str_first(text, at)), STR_ARG(str_skip(text, at + 28)));

	is_int(verify(arena, zone, more, "").list[0].status, CHECK_PASS,
	       "a later one on top is not signed");
	is_int(verify(arena, zone, swapped, "").list[0].status, CHECK_FAIL,
	       "their order is");
}

/* -- many ---------------------------------------------------------------------------------- */

#define JUNK                                                                   \
	"DKIM-Signature: v=1; a=rsa-sha256; d=%s; s=rsa2048; h=from;\n"        \
	" bh=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=; b=QUJD\n"

static void test_many(struct arena *arena, struct dns *zone, size_t junk,
		      const char *domain, const char *author,
		      enum check_status expected)
{
	struct counting counting = { { count_prefetch, count_lookup },
				     zone,
				     0 };
	struct buf text = buf_new(arena, 8 << 20);
	struct dkim_results results;
	size_t policy = 0;

	for (size_t i = 0; i < junk; i++)
		buf_printf(&text, JUNK, domain);
	buf_add(&text, signer_sign_words(arena, RSA, str_from(mail)));
	results = verify(arena, &counting.dns, buf_str(&text), author);
	is_int((long long)results.count, (long long)junk + 1,
	       "%zu of %s: as many results", junk, domain);
	is_int(results.list[junk].status, expected,
	       "%zu of %s above the one of the author %s", junk, domain,
	       author);
	for (size_t i = 0; i < results.count; i++)
		policy += results.list[i].status == CHECK_POLICY;
	is_int((long long)policy, (long long)(junk + 1 - LIMIT_SIGNATURES),
	       "the others are policy");
	ok(counting.questions <= 2 * LIMIT_SIGNATURES, "few questions");
}

int main(void)
{
	struct arena *arena = arena_new((size_t)256 << 20, NULL);
	struct str error;
	struct dns *zone = zone_parse(arena, zone_text(arena), &error);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		test_case(arena, zone, i);
	test_notes(arena, zone);
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
		test_change(arena, zone, i);
	test_line_ends(arena, zone);
	test_order(arena, zone);
	test_many(arena, zone, 200, "attack.example", "example.com",
		  CHECK_PASS);
	test_many(arena, zone, 200, "com", "example.com", CHECK_PASS);
	test_many(arena, zone, 200, "a.example.com", "example.com", CHECK_PASS);
	test_many(arena, zone, 200, "attack.example", "mail.example.com",
		  CHECK_PASS);
	test_many(arena, zone, 200, "attack.example", "", CHECK_POLICY);
	test_many(arena, zone, 1990, "attack.example", "example.com",
		  CHECK_PASS);
	is_int((long long)verify(arena, zone, str_from(mail), "").count, 0,
	       "no signature, no result");
	arena_free(arena);
	return done_testing();
}
