/*
 * floor: what the machine needs at least; see bench.h.  Nothing is parsed: the
 * mail's bytes are hashed once, some bytes of header for each signature, and
 * every signature is verified, with OpenSSL's low-level functions and a key
 * made from its numbers.  An ARC set is two signatures.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "bench.h"

#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>

/* What h= names of a mail of the corpus, and the signature's own field. */
#define HEADER_BYTES ((size_t)640)

struct floor {
	unsigned char digest[SHA256_DIGEST_LENGTH];
	unsigned char n[512], e[8], signature[512];
	int n_len, e_len;
	unsigned signature_len;
	unsigned char ed25519[32], ed25519_signature[64];
};

static bool sign_rsa(struct floor *floor)
{
	RSA *key = RSA_new();
	BIGNUM *e = BN_new();
	bool done = BN_set_word(e, RSA_F4) == 1 &&
		    RSA_generate_key_ex(key, 2048, e, NULL) == 1 &&
		    RSA_sign(NID_sha256, floor->digest, sizeof(floor->digest),
			     floor->signature, &floor->signature_len, key) == 1;

	floor->n_len = BN_bn2bin(RSA_get0_n(key), floor->n);
	floor->e_len = BN_bn2bin(RSA_get0_e(key), floor->e);
	BN_free(e);
	RSA_free(key);
	return done;
}

static bool sign_ed25519(struct floor *floor)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	size_t len = sizeof(floor->ed25519);
	size_t signature_len = sizeof(floor->ed25519_signature);
	bool done =
		EVP_PKEY_get_raw_public_key(key, floor->ed25519, &len) == 1 &&
		EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
		EVP_DigestSign(context, floor->ed25519_signature,
			       &signature_len, floor->digest,
			       sizeof(floor->digest)) == 1;

	EVP_MD_CTX_free(context);
	EVP_PKEY_free(key);
	return done;
}

static bool verify_rsa(const struct floor *floor)
{
	RSA *key = RSA_new();
	bool passed =
		RSA_set0_key(key, BN_bin2bn(floor->n, floor->n_len, NULL),
			     BN_bin2bn(floor->e, floor->e_len, NULL),
			     NULL) == 1 &&
		RSA_verify(NID_sha256, floor->digest, sizeof(floor->digest),
			   floor->signature, floor->signature_len, key) == 1;

	RSA_free(key);
	return passed;
}

static bool verify_ed25519(const struct floor *floor)
{
	EVP_PKEY *key = EVP_PKEY_new_raw_public_key(
		EVP_PKEY_ED25519, NULL, floor->ed25519, sizeof(floor->ed25519));
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool passed =
		EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
		EVP_DigestVerify(context, floor->ed25519_signature,
				 sizeof(floor->ed25519_signature),
				 floor->digest, sizeof(floor->digest)) == 1;

	EVP_MD_CTX_free(context);
	EVP_PKEY_free(key);
	return passed;
}

static void hash(struct str bytes)
{
	unsigned char digest[SHA256_DIGEST_LENGTH];
	SHA256_CTX context;

	SHA256_Init(&context);
	SHA256_Update(&context, bytes.ptr, bytes.len);
	SHA256_Final(digest, &context);
}

static bool verify(const struct bench *bench, void *state)
{
	const struct floor *floor = state;
	unsigned rsa = bench->rsa + 2 * bench->sets;

	hash(bench->mail);
	for (unsigned i = 0; i < rsa + bench->ed25519; i++)
		hash(str_first(bench->mail, HEADER_BYTES));
	for (unsigned i = 0; i < rsa; i++)
		if (!verify_rsa(floor))
			return false;
	for (unsigned i = 0; i < bench->ed25519; i++)
		if (!verify_ed25519(floor))
			return false;
	return true;
}

int main(int argc, char **argv)
{
	struct bench bench = bench_open(argc, argv);
	struct floor floor = { .digest = { 1, 2, 3 } };

	if (!sign_rsa(&floor) || !sign_ed25519(&floor))
		bench_fatal(&bench, "cannot sign");
	return bench_run(&bench, verify, &floor);
}
