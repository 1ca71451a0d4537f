#include "explain.h"

#include "../filter/score.h"
#include "../filter/shown.h"
#include "../filter/sieve/journal.h"
#include "changes.h"
#include "columns.h"
#include "explain_text_checks.h"
#include "limits.h"

static void evidence_rows(struct columns *report,
			  const struct evidence *evidence)
{
	char when[64] = "";
	struct tm utc;

	if (!evidence->found && evidence->problem == NULL)
		return;
	report->label = "Evidence";
	if (evidence->problem != NULL) {
		columns_row(report,
			    STR("in the mail cannot be used; DNS was asked "
				"now"));
		columns_note(report, "", str_from(evidence->problem));
	} else if (gmtime_r(&evidence->facts.now, &utc) != NULL) {
		strftime(when, sizeof(when), "of %Y-%m-%d %H:%M:%S UTC", &utc);
		columns_row(report, str_from(when));
		columns_note(report, "",
			     evidence->changed ? STR("")
			     : evidence->replayed
				     ? STR("envelope, time and answers are "
					   "those of then")
				     : STR("envelope and time are those of "
					   "then; DNS was asked now"));
		if (evidence->changed)
			columns_note(report, "",
				     STR("a script changed the body then: this "
					 "is not "
					 "the mail that was judged, and it "
					 "cannot be "
					 "judged again"));
		if (evidence->incomplete)
			columns_note(report, "",
				     STR("incomplete: what did not fit is "
					 "missing or "
					 "counts as not answered"));
	}
	buf_add_char(&report->out, '\n');
}

/* "Junk, rule DMARC_REJECT" */
static struct str headline(struct columns *report,
			   const struct decision *decision)
{
	static const char *const names[] = {
		[DISPOSITION_INBOX] = "Inbox",
		[DISPOSITION_JUNK] = "Junk",
		[DISPOSITION_RETRY] = "Not now",
	};
	const struct verdict *verdict = &decision->verdict;
	const char *name = names[verdict->disposition];
	struct str score = score_text(report->arena, verdict->score);
	struct str required = score_text(report->arena, verdict->required);

	if (verdict->hard)
		return arena_printf(report->arena, "%s, by the rule %s", name,
				    verdict->rule);
	return arena_printf(report->arena,
			    "%s, with a score of %.*s (Junk "
			    "from %.*s)",
			    name, STR_ARG(score), STR_ARG(required));
}

/* ", flagged \Seen" */
static struct str flags_phrase(struct columns *report,
			       const struct str_list *flags)
{
	struct str phrase = STR("");

	for (size_t i = 0; i < flags->count; i++) {
		struct str flag = columns_safe(report, flags->items[i]);

		phrase = arena_printf(
			report->arena, "%.*s%s%.*s", STR_ARG(phrase),
			i == 0 ? ", flagged " : " ", STR_ARG(flag));
	}
	return phrase;
}

/* What a script says is shown as it says it. */
static struct str action_phrase(struct columns *report,
				const struct action *action)
{
	struct str folder = columns_safe(report, action->folder);
	struct str flags = flags_phrase(report, &action->flags);
	struct str phrase = action_text(report->arena, action);

	if (action->implicit)
		phrase = arena_printf(
			report->arena, "into the folder %.*s%s%.*s",
			STR_ARG(folder),
			action->or_inbox ? ", if there is one, else INBOX" : "",
			STR_ARG(flags));
	if (action->version == 0)
		return phrase;
	return arena_printf(report->arena, "%.*s, changed: form %zu",
			    STR_ARG(phrase), action->version);
}

static void withheld_row(struct columns *report, const struct action *action)
{
	columns_row(report,
		    arena_printf(report->arena, "not done: %.*s",
				 STR_ARG(action_text(report->arena, action))));
	columns_note(report, "", action->why);
}

static void verdict_rows(struct columns *report,
			 const struct decision *decision)
{
	report->label = "Verdict";
	columns_row(report, headline(report, decision));
	columns_note(report, "", decision->verdict.reason);
	report->label = "Then";
	if (decision->verdict.disposition == DISPOSITION_RETRY)
		columns_row(report, STR("the MTA keeps it and tries again"));
	for (size_t i = 0; i < decision->actions.count; i++)
		columns_row(report,
			    action_phrase(report, &decision->actions.list[i]));
	for (size_t i = 0; i < decision->withheld.count; i++)
		withheld_row(report, &decision->withheld.list[i]);
}

/* Something is done with it, or was to be. */
static bool is_used(const struct decision *decision, size_t version)
{
	for (size_t i = 0; i < decision->actions.count; i++)
		if (decision->actions.list[i].version == version)
			return true;
	for (size_t i = 0; i < decision->withheld.count; i++)
		if (decision->withheld.list[i].version == version)
			return true;
	return false;
}

static void version_rows(struct columns *report, const struct message *message,
			 const struct decision *decision)
{
	const struct versions *versions = &decision->versions;

	for (size_t i = 0; i < versions->count; i++) {
		struct str rest = changes_text(report->arena, message,
					       &versions->list[i].edits,
					       &decision->forged);

		if (!is_used(decision, i + 1))
			continue;
		columns_subject(report, "Changed");
		columns_row(report,
			    arena_printf(report->arena, "form %zu", i + 1));
		for (struct str line; str_cut(&rest, '\n', &line);)
			columns_note(report, "", line);
	}
}

static void error_rows(struct columns *report,
		       const struct sieve_errors *errors)
{
	if (errors->count == 0)
		return;
	columns_subject(report, "Scripts");
	for (size_t i = 0; i < errors->count; i++) {
		struct str rest =
			sieve_error_text(report->arena, &errors->list[i]);

		for (struct str line; str_cut(&rest, '\n', &line);)
			if (line.len > 0)
				columns_row(report, columns_safe(report, line));
	}
}

/* What scripts said by "debug_log". */
static void note_rows(struct columns *report, const struct sieve_notes *notes)
{
	for (size_t i = 0; i < notes->count; i++) {
		const struct sieve_note *note = &notes->list[i];
		struct str script = columns_safe(report, note->script);

		if (i == 0)
			columns_subject(report, "Notes");
		columns_row(report,
			    arena_printf(report->arena, "%.*s (%.*s:%zu)",
					 STR_ARG(note->text), STR_ARG(script),
					 note->line));
	}
}

static void score_rows(struct columns *report, const struct verdict *verdict)
{
	struct arena *arena = report->arena;
	struct str total = score_text(arena, verdict->score);

	columns_subject(report, "Score");
	for (size_t i = 0; i < verdict->line_count; i++) {
		const struct score_line *line = &verdict->lines[i];
		struct str points = score_text(arena, line->points);
		struct str why = shown(arena, line->why, 2 * LIMIT_SHOWN_VALUE);

		columns_row(report, arena_printf(arena, "%6.*s  %.*s (%s)",
						 STR_ARG(points), STR_ARG(why),
						 score_rules[line->rule].name));
	}
	columns_row(report,
		    arena_printf(arena, "%6.*s  in all", STR_ARG(total)));
}

static void removed_rows(struct columns *report, const struct message *message,
			 const struct spans *forged)
{
	if (forged->count == 0)
		return;
	columns_subject(report, "Taken off");
	for (size_t i = 0; i < forged->count && i < LIMIT_REPORT_ROWS; i++) {
		struct span span = forged->list[i];
		struct str raw = str_first(str_skip(message->raw, span.begin),
					   span.end - span.begin);

		columns_row(report,
			    columns_safe(report,
					 header_unfold(report->arena, raw)));
	}
}

struct str explain_text(struct arena *arena,
			const struct assessment *assessment,
			const struct decision *decision,
			const struct evidence *evidence)
{
	struct columns report = columns_new(arena);

	evidence_rows(&report, evidence);
	verdict_rows(&report, decision);
	version_rows(&report, assessment->message, decision);
	error_rows(&report, &decision->errors);
	note_rows(&report, &decision->notes);
	buf_add_char(&report.out, '\n');
	explain_text_checks(&report, &assessment->auth,
			    &decision->verdict.trust);
	score_rows(&report, &decision->verdict);
	removed_rows(&report, assessment->message, &decision->forged);
	return buf_str(&report.out);
}

struct str explain_steps(struct arena *arena, const struct message *message,
			 const struct decision *decision,
			 const struct journal *journal)
{
	struct columns report = columns_new(arena);

	buf_add(&report.out, journal_text(journal));
	buf_add_char(&report.out, '\n');
	verdict_rows(&report, decision);
	version_rows(&report, message, decision);
	error_rows(&report, &decision->errors);
	note_rows(&report, &decision->notes);
	return buf_str(&report.out);
}

struct str explain_changed_text(struct arena *arena,
				const struct message *stored,
				const struct evidence *evidence)
{
	struct columns report = columns_new(arena);

	evidence_rows(&report, evidence);
	report.label = "Found then";
	for (size_t i = 0; i < evidence->own_fields; i++)
		columns_row(
			&report,
			columns_safe(
				&report,
				header_unfold(arena, stored->headers[i].raw)));
	return buf_str(&report.out);
}
