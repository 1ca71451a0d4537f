/* Nothing of a mail can forge a line of the log. */
#include "../../mda/log.h"
#include "../tap.h"

static const struct {
	struct str value;
	const char *quoted;
} cases[] = {
	{ STR_INIT("ann@home.example"), "ann@home.example" },
	{ STR_INIT("pass"), "pass" },
	{ STR_INIT(""), "\"\"" },
	{ STR_INIT("two words"), "\"two words\"" },
	{ STR_INIT("a=b"), "\"a=b\"" },
	{ STR_INIT("say \"hi\""), "\"say \\\"hi\\\"\"" },
	{ STR_INIT("back\\slash"), "\"back\\\\slash\"" },
	{ STR_INIT("x\nwaxseal: status=0"), "\"x\\x0awaxseal: status=0\"" },
	{ STR_INIT("x\r\0\x1b[2J\x7f"), "\"x\\x0d\\x00\\x1b[2J\\x7f\"" },
	{ STR_INIT("caf\xc3\xa9"), "\"caf\\xc3\\xa9\"" },
};

int main(void)
{
	char text[LOG_QUOTED], small[12], bytes[300];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_str(str_from(log_quote(text, sizeof(text), cases[i].value)),
		       cases[i].quoted, "%s", cases[i].quoted);

	memset(bytes, 0xff, sizeof(bytes));
	log_quote(text, sizeof(text), (struct str){ bytes, sizeof(bytes) });
	is_int((long long)strlen(text), 256 * 4 + 2,
	       "a long value is cut at 256 bytes");
	memset(bytes, 'a', sizeof(bytes));
	log_quote(text, sizeof(text), (struct str){ bytes, sizeof(bytes) });
	is_int((long long)strlen(text), 256, "a long plain one too");
	is_str(str_from(log_quote(small, sizeof(small),
				  STR("more than fits in it"))),
	       "\"more t\"", "a small buffer is never passed");
	is_str(str_from(log_quote(small, 3, STR("more"))), "",
	       "one too small for anything stays empty");
	return done_testing();
}
