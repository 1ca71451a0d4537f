/*
 * crypto: OpenSSL for what others signed.  rsa-sha256 (RFC 8301) and ed25519-sha256
 * (RFC 8463); SHA-1 does not exist here.
 */
#ifndef FILTER_CRYPTO_H
#define FILTER_CRYPTO_H

#include "arena.h"
#include "str.h"

#define SHA256_SIZE 32

/* Before anything but SHA-256: no file decides here (OpenSSL would read its
 * configuration), nor does anybody read its error texts. */
void crypto_start(void);
/* Not done: OpenSSL is without memory, or without an algorithm that it always
 * has.  Nothing can be decided then. */
void crypto_must(bool done);

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

#endif
