#include "match.h"

static bool spend(uint64_t *work)
{
	if (*work == 0)
		return false;
	--*work;
	return true;
}

static bool is_equal(const struct comparator *comparator, struct str value,
		     struct str key, uint64_t *work)
{
	uint64_t cost = 1 + (value.len < key.len ? value.len : key.len);

	*work = *work > cost ? *work - cost : 0;
	return *work > 0 && comparator->order(value, key) == 0;
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

/*
 * Each "*" takes as little as lets the elements up to the next "*" follow.
 * That is never worse than taking more, so on a mismatch only the last "*" has
 * to be widened: no exponential search.
 */
static bool wildcard(const struct comparator *comparator, struct str value,
		     struct str pattern, uint64_t *work)
{
	struct str star_pattern = { NULL, 0 }, star_value = { NULL, 0 };
	bool starred = false;

	while (value.len > 0 || pattern.len > 0) {
		struct element element = { .kind = LITERAL };

		if (!spend(work))
			return false;
		if (pattern.len > 0)
			element = first_element(pattern);
		if (element.kind == MANY) {
			pattern = str_skip(pattern, 1);
			starred = true;
			star_pattern = pattern;
			star_value = value;
		} else if (element.length > 0 && value.len > 0 &&
			   (element.kind == ONE ||
			    comparator->fold(value.ptr[0]) ==
				    comparator->fold(element.byte))) {
			pattern = str_skip(pattern, element.length);
			value = str_skip(value, 1);
		} else if (starred && star_value.len > 0) {
			star_value = str_skip(star_value, 1);
			value = star_value;
			pattern = star_pattern;
		} else {
			return false;
		}
	}
	return true;
}

bool match_one(const struct match *match, struct str value, struct str key,
	       uint64_t *work)
{
	switch (match->type) {
	case MATCH_CONTAINS:
		return contains(match->comparator, value, key, work);
	case MATCH_MATCHES:
		return wildcard(match->comparator, value, key, work);
	case MATCH_IS:
		break;
	}
	return is_equal(match->comparator, value, key, work);
}
