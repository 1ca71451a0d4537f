/*
 * crypto: the one file with OpenSSL.  rsa-sha256 (RFC 8301) and ed25519-sha256
 * (RFC 8463); no signature is made with SHA-1, or believed.
 */
#ifndef FILTER_CRYPTO_H
#define FILTER_CRYPTO_H

#include "arena.h"
#include "str.h"

#define SHA256_SIZE 32

struct sha256; /* a running hash */
struct sha256 *sha256_new(struct arena *arena);
void sha256_add(struct sha256 *hash, struct str bytes);
/* Another hash that has seen the same bytes. */
struct sha256 *sha256_copy(struct arena *arena, const struct sha256 *hash);
/* Ends it; the object cannot be used again. */
void sha256_end(struct sha256 *hash, unsigned char digest[SHA256_SIZE]);

enum key_type { KEY_RSA, KEY_ED25519 };

enum verify_status {
	VERIFY_OK,
	VERIFY_MISMATCH, /* the signature is not of this key and digest */
	VERIFY_BAD_KEY, /* no key of that type in these bytes */
	VERIFY_SHORT_KEY, /* RSA below LIMIT_RSA_MIN_BITS */
	VERIFY_LONG_KEY, /* RSA above LIMIT_RSA_MAX_BITS */
};

/*
 * key: the decoded p= tag: for RSA a SubjectPublicKeyInfo or an RSAPublicKey in
 * DER (RFC 6376 3.6.1 and its errata), for Ed25519 the 32 bytes.  digest: what
 * was signed (RSASSA-PKCS1-v1_5 over it; PureEd25519 over it as a message).
 * *bits is the size of the key as soon as it could be read, else 0.
 */
enum verify_status crypto_verify(enum key_type type, struct str key,
				 const unsigned char digest[SHA256_SIZE],
				 struct str signature, unsigned *bits);

/* Of ours, read from PEM; it lives until private_key_free(). */
struct private_key;

/*
 * RSA of LIMIT_RSA_SIGN_MIN_BITS to LIMIT_RSA_SIGN_MAX_BITS, or Ed25519; not
 * encrypted.  NULL with *error, for people.
 */
struct private_key *private_key_read(struct arena *arena, struct str pem,
				     const char **error);
enum key_type private_key_type(const struct private_key *key);
void private_key_free(struct private_key *key);

/* What crypto_verify() takes for a signature of that digest. */
struct str crypto_sign(struct arena *arena, const struct private_key *key,
		       const unsigned char digest[SHA256_SIZE]);

/* HMAC (RFC 2104) as addresses of SRS have it: with SHA-1, or with MD5. */
enum hmac { HMAC_SHA1, HMAC_MD5 };
#define HMAC_SIZE 20 /* of SHA-1; MD5 has 16 */

/* The tag; "" when this system's OpenSSL will not do it. */
struct str crypto_hmac(struct arena *arena, enum hmac hmac, struct str secret,
		       struct str text);

/* Equal, found out in a time that depends on the lengths alone. */
bool crypto_equal(struct str a, struct str b);

/* RFC 4648, with padding. */
struct str base64_encode(struct arena *arena, struct str bytes);

/*
 * RFC 4648; white space is the caller's to remove.  The padding may be left out,
 * as RFC 6376 2.10 has it.  False: not base64.
 */
bool base64_decode(struct arena *arena, struct str text, struct str *bytes);

#endif
