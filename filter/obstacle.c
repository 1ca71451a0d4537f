#include "obstacle.h"

#include "address.h"
#include "dmarc.h"
#include "domain.h"
#include "grammar.h"
#include "limits.h"
#include "shown.h"
#include "spf_trust.h"

/* -- whose address it is --------------------------------------------------- */

static bool is_same_domain(struct arena *arena, struct str a, struct str b)
{
	struct str ascii_a, ascii_b;

	return str_eq_nocase(a, b) || (domain_to_ascii(arena, a, &ascii_a) &&
				       domain_to_ascii(arena, b, &ascii_b) &&
				       str_eq(ascii_a, ascii_b));
}

static bool is_same_address(struct arena *arena, struct str a, struct str b)
{
	struct str local_a = str_first(a, str_find_last(a, '@'));
	struct str local_b = str_first(b, str_find_last(b, '@'));

	return a.len > 0 && str_eq_nocase(local_a, local_b) &&
	       is_same_domain(arena, domain_of_address(a),
			      domain_of_address(b));
}

/* It is one of these, in any spelling of the domain. */
static bool is_own(struct arena *arena, const struct str_list *own,
		   struct str address)
{
	for (size_t i = 0; i < own->count; i++)
		if (is_same_address(arena, own->items[i], address))
			return true;
	return false;
}

/* RFC 5230 4.5 */
static bool names_recipients(struct str name)
{
	static const struct str names[] = {
		STR_INIT("To"),	       STR_INIT("Cc"),
		STR_INIT("Bcc"),       STR_INIT("Resent-To"),
		STR_INIT("Resent-Cc"), STR_INIT("Resent-Bcc")
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_eq_nocase(name, names[i]))
			return true;
	return false;
}

static struct str own_in_field(const struct obstacle_facts *facts,
			       struct str value)
{
	struct arena *arena = facts->context->arena;
	struct mailbox_list list = address_parse_lenient(arena, value);

	for (size_t i = 0; i < list.count; i++) {
		struct str address = mailbox_text(arena, &list.mailboxes[i]);

		for (size_t n = 0; n < facts->own.count; n++)
			if (is_same_address(arena, facts->own.items[n],
					    address))
				return facts->own.items[n];
	}
	return STR("");
}

struct str obstacle_addressed(const struct obstacle_facts *facts)
{
	const struct message *message = facts->current;
	struct str own = STR("");
	size_t looked_at = 0;

	for (size_t i = 0; i < message->header_count && own.len == 0 &&
			   looked_at < LIMIT_RECIPIENT_FIELDS;
	     i++)
		if (names_recipients(message->headers[i].name)) {
			own = own_in_field(facts, message->headers[i].value);
			looked_at++;
		}
	return own;
}

/* -- what proves the sender ------------------------------------------------ */

/* SPF for the very domain; but not by a record that lets nearly everybody
 * send, nor when a hop before saw it fail (spf_trust.h). */
static bool spf_proves(const struct obstacle_facts *facts)
{
	const struct auth *auth = facts->auth;
	const struct spf_result *spf = &auth->spf.mailfrom;
	const struct sender *sender = &auth->envelope.sender;

	return spf->status == CHECK_PASS && !spf->allows_all &&
	       is_same_domain(facts->context->arena, spf->domain,
			      sender->domain) &&
	       spf_older_fail(facts->context, facts->message, spf->domain)
			       .len == 0;
}

static bool is_authors_signature(const struct obstacle_facts *facts, size_t n)
{
	const struct auth *auth = facts->auth;
	const struct dkim_result *result = &auth->dkim.list[n];

	if (result->status != CHECK_PASS || result->testing)
		return false;
	if (auth->dmarc.dkim_aligns != NULL)
		return auth->dmarc.dkim_aligns[n];
	return str_eq(result->domain, auth->author.domain) ||
	       dmarc_same_org(facts->context, result->domain,
			      auth->author.domain);
}

static bool is_named_in(const struct obstacle_facts *facts, struct str name)
{
	const struct header *header = message_find(facts->message, name, 0);

	return header != NULL && own_in_field(facts, header->value).len > 0;
}

/* Anybody can send a signed mail to others again, and say so in a field that
 * nobody signed. */
static bool is_signed_to_us(const struct obstacle_facts *facts,
			    const struct dkim_result *signature)
{
	return (!signature->unsigned_to && is_named_in(facts, STR("To"))) ||
	       (!signature->unsigned_cc && is_named_in(facts, STR("Cc")));
}

/* A signature says who wrote it and to whom, not who sends it: it proves the
 * sender only where that is the author, and the mail is for us. */
static bool dkim_proves(const struct obstacle_facts *facts)
{
	const struct auth *auth = facts->auth;

	if (auth->author.status != AUTHOR_OK ||
	    auth->author.mailbox_count != 1 ||
	    !is_same_address(facts->context->arena, auth->author.address,
			     auth->envelope.sender.address))
		return false;
	for (size_t i = 0; i < auth->dkim.count; i++)
		if (is_authors_signature(facts, i) &&
		    is_signed_to_us(facts, &auth->dkim.list[i]))
			return true;
	return false;
}

static struct str is_unproven(const struct obstacle_facts *facts)
{
	const struct auth *auth = facts->auth;
	struct arena *arena = facts->context->arena;

	if (auth->origin == ORIGIN_LOCAL ||
	    auth->origin == ORIGIN_AUTHENTICATED || spf_proves(facts) ||
	    dkim_proves(facts))
		return STR("");
	return arena_printf(
		arena,
		"nothing proves that %.*s sent it (spf=%.*s, no DKIM signature "
		"of the sender's)",
		STR_ARG(shown(arena, auth->envelope.sender.address,
			      LIMIT_SHOWN_VALUE / 2)),
		STR_ARG(check_name(auth->spf.mailfrom.status)));
}

/* -- the mail and its sender ----------------------------------------------- */

static struct str is_junk(const struct obstacle_facts *facts)
{
	return facts->junk ? STR("Junk is not answered") : STR("");
}

/* One that a command line and a header field can hold as it is. */
static bool is_plain(struct str address)
{
	for (size_t i = 0; i < address.len; i++)
		if ((!char_is_vchar(address.ptr[i]) &&
		     !char_is_8bit(address.ptr[i])) ||
		    str_find(STR("<>,;\""), address.ptr[i]) < 5)
			return false;
	return address.len > 0 && address.ptr[0] != '-';
}

static struct str has_no_sender(const struct obstacle_facts *facts)
{
	const struct sender *sender = &facts->auth->envelope.sender;

	switch (sender->status) {
	case SENDER_UNKNOWN:
		return STR("nobody said who sent it");
	case SENDER_NULL:
		return STR("the null sender is not answered");
	case SENDER_ADDRESS:
		if (is_plain(sender->address))
			return STR("");
		break;
	case SENDER_UNUSABLE:
		break;
	}
	return STR("the sender has no address that can be answered");
}

static struct str is_from_oneself(const struct obstacle_facts *facts)
{
	return is_own(facts->context->arena, &facts->own,
		      facts->auth->envelope.sender.address)
		       ? STR("nobody is answered by themselves")
		       : STR("");
}

/* Local parts of programs and lists (RFC 3834 2, RFC 5230 4.6).  Postmasters
 * are people. */
static bool is_robot(struct str local)
{
	static const struct {
		struct str text;
		bool begins, ends; /* neither: it is all of it */
	} robots[] = {
		{ STR_INIT("mailer-daemon"), false, false },
		{ STR_INIT("listserv"), false, false },
		{ STR_INIT("majordomo"), false, false },
		{ STR_INIT("bounce"), false, false },
		{ STR_INIT("bounces"), false, false },
		{ STR_INIT("owner-"), true, false },
		{ STR_INIT("bounce-"), true, false },
		{ STR_INIT("bounces-"), true, false },
		{ STR_INIT("bounce+"), true, false },
		{ STR_INIT("bounces+"), true, false },
		{ STR_INIT("noreply"), true, true },
		{ STR_INIT("no-reply"), true, true },
		{ STR_INIT("no_reply"), true, true },
		{ STR_INIT("donotreply"), true, true },
		{ STR_INIT("do-not-reply"), true, true },
		{ STR_INIT("do_not_reply"), true, true },
		{ STR_INIT("-request"), false, true },
		{ STR_INIT("-owner"), false, true },
		{ STR_INIT("-bounces"), false, true },
		{ STR_INIT("-bounce"), false, true },
	};

	for (size_t i = 0; i < sizeof(robots) / sizeof(robots[0]); i++) {
		struct str text = robots[i].text;

		if (str_eq_nocase(local, text) ||
		    (robots[i].begins && str_starts_nocase(local, text)) ||
		    (robots[i].ends && str_ends_nocase(local, text)))
			return true;
	}
	return false;
}

static struct str is_from_robot(const struct obstacle_facts *facts)
{
	return is_robot(facts->auth->envelope.sender.local)
		       ? STR("the sender is a program or a list")
		       : STR("");
}

static struct str is_from_list(const struct obstacle_facts *facts)
{
	static const struct str names[] = {
		STR_INIT("List-Id"),	    STR_INIT("List-Help"),
		STR_INIT("List-Subscribe"), STR_INIT("List-Unsubscribe"),
		STR_INIT("List-Post"),	    STR_INIT("List-Owner"),
		STR_INIT("List-Archive"),   STR_INIT("Mailing-List"),
		STR_INIT("X-Mailing-List"),
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (message_find(facts->current, names[i], 0) != NULL)
			return STR("it came through a mailing list");
	return STR("");
}

static struct str first_word(struct str value)
{
	struct str word = STR("");

	grammar_cfws(&value);
	grammar_atom(&value, &word);
	return word;
}

static struct str is_bulk(const struct obstacle_facts *facts)
{
	const struct header *header =
		message_find(facts->current, STR("Precedence"), 0);
	struct str word = header != NULL ? first_word(header->value) : STR("");

	return str_eq_nocase(word, STR("bulk")) ||
			       str_eq_nocase(word, STR("list")) ||
			       str_eq_nocase(word, STR("junk"))
		       ? STR("it is bulk mail by its Precedence")
		       : STR("");
}

/* RFC 3834 5: every value but "no"; one that cannot be read as well. */
static bool says_automatic(const struct message *message)
{
	for (size_t i = 0; i < message->header_count; i++) {
		const struct header *header = &message->headers[i];

		if (str_eq_nocase(header->name, STR("Auto-Submitted")) &&
		    !str_eq_nocase(first_word(header->value), STR("no")))
			return true;
	}
	return false;
}

/* No script can take that back: loops are found by it. */
static struct str is_automatic(const struct obstacle_facts *facts)
{
	return says_automatic(facts->message) || says_automatic(facts->current)
		       ? STR("a program wrote it by its Auto-Submitted")
		       : STR("");
}

/* Exchange's and Outlook's way to say so: a list of what is unwanted. */
static struct str wants_no_answer(const struct obstacle_facts *facts)
{
	const struct header *header = message_find(
		facts->current, STR("X-Auto-Response-Suppress"), 0);
	struct str rest = header != NULL ? header->value : STR(""), word;

	while (rest.len > 0 && str_cut(&rest, ',', &word)) {
		word = str_trim(word);
		if (str_eq_nocase(word, STR("All")) ||
		    str_eq_nocase(word, STR("OOF")) ||
		    str_eq_nocase(word, STR("AutoReply")))
			return STR("it asks for no automatic answer");
	}
	return STR("");
}

static struct str is_not_addressed(const struct obstacle_facts *facts)
{
	return obstacle_addressed(facts).len == 0
		       ? STR("the recipient is not named in To or Cc")
		       : STR("");
}

/* -- all of it ------------------------------------------------------------- */

#define BIT(answer) (1u << (answer))
#define TO_SENDER (BIT(ANSWER_VACATION) | BIT(ANSWER_REFUSAL))
#define TO_ANYBODY (TO_SENDER | BIT(ANSWER_NOTICE))

/* In the order in which they are told; what asks DNS comes last. */
static const struct {
	struct str (*find)(const struct obstacle_facts *facts);
	unsigned answers;
} obstacles[] = {
	{ is_junk, TO_ANYBODY },
	{ has_no_sender, TO_SENDER },
	{ is_from_oneself, TO_SENDER },
	{ is_from_robot, TO_SENDER },
	{ is_automatic, TO_ANYBODY },
	{ is_from_list, TO_SENDER },
	{ is_bulk, TO_SENDER },
	{ wants_no_answer, BIT(ANSWER_VACATION) },
	{ is_not_addressed, BIT(ANSWER_VACATION) },
	{ is_unproven, TO_SENDER },
};

struct str obstacle_find(const struct obstacle_facts *facts, enum answer answer)
{
	struct str why = STR("");

	for (size_t i = 0; i < sizeof(obstacles) / sizeof(obstacles[0]); i++)
		if ((obstacles[i].answers & BIT(answer)) != 0 && why.len == 0)
			why = obstacles[i].find(facts);
	return why;
}
