/*
 * RFC 5260: date, currentdate.
 */
#include "../moment.h"
#include "../date.h"
#include "check.h"
#include "commands.h"
#include "extension.h"
#include "matching.h"
#include "walk.h"
#include "zone.h"

static void check_part(struct checker *checker, const struct argument *part)
{
	if (part->strings->parts == NULL &&
	    !moment_has_part(part->strings->text))
		report_error(checker->report, part->place,
			     "this is no part of a date; they are year, month, "
			     "day, date, julian, hour, minute, second, time, "
			     "iso8601, std11, zone and weekday");
}

static bool match_moment(struct run *run, const struct node *node,
			 const struct moment *moment, size_t part)
{
	struct matching matching =
		matching_begin(run, node, node->parameters[part + 1]);
	struct str name = run_text(run, node->parameters[part]->strings);

	if (moment != NULL && moment_has_part(name))
		matching_offer(&matching,
			       moment_part(run->arena, moment, name));
	return matching_end(&matching);
}

/* Where a comment at the end begins: "(PST; by hand)" */
static size_t last_comment(struct str value)
{
	size_t at = value.len, depth = 0;

	if (value.len == 0 || value.ptr[value.len - 1] != ')')
		return value.len;
	do {
		at--;
		depth += value.ptr[at] == ')';
		depth -= value.ptr[at] == '(';
	} while (at > 0 && depth > 0);
	return at;
}

/* The whole field, or what follows the last semicolon, as in Received. */
static struct str date_text(struct str value)
{
	struct str searched = str_first(value, last_comment(value));
	size_t semicolon = str_find_last(searched, ';');

	return semicolon < searched.len ? str_skip(value, semicolon + 1)
					: value;
}

/* A field's date, as it is where the test wants it to be; false: none. */
static bool field_moment(struct run *run, const struct node *node,
			 struct str value, struct moment *moment)
{
	bool original = node_option_value(node, OPTION_ZONE, ZONE_LOCAL) ==
			ZONE_ORIGINAL;
	bool leap_second;
	time_t when;
	int zone;

	if (!date_parse_zone(date_text(value), &when, &zone, &leap_second) ||
	    (!original && !zone_of(run, node, when, &zone)))
		return false;
	*moment = moment_at(when, zone);
	moment->second += leap_second;
	return true;
}

static void check_date(struct checker *checker, const struct node *node)
{
	walk_check(checker, node);
	zone_check(checker, node);
	check_part(checker, node->parameters[1]);
}

/*
 * RFC 5260 4: date [<":zone" <time-zone: string>> / ":originalzone"]
 *	[COMPARATOR] [MATCH-TYPE] <header-name: string>
 *	<date-part: string> <key-list: string-list>
 */
static bool run_date(struct run *run, const struct node *node)
{
	struct walk walk = walk_begin(run, node, node->parameters[0]);
	struct moment moment;
	size_t index;
	bool found = walk_next(&walk, &index) &&
		     field_moment(run, node, fields_value(walk.fields, index),
				  &moment);

	return match_moment(run, node, found ? &moment : NULL, 1);
}

const struct command test_date = {
	.name = STR_INIT("date"),
	.needs = EXT_DATE,
	.options = OPTIONS_COMPARE | OPTION_ZONE | OPTIONS_FIELDS,
	.parameters = { { "header-name", ARGUMENT_STRING, false },
			{ "date-part", ARGUMENT_STRING, false },
			{ "key-list", ARGUMENT_STRINGS, false } },
	.check = check_date,
	.test = run_date,
};

static void check_currentdate(struct checker *checker, const struct node *node)
{
	if (node_option_value(node, OPTION_ZONE, ZONE_LOCAL) == ZONE_ORIGINAL)
		report_error(checker->report, node->place,
			     "now has no \":originalzone\"");
	zone_check(checker, node);
	check_part(checker, node->parameters[0]);
}

/*
 * RFC 5260 5: currentdate [":zone" <time-zone: string>] [COMPARATOR]
 *	[MATCH-TYPE] <date-part: string> <key-list: string-list>
 */
static bool run_currentdate(struct run *run, const struct node *node)
{
	struct moment moment;
	int zone;

	if (!zone_of(run, node, run->facts->now, &zone))
		return match_moment(run, node, NULL, 0);
	moment = moment_at(run->facts->now, zone);
	return match_moment(run, node, &moment, 0);
}

const struct command test_currentdate = {
	.name = STR_INIT("currentdate"),
	.needs = EXT_DATE,
	.options = OPTIONS_COMPARE | OPTION_ZONE,
	.parameters = { { "date-part", ARGUMENT_STRING, false },
			{ "key-list", ARGUMENT_STRINGS, false } },
	.check = check_currentdate,
	.test = run_currentdate,
};
