#include "match.h"

#include "casemap.h"
#include "regex.h"

/* Of the comparator that maps, for each byte. */
#define MAPPING_STEPS ((uint64_t)10)

static const struct str relations[] = {
	[RELATION_GT] = STR_INIT("gt"), [RELATION_GE] = STR_INIT("ge"),
	[RELATION_LT] = STR_INIT("lt"), [RELATION_LE] = STR_INIT("le"),
	[RELATION_EQ] = STR_INIT("eq"), [RELATION_NE] = STR_INIT("ne"),
};

bool relation_find(struct str name, enum relation *relation)
{
	for (unsigned i = 0; i < sizeof(relations) / sizeof(*relations); i++)
		if (str_eq_nocase(relations[i], name)) {
			*relation = (enum relation)i;
			return true;
		}
	return false;
}

static bool relation_holds(enum relation relation, int order)
{
	switch (relation) {
	case RELATION_GT:
		return order > 0;
	case RELATION_GE:
		return order >= 0;
	case RELATION_LT:
		return order < 0;
	case RELATION_LE:
		return order <= 0;
	case RELATION_EQ:
		return order == 0;
	case RELATION_NE:
		return order != 0;
	}
	return false;
}

static bool spend(uint64_t *work)
{
	if (*work == 0)
		return false;
	--*work;
	return true;
}

static bool is_related(const struct match *match, enum relation relation,
		       struct str value, struct str key, uint64_t *work)
{
	uint64_t cost = 1 + (value.len < key.len ? value.len : key.len);

	*work = *work > cost ? *work - cost : 0;
	return *work > 0 &&
	       relation_holds(relation, match->comparator->order(value, key));
}

static bool contains(const struct comparator *comparator, struct str value,
		     struct str key, uint64_t *work)
{
	for (size_t start = 0; start + key.len <= value.len; start++) {
		size_t same = 0;

		while (same < key.len && spend(work) &&
		       comparator->fold(value.ptr[start + same]) ==
			       comparator->fold(key.ptr[same]))
			same++;
		if (same == key.len)
			return spend(work);
	}
	return false;
}

/* One element of a pattern: a byte that stands for itself, "?" or "*". */
struct element {
	enum { LITERAL, ONE, MANY } kind;
	char byte;
	size_t length; /* in the pattern */
};

/* pattern is not empty.  A final backslash stands for itself. */
static struct element first_element(struct str pattern)
{
	char c = pattern.ptr[0];

	if (c == '*')
		return (struct element){ MANY, c, 1 };
	if (c == '?')
		return (struct element){ ONE, c, 1 };
	if (c == '\\' && pattern.len > 1)
		return (struct element){ LITERAL, pattern.ptr[1], 2 };
	return (struct element){ LITERAL, c, 1 };
}

/* Wildcards beyond those that can be named are only counted. */
static void capture(struct captures *captures, struct str text)
{
	if (captures->count <= LIMIT_SIEVE_CAPTURES)
		captures->list[captures->count] = text;
	captures->count++;
}

static void widen(struct captures *captures, size_t index)
{
	if (index <= LIMIT_SIEVE_CAPTURES)
		captures->list[index].len++;
}

/* Bytes at the front of value, which is not empty. */
static size_t one_character(const struct casemap *map, struct str value)
{
	if (map == NULL)
		return 1;
	return casemap_character(map, (size_t)(value.ptr - map->text.ptr));
}

/*
 * Each "*" takes as little as lets the elements up to the next "*" follow.
 * That is never worse than taking more, so on a mismatch only the last "*" has
 * to be widened: no exponential search.  map: what the value's bytes came from;
 * NULL: each is a character.
 */
static bool wildcard(const struct comparator *comparator,
		     const struct casemap *map, struct str value,
		     struct str pattern, struct captures *captures,
		     uint64_t *work)
{
	struct captures found = { .list = { value }, .count = 1 };
	struct str star_pattern = { NULL, 0 }, star_value = { NULL, 0 };
	size_t star = 0; /* its capture; 0: there is no star yet */

	while (value.len > 0 || pattern.len > 0) {
		struct element element = { .kind = LITERAL };
		size_t taken = 1;

		if (!spend(work))
			return false;
		if (pattern.len > 0)
			element = first_element(pattern);
		if (element.kind == MANY) {
			pattern = star_pattern = str_skip(pattern, 1);
			star_value = value;
			star = found.count;
			capture(&found, str_first(value, 0));
		} else if (element.length > 0 && value.len > 0 &&
			   (element.kind == ONE ||
			    comparator->fold(value.ptr[0]) ==
				    comparator->fold(element.byte))) {
			if (element.kind == ONE) {
				taken = one_character(map, value);
				capture(&found, str_first(value, taken));
			}
			pattern = str_skip(pattern, element.length);
			value = str_skip(value, taken);
		} else if (star > 0 && star_value.len > 0) {
			found.count = star + 1;
			widen(&found, star);
			value = star_value = str_skip(star_value, 1);
			pattern = star_pattern;
		} else {
			return false;
		}
	}
	if (captures != NULL)
		*captures = found;
	return true;
}

static bool ignores_case(const struct comparator *comparator)
{
	return comparator->fold('A') == comparator->fold('a');
}

static bool match_text(const struct match *match, const struct casemap *map,
		       struct str value, struct str key,
		       struct captures *captures, uint64_t *work)
{
	switch (match->type) {
	case MATCH_CONTAINS:
		return contains(match->comparator, value, key, work);
	case MATCH_MATCHES:
		return wildcard(match->comparator, map, value, key, captures,
				work);
	case MATCH_VALUE:
	case MATCH_COUNT:
		return is_related(match, match->relation, value, key, work);
	case MATCH_REGEX:
		return regex_match(value, key, ignores_case(match->comparator),
				   captures, work);
	case MATCH_IS:
	case MATCH_LIST:
		break;
	}
	return is_related(match, RELATION_EQ, value, key, work);
}

/* What was captured of the mapped value, as it was in the value. */
static void restore(struct captures *captures, const struct casemap *map,
		    struct str value)
{
	for (size_t i = 0; i < captures->count && i <= LIMIT_SIEVE_CAPTURES;
	     i++)
		captures->list[i] =
			casemap_original(map, value, captures->list[i]);
}

static bool match_mapped(const struct match *match, struct str value,
			 struct str key, struct captures *captures,
			 uint64_t *work)
{
	struct captures found = { .count = 0 };
	struct casemap values = { .from = NULL }, keys = { .from = NULL };
	uint64_t cost = MAPPING_STEPS * (value.len + key.len);
	bool matched = false;

	*work = *work > cost ? *work - cost : 0;
	if (*work == 0)
		return false;
	if (casemap_init(&values, value, false) &&
	    casemap_init(&keys, key, match->type == MATCH_MATCHES))
		matched = match_text(match, &values, values.text, keys.text,
				     &found, work);
	else
		*work = 0;
	if (matched && captures != NULL && found.count > 0) {
		restore(&found, &values, value);
		*captures = found;
	}
	casemap_release(&keys);
	casemap_release(&values);
	return matched;
}

bool match_one(const struct match *match, struct str value, struct str key,
	       struct captures *captures, uint64_t *work)
{
	if (match->comparator->casemap && match->type != MATCH_COUNT)
		return match_mapped(match, value, key, captures, work);
	return match_text(match, NULL, value, key, captures, work);
}
