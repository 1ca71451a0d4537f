#include "primitive.h"

#include <stdlib.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include "keyed.h"
#include "limits.h"

/* Not done: OpenSSL is without memory, or without an algorithm that it always
 * has.  Nothing can be decided then. */
static void must(bool done)
{
	if (!done)
		abort();
}

/* No file decides here (OpenSSL would read its configuration), nor does anybody
 * read its error texts. */
static void start(void)
{
	must(OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG |
					 OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS,
				 NULL) == 1);
}

/* -- SHA-256 ---------------------------------------------------------------- */

struct sha256 {
	EVP_MD_CTX *context;
};

struct sha256 *sha256_new(struct arena *arena)
{
	struct sha256 *hash = ARENA_NEW(arena, struct sha256);

	start();
	hash->context = EVP_MD_CTX_new();
	must(hash->context != NULL &&
	     EVP_DigestInit_ex(hash->context, EVP_sha256(), NULL) == 1);
	return hash;
}

void sha256_add(struct sha256 *hash, struct str bytes)
{
	if (bytes.len > 0)
		must(EVP_DigestUpdate(hash->context, bytes.ptr, bytes.len) ==
		     1);
}

struct sha256 *sha256_copy(struct arena *arena, const struct sha256 *hash)
{
	struct sha256 *copy = ARENA_NEW(arena, struct sha256);

	copy->context = EVP_MD_CTX_new();
	must(copy->context != NULL &&
	     EVP_MD_CTX_copy_ex(copy->context, hash->context) == 1);
	return copy;
}

void sha256_end(struct sha256 *hash, unsigned char digest[SHA256_SIZE])
{
	must(EVP_DigestFinal_ex(hash->context, digest, NULL) == 1);
	EVP_MD_CTX_free(hash->context);
	hash->context = NULL;
}

/* -- what others signed ------------------------------------------------------- */

static BIGNUM *to_bignum(struct str number)
{
	/* bounded: a modulus by LIMIT_RSA_MAX_BITS */
	BIGNUM *bignum = BN_bin2bn((const unsigned char *)number.ptr,
				   (int)number.len, NULL);

	must(bignum != NULL);
	return bignum;
}

/* NULL: OpenSSL will not have it. */
static EVP_PKEY *rsa_key(struct str modulus, struct str exponent)
{
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	BIGNUM *n = to_bignum(modulus), *e = to_bignum(exponent);
	OSSL_PARAM *params;
	EVP_PKEY *key = NULL;

	must(build != NULL && context != NULL &&
	     OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) == 1 &&
	     OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e) == 1);
	params = OSSL_PARAM_BLD_to_param(build);
	must(params != NULL && EVP_PKEY_fromdata_init(context) == 1);
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

	must(context != NULL);
	matches =
		EVP_PKEY_verify_init(context) == 1 &&
		EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
		EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1 &&
		EVP_PKEY_verify(context, (const unsigned char *)signature.ptr,
				signature.len, digest, SHA256_SIZE) == 1;
	EVP_PKEY_CTX_free(context);
	return matches;
}

enum verify_status primitive_rsa(struct str modulus, struct str exponent,
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

enum verify_status primitive_ed25519(struct str raw,
				     const unsigned char *digest,
				     struct str signature)
{
	enum verify_status status = VERIFY_MISMATCH;
	EVP_MD_CTX *context;
	EVP_PKEY *key;

	start();
	key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL,
					  (const unsigned char *)raw.ptr,
					  raw.len);
	if (key == NULL)
		return VERIFY_BAD_KEY;
	context = EVP_MD_CTX_new();
	must(context != NULL);
	if (EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
	    EVP_DigestVerify(context, (const unsigned char *)signature.ptr,
			     signature.len, digest, SHA256_SIZE) == 1)
		status = VERIFY_OK;
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(key);
	return status;
}

/* -- what we sign ------------------------------------------------------------- */

struct secret_key {
	EVP_PKEY *pkey;
};

static struct secret_key *keep(struct arena *arena, EVP_PKEY *pkey)
{
	struct secret_key *key = ARENA_NEW(arena, struct secret_key);

	ERR_clear_error();
	key->pkey = pkey;
	return pkey != NULL ? key : NULL;
}

struct secret_key *secret_rsa(struct arena *arena, struct str der)
{
	const unsigned char *bytes = (const unsigned char *)der.ptr;

	start();
	return keep(arena,
		    d2i_PrivateKey(EVP_PKEY_RSA, NULL, &bytes, (long)der.len));
}

struct secret_key *secret_ed25519(struct arena *arena, struct str seed)
{
	start();
	return keep(arena, EVP_PKEY_new_raw_private_key(
				   EVP_PKEY_ED25519, NULL,
				   (const unsigned char *)seed.ptr, seed.len));
}

void secret_free(struct secret_key *key)
{
	EVP_PKEY_free(key->pkey);
	key->pkey = NULL;
}

static bool rsa_sign(EVP_PKEY *pkey, const unsigned char *digest,
		     unsigned char *signature, size_t *len)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(pkey, NULL);
	bool done;

	must(context != NULL);
	done = EVP_PKEY_sign_init(context) == 1 &&
	       EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
	       EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1 &&
	       EVP_PKEY_sign(context, signature, len, digest, SHA256_SIZE) == 1;
	EVP_PKEY_CTX_free(context);
	return done;
}

static bool ed25519_sign(EVP_PKEY *pkey, const unsigned char *digest,
			 unsigned char *signature, size_t *len)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool done;

	must(context != NULL);
	done = EVP_DigestSignInit(context, NULL, NULL, NULL, pkey) == 1 &&
	       EVP_DigestSign(context, signature, len, digest, SHA256_SIZE) ==
		       1;
	EVP_MD_CTX_free(context);
	return done;
}

struct str secret_sign(struct arena *arena, const struct secret_key *key,
		       const unsigned char digest[SHA256_SIZE])
{
	size_t len = (size_t)EVP_PKEY_get_size(key->pkey);
	unsigned char *signature = arena_alloc(arena, len);

	must(EVP_PKEY_get_base_id(key->pkey) == EVP_PKEY_RSA
		     ? rsa_sign(key->pkey, digest, signature, &len)
		     : ed25519_sign(key->pkey, digest, signature, &len));
	return (struct str){ (const char *)signature, len };
}

/* -- HMAC -------------------------------------------------------------------------- */

struct str crypto_hmac(struct arena *arena, enum hmac hmac, struct str secret,
		       struct str text)
{
	unsigned char *tag = arena_alloc(arena, EVP_MAX_MD_SIZE);
	unsigned len = 0;

	start();
	if (secret.len > LIMIT_SRS_SECRET ||
	    HMAC(hmac == HMAC_SHA1 ? EVP_sha1() : EVP_md5(), secret.ptr,
		 (int)secret.len, (const unsigned char *)text.ptr, text.len,
		 tag, &len) == NULL)
		len = 0;
	ERR_clear_error();
	return (struct str){ (const char *)tag, len };
}

bool crypto_equal(struct str a, struct str b)
{
	return a.len == b.len &&
	       (a.len == 0 || CRYPTO_memcmp(a.ptr, b.ptr, a.len) == 0);
}
