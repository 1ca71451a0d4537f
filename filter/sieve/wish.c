#include "wish.h"

#include "../date.h"

/* RFC 2852 4: by-time has nine digits. */
#define LATEST 999999999

/* ---- values ---- */

static bool is_one_of(struct str text, const struct str *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq_nocase(text, words[i]))
			return true;
	return false;
}

/* "NEVER", or some of the others with commas between (RFC 3461 4.1). */
static bool is_notify(struct str text)
{
	static const struct str conditions[] = { STR_INIT("SUCCESS"),
						 STR_INIT("FAILURE"),
						 STR_INIT("DELAY") };
	struct str word;

	if (str_eq_nocase(text, STR("NEVER")))
		return true;
	if (text.len == 0 || text.len > 40)
		return false;
	while (str_cut(&text, ',', &word))
		if (!is_one_of(word, conditions, 3))
			return false;
	return true;
}

static bool is_ret(struct str text)
{
	static const struct str words[] = { STR_INIT("FULL"),
					    STR_INIT("HDRS") };

	return is_one_of(text, words, 2);
}

static bool is_bymode(struct str text)
{
	static const struct str words[] = { STR_INIT("notify"),
					    STR_INIT("return") };

	return is_one_of(text, words, 2);
}

/* ---- date-time of RFC 3339 5.6 ---- */

static bool take_digits(struct str *rest, size_t count, struct str *digits)
{
	*digits = str_first(*rest, count);
	for (size_t i = 0; i < digits->len; i++)
		if (!char_is_digit(digits->ptr[i]))
			return false;
	*rest = str_skip(*rest, count);
	return digits->len == count;
}

static bool take_char(struct str *rest, char c)
{
	if (rest->len == 0 || char_lower(rest->ptr[0]) != c)
		return false;
	*rest = str_skip(*rest, 1);
	return true;
}

/* "Z", "+01:00", and as Sieve's "zone" is (RFC 5260 4.2), "+0100". */
static bool take_offset(struct str *rest, struct str parts[3])
{
	if (take_char(rest, 'z')) {
		parts[0] = STR("+");
		parts[1] = parts[2] = STR("00");
		return true;
	}
	parts[0] = str_first(*rest, 1);
	if (!take_char(rest, '+') && !take_char(rest, '-'))
		return false;
	if (!take_digits(rest, 2, &parts[1]))
		return false;
	take_char(rest, ':');
	return take_digits(rest, 2, &parts[2]);
}

static void skip_fraction(struct str *rest)
{
	struct str digit;

	if (!take_char(rest, '.'))
		return;
	while (take_digits(rest, 1, &digit))
		;
}

static bool time_parse(struct arena *arena, struct str text, time_t *when)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr",
					      "May", "Jun", "Jul", "Aug",
					      "Sep", "Oct", "Nov", "Dec" };
	struct str year, month, day, hour, minute, second, offset[3];
	uint64_t number;

	if (!take_digits(&text, 4, &year) || !take_char(&text, '-') ||
	    !take_digits(&text, 2, &month) || !take_char(&text, '-') ||
	    !take_digits(&text, 2, &day) || !take_char(&text, 't') ||
	    !take_digits(&text, 2, &hour) || !take_char(&text, ':') ||
	    !take_digits(&text, 2, &minute) || !take_char(&text, ':') ||
	    !take_digits(&text, 2, &second))
		return false;
	skip_fraction(&text);
	if (!take_offset(&text, offset) || text.len > 0 ||
	    !str_to_u64(month, 12, &number) || number == 0)
		return false;
	return date_parse(arena_printf(arena,
				       "%.*s %s %.*s %.*s:%.*s:%.*s "
				       "%.*s%.*s%.*s",
				       STR_ARG(day), months[number - 1],
				       STR_ARG(year), STR_ARG(hour),
				       STR_ARG(minute), STR_ARG(second),
				       STR_ARG(offset[0]), STR_ARG(offset[1]),
				       STR_ARG(offset[2])),
			  when);
}

/* ---- checking ---- */

static const struct kind {
	uint64_t option;
	bool (*is)(struct str text);
	const char *words; /* what it may be */
} kinds[] = {
	{ OPTION_NOTIFY, is_notify,
	  "\"NEVER\", or \"SUCCESS\", \"FAILURE\", \"DELAY\" with commas "
	  "between" },
	{ OPTION_RET, is_ret, "\"FULL\" or \"HDRS\"" },
	{ OPTION_BYMODE, is_bymode, "\"notify\" or \"return\"" },
};

#define KINDS (sizeof(kinds) / sizeof(*kinds))

static void check_time(struct checker *checker, const struct node *node)
{
	const struct option *time = node_option(node, OPTION_BYTIME);
	const struct option *mode = node_option(node, OPTION_BYMODE);
	const struct string *text;
	time_t when;

	if (mode == NULL)
		mode = node_option(node, OPTION_BYTRACE);
	if (time == NULL && mode != NULL)
		report_error(checker->report, node->place,
			     "\":%.*s\" needs \":bytimerelative\" or "
			     "\":bytimeabsolute\"",
			     STR_ARG(mode->tag->name));
	if (time == NULL || time->tag->value != BYTIME_ABSOLUTE)
		return;
	text = time->value->strings;
	if (text->parts == NULL &&
	    !time_parse(checker->arena, text->text, &when))
		report_error(checker->report, text->place,
			     "this is no date and time as "
			     "2030-12-31T23:59:00+01:00");
}

void wish_check(struct checker *checker, const struct node *node)
{
	for (size_t i = 0; i < KINDS; i++) {
		const struct option *option =
			node_option(node, kinds[i].option);
		const struct string *text =
			option != NULL ? option->value->strings : NULL;

		if (text != NULL && text->parts == NULL &&
		    !kinds[i].is(text->text))
			report_error(checker->report, text->place,
				     "it is %s that stands behind \":%.*s\"",
				     kinds[i].words,
				     STR_ARG(option->tag->name));
	}
	check_time(checker, node);
}

/* ---- running ---- */

static struct str upper(struct arena *arena, struct str text)
{
	char *bytes = ARENA_ARRAY(arena, char, text.len + 1);

	for (size_t i = 0; i < text.len; i++)
		bytes[i] = (char)(text.ptr[i] >= 'a' && text.ptr[i] <= 'z'
					  ? text.ptr[i] - 'a' + 'A'
					  : text.ptr[i]);
	return (struct str){ bytes, text.len };
}

/* Empty when it was not given. */
static struct str take_kind(struct run *run, const struct node *node,
			    const struct kind *kind)
{
	const struct option *option = node_option(node, kind->option);
	struct str text;

	if (option == NULL)
		return STR("");
	text = run_text(run, option->value->strings);
	if (kind->is(text))
		return upper(run->arena, text);
	run_fail(run, option->value->place,
		 "it is %s that stands behind \":%.*s\"", kind->words,
		 STR_ARG(option->tag->name));
	return STR("");
}

/* Seconds from now on. */
static long long seconds_left(struct run *run, const struct option *time)
{
	const struct argument *value = time->value;
	time_t when = 0;

	if (time->tag->value == BYTIME_RELATIVE)
		return value->number < LATEST ? (long long)value->number
					      : LATEST;
	if (!time_parse(run->arena, run_text(run, value->strings), &when))
		run_fail(run, value->place, "this is no date and time");
	when -= run->facts->now;
	return when < -LATEST ? -LATEST : when > LATEST ? LATEST : when;
}

/* by-value = by-time ";" by-mode [by-trace] (RFC 2852 4).  A mail that is to
 * be returned, as is the default, has at least a second. */
static struct str take_limit(struct run *run, const struct node *node)
{
	const struct option *time = node_option(node, OPTION_BYTIME);
	bool trace = node_option(node, OPTION_BYTRACE) != NULL;
	bool returned;
	long long left;

	if (time == NULL)
		return STR("");
	returned = !str_eq(take_kind(run, node, &kinds[2]), STR("NOTIFY"));
	left = seconds_left(run, time);
	if (returned && left < 1)
		left = 1;
	return arena_printf(run->arena, "%lld;%s%s", left, returned ? "R" : "N",
			    trace ? "T" : "");
}

struct redirect_wish wish_take(struct run *run, const struct node *node)
{
	return (struct redirect_wish){
		.notify = take_kind(run, node, &kinds[0]),
		.ret = take_kind(run, node, &kinds[1]),
		.by = take_limit(run, node),
	};
}
