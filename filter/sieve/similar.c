#include "similar.h"

/* Names beyond this have no typing error worth a guess. */
#define MAX_NAME 48

struct similar similar_to(struct str written)
{
	/* One letter in three may be wrong, but not all of a short name. */
	return (struct similar){ .written = written,
				 .distance = 1 + written.len / 3 };
}

static size_t least(size_t a, size_t b, size_t c)
{
	size_t d = a < b ? a : b;

	return d < c ? d : c;
}

/* Letters to insert, delete or replace (Levenshtein), row by row. */
static size_t edit_distance(struct str a, struct str b)
{
	size_t row[MAX_NAME + 1];

	for (size_t j = 0; j <= b.len; j++)
		row[j] = j;
	for (size_t i = 0; i < a.len; i++) {
		size_t diagonal = row[0];

		row[0] = i + 1;
		for (size_t j = 0; j < b.len; j++) {
			size_t above = row[j + 1];
			size_t differs =
				char_lower(a.ptr[i]) != char_lower(b.ptr[j]);

			row[j + 1] = least(above + 1, row[j] + 1,
					   diagonal + differs);
			diagonal = above;
		}
	}
	return row[b.len];
}

void similar_offer(struct similar *similar, struct str name)
{
	size_t distance;

	if (similar->written.len > MAX_NAME || name.len > MAX_NAME)
		return;
	distance = edit_distance(similar->written, name);
	if (distance >= similar->distance)
		return;
	similar->distance = distance;
	similar->best = name;
}
