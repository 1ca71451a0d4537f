/* A value, a key, and whether they match (RFC 5228 2.7, RFC 4790). */
#include "../../filter/limits.h"
#include "../../filter/sieve/match.h"
#include "../tap.h"

#define CASEMAP "i;ascii-casemap"
#define OCTET "i;octet"
#define NUMERIC "i;ascii-numeric"
#define UNICODE "i;unicode-casemap"

struct match_case {
	enum match_type type;
	const char *comparator, *value, *key;
	bool matches;
};

static const struct match_case cases[] = {
	{ MATCH_IS, CASEMAP, "frobnitzm", "FROBNITZM", true },
	{ MATCH_IS, CASEMAP, "frobnitzm", "frob", false },
	{ MATCH_IS, CASEMAP, "", "", true },
	{ MATCH_IS, CASEMAP, "a", "", false },
	{ MATCH_IS, CASEMAP, "\xC3\x84", "\xC3\xA4", false },
	{ MATCH_IS, OCTET, "Abc", "Abc", true },
	{ MATCH_IS, OCTET, "Abc", "abc", false },
	{ MATCH_IS, NUMERIC, "0012", "12", true },
	{ MATCH_IS, NUMERIC, "12abc", "12", true },
	{ MATCH_IS, NUMERIC, "13", "12", false },
	{ MATCH_IS, NUMERIC, "abc", "xyz", true },
	{ MATCH_IS, NUMERIC, "abc", "0", false },
	{ MATCH_IS, NUMERIC, "0", "000", true },
	{ MATCH_IS, NUMERIC, "99999999999999999999999999",
	  "099999999999999999999999999", true },
	{ MATCH_CONTAINS, CASEMAP, "frobnitzm", "NIT", true },
	{ MATCH_CONTAINS, CASEMAP, "frobnitzm", "fbm", false },
	{ MATCH_CONTAINS, CASEMAP, "frobnitzm", "", true },
	{ MATCH_CONTAINS, CASEMAP, "", "", true },
	{ MATCH_CONTAINS, CASEMAP, "", "a", false },
	{ MATCH_CONTAINS, CASEMAP, "ab", "abc", false },
	{ MATCH_CONTAINS, CASEMAP, "aab", "ab", true },
	{ MATCH_CONTAINS, OCTET, "MAKE MONEY FAST", "money", false },
	{ MATCH_CONTAINS, OCTET, "MAKE MONEY FAST", "MONEY", true },
	{ MATCH_MATCHES, CASEMAP, "", "", true },
	{ MATCH_MATCHES, CASEMAP, "", "*", true },
	{ MATCH_MATCHES, CASEMAP, "", "?", false },
	{ MATCH_MATCHES, CASEMAP, "", "?*", false },
	{ MATCH_MATCHES, CASEMAP, "abc", "", false },
	{ MATCH_MATCHES, CASEMAP, "abc", "ABC", true },
	{ MATCH_MATCHES, CASEMAP, "abc", "a?c", true },
	{ MATCH_MATCHES, CASEMAP, "abc", "a?", false },
	{ MATCH_MATCHES, CASEMAP, "abc", "*", true },
	{ MATCH_MATCHES, CASEMAP, "abc", "*c", true },
	{ MATCH_MATCHES, CASEMAP, "abc", "a*", true },
	{ MATCH_MATCHES, CASEMAP, "abc", "*b", false },
	{ MATCH_MATCHES, CASEMAP, "abcbd", "*b?", true },
	{ MATCH_MATCHES, CASEMAP, "aab", "*ab", true },
	{ MATCH_MATCHES, CASEMAP, "axbxc", "a*b*c", true },
	{ MATCH_MATCHES, CASEMAP, "axbxc", "a**c", true },
	{ MATCH_MATCHES, CASEMAP, "ac", "a*b*c", false },
	{ MATCH_MATCHES, CASEMAP, "a*c", "a\\*c", true },
	{ MATCH_MATCHES, CASEMAP, "abc", "a\\*c", false },
	{ MATCH_MATCHES, CASEMAP, "a?c", "a\\?c", true },
	{ MATCH_MATCHES, CASEMAP, "a\\c", "a\\\\c", true },
	{ MATCH_MATCHES, CASEMAP, "ab", "a\\b", true },
	{ MATCH_MATCHES, CASEMAP, "a\\", "a\\", true },
	/* RFC 5228 2.7.1: an octet, not a character */
	{ MATCH_MATCHES, OCTET, "\xC3\xA4", "?", false },
	{ MATCH_MATCHES, OCTET, "\xC3\xA4", "??", true },
	/* RFC 5051: an accent of its own; a ligature is taken apart
	 * after the case of letters was, which it has none of */
	{ MATCH_IS, UNICODE, "\xC3\x84pfel", "\xC3\xA4PFEL", true },
	{ MATCH_IS, UNICODE, "\xC3\x84", "a\xCC\x88", true },
	{ MATCH_IS, UNICODE, "\xC3\x84", "a", false },
	{ MATCH_IS, UNICODE, "\xD0\x96", "\xD0\xB6", true },
	{ MATCH_IS, UNICODE, "\xEF\xAC\x81", "fi", false },
	{ MATCH_IS, UNICODE, "\xEF\xBC\xA1", "a", true },
	{ MATCH_IS, UNICODE, "\xF0\x90\x90\x80", "\xF0\x90\x90\xA8", true },
	{ MATCH_IS, UNICODE, "\xF0\x9D\x90\x80", "a", true },
	{ MATCH_IS, UNICODE, "", "", true },
	{ MATCH_IS, UNICODE, "a\xFF", "A\xFF", true },
	{ MATCH_IS, UNICODE, "\xFF", "\xFE", false },
	{ MATCH_CONTAINS, UNICODE, "gr\xC3\xBC\xC3\x9F", "R\xC3\x9C", true },
	{ MATCH_CONTAINS, UNICODE, "gruss", "\xC3\x9C", false },
	{ MATCH_MATCHES, UNICODE, "\xC3\xA4", "?", true },
	{ MATCH_MATCHES, UNICODE, "\xC3\xA4", "??", false },
	{ MATCH_MATCHES, UNICODE, "\xEF\xAC\x81x", "?X", true },
	{ MATCH_MATCHES, UNICODE, "x\xC3\xA4y", "X*Y", true },
	{ MATCH_MATCHES, UNICODE, "x", "\xEF\xBC\x8A", false },
	{ MATCH_MATCHES, UNICODE, "*", "\xEF\xBC\x8A", true },
	{ MATCH_MATCHES, UNICODE, "a*c", "A\\*C", true },
};

struct order_case {
	const char *comparator, *a, *b;
	int order; /* sign */
};

static const struct order_case orders[] = {
	{ CASEMAP, "a", "B", -1 },
	{ CASEMAP, "B", "a", 1 },
	{ CASEMAP, "ab", "abc", -1 },
	{ CASEMAP, "_", "a", 1 },
	{ OCTET, "a", "B", 1 },
	{ OCTET, "a", "\xC3", -1 },
	{ NUMERIC, "9", "10", -1 },
	{ NUMERIC, "x", "10", 1 },
	{ NUMERIC, "0", "1", -1 },
	{ NUMERIC, "1", "4294967298", -1 },
	{ NUMERIC, "4294967298", "04294967298", 0 },
	{ NUMERIC, "04294967298", "4294967298b", 0 },
	{ NUMERIC, "04294967298", "", -1 },
	{ NUMERIC, "x", "y", 0 },
	{ NUMERIC, "2", "1", 1 },
	{ CASEMAP, "\xC3\xA9", "\xC3\x89", 1 },
	{ CASEMAP, "a", "A", 0 },
	{ OCTET, "", "", 0 },
	{ OCTET, "", "a", -1 },
	{ OCTET, "a", "", 1 },
	{ OCTET, "ab", "ab", 0 },
	{ OCTET, "aa", "ab", -1 },
	{ OCTET, "\xFF", "\x01", 1 },
	{ NUMERIC, "10", "", -1 },
	{ NUMERIC, "", "x", 0 },
	{ UNICODE, "a", "B", -1 },
	{ UNICODE, "\xC3\xA4", "Z", -1 },
	{ UNICODE, "\xD0\xB6", "\xD0\x96", 0 },
};

/* As ":value" has it. */
static int order_of(const struct comparator *comparator, struct str a,
		    struct str b)
{
	struct match match = { .type = MATCH_VALUE,
			       .relation = RELATION_GT,
			       .comparator = comparator };
	uint64_t work = 1000;
	bool greater = match_one(&match, a, b, NULL, &work);

	match.relation = RELATION_LT;
	return greater - match_one(&match, a, b, NULL, &work);
}

/* "aaaa..." against "*a*a*a...b": exponential for a naive matcher. */
static void test_explosion(void)
{
	struct match match = { .type = MATCH_MATCHES,
			       .comparator = comparator_default() };
	char value[20000], key[200];
	uint64_t work = LIMIT_SIEVE_WORK;

	memset(value, 'a', sizeof(value));
	for (size_t i = 0; i < sizeof(key); i++)
		key[i] = i % 2 == 0 ? '*' : 'a';
	key[sizeof(key) - 1] = 'b';
	ok(!match_one(&match, (struct str){ value, sizeof(value) },
		      (struct str){ key, sizeof(key) }, NULL, &work),
	   "many stars do not match");
	ok(LIMIT_SIEVE_WORK - work < sizeof(value) * sizeof(key),
	   "within |value| * |key| steps");
	work = 100;
	ok(!match_one(&match, (struct str){ value, sizeof(value) }, STR("*a"),
		      NULL, &work),
	   "no match without steps");
	is_int((long long)work, 0, "all steps were taken");
}

/* What is captured is the text as it was, not as it was compared. */
static void test_original_captures(void)
{
	struct match match = { .type = MATCH_MATCHES,
			       .comparator = comparator_find(STR(UNICODE)) };
	struct captures captures = { .count = 0 };
	uint64_t work = 10000;

	ok(match_one(&match, STR("\xEF\xAC\x81r\xC3\xA4ume \xC3\xBC!"),
		     STR("?R*E ?*"), &captures, &work),
	   "wildcards over mapped text");
	is_int((long long)captures.count, 5, "each has a capture");
	is_str(captures.list[1], "\xEF\xAC\x81", "a ligature is one character");
	is_str(captures.list[2], "\xC3\xA4um", "letters as they were");
	is_str(captures.list[3], "\xC3\xBC", "one with its accent");
	is_str(captures.list[4], "!", "the rest");
}

/* RFC 4790 4.2: of any two texts, by each comparator. */
static void test_laws(void)
{
	static const char *const comparators[] = { CASEMAP, OCTET, NUMERIC,
						   UNICODE };
	static const char *const texts[] = {
		"",   "a", "A",	       "ab",	   "b",	   "10", "9",
		"09", "x", "\xC3\xA4", "\xC3\x84", "\xFF", "_"
	};
	size_t count = sizeof(texts) / sizeof(texts[0]);

	for (size_t c = 0; c < 4; c++) {
		const struct comparator *comparator =
			comparator_find(str_from(comparators[c]));
		struct match match = { .type = MATCH_IS,
				       .comparator = comparator };
		bool reflexive = true, symmetric = true, agrees = true;

		for (size_t i = 0; i < count * count; i++) {
			struct str a = str_from(texts[i / count]);
			struct str b = str_from(texts[i % count]);
			uint64_t work = 1000;
			bool equal = match_one(&match, a, b, NULL, &work);
			int order = order_of(comparator, a, b);

			reflexive &= i / count != i % count || equal;
			symmetric &= order == -order_of(comparator, b, a);
			agrees &= equal == (order == 0);
		}
		ok(reflexive, "%s: each is equal to itself", comparators[c]);
		ok(symmetric, "%s orders the other way round", comparators[c]);
		ok(agrees, "%s orders as it compares", comparators[c]);
	}
}

int main(void)
{
	test_laws();
	ok(comparator_find(STR("default")) == NULL,
	   "no comparator is called default");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct match_case *c = &cases[i];
		struct match match = { .type = c->type };
		uint64_t work = 1000;

		match.comparator = comparator_find(str_from(c->comparator));
		ok(match_one(&match, str_from(c->value), str_from(c->key), NULL,
			     &work) == c->matches,
		   "%s \"%s\" with \"%s\"", c->comparator, c->value, c->key);
	}
	for (size_t i = 0; i < sizeof(orders) / sizeof(*orders); i++) {
		const struct order_case *c = &orders[i];
		const struct comparator *comparator =
			comparator_find(str_from(c->comparator));

		is_int(order_of(comparator, str_from(c->a), str_from(c->b)),
		       c->order, "%s orders \"%s\", \"%s\"", c->comparator,
		       c->a, c->b);
	}
	test_original_captures();
	ok(comparator_find(STR("i;basic")) == NULL, "unknown comparator");
	test_explosion();
	return done_testing();
}
