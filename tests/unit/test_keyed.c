#include "../tap.h"

#include "../../filter/base64.h"
#include "../../filter/keyed.h"
#include "../signer.h"

static struct arena *arena;

static struct str hex(struct str bytes)
{
	struct buf out = buf_new(arena, 2 * bytes.len + 1);

	for (size_t i = 0; i < bytes.len; i++)
		buf_printf(&out, "%02x", (unsigned char)bytes.ptr[i]);
	return buf_str(&out);
}

/* RFC 2202. */
static void test_hmac(void)
{
	struct str key = STR("Jefe"),
		   text = STR("what do ya want for nothing?");

	is_str(hex(crypto_hmac(arena, HMAC_SHA1, key, text)),
	       "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79", "HMAC-SHA1");
	is_str(hex(crypto_hmac(arena, HMAC_MD5, key, text)),
	       "750c783e6ab0b503eaa86e310a5db738", "HMAC-MD5");
	is_str(hex(crypto_hmac(arena, HMAC_SHA1, STR(""), STR(""))),
	       "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d", "of nothing");
}

static void test_equal(void)
{
	ok(crypto_equal(STR("abc"), STR("abc")), "equal");
	ok(!crypto_equal(STR("abc"), STR("abd")), "not equal");
	ok(!crypto_equal(STR("abc"), STR("ab")), "of another length");
	ok(crypto_equal(STR(""), STR("")), "both empty");
}

static void test_base64(void)
{
	static const char *const cases[][2] = {
		{ "", "" },
		{ "f", "Zg==" },
		{ "fo", "Zm8=" },
		{ "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" },
		{ "\xfb\xef\xff", "++//" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_str(base64_encode(arena, str_from(cases[i][0])), cases[i][1],
		       "base64 \"%s\"", cases[i][1]);
}

static struct str read_file(const char *path)
{
	struct buf text = buf_new(arena, (size_t)64 * 1024);
	FILE *file = fopen(path, "r");
	char block[4096];
	size_t got;

	while (file != NULL && (got = fread(block, 1, sizeof(block), file)) > 0)
		buf_add(&text, (struct str){ block, got });
	if (file != NULL)
		fclose(file);
	return buf_str(&text);
}

/* The decoded p= of its record. */
static struct str public_half(const char *path)
{
	struct str record = signer_record(arena, path), key;
	size_t at = str_find_str(record, STR("p="));

	base64_decode(arena, str_skip(record, at + 2), &key);
	return key;
}

static void test_key(const char *path, enum key_type type)
{
	static const unsigned char digest[SHA256_SIZE] =
		"thirty-two bytes of some digest";
	const char *error;
	struct private_key *key =
		private_key_read(arena, read_file(path), &error);
	struct str signature;
	unsigned bits;

	if (!ok(key != NULL, "%s is a key", path))
		return;
	ok(private_key_type(key) == type, "of its type");
	signature = crypto_sign(arena, key, digest);
	ok(crypto_verify(type, public_half(path), digest, signature, &bits) ==
		   VERIFY_OK,
	   "what it signs verifies");
	private_key_free(key);
}

/* A key as OpenSSL writes it, encrypted with a pass phrase if there is one. */
static struct str written(EVP_PKEY *pkey, const char *pass_phrase)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text;
	struct str pem;

	PEM_write_bio_PKCS8PrivateKey(
		bio, pkey, pass_phrase != NULL ? EVP_aes_128_cbc() : NULL, NULL,
		0, NULL, (char *)pass_phrase);
	pem.len = (size_t)BIO_get_mem_data(bio, &text);
	pem.ptr = text;
	pem = arena_copy(arena, pem);
	BIO_free(bio);
	EVP_PKEY_free(pkey);
	return pem;
}

/* As older programs write it. */
static void test_traditional(const char *path)
{
	EVP_PKEY *pkey = signer_read_key(path);
	BIO *bio = BIO_new(BIO_s_mem());
	const char *error;
	struct private_key *key;
	char *text;
	long len;

	PEM_write_bio_PrivateKey_traditional(bio, pkey, NULL, NULL, 0, NULL,
					     NULL);
	len = BIO_get_mem_data(bio, &text);
	key = private_key_read(arena, (struct str){ text, (size_t)len },
			       &error);
	if (ok(key != NULL, "a key as PKCS #1 has it"))
		private_key_free(key);
	BIO_free(bio);
	EVP_PKEY_free(pkey);
}

static void test_no_key(struct str pem, const char *want, const char *what)
{
	const char *error;

	ok(private_key_read(arena, pem, &error) == NULL, "no key: %s", what);
	is_str(str_from(error), want, "and why");
}

int main(void)
{
	static const char none[] =
		"it is no private key in PEM, or needs a pass phrase";
	static char large[20000];

	arena = arena_new((size_t)4 * 1024 * 1024, NULL);
	test_hmac();
	test_equal();
	test_base64();
	test_key("tests/keys/rsa2048.pem", KEY_RSA);
	test_key("tests/keys/ed25519.pem", KEY_ED25519);
	test_traditional("tests/keys/rsa2048.pem");
	test_no_key(STR(""), none, "nothing");
	test_no_key(STR("-----BEGIN PRIVATE KEY-----\nAAAA\n"
			"-----END PRIVATE KEY-----\n"),
		    none, "something else in PEM");
	test_no_key((struct str){ large, sizeof(large) }, none, "too much");
	test_no_key(written(EVP_EC_gen("P-256"), NULL),
		    "it is neither an RSA nor an Ed25519 key", "P-256");
	test_no_key(
		written(signer_read_key("tests/keys/rsa2048.pem"), "secret"),
		none, "with a pass phrase");
	test_no_key(str_first(read_file("tests/keys/rsa2048.pem"), 1000), none,
		    "cut short");
	test_no_key(read_file("tests/keys/rsa512.pem"),
		    "it is too short; make one of 2048 bits", "512 bits");
	arena_free(arena);
	return done_testing();
}
