#include "deliver.h"

#include <errno.h>
#include <string.h>

#include "../filter/buf.h"
#include "../filter/shown.h"
#include "copy.h"
#include "folder.h"
#include "limits.h"
#include "outcome.h"
#include "send.h"

/* One folder that gets a copy. */
struct store {
	struct str folder;
	const char *directory;
	bool create;
	bool quiet; /* INBOX instead is no surprise */
	const struct str_list *flags;
	size_t version; /* of the mail */
};

/*
 * A delivery on its way.  stores has room for one a action and two to fall back
 * to; the first copy_count of them are done.
 */
struct task {
	struct arena *arena;
	const struct delivery *delivery;
	struct store *stores;
	struct copy *copies;
	size_t store_count, copy_count;
	struct outbox *outbox;
	const struct action *refusal;
	bool discarded;
	bool unsent; /* somewhere it should have gone, but must not */
	struct outcome *outcome;
};

/* -- the plan ------------------------------------------------------------- */

/* Each folder once; the first flags count. */
static void add_store(struct task *task, struct store store)
{
	for (size_t i = 0; i < task->store_count; i++)
		if (strcmp(task->stores[i].directory, store.directory) == 0)
			return;
	task->stores[task->store_count++] = store;
}

/*
 * Where a mail goes that cannot go where it should: Junk stays Junk, all else
 * is seen best in INBOX.  failed: the directory that did not work, or "".
 */
static void add_fallback(struct task *task, const char *failed, size_t version)
{
	const struct delivery *delivery = task->delivery;
	struct store store = { .folder =
				       str_from(delivery->config->junk_folder),
			       .create = true };

	if (delivery->order->disposition != DISPOSITION_JUNK ||
	    !folder_directory(task->arena, store.folder, &store.directory) ||
	    strcmp(store.directory, failed) == 0)
		store = (struct store){ .folder = STR("INBOX"),
					.directory = "." };
	store.version = version;
	add_store(task, store);
}

static void plan_store(struct task *task, const struct action *action)
{
	struct store store = { .folder = action->folder,
			       .create = action->create,
			       .quiet = action->or_inbox,
			       .flags = &action->flags,
			       .version = action->version };

	if (folder_directory(task->arena, action->folder, &store.directory)) {
		add_store(task, store);
		return;
	}
	outcome_note(task->outcome, action->folder,
		     "no folder can have this name");
	add_fallback(task, "", action->version);
}

static void plan_discard(struct task *task, const struct action *action)
{
	(void)action;
	task->discarded = true;
}

/* A bounce of Junk would hit whoever was forged as its sender. */
static void plan_reject(struct task *task, const struct action *action)
{
	if (task->delivery->reject_by_exit &&
	    task->delivery->order->disposition != DISPOSITION_JUNK) {
		task->refusal = action;
		return;
	}
	outcome_note(task->outcome, STR("reject"),
		     "kept, since nothing may be sent back");
	task->unsent = true;
}

static void plan_sending(struct task *task, const struct action *action)
{
	if (!outbox_add(task->outbox, action))
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
	if (task->store_count == 0 &&
	    (task->unsent || (task->outbox->carriers == 0 && !task->discarded &&
			      task->refusal == NULL)))
		add_fallback(task, "", 0);
}

/* -- storing -------------------------------------------------------------- */

/* It lies at this folder, not at the disk: another one will do. */
static bool is_folder_problem(const struct store *store, int error)
{
	return strcmp(store->directory, ".") != 0 &&
	       (error == ENOENT || error == ENOTDIR || error == ELOOP ||
		error == EACCES || error == EPERM || error == ENAMETOOLONG);
}

static const char *problem_text(int error)
{
	return error == ENOENT ? "no such folder" : strerror(error);
}

/* A copy from begin on that holds the same; or NULL. */
static const struct copy *same_copy(const struct task *task, size_t begin,
				    size_t version)
{
	for (size_t i = begin; i < task->copy_count; i++)
		if (task->stores[i].version == version)
			return &task->copies[i];
	return NULL;
}

static bool write_copy(struct task *task, size_t begin,
		       const struct store *store)
{
	const struct delivery *delivery = task->delivery;
	struct content content = content_stored(
		task->arena, delivery->order, store->version, delivery->input);

	return copy_write(task->arena, delivery->maildir, store->directory,
			  store->create, &content, store->flags,
			  same_copy(task, begin, store->version),
			  &task->copies[task->copy_count]);
}

/* From the first that is still to do; false with errno. */
static bool write_copies(struct task *task, size_t begin)
{
	for (size_t i = begin; i < task->store_count; i++) {
		const struct store store = task->stores[i];

		if (write_copy(task, begin, &store)) {
			task->stores[task->copy_count++] = store;
			continue;
		}
		if (!is_folder_problem(&store, errno)) {
			outcome_note(task->outcome, store.folder,
				     strerror(errno));
			return false;
		}
		if (!store.quiet)
			outcome_note(task->outcome, store.folder,
				     problem_text(errno));
		add_fallback(task, store.directory, store.version);
	}
	task->store_count = task->copy_count;
	return true;
}

static bool publish_copies(struct task *task, size_t begin)
{
	for (size_t i = begin; i < task->copy_count; i++)
		if (!copy_publish(task->arena, &task->copies[i])) {
			outcome_note(task->outcome, task->stores[i].folder,
				     strerror(errno));
			return false;
		}
	return true;
}

/* All that is planned, or nothing of it and errno. */
static bool store_all(struct task *task)
{
	size_t begin = task->copy_count;
	bool done = write_copies(task, begin) && publish_copies(task, begin);
	int error = errno;

	for (size_t i = begin; i < task->copy_count; i++) {
		if (!done) {
			copy_abandon(&task->copies[i]);
			continue;
		}
		copy_finish(&task->copies[i]);
		outcome_done(task->outcome, task->stores[i].folder);
	}
	if (!done)
		task->copy_count = begin;
	errno = error;
	return done;
}

/* -- all of it ------------------------------------------------------------ */

static struct delivery_report report(const struct task *task,
				     enum status status, const char *enhanced)
{
	return (struct delivery_report){ status, enhanced,
					 buf_str(&task->outcome->notes),
					 buf_str(&task->outcome->done) };
}

/* One line, whatever the script says. */
static struct delivery_report refuse(const struct task *task)
{
	struct str text = str_trim(task->refusal->text);
	struct buf line = buf_new(task->arena, LIMIT_SHOWN_VALUE);

	for (size_t i = 0; i < text.len && !line.overflow; i++)
		if (text.ptr[i] != '\r')
			buf_add_char(&line,
				     text.ptr[i] == '\n' ? ' ' : text.ptr[i]);
	if (line.len == 0)
		buf_add(&line, STR("refused by the recipient"));
	return (struct delivery_report){
		.status = STATUS_REFUSED,
		.enhanced = "5.7.1",
		.text = shown(task->arena, buf_str(&line), LIMIT_SHOWN_VALUE),
	};
}

static struct task task_new(struct arena *arena,
			    const struct delivery *delivery)
{
	const struct order *order = delivery->order;
	size_t room = order->actions.count + 2;
	struct task task = {
		.arena = arena,
		.delivery = delivery,
		.stores = ARENA_ARRAY(arena, struct store, room),
		.copies = ARENA_ARRAY(arena, struct copy, room),
		.outcome = ARENA_NEW(arena, struct outcome),
		.outbox = ARENA_NEW(arena, struct outbox),
	};

	*task.outcome = outcome_new(arena);
	*task.outbox = outbox_new(arena, delivery, task.outcome);
	return task;
}

/*
 * All copies are stored before anything is sent, and a mail that could not be
 * sent and is nowhere is stored after all.
 */
struct delivery_report deliver(struct arena *arena,
			       const struct delivery *delivery)
{
	struct task task = task_new(arena, delivery);

	plan(&task);
	if (task.refusal != NULL &&
	    task.store_count + task.outbox->carriers == 0)
		return refuse(&task);
	if (!store_all(&task))
		return report(&task, STATUS_RETRY, status_of_errno(errno));
	switch (outbox_send(task.outbox, task.copy_count > 0)) {
	case OUTBOX_DONE:
		break;
	case OUTBOX_KEEP:
		add_fallback(&task, "", 0);
		break;
	case OUTBOX_RETRY:
		return report(&task, STATUS_RETRY, "4.3.0");
	}
	if (task.store_count > task.copy_count && !store_all(&task))
		return report(&task, STATUS_RETRY, status_of_errno(errno));
	if (task.copy_count + task.outbox->carried == 0)
		outcome_done(task.outcome, STR("discarded"));
	return report(&task, STATUS_DELIVERED, "2.0.0");
}
