/*
 * store: what one process needs at least that takes a mail and stores it:
 *
 *	store FOLDER [KEY]	the mail on stdin into the Maildir FOLDER: written
 *				to tmp/, synced, linked into new/, new/ synced;
 *				with KEY, hashed and one rsa-2048 signature
 *				verified before, on low-level functions
 *	store --key KEY		makes KEY: a public key and a signature
 *
 * Built twice, with shared libraries and without (store_static).
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <openssl/obj_mac.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>

/* As the file holds it. */
struct key {
	unsigned char n[256], e[3], signature[256];
};

static const unsigned char signed_digest[SHA256_DIGEST_LENGTH] = { 1, 2, 3 };
static char mail[32 * 1024 * 1024];

static void must(bool done, const char *what)
{
	if (done)
		return;
	perror(what);
	exit(75);
}

static void make_key(const char *path)
{
	struct key key = { .e = { 1, 0, 1 } };
	RSA *rsa = RSA_new();
	BIGNUM *e = BN_new();
	unsigned len;
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	must(BN_set_word(e, RSA_F4) == 1 &&
		     RSA_generate_key_ex(rsa, 2048, e, NULL) == 1 &&
		     RSA_sign(NID_sha256, signed_digest, sizeof(signed_digest),
			      key.signature, &len, rsa) == 1,
	     "sign");
	BN_bn2bin(RSA_get0_n(rsa), key.n);
	must(write(fd, &key, sizeof(key)) == sizeof(key), path);
}

static void verify(const char *path, size_t len)
{
	unsigned char digest[SHA256_DIGEST_LENGTH];
	SHA256_CTX hash;
	struct key key;
	RSA *rsa = RSA_new();
	int fd = open(path, O_RDONLY);

	must(read(fd, &key, sizeof(key)) == sizeof(key), path);
	SHA256_Init(&hash);
	SHA256_Update(&hash, mail, len);
	SHA256_Final(digest, &hash);
	RSA_set0_key(rsa, BN_bin2bn(key.n, sizeof(key.n), NULL),
		     BN_bin2bn(key.e, sizeof(key.e), NULL), NULL);
	must(RSA_verify(NID_sha256, signed_digest, sizeof(signed_digest),
			key.signature, sizeof(key.signature), rsa) == 1,
	     "verify");
}

static size_t take_in(void)
{
	size_t len = 0;
	ssize_t got;

	while ((got = read(STDIN_FILENO, mail + len, sizeof(mail) - len)) > 0)
		len += (size_t)got;
	must(got == 0, "stdin");
	return len;
}

static void store(const char *folder, size_t len)
{
	char tmp[4096], name[4096];
	int fd;

	snprintf(tmp, sizeof(tmp), "%s/tmp/%d", folder, (int)getpid());
	snprintf(name, sizeof(name), "%s/new/%d", folder, (int)getpid());
	fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL, 0600);
	must(write(fd, mail, len) == (ssize_t)len && fsync(fd) == 0, tmp);
	must(rename(tmp, name) == 0, name);
	snprintf(name, sizeof(name), "%s/new", folder);
	fd = open(name, O_RDONLY | O_DIRECTORY);
	must(fsync(fd) == 0, name);
}

int main(int argc, char **argv)
{
	size_t len;

	if (argc == 3 && strcmp(argv[1], "--key") == 0) {
		make_key(argv[2]);
		return 0;
	}
	/* It would read its configuration and fill tables of error texts. */
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG |
				    OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS,
			    NULL);
	len = take_in();
	if (argc == 3)
		verify(argv[2], len);
	store(argv[1], len);
	return 0;
}
