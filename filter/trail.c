#include "trail.h"

void trail_leave(struct trail *trail, const char *at)
{
	const struct str behind = { trail->begin, (size_t)(at - trail->begin) };

	trail->begin = at;
	arena_passed(trail->arena, behind);
}

struct str trail_piece(struct trail *trail, struct str *rest)
{
	struct str piece = str_first(*rest, LIMIT_TRAIL);

	trail_reach(trail, rest->ptr);
	*rest = str_skip(*rest, piece.len);
	return piece;
}

size_t trail_find(struct trail *trail, struct str s, char c)
{
	struct str rest = s;

	while (rest.len > 0) {
		struct str piece = trail_piece(trail, &rest);
		size_t at = str_find(piece, c);

		if (at < piece.len)
			return (size_t)(piece.ptr - s.ptr) + at;
	}
	return s.len;
}
