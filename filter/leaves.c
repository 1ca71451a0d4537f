#include "leaves.h"

#include "address.h"
#include "compose.h"
#include "domain.h"
#include "limits.h"
#include "mailto.h"
#include "outbound.h"
#include "reply_notice.h"
#include "reply_refusal.h"
#include "reply_report.h"
#include "reply_vacation.h"

#define TOO_LONG STR("the mail that it would send is too long")
/* Seconds for which it is remembered what a mail made us send: longer than
 * MTAs try to deliver it again. */
#define ONCE ((uint64_t)8 * 24 * 3600)

/* -- in whose name --------------------------------------------------------- */

/* At a domain that is hosted here, or at which this mailbox has an address:
 * nobody else's mail is written here. */
static bool is_our_domain(const struct leaving *leaving, struct str domain)
{
	const struct str_list *own = &leaving->mail.own;

	for (size_t i = 0; i < own->count; i++)
		if (str_eq_nocase(domain_of_address(own->items[i]), domain))
			return true;
	return str_list_has(&leaving->policy->local_domains, domain);
}

/* RFC 5230 4.3, RFC 5435 3.3: what fails the test is ignored. */
static bool may_write_as(const struct leaving *leaving, struct str from)
{
	struct mailbox_list list;
	const char *reason;

	if (!address_parse_strict(leaving->mail.context->arena, from, &list,
				  &reason))
		return false;
	for (size_t i = 0; i < list.count; i++)
		if (!is_our_domain(leaving, list.mailboxes[i].domain))
			return false;
	return list.count > 0;
}

/* What the script says; the address that the mail was written to; the one that
 * it came to. */
static struct str choose_from(const struct leaving *leaving, struct str wish)
{
	struct str choices[] = { wish, obstacle_addressed(&leaving->mail),
				 leaving->reply.recipient };

	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++)
		if (choices[i].len > 0 && may_write_as(leaving, choices[i]))
			return choices[i];
	return leaving->reply.owner;
}

static struct reply_facts reply_as(const struct leaving *leaving,
				   struct str wish)
{
	struct reply_facts facts = leaving->reply;

	facts.from = choose_from(leaving, wish);
	return facts;
}

/* -- what is remembered ---------------------------------------------------- */

/* One letter for the kind of mail, and a hash of what makes it another one. */
static struct str make_key(struct arena *arena, const char *kind, struct str a,
			   struct str b)
{
	const struct str texts[] = { arena_lower(arena, a), b };
	struct str hash = compose_hash(arena, texts, 2);

	return arena_printf(arena, "%s:%.*s", kind, STR_ARG(hash));
}

static struct str all_of(struct arena *arena, const struct vacation *vacation)
{
	const struct str texts[] = { vacation->handle, vacation->subject,
				     vacation->from, vacation->reason,
				     vacation->mime ? STR("mime") : STR("") };

	return compose_hash(arena, texts, sizeof(texts) / sizeof(texts[0]));
}

/* -- the kinds ------------------------------------------------------------- */

static struct str prepare_forward(const struct leaving *leaving,
				  struct action *action)
{
	if (!leaving->mail.junk || leaving->policy->redirect_junk)
		return STR("");
	return action->type == ACTION_PIPE
		       ? STR("Junk is not given to programs")
		       : STR("Junk is not redirected");
}

/* The addresses of ":addresses" are the recipient's too (RFC 5230 4.5). */
static struct str_list own_addresses(const struct leaving *leaving,
				     const struct vacation *vacation)
{
	const struct str_list *own = &leaving->mail.own;
	size_t count = own->count, more = vacation->addresses.count;
	struct str *items = arena_grow(leaving->mail.context->arena, own->items,
				       count, count + more, sizeof(*items));

	for (size_t i = 0; i < more; i++)
		items[count + i] = vacation->addresses.items[i];
	return (struct str_list){ items, count + more };
}

static struct str prepare_vacation(const struct leaving *leaving,
				   struct action *action)
{
	struct arena *arena = leaving->mail.context->arena;
	const struct vacation *vacation = action->vacation;
	struct obstacle_facts mail = leaving->mail;
	struct reply_facts facts;
	struct str why;

	mail.own = own_addresses(leaving, vacation);
	why = obstacle_find(&mail, ANSWER_VACATION);
	if (why.len > 0)
		return why;
	facts = reply_as(leaving, vacation->from);
	action->mail = reply_vacation(arena, &facts, vacation);
	action->address = facts.sender;
	action->sender = STR("");
	if (action->key.len == 0)
		action->key = all_of(arena, vacation);
	/* RFC 6131 2: zero is each time; but each mail is answered once. */
	if (action->period == 0) {
		const struct str texts[] = { action->key,
					     mail.message->fields };

		action->key = compose_hash(arena, texts, 2);
		action->period = ONCE;
	}
	action->key = make_key(arena, "vacation", facts.sender, action->key);
	return action->mail.len > 0 ? STR("") : TOO_LONG;
}

static bool is_ascii(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] >= 0x80)
			return false;
	return true;
}

/*
 * By the MTA where it can; but the text of "reject" is kept as it is where that
 * is possible, which an SMTP answer does only for ASCII (RFC 5429 2.2).
 */
static struct str prepare_refusal(const struct leaving *leaving,
				  struct action *action)
{
	struct arena *arena = leaving->mail.context->arena;
	struct reply_facts facts;
	struct str why;

	if (leaving->mail.junk)
		return STR("Junk is not answered");
	if (leaving->can_refuse && (action->silent || is_ascii(action->text)))
		return STR("");
	why = obstacle_find(&leaving->mail, ANSWER_REFUSAL);
	if (why.len > 0)
		return leaving->can_refuse ? STR("") : why;
	facts = reply_as(leaving, STR(""));
	action->mail = reply_refusal(arena, &facts,
				     action->silent ? REFUSAL_STATUS
						    : REFUSAL_DISPOSITION,
				     action->text);
	action->address = facts.sender;
	action->sender = STR("");
	action->key = make_key(arena, "reject", facts.sender,
			       leaving->mail.message->fields);
	action->period = ONCE;
	return action->mail.len > 0 ? STR("") : TOO_LONG;
}

static void add_recipients(struct str *items, size_t *count,
			   const struct str_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct str_list sofar = { items, *count };

		if (!str_list_has(&sofar, list->items[i]))
			items[(*count)++] = list->items[i];
	}
}

/* Each once, whatever kind of recipient it is. */
static void set_recipients(struct arena *arena, const struct mailto *mailto,
			   struct action *action)
{
	struct str *items = ARENA_ARRAY(arena, struct str,
					mailto->to.count + mailto->cc.count +
						mailto->bcc.count + 1);
	size_t count = 0;

	add_recipients(items, &count, &mailto->to);
	add_recipients(items, &count, &mailto->cc);
	add_recipients(items, &count, &mailto->bcc);
	if (count == 0)
		return;
	action->address = items[0];
	action->arguments = (struct str_list){ items + 1, count - 1 };
}

/* RFC 5436 2.7: a null sender stays one; else it is ":from", if that is an
 * address one may write as. */
static struct str sender_of_notice(const struct leaving *leaving,
				   const struct notification *notification)
{
	struct str from = notification->from, address;

	if (leaving->reply.sender.len == 0)
		return STR("");
	if (from.len > 0 && may_write_as(leaving, from) &&
	    outbound_address(leaving->mail.context->arena, from, &address))
		return address;
	return leaving->reply.owner;
}

/* Of one mail, several may go to the same people. */
static struct str notice_key(const struct leaving *leaving,
			     const struct notification *notification)
{
	struct arena *arena = leaving->mail.context->arena;
	const struct str texts[] = { notification->message,
				     leaving->mail.message->fields };

	return make_key(arena, "notify", notification->method,
			compose_hash(arena, texts, 2));
}

static struct str prepare_notice(const struct leaving *leaving,
				 struct action *action)
{
	struct arena *arena = leaving->mail.context->arena;
	const struct notification *notification = action->notification;
	struct str why = obstacle_find(&leaving->mail, ANSWER_NOTICE);
	struct reply_facts facts;
	struct mailto mailto;
	const char *error;

	if (why.len > 0)
		return why;
	if (!mailto_parse(arena, notification->method, &mailto, &error))
		return arena_printf(arena, "%s in its URI", error);
	set_recipients(arena, &mailto, action);
	if (action->address.len == 0)
		return STR("its URI names nobody");
	facts = reply_as(leaving, notification->from);
	action->mail = reply_notice(arena, &facts, notification, &mailto);
	action->sender = sender_of_notice(leaving, notification);
	action->key = notice_key(leaving, notification);
	action->period = ONCE;
	return action->mail.len > 0 ? STR("") : TOO_LONG;
}

static struct str prepare_report(const struct leaving *leaving,
				 struct action *action)
{
	struct arena *arena = leaving->mail.context->arena;
	struct reply_facts facts = reply_as(leaving, STR(""));
	struct str why = prepare_forward(leaving, action);

	if (why.len > 0)
		return why;
	action->mail = reply_report(arena, &facts, leaving->mail.auth,
				    action->feedback, action->address);
	action->sender = STR("");
	action->key = make_key(arena, "report", action->address,
			       leaving->mail.message->fields);
	action->period = ONCE;
	return action->mail.len > 0 ? STR("") : TOO_LONG;
}

typedef struct str preparer(const struct leaving *leaving,
			    struct action *action);

static preparer *const preparers[ACTION_TYPES] = {
	[ACTION_REDIRECT] = prepare_forward,  [ACTION_REJECT] = prepare_refusal,
	[ACTION_VACATION] = prepare_vacation, [ACTION_NOTIFY] = prepare_notice,
	[ACTION_PIPE] = prepare_forward,      [ACTION_REPORT] = prepare_report,
};

struct str leaves_prepare(const struct leaving *leaving, struct action *action)
{
	preparer *prepare = preparers[action->type];
	struct leaving seen = *leaving;

	/* RFC 5293 7; but what came is what proves who sent it. */
	if (action->current != NULL)
		seen.mail.current = seen.reply.current = action->current;
	return prepare != NULL ? prepare(&seen, action) : STR("");
}
