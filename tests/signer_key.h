/*
 * signer_key: what a signer of test mails was told, and its private key.
 */
#ifndef TESTS_SIGNER_KEY_H
#define TESTS_SIGNER_KEY_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "../filter/arena.h"
#include "../filter/crypto.h"

static _Noreturn void signer_fatal(const char *what, const char *which)
{
	fprintf(stderr, "sign: %s%s\n", what, which);
	exit(2);
}

/* -- arguments -------------------------------------------------------------------- */

struct signer {
	struct arena *arena;
	const char *const *args; /* NAME=VALUE, count of them */
	size_t count;
	EVP_PKEY *key;
	struct str eol; /* as the mail has it */
};

/* The argument's value; ptr NULL when it was not given. */
static struct str signer_arg(const struct signer *signer, struct str name)
{
	for (size_t i = 0; i < signer->count; i++) {
		struct str text = str_from(signer->args[i]);

		if (str_starts(text, name) && text.len > name.len &&
		    text.ptr[name.len] == '=')
			return str_skip(text, name.len + 1);
	}
	return (struct str){ NULL, 0 };
}

static struct str signer_arg_or(const struct signer *signer, struct str name,
				struct str otherwise)
{
	struct str value = signer_arg(signer, name);

	return value.ptr != NULL ? value : otherwise;
}

static bool signer_list_has(struct str list, struct str item)
{
	struct str part;

	while (str_cut(&list, ',', &part))
		if (str_eq(part, item))
			return true;
	return false;
}

static bool signer_left_out(const struct signer *signer, struct str tag)
{
	return signer_list_has(signer_arg(signer, STR("no")), tag);
}

static bool signer_spoiled(const struct signer *signer, struct str what)
{
	return signer_list_has(signer_arg(signer, STR("spoil")), what);
}

/* -- keys ------------------------------------------------------------------------- */

static EVP_PKEY *signer_read_key(const char *path)
{
	FILE *file = fopen(path, "r");
	EVP_PKEY *key = NULL;

	if (file != NULL) {
		key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
		fclose(file);
	}
	if (key == NULL)
		signer_fatal("no private key in ", path);
	return key;
}

static bool signer_is_ed25519(const EVP_PKEY *key)
{
	return EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519;
}

static struct str signer_base64(struct arena *arena, const unsigned char *bytes,
				size_t size)
{
	unsigned char *text = arena_alloc(arena, size / 3 * 4 + 5);
	int len = EVP_EncodeBlock(text, bytes, (int)size);

	return (struct str){ (const char *)text, (size_t)len };
}

/* "v=DKIM1; k=...; p=..." for the key in that file. */
__attribute__((unused)) static struct str signer_record(struct arena *arena,
							const char *path)
{
	EVP_PKEY *key = signer_read_key(path);
	bool ed25519 = signer_is_ed25519(key);
	unsigned char *der = NULL;
	int len = i2d_PUBKEY(key, &der);
	struct str p;

	if (len < 0)
		signer_fatal("no public key in ", path);
	/* RFC 8463: the bare 32 bytes, which end the DER. */
	p = ed25519 ? signer_base64(arena, der + len - 32, 32)
		    : signer_base64(arena, der, (size_t)len);
	OPENSSL_free(der);
	EVP_PKEY_free(key);
	return arena_printf(arena, "v=DKIM1; k=%s; p=%.*s",
			    ed25519 ? "ed25519" : "rsa", STR_ARG(p));
}

static struct str signer_sign_digest(const struct signer *signer,
				     const unsigned char digest[SHA256_SIZE],
				     bool spoil)
{
	unsigned char signature[2048];
	size_t len = sizeof(signature);
	bool done;

	if (signer_is_ed25519(signer->key)) {
		EVP_MD_CTX *context = EVP_MD_CTX_new();

		done = EVP_DigestSignInit(context, NULL, NULL, NULL,
					  signer->key) == 1 &&
		       EVP_DigestSign(context, signature, &len, digest,
				      SHA256_SIZE) == 1;
		EVP_MD_CTX_free(context);
	} else {
		EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(signer->key, NULL);

		done = EVP_PKEY_sign_init(context) == 1 &&
		       EVP_PKEY_CTX_set_rsa_padding(context,
						    RSA_PKCS1_PADDING) == 1 &&
		       EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) ==
			       1 &&
		       EVP_PKEY_sign(context, signature, &len, digest,
				     SHA256_SIZE) == 1;
		EVP_PKEY_CTX_free(context);
	}
	if (!done)
		signer_fatal("the key does not sign", "");
	signature[0] ^= spoil;
	return signer_base64(signer->arena, signature, len);
}

#endif
