#include "../../filter/verdict_fields.h"

#include "../../filter/buf.h"
#include "../../filter/fold.h"
#include "../tap.h"

static const struct score_line lines[] = {
	{ SCORE_SPF_FAIL, 100, STR_INIT("SPF of \"a\nb\xC3\xBC\" fails") },
	{ SCORE_DMARC_PASS, -50, STR_INIT("sent by a client of \"c\"") },
};

static const struct {
	const char *what;
	struct verdict verdict;
	const char *want;
} cases[] = {
	{ "nothing to say",
	  { .rule = "", .reason = STR_INIT("fine"), .required = 500 },
	  "X-Spam-Status: No, score=0.0 required=5.0 tests=none\n"
	  "X-Spam-Score: 0.0\n"
	  "X-Waxseal-Reason: fine\n" },
	{ "a score",
	  { .rule = "",
	    .reason = STR_INIT("fine"),
	    .score = 250,
	    .required = 500,
	    .lines = lines,
	    .line_count = 2 },
	  "X-Spam-Status: No, score=2.5 required=5.0 tests=SPF_FAIL,"
	  "DMARC_PASS\n"
	  "X-Spam-Score: 2.5\n"
	  "X-Spam-Level: **\n"
	  "X-Waxseal-Reason: fine; SPF of \"a?b??\" fails [1.0]; sent by a "
	  "client of \"c\"\n"
	  "\t[-0.5]\n" },
	{ "below zero",
	  { .rule = "",
	    .reason = STR_INIT("fine"),
	    .score = -125,
	    .required = 500 },
	  "X-Spam-Status: No, score=-1.25 required=5.0 tests=none\n"
	  "X-Spam-Score: -1.25\n"
	  "X-Waxseal-Reason: fine\n" },
	{ "Junk by score",
	  { .disposition = DISPOSITION_JUNK,
	    .rule = "",
	    .reason = STR_INIT("bad"),
	    .score = 725,
	    .required = 500 },
	  "X-Spam-Flag: YES\n"
	  "X-Spam-Status: Yes, score=7.25 required=5.0 tests=none\n"
	  "X-Spam-Score: 7.25\n"
	  "X-Spam-Level: *******\n"
	  "X-Waxseal-Reason: bad\n" },
	{ "Junk by a rule: who counts stars comes to the same end",
	  { .disposition = DISPOSITION_JUNK,
	    .hard = true,
	    .rule = "DMARC_REJECT",
	    .reason = STR_INIT("forged"),
	    .score = -50,
	    .required = 500,
	    .lines = lines,
	    .line_count = 1 },
	  "X-Spam-Flag: YES\n"
	  "X-Spam-Status: Yes, score=5.0 required=5.0 tests=DMARC_REJECT,"
	  "SPF_FAIL\n"
	  "X-Spam-Score: 5.0\n"
	  "X-Spam-Level: *****\n"
	  "X-Waxseal-Reason: forged; SPF of \"a?b??\" fails [1.0]\n" },
	{ "at most fifty stars",
	  { .disposition = DISPOSITION_JUNK,
	    .rule = "",
	    .reason = STR_INIT("bad"),
	    .score = 99900,
	    .required = 500 },
	  "X-Spam-Flag: YES\n"
	  "X-Spam-Status: Yes, score=999.0 required=5.0 tests=none\n"
	  "X-Spam-Score: 999.0\n"
	  "X-Spam-Level: "
	  "**************************************************\n"
	  "X-Waxseal-Reason: bad\n" },
};

/* No line of words passes 78 columns, whatever their lengths. */
static void test_columns(struct arena *arena)
{
	size_t widest = 0;

	for (size_t len = 1; len < 70; len++) {
		struct buf out = buf_new(arena, 65536);
		struct fold fold = fold_begin(&out, STR("Subject"));
		struct str rest, line, word;

		word = arena_printf(arena, "%*s", (int)len, "x");
		for (size_t i = 0; i < 30; i++) {
			fold_word(&fold, word);
			fold_part(&fold, STR(";"));
		}
		fold_end(&fold);
		rest = buf_str(&out);
		while (str_cut(&rest, '\n', &line)) {
			size_t width = line.len;

			if (str_starts(line, STR("\t")))
				width += 7;
			widest = width > widest ? width : widest;
			if (str_eq(line, STR("\t;")))
				ok(false, "a semicolon alone");
		}
	}
	is_int((long long)widest, 78, "the widest line");
}

int main(void)
{
	struct arena *arena = arena_new(1 << 24, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_str(verdict_fields(arena, &cases[i].verdict), cases[i].want,
		       "%s", cases[i].what);
	test_columns(arena);
	arena_free(arena);
	return done_testing();
}
