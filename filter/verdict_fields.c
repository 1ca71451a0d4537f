#include "verdict_fields.h"

#include "score.h"
#include "buf.h"
#include "fold.h"
#include "limits.h"

static void add_text_field(struct buf *out, struct str name, struct str text)
{
	struct fold fold = fold_begin(out, name);

	fold_words(&fold, text);
	fold_end(&fold);
}

/* A reader that only counts points must come to the verdict of a rule too. */
static int shown_score(const struct verdict *verdict)
{
	return verdict->hard && verdict->score < verdict->required
		       ? verdict->required
		       : verdict->score;
}

/* "tests=A,B": the rule first, then the lines of the score. */
static void add_tests(struct fold *fold, const struct verdict *verdict)
{
	struct str rule = str_from(verdict->rule);
	bool first = true;

	fold_word(fold, STR("tests="));
	if (rule.len > 0) {
		fold_part(fold, rule);
		first = false;
	}
	for (size_t i = 0; i < verdict->line_count; i++) {
		if (!first)
			fold_part(fold, STR(","));
		first = false;
		fold_part(fold,
			  str_from(score_rules[verdict->lines[i].rule].name));
	}
	if (first)
		fold_part(fold, STR("none"));
}

static void add_status(struct buf *out, const struct verdict *verdict)
{
	struct arena *arena = out->arena;
	struct fold fold = fold_begin(out, STR("X-Spam-Status"));
	struct str score = score_text(arena, shown_score(verdict));
	struct str required = score_text(arena, verdict->required);

	fold_word(&fold, verdict->disposition == DISPOSITION_JUNK ? STR("Yes,")
								  : STR("No,"));
	fold_word(&fold, arena_printf(arena, "score=%.*s", STR_ARG(score)));
	fold_word(&fold,
		  arena_printf(arena, "required=%.*s", STR_ARG(required)));
	add_tests(&fold, verdict);
	fold_end(&fold);
}

static void add_level(struct buf *out, const struct verdict *verdict)
{
	static const char stars[] = "*************************"
				    "*************************";
	int level = shown_score(verdict) / 100;

	if (level > 0)
		add_text_field(out, STR("X-Spam-Level"),
			       str_first(STR(stars), (size_t)level));
}

static void add_reasons(struct buf *out, const struct verdict *verdict)
{
	struct fold fold = fold_begin(out, STR("X-Waxseal-Reason"));

	fold_words(&fold, verdict->reason);
	for (size_t i = 0; i < verdict->line_count; i++) {
		const struct score_line *line = &verdict->lines[i];
		struct str points = score_text(out->arena, line->points);

		fold_part(&fold, STR(";"));
		fold_words(&fold, line->why);
		fold_word(&fold,
			  arena_printf(out->arena, "[%.*s]", STR_ARG(points)));
	}
	fold_end(&fold);
}

struct str verdict_fields(struct arena *arena, const struct verdict *verdict)
{
	struct buf out = buf_new(arena, LIMIT_OUTPUT_FIELDS);

	if (verdict->disposition == DISPOSITION_JUNK)
		add_text_field(&out, STR("X-Spam-Flag"), STR("YES"));
	add_status(&out, verdict);
	add_text_field(&out, STR("X-Spam-Score"),
		       score_text(arena, shown_score(verdict)));
	add_level(&out, verdict);
	add_reasons(&out, verdict);
	return buf_str(&out);
}
