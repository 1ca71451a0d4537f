#include "crypto.h"

#include "der.h"
#include "limits.h"
#include "primitive.h"

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
	struct str sequence;

	if (!der_take(&der, DER_SEQUENCE, &sequence) || der.len > 0 ||
	    !der_take_algorithm(&sequence, DER_RSA) ||
	    !der_take(&sequence, DER_BIT_STRING, key) || sequence.len > 0 ||
	    !str_starts(*key, STR("\0")))
		return false;
	*key = str_skip(*key, 1);
	return true;
}

static bool is_odd(struct str number)
{
	return (number.ptr[number.len - 1] & 1) != 0;
}

static enum verify_status rsa_verify(struct str der,
				     const unsigned char *digest,
				     struct str signature, unsigned *bits)
{
	struct str modulus, exponent, inner;

	if (subject_public_key_info(der, &inner))
		der = inner;
	if (!rsa_public_key(der, &modulus, &exponent))
		return VERIFY_BAD_KEY;
	*bits = der_bits(modulus);
	if (*bits < LIMIT_RSA_MIN_BITS)
		return VERIFY_SHORT_KEY;
	if (*bits > LIMIT_RSA_MAX_BITS)
		return VERIFY_LONG_KEY;
	if (der_bits(exponent) > LIMIT_RSA_EXPONENT_BITS ||
	    der_bits(exponent) < 2 || !is_odd(exponent) || !is_odd(modulus))
		return VERIFY_BAD_KEY;
	if (signature.len != modulus.len)
		return VERIFY_MISMATCH;
	return primitive_rsa(modulus, exponent, digest, signature);
}

/* RFC 8463 3: the digest is the message that Ed25519 signs. */
static enum verify_status ed25519_verify(struct str raw,
					 const unsigned char *digest,
					 struct str signature, unsigned *bits)
{
	if (raw.len != ED25519_KEY)
		return VERIFY_BAD_KEY;
	*bits = 8 * ED25519_KEY;
	if (signature.len != ED25519_SIGNATURE)
		return VERIFY_MISMATCH;
	return primitive_ed25519(raw, digest, signature);
}

enum verify_status crypto_verify(enum key_type type, struct str key,
				 const unsigned char digest[SHA256_SIZE],
				 struct str signature, unsigned *bits)
{
	*bits = 0;
	return type == KEY_RSA ? rsa_verify(key, digest, signature, bits)
			       : ed25519_verify(key, digest, signature, bits);
}
