/* A value, a regular expression, and what it captures
 * (draft-murchison-sieve-regex-08). */
#include "../../filter/sieve/regex.h"
#include "../../filter/sieve/match.h"
#include "../tap.h"

struct regex_case {
	const char *value, *pattern;
	bool ignore_case;
	const char *captures; /* "0|1|2"; NULL: no match */
};

static const struct regex_case cases[] = {
	{ "abc", "b", false, "b" },
	{ "abc", "^b", false, NULL },
	{ "abc", "^a.c$", false, "abc" },
	{ "", "", false, "" },
	{ "", "^$", false, "" },
	{ "abc", "", false, "" },
	{ "ABC", "abc", false, NULL },
	{ "ABC", "abc", true, "ABC" },
	{ "me+x@company.com", "^me(\\+.*)?@company\\.com$", false,
	  "me+x@company.com|+x" },
	{ "me@company.com", "^me(\\+.*)?@(company)\\.com$", false,
	  "me@company.com||company" },
	{ "MAKE MONEY", "^[^[:lower:]]+$", false, "MAKE MONEY" },
	{ "Make Money", "^[^[:lower:]]+$", false, NULL },
	{ "aaa", "^a{2,3}$", false, "aaa" },
	{ "cat or dog", "(cat|dog)", false, "cat|cat" },
	{ "a-b-c", "(.*)-(.*)", false, "a-b-c|a-b|c" },
	/* the draft's table */
	{ "x", ".", false, "x" },
	{ "\n", ".", false, NULL },
	{ "b", "^[abc]$", false, "b" },
	{ "d", "^[abc]$", false, NULL },
	{ "c", "^[a-c]$", false, "c" },
	{ "d", "^[^a-c]$", false, "d" },
	{ "a", "^[^a-c]$", false, NULL },
	{ "]", "^[]]$", false, "]" },
	{ "a", "^[^]]$", false, "a" },
	{ "^", "^[a^]$", false, "^" },
	{ "-", "^[a-]$", false, "-" },
	{ "a.c", "a\\.c", false, "a.c" },
	{ "abc", "a\\.c", false, NULL },
	{ "a*[(", "a\\*\\[\\(", false, "a*[(" },
	{ "a1", "^[[:alnum:]]{2}$", false, "a1" },
	{ "aB", "^[[:alpha:]]*$", false, "aB" },
	{ " \t", "^[[:blank:]]*$", false, " \t" },
	{ "\001", "^[[:cntrl:]]$", false, "\001" },
	{ "09", "^[[:digit:]]*$", false, "09" },
	{ "a!", "^[[:graph:]]*$", false, "a!" },
	{ " ", "^[[:graph:]]$", false, NULL },
	{ "ab", "^[[:lower:]]*$", false, "ab" },
	{ "a b", "^[[:print:]]*$", false, "a b" },
	{ ".,!", "^[[:punct:]]*$", false, ".,!" },
	{ " \t", "^[[:space:]]*$", false, " \t" },
	{ "AB", "^[[:upper:]]*$", false, "AB" },
	{ "aF0", "^[[:xdigit:]]*$", false, "aF0" },
	{ "g", "^[[:xdigit:]]$", false, NULL },
	{ "a", "^[[=a=]]$", false, "a" },
	{ "b", "^[[=a=]]$", false, NULL },
	{ "b", "^[[=a=]b]$", false, "b" },
	{ "-", "^[a[.-.]z]$", false, "-" },
	{ "m", "^[a[.-.]z]$", false, NULL },
	{ "]", "^[[.].]]$", false, "]" },
	{ "\\", "^[[.\\.]]$", false, "\\" },
	{ "\xC3\xA4", "^[x[=\xC3\xA4=]]$", false, "\xC3\xA4" },
	{ "x[=a=]", "x\\[=a=\\]", false, "x[=a=]" },
	{ "ac", "^ab?c$", false, "ac" },
	{ "abbc", "^ab?c$", false, NULL },
	{ "ac", "^ab*c$", false, "ac" },
	{ "ac", "^ab+c$", false, NULL },
	{ "abbc", "^ab+c$", false, "abbc" },
	{ "aa", "^a{3}$", false, NULL },
	{ "aaa", "^a{3}$", false, "aaa" },
	{ "aaaa", "^a{3,}$", false, "aaaa" },
	{ "aaaa", "^a{2,3}$", false, NULL },
	{ "xb", "^(a|x)b$|^c$", false, "xb|x" },
	{ "c", "^(a|x)b$|^c$", false, "c" },
	/* characters, not bytes; what is no UTF-8 matches nothing */
	{ "\xC3\xA4", "^.$", false, "\xC3\xA4" },
	{ "\xC3\x84", "\xC3\xA4", true, "\xC3\x84" },
	{ "a\xFF"
	  "b",
	  "a.b", false, NULL },
	{ "a\xFF"
	  "b",
	  "b$", false, "b" },
	/* one text, however many lines */
	{ "x\nboss", "^boss", false, NULL },
	{ "boss\n", "boss$", false, NULL },
	/* what is no expression */
	{ "(", "(", false, NULL },
	{ "a", "\\C", false, NULL },
};

static struct str captures_text(struct arena *arena,
				const struct captures *captures)
{
	struct str text = captures->list[0];

	for (size_t i = 1; i < captures->count; i++)
		text = arena_printf(arena, "%.*s|%.*s", STR_ARG(text),
				    STR_ARG(captures->list[i]));
	return text;
}

static void test_cases(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct regex_case *c = &cases[i];
		struct captures captures = { .count = 0 };
		uint64_t work = 1000 * 1000;
		bool matches =
			regex_match(str_from(c->value), str_from(c->pattern),
				    c->ignore_case, &captures, &work);

		ok(matches == (c->captures != NULL), "\"%s\" with \"%s\"",
		   c->value, c->pattern);
		if (c->captures != NULL)
			is_str(captures_text(arena, &captures), c->captures,
			       "captures of \"%s\"", c->pattern);
		ok(work > 0, "steps are left");
	}
}

static void test_check(struct arena *arena)
{
	char many[LIMIT_SIEVE_REGEX + 1];
	struct str problem = STR("");

	memset(many, 'a', sizeof(many));
	ok(regex_check(arena, STR("^(a|b)*$"), &problem), "an expression");
	ok(!regex_check(arena, STR("a("), &problem), "none");
	is_str(problem, "missing closing parenthesis", "why it is none");
	ok(!regex_check(arena, STR("[[:x:]]"), &problem), "unknown class");
	ok(!regex_check(arena, STR("(a)\\1"), &problem), "back references");
	is_str(problem, "there are no back references", "it says so");
	ok(!regex_check(arena, STR("\xFF"), &problem), "no UTF-8");
	ok(!regex_check(arena, STR("[[.space.]]"), &problem),
	   "elements have no names");
	ok(!regex_check(arena, STR("[[=ab=]]"), &problem),
	   "nor several characters");
	ok(!regex_check(arena, STR("[[=a=]"), &problem), "no end of brackets");
	ok(!regex_check(arena, STR("[[:alpha"), &problem), "nor of a class");
	ok(!regex_check(arena, STR("a["), &problem), "nor a beginning alone");
	ok(!regex_check(arena, STR("[\\"), &problem), "nor a backslash");
	ok(!regex_check(arena, STR("*a"), &problem), "nothing to repeat");
	ok(!regex_check(arena, (struct str){ many, sizeof(many) }, &problem),
	   "too long");
	is_str(problem, "it is longer than 4096 bytes", "it says so");
	ok(regex_check(arena, (struct str){ many, sizeof(many) - 1 }, &problem),
	   "as long as may be");
	ok(!regex_check(arena, STR("((((a{999}){999}){999}){999})"), &problem),
	   "one that compiles to too much");
}

/* Expressions that take exponential time or great depth: all steps are gone,
 * so that the script ends. */
static void test_explosions(void)
{
	static const char *const patterns[] = {
		"^(a+)+$",	"^(a|aa)+$",	   "^(a*)*b$",
		"^(.*a){20}x$", "^(a?){99}a{99}x", "^(a|b|ab)*c(?R)?$",
		"a+a+[xy]",	"(a|b)*[cd]",	   "[ab]*?[cd]",
	};
	char value[8000];

	memset(value, 'a', sizeof(value));
	value[sizeof(value) - 1] = '!';
	for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++) {
		uint64_t work = LIMIT_SIEVE_WORK;
		bool matches =
			regex_match((struct str){ value, sizeof(value) },
				    str_from(patterns[i]), false, NULL, &work);

		ok(!matches, "%s does not match", patterns[i]);
		ok(work == 0 || work > LIMIT_SIEVE_WORK -
						4 * LIMIT_SIEVE_REGEX_STEPS,
		   "%s ends", patterns[i]);
	}
}

static void test_steps(void)
{
	uint64_t work = 100, before;

	ok(!regex_match(STR("a"), STR("a"), false, NULL, &work),
	   "no match without steps");
	is_int((long long)work, 0, "all steps were taken");
	work = before = 1000 * 1000;
	regex_match(STR("a"), STR("a"), false, NULL, &work);
	ok(before - work < 10000, "a plain match takes few");
}

/* More groups than can be named. */
static void test_many_groups(void)
{
	char pattern[3 * 64 + 1], value[64];
	struct captures captures = { .count = 0 };
	uint64_t work = 1000 * 1000;

	for (size_t i = 0; i < 64; i++)
		memcpy(pattern + 3 * i, "(a)", 3);
	memset(value, 'a', sizeof(value));
	ok(regex_match((struct str){ value, 64 }, (struct str){ pattern, 192 },
		       false, &captures, &work),
	   "64 groups match");
	is_int((long long)captures.count, LIMIT_SIEVE_CAPTURES + 1,
	       "as many as can be named are kept");
}

int main(void)
{
	struct arena *arena = arena_new((size_t)1 << 24, NULL);

	test_cases(arena);
	test_check(arena);
	test_explosions();
	test_steps();
	test_many_groups();
	arena_free(arena);
	return done_testing();
}
