/*
 * edited: a mail with edits, as it is stored.
 */
#ifndef TESTS_EDITED_H
#define TESTS_EDITED_H

#include "../filter/action.h"
#include "../filter/buf.h"

/* False: they lie outside of the mail, or out of order. */
__attribute__((unused)) static bool edited(struct arena *arena, struct str mail,
					   const struct edits *edits,
					   struct str *result)
{
	size_t text = 0, at = 0;
	struct buf out;

	for (size_t i = 0; i < edits->count; i++)
		text += edits->list[i].text.len;
	out = buf_new(arena, mail.len + text);
	for (size_t i = 0; i < edits->count; i++) {
		const struct edit *edit = &edits->list[i];

		if (edit->begin < at || edit->end < edit->begin ||
		    edit->end > mail.len)
			return false;
		buf_add(&out, str_first(str_skip(mail, at), edit->begin - at));
		buf_add(&out, edit->text);
		at = edit->end;
	}
	buf_add(&out, str_skip(mail, at));
	*result = buf_str(&out);
	return true;
}

#endif
