#include "crypto.h"

#include <stdlib.h>
#include <string.h>

/* See LOW_LEVEL. */
#define OPENSSL_SUPPRESS_DEPRECATED

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>

#include "der.h"
#include "limits.h"

/*
 * Two ways into OpenSSL.  Its low-level functions are what a process that lives
 * for one mail can afford: EVP looks algorithms up by name among providers that
 * it sets up first, which costs more than all of the mail's mathematics; even
 * RSA_verify() sets up more than its numbers take.  Those of SHA-256 are
 * deprecated, and none is for those who need a FIPS provider: EVP=1 builds
 * without them.  Ed25519 has no other way than EVP.
 */
#ifdef WAXSEAL_EVP
#define LOW_LEVEL 0
#else
#define LOW_LEVEL 1
#endif

void crypto_must(bool done)
{
	if (!done)
		abort();
}

void crypto_start(void)
{
	crypto_must(
		OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG |
					    OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS,
				    NULL) == 1);
}

/* -- SHA-256 ---------------------------------------------------------------- */

#if LOW_LEVEL

struct sha256 {
	SHA256_CTX context;
};

struct sha256 *sha256_new(struct arena *arena)
{
	struct sha256 *hash = ARENA_NEW(arena, struct sha256);

	crypto_must(SHA256_Init(&hash->context) == 1);
	return hash;
}

void sha256_add(struct sha256 *hash, struct str bytes)
{
	if (bytes.len > 0)
		crypto_must(SHA256_Update(&hash->context, bytes.ptr,
					  bytes.len) == 1);
}

struct sha256 *sha256_copy(struct arena *arena, const struct sha256 *hash)
{
	struct sha256 *copy = ARENA_NEW(arena, struct sha256);

	*copy = *hash;
	return copy;
}

void sha256_end(struct sha256 *hash, unsigned char digest[SHA256_SIZE])
{
	crypto_must(SHA256_Final(digest, &hash->context) == 1);
}

#else

struct sha256 {
	EVP_MD_CTX *context;
};

struct sha256 *sha256_new(struct arena *arena)
{
	struct sha256 *hash = ARENA_NEW(arena, struct sha256);

	crypto_start();
	hash->context = EVP_MD_CTX_new();
	crypto_must(hash->context != NULL &&
		    EVP_DigestInit_ex(hash->context, EVP_sha256(), NULL) == 1);
	return hash;
}

void sha256_add(struct sha256 *hash, struct str bytes)
{
	if (bytes.len > 0)
		crypto_must(EVP_DigestUpdate(hash->context, bytes.ptr,
					     bytes.len) == 1);
}

struct sha256 *sha256_copy(struct arena *arena, const struct sha256 *hash)
{
	struct sha256 *copy = ARENA_NEW(arena, struct sha256);

	copy->context = EVP_MD_CTX_new();
	crypto_must(copy->context != NULL &&
		    EVP_MD_CTX_copy_ex(copy->context, hash->context) == 1);
	return copy;
}

void sha256_end(struct sha256 *hash, unsigned char digest[SHA256_SIZE])
{
	crypto_must(EVP_DigestFinal_ex(hash->context, digest, NULL) == 1);
	EVP_MD_CTX_free(hash->context);
	hash->context = NULL;
}

#endif

/* -- keys -------------------------------------------------------------------- */

/*
 * RSAPublicKey (RFC 8017 A.1.1):
 *	SEQUENCE { INTEGER modulus, INTEGER exponent }
 */
static bool rsa_public_key(struct str der, struct str *modulus,
			   struct str *exponent)
{
	struct str sequence;

	return der_take(&der, DER_SEQUENCE, &sequence) && der.len == 0 &&
	       der_take_number(&sequence, modulus) &&
	       der_take_number(&sequence, exponent) && sequence.len == 0;
}

/*
 * SubjectPublicKeyInfo (RFC 5280 4.1):
 *	SEQUENCE { SEQUENCE { rsaEncryption, NULL }, BIT STRING { key } }
 * key: the RSAPublicKey in it.
 */
static bool subject_public_key_info(struct str der, struct str *key)
{
	static const struct str rsa_encryption =
		STR_INIT("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01");
	struct str sequence, algorithm;

	if (!der_take(&der, DER_SEQUENCE, &sequence) || der.len > 0 ||
	    !der_take(&sequence, DER_SEQUENCE, &algorithm) ||
	    !str_starts(algorithm, rsa_encryption))
		return false;
	algorithm = str_skip(algorithm, rsa_encryption.len);
	/* Some leave the NULL of RFC 3279 2.3.1 out. */
	if (algorithm.len > 0 && !str_eq(algorithm, STR("\x05\0")))
		return false;
	if (!der_take(&sequence, DER_BIT_STRING, key) || sequence.len > 0 ||
	    !str_starts(*key, STR("\0")))
		return false;
	*key = str_skip(*key, 1);
	return true;
}

static unsigned bit_length(struct str number)
{
	unsigned bits = (unsigned)(number.len - 1) * 8;

	for (unsigned top = (unsigned char)number.ptr[0]; top > 0; top >>= 1)
		bits++;
	return bits;
}

static bool is_odd(struct str number)
{
	return (number.ptr[number.len - 1] & 1) != 0;
}

/* -- signatures ----------------------------------------------------------------- */

static BIGNUM *to_bignum(struct str number)
{
	/* bounded: a modulus by LIMIT_RSA_MAX_BITS */
	BIGNUM *bignum = BN_bin2bn((const unsigned char *)number.ptr,
				   (int)number.len, NULL);

	crypto_must(bignum != NULL);
	return bignum;
}

/* RSASSA-PKCS1-v1_5 (RFC 8017 8.2.2) over a digest that is there already. */
#if LOW_LEVEL

/* EMSA-PKCS1-v1_5 (RFC 8017 9.2): the block that must have been signed. */
static void rsa_block(const unsigned char *digest, unsigned char *block,
		      size_t len)
{
	static const unsigned char info[] = { 0x30, 0x31, 0x30, 0x0d, 0x06,
					      0x09, 0x60, 0x86, 0x48, 0x01,
					      0x65, 0x03, 0x04, 0x02, 0x01,
					      0x05, 0x00, 0x04, 0x20 };
	size_t end = len - sizeof(info) - SHA256_SIZE;

	memset(block, 0xff, len);
	block[0] = block[end - 1] = 0;
	block[1] = 1;
	memcpy(block + end, info, sizeof(info));
	memcpy(block + end + sizeof(info), digest, SHA256_SIZE);
}

static enum verify_status rsa_matches(struct str modulus, struct str exponent,
				      const unsigned char *digest,
				      struct str signature)
{
	unsigned char block[LIMIT_RSA_MAX_BITS / 8], found[sizeof(block)];
	BIGNUM *n = to_bignum(modulus), *e = to_bignum(exponent);
	BIGNUM *s = to_bignum(signature), *m = BN_new();
	BN_CTX *context = BN_CTX_new();
	bool matches = BN_ucmp(s, n) < 0;

	crypto_must(m != NULL && context != NULL);
	if (matches) {
		crypto_must(BN_mod_exp_mont(m, s, e, n, context, NULL) == 1 &&
			    BN_bn2binpad(m, found, (int)modulus.len) >= 0);
		rsa_block(digest, block, modulus.len);
		matches = memcmp(block, found, modulus.len) == 0;
	}
	BN_CTX_free(context);
	BN_free(m);
	BN_free(s);
	BN_free(e);
	BN_free(n);
	return matches ? VERIFY_OK : VERIFY_MISMATCH;
}

#else

/* NULL: OpenSSL will not have it. */
static EVP_PKEY *rsa_key(struct str modulus, struct str exponent)
{
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	BIGNUM *n = to_bignum(modulus), *e = to_bignum(exponent);
	OSSL_PARAM *params;
	EVP_PKEY *key = NULL;

	crypto_must(
		build != NULL && context != NULL &&
		OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) == 1 &&
		OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e) == 1);
	params = OSSL_PARAM_BLD_to_param(build);
	crypto_must(params != NULL && EVP_PKEY_fromdata_init(context) == 1);
	if (EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
		key = NULL;
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(build);
	BN_free(n);
	BN_free(e);
	EVP_PKEY_CTX_free(context);
	return key;
}

static bool rsa_key_matches(EVP_PKEY *key, const unsigned char *digest,
			    struct str signature)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
	bool matches;

	crypto_must(context != NULL);
	matches =
		EVP_PKEY_verify_init(context) == 1 &&
		EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
		EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1 &&
		EVP_PKEY_verify(context, (const unsigned char *)signature.ptr,
				signature.len, digest, SHA256_SIZE) == 1;
	EVP_PKEY_CTX_free(context);
	return matches;
}

static enum verify_status rsa_matches(struct str modulus, struct str exponent,
				      const unsigned char *digest,
				      struct str signature)
{
	EVP_PKEY *key = rsa_key(modulus, exponent);
	bool matches;

	if (key == NULL)
		return VERIFY_BAD_KEY;
	matches = rsa_key_matches(key, digest, signature);
	EVP_PKEY_free(key);
	return matches ? VERIFY_OK : VERIFY_MISMATCH;
}

#endif

static enum verify_status rsa_verify(struct str der,
				     const unsigned char *digest,
				     struct str signature, unsigned *bits)
{
	struct str modulus, exponent, inner;

	if (subject_public_key_info(der, &inner))
		der = inner;
	if (!rsa_public_key(der, &modulus, &exponent))
		return VERIFY_BAD_KEY;
	*bits = bit_length(modulus);
	if (*bits < LIMIT_RSA_MIN_BITS)
		return VERIFY_SHORT_KEY;
	if (*bits > LIMIT_RSA_MAX_BITS)
		return VERIFY_LONG_KEY;
	if (bit_length(exponent) > LIMIT_RSA_EXPONENT_BITS ||
	    bit_length(exponent) < 2 || !is_odd(exponent) || !is_odd(modulus))
		return VERIFY_BAD_KEY;
	if (signature.len != modulus.len)
		return VERIFY_MISMATCH;
	return rsa_matches(modulus, exponent, digest, signature);
}

/* RFC 8463 3: the digest is the message that Ed25519 signs. */
static enum verify_status ed25519_verify(struct str raw,
					 const unsigned char *digest,
					 struct str signature, unsigned *bits)
{
	enum verify_status status = VERIFY_MISMATCH;
	EVP_MD_CTX *context;
	EVP_PKEY *key;

	if (raw.len != 32)
		return VERIFY_BAD_KEY;
	*bits = 256;
	key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL,
					  (const unsigned char *)raw.ptr,
					  raw.len);
	if (key == NULL)
		return VERIFY_BAD_KEY;
	context = EVP_MD_CTX_new();
	crypto_must(context != NULL);
	if (EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
	    EVP_DigestVerify(context, (const unsigned char *)signature.ptr,
			     signature.len, digest, SHA256_SIZE) == 1)
		status = VERIFY_OK;
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(key);
	return status;
}

enum verify_status crypto_verify(enum key_type type, struct str key,
				 const unsigned char digest[SHA256_SIZE],
				 struct str signature, unsigned *bits)
{
	enum verify_status status;

	*bits = 0;
	if (LOW_LEVEL && type == KEY_RSA)
		return rsa_verify(key, digest, signature, bits);
	crypto_start();
	status = type == KEY_RSA ? rsa_verify(key, digest, signature, bits)
				 : ed25519_verify(key, digest, signature, bits);
	/* A refusal leaves a record in OpenSSL's queue, of no use here. */
	ERR_clear_error();
	return status;
}
