#include "decide_log.h"

#include "../filter/buf.h"
#include "../filter/score.h"
#include "limits.h"
#include "log.h"
#include "notice.h"
#include "sandbox.h"
#include "stopwatch.h"

static void log_pair(struct buf *buf, const char *key, struct str value)
{
	char quoted[LOG_QUOTED];

	buf_printf(buf, "%s%s=%s", buf->len > 0 ? " " : "", key,
		   log_quote(quoted, sizeof(quoted), value));
}

static struct str client_text(struct arena *arena, const struct client *client)
{
	if (client->status == CLIENT_KNOWN)
		return ip_text(arena, &client->ip);
	return client->status == CLIENT_LOCAL ? STR("local") : STR("unknown");
}

/* "pass:example.com,fail:lists.example", as many as fit a value. */
static struct str dkim_text(struct arena *arena,
			    const struct dkim_results *dkim)
{
	struct buf buf = buf_new(arena, LIMIT_SHOWN_VALUE);

	for (size_t i = 0; i < dkim->count; i++) {
		const struct dkim_result *result = &dkim->list[i];

		buf_add(&buf,
			arena_printf(arena, "%s%.*s:%.*s", i > 0 ? "," : "",
				     STR_ARG(check_name(result->status)),
				     STR_ARG(result->domain)));
	}
	return dkim->count > 0 ? buf_str(&buf) : STR("none");
}

/* The first; "" when there are only warnings. */
static struct str script_error_text(struct arena *arena,
				    const struct sieve_errors *errors)
{
	const struct sieve_error *first;
	size_t i = 0;

	while (i < errors->count && errors->list[i].warning)
		i++;
	if (i == errors->count)
		return STR("");
	first = &errors->list[i];
	return arena_printf(arena, "%.*s:%zu: %.*s", STR_ARG(first->script),
			    first->line, STR_ARG(first->text));
}

/* Today, of errors of scripts: then the log has them, and not for each mail. */
static bool was_told(struct arena *arena, const struct judged *judged)
{
	const struct seen *seen = judged->question->recipient.seen;

	return seen != NULL &&
	       seen->has(seen, arena, NOTICE_ERRORS, judged->question->now);
}

static const char *disposition_text(enum disposition disposition)
{
	static const char *const names[] = {
		[DISPOSITION_INBOX] = "inbox",
		[DISPOSITION_JUNK] = "junk",
		[DISPOSITION_RETRY] = "retry",
	};

	return names[disposition];
}

/* Names of the score's lines: "SPF_FAIL,NO_PTR". */
static struct str tests_text(struct arena *arena, const struct verdict *verdict)
{
	struct buf buf = buf_new(arena, LIMIT_SHOWN_VALUE);

	for (size_t i = 0; i < verdict->line_count; i++)
		buf_printf(&buf, "%s%s", i > 0 ? "," : "",
			   score_rules[verdict->lines[i].rule].name);
	return verdict->line_count > 0 ? buf_str(&buf) : STR("none");
}

/* A layer of the sandbox that this kernel does not have. */
static void log_unprotected(struct buf *buf)
{
	const struct sandbox_layer *layer;
	const char *separator = " unprotected=";

	for (size_t i = 0; (layer = sandbox_layer(i)) != NULL; i++)
		if (layer->missing != NULL) {
			buf_printf(buf, "%s%s", separator, layer->name);
			separator = ",";
		}
}

static void log_times(struct buf *buf, const struct judged *judged)
{
	buf_printf(buf, " dns_ms=%.1f crypto_ms=%.1f sieve_ms=%.1f",
		   (double)judged->stopwatch->waited / 1000,
		   (double)judged->verifying / 1000,
		   (double)judged->sorting / 1000);
}

struct str decide_log(struct arena *arena, const struct judged *judged)
{
	const struct auth *auth = &judged->assessment.auth;
	const struct verdict *verdict = &judged->decision.verdict;
	struct buf buf = buf_new(arena, LIMIT_ORDER_LOG);
	struct str error;

	log_pair(&buf, "message_id",
		 message_text(arena, &judged->message, STR("Message-ID")));
	log_pair(&buf, "sender", auth->envelope.sender.address);
	log_pair(&buf, "recipient", auth->envelope.recipient);
	log_pair(&buf, "client", client_text(arena, &auth->envelope.client));
	log_pair(&buf, "author", auth->author.address);
	log_pair(&buf, "spf", check_name(auth->spf.mailfrom.status));
	log_pair(&buf, "dkim", dkim_text(arena, &auth->dkim));
	log_pair(&buf, "arc", check_name(auth->arc.status));
	log_pair(&buf, "dmarc", check_name(auth->dmarc.status));
	log_pair(&buf, "verdict",
		 str_from(disposition_text(verdict->disposition)));
	log_pair(&buf, "score", score_text(arena, verdict->score));
	log_pair(&buf, "tests", tests_text(arena, verdict));
	log_times(&buf, judged);
	log_unprotected(&buf);
	if (verdict->rule[0] != '\0')
		log_pair(&buf, "rule", str_from(verdict->rule));
	log_pair(&buf, "reason", verdict->reason);
	error = script_error_text(arena, &judged->decision.errors);
	if (error.len > 0 && !was_told(arena, judged))
		log_pair(&buf, "script_error", error);
	return buf_str(&buf);
}
