#include "outcome.h"

#include "../filter/shown.h"
#include "limits.h"

struct outcome outcome_new(struct arena *arena)
{
	return (struct outcome){ buf_new(arena, LIMIT_DELIVERY_TEXT),
				 buf_new(arena, LIMIT_DELIVERY_TEXT) };
}

void outcome_note(struct outcome *outcome, struct str about, const char *what)
{
	struct buf *notes = &outcome->notes;

	about = shown(notes->arena, about, LIMIT_SHOWN_VALUE);
	buf_printf(notes, "%s%.*s: %s", notes->len > 0 ? "; " : "",
		   STR_ARG(about), what);
}

void outcome_done(struct outcome *outcome, struct str what)
{
	struct buf *done = &outcome->done;

	what = shown(done->arena, what, LIMIT_SHOWN_VALUE);
	buf_printf(done, "%s%.*s", done->len > 0 ? "," : "", STR_ARG(what));
}
