#include "send.h"

#include <errno.h>
#include <string.h>

#include "copy.h"
#include "errand.h"
#include "folder.h"
#include "limits.h"
#include "path.h"
#include "pipe.h"
#include "redirect.h"
#include "turn.h"
#include "vouch.h"

struct outbox outbox_new(struct arena *arena, const struct delivery *delivery,
			 struct outcome *outcome)
{
	size_t room = delivery->order->actions.count;

	return (struct outbox){
		.arena = arena,
		.delivery = delivery,
		.outcome = outcome,
		.list = ARENA_ARRAY(arena, const struct action *, room),
	};
}

/* -- the plan ------------------------------------------------------------- */

/* With it the mail itself is somewhere. */
static bool is_carrier(const struct action *action)
{
	return action->type == ACTION_REDIRECT ||
	       action->type == ACTION_REJECT || action->type == ACTION_PIPE;
}

static bool is_planned(const struct outbox *outbox, const struct action *action)
{
	for (size_t i = 0; i < outbox->count; i++)
		if (action->type == ACTION_REDIRECT &&
		    outbox->list[i]->type == ACTION_REDIRECT &&
		    str_eq_nocase(outbox->list[i]->address, action->address))
			return true;
	return false;
}

static size_t count_of(const struct outbox *outbox, enum action_type type)
{
	size_t count = 0;

	for (size_t i = 0; i < outbox->count; i++)
		count += outbox->list[i]->type == type;
	return count;
}

/* The order comes from who read the mail; what may never be is checked here
 * again. */
static struct str find_obstacle(const struct outbox *outbox,
				const struct action *action)
{
	const struct delivery *delivery = outbox->delivery;
	bool junk = delivery->order->disposition == DISPOSITION_JUNK;
	bool forwards =
		action->type == ACTION_REDIRECT || action->type == ACTION_PIPE;

	if (junk && !(delivery->config->policy.redirect_junk &&
		      (forwards || action->type == ACTION_REPORT)))
		return forwards ? STR("Junk is not redirected")
				: STR("Junk is not answered");
	if (action->type == ACTION_REDIRECT &&
	    delivery->order->obstacle.len > 0)
		return delivery->order->obstacle;
	if (action->type == ACTION_REDIRECT &&
	    count_of(outbox, ACTION_REDIRECT) == LIMIT_REDIRECTS)
		return STR("too many redirects");
	if ((action->type == ACTION_VACATION ||
	     action->type == ACTION_REJECT) &&
	    count_of(outbox, action->type) > 0)
		return STR("it is answered once");
	if (!forwards && action->mail.len == 0)
		return STR("there is nothing to send");
	return STR("");
}

/* Whom or what an action is about, for people. */
static struct str about(const struct outbox *outbox,
			const struct action *action)
{
	static const char *const words[ACTION_TYPES] = {
		[ACTION_REJECT] = "reject", [ACTION_VACATION] = "vacation",
		[ACTION_NOTIFY] = "notify", [ACTION_PIPE] = "pipe",
		[ACTION_REPORT] = "report",
	};
	struct str whom =
		action->type == ACTION_PIPE ? action->program : action->address;

	if (action->type == ACTION_REDIRECT)
		return whom;
	return arena_printf(outbox->arena, "%s%s%.*s", words[action->type],
			    whom.len > 0 ? ":" : "", STR_ARG(whom));
}

bool outbox_add(struct outbox *outbox, const struct action *action)
{
	struct str obstacle = find_obstacle(outbox, action);

	if (obstacle.len > 0) {
		outcome_note(outbox->outcome, about(outbox, action),
			     arena_cstr(outbox->arena, obstacle));
		return !is_carrier(action);
	}
	if (is_planned(outbox, action))
		return true;
	outbox->list[outbox->count++] = action;
	outbox->carriers += is_carrier(action);
	return true;
}

/* -- sending -------------------------------------------------------------- */

/* recipient: as in struct errand. */
static enum program_status send_content(const struct outbox *outbox,
					const struct action *action,
					const struct content *content,
					struct str sender, size_t recipient,
					struct str *error)
{
	const struct delivery *delivery = outbox->delivery;
	const struct errand errand = {
		.kind = ERRAND_SEND,
		.action = action,
		.recipient = recipient,
		.sender = sender,
		.mail_fd =
			copy_scratch(outbox->arena, delivery->maildir, content),
	};
	enum program_status status;

	if (errand.mail_fd < 0) {
		*error = str_from(strerror(errno));
		return PROGRAM_RETRY;
	}
	status = errand_run(outbox->arena, delivery, &errand, error);
	path_close(errand.mail_fd);
	return status;
}

static bool has_wish(const struct redirect_wish *wish)
{
	return wish->notify.len > 0 || wish->ret.len > 0 || wish->by.len > 0;
}

/* RFC 6009 6.1, 7.1: who wishes to be told gets what there is to tell. */
static struct str sender_of(const struct outbox *outbox,
			    const struct action *action, struct str owner)
{
	const struct delivery *delivery = outbox->delivery;

	if (has_wish(&action->wish) && delivery->sender.len > 0 &&
	    str_find(owner, '@') < owner.len)
		return owner;
	return vouch_sender(outbox->arena, delivery);
}

static enum program_status forward(const struct outbox *outbox,
				   const struct action *action,
				   struct str *error)
{
	struct arena *arena = outbox->arena;
	const struct delivery *delivery = outbox->delivery;
	const struct str owner =
		redirect_name(arena, delivery->config, delivery->user);
	const struct content content =
		content_sent(arena, delivery->order, action->version,
			     delivery->input, redirect_field(arena, owner));
	const struct content sealed =
		vouch_redirected(arena, delivery, &content);

	return send_content(outbox, action, &sealed,
			    sender_of(outbox, action, owner), 0, error);
}

static enum program_status give_to_program(const struct outbox *outbox,
					   const struct action *action,
					   struct str *error)
{
	return pipe_run(outbox->arena, outbox->delivery, action, error);
}

/* ":fcc" (RFC 8580): the mail was sent, whatever becomes of this. */
static void keep_copy(const struct outbox *outbox, const struct action *action)
{
	const struct content content = { .parts = &action->mail, .count = 1 };
	struct arena *arena = outbox->arena;
	const char *directory;
	struct copy copy;

	if (action->folder.len == 0 ||
	    !folder_directory(arena, action->folder, &directory))
		return;
	if (!copy_write(arena, outbox->delivery->maildir, directory,
			action->create, &content, &action->flags, NULL,
			&copy)) {
		outcome_note(outbox->outcome, action->folder, strerror(errno));
		return;
	}
	if (!copy_publish(arena, &copy)) {
		outcome_note(outbox->outcome, action->folder, strerror(errno));
		copy_abandon(&copy);
		return;
	}
	copy_finish(&copy);
}

/* To all of them; it was sent when one has it, and may have been when one may. */
static enum program_status send_mail(const struct outbox *outbox,
				     const struct action *action,
				     struct str *error)
{
	const struct content plain = { .parts = &action->mail, .count = 1 };
	const struct content content =
		vouch_written(outbox->arena, outbox->delivery, &plain);
	enum program_status status = PROGRAM_FAILED, one;

	for (size_t i = 0; i <= action->arguments.count; i++) {
		one = send_content(outbox, action, &content, action->sender, i,
				   error);
		if (i == 0 || one == PROGRAM_DONE ||
		    (one == PROGRAM_LOST && status != PROGRAM_DONE))
			status = one;
	}
	return status;
}

/* A mail of ours.  It is remembered first: a crash in between costs a reply, and
 * never makes two.  One that may have been sent stays remembered, but for one
 * that stands for the mail itself: twice is better than never. */
static enum program_status write_to(const struct outbox *outbox,
				    const struct action *action,
				    struct str *error)
{
	enum program_status status;

	switch (turn_take(outbox->arena, outbox->delivery, action,
			  about(outbox, action), error)) {
	case SEEN_NEW:
		break;
	case SEEN_BEFORE:
		return PROGRAM_DONE;
	case SEEN_FAILED:
		return PROGRAM_FAILED;
	}
	status = send_mail(outbox, action, error);
	if (status == PROGRAM_DONE) {
		keep_copy(outbox, action);
		outcome_done(outbox->outcome, about(outbox, action));
	} else if (status != PROGRAM_LOST || is_carrier(action)) {
		turn_give_back(outbox->arena, outbox->delivery, action->key);
	}
	return status;
}

/* Written down when it has been done: whoever dies between the two does it
 * again, which is better than never. */
static enum program_status once(const struct outbox *outbox,
				const struct action *action, struct str *error)
{
	struct progress *progress = outbox->delivery->progress;
	struct str whom = about(outbox, action);
	struct str step =
		arena_printf(outbox->arena, "%.*s:%zu", STR_ARG(whom),
			     action->type == ACTION_PIPE ? action->line : 0);
	enum program_status status;

	if (progress_did(progress, step))
		return PROGRAM_DONE;
	status = action->type == ACTION_PIPE
			 ? give_to_program(outbox, action, error)
			 : forward(outbox, action, error);
	if (status == PROGRAM_DONE)
		progress_add(progress, step);
	return status;
}

static enum program_status (*const senders[ACTION_TYPES])(const struct outbox *,
							  const struct action *,
							  struct str *) = {
	[ACTION_REDIRECT] = once,     [ACTION_REJECT] = write_to,
	[ACTION_VACATION] = write_to, [ACTION_NOTIFY] = write_to,
	[ACTION_PIPE] = once,	      [ACTION_REPORT] = write_to,
};

static enum program_status send_one(const struct outbox *outbox,
				    const struct action *action)
{
	struct str error = STR("");
	enum program_status status =
		senders[action->type](outbox, action, &error);

	if (status != PROGRAM_DONE && !action->try)
		outcome_note(outbox->outcome, about(outbox, action),
			     arena_cstr(outbox->arena, error));
	else if (status == PROGRAM_DONE && action->mail.len == 0)
		outcome_done(outbox->outcome, about(outbox, action));
	return status;
}

/* Nothing was done yet, or what was will not be done again. */
static bool can_wait(const struct outbox *outbox, bool stored)
{
	return (!stored && outbox->carried == 0) ||
	       progress_can_wait(outbox->delivery->progress);
}

/* What carries the mail goes first: when all is tried again later, nobody was
 * told anything. */
enum outbox_status outbox_send(struct outbox *outbox, bool stored)
{
	enum outbox_status result = OUTBOX_DONE;

	for (size_t i = 0; i < outbox->count; i++) {
		enum program_status status;

		if (!is_carrier(outbox->list[i]))
			continue;
		status = send_one(outbox, outbox->list[i]);
		if (status == PROGRAM_DONE)
			outbox->carried++;
		else if (status != PROGRAM_FAILED && can_wait(outbox, stored))
			return OUTBOX_RETRY;
		else if (!stored)
			result = OUTBOX_KEEP;
	}
	for (size_t i = 0; i < outbox->count; i++)
		if (!is_carrier(outbox->list[i]))
			send_one(outbox, outbox->list[i]);
	return result;
}
