#include "primitive.h"

#include <stdlib.h>

#include <nettle/eddsa.h>
#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <nettle/rsa.h>
#include <nettle/sha2.h>

#include "keyed.h"
#include "limits.h"

static const uint8_t *octets(struct str bytes)
{
	return (const uint8_t *)bytes.ptr;
}

/* -- SHA-256 ---------------------------------------------------------------- */

struct sha256 {
	struct sha256_ctx context;
};

struct sha256 *sha256_new(struct arena *arena)
{
	struct sha256 *hash = ARENA_NEW(arena, struct sha256);

	sha256_init(&hash->context);
	return hash;
}

void sha256_add(struct sha256 *hash, struct str bytes)
{
	if (bytes.len > 0)
		sha256_update(&hash->context, bytes.len, octets(bytes));
}

struct sha256 *sha256_copy(struct arena *arena, const struct sha256 *hash)
{
	struct sha256 *copy = ARENA_NEW(arena, struct sha256);

	*copy = *hash;
	return copy;
}

void sha256_end(struct sha256 *hash, unsigned char digest[SHA256_SIZE])
{
	sha256_digest(&hash->context, SHA256_SIZE, digest);
}

/* -- what others signed ------------------------------------------------------- */

static void set_number(mpz_t number, struct str bytes)
{
	mpz_import(number, bytes.len, 1, 1, 1, 0, bytes.ptr);
}

enum verify_status primitive_rsa(struct str modulus, struct str exponent,
				 const unsigned char *digest,
				 struct str signature)
{
	struct rsa_public_key key;
	mpz_t number;
	bool matches;

	rsa_public_key_init(&key);
	mpz_init(number);
	set_number(key.n, modulus);
	set_number(key.e, exponent);
	set_number(number, signature);
	matches = rsa_public_key_prepare(&key) == 1 &&
		  rsa_sha256_verify_digest(&key, digest, number) == 1;
	mpz_clear(number);
	rsa_public_key_clear(&key);
	return matches ? VERIFY_OK : VERIFY_MISMATCH;
}

enum verify_status primitive_ed25519(struct str raw,
				     const unsigned char *digest,
				     struct str signature)
{
	return ed25519_sha512_verify(octets(raw), SHA256_SIZE, digest,
				     octets(signature)) == 1
		       ? VERIFY_OK
		       : VERIFY_MISMATCH;
}

/* -- what we sign ------------------------------------------------------------- */

struct secret_key {
	enum key_type type;
	struct rsa_public_key public;
	struct rsa_private_key private;
	uint8_t ed25519[ED25519_KEY], ed25519_public[ED25519_KEY];
};

struct secret_key *secret_rsa(struct arena *arena, struct str der)
{
	struct secret_key *key = ARENA_NEW(arena, struct secret_key);

	key->type = KEY_RSA;
	rsa_public_key_init(&key->public);
	rsa_private_key_init(&key->private);
	if (rsa_keypair_from_der(&key->public, &key->private,
				 LIMIT_RSA_MAX_BITS, der.len, octets(der)) == 1)
		return key;
	secret_free(key);
	return NULL;
}

struct secret_key *secret_ed25519(struct arena *arena, struct str seed)
{
	struct secret_key *key = ARENA_NEW(arena, struct secret_key);

	key->type = KEY_ED25519;
	for (size_t i = 0; i < ED25519_KEY; i++)
		key->ed25519[i] = octets(seed)[i];
	ed25519_sha512_public_key(key->ed25519_public, key->ed25519);
	return key;
}

void secret_free(struct secret_key *key)
{
	if (key->type != KEY_RSA)
		return;
	rsa_public_key_clear(&key->public);
	rsa_private_key_clear(&key->private);
}

/* Verified: a fault in the arithmetic would tell the primes. */
static struct str rsa_sign(struct arena *arena, const struct secret_key *key,
			   const unsigned char *digest)
{
	unsigned char *signature = arena_alloc(arena, key->public.size);
	mpz_t number;

	mpz_init(number);
	if (rsa_sha256_sign_digest(&key->private, digest, number) != 1 ||
	    rsa_sha256_verify_digest(&key->public, digest, number) != 1)
		abort();
	nettle_mpz_get_str_256(key->public.size, signature, number);
	mpz_clear(number);
	return (struct str){ (const char *)signature, key->public.size };
}

struct str secret_sign(struct arena *arena, const struct secret_key *key,
		       const unsigned char digest[SHA256_SIZE])
{
	unsigned char *signature;

	if (key->type == KEY_RSA)
		return rsa_sign(arena, key, digest);
	signature = arena_alloc(arena, ED25519_SIGNATURE);
	ed25519_sha512_sign(key->ed25519_public, key->ed25519, SHA256_SIZE,
			    digest, signature);
	return (struct str){ (const char *)signature, ED25519_SIGNATURE };
}

/* -- HMAC -------------------------------------------------------------------------- */

static void hmac_sha1(struct str secret, struct str text, uint8_t *tag)
{
	struct hmac_sha1_ctx context;

	hmac_sha1_set_key(&context, secret.len, octets(secret));
	hmac_sha1_update(&context, text.len, octets(text));
	hmac_sha1_digest(&context, SHA1_DIGEST_SIZE, tag);
}

static void hmac_md5(struct str secret, struct str text, uint8_t *tag)
{
	struct hmac_md5_ctx context;

	hmac_md5_set_key(&context, secret.len, octets(secret));
	hmac_md5_update(&context, text.len, octets(text));
	hmac_md5_digest(&context, MD5_DIGEST_SIZE, tag);
}

struct str crypto_hmac(struct arena *arena, enum hmac hmac, struct str secret,
		       struct str text)
{
	uint8_t *tag = arena_alloc(arena, HMAC_SIZE);

	if (secret.len > LIMIT_SRS_SECRET)
		return STR("");
	(hmac == HMAC_SHA1 ? hmac_sha1 : hmac_md5)(secret, text, tag);
	return (struct str){ (const char *)tag, hmac == HMAC_SHA1
							? SHA1_DIGEST_SIZE
							: MD5_DIGEST_SIZE };
}

bool crypto_equal(struct str a, struct str b)
{
	return a.len == b.len &&
	       (a.len == 0 || memeql_sec(a.ptr, b.ptr, a.len) == 1);
}
