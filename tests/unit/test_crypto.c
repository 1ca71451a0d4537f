#include "../tap.h"

#include "../../filter/base64.h"
#include "../../filter/crypto.h"
#include "../signer.h"

/* -- base64 ----------------------------------------------------------------------- */

static const struct {
	const char *text, *bytes; /* NULL: refused */
} base64_cases[] = {
	{ "", "" },
	{ "Zg==", "f" },
	{ "Zm8=", "fo" },
	{ "Zm9v", "foo" },
	{ "Zm9vYg==", "foob" },
	{ "Zg", "f" },
	{ "Zm8", "fo" },
	{ "++//", "\xfb\xef\xff" },
	{ "Z", NULL },
	{ "Zg=", NULL },
	{ "Zg===", NULL },
	{ "=", NULL },
	{ "==", NULL },
	{ "Zg==Zg==", NULL },
	{ "Zm9 v", NULL },
	{ "Zm9-", NULL },
	{ "Zm9_", NULL },
	{ "Zm9vY", NULL },
	{ "Zm9v=", NULL },
};

static void test_base64(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(base64_cases) / sizeof(base64_cases[0]);
	     i++) {
		const char *text = base64_cases[i].text;
		struct str bytes;
		bool good = base64_decode(arena, str_from(text), &bytes);

		if (base64_cases[i].bytes == NULL)
			ok(!good, "\"%s\" is no base64", text);
		else
			ok(good && str_eq(bytes,
					  str_from(base64_cases[i].bytes)),
			   "\"%s\" is base64", text);
	}
	ok(!base64_decode(arena, STR("Zm9\0"), &(struct str){ 0 }),
	   "a NUL is no base64");
}

/* -- keys --------------------------------------------------------------------------- */

static const unsigned char digest[SHA256_SIZE] =
	"thirty-two bytes of some digest";

struct sample {
	struct str key, signature;
};

/* The decoded p= and a signature of digest by the key in that file. */
static struct sample sample(struct arena *arena, const char *path)
{
	struct str record = signer_record(arena, path);
	struct signer signer = { .arena = arena };
	struct sample made;

	record = str_skip(record, str_find_str(record, STR("p=")) + 2);
	base64_decode(arena, record, &made.key);
	signer.key = signer_read_key(path);
	base64_decode(arena, signer_sign_digest(&signer, digest, false),
		      &made.signature);
	EVP_PKEY_free(signer.key);
	return made;
}

static const struct {
	const char *path;
	enum key_type type;
	enum verify_status status;
	unsigned bits;
} keys[] = {
	{ "tests/keys/rsa2048.pem", KEY_RSA, VERIFY_OK, 2048 },
	{ "tests/keys/rsa1024.pem", KEY_RSA, VERIFY_OK, 1024 },
	{ "tests/keys/rsa512.pem", KEY_RSA, VERIFY_SHORT_KEY, 512 },
	{ "tests/keys/ed25519.pem", KEY_ED25519, VERIFY_OK, 256 },
	{ "tests/keys/ed25519.pem", KEY_RSA, VERIFY_BAD_KEY, 0 },
	{ "tests/keys/rsa2048.pem", KEY_ED25519, VERIFY_BAD_KEY, 0 },
};

static enum verify_status verify(enum key_type type, struct str key,
				 struct str signature)
{
	unsigned bits;

	return crypto_verify(type, key, digest, signature, &bits);
}

static void test_keys(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct sample made = sample(arena, keys[i].path);
		unsigned bits;

		is_int(crypto_verify(keys[i].type, made.key, digest,
				     made.signature, &bits),
		       keys[i].status, "%s as type %d", keys[i].path,
		       keys[i].type);
		is_int(bits, keys[i].bits, "%s: bits", keys[i].path);
	}
}

/* How many of the texts with one bit changed verify, as key or as signature. */
static size_t accepted_changes(struct arena *arena, enum key_type type,
			       struct sample made, bool in_key)
{
	struct str *changed = in_key ? &made.key : &made.signature;
	char *bytes = (char *)arena_copy(arena, *changed).ptr;
	size_t accepted = 0;

	changed->ptr = bytes;
	for (size_t i = 0; i < changed->len * 8; i++) {
		bytes[i / 8] ^= (char)(1 << i % 8);
		accepted += verify(type, made.key, made.signature) == VERIFY_OK;
		bytes[i / 8] ^= (char)(1 << i % 8);
	}
	return accepted;
}

/* Each bit of key and signature matters; what is cut short is refused. */
static void test_damage(struct arena *arena, const char *path,
			enum key_type type)
{
	struct sample made = sample(arena, path);
	size_t accepted = 0;

	is_int((long long)accepted_changes(arena, type, made, false), 0,
	       "%s: signatures with a bit changed", path);
	is_int((long long)accepted_changes(arena, type, made, true), 0,
	       "%s: keys with a bit changed", path);
	for (size_t i = 0; i < made.signature.len; i++)
		accepted += verify(type, made.key,
				   str_first(made.signature, i)) == VERIFY_OK;
	for (size_t i = 0; i < made.key.len; i++)
		accepted += verify(type, str_first(made.key, i),
				   made.signature) != VERIFY_BAD_KEY;
	is_int((long long)accepted, 0, "%s: cut short", path);
}

/* -- blocks -------------------------------------------------------------------------- */

#define BLOCK 256
/* Bytes of DigestInfo (RFC 8017 9.2), the digest at its end. */
#define INFO 51

/* What signs the block as it is, whatever it is. */
static struct str sign_block(struct arena *arena, const unsigned char *block)
{
	EVP_PKEY *key = signer_read_key("tests/keys/rsa2048.pem");
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
	unsigned char *signature = arena_alloc(arena, BLOCK);
	size_t len = BLOCK;

	if (EVP_PKEY_sign_init(context) != 1 ||
	    EVP_PKEY_CTX_set_rsa_padding(context, RSA_NO_PADDING) != 1 ||
	    EVP_PKEY_sign(context, signature, &len, block, BLOCK) != 1)
		len = 0;
	EVP_PKEY_CTX_free(context);
	EVP_PKEY_free(key);
	return (struct str){ (const char *)signature, len };
}

/* At that place (from the end below 0) another byte. */
static const struct {
	int at;
	unsigned char byte;
	enum verify_status status;
	const char *what;
} blocks[] = {
	{ 0, 0, VERIFY_OK, "the block as it has to be" },
	{ 1, 2, VERIFY_MISMATCH, "of another type" },
	{ 2, 0, VERIFY_MISMATCH, "without padding" },
	{ 100, 0, VERIFY_MISMATCH, "with a gap in the padding" },
	{ 100, 0xfe, VERIFY_MISMATCH, "with something else in it" },
	{ -INFO - 1, 0xff, VERIFY_MISMATCH, "without an end of it" },
	{ -INFO + 14, 2, VERIFY_MISMATCH, "of another hash" },
	{ -1, 1, VERIFY_MISMATCH, "of another digest" },
};

static void right_block(unsigned char *block)
{
	static const unsigned char info[] = "\x30\x31\x30\x0d\x06\x09\x60\x86"
					    "\x48\x01\x65\x03\x04\x02\x01\x05"
					    "\x00\x04\x20";

	memset(block, 0xff, BLOCK);
	block[0] = block[BLOCK - INFO - 1] = 0;
	block[1] = 1;
	memcpy(block + BLOCK - INFO, info, INFO - SHA256_SIZE);
	memcpy(block + BLOCK - SHA256_SIZE, digest, SHA256_SIZE);
}

static void test_blocks(struct arena *arena)
{
	struct sample made = sample(arena, "tests/keys/rsa2048.pem");
	unsigned char block[BLOCK];

	for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++) {
		int at = blocks[i].at;

		right_block(block);
		block[at < 0 ? BLOCK + at : at] = blocks[i].byte;
		is_int(verify(KEY_RSA, made.key, sign_block(arena, block)),
		       blocks[i].status, "%s", blocks[i].what);
	}
	right_block(block);
	memcpy(block + 10, block + BLOCK - INFO - 1, INFO + 1);
	is_int(verify(KEY_RSA, made.key, sign_block(arena, block)),
	       VERIFY_MISMATCH, "with room behind the digest");
	memset(block, 0xff, BLOCK);
	is_int(verify(KEY_RSA, made.key,
		      (struct str){ (const char *)block, BLOCK }),
	       VERIFY_MISMATCH, "a number above the modulus");
	memset(block, 0, BLOCK);
	is_int(verify(KEY_RSA, made.key,
		      (struct str){ (const char *)block, BLOCK }),
	       VERIFY_MISMATCH, "nothing but zeros");
}

/* RSAPublicKey without the SubjectPublicKeyInfo around it (RFC 6376 3.6.1). */
static void test_bare_rsa(struct arena *arena)
{
	struct sample made = sample(arena, "tests/keys/rsa1024.pem");
	/* SEQUENCE header 3, algorithm 15, BIT STRING header 4 */
	struct str bare = str_skip(made.key, 22);
	char *longer = arena_alloc(arena, bare.len + 1);

	is_int(verify(KEY_RSA, bare, made.signature), VERIFY_OK,
	       "a bare RSAPublicKey");
	memcpy(longer, bare.ptr, bare.len);
	is_int(verify(KEY_RSA, (struct str){ longer, bare.len + 1 },
		      made.signature),
	       VERIFY_BAD_KEY, "with a byte too many");
}

/* SEQUENCE { INTEGER of that many bytes, INTEGER 3 } */
static struct str rsa_of(struct arena *arena, size_t bytes, char first,
			 char last)
{
	struct buf der = buf_new(arena, 1 << 16);

	buf_printf(&der, "%c%c%c%c", 0x30, 0x82, (int)((bytes + 8) >> 8),
		   (int)(bytes + 8) & 0xff);
	buf_printf(&der, "%c%c%c%c%c", 0x02, 0x82, (int)((bytes + 1) >> 8),
		   (int)(bytes + 1) & 0xff, 0);
	for (size_t i = 0; i < bytes; i++)
		buf_add_char(&der, i == 0	    ? first
				   : i == bytes - 1 ? last
						    : '\x55');
	buf_add(&der, STR("\x02\x01\x03"));
	return buf_str(&der);
}

static void test_limits(struct arena *arena)
{
	struct str signature = str_first(rsa_of(arena, 1100, 'x', 'x'), 1024);
	struct str fits = rsa_of(arena, 1024, '\x80', '\x01');
	struct str large = rsa_of(arena, 1025, '\x01', '\x01');
	struct str even = rsa_of(arena, 1024, '\x80', '\x02');

	is_int(verify(KEY_RSA, fits, signature), VERIFY_MISMATCH, "8192 bits");
	is_int(verify(KEY_RSA, large, signature), VERIFY_LONG_KEY, "8193 bits");
	is_int(verify(KEY_RSA, rsa_of(arena, 16000, '\x7f', '\x01'), signature),
	       VERIFY_LONG_KEY, "127999 bits");
	is_int(verify(KEY_RSA, even, signature), VERIFY_BAD_KEY,
	       "an even modulus");
}

static void test_sha256(struct arena *arena)
{
	static const unsigned char abc[4] = { 0xba, 0x78, 0x16, 0xbf };
	struct sha256 *hash = sha256_new(arena), *copy;
	unsigned char one[SHA256_SIZE], two[SHA256_SIZE];

	sha256_add(hash, STR("a"));
	copy = sha256_copy(arena, hash);
	sha256_add(hash, STR("bc"));
	sha256_add(copy, STR("b"));
	sha256_add(copy, STR(""));
	sha256_add(copy, STR("c"));
	sha256_end(hash, one);
	sha256_end(copy, two);
	ok(memcmp(one, abc, 4) == 0, "SHA-256 of abc (FIPS 180-2 B.1)");
	ok(memcmp(one, two, SHA256_SIZE) == 0, "a copy goes its own way");
}

int main(void)
{
	struct arena *arena = arena_new((size_t)64 << 20, NULL);

	test_sha256(arena);
	test_base64(arena);
	test_keys(arena);
	test_damage(arena, "tests/keys/rsa1024.pem", KEY_RSA);
	test_damage(arena, "tests/keys/ed25519.pem", KEY_ED25519);
	test_blocks(arena);
	test_bare_rsa(arena);
	test_limits(arena);
	arena_free(arena);
	return done_testing();
}
