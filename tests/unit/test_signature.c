#include "../tap.h"

#include "../../filter/arena.h"
#include "../../filter/buf.h"
#include "../../filter/limits.h"
#include "../../filter/signature.h"

#define HASH "bh=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define DKIM                                                                   \
	"v=1; a=rsa-sha256; d=example.com; s=sel; h=from:to; " HASH "; b=QUJD"
#define AMS                                                                    \
	"i=1; a=rsa-sha256; d=example.com; s=sel; h=from:to; " HASH "; b=QUJD"
#define SEAL "i=1; a=rsa-sha256; cv=none; d=example.com; s=sel; b=QUJD"

/* Needed tags of a DKIM-Signature, but for one. */
#define V "v=1; "
#define A "a=rsa-sha256; "
#define D "d=example.com; "
#define S "s=sel; "
#define H "h=from; "
#define B "b=QUJD; "

static const struct {
	const char *value, *error; /* "": none */
} dkim[] = {
	{ DKIM, "" },
	{ DKIM ";", "" },
	{ DKIM "; zz=unknown; z=Subject:x", "" },
	{ DKIM ";;", "no valid tag list" },
	{ DKIM "; d=example.com", "duplicate tag" },
	{ DKIM "; x", "no valid tag list" },
	{ "", "no valid tag list" },

	{ A D S H B HASH, "no v=" },
	{ V D S H B HASH, "no a=" },
	{ V A S H B HASH, "no d=" },
	{ V A D H B HASH, "no s=" },
	{ V A D S B HASH, "no h=" },
	{ V A D S H HASH, "no b=" },
	{ V A D S H "b=QUJD", "no bh=" },
	{ "v=2; " A D S H B HASH, "v= is not 1" },
	{ "v=; " A D S H B HASH, "v= is not 1" },
	{ "v=01; " A D S H B HASH, "v= is not 1" },

	{ V "a=rsa-sha1; " D S H B HASH, "rsa-sha1 is not accepted" },
	{ V "a=RSA-SHA256; " D S H B HASH, "unknown algorithm in a=" },
	{ V "a=rsa-sha512; " D S H B HASH, "unknown algorithm in a=" },
	{ V "a=; " D S H B HASH, "unknown algorithm in a=" },
	{ V "a=ed25519-sha256; " D S H B HASH, "" },

	{ V A "d=com; " S H B HASH, "d= is no domain" },
	{ V A "d=example.com.; " S H B HASH, "d= is no domain" },
	{ V A "d=example..com; " S H B HASH, "d= is no domain" },
	{ V A "d=example.com'a.example; " S H B HASH, "d= is no domain" },
	{ V A "d=example.com(a; " S H B HASH, "d= is no domain" },
	{ V A "d=example.com\"a.example; " S H B HASH, "d= is no domain" },
	{ V A "d=192.0.2.1; " S H B HASH, "d= is no domain" },
	{ V A "d=; " S H B HASH, "d= is no domain" },
	{ V A "d=a b.example; " S H B HASH, "d= is no domain" },

	{ V A D "s=a.b.2024; " H B HASH, "" },
	{ V A D "s=20240101; " H B HASH, "" },
	{ V A D "s=a_b; " H B HASH, "" },
	{ V A D "s=; " H B HASH, "s= is no selector" },
	{ V A D "s=a..b; " H B HASH, "s= is no selector" },
	{ V A D "s=.a; " H B HASH, "s= is no selector" },
	{ V A D "s=a.; " H B HASH, "s= is no selector" },
	{ V A D "s=a'b; " H B HASH, "s= is no selector" },
	{ V A D "s=a\"b; " H B HASH, "s= is no selector" },
	{ V A D "s=a(b); " H B HASH, "s= is no selector" },
	{ V A D "s=a b; " H B HASH, "s= is no selector" },
	{ V A D "s=*; " H B HASH, "s= is no selector" },

	{ V A D S "h=; " B HASH, "From is not signed" },
	{ V A D S "h=to:subject; " B HASH, "From is not signed" },
	{ V A D S "h=xfrom; " B HASH, "From is not signed" },
	{ V A D S "h=FROM : To; " B HASH, "" },
	{ V A D S "h=from::to; " B HASH, "" },
	{ V A D S "h=from:a b; " B HASH, "h= is no list of field names" },

	{ DKIM "; i=@example.com", "" },
	{ DKIM "; i=joe=40home@sub.EXAMPLE.com", "" },
	{ DKIM "; i=@example.net", "domain of i= is not below d=" },
	{ DKIM "; i=@notexample.com", "domain of i= is not below d=" },
	{ DKIM "; i=@com", "i= is no address" },
	{ DKIM "; i=example.com", "i= is no address" },
	{ DKIM "; i=", "i= is no address" },
	{ DKIM "; i=a=4@example.com", "i= is no address" },
	{ DKIM "; i=@=00.example.com", "i= is no address" },
	{ DKIM "; i=@attack.example@example.com", "" },

	{ DKIM "; c=simple", "" },
	{ DKIM "; c=relaxed/relaxed", "" },
	{ DKIM "; c=", "unknown canonicalization in c=" },
	{ DKIM "; c=relaxed/", "unknown canonicalization in c=" },
	{ DKIM "; c=relaxed/simple/simple", "unknown canonicalization in c=" },
	{ DKIM "; c=Relaxed", "unknown canonicalization in c=" },
	{ DKIM "; c=nowsp", "unknown canonicalization in c=" },

	{ DKIM "; l=0", "" },
	{ DKIM "; l=99999999999999999999999999999999999999", "" },
	{ DKIM "; l=", "l= is no length" },
	{ DKIM "; l=-1", "l= is no length" },
	{ DKIM "; l=1 0", "l= is no length" },
	{ DKIM "; l=0000000000000000000000000000000000000000000000000000000"
	       "0000000000000000000001",
	  "l= is no length" },

	{ DKIM "; q=dns/txt", "" },
	{ DKIM "; q=other : dns/txt", "" },
	{ DKIM "; q=other", "unknown query method in q=" },
	{ DKIM "; q=", "unknown query method in q=" },

	{ DKIM "; t=0", "" },
	{ DKIM "; t=999999999999", "" },
	{ DKIM "; t=1000000000000", "t= is no time" },
	{ DKIM "; t=-1", "t= is no time" },
	{ DKIM "; t=", "t= is no time" },
	{ DKIM "; t=5; x=6", "" },
	{ DKIM "; x=6; t=5", "" },
	{ DKIM "; x=6", "" },
	{ DKIM "; t=5; x=5", "x= is not after t=" },
	{ DKIM "; t=5; x=4", "x= is not after t=" },
	{ DKIM "; x=soon", "x= is no time" },

	{ V A D S H B "bh=QUJD", "bh= is no SHA-256 hash" },
	{ V A D S H B "bh=", "bh= is no SHA-256 hash" },
	{ V A D S H B "bh=not_base_64", "bh= is no SHA-256 hash" },
	{ V A D S H B HASH "AAAA", "bh= is no SHA-256 hash" },
	{ V A D S H HASH "; b=", "b= is no base64" },
	{ V A D S H HASH "; b=not_base_64", "b= is no base64" },
	{ V A D S H HASH "; b=QU\n\t JD", "" },
};

static const struct {
	const char *value, *error;
} message[] = {
	{ AMS, "" },
	{ AMS "; v=2", "" },
	{ "a=rsa-sha256; d=example.com; s=sel; h=from; b=QUJD; " HASH,
	  "no i=" },
	{ "i=0; a=rsa-sha256; d=example.com; s=sel; h=from; b=QUJD; " HASH,
	  "i= is no instance" },
	{ "i=51; a=rsa-sha256; d=example.com; s=sel; h=from; b=QUJD; " HASH,
	  "i= is no instance" },
	{ "i=1; a=rsa-sha256; d=example.com; s=sel; b=QUJD; "
	  "h=from:arc-seal; " HASH,
	  "h= has ARC-Seal" },
	{ "i=1; a=rsa-sha256; d=example.com; s=sel; b=QUJD; h=to; " HASH,
	  "From is not signed" },
	{ "i=1; a=rsa-sha1; d=example.com; s=sel; h=from; b=QUJD; " HASH,
	  "rsa-sha1 is not accepted" },
}, seal[] = {
	{ SEAL, "" },
	{ SEAL "; x=unknown; bh=", "" },
	{ SEAL "; h=from", "a seal must not have h=" },
	{ SEAL "; h=", "a seal must not have h=" },
	{ SEAL "; t=12 345", "t= is no time" },
	{ "i=1; a=rsa-sha256; d=example.com; s=sel; b=QUJD", "no cv=" },
	{ "i=1; a=rsa-sha256; cv=; d=example.com; s=sel; b=QUJD",
	  "cv= is neither none, pass nor fail" },
	{ "i=1; a=rsa-sha256; cv=Pass; d=example.com; s=sel; b=QUJD",
	  "cv= is neither none, pass nor fail" },
};

static void check(struct arena *arena, enum signature_kind kind,
		  const char *value, const char *error)
{
	struct signature signature;
	const char *got =
		signature_parse(arena, kind, str_from(value), &signature);

	is_str(str_from(got), error, "kind %d: %s", kind, value);
}

static void test_values(struct arena *arena)
{
	struct signature signature;

	signature_parse(
		arena, SIGNATURE_DKIM,
		STR("v=1; a=ed25519-sha256; c=relaxed; d=Example.COM; "
		    "s=Sel.B; h= From : To:From ; l=12; t=3; x=4; "
		    "i=a=3Db@\n x.example.com; b=QUJD REVGRw ==; " HASH),
		&signature);
	is_str(signature.domain, "example.com", "d= in lower case");
	is_str(signature.selector, "sel.b", "s= in lower case");
	is_str(signature.key_name, "sel.b._domainkey.example.com", "key name");
	is_str(signature.identity, "a=3Db@x.example.com", "i= as given");
	is_str(signature.identity_domain, "x.example.com", "domain of i=");
	is_str(signature.bytes, "ABCDEFG", "b=");
	is_str(signature.b, "QUJDREVG", "the first of b=");
	is_int((long long)signature.name_count, 3, "names of h=");
	is_int((long long)signature_name_count(&signature, STR("from")), 2,
	       "From twice");
	ok(signature.key_type == KEY_ED25519 &&
		   signature.header_canon == CANON_RELAXED &&
		   signature.body_canon == CANON_SIMPLE,
	   "a= and c=");
	ok(signature.length == 12 && signature.signed_at == 3 &&
		   signature.expires_at == 4,
	   "l=, t= and x=");
	signature_parse(arena, SIGNATURE_DKIM, STR(DKIM), &signature);
	is_str(signature.identity_domain, "example.com", "i= by default");
	ok(signature.signed_at == -1 && signature.expires_at == -1 &&
		   !signature.has_length &&
		   signature.header_canon == CANON_SIMPLE,
	   "other defaults");
}

/* RFC 8616: U-labels become A-labels. */
static void test_international(struct arena *arena)
{
	struct signature signature;
	const char *error =
		signature_parse(arena, SIGNATURE_DKIM,
				STR(V A "d=b\xc3\xbc"
					"cher.example; s=schl\xc3\xbcssel; "
					"i=j\xc3\xb6rg@post.b\xc3\xbc"
					"cher.example; " H B HASH),
				&signature);

	ok(error == NULL, "U-labels in d=, s= and i=");
	is_str(signature.domain, "xn--bcher-kva.example", "d= as A-label");
	is_str(signature.key_name,
	       "xn--schlssel-95a._domainkey.xn--bcher-kva.example",
	       "s= as A-label");
	error = signature_parse(
		arena, SIGNATURE_DKIM,
		STR(V A "d=example.com\xe2\x80\x80; " S H B HASH), &signature);
	is_str(str_from(error), "d= is no domain", "U+2000 in d=");
	is_str(signature.key_name, "", "and nothing to ask for");
}

static void test_nul(struct arena *arena)
{
	struct signature signature;
	const char *error = signature_parse(
		arena, SIGNATURE_DKIM,
		STR(V A D "s=sel._domainkey.attack.example.\0.x; " H B HASH),
		&signature);

	ok(error != NULL, "a NUL in s=");
	is_str(signature.key_name, "", "nothing to ask for");
}

static void test_limits(struct arena *arena)
{
	struct buf value = buf_new(arena, 1 << 20);
	struct signature signature;

	buf_add(&value, STR(V A D S B HASH "; h=from"));
	for (size_t i = 1; i < LIMIT_SIGNED_HEADERS; i++)
		buf_add(&value, STR(":x"));
	ok(signature_parse(arena, SIGNATURE_DKIM, buf_str(&value),
			   &signature) == NULL,
	   "as many names as allowed");
	buf_add(&value, STR(":x"));
	is_str(str_from(signature_parse(arena, SIGNATURE_DKIM, buf_str(&value),
					&signature)),
	       "too many names in h=", "one more");
	is_int((long long)signature.name_count, 0, "of which none is read");

	value = buf_new(arena, 1 << 20);
	buf_add(&value, STR(V A D S H HASH "; b="));
	for (size_t i = 0; i < 1024 / 3 + 1; i++)
		buf_add(&value, STR("QUJD"));
	is_str(str_from(signature_parse(arena, SIGNATURE_DKIM, buf_str(&value),
					&signature)),
	       "b= is too long", "1026 bytes of b=");
}

static void test_time(void)
{
	struct signature signature = { .signed_at = 10000,
				       .expires_at = 20000 };

	ok(signature_time_error(&signature, 10000) == NULL, "signed now");
	ok(signature_time_error(&signature, 20000) == NULL, "the last second");
	is_str(str_from(signature_time_error(&signature, 20001)),
	       "signature expired", "a second later");
	ok(signature_time_error(&signature, 10000 - LIMIT_CLOCK_SKEW) == NULL,
	   "a clock that is off");
	is_str(str_from(signature_time_error(&signature,
					     9999 - LIMIT_CLOCK_SKEW)),
	       "signed in the future", "one that is off too far");
	signature.signed_at = signature.expires_at = -1;
	ok(signature_time_error(&signature, 0) == NULL, "no t=, no x=");
}

static void test_instance(void)
{
	unsigned instance = 0;

	ok(signature_instance(STR("a=b; i=50"), &instance) && instance == 50,
	   "an instance");
	ok(!signature_instance(STR("a=b"), &instance), "none");
	ok(!signature_instance(STR("i=001"), &instance), "three digits");
	ok(!signature_instance(STR("i=1x"), &instance), "no digits");
}

int main(void)
{
	struct arena *arena = arena_new((size_t)16 << 20, NULL);

	for (size_t i = 0; i < sizeof(dkim) / sizeof(dkim[0]); i++)
		check(arena, SIGNATURE_DKIM, dkim[i].value, dkim[i].error);
	for (size_t i = 0; i < sizeof(message) / sizeof(message[0]); i++)
		check(arena, SIGNATURE_MESSAGE, message[i].value,
		      message[i].error);
	for (size_t i = 0; i < sizeof(seal) / sizeof(seal[0]); i++)
		check(arena, SIGNATURE_SEAL, seal[i].value, seal[i].error);
	test_values(arena);
	test_international(arena);
	test_nul(arena);
	test_limits(arena);
	test_time();
	test_instance();
	arena_free(arena);
	return done_testing();
}
