#include "send.h"

#include <errno.h>
#include <string.h>

#include "copy.h"
#include "limits.h"
#include "path.h"
#include "redirect.h"
#include "sendmail.h"

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

/* -- what may leave -------------------------------------------------------- */

static bool add_redirect(struct outbox *outbox, const struct action *action)
{
	const struct order *order = outbox->delivery->order;
	struct str obstacle = order->obstacle;

	for (size_t i = 0; i < outbox->count; i++)
		if (str_eq_nocase(outbox->list[i]->address, action->address))
			return true;
	if (order->disposition == DISPOSITION_JUNK)
		obstacle = STR("Junk is not redirected");
	else if (outbox->carriers == LIMIT_REDIRECTS)
		obstacle = STR("too many redirects");
	if (obstacle.len == 0) {
		outbox->list[outbox->count++] = action;
		outbox->carriers++;
		return true;
	}
	outcome_note(outbox->outcome, action->address,
		     arena_cstr(outbox->arena, obstacle));
	return false;
}

static bool add_reply(struct outbox *outbox, const struct action *action)
{
	static const char *const words[ACTION_TYPES] = {
		[ACTION_VACATION] = "vacation",
		[ACTION_NOTIFY] = "notify",
		[ACTION_PIPE] = "pipe",
		[ACTION_REPORT] = "report",
	};

	outcome_note(outbox->outcome, str_from(words[action->type]),
		     "not sent");
	return true;
}

bool outbox_add(struct outbox *outbox, const struct action *action)
{
	return action->type == ACTION_REDIRECT ? add_redirect(outbox, action)
					       : add_reply(outbox, action);
}

/* -- sending -------------------------------------------------------------- */

static enum sendmail_status send_one(const struct outbox *outbox,
				     const struct action *action,
				     struct str *error)
{
	struct arena *arena = outbox->arena;
	const struct delivery *delivery = outbox->delivery;
	const struct config *config = delivery->config;
	struct str top = redirect_field(
		arena, redirect_name(arena, config, delivery->user));
	struct content content = content_sent(
		arena, delivery->order, action->version, delivery->input, top);
	const struct sendmail sendmail = { config->sendmail, delivery->user,
					   LIMIT_SENDMAIL_SECONDS };
	int fd = copy_scratch(arena, delivery->maildir, &content);
	enum sendmail_status status;

	if (fd < 0) {
		*error = str_from(strerror(errno));
		return SENDMAIL_RETRY;
	}
	status = sendmail_run(arena, &sendmail, fd, delivery->sender,
			      action->address, error);
	path_close(fd);
	return status;
}

/* Written down when it has been sent: whoever dies between the two sends it
 * again, which is better than never. */
static enum sendmail_status send_once(const struct outbox *outbox,
				      const struct action *action,
				      struct str *error)
{
	struct progress *progress = outbox->delivery->progress;
	struct str step = arena_printf(outbox->arena, "redirect %.*s",
				       STR_ARG(action->address));
	enum sendmail_status status;

	if (progress_did(progress, step))
		return SENDMAIL_SENT;
	status = send_one(outbox, action, error);
	if (status == SENDMAIL_SENT)
		progress_add(progress, step);
	return status;
}

enum outbox_status outbox_send(struct outbox *outbox, bool stored)
{
	enum outbox_status result = OUTBOX_DONE;

	for (size_t i = 0; i < outbox->count; i++) {
		const struct action *action = outbox->list[i];
		struct str address = action->address, error;
		enum sendmail_status status = send_once(outbox, action, &error);

		if (status == SENDMAIL_SENT) {
			outbox->carried++;
			outcome_done(outbox->outcome, address);
			continue;
		}
		outcome_note(outbox->outcome, address,
			     arena_cstr(outbox->arena, error));
		if (stored)
			continue;
		if (status == SENDMAIL_RETRY && outbox->carried == 0)
			return OUTBOX_RETRY;
		result = OUTBOX_KEEP;
	}
	return result;
}
