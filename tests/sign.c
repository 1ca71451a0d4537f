/*
 * sign: signs and seals test mails, honestly or not.  RSA (PKCS#1 v1.5) and
 * Ed25519 signatures are deterministic: the same call gives the same bytes.
 *
 *	sign key=FILE d=DOMAIN s=SELECTOR [TAG=VALUE ...] <mail >signed
 *		puts a DKIM-Signature on top.  A tag given replaces the default
 *		(a= by the key, c=relaxed/relaxed, h=From:To:Subject:Date) or
 *		is added; bh= and b= given are taken as they are.
 *	sign arc=N cv=none|pass|fail aar=TEXT key=FILE d= s= [TAG=VALUE ...]
 *		puts ARC set N on top, over the sets that the mail has.  aar is
 *		what follows "i=N; "; tags go to the ARC-Message-Signature,
 *		those that a seal has (a d s t) to the ARC-Seal as well.
 *	sign --record KEYFILE
 *		prints the key record: "v=DKIM1; k=...; p=..."
 *
 * To break things: no=TAG[,TAG...] leaves tags out; add=TEXT adds TEXT to the
 * tag list as it is; seal_add=TEXT the same to the ARC-Seal; spoil=b, spoil=bh
 * and spoil=seal flip a bit of that signature or hash.
 */
#include "signer.h"

static struct str read_mail(struct arena *arena)
{
	struct buf mail = buf_new(arena, SIGNER_MAIL_MAX);
	static char block[1 << 16];
	size_t got;

	while ((got = fread(block, 1, sizeof(block), stdin)) > 0)
		buf_add(&mail, (struct str){ block, got });
	if (mail.overflow || ferror(stdin))
		signer_fatal("cannot read the mail", "");
	return buf_str(&mail);
}

static void print(struct str text)
{
	if (fwrite(text.ptr, 1, text.len, stdout) != text.len ||
	    fflush(stdout) != 0)
		signer_fatal("cannot write", "");
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_new(SIZE_MAX / 2, NULL);

	if (argc == 3 && strcmp(argv[1], "--record") == 0) {
		print(signer_record(arena, argv[2]));
		print(STR("\n"));
	} else {
		print(signer_sign(arena, (const char *const *)argv + 1,
				  (size_t)argc - 1, read_mail(arena)));
	}
	arena_free(arena);
	return 0;
}
