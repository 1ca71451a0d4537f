#define PCRE2_CODE_UNIT_WIDTH 8
#include "regex.h"

#include <pcre2.h>

#include "match.h"

/* Compiling costs about as much as that many steps, whatever matches. */
#define COMPILE_STEPS ((uint64_t)2000)
/* What most matches need; what they take is not told, so it is tried. */
#define FIRST_STEPS ((uint32_t)1000)

/* Of PCRE2's sentences. */
#define PROBLEM_MAX ((size_t)120)

static PCRE2_SPTR bytes(struct str text)
{
	return (PCRE2_SPTR)(text.len > 0 ? text.ptr : "");
}

/* NULL with *error.  No \C: it would cut characters. */
static pcre2_code *compile(struct str pattern, bool ignore_case, int *error)
{
	uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF |
			   PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY;
	PCRE2_SIZE offset;

	*error = PCRE2_ERROR_NOMEMORY;
	if (pattern.len > LIMIT_SIEVE_REGEX)
		return NULL;
	if (ignore_case)
		options |= PCRE2_CASELESS;
	return pcre2_compile(bytes(pattern), pattern.len, options, error,
			     &offset, NULL);
}

bool regex_check(struct arena *arena, struct str pattern, struct str *problem)
{
	char text[PROBLEM_MAX];
	int error;
	pcre2_code *code = compile(pattern, false, &error);

	pcre2_code_free(code);
	if (code != NULL)
		return true;
	*problem = arena_printf(arena, "it is longer than %zu bytes",
				LIMIT_SIEVE_REGEX);
	if (pattern.len <= LIMIT_SIEVE_REGEX &&
	    pcre2_get_error_message(error, (PCRE2_UCHAR *)text, sizeof(text)) >=
		    0)
		*problem = arena_copy(arena, str_from(text));
	return false;
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

/* What pcre2_match() says, with as many steps as it takes; a match that failed
 * for want of steps begins again with ten times as many. */
static int match_within(struct regex *regex, struct str value, uint64_t *work)
{
	uint32_t steps = FIRST_STEPS;
	int result;

	do {
		spend(work, steps);
		pcre2_set_match_limit(regex->context, steps);
		result = pcre2_match(regex->code, bytes(value), value.len, 0, 0,
				     regex->data, regex->context);
		steps *= 10;
	} while (result == PCRE2_ERROR_MATCHLIMIT && *work > steps &&
		 steps <= LIMIT_SIEVE_REGEX_STEPS);
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

	spend(work, COMPILE_STEPS + value.len);
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
