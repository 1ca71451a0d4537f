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

static bool are_same(struct str a, size_t i, struct str b, size_t j)
{
	return char_lower(a.ptr[i]) == char_lower(b.ptr[j]);
}

static bool are_swapped(struct str a, size_t i, struct str b, size_t j)
{
	return i > 0 && j > 0 && are_same(a, i, b, j - 1) &&
	       are_same(a, i - 1, b, j);
}

/* Letters to insert, delete, replace, or swap with their neighbour, row by row:
 * rows[i] is that of the first i letters of a. */
static size_t edit_distance(struct str a, struct str b)
{
	size_t rows[MAX_NAME + 1][MAX_NAME + 1];

	for (size_t j = 0; j <= b.len; j++)
		rows[0][j] = j;
	for (size_t i = 0; i < a.len; i++) {
		const size_t *above = rows[i];
		size_t *row = rows[i + 1];

		row[0] = i + 1;
		for (size_t j = 0; j < b.len; j++) {
			row[j + 1] = least(above[j + 1] + 1, row[j] + 1,
					   above[j] + !are_same(a, i, b, j));
			if (are_swapped(a, i, b, j) &&
			    rows[i - 1][j - 1] + 1 < row[j + 1])
				row[j + 1] = rows[i - 1][j - 1] + 1;
		}
	}
	return rows[a.len][b.len];
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
