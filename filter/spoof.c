#include "spoof.h"

#include "address.h"
#include "dmarc.h"
#include "domain.h"
#include "grammar.h"
#include "homograph.h"
#include "limits.h"
#include "mime.h"

/* -- domains ------------------------------------------------------------------ */

/* One lies within the other, or the same organization by a tree walk. */
static bool is_related(const struct check_context *context, struct str a,
		       struct str b)
{
	return domain_is_within(a, b) || domain_is_within(b, a) ||
	       dmarc_same_org(context, a, b);
}

/* -- the display name --------------------------------------------------------- */

static bool char_in_domain(char c)
{
	return char_is_alnum(c) || c == '-' || c == '.' || char_is_8bit(c);
}

/* The longest run that could be a domain at the front, without final dots. */
static struct str leading_domain(struct str text)
{
	size_t len = 0;

	while (len < text.len && char_in_domain(text.ptr[len]))
		len++;
	while (len > 0 && text.ptr[len - 1] == '.')
		len--;
	return str_first(text, len);
}

/* As A-labels in lower case. */
static bool to_domain(struct arena *arena, struct str text, struct str *domain)
{
	return text.len <= 4 * LIMIT_DOMAIN &&
	       domain_to_ascii(arena, text, domain);
}

/*
 * The next domain that the text shows, in *domain.  With address: what follows
 * an "@", also the full-width one that a mail client shows alike.  Else: a word
 * of its own.  False: there is no more.
 */
static bool next_shown(struct arena *arena, struct str *text, bool address,
		       struct str *domain)
{
	static const struct str wide_at = STR_INIT("\xEF\xBC\xA0");

	while (text->len > 0) {
		struct str word = leading_domain(*text);

		if (address && str_starts(*text, wide_at))
			*text = str_skip(*text, wide_at.len);
		else if (address && text->ptr[0] == '@')
			*text = str_skip(*text, 1);
		else if (address || word.len == 0) {
			*text = str_skip(*text, 1);
			continue;
		}
		word = leading_domain(*text);
		*text = str_skip(*text, word.len);
		if (word.len > 0 && to_domain(arena, word, domain))
			return true;
	}
	return false;
}

struct claim_search {
	const struct check_context *context;
	const struct policy *policy;
	struct str author, recipient;
};

static struct display_claim claim_of(const struct claim_search *search,
				     struct str domain)
{
	if (is_related(search->context, domain, search->author))
		return (struct display_claim){ .domain = STR("") };
	return (struct display_claim){
		.domain = domain,
		.local = policy_is_local(search->policy, search->recipient,
					 domain),
	};
}

/* A local claim is worse than any other. */
static struct display_claim search_addresses(const struct claim_search *search,
					     struct str display)
{
	struct display_claim found = { .domain = STR("") };
	struct str domain;

	for (size_t n = 0;
	     n < LIMIT_DISPLAY_CLAIMS &&
	     next_shown(search->context->arena, &display, true, &domain);
	     n++) {
		struct display_claim claim = claim_of(search, domain);

		if (claim.local)
			return claim;
		if (found.domain.len == 0)
			found = claim;
	}
	return found;
}

/* "j.smith" and "Node.js" look like domains and are none that matter. */
static bool publishes_policy(const struct check_context *context,
			     struct str domain)
{
	struct str name =
		arena_printf(context->arena, "_dmarc.%.*s", STR_ARG(domain));
	struct dns_answer answer =
		dns_lookup(context->dns, context->arena, name, DNS_TXT);

	for (size_t i = 0; i < answer.count; i++)
		if (str_starts(answer.records[i].data, STR("v=DMARC1")))
			return true;
	return false;
}

/* A word that is a local domain, or a display name that is nothing but a domain
 * with a policy. */
static struct display_claim search_words(const struct claim_search *search,
					 struct str display)
{
	struct str domain, rest = display;

	while (next_shown(search->context->arena, &rest, false, &domain)) {
		if (policy_is_local(search->policy, search->recipient,
				    domain) ||
		    (str_eq_nocase(str_trim(display), domain) &&
		     publishes_policy(search->context, domain)))
			return claim_of(search, domain);
	}
	return (struct display_claim){ .domain = STR("") };
}

struct display_claim spoof_display(const struct check_context *context,
				   const struct policy *policy,
				   const struct auth *auth,
				   struct str recipient, bool authenticated)
{
	struct str display = homograph_visible(
		context->arena,
		str_first(auth->author.display, LIMIT_DISPLAY_NAME));
	struct claim_search search = { context, policy, auth->author.domain,
				       recipient };
	struct display_claim claim = search_addresses(&search, display);
	bool via = str_find_str(display, STR(" via ")) < display.len ||
		   str_find_str(display, STR("(via ")) < display.len;

	if (claim.domain.len == 0)
		claim = search_words(&search, display);
	if (!via || !authenticated)
		return claim;
	if (!claim.local)
		claim.domain = STR("");
	claim.local = false;
	return claim;
}

/* -- Reply-To, To --------------------------------------------------------------- */

static bool has_any(const struct message *message, const struct str *names,
		    size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (message_find(message, names[i], 0) != NULL)
			return true;
	return false;
}

static bool is_list_mail(const struct message *message)
{
	static const struct str names[] = { STR_INIT("List-Id"),
					    STR_INIT("List-Post"),
					    STR_INIT("List-Unsubscribe"),
					    STR_INIT("Mailing-List") };

	return has_any(message, names, sizeof(names) / sizeof(names[0]));
}

struct str spoof_reply_to(const struct check_context *context,
			  const struct message *message, struct str author)
{
	const struct header *field = message_find(message, STR("Reply-To"), 0);
	struct mailbox_list list;
	struct str domain;

	if (field == NULL || is_list_mail(message))
		return STR("");
	list = address_parse_lenient(context->arena, field->value);
	for (size_t i = 0; i < list.count && i < LIMIT_DISPLAY_CLAIMS; i++)
		if (to_domain(context->arena, list.mailboxes[i].domain,
			      &domain) &&
		    !is_related(context, domain, author))
			return domain;
	return STR("");
}

static bool field_names(struct arena *arena, const struct header *field,
			struct str address)
{
	struct mailbox_list list = address_parse_lenient(arena, field->value);

	for (size_t i = 0; i < list.count; i++)
		if (str_eq_nocase(mailbox_text(arena, &list.mailboxes[i]),
				  address))
			return true;
	return false;
}

/* user+detail@domain stands for user@domain, and the other way round. */
static bool fields_name(struct arena *arena, const struct message *message,
			struct str address)
{
	static const struct str names[] = { STR_INIT("To"), STR_INIT("Cc"),
					    STR_INIT("Resent-To"),
					    STR_INIT("Resent-Cc") };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct header *field = message_find(message, names[i], 0);

		if (field != NULL && field_names(arena, field, address))
			return true;
	}
	return false;
}

bool spoof_recipient_missing(const struct check_context *context,
			     const struct message *message,
			     const struct envelope *envelope,
			     struct str recipient)
{
	static const struct str forwarders[] = {
		STR_INIT("X-Forwarded-To"),
		STR_INIT("X-Forwarded-For"),
		STR_INIT("Resent-From"),
	};
	struct arena *arena = context->arena;

	return recipient.len > 0 && !is_list_mail(message) &&
	       !has_any(message, forwarders,
			sizeof(forwarders) / sizeof(forwarders[0])) &&
	       !fields_name(arena, message, recipient) &&
	       !fields_name(arena, message, envelope->original_recipient) &&
	       !fields_name(arena, message, envelope->recipient);
}
