#include "keyed.h"

#include "base64.h"
#include "buf.h"
#include "der.h"
#include "limits.h"
#include "primitive.h"

struct private_key {
	enum key_type type;
	struct secret_key *secret; /* NULL: it will not do */
};

/* -- PEM (RFC 7468) --------------------------------------------------------------- */

/* Takes what is left of the first such block in the text; false: there is none. */
static bool pem_take(struct arena *arena, struct str pem, const char *label,
		     struct str *der)
{
	struct str begin = arena_printf(arena, "-----BEGIN %s-----", label);
	struct str end = arena_printf(arena, "-----END %s-----", label);
	struct buf text = buf_new(arena, LIMIT_PRIVATE_KEY);
	size_t at = str_find_str(pem, begin);

	if (at == pem.len)
		return false;
	pem = str_skip(pem, at + begin.len);
	pem = str_first(pem, str_find_str(pem, end));
	for (size_t i = 0; i < pem.len; i++)
		if (!char_is_wsp(pem.ptr[i]) && pem.ptr[i] != '\r' &&
		    pem.ptr[i] != '\n')
			buf_add_char(&text, pem.ptr[i]);
	return base64_decode(arena, buf_str(&text), der);
}

/* -- our own keys ---------------------------------------------------------------- */

/*
 * PrivateKeyInfo (RFC 5208 5, RFC 5958 2):
 *	SEQUENCE { version, algorithm, OCTET STRING { key }, more }
 * For Ed25519 the key is an OCTET STRING in itself (RFC 8410 7).
 */
static bool private_key_info(struct str der, struct str algorithm,
			     struct str *key)
{
	struct str sequence, version;

	return der_take(&der, DER_SEQUENCE, &sequence) && der.len == 0 &&
	       der_take(&sequence, DER_INTEGER, &version) &&
	       der_take_algorithm(&sequence, algorithm) &&
	       der_take(&sequence, DER_OCTET_STRING, key);
}

/* RSAPrivateKey (RFC 8017 A.1.2): SEQUENCE { version, modulus, more } */
static unsigned rsa_bits(struct str der)
{
	struct str sequence, version, modulus;

	return der_take(&der, DER_SEQUENCE, &sequence) &&
			       der_take(&sequence, DER_INTEGER, &version) &&
			       der_take_number(&sequence, &modulus)
		       ? der_bits(modulus)
		       : 0;
}

static void read_rsa(struct arena *arena, struct str der,
		     struct private_key *key, const char **error)
{
	unsigned bits = rsa_bits(der);

	key->type = KEY_RSA;
	if (bits > 0 && bits < LIMIT_RSA_SIGN_MIN_BITS)
		*error = "it is too short; make one of 2048 bits";
	else if (bits > LIMIT_RSA_SIGN_MAX_BITS)
		*error = "it is too long; make one of 2048 bits";
	else if (bits > 0)
		key->secret = secret_rsa(arena, der);
}

static void read_ed25519(struct arena *arena, struct str der,
			 struct private_key *key)
{
	struct str seed;

	key->type = KEY_ED25519;
	if (der_take(&der, DER_OCTET_STRING, &seed) && seed.len == ED25519_KEY)
		key->secret = secret_ed25519(arena, seed);
}

static void read_pem(struct arena *arena, struct str pem,
		     struct private_key *key, const char **error)
{
	struct str der, inner;

	if (pem_take(arena, pem, "RSA PRIVATE KEY", &der)) {
		read_rsa(arena, der, key, error);
	} else if (pem_take(arena, pem, "PRIVATE KEY", &der)) {
		if (private_key_info(der, DER_RSA, &inner))
			read_rsa(arena, inner, key, error);
		else if (private_key_info(der, DER_ED25519, &inner))
			read_ed25519(arena, inner, key);
		else if (der_take(&der, DER_SEQUENCE, &inner))
			*error = "it is neither an RSA nor an Ed25519 key";
	}
}

struct private_key *private_key_read(struct arena *arena, struct str pem,
				     const char **error)
{
	struct private_key *key = ARENA_NEW(arena, struct private_key);

	*error = "it is no private key in PEM, or needs a pass phrase";
	if (pem.len <= LIMIT_PRIVATE_KEY)
		read_pem(arena, pem, key, error);
	if (key->secret == NULL)
		return NULL;
	*error = NULL;
	return key;
}

enum key_type private_key_type(const struct private_key *key)
{
	return key->type;
}

void private_key_free(struct private_key *key)
{
	secret_free(key->secret);
}

struct str crypto_sign(struct arena *arena, const struct private_key *key,
		       const unsigned char digest[SHA256_SIZE])
{
	return secret_sign(arena, key->secret, digest);
}
