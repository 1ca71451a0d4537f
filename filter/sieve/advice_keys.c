#include "advice_keys.h"

#include "commands.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* ---- what a test is about ---- */

static bool is_address_test(const struct node *test)
{
	return test->command == &test_address ||
	       test->command == &test_envelope;
}

static bool has_part(const struct node *test, enum address_part part)
{
	return is_address_test(test) &&
	       node_option_value(test, OPTION_PART, PART_ALL) == (int)part;
}

static bool compares_text(const struct node *test)
{
	return (test->command->options & OPTION_MATCH) != 0 &&
	       (test->match.type == MATCH_IS ||
		test->match.type == MATCH_CONTAINS ||
		test->match.type == MATCH_MATCHES);
}

static bool is_numeric(const struct node *test)
{
	return test->match.comparator ==
	       comparator_find(STR("i;ascii-numeric"));
}

/* Every test that compares has its keys last. */
static const struct argument *keys_of(const struct node *test)
{
	const struct argument *keys = NULL;

	if ((test->command->options & OPTION_MATCH) == 0)
		return NULL;
	for (size_t i = 0; i < MAX_PARAMETERS; i++)
		if (test->command->parameters[i].name != NULL)
			keys = test->parameters[i];
	return keys;
}

static bool holds(struct str text, char c)
{
	return str_find(text, c) < text.len;
}

static bool is_number(struct str text)
{
	uint64_t number;

	return str_to_u64(text, UINT64_MAX, &number);
}

/* ---- keys that never match; each a row of the table below ---- */

static bool count_of_no_number(const struct node *test, struct str key)
{
	return test->match.type == MATCH_COUNT && !is_number(key);
}

static bool order_of_no_number(const struct node *test, struct str key)
{
	return test->match.type == MATCH_VALUE && is_numeric(test) &&
	       (key.len == 0 || !char_is_digit(key.ptr[0]));
}

static bool is_date_test(const struct node *test)
{
	return test->command == &test_date ||
	       test->command == &test_currentdate;
}

/* Parts of a date are as long as each other. */
static bool order_of_digits(const struct node *test, struct str key)
{
	return test->match.type == MATCH_VALUE && !is_numeric(test) &&
	       !is_date_test(test) && is_number(key);
}

static bool at_in_domain(const struct node *test, struct str key)
{
	return compares_text(test) && has_part(test, PART_DOMAIN) &&
	       holds(key, '@');
}

static bool at_in_local_part(const struct node *test, struct str key)
{
	return compares_text(test) && holds(key, '@') &&
	       (has_part(test, PART_LOCALPART) || has_part(test, PART_USER) ||
		has_part(test, PART_DETAIL));
}

static bool domain_as_address(const struct node *test, struct str key)
{
	return has_part(test, PART_ALL) && test->match.type == MATCH_IS &&
	       !holds(key, '@') && holds(key, '.') && !holds(key, '*') &&
	       !holds(key, ' ');
}

static bool null_sender_in_brackets(const struct node *test, struct str key)
{
	return test->command == &test_envelope && compares_text(test) &&
	       str_eq(key, STR("<>"));
}

/* Stars at an end, but not rows of them: "***SPAM***" is what it is. */
static bool looks_like_pattern(struct str key)
{
	size_t end = key.len - 1;

	return key.len > 2 &&
	       ((key.ptr[0] == '*' && key.ptr[1] != '*') ||
		(key.ptr[end] == '*' && key.ptr[end - 1] != '*'));
}

static bool pattern_as_text(const struct node *test, struct str key)
{
	if (!compares_text(test) || test->match.type == MATCH_MATCHES)
		return false;
	if (is_address_test(test))
		return holds(key, '*');
	return test->match.type == MATCH_IS && looks_like_pattern(key);
}

static bool blank_at_an_end(const struct node *test, struct str key)
{
	return test->command == &test_header && test->match.type == MATCH_IS &&
	       str_trim(key).len < key.len;
}

static bool line_end_in_field(const struct node *test, struct str key)
{
	return compares_text(test) && holds(key, '\n') &&
	       (test->command == &test_header || is_address_test(test));
}

/* Values of RFC 5260 4.2 that have one length. */
static const struct {
	struct str part;
	size_t length;
} date_parts[] = {
	{ STR_INIT("year"), 4 },   { STR_INIT("month"), 2 },
	{ STR_INIT("day"), 2 },	   { STR_INIT("date"), 10 },
	{ STR_INIT("hour"), 2 },   { STR_INIT("minute"), 2 },
	{ STR_INIT("second"), 2 }, { STR_INIT("time"), 8 },
	{ STR_INIT("zone"), 5 },   { STR_INIT("weekday"), 1 },
};

/* In order, a part of a longer value has its place: "2026-11" as a date. */
static bool is_other_length(const struct node *test, struct str key,
			    size_t length)
{
	if (test->match.type == MATCH_VALUE)
		return length == 2 && key.len != length;
	return test->match.type == MATCH_IS && key.len != length;
}

static bool date_of_other_length(const struct node *test, struct str key)
{
	const struct argument *part = NULL;

	if (test->command == &test_date)
		part = test->parameters[1];
	else if (test->command == &test_currentdate)
		part = test->parameters[0];
	if (part == NULL || is_numeric(test))
		return false;
	for (size_t i = 0; i < COUNT(date_parts); i++)
		if (str_eq_nocase(part->strings->text, date_parts[i].part))
			return is_other_length(test, key, date_parts[i].length);
	return false;
}

/* RFC 5235: 0 to 10, with ":percent" to 100; viruses 0 to 5. */
static uint64_t most_of(const struct node *test)
{
	if (test->command == &test_virustest)
		return 5;
	return node_option(test, OPTION_PERCENT) != NULL ? 100 : 10;
}

static bool beyond_the_scale(const struct node *test, struct str key)
{
	bool spam = test->command == &test_spamtest ||
		    test->command == &test_virustest;
	bool more = test->match.type == MATCH_VALUE &&
		    (test->match.relation == RELATION_GT ||
		     test->match.relation == RELATION_GE ||
		     test->match.relation == RELATION_EQ);
	uint64_t number;

	return spam && (more || test->match.type == MATCH_IS) &&
	       is_number(key) && !str_to_u64(key, most_of(test), &number);
}

static const struct {
	bool (*applies)(const struct node *test, struct str key);
	const char *warning;
} key_rules[] = {
	{ count_of_no_number, "\":count\" is compared with numbers" },
	{ order_of_no_number,
	  "this is no number: it counts as larger than all that are" },
	{ at_in_domain, "a domain holds no \"@\": this never matches" },
	{ at_in_local_part,
	  "this part of an address holds no \"@\": it never matches" },
	{ domain_as_address,
	  "no address is only a domain; did you mean \":domain\"?" },
	{ null_sender_in_brackets,
	  "the null sender is written \"\", without brackets" },
	{ pattern_as_text,
	  "\"*\" stands for itself here; did you mean \":matches\"?" },
	{ blank_at_an_end,
	  "no field begins or ends with a blank: this never matches" },
	{ line_end_in_field,
	  "a field is one line, without line ends: this never matches" },
	{ date_of_other_length,
	  "this part of a date never has such a value: digits are written "
	  "with leading zeros" },
	{ beyond_the_scale, "the scale ends below this: it never matches" },
	{ order_of_digits,
	  "these are compared as text, in which \"10\" is less than \"5\"; did "
	  "you mean: :comparator \"i;ascii-numeric\"" },
};

void advise_keys(struct report *report, const struct node *test)
{
	const struct argument *keys = keys_of(test);

	for (const struct string *key = keys != NULL ? keys->strings : NULL;
	     key != NULL; key = key->next)
		for (size_t i = 0; i < COUNT(key_rules) && key->parts == NULL;
		     i++)
			if (key_rules[i].applies(test, key->text)) {
				report_warning(report, key->place, "%s",
					       key_rules[i].warning);
				break;
			}
}
