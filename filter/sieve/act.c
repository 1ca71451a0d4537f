#include "act.h"

#include "draft_version.h"
#include "draft_sent.h"
#include "journal.h"
#include "run.h"

/* RFC 5228 2.10: which are done once, which are the same, which cannot stand
 * together. */
#define BIT(type) (1u << (type))

/* RFC 5429 2.4: a mail is refused, or it is delivered or answered. */
#define DELIVERS                                                               \
	(BIT(ACTION_STORE) | BIT(ACTION_REDIRECT) | BIT(ACTION_PIPE) |         \
	 BIT(ACTION_VACATION))

struct rule {
	bool keeps; /* does not cancel the implicit keep */
	uint64_t most; /* for one mail, if there is what; or run->limits */
	const char *what; /* of which there would be more */
	unsigned conflicts; /* bits of the types it cannot stand with */
};

static const struct rule rules[ACTION_TYPES] = {
	[ACTION_STORE] = { .conflicts = BIT(ACTION_REJECT) },
	[ACTION_REDIRECT] = { false, 0, "redirects", BIT(ACTION_REJECT) },
	[ACTION_REJECT] = { .conflicts = DELIVERS | BIT(ACTION_REJECT) },
	[ACTION_VACATION] = { .keeps = true,
			      .conflicts = BIT(ACTION_REJECT) |
					   BIT(ACTION_VACATION) },
	[ACTION_NOTIFY] = { true, 0, "notifications", 0 },
	[ACTION_PIPE] = { false, LIMIT_SIEVE_PIPES, "programs",
			  BIT(ACTION_REJECT) },
	[ACTION_REPORT] = { true, LIMIT_SIEVE_REPORTS, "reports", 0 },
};

static bool is_same_notification(const struct notification *a,
				 const struct notification *b)
{
	return str_eq(a->method, b->method) && str_eq(a->message, b->message);
}

/* vnd.dovecot.report, section 3 */
static bool is_same_report(const struct action *a, const struct action *b)
{
	return str_eq(a->address, b->address) &&
	       str_eq_nocase(a->feedback->type, b->feedback->type);
}

/* RFC 5228 2.10.3, RFC 5436 2.7: it is done once, without an error. */
static bool is_same(const struct action *a, const struct action *b)
{
	if (a->type != b->type)
		return false;
	switch (a->type) {
	case ACTION_STORE:
		return str_eq(a->folder, b->folder);
	case ACTION_REDIRECT:
		return str_eq(a->address, b->address);
	case ACTION_DISCARD:
		return true;
	case ACTION_NOTIFY:
		return is_same_notification(a->notification, b->notification);
	case ACTION_REPORT:
		return is_same_report(a, b);
	default:
		return false;
	}
}

/* The first of those before it that it cannot stand with; NULL: none. */
static const struct action *find_conflict(const struct run *run,
					  const struct action *action)
{
	for (size_t i = 0; i < run->action_count; i++) {
		const struct action *other = &run->actions[i];

		if ((rules[action->type].conflicts & BIT(other->type)) != 0 ||
		    (action->type == ACTION_PIPE &&
		     other->type == ACTION_PIPE &&
		     str_eq(action->program, other->program)))
			return other;
	}
	return NULL;
}

/* The members of an external list do not count: who keeps it chose them. */
static size_t count_actions(const struct run *run, enum action_type type)
{
	size_t count = 0;

	for (size_t i = 0; i < run->action_count; i++)
		count += run->actions[i].type == type && !run->actions[i].list;
	return count;
}

static uint64_t most_of(const struct run *run, enum action_type type)
{
	switch (type) {
	case ACTION_REDIRECT:
		return run->limits.redirects;
	case ACTION_NOTIFY:
		return run->limits.notifications;
	default:
		return rules[type].most;
	}
}

/* There is room for one more of that type. */
static bool has_room(struct run *run, struct place place,
		     const struct action *action)
{
	enum action_type type = action->type;
	const struct rule *rule = &rules[type];
	uint64_t most = most_of(run, type);

	if (run->action_count >= run->limits.actions)
		run_fail(run, place, "more than %llu actions for one mail",
			 (unsigned long long)run->limits.actions);
	else if (rule->what != NULL && !action->list &&
		 count_actions(run, type) >= most)
		run_fail(run, place, "more than %llu %s of one mail",
			 (unsigned long long)most, rule->what);
	return !run->failed;
}

/* A mail that was enclosed looks as it did before. */
static const struct draft *opened(const struct run *run)
{
	return run->draft->open != NULL ? run->draft->open : run->draft;
}

/* RFC 5293 7: they look at the header as it is now. */
static const struct message *current_header(struct run *run, struct place place,
					    enum action_type type)
{
	const struct draft *draft = opened(run);

	if ((type != ACTION_VACATION && type != ACTION_NOTIFY) ||
	    !draft->changed || !run_spend(run, place, draft->fields->count))
		return NULL;
	return draft_message(draft);
}

bool act_version(struct run *run, struct place place, enum action_type type,
		 size_t *version)
{
	const struct draft *draft = run->draft;

	*version = 0;
	if (type == ACTION_REDIRECT)
		draft = draft_sent(draft);
	if ((type == ACTION_STORE || type == ACTION_REDIRECT ||
	     type == ACTION_PIPE) &&
	    !draft_version(draft, version))
		run_fail(run, place,
			 "more than %zu forms of one mail, or %zu bytes of "
			 "text in them",
			 LIMIT_VERSIONS, LIMIT_VERSION_TEXT);
	return !run->failed;
}

enum flow run_act(struct run *run, const struct node *node,
		  const struct action *action)
{
	const struct action *other = find_conflict(run, action);
	const struct message *current;
	struct action *added;
	size_t version;

	if (other != NULL)
		return run_fail(run, node->place,
				"\"%.*s\" cannot be done for a mail that has "
				"\"%s\" of line %zu",
				STR_ARG(node->command->name),
				action_word(other), other->line);
	if (!rules[action->type].keeps &&
	    node_option(node, OPTION_COPY) == NULL)
		run->implicit_keep = false;
	for (size_t i = 0; i < run->action_count; i++)
		if (is_same(&run->actions[i], action)) {
			run->actions[i].flags = action->flags;
			run->actions[i].keep &= action->keep;
			return FLOW_NEXT;
		}
	if (!has_room(run, node->place, action) ||
	    !act_version(run, node->place, action->type, &version))
		return FLOW_STOP;
	current = current_header(run, node->place, action->type);
	if (run->failed)
		return FLOW_STOP;
	added = &run->actions[run->action_count++];
	*added = *action;
	added->version = version;
	added->current = current;
	added->line = node->place.line;
	added->script = run->sieve->script.name;
	journal_action(run, added);
	return FLOW_NEXT;
}
