#include "deliver.h"

#include <errno.h>
#include <string.h>

#include "../filter/buf.h"
#include "../filter/shown.h"
#include "copy.h"
#include "folder.h"
#include "limits.h"
#include "outcome.h"
#include "room.h"
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
	struct room room; /* for the copies that are being stored */
	struct str warning; /* of a mailbox that is nearly full; or empty */
	struct str full; /* why there is no room in the mailbox; or empty */
	bool unsent; /* somewhere it should have gone, but must not */
	struct outcome *outcome;
	const struct progress_copy *left; /* in tmp/, by an earlier try */
	size_t left_count;
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

static void plan_sending(struct task *task, const struct action *action)
{
	if (!outbox_add(task->outbox, action))
		task->unsent = true;
}

/* A bounce of Junk would hit whoever was forged as its sender. */
static void plan_reject(struct task *task, const struct action *action)
{
	if (action->mail.len > 0) {
		plan_sending(task, action);
		return;
	}
	if (task->delivery->reject_by_exit &&
	    task->delivery->order->disposition != DISPOSITION_JUNK) {
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

/* Where all of them are, so that another try can tell which were published;
 * false: it could not be written down, and is as if it had never been. */
static bool write_down(struct task *task)
{
	struct progress_copy *list = ARENA_ARRAY(
		task->arena, struct progress_copy, task->copy_count + 1);

	if (task->copy_count + task->left_count == 0)
		return false;
	for (size_t i = 0; i < task->copy_count; i++) {
		const struct copy *copy = &task->copies[i];

		list[i] = (struct progress_copy){
			task->stores[i].directory, task->stores[i].version,
			copy->info[0] != '\0' ? "cur" : "new",
			copy->published ? "" : copy->tmp_name, copy->final_name
		};
	}
	return progress_plan(task->delivery->progress, list, task->copy_count);
}

/* Only now nobody needs it any more. */
static void clean_up(struct task *task)
{
	for (size_t i = 0; i < task->left_count; i++)
		copy_clean(task->delivery->maildir, &task->left[i]);
	task->left_count = 0;
}

/* What is written down is never taken back: a reader may have seen it. */
static void undo(struct task *task, size_t begin, bool written_down)
{
	for (size_t i = begin; i < task->copy_count; i++)
		if (written_down)
			copy_leave(&task->copies[i]);
		else
			copy_abandon(&task->copies[i]);
	task->copy_count = begin;
}

/* Before any of them appears.  False with EDQUOT: they are too much. */
static bool has_room(struct task *task, size_t begin)
{
	task->room = room_open(task->arena, task->delivery,
			       &task->copies[begin], task->copy_count - begin);
	task->full = task->room.full;
	if (task->full.len > 0)
		errno = EDQUOT;
	return task->full.len == 0;
}

static bool appear(struct task *task, size_t begin)
{
	if (!publish_copies(task, begin))
		return false;
	task->warning = room_take(task->arena, task->delivery, &task->room);
	for (size_t i = begin; i < task->copy_count; i++) {
		copy_finish(&task->copies[i]);
		outcome_done(task->outcome, task->stores[i].folder);
	}
	return true;
}

/* All that is planned; or errno, and nothing of it unless it is written down
 * what there is. */
static bool store_all(struct task *task)
{
	size_t begin = task->copy_count;
	bool written = write_copies(task, begin) && has_room(task, begin);
	bool written_down = written && write_down(task), done;
	int error;

	if (written_down)
		clean_up(task);
	done = written && appear(task, begin);
	error = errno;
	if (!done)
		undo(task, begin, written_down);
	room_close(&task->room);
	errno = error;
	return done;
}

/* -- an earlier try ------------------------------------------------------- */

/* As it is planned now, or as the earlier try wanted it: that one decided. */
static struct store store_of(const struct task *task,
			     const struct progress_copy *copy)
{
	const struct order *order = task->delivery->order;
	struct store store = { .directory = copy->directory, .create = true };

	for (size_t i = 0; i < task->store_count; i++)
		if (strcmp(task->stores[i].directory, copy->directory) == 0)
			return task->stores[i];
	if (copy->version <= order->versions.count)
		store.version = copy->version;
	if (!folder_from_directory(task->arena, str_from(copy->directory),
				   &store.folder))
		store.folder = STR("INBOX");
	return store;
}

/* The first of them count as done. */
static void take_over(struct task *task, const bool *published)
{
	const struct progress *earlier = task->delivery->progress;
	size_t count = earlier->copy_count, next = 0;
	struct store *stores =
		ARENA_ARRAY(task->arena, struct store, count + 2);

	task->copies = ARENA_ARRAY(task->arena, struct copy, count + 2);
	for (int done = 1; done >= 0; done--)
		for (size_t i = 0; i < count; i++)
			if (published[i] == (done != 0))
				stores[next++] =
					store_of(task, &earlier->copies[i]);
	for (size_t i = 0; i < count; i++) {
		const struct progress_copy *copy = &earlier->copies[i];

		if (published[i])
			task->copies[task->copy_count++] = (struct copy){
				.tmp_fd = -1,
				.to_fd = -1,
				.info = strcmp(copy->part, "cur") == 0 ? ":"
								       : "",
				.final_name = copy->final_name,
				.published = true,
			};
	}
	task->stores = stores;
	task->store_count = count;
}

/* If it published anything, its copies are those that are to be; what it left
 * besides is written again.  False with errno. */
static bool resume(struct task *task)
{
	const struct delivery *delivery = task->delivery;
	const struct progress *earlier = delivery->progress;
	bool recent = delivery->now - earlier->planned < LIMIT_PROGRESS_TMP;
	bool *published = ARENA_ARRAY(task->arena, bool, earlier->copy_count);
	size_t count = 0;

	for (size_t i = 0; i < earlier->copy_count; i++) {
		if (!copy_look(delivery->maildir, &earlier->copies[i], recent,
			       &published[i]))
			return false;
		count += published[i];
	}
	task->left = earlier->copies;
	task->left_count = earlier->copy_count;
	if (count > 0)
		take_over(task, published);
	for (size_t i = 0; i < task->copy_count; i++)
		outcome_done(task->outcome, task->stores[i].folder);
	return true;
}

/* -- all of it ------------------------------------------------------------ */

static struct delivery_report report(const struct task *task,
				     enum status status, const char *enhanced)
{
	return (struct delivery_report){ status, enhanced,
					 buf_str(&task->outcome->notes),
					 buf_str(&task->outcome->done),
					 task->warning };
}

/* Nothing is stored. */
static struct delivery_report unstored(const struct task *task, int error)
{
	bool refused =
		task->full.len > 0 && task->delivery->config->quota_refuse;
	enum status status = refused ? STATUS_REFUSED : STATUS_RETRY;

	if (task->full.len > 0)
		outcome_note(task->outcome, STR("the mailbox is full"),
			     arena_cstr(task->arena, task->full));
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
	const struct order *order = delivery->order;
	size_t room = order->actions.count + 2;
	struct task task = {
		.arena = arena,
		.delivery = delivery,
		.stores = ARENA_ARRAY(arena, struct store, room),
		.copies = ARENA_ARRAY(arena, struct copy, room),
		.outcome = ARENA_NEW(arena, struct outcome),
		.outbox = ARENA_NEW(arena, struct outbox),
		.room.quota.root = -1,
	};

	*task.outcome = outcome_new(arena);
	*task.outbox = outbox_new(arena, delivery, task.outcome);
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
	    task->store_count + task->outbox->carriers == 0)
		return refuse(task);
	if (!resume(task) || !store_all(task))
		return unstored(task, errno);
	switch (outbox_send(task->outbox, task->copy_count > 0)) {
	case OUTBOX_DONE:
		break;
	case OUTBOX_KEEP:
		add_fallback(task, "", 0);
		break;
	case OUTBOX_RETRY:
		return report(task, STATUS_RETRY, "4.3.0");
	}
	if (task->store_count > task->copy_count && !store_all(task))
		return unstored(task, errno);
	if (task->copy_count + task->outbox->carried == 0)
		outcome_done(task->outcome, STR("discarded"));
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
