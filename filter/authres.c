#include "authres.h"

#include "domain.h"
#include "fold.h"
#include "grammar.h"
#include "limits.h"

/* Sealers named in one field. */
#define SHOWN_SEALERS ((size_t)6)

/* -- values ------------------------------------------------------------------ */

static bool is_token(struct str value)
{
	for (size_t i = 0; i < value.len; i++)
		if (!char_is_token(value.ptr[i]))
			return false;
	return value.len > 0;
}

/* What a reader that does not know quoted strings could take for syntax. */
static bool is_treacherous(char c)
{
	return c == '"' || c == '\\' || c == '(' || c == ')' || c == ';' ||
	       c == '=' || (c != ' ' && !char_is_vchar(c));
}

/* As quoted-string; a byte that some reader might not survive becomes '?'. */
static struct str quoted(struct arena *arena, struct str value)
{
	struct str text = str_first(value, LIMIT_SHOWN_VALUE);
	struct buf out = buf_new(arena, text.len + 2);

	buf_add_char(&out, '"');
	for (size_t i = 0; i < text.len; i++)
		buf_add_char(&out,
			     is_treacherous(text.ptr[i]) ? '?' : text.ptr[i]);
	buf_add_char(&out, '"');
	return buf_str(&out);
}

static bool is_plain_local(struct str local)
{
	for (size_t i = 0; i < local.len; i++)
		if (!char_is_alnum(local.ptr[i]) && local.ptr[i] != '.' &&
		    local.ptr[i] != '_' && local.ptr[i] != '-' &&
		    local.ptr[i] != '+')
			return false;
	return true;
}

/*
 * [[local-part] "@"] domain-name.  A local part that would have to be quoted,
 * or could be read as a result ("dmarc=pass"@...), is left out: what is judged
 * is the domain.
 */
static struct str identity_value(struct arena *arena, struct str identity)
{
	size_t at = str_find_last(identity, '@');
	struct str local = str_first(identity, at);
	struct str domain = str_skip(identity, at + 1);

	if (at == identity.len)
		local = STR(""), domain = identity;
	if (identity.len > LIMIT_SHOWN_VALUE || !domain_is_dns_name(domain, 1))
		return quoted(arena, identity);
	return at < identity.len && is_plain_local(local) ? identity : domain;
}

static struct str property_value(struct arena *arena, struct str value)
{
	return value.len <= LIMIT_SHOWN_VALUE && is_token(value)
		       ? value
		       : quoted(arena, value);
}

/* -- one field -------------------------------------------------------------- */

struct results {
	struct arena *arena;
	struct buf *out;
	struct fold fold;
	size_t count;
};

static void add_result(struct results *results, struct str method,
		       enum check_status status)
{
	fold_part(&results->fold, STR(";"));
	fold_line(&results->fold);
	fold_word(&results->fold,
		  arena_printf(results->arena, "%.*s=%.*s", STR_ARG(method),
			       STR_ARG(check_name(status))));
	results->count++;
}

static void add_pair(struct results *results, const char *name,
		     struct str value)
{
	if (value.len == 0)
		return;
	fold_word(&results->fold, arena_printf(results->arena, "%s=%.*s", name,
					       STR_ARG(value)));
}

static void add_property(struct results *results, const char *name,
			 struct str value)
{
	if (value.len > 0)
		add_pair(results, name, property_value(results->arena, value));
}

/* Broken at its spaces: white space in a quoted-string may be folded. */
static void add_reason(struct results *results, struct str reason)
{
	if (reason.len > 0)
		fold_words(
			&results->fold,
			arena_printf(results->arena, "reason=%.*s",
				     STR_ARG(quoted(results->arena, reason))));
}

/* -- methods ---------------------------------------------------------------- */

static void add_spf(struct results *results, const struct auth *auth)
{
	const struct spf_result *spf = auth_spf(auth);
	bool null_sender = auth->envelope.sender.status == SENDER_NULL;

	if (auth->origin != ORIGIN_OUTSIDE)
		return;
	add_result(results, STR("spf"), spf->status);
	if (spf->status != CHECK_PASS)
		add_reason(results, spf->reason);
	if (spf->identity.len > 0)
		add_pair(results, null_sender ? "smtp.helo" : "smtp.mailfrom",
			 identity_value(results->arena, spf->identity));
}

static void add_signature(struct results *results,
			  const struct dkim_result *dkim)
{
	add_result(results, STR("dkim"), dkim->status);
	add_reason(results, dkim->reason);
	add_property(results, "header.d", dkim->domain);
	if (dkim->identity.len > 0)
		add_pair(results, "header.i",
			 identity_value(results->arena, dkim->identity));
	add_property(results, "header.s", dkim->selector);
	add_property(results, "header.a", dkim->algorithm);
	add_property(results, "header.b", dkim->b);
}

/* All that were verified, and of the others as many as might have been. */
static void add_dkim(struct results *results, const struct auth *auth)
{
	size_t passed_over = 0;

	for (size_t i = 0; i < auth->dkim.count; i++) {
		const struct dkim_result *dkim = &auth->dkim.list[i];

		if (dkim->status != CHECK_PASS &&
		    passed_over++ >= LIMIT_SIGNATURES)
			continue;
		add_signature(results, dkim);
	}
	if (auth->dkim.count == 0 && auth->origin == ORIGIN_OUTSIDE)
		add_result(results, STR("dkim"), CHECK_NONE);
}

static struct str sealers(struct arena *arena, const struct arc_result *arc)
{
	struct buf text = buf_new(arena, LIMIT_SHOWN_VALUE);

	for (size_t i = 0; i < arc->count && i < SHOWN_SEALERS; i++) {
		buf_add(&text, i > 0 ? STR(", ") : STR("sealed by "));
		buf_add(&text, arc->sets[i].seal.domain);
	}
	if (arc->count > SHOWN_SEALERS)
		buf_add(&text, STR(", ..."));
	return buf_str(&text);
}

static void add_arc(struct results *results, const struct auth *auth)
{
	const struct arc_result *arc = &auth->arc;

	if (arc->status == CHECK_NONE)
		return;
	add_result(results, STR("arc"), arc->status);
	add_reason(results, arc->status == CHECK_PASS
				    ? sealers(results->arena, arc)
				    : arc->reason);
	if (arc->status != CHECK_PASS)
		return;
	add_property(results, "header.oldest-pass",
		     arena_printf(results->arena, "%u", arc->oldest_pass));
	if (auth->origin == ORIGIN_OUTSIDE)
		add_property(
			results, "smtp.remote-ip",
			ip_text(results->arena, &auth->envelope.client.ip));
}

static void add_dmarc(struct results *results, const struct auth *auth)
{
	const struct dmarc_result *dmarc = &auth->dmarc;

	if (dmarc->status == CHECK_NONE && auth->origin != ORIGIN_OUTSIDE)
		return;
	add_result(results, STR("dmarc"), dmarc->status);
	if (auth->trust.granted)
		add_reason(results, auth->trust.reason);
	else if (dmarc->status != CHECK_PASS)
		add_reason(results, dmarc->reason);
	add_property(results, "header.from", auth->author.domain);
	if (dmarc->policy_domain.len > 0)
		add_property(results, "policy.dmarc",
			     dmarc_policy_name(dmarc->applied));
}

static void add_iprev(struct results *results, const struct auth *auth)
{
	if (auth->origin != ORIGIN_OUTSIDE)
		return;
	add_result(results, STR("iprev"), auth->iprev.status);
	if (auth->iprev.status != CHECK_PASS)
		add_reason(results, auth->iprev.reason);
	add_property(results, "policy.iprev",
		     ip_text(results->arena, &auth->envelope.client.ip));
}

static void add_authres(struct buf *out, const struct policy *policy,
			const struct auth *auth)
{
	struct results results = { .arena = out->arena, .out = out };

	results.fold = fold_begin(out, STR("Authentication-Results"));
	fold_word(&results.fold,
		  property_value(out->arena, policy->authserv_id));
	add_spf(&results, auth);
	add_dkim(&results, auth);
	add_arc(&results, auth);
	add_dmarc(&results, auth);
	add_iprev(&results, auth);
	if (results.count == 0) {
		fold_part(&results.fold, STR(";"));
		fold_word(&results.fold, STR("none"));
	}
	fold_end(&results.fold);
}

/* -- Received-SPF (RFC 7208 9.1) --------------------------------------------- */

static void add_key(struct fold *fold, struct arena *arena, const char *key,
		    struct str value, struct str end)
{
	if (value.len == 0)
		return;
	fold_word(fold,
		  arena_printf(arena, "%s=%.*s%.*s", key,
			       STR_ARG(quoted(arena, value)), STR_ARG(end)));
}

static void add_received_spf(struct buf *out, const struct policy *policy,
			     const struct auth *auth)
{
	const struct spf_result *spf = auth_spf(auth);
	struct arena *arena = out->arena;
	struct fold fold;

	if (auth->origin != ORIGIN_OUTSIDE)
		return;
	fold = fold_begin(out, STR("Received-SPF"));
	fold_word(&fold, check_name(spf->status));
	add_key(&fold, arena, "client-ip",
		ip_text(arena, &auth->envelope.client.ip), STR(";"));
	add_key(&fold, arena, "envelope-from", auth->envelope.sender.address,
		STR(";"));
	add_key(&fold, arena, "helo", auth->envelope.client.helo, STR(";"));
	add_key(&fold, arena, "receiver", policy->authserv_id, STR(";"));
	add_key(&fold, arena, "mechanism", spf->mechanism, STR(";"));
	add_key(&fold, arena, "problem",
		spf->status == CHECK_PASS ? STR("") : spf->reason, STR(";"));
	add_key(&fold, arena, "identity",
		spf->scope == SPF_HELO ? STR("helo") : STR("mailfrom"),
		STR(""));
	fold_end(&fold);
}

struct str authres_fields(struct arena *arena, const struct policy *policy,
			  const struct auth *auth)
{
	struct buf out = buf_new(arena, LIMIT_OUTPUT_FIELDS);

	add_authres(&out, policy, auth);
	add_received_spf(&out, policy, auth);
	return buf_str(&out);
}

static struct str tabs_to_spaces(struct arena *arena, struct str text)
{
	struct buf out = buf_new(arena, text.len);

	for (size_t i = 0; i < text.len; i++)
		buf_add_char(&out, text.ptr[i] == '\t' ? ' ' : text.ptr[i]);
	return buf_str(&out);
}

struct str authres_results(struct arena *arena, const struct policy *policy,
			   const struct auth *auth)
{
	struct buf out = buf_new(arena, LIMIT_OUTPUT_FIELDS);
	struct message field;

	add_authres(&out, policy, auth);
	field = message_parse(arena, buf_str(&out));
	return tabs_to_spaces(arena,
			      header_unfold(arena, field.headers[0].value));
}
