/* The sender as an MTA gives it. */
#include "../../filter/envelope.h"
#include "../tap.h"

#define TEXT(text)                                                             \
	{                                                                      \
		text, sizeof(text) - 1                                         \
	}

static const struct {
	struct str text;
	enum sender_status status;
	const char *address, *local, *domain;
} cases[] = {
	{ TEXT(""), SENDER_NULL, "", "", "" },
	{ TEXT("<>"), SENDER_NULL, "", "", "" },
	{ TEXT("joe@example.com"), SENDER_ADDRESS, "joe@example.com", "joe",
	  "example.com" },
	{ TEXT("<joe@example.com>"), SENDER_ADDRESS, "joe@example.com", "joe",
	  "example.com" },
	{ TEXT("a.b+c=d@Example.COM"), SENDER_ADDRESS, "a.b+c=d@Example.COM",
	  "a.b+c=d", "Example.COM" },
	{ TEXT("\"joe public\"@example.com"), SENDER_ADDRESS,
	  "\"joe public\"@example.com", "\"joe public\"", "example.com" },
	{ TEXT("\"a@b\"@example.com"), SENDER_ADDRESS, "\"a@b\"@example.com",
	  "\"a@b\"", "example.com" },
	{ TEXT("joe@a_b.example.com"), SENDER_ADDRESS, "joe@a_b.example.com",
	  "joe", "a_b.example.com" },
	{ TEXT("joe@localhost"), SENDER_ADDRESS, "joe@localhost", "joe",
	  "localhost" },
	{ TEXT("joe@[192.0.2.1]"), SENDER_ADDRESS, "joe@[192.0.2.1]", "joe",
	  "[192.0.2.1]" },
	{ TEXT("j\xc3\xb6@b\xc3\xbc"
	       "cher.example"),
	  SENDER_ADDRESS,
	  "j\xc3\xb6@b\xc3\xbc"
	  "cher.example",
	  "j\xc3\xb6",
	  "b\xc3\xbc"
	  "cher.example" },
	{ TEXT("@a.example,@b.example:joe@example.com"), SENDER_ADDRESS,
	  "joe@example.com", "joe", "example.com" },
	/* server_a7 */
	{ TEXT("<@good.example,@any.example:'any@bad.example>"), SENDER_ADDRESS,
	  "'any@bad.example", "'any", "bad.example" },
	/* server_a2, a5, a6: none of them is the null sender */
	{ TEXT("<(any@good.example>"), SENDER_UNUSABLE, "(any@good.example", "",
	  "" },
	{ TEXT("<any@good.example(a.bad.example>"), SENDER_UNUSABLE,
	  "any@good.example(a.bad.example", "", "" },
	{ TEXT("<any@good.example'@any.bad.example>"), SENDER_UNUSABLE,
	  "any@good.example'@any.bad.example", "", "" },
	{ TEXT("MAILER-DAEMON"), SENDER_UNUSABLE, "MAILER-DAEMON", "", "" },
	{ TEXT(" "), SENDER_UNUSABLE, " ", "", "" },
	{ TEXT("<"), SENDER_UNUSABLE, "<", "", "" },
	{ TEXT("<<>>"), SENDER_UNUSABLE, "<>", "", "" },
	{ TEXT("<joe@example.com"), SENDER_UNUSABLE, "<joe@example.com", "",
	  "" },
	{ TEXT("joe@"), SENDER_UNUSABLE, "joe@", "", "" },
	/* No Mailbox, yet the domain is beyond doubt: SPF may judge it. */
	{ TEXT("@example.com"), SENDER_UNUSABLE, "@example.com", "",
	  "example.com" },
	{ TEXT("a..b@example.com"), SENDER_UNUSABLE, "a..b@example.com", "a..b",
	  "example.com" },
	{ TEXT("joe public@example.com"), SENDER_UNUSABLE,
	  "joe public@example.com", "joe public", "example.com" },
	{ TEXT("joe@example.com."), SENDER_UNUSABLE, "joe@example.com.", "",
	  "" },
	{ TEXT("joe @example.com"), SENDER_UNUSABLE, "joe @example.com", "joe ",
	  "example.com" },
	{ TEXT("joe@exa\nmple.com"), SENDER_UNUSABLE, "joe@exa\nmple.com", "",
	  "" },
	{ TEXT("\"a\033b\"@example.com"), SENDER_UNUSABLE,
	  "\"a\033b\"@example.com", "", "" },
	{ TEXT("j\xf6@example.com"), SENDER_UNUSABLE, "j\xf6@example.com", "",
	  "" },
	{ TEXT("@a.example joe@example.com"), SENDER_UNUSABLE,
	  "@a.example joe@example.com", "", "" },
};

static void test_nul(void)
{
	struct sender sender = sender_parse(STR("joe@good.example\0.bad"));

	is_int(sender.status, SENDER_UNUSABLE, "a NUL in the domain");
}

int main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sender sender = sender_parse(cases[i].text);

		is_int(sender.status, cases[i].status, "\"%.*s\"",
		       STR_ARG(cases[i].text));
		is_str(sender.address, cases[i].address, "... address");
		is_str(sender.local, cases[i].local, "... local part");
		is_str(sender.domain, cases[i].domain, "... domain");
	}
	test_nul();
	return done_testing();
}
