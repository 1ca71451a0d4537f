/*
 * primitive: the arithmetic of hashes, signatures and keys, by a library.  One of
 *
 *	primitive_nettle.c	Nettle and GMP: ready as soon as they are called,
 *				which a process that lives for one mail can afford
 *	primitive_openssl.c	OpenSSL by EVP (make EVP=1): for those who need a
 *				FIPS provider; it looks algorithms up by name among
 *				providers that it sets up first, which takes longer
 *				than all of a mail's arithmetic
 *
 * which also holds sha256_*() of crypto.h, crypto_hmac() and crypto_equal() of
 * keyed.h.  All sizes have been checked by the caller.
 */
#ifndef FILTER_PRIMITIVE_H
#define FILTER_PRIMITIVE_H

#include "crypto.h"

#define ED25519_KEY 32
#define ED25519_SIGNATURE 64

/* RSASSA-PKCS1-v1_5 (RFC 8017 8.2.2), numbers without leading zeros. */
enum verify_status primitive_rsa(struct str modulus, struct str exponent,
				 const unsigned char *digest,
				 struct str signature);
/* PureEd25519 (RFC 8032 5.1.7). */
enum verify_status primitive_ed25519(struct str raw,
				     const unsigned char *digest,
				     struct str signature);

/* A key of ours, from an RSAPrivateKey (RFC 8017 A.1.2) or from Ed25519's 32
 * bytes.  NULL: it is none. */
struct secret_key;
struct secret_key *secret_rsa(struct arena *arena, struct str der);
struct secret_key *secret_ed25519(struct arena *arena, struct str seed);
void secret_free(struct secret_key *key);

/* What primitive_rsa() or primitive_ed25519() takes for its signature. */
struct str secret_sign(struct arena *arena, const struct secret_key *key,
		       const unsigned char digest[SHA256_SIZE]);

#endif
