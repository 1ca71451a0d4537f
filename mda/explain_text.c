#include "explain.h"

#include "../filter/buf.h"
#include "../filter/limits.h"
#include "../filter/sieve/journal.h"
#include "../filter/shown.h"
#include "changes.h"
#include "limits.h"

/*
 * Two columns: what was looked at, and what was found.  Rows of one subject
 * leave the first column empty but for the first of them.
 */
struct report {
	struct arena *arena;
	struct buf out;
	const char *label; /* of the next row; "" once it was written */
};

/* A value that somebody else chose. */
static struct str safe(struct report *report, struct str value)
{
	return shown(report->arena, value, LIMIT_SHOWN_VALUE);
}

static void subject(struct report *report, const char *label)
{
	buf_add_char(&report->out, '\n');
	report->label = label;
}

static void row(struct report *report, struct str text)
{
	buf_printf(&report->out, "%-10s ", report->label);
	buf_add(&report->out, text);
	buf_add_char(&report->out, '\n');
	report->label = "";
}

/* "pass       example.com": the result, and what it is about. */
static void result_row(struct report *report, enum check_status status,
		       struct str about)
{
	row(report, str_trim(arena_printf(report->arena, "%-10.*s %.*s",
					  STR_ARG(check_name(status)),
					  STR_ARG(safe(report, about)))));
}

/* An indented row that explains the one above; nothing when it is empty. */
static void note(struct report *report, const char *lead, struct str text)
{
	if (text.len > 0)
		row(report, arena_printf(report->arena, "  %s%.*s", lead,
					 STR_ARG(shown(report->arena, text,
						       LIMIT_REPORT_NOTE))));
}

/* -- where it is from ------------------------------------------------------------------ */

static void evidence_rows(struct report *report,
			  const struct evidence *evidence)
{
	char when[64] = "";
	struct tm utc;

	if (!evidence->found && evidence->problem == NULL)
		return;
	report->label = "Evidence";
	if (evidence->problem != NULL) {
		row(report, STR("in the mail cannot be used; DNS was asked "
				"now"));
		note(report, "", str_from(evidence->problem));
	} else if (gmtime_r(&evidence->facts.now, &utc) != NULL) {
		strftime(when, sizeof(when), "of %Y-%m-%d %H:%M:%S UTC", &utc);
		row(report, str_from(when));
		note(report, "",
		     evidence->changed ? STR("")
		     : evidence->replayed
			     ? STR("envelope, time and answers are "
				   "those of then")
			     : STR("envelope and time are those of "
				   "then; DNS was asked now"));
		if (evidence->changed)
			note(report, "",
			     STR("a script changed the body then: this is not "
				 "the mail that was judged, and it cannot be "
				 "judged again"));
		if (evidence->incomplete)
			note(report, "",
			     STR("incomplete: what did not fit is missing or "
				 "counts as not answered"));
	}
	buf_add_char(&report->out, '\n');
}

/* -- who and where -------------------------------------------------------------------- */

static struct str quoted(struct report *report, struct str value)
{
	return arena_printf(report->arena, "\"%.*s\"",
			    STR_ARG(safe(report, value)));
}

/* "Junk, rule DMARC_REJECT" */
static struct str headline(struct report *report,
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

/* What a script says is shown as it says it. */
static struct str action_phrase(struct report *report,
				const struct action *action)
{
	struct str folder = safe(report, action->folder);

	struct str phrase = action_text(report->arena, action);

	if (action->implicit)
		phrase = arena_printf(report->arena, "into the folder %.*s%s",
				      STR_ARG(folder),
				      action->or_inbox
					      ? ", if there is one, else INBOX"
					      : "");
	if (action->version == 0)
		return phrase;
	return arena_printf(report->arena, "%.*s, changed: form %zu",
			    STR_ARG(phrase), action->version);
}

static void withheld_row(struct report *report, const struct action *action)
{
	row(report, arena_printf(report->arena, "not done: %.*s",
				 STR_ARG(action_text(report->arena, action))));
	note(report, "", action->why);
}

static void verdict_rows(struct report *report, const struct decision *decision)
{
	report->label = "Verdict";
	row(report, headline(report, decision));
	note(report, "", decision->verdict.reason);
	report->label = "Then";
	if (decision->verdict.disposition == DISPOSITION_RETRY)
		row(report, STR("the MTA keeps it and tries again"));
	for (size_t i = 0; i < decision->actions.count; i++)
		row(report, action_phrase(report, &decision->actions.list[i]));
	for (size_t i = 0; i < decision->withheld.count; i++)
		withheld_row(report, &decision->withheld.list[i]);
}

static void version_rows(struct report *report, const struct message *message,
			 const struct decision *decision)
{
	const struct versions *versions = &decision->versions;

	for (size_t i = 0; i < versions->count; i++) {
		struct str rest = changes_text(report->arena, message,
					       &versions->list[i].edits,
					       &decision->forged);

		subject(report, "Changed");
		row(report, arena_printf(report->arena, "form %zu", i + 1));
		for (struct str line; str_cut(&rest, '\n', &line);)
			note(report, "", line);
	}
}

static void error_rows(struct report *report, const struct sieve_errors *errors)
{
	if (errors->count == 0)
		return;
	subject(report, "Scripts");
	for (size_t i = 0; i < errors->count; i++) {
		struct str rest =
			sieve_error_text(report->arena, &errors->list[i]);

		for (struct str line; str_cut(&rest, '\n', &line);)
			if (line.len > 0)
				row(report, safe(report, line));
	}
}

/* What scripts said by "debug_log". */
static void note_rows(struct report *report, const struct sieve_notes *notes)
{
	for (size_t i = 0; i < notes->count; i++) {
		const struct sieve_note *note = &notes->list[i];
		struct str script = safe(report, note->script);

		if (i == 0)
			subject(report, "Notes");
		row(report, arena_printf(report->arena, "%.*s (%.*s:%zu)",
					 STR_ARG(note->text), STR_ARG(script),
					 note->line));
	}
}

static void author_row(struct report *report, const struct auth *auth)
{
	const struct author *author = &auth->author;

	report->label = "Author";
	if (author->status == AUTHOR_OK)
		row(report, safe(report, author->address));
	else
		row(report,
		    arena_printf(report->arena, "none: %s", author->reason));
	if (author->display.len > 0)
		note(report, "shown as ", quoted(report, author->display));
	if (auth->faults != 0)
		note(report, "malformed header: ",
		     message_faults_text(report->arena, auth->faults));
}

static struct str sender_text(struct report *report,
			      const struct sender *sender)
{
	switch (sender->status) {
	case SENDER_UNKNOWN:
		return STR("not told");
	case SENDER_NULL:
		return STR("<> (a bounce or a notice)");
	case SENDER_ADDRESS:
		break;
	case SENDER_UNUSABLE:
		return arena_printf(report->arena, "%.*s (not an address)",
				    STR_ARG(safe(report, sender->address)));
	}
	return safe(report, sender->address);
}

static void envelope_rows(struct report *report, const struct auth *auth)
{
	const struct client *client = &auth->envelope.client;
	static const char *const origins[] = {
		[ORIGIN_UNKNOWN] = "not told",
		[ORIGIN_OUTSIDE] = "from outside",
		[ORIGIN_RELAY] = "one of our relays",
		[ORIGIN_LOCAL] = "this machine",
		[ORIGIN_AUTHENTICATED] = "one of our users, authenticated",
	};
	struct str ip = ip_text(report->arena, &client->ip);
	struct str helo = safe(report, client->helo);

	report->label = "Sender";
	row(report, sender_text(report, &auth->envelope.sender));
	report->label = "Client";
	if (client->status == CLIENT_KNOWN)
		row(report, arena_printf(report->arena,
					 "%.*s, called itself \"%.*s\", %s",
					 STR_ARG(ip), STR_ARG(helo),
					 origins[auth->origin]));
	else
		row(report, str_from(origins[auth->origin]));
}

/* -- the checks ------------------------------------------------------------------------- */

static void spf_rows(struct report *report, const struct spf_result *spf,
		     const char *what)
{
	result_row(report, spf->status,
		   arena_printf(report->arena, "%s%.*s", what,
				STR_ARG(safe(report, spf->identity))));
	if (spf->mechanism.len > 0)
		note(report, "matched ", spf->mechanism);
	note(report, "", spf->reason);
	if (spf->record.len > 0)
		note(report, "record: ", spf->record);
	note(report, "the domain explains: ", spf->explanation);
	if (spf->allows_all && spf->status == CHECK_PASS)
		note(report, "",
		     STR("proves nothing: nearly everybody may "
			 "send"));
}

static void client_rows(struct report *report, const struct auth *auth)
{
	subject(report, "SPF");
	if (auth->origin != ORIGIN_OUTSIDE) {
		row(report, STR("none       no client from outside to judge"));
		return;
	}
	spf_rows(report, &auth->spf.mailfrom, "sender ");
	spf_rows(report, &auth->spf.helo, "HELO ");
	if (auth->spf_upgrade.len > 0)
		note(report, "an earlier hop saw it fail: ", auth->spf_upgrade);
	report->label = "iprev";
	result_row(report, auth->iprev.status, auth->iprev.name);
	note(report, "", auth->iprev.reason);
}

/* "example.com, selector s1, rsa-sha256, 2048 bits" */
static struct str signature_text(struct report *report,
				 const struct dkim_result *dkim)
{
	struct str domain = safe(report, dkim->domain);
	struct str selector = safe(report, dkim->selector);
	struct str algorithm = safe(report, dkim->algorithm);
	struct str text;

	if (dkim->domain.len == 0)
		return STR("of nobody who can be asked");
	text = arena_printf(report->arena, "%.*s, selector %.*s, %.*s",
			    STR_ARG(domain), STR_ARG(selector),
			    STR_ARG(algorithm));
	if (dkim->key_bits > 0)
		text = arena_printf(report->arena, "%.*s, %u bits",
				    STR_ARG(text), dkim->key_bits);
	return text;
}

static void dkim_rows(struct report *report, const struct dkim_results *dkim)
{
	subject(report, "DKIM");
	if (dkim->count == 0)
		row(report, STR("none       not signed"));
	for (size_t i = 0; i < dkim->count && i < LIMIT_REPORT_ROWS; i++) {
		const struct dkim_result *result = &dkim->list[i];

		result_row(report, result->status,
			   signature_text(report, result));
		note(report, "", result->reason);
		if (result->unsigned_subject && result->status == CHECK_PASS)
			note(report, "", STR("does not cover the Subject"));
	}
}

static void arc_set_rows(struct report *report, const struct arc_set *set)
{
	struct arena *arena = report->arena;
	struct str from = safe(report, set->claim.header_from);

	result_row(report, set->seal.status,
		   arena_printf(arena, "seal %u: %.*s", set->instance,
				STR_ARG(signature_text(report, &set->seal))));
	note(report, "", set->seal.reason);
	note(report, "",
	     arena_printf(arena, "of the mail as it was then: %.*s (%.*s)",
			  STR_ARG(check_name(set->ams.status)),
			  STR_ARG(safe(report, set->ams.domain))));
	note(report, "", set->ams.reason);
	if (set->claim.dmarc != CHECK_NONE)
		note(report, "",
		     arena_printf(arena, "says it saw dmarc=%.*s for %.*s",
				  STR_ARG(check_name(set->claim.dmarc)),
				  STR_ARG(from)));
}

static void arc_rows(struct report *report, const struct auth *auth,
		     const struct trust *trust)
{
	const struct arc_result *arc = &auth->arc;

	if (arc->status == CHECK_NONE)
		return;
	subject(report, "ARC");
	result_row(report, arc->status, STR("the chain"));
	note(report, "", arc->reason);
	for (size_t i = arc->count; i > 0; i--)
		arc_set_rows(report, &arc->sets[i - 1]);
	note(report, trust->granted ? "" : "not trusted: ", trust->reason);
}

static void walk_rows(struct report *report, const struct dmarc_result *dmarc)
{
	for (size_t i = 0; i < dmarc->walk_count; i++) {
		const struct dmarc_step *step = &dmarc->walk[i];
		struct str name = safe(report, step->name);
		struct str record = safe(report, step->record);

		row(report,
		    arena_printf(report->arena, "  asked %.*s: %s",
				 STR_ARG(name), dns_status_name(step->status)));
		if (record.len > 0)
			note(report, "  ", record);
		if (step->note != NULL)
			note(report, "  ", str_from(step->note));
	}
}

static void dmarc_rows(struct report *report, const struct auth *auth)
{
	const struct dmarc_result *dmarc = &auth->dmarc;
	struct str domain = safe(report, dmarc->policy_domain);

	subject(report, "DMARC");
	result_row(report, dmarc->status, auth->author.domain);
	note(report, "", dmarc->reason);
	if (dmarc->policy_domain.len > 0)
		note(report, "",
		     arena_printf(report->arena, "%.*s asks for %s=%.*s%s",
				  STR_ARG(domain), dmarc->policy_tag,
				  STR_ARG(dmarc_policy_name(dmarc->published)),
				  dmarc->testing ? ", testing: one level less"
						 : ""));
	if (auth->dmarc_by_spf_ignored)
		note(report, "",
		     STR("SPF alone aligns, and proves too "
			 "little"));
	walk_rows(report, dmarc);
}

/* -- the score, and what was in the mail ---------------------------------------------- */

static void score_rows(struct report *report, const struct verdict *verdict)
{
	struct arena *arena = report->arena;
	struct str total = score_text(arena, verdict->score);

	subject(report, "Score");
	for (size_t i = 0; i < verdict->line_count; i++) {
		const struct score_line *line = &verdict->lines[i];
		struct str points = score_text(arena, line->points);
		struct str why = shown(arena, line->why, 2 * LIMIT_SHOWN_VALUE);

		row(report,
		    arena_printf(arena, "%6.*s  %.*s (%s)", STR_ARG(points),
				 STR_ARG(why), score_rules[line->rule].name));
	}
	row(report, arena_printf(arena, "%6.*s  in all", STR_ARG(total)));
}

static void removed_rows(struct report *report, const struct message *message,
			 const struct spans *forged)
{
	if (forged->count == 0)
		return;
	subject(report, "Taken off");
	for (size_t i = 0; i < forged->count && i < LIMIT_REPORT_ROWS; i++) {
		struct span span = forged->list[i];
		struct str raw = str_first(str_skip(message->raw, span.begin),
					   span.end - span.begin);

		row(report, safe(report, header_unfold(report->arena, raw)));
	}
}

struct str explain_text(struct arena *arena,
			const struct assessment *assessment,
			const struct decision *decision,
			const struct evidence *evidence)
{
	struct report report = { .arena = arena,
				 .out = buf_new(arena, LIMIT_REPORT),
				 .label = "" };
	const struct auth *auth = &assessment->auth;

	evidence_rows(&report, evidence);
	verdict_rows(&report, decision);
	version_rows(&report, assessment->message, decision);
	error_rows(&report, &decision->errors);
	note_rows(&report, &decision->notes);
	buf_add_char(&report.out, '\n');
	author_row(&report, auth);
	envelope_rows(&report, auth);
	client_rows(&report, auth);
	dkim_rows(&report, &auth->dkim);
	arc_rows(&report, auth, &decision->verdict.trust);
	dmarc_rows(&report, auth);
	score_rows(&report, &decision->verdict);
	removed_rows(&report, assessment->message, &decision->forged);
	return buf_str(&report.out);
}

struct str explain_steps(struct arena *arena, const struct decision *decision,
			 const struct journal *journal)
{
	struct report report = { .arena = arena,
				 .out = buf_new(arena, LIMIT_REPORT),
				 .label = "" };

	buf_add(&report.out, journal_text(journal));
	buf_add_char(&report.out, '\n');
	verdict_rows(&report, decision);
	error_rows(&report, &decision->errors);
	note_rows(&report, &decision->notes);
	return buf_str(&report.out);
}

struct str explain_changed_text(struct arena *arena,
				const struct message *stored,
				const struct evidence *evidence)
{
	struct report report = { .arena = arena,
				 .out = buf_new(arena, LIMIT_REPORT),
				 .label = "" };

	evidence_rows(&report, evidence);
	report.label = "Found then";
	for (size_t i = 0; i < evidence->own_fields; i++)
		row(&report,
		    safe(&report,
			 header_unfold(arena, stored->headers[i].raw)));
	return buf_str(&report.out);
}
