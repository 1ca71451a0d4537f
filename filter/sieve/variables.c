#include "variables.h"

#include <string.h>

#include "../utf8.h"
#include "check.h"
#include "environment.h"
#include "extension.h"
#include "journal.h"
#include "run.h"

/* ---- names in strings ---- */

/* identifier = (ALPHA / "_") *(ALPHA / DIGIT / "_") */
static size_t identifier_length(struct str text)
{
	size_t length = 0;

	if (text.len > 0 && char_is_digit(text.ptr[0]))
		return 0;
	while (length < text.len &&
	       (char_is_alnum(text.ptr[length]) || text.ptr[length] == '_'))
		length++;
	return length;
}

static size_t digits_length(struct str text)
{
	size_t length = 0;

	while (length < text.len && char_is_digit(text.ptr[length]))
		length++;
	return length;
}

bool variable_is_name(struct str name)
{
	return name.len > 0 && identifier_length(name) == name.len;
}

#define GLOBAL STR("global.")

/* "global." and a name (RFC 6609 3.4.2). */
static bool is_global(struct str name)
{
	return str_starts_nocase(name, GLOBAL) &&
	       variable_is_name(str_skip(name, GLOBAL.len));
}

/*
 * variable-ref = "${" [namespace] variable-name "}"
 * namespace = identifier "." *(variable-name ".")
 * Its length in text, which begins with "${"; 0 when it is none.  *name is
 * what stands between the braces.
 */
static size_t reference_length(struct str text, struct str *name)
{
	size_t at = 2, length;

	for (;;) {
		struct str rest = str_skip(text, at);

		length = identifier_length(rest);
		if (length == 0 && rest.len > 0)
			length = digits_length(rest);
		at += length;
		if (length == 0 || at >= text.len)
			return 0;
		if (text.ptr[at] == '}')
			break;
		if (text.ptr[at] != '.' || char_is_digit(text.ptr[2]))
			return 0;
		at++;
	}
	*name = str_first(str_skip(text, 2), at - 2);
	return at + 1;
}

/* ---- strings in pieces ---- */

/* The namespace "env" of vnd.dovecot.environment, for our own items too. */
void variable_check(struct checker *checker, const struct string *name)
{
	if (name->parts == NULL && is_global(name->text))
		checker_allows(checker, name->place, EXT_INCLUDE, "",
			       name->text);
	else if (name->parts != NULL || !variable_is_name(name->text))
		report_error(checker->report, name->place,
			     "this is no name of a variable: it is made of "
			     "letters, digits and \"_\", and begins with no "
			     "digit");
}

static bool bind_environment(struct checker *checker,
			     const struct string *string,
			     struct string_part *part)
{
	struct str name = str_skip(part->text, sizeof("env.") - 1);
	struct str whole =
		arena_printf(checker->arena, "%.*s}", STR_ARG(part->text));

	part->kind = PIECE_ENVIRONMENT;
	part->text = name;
	if (!checker_allows(checker, string->place, EXT_ENVIRONMENT_VARIABLES,
			    "${", whole))
		return false;
	if (environment_has(name))
		return true;
	name = checker_shown(checker, name);
	report_error(checker->report, string->place,
		     "the environment has no item \"%.*s\"", STR_ARG(name));
	return false;
}

static bool bind_name(struct checker *checker, const struct string *string,
		      struct string_part *part)
{
	struct str name = part->text;
	uint64_t index = 0;

	part->kind = PIECE_VARIABLE;
	if (is_global(name))
		return checker_allows(checker, string->place, EXT_INCLUDE, "",
				      name);
	if (str_starts_nocase(name, STR("env.")))
		return bind_environment(checker, string, part);
	if (str_find(name, '.') < name.len) {
		name = checker_shown(checker, name);
		report_error(checker->report, string->place,
			     "there are no variables of that kind: \"${%.*s}\"",
			     STR_ARG(name));
		return false;
	}
	if (!char_is_digit(name.ptr[0]))
		return true;
	part->kind = PIECE_MATCH;
	if (!str_to_u64(name, LIMIT_SIEVE_CAPTURES, &index)) {
		report_error(checker->report, string->place,
			     "match variables end at \"${%zu}\"",
			     LIMIT_SIEVE_CAPTURES);
		return false;
	}
	part->index = (size_t)index;
	return true;
}

/* Appends a piece; the list's end is *tail. */
static struct string_part *add_part(struct checker *checker, struct str text,
				    const struct string_part ***tail)
{
	struct string_part *part =
		ARENA_NEW(checker->arena, struct string_part);

	checker->report->parsed.pieces++;
	part->text = text;
	**tail = part;
	*tail = &part->next;
	return part;
}

static bool tell_too_many(struct checker *checker, const struct string *string)
{
	report_error(checker->report, string->place,
		     "the script holds too many variables");
	return false;
}

bool string_bind(struct checker *checker, struct string *string)
{
	const struct string_part *first = NULL, **tail = &first;
	struct str rest = string->text, name;
	bool variable = false;

	while (rest.len > 0) {
		size_t dollar = str_find_str(rest, STR("${")), length = 0;

		if (checker->report->parsed.pieces >= LIMIT_SIEVE_PIECES)
			return tell_too_many(checker, string);
		if (dollar < rest.len)
			length =
				reference_length(str_skip(rest, dollar), &name);
		/* What is no reference stays; its "$" belongs to the text. */
		if (length == 0 && dollar < rest.len)
			dollar++;
		if (dollar > 0)
			add_part(checker, str_first(rest, dollar), &tail);
		if (length > 0 &&
		    !bind_name(checker, string, add_part(checker, name, &tail)))
			return false;
		variable |= length > 0;
		rest = str_skip(rest, dollar + length);
	}
	string->parts = variable ? first : NULL;
	return true;
}

static struct str part_value(struct run *run, const struct string_part *part)
{
	switch (part->kind) {
	case PIECE_VARIABLE:
		return variable_get(run, part->text);
	case PIECE_MATCH:
		if (part->index < run->captures.count)
			return run->captures.list[part->index];
		return STR("");
	case PIECE_ENVIRONMENT:
		return environment_text(run, part->text);
	case PIECE_TEXT:
		break;
	}
	return part->text;
}

struct str string_expand(struct run *run, const struct string *string)
{
	size_t length = 0, at = 0;
	char *text;

	for (const struct string_part *part = string->parts; part != NULL;
	     part = part->next) {
		if (!run_spend(run, string->place,
			       1 + run->variables.count + run->globals.count))
			return STR("");
		length += part_value(run, part).len;
	}
	text = run_take(run, string->place, length);
	if (text == NULL)
		return STR("");
	for (const struct string_part *part = string->parts; part != NULL;
	     part = part->next) {
		struct str value = part_value(run, part);

		if (value.len > 0)
			memcpy(text + at, value.ptr, value.len);
		at += value.len;
	}
	return (struct str){ text, length };
}

/* ---- values ---- */

static struct variable *find(const struct variables *variables, struct str name)
{
	for (size_t i = 0; i < variables->count; i++)
		if (str_eq_nocase(variables->list[i].name, name))
			return &variables->list[i];
	return NULL;
}

/* RFC 6609 3.4.2: "Variables declared global and variables accessed via the
 * 'global' namespace MUST each be one and the same." */
static bool is_shared(const struct run *run, struct str *name)
{
	const struct variable *own;

	if (is_global(*name)) {
		*name = str_skip(*name, GLOBAL.len);
		return true;
	}
	own = find(&run->variables, *name);
	return own != NULL && own->global;
}

struct str variable_get(const struct run *run, struct str name)
{
	bool shared = is_shared(run, &name);
	const struct variable *variable =
		find(shared ? &run->globals : &run->variables, name);

	return variable != NULL ? variable->value : STR("");
}

/* Not longer than allowed, no character of it cut. */
static struct str fitting(struct str value)
{
	size_t end = LIMIT_SIEVE_VARIABLE;

	if (value.len <= end)
		return value;
	while (end > LIMIT_SIEVE_VARIABLE - 3 &&
	       ((unsigned char)value.ptr[end] & 0xC0) == 0x80)
		end--;
	return str_first(value, end);
}

/* The one of that name, made when it is missing; NULL: there are too many, and
 * the script fails. */
static struct variable *obtain(struct run *run, struct place place,
			       struct variables *variables, struct str name)
{
	struct variable *variable = find(variables, name);

	if (variable != NULL)
		return variable;
	if (variables->list == NULL)
		variables->list = ARENA_ARRAY(run->arena, struct variable,
					      LIMIT_SIEVE_VARIABLES);
	if (variables->count == LIMIT_SIEVE_VARIABLES) {
		run_fail(run, place, "more than %zu variables",
			 LIMIT_SIEVE_VARIABLES);
		return NULL;
	}
	variable = &variables->list[variables->count++];
	*variable = (struct variable){ .name = name };
	return variable;
}

void variable_set(struct run *run, struct place place, struct str name,
		  struct str value)
{
	bool shared = is_shared(run, &name);
	struct variable *variable = obtain(
		run, place, shared ? &run->globals : &run->variables, name);

	if (variable == NULL)
		return;
	variable->value = fitting(value);
	journal_variable(run, place, name, variable->value);
}

void variable_share(struct run *run, struct place place, struct str name)
{
	size_t before = run->variables.count;
	struct variable *own = obtain(run, place, &run->variables, name);

	if (own == NULL)
		return;
	if (run->variables.count == before && !own->global)
		run_fail(run, place,
			 "\"%.*s\" was set before, as a variable of this "
			 "script alone",
			 STR_ARG(name));
	own->global = true;
}
