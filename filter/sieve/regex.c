#define PCRE2_CODE_UNIT_WIDTH 8
#include "regex.h"

#include <pcre2.h>

#include <string.h>

#include "../utf8.h"
#include "match.h"

/* And each step of PCRE2 as much as that many of ours. */
#define STEP_COST ((uint64_t)4)
/* To pass over bytes is cheap. */
#define BYTES_A_STEP 8

/* Of PCRE2's sentences. */
#define PROBLEM_MAX ((size_t)120)

static PCRE2_SPTR bytes(struct str text)
{
	return (PCRE2_SPTR)(text.len > 0 ? text.ptr : "");
}

/* Their cost cannot be counted, and the draft has none. */
static bool has_back_references(const pcre2_code *code)
{
	uint32_t highest = 0;

	pcre2_pattern_info(code, PCRE2_INFO_BACKREFMAX, &highest);
	return highest > 0;
}

/* ---- what POSIX has and PCRE2 has not: [=a=] and [.a.] in brackets ---- */

struct translation {
	struct str rest; /* of the pattern */
	char text[LIMIT_SIEVE_REGEX];
	size_t len; /* never more than was read */
};

static void copy(struct translation *translation, size_t count)
{
	struct str piece = str_first(translation->rest, count);

	memcpy(translation->text + translation->len, piece.ptr, piece.len);
	translation->len += piece.len;
	translation->rest = str_skip(translation->rest, count);
}

/* "[=a=]": no locale has others that are equal to it, and no element has several
 * characters.  False: it is nothing of the kind. */
static bool copy_element(struct translation *translation)
{
	struct str rest = translation->rest, end;
	uint32_t code;
	size_t size;

	if (rest.len < 5 || (rest.ptr[1] != '=' && rest.ptr[1] != '.'))
		return false;
	size = utf8_decode(str_skip(rest, 2), &code);
	end = str_skip(rest, 2 + size);
	if (end.len < 2 || end.ptr[0] != rest.ptr[1] || end.ptr[1] != ']')
		return false;
	if (size == 1 && !char_is_alnum(rest.ptr[2]))
		translation->text[translation->len++] = '\\';
	translation->rest = str_skip(rest, 2);
	copy(translation, size);
	translation->rest = str_skip(end, 2);
	return true;
}

/* At "["; up to the "]" that ends it, which may be its first character, too. */
static void copy_brackets(struct translation *translation)
{
	copy(translation, 1);
	if (str_starts(translation->rest, STR("^")))
		copy(translation, 1);
	if (str_starts(translation->rest, STR("]")))
		copy(translation, 1);
	while (translation->rest.len > 0 && translation->rest.ptr[0] != ']') {
		struct str rest = translation->rest;

		if (rest.ptr[0] == '\\')
			copy(translation, 2);
		else if (str_starts(rest, STR("[:")))
			copy(translation, str_find_str(rest, STR(":]")) + 2);
		else if (rest.ptr[0] != '[' || !copy_element(translation))
			copy(translation, 1);
	}
}

/* pattern: LIMIT_SIEVE_REGEX bytes at most. */
static struct str translate(struct translation *translation, struct str pattern)
{
	*translation = (struct translation){ .rest = pattern };
	while (translation->rest.len > 0)
		if (translation->rest.ptr[0] == '[')
			copy_brackets(translation);
		else
			copy(translation,
			     translation->rest.ptr[0] == '\\' ? 2 : 1);
	return (struct str){ translation->text, translation->len };
}

/* NULL with *error.  No \C: it would cut characters. */
static pcre2_code *compile(struct str pattern, bool ignore_case, int *error)
{
	struct translation translation;
	uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF |
			   PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY |
			   PCRE2_AUTO_CALLOUT;
	pcre2_code *code;
	PCRE2_SIZE offset;

	*error = PCRE2_ERROR_NOMEMORY;
	if (pattern.len > LIMIT_SIEVE_REGEX)
		return NULL;
	if (ignore_case)
		options |= PCRE2_CASELESS;
	if (str_find(pattern, '[') < pattern.len)
		pattern = translate(&translation, pattern);
	code = pcre2_compile(bytes(pattern), pattern.len, options, error,
			     &offset, NULL);
	if (code == NULL || !has_back_references(code))
		return code;
	pcre2_code_free(code);
	*error = PCRE2_ERROR_BADOPTION;
	return NULL;
}

/* What compile() has to say. */
static struct str problem_text(struct arena *arena, struct str pattern,
			       int error)
{
	char text[PROBLEM_MAX];

	if (pattern.len > LIMIT_SIEVE_REGEX)
		return arena_printf(arena, "it is longer than %zu bytes",
				    LIMIT_SIEVE_REGEX);
	if (error == PCRE2_ERROR_BADOPTION)
		return STR("there are no back references");
	pcre2_get_error_message(error, (PCRE2_UCHAR *)text, sizeof(text));
	return arena_copy(arena, str_from(text));
}

bool regex_check(struct arena *arena, struct str pattern, struct str *problem)
{
	int error;
	pcre2_code *code = compile(pattern, false, &error);

	if (code == NULL)
		*problem = problem_text(arena, pattern, error);
	pcre2_code_free(code);
	return code != NULL;
}

/* ---- matching ---- */

struct regex {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *context;
};

static void regex_release(struct regex *regex)
{
	pcre2_match_context_free(regex->context);
	pcre2_match_data_free(regex->data);
	pcre2_code_free(regex->code);
}

static bool regex_init(struct regex *regex, struct str pattern,
		       bool ignore_case)
{
	int error;

	*regex =
		(struct regex){ .code = compile(pattern, ignore_case, &error) };
	if (regex->code != NULL) {
		regex->data =
			pcre2_match_data_create_from_pattern(regex->code, NULL);
		regex->context = pcre2_match_context_create(NULL);
	}
	if (regex->data == NULL || regex->context == NULL)
		return false;
	pcre2_set_depth_limit(regex->context, LIMIT_SIEVE_REGEX_DEPTH);
	pcre2_set_heap_limit(regex->context, LIMIT_SIEVE_REGEX_HEAP);
	return true;
}

static void spend(uint64_t *work, uint64_t steps)
{
	*work = *work > steps ? *work - steps : 0;
}

struct budget {
	uint64_t left;
	size_t at; /* in the value, at the step before */
};

/* Before each item of the pattern.  What the last one passed over counts:
 * PCRE2's own limit counts only the ways that it took back. */
static int count_step(pcre2_callout_block *block, void *data)
{
	struct budget *budget = data;
	size_t at = block->current_position;
	size_t passed = at > budget->at ? at - budget->at : budget->at - at;
	size_t cost = 1 + passed / BYTES_A_STEP;

	budget->at = at;
	if (budget->left <= cost) {
		budget->left = 0;
		return PCRE2_ERROR_MATCHLIMIT;
	}
	budget->left -= cost;
	return 0;
}

static int match_within(struct regex *regex, struct str value, uint64_t *work)
{
	uint64_t steps = LIMIT_SIEVE_REGEX_STEPS;
	struct budget budget = { .at = 0 };
	int result;

	if (*work / STEP_COST < steps)
		steps = *work / STEP_COST;
	budget.left = steps;
	pcre2_set_callout(regex->context, count_step, &budget);
	result = pcre2_match(regex->code, bytes(value), value.len, 0, 0,
			     regex->data, regex->context);
	spend(work, STEP_COST * (steps - budget.left));
	return result;
}

/* What a group matched; empty when it had no part in it. */
static struct str group(const PCRE2_SIZE *offsets, struct str value, size_t n)
{
	PCRE2_SIZE start = offsets[2 * n], end = offsets[2 * n + 1];

	/* A lookbehind can end before it starts. */
	if (start == PCRE2_UNSET || end < start || end > value.len)
		return str_first(value, 0);
	return str_first(str_skip(value, start), end - start);
}

static void capture(const struct regex *regex, struct str value, size_t count,
		    struct captures *captures)
{
	const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(regex->data);

	captures->count = 0;
	while (captures->count < count &&
	       captures->count <= LIMIT_SIEVE_CAPTURES) {
		captures->list[captures->count] =
			group(offsets, value, captures->count);
		captures->count++;
	}
}

bool regex_match(struct str value, struct str pattern, bool ignore_case,
		 struct captures *captures, uint64_t *work)
{
	struct regex regex;
	int result = PCRE2_ERROR_NOMATCH;

	spend(work, REGEX_COMPILE_STEPS + value.len);
	if (*work == 0)
		return false;
	if (regex_init(&regex, pattern, ignore_case))
		result = match_within(&regex, value, work);
	if (result > 0 && captures != NULL)
		capture(&regex, value, (size_t)result, captures);
	regex_release(&regex);
	/* Every other answer is a limit that was hit: that is no "no". */
	if (result < 0 && result != PCRE2_ERROR_NOMATCH)
		*work = 0;
	return result > 0 && *work > 0;
}
