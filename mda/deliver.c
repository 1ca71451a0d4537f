#include "deliver.h"

#include <errno.h>
#include <string.h>

#include "../filter/buf.h"
#include "../filter/shown.h"
#include "copy.h"
#include "folder.h"
#include "limits.h"
#include "path.h"
#include "redirect.h"
#include "sendmail.h"

/* One folder that gets a copy. */
struct store {
	struct str folder;
	const char *directory;
	bool create;
	bool quiet; /* INBOX instead is no surprise */
	const struct str_list *flags;
};

/*
 * A delivery on its way.  stores has room for one a action and two to fall back
 * to; the first copy_count of them are done.
 */
struct task {
	struct arena *arena;
	const struct delivery *delivery;
	struct content content;
	struct store *stores;
	struct copy *copies;
	size_t store_count, copy_count;
	struct str *redirects;
	size_t redirect_count, sent;
	const struct action *refusal;
	bool discarded;
	bool unsent; /* somewhere it should have gone, but must not */
	struct buf notes, done;
};

static void note(struct task *task, struct str about, const char *what)
{
	about = shown(task->arena, about, LIMIT_SHOWN_VALUE);
	buf_printf(&task->notes, "%s%.*s: %s", task->notes.len > 0 ? "; " : "",
		   STR_ARG(about), what);
}

static void add_done(struct task *task, struct str what)
{
	what = shown(task->arena, what, LIMIT_SHOWN_VALUE);
	buf_printf(&task->done, "%s%.*s", task->done.len > 0 ? "," : "",
		   STR_ARG(what));
}

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
static void add_fallback(struct task *task, const char *failed)
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
	add_store(task, store);
}

static void plan_store(struct task *task, const struct action *action)
{
	struct store store = { .folder = action->folder,
			       .create = action->create,
			       .quiet = action->or_inbox,
			       .flags = &action->flags };

	if (folder_directory(task->arena, action->folder, &store.directory)) {
		add_store(task, store);
		return;
	}
	note(task, action->folder, "no folder can have this name");
	add_fallback(task, "");
}

static void plan_redirect(struct task *task, const struct action *action)
{
	const struct delivery *delivery = task->delivery;
	struct str obstacle = delivery->order->obstacle;

	for (size_t i = 0; i < task->redirect_count; i++)
		if (str_eq_nocase(task->redirects[i], action->address))
			return;
	if (delivery->order->disposition == DISPOSITION_JUNK)
		obstacle = STR("Junk is not redirected");
	else if (task->redirect_count == LIMIT_REDIRECTS)
		obstacle = STR("too many redirects");
	if (obstacle.len == 0) {
		task->redirects[task->redirect_count++] = action->address;
		return;
	}
	note(task, action->address, arena_cstr(task->arena, obstacle));
	task->unsent = true;
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
	note(task, STR("reject"), "kept, since nothing may be sent back");
	task->unsent = true;
}

static void plan_reply(struct task *task, const struct action *action)
{
	static const char *const words[ACTION_TYPES] = {
		[ACTION_VACATION] = "vacation",
		[ACTION_NOTIFY] = "notify",
		[ACTION_PIPE] = "pipe",
		[ACTION_REPORT] = "report",
	};

	note(task, str_from(words[action->type]), "not sent");
}

static void (*const plans[])(struct task *, const struct action *) = {
	[ACTION_STORE] = plan_store,	 [ACTION_REDIRECT] = plan_redirect,
	[ACTION_DISCARD] = plan_discard, [ACTION_REJECT] = plan_reject,
	[ACTION_VACATION] = plan_reply,	 [ACTION_NOTIFY] = plan_reply,
	[ACTION_PIPE] = plan_reply,	 [ACTION_REPORT] = plan_reply,
};

/* Whatever the order says, the mail ends somewhere. */
static void plan(struct task *task)
{
	const struct actions *actions = &task->delivery->order->actions;

	for (size_t i = 0; i < actions->count; i++)
		if (actions->list[i].type < sizeof(plans) / sizeof(plans[0]))
			plans[actions->list[i].type](task, &actions->list[i]);
	if (task->store_count == 0 &&
	    (task->unsent || (task->redirect_count == 0 && !task->discarded &&
			      task->refusal == NULL)))
		add_fallback(task, "");
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

/* From the first that is still to do; false with errno. */
static bool write_copies(struct task *task, size_t begin)
{
	for (size_t i = begin; i < task->store_count; i++) {
		const struct store store = task->stores[i];
		size_t next = task->copy_count;
		const struct copy *first =
			next > begin ? &task->copies[begin] : NULL;

		if (copy_write(task->arena, task->delivery->maildir,
			       store.directory, store.create, &task->content,
			       store.flags, first, &task->copies[next])) {
			task->stores[task->copy_count++] = store;
			continue;
		}
		if (!is_folder_problem(&store, errno)) {
			note(task, store.folder, strerror(errno));
			return false;
		}
		if (!store.quiet)
			note(task, store.folder, problem_text(errno));
		add_fallback(task, store.directory);
	}
	task->store_count = task->copy_count;
	return true;
}

static bool publish_copies(struct task *task, size_t begin)
{
	for (size_t i = begin; i < task->copy_count; i++)
		if (!copy_publish(task->arena, &task->copies[i])) {
			note(task, task->stores[i].folder, strerror(errno));
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
		add_done(task, task->stores[i].folder);
	}
	if (!done)
		task->copy_count = begin;
	errno = error;
	return done;
}

/* -- sending -------------------------------------------------------------- */

static enum sendmail_status send_one(struct task *task, struct str address,
				     struct str *error)
{
	const struct delivery *delivery = task->delivery;
	const struct config *config = delivery->config;
	struct content content = content_make(
		task->arena,
		redirect_field(task->arena, redirect_name(task->arena, config,
							  delivery->user)),
		delivery->input->mail, &delivery->order->forged,
		delivery->input->crlf);
	const struct sendmail sendmail = { config->sendmail, delivery->user,
					   LIMIT_SENDMAIL_SECONDS };
	int fd = copy_scratch(task->arena, delivery->maildir, &content);
	enum sendmail_status status;

	if (fd < 0) {
		*error = str_from(strerror(errno));
		return SENDMAIL_RETRY;
	}
	status = sendmail_run(task->arena, &sendmail, fd, delivery->sender,
			      address, error);
	path_close(fd);
	return status;
}

/* False: try all of it again later; so far nothing was done. */
static bool send_all(struct task *task)
{
	for (size_t i = 0; i < task->redirect_count; i++) {
		struct str address = task->redirects[i], error;
		enum sendmail_status status = send_one(task, address, &error);

		if (status == SENDMAIL_SENT) {
			task->sent++;
			add_done(task, address);
			continue;
		}
		note(task, address, arena_cstr(task->arena, error));
		if (task->copy_count > 0)
			continue;
		if (status == SENDMAIL_RETRY && task->sent == 0)
			return false;
		add_fallback(task, "");
	}
	return true;
}

/* -- all of it ------------------------------------------------------------ */

static struct delivery_report report(const struct task *task,
				     enum status status, const char *enhanced)
{
	return (struct delivery_report){ status, enhanced,
					 buf_str(&task->notes),
					 buf_str(&task->done) };
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

	return (struct task){
		.arena = arena,
		.delivery = delivery,
		.content = content_make(arena, order->fields,
					delivery->input->mail, &order->forged,
					delivery->input->crlf),
		.stores = ARENA_ARRAY(arena, struct store, room),
		.copies = ARENA_ARRAY(arena, struct copy, room),
		.redirects = ARENA_ARRAY(arena, struct str, room),
		.notes = buf_new(arena, LIMIT_DELIVERY_TEXT),
		.done = buf_new(arena, LIMIT_DELIVERY_TEXT),
	};
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
	if (task.refusal != NULL && task.store_count + task.redirect_count == 0)
		return refuse(&task);
	if (!store_all(&task))
		return report(&task, STATUS_RETRY, status_of_errno(errno));
	if (!send_all(&task))
		return report(&task, STATUS_RETRY, "4.3.0");
	if (task.store_count > task.copy_count && !store_all(&task))
		return report(&task, STATUS_RETRY, status_of_errno(errno));
	if (task.copy_count + task.sent == 0)
		add_done(&task, STR("discarded"));
	return report(&task, STATUS_DELIVERED, "2.0.0");
}
