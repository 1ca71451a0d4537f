/*
 * keyed: what only we can make, with a secret of ours: signatures and keyed
 * hashes.  Beside crypto the only file with OpenSSL.
 */
#ifndef FILTER_KEYED_H
#define FILTER_KEYED_H

#include "crypto.h"

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

#endif
