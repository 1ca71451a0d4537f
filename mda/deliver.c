#include "deliver.h"

#include <errno.h>

#include "../filter/buf.h"
#include "../filter/shown.h"
#include "folder.h"
#include "limits.h"
#include "send.h"
#include "storing.h"

/* A delivery on its way. */
struct task {
	struct arena *arena;
	const struct delivery *delivery;
	struct storing storing;
	struct outbox *outbox;
	const struct action *refusal;
	bool discarded;
	bool unsent; /* somewhere it should have gone, but must not */
	struct outcome *outcome;
};

/* -- the plan ------------------------------------------------------------- */

static void plan_store(struct task *task, const struct action *action)
{
	struct store store = { .folder = action->folder,
			       .create = action->create,
			       .quiet = action->or_inbox,
			       .flags = &action->flags,
			       .version = action->version };

	if (folder_directory(task->arena, action->folder, &store.directory)) {
		storing_add(&task->storing, store);
		return;
	}
	outcome_note(task->outcome, action->folder,
		     "no folder can have this name");
	storing_fall_back(&task->storing, "", action->version);
}

static void plan_discard(struct task *task, const struct action *action)
{
	(void)action;
	task->discarded = true;
}

static void plan_sending(struct task *task, const struct action *action)
{
	if (!outbox_add(task->outbox, action))
		task->unsent = true;
}

/* A bounce of Junk would hit whoever was forged as its sender. */
static bool is_junk(const struct task *task)
{
	return task->delivery->order->disposition == DISPOSITION_JUNK;
}

static void plan_reject(struct task *task, const struct action *action)
{
	if (action->mail.len > 0) {
		plan_sending(task, action);
		return;
	}
	if (task->delivery->reject_by_exit && !is_junk(task)) {
		task->refusal = action;
		return;
	}
	outcome_note(task->outcome, STR("reject"),
		     "kept, since nothing may be sent back");
	task->unsent = true;
}

static void (*const plans[])(struct task *, const struct action *) = {
	[ACTION_STORE] = plan_store,	  [ACTION_REDIRECT] = plan_sending,
	[ACTION_DISCARD] = plan_discard,  [ACTION_REJECT] = plan_reject,
	[ACTION_VACATION] = plan_sending, [ACTION_NOTIFY] = plan_sending,
	[ACTION_PIPE] = plan_sending,	  [ACTION_REPORT] = plan_sending,
};

/* Whatever the order says, the mail ends somewhere. */
static void plan(struct task *task)
{
	const struct actions *actions = &task->delivery->order->actions;

	for (size_t i = 0; i < actions->count; i++)
		if (actions->list[i].type < sizeof(plans) / sizeof(plans[0]))
			plans[actions->list[i].type](task, &actions->list[i]);
	if (task->storing.store_count == 0 &&
	    (task->unsent || (task->outbox->carriers == 0 && !task->discarded &&
			      task->refusal == NULL)))
		storing_fall_back(&task->storing, "", 0);
}

/* -- all of it ------------------------------------------------------------ */

static struct delivery_report report(const struct task *task,
				     enum status status, const char *enhanced)
{
	return (struct delivery_report){ status, enhanced,
					 buf_str(&task->outcome->notes),
					 buf_str(&task->outcome->done),
					 task->storing.warning };
}

/* Not all is stored; refused only what is nowhere. */
static struct delivery_report unstored(const struct task *task, int error)
{
	bool refused = task->storing.full.len > 0 &&
		       !task->storing.room.quota.unsure &&
		       task->storing.copy_count == 0 && !is_junk(task) &&
		       task->delivery->config->quota_refuse;
	enum status status = refused ? STATUS_REFUSED : STATUS_RETRY;

	if (task->storing.full.len > 0)
		outcome_note(task->outcome, STR("the mailbox is full"),
			     arena_cstr(task->arena, task->storing.full));
	return report(task, status, refused ? "5.2.2" : status_of_errno(error));
}

/* One line of ASCII, whatever the script says (RFC 5429 2.1.1). */
static struct delivery_report refuse(const struct task *task)
{
	struct str text = str_trim(task->refusal->text);
	struct buf line = buf_new(task->arena, LIMIT_SHOWN_VALUE);
	bool ascii = true;

	for (size_t i = 0; i < text.len && !line.overflow; i++) {
		ascii = ascii && (unsigned char)text.ptr[i] < 0x80;
		if (text.ptr[i] != '\r')
			buf_add_char(&line,
				     text.ptr[i] == '\n' ? ' ' : text.ptr[i]);
	}
	if (!ascii || line.len == 0) {
		line = buf_new(task->arena, LIMIT_SHOWN_VALUE);
		buf_add(&line, STR("refused by the recipient"));
	}
	return (struct delivery_report){
		.status = STATUS_REFUSED,
		.enhanced = "5.7.1",
		.text = shown(task->arena, buf_str(&line), LIMIT_SHOWN_VALUE),
	};
}

static struct task task_new(struct arena *arena,
			    const struct delivery *delivery)
{
	struct task task = {
		.arena = arena,
		.delivery = delivery,
		.outcome = ARENA_NEW(arena, struct outcome),
		.outbox = ARENA_NEW(arena, struct outbox),
	};

	*task.outcome = outcome_new(arena);
	*task.outbox = outbox_new(arena, delivery, task.outcome);
	task.storing = storing_new(arena, delivery, task.outcome);
	return task;
}

/*
 * All copies are stored before anything is sent, and a mail that could not be
 * sent and is nowhere is stored after all.
 */
static struct delivery_report carry_out(struct task *task)
{
	plan(task);
	if (task->refusal != NULL &&
	    task->storing.store_count + task->outbox->carriers == 0)
		return refuse(task);
	if (!storing_resume(&task->storing) || !storing_run(&task->storing))
		return unstored(task, errno);
	switch (outbox_send(task->outbox, task->storing.copy_count > 0)) {
	case OUTBOX_DONE:
		break;
	case OUTBOX_KEEP:
		storing_fall_back(&task->storing, "", 0);
		break;
	case OUTBOX_RETRY:
		return report(task, STATUS_RETRY, "4.3.0");
	}
	if (task->storing.store_count > task->storing.copy_count &&
	    !storing_run(&task->storing))
		return unstored(task, errno);
	if (task->storing.copy_count + task->outbox->carried == 0)
		outcome_done(task->outcome, STR("discarded"));
	status_settle();
	progress_end(task->delivery->progress, &task->delivery->order->marks);
	return report(task, STATUS_DELIVERED, "2.0.0");
}

struct delivery_report deliver(struct arena *arena,
			       const struct delivery *delivery)
{
	struct progress none = { .arena = arena };
	struct delivery whole = *delivery;
	struct task task;

	if (whole.progress == NULL)
		whole.progress = &none;
	task = task_new(arena, &whole);
	if (!whole.progress->delivered)
		return carry_out(&task);
	outcome_done(task.outcome, STR("delivered before"));
	return report(&task, STATUS_DELIVERED, "2.0.0");
}
