#include "keyed.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "limits.h"

/* -- our own keys ---------------------------------------------------------------- */

struct private_key {
	enum key_type type;
	EVP_PKEY *pkey;
};

/* Nobody is asked for a pass phrase. */
static int no_pass_phrase(char *text, int size, int writing, void *user)
{
	(void)text, (void)size, (void)writing, (void)user;
	return 0;
}

static EVP_PKEY *read_pem(struct str pem)
{
	BIO *bio = BIO_new_mem_buf(pem.ptr, (int)pem.len);
	EVP_PKEY *pkey;

	crypto_must(bio != NULL);
	pkey = PEM_read_bio_PrivateKey(bio, NULL, no_pass_phrase, NULL);
	BIO_free(bio);
	ERR_clear_error();
	return pkey;
}

/* NULL: it will do. */
static const char *key_unfit(const EVP_PKEY *pkey, enum key_type *type)
{
	int bits = EVP_PKEY_get_bits(pkey);

	*type = KEY_ED25519;
	if (EVP_PKEY_get_base_id(pkey) == EVP_PKEY_ED25519)
		return NULL;
	*type = KEY_RSA;
	if (EVP_PKEY_get_base_id(pkey) != EVP_PKEY_RSA)
		return "it is neither an RSA nor an Ed25519 key";
	if (bits < LIMIT_RSA_SIGN_MIN_BITS)
		return "it is too short; make one of 2048 bits";
	return bits > LIMIT_RSA_SIGN_MAX_BITS
		       ? "it is too long; make one of 2048 bits"
		       : NULL;
}

struct private_key *private_key_read(struct arena *arena, struct str pem,
				     const char **error)
{
	struct private_key *key = ARENA_NEW(arena, struct private_key);

	crypto_start();
	*error = "it is no private key in PEM, or needs a pass phrase";
	if (pem.len == 0 || pem.len > LIMIT_PRIVATE_KEY)
		return NULL;
	key->pkey = read_pem(pem);
	if (key->pkey == NULL)
		return NULL;
	*error = key_unfit(key->pkey, &key->type);
	if (*error == NULL)
		return key;
	private_key_free(key);
	return NULL;
}

enum key_type private_key_type(const struct private_key *key)
{
	return key->type;
}

void private_key_free(struct private_key *key)
{
	EVP_PKEY_free(key->pkey);
	key->pkey = NULL;
}

static bool rsa_sign(EVP_PKEY *pkey, const unsigned char *digest,
		     unsigned char *signature, size_t *len)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(pkey, NULL);
	bool done;

	crypto_must(context != NULL);
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

	crypto_must(context != NULL);
	done = EVP_DigestSignInit(context, NULL, NULL, NULL, pkey) == 1 &&
	       EVP_DigestSign(context, signature, len, digest, SHA256_SIZE) ==
		       1;
	EVP_MD_CTX_free(context);
	return done;
}

struct str crypto_sign(struct arena *arena, const struct private_key *key,
		       const unsigned char digest[SHA256_SIZE])
{
	size_t len = (size_t)EVP_PKEY_get_size(key->pkey);
	unsigned char *signature = arena_alloc(arena, len);

	crypto_must(key->type == KEY_RSA
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

	crypto_start();
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
