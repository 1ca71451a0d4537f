#include "../tap.h"

#include "../../filter/key.h"

static const struct {
	const char *record;
	enum key_status status;
	const char *reason;
} cases[] = {
	{ "v=DKIM1; k=rsa; p=QUJD", KEY_OK, "" },
	{ "p=QUJD", KEY_OK, "" },
	{ "v=DKIM1;p=QU JD", KEY_OK, "" },
	{ "v=DKIM1; k=ed25519; p=QUJD;", KEY_OK, "" },
	{ "v=DKIM1; n=a note; x=unknown; p=QUJD", KEY_OK, "" },
	{ "v=DKIM1; n=; p=QUJD", KEY_OK, "" },
	{ "v=DKIM1; h=sha256; p=QUJD", KEY_OK, "" },
	{ "v=DKIM1; h=sha1 : sha256; p=QUJD", KEY_OK, "" },
	{ "v=DKIM1; s=*; p=QUJD", KEY_OK, "" },
	{ "v=DKIM1; s=tlsrpt:email; p=QUJD", KEY_OK, "" },
	{ "v=DKIM1; t=z; p=QUJD", KEY_OK, "" },

	{ "v=DKIM1; p=", KEY_UNUSABLE, "key revoked" },
	{ "v=DKIM1; p= ; t=y", KEY_UNUSABLE, "key revoked" },
	{ "v=DKIM1; h=sha1; p=QUJD", KEY_UNUSABLE,
	  "key does not allow SHA-256" },
	{ "v=DKIM1; h=; p=QUJD", KEY_UNUSABLE, "key does not allow SHA-256" },
	{ "v=DKIM1; h=xsha256x; p=QUJD", KEY_UNUSABLE,
	  "key does not allow SHA-256" },
	{ "v=DKIM1; s=tlsrpt; p=QUJD", KEY_UNUSABLE, "key is not for mail" },
	{ "v=DKIM1; k=dsa; p=QUJD", KEY_UNUSABLE, "unknown key type" },
	{ "v=DKIM1; k=RSA; p=QUJD", KEY_UNUSABLE, "unknown key type" },
	{ "v=DKIM1; p=Q!JD", KEY_UNUSABLE, "key is no base64" },
	{ "v=DKIM1; p=QUJD; p=QUJD", KEY_UNUSABLE, "duplicate tag" },

	{ "v=DKIM1; k=rsa", KEY_FOREIGN, "no key record" },
	{ "v=DKIM1.0; p=QUJD", KEY_FOREIGN, "no key record" },
	{ "v=dkim1; p=QUJD", KEY_FOREIGN, "no key record" },
	{ "v=DKIM2; p=QUJD", KEY_FOREIGN, "no key record" },
	{ "k=rsa; v=DKIM1; p=QUJD", KEY_FOREIGN, "no key record" },
	{ "v=spf1 -all", KEY_FOREIGN, "no key record" },
	{ "some words", KEY_FOREIGN, "no key record" },
	{ "", KEY_FOREIGN, "no key record" },
};

static const struct {
	const char *record;
	enum key_type type;
	bool testing, same_domain;
} flags[] = {
	{ "p=QUJD", KEY_RSA, false, false },
	{ "k=rsa; t=y; p=QUJD", KEY_RSA, true, false },
	{ "k=ed25519; t=s; p=QUJD", KEY_ED25519, false, true },
	{ "t=s : y; p=QUJD", KEY_RSA, true, true },
	{ "t=ys; p=QUJD", KEY_RSA, false, false },
	{ "t=y; p=", KEY_RSA, true, false },
};

int main(void)
{
	struct arena *arena = arena_new(1 << 20, NULL);
	const char *reason;
	struct key key;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		is_int(key_parse(arena, str_from(cases[i].record), &key,
				 &reason),
		       cases[i].status, "status of \"%s\"", cases[i].record);
		is_str(str_from(reason), cases[i].reason, "reason of \"%s\"",
		       cases[i].record);
		if (cases[i].status == KEY_OK)
			is_str(key.data, "ABC", "data of \"%s\"",
			       cases[i].record);
	}
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		key_parse(arena, str_from(flags[i].record), &key, &reason);
		ok(key.type == flags[i].type &&
			   key.testing == flags[i].testing &&
			   key.same_domain == flags[i].same_domain,
		   "flags of \"%s\"", flags[i].record);
	}
	arena_free(arena);
	return done_testing();
}
