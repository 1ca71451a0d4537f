#include "storing.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "folder.h"
#include "leftover.h"
#include "limits.h"

/* -- the plan ------------------------------------------------------------- */

struct storing storing_new(struct arena *arena, const struct delivery *delivery,
			   struct outcome *outcome)
{
	size_t count = delivery->order->actions.count + 2;

	return (struct storing){
		.arena = arena,
		.delivery = delivery,
		.outcome = outcome,
		.stores = ARENA_ARRAY(arena, struct store, count),
		.copies = ARENA_ARRAY(arena, struct copy, count),
		.room.quota = { .root = -1, .lock = -1 },
	};
}

/* A script that knows where Junk goes need not know whether there was any. */
static bool is_junk_folder(const struct storing *storing, const char *directory)
{
	const struct config *config = storing->delivery->config;
	const char *junk;

	return folder_directory(storing->arena, str_from(config->junk_folder),
				&junk) &&
	       strcmp(directory, junk) == 0;
}

void storing_add(struct storing *storing, struct store store)
{
	store.create |= is_junk_folder(storing, store.directory);
	for (size_t i = 0; i < storing->store_count; i++)
		if (strcmp(storing->stores[i].directory, store.directory) == 0)
			return;
	storing->stores[storing->store_count++] = store;
}

void storing_fall_back(struct storing *storing, const char *failed,
		       size_t version)
{
	const struct delivery *delivery = storing->delivery;
	struct store store = { .folder =
				       str_from(delivery->config->junk_folder),
			       .create = true };

	if (delivery->order->disposition != DISPOSITION_JUNK ||
	    !folder_directory(storing->arena, store.folder, &store.directory) ||
	    strcmp(store.directory, failed) == 0)
		store = (struct store){ .folder = STR("INBOX"),
					.directory = "." };
	store.version = version;
	storing_add(storing, store);
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
static const struct copy *same_copy(const struct storing *storing, size_t begin,
				    size_t version)
{
	for (size_t i = begin; i < storing->copy_count; i++)
		if (storing->stores[i].version == version)
			return &storing->copies[i];
	return NULL;
}

static bool write_copy(struct storing *storing, size_t begin,
		       const struct store *store)
{
	const struct delivery *delivery = storing->delivery;
	struct content content =
		content_stored(storing->arena, delivery->order, store->version,
			       delivery->input);

	return copy_write(storing->arena, delivery->maildir, store->directory,
			  store->create, &content, store->flags,
			  same_copy(storing, begin, store->version),
			  &storing->copies[storing->copy_count]);
}

/* From the first that is still to do; false with errno. */
static bool write_copies(struct storing *storing, size_t begin)
{
	for (size_t i = begin; i < storing->store_count; i++) {
		const struct store store = storing->stores[i];

		if (write_copy(storing, begin, &store)) {
			storing->stores[storing->copy_count++] = store;
			continue;
		}
		if (!is_folder_problem(&store, errno)) {
			outcome_note(storing->outcome, store.folder,
				     strerror(errno));
			return false;
		}
		if (!store.quiet)
			outcome_note(storing->outcome, store.folder,
				     problem_text(errno));
		storing_fall_back(storing, store.directory, store.version);
	}
	storing->store_count = storing->copy_count;
	return true;
}

static bool publish_copies(struct storing *storing, size_t begin)
{
	for (size_t i = begin; i < storing->copy_count; i++)
		if (!copy_publish(storing->arena, &storing->copies[i])) {
			outcome_note(storing->outcome,
				     storing->stores[i].folder,
				     strerror(errno));
			return false;
		}
	return true;
}

enum record {
	RECORD_NONE, /* nothing is written down, and need not be */
	RECORD_WRITTEN,
	RECORD_FAILED, /* it could not be, for now; errno */
	RECORD_DOUBTFUL, /* the same, and something may be */
};

static enum record no_record(struct storing *storing)
{
	const struct progress *progress = storing->delivery->progress;

	if (progress->trouble == 0)
		return RECORD_NONE;
	outcome_note(storing->outcome, STR("state"),
		     strerror(progress->trouble));
	errno = progress->trouble;
	return progress->doubtful ? RECORD_DOUBTFUL : RECORD_FAILED;
}

static time_t uptime(void)
{
	struct timespec up = { 0 };

	clock_gettime(CLOCK_BOOTTIME, &up);
	return up.tv_sec;
}

/* Where all of them are, so that another try can tell which were published. */
static enum record write_down(struct storing *storing)
{
	struct progress *progress = storing->delivery->progress;
	struct progress_copy *list = ARENA_ARRAY(
		storing->arena, struct progress_copy, storing->copy_count + 1);

	if (storing->copy_count + storing->left_count == 0)
		return RECORD_NONE;
	for (size_t i = 0; i < storing->copy_count; i++) {
		const struct copy *copy = &storing->copies[i];

		list[i] = (struct progress_copy){
			storing->stores[i].directory,
			storing->stores[i].version,
			copy->info[0] != '\0' ? "cur" : "new",
			copy->published ? "" : copy->tmp_name, copy->final_name
		};
	}
	return progress_plan(progress, list, storing->copy_count, uptime())
		       ? RECORD_WRITTEN
		       : no_record(storing);
}

/* Only now nobody needs it any more. */
static void clean_up(struct storing *storing)
{
	for (size_t i = 0; i < storing->left_count; i++)
		leftover_remove(storing->delivery->maildir, &storing->left[i]);
	storing->left_count = 0;
}

/* What is written down is never taken back: a reader may have seen it, and what
 * is gone from tmp/ counts as published. */
static void undo(struct storing *storing, size_t begin, enum record record)
{
	for (size_t i = begin; i < storing->copy_count; i++)
		if (record == RECORD_WRITTEN || record == RECORD_DOUBTFUL)
			copy_leave(&storing->copies[i]);
		else
			copy_abandon(&storing->copies[i]);
	storing->copy_count = begin;
}

/* Before any of them appears.  False with errno; EDQUOT: they are too much. */
static bool has_room(struct storing *storing, size_t begin)
{
	if (!room_open(storing->arena, storing->delivery,
		       &storing->copies[begin], storing->copy_count - begin,
		       &storing->room)) {
		outcome_note(storing->outcome, STR("maildirsize"),
			     "others had the mailbox locked until our time "
			     "was up");
		return false;
	}
	storing->full = storing->room.full;
	if (storing->full.len > 0)
		errno = EDQUOT;
	return storing->full.len == 0;
}

static bool appear(struct storing *storing, size_t begin)
{
	if (!publish_copies(storing, begin))
		return false;
	storing->warning =
		room_take(storing->arena, storing->delivery, &storing->room);
	for (size_t i = begin; i < storing->copy_count; i++) {
		copy_finish(&storing->copies[i]);
		outcome_done(storing->outcome, storing->stores[i].folder);
	}
	return true;
}

bool storing_run(struct storing *storing)
{
	size_t begin = storing->copy_count;
	bool written = write_copies(storing, begin) && has_room(storing, begin);
	enum record record = written ? write_down(storing) : RECORD_NONE;
	bool done;
	int error;

	if (record == RECORD_WRITTEN)
		clean_up(storing);
	done = written && record <= RECORD_WRITTEN && appear(storing, begin);
	error = errno;
	if (!done)
		undo(storing, begin, record);
	room_close(&storing->room);
	errno = error;
	return done;
}

/* -- an earlier try ------------------------------------------------------- */

/* As it is planned now, or as the earlier try wanted it: that one decided. */
static struct store store_of(const struct storing *storing,
			     const struct progress_copy *copy)
{
	const struct order *order = storing->delivery->order;
	struct store store = { .directory = copy->directory, .create = true };

	for (size_t i = 0; i < storing->store_count; i++)
		if (strcmp(storing->stores[i].directory, copy->directory) == 0)
			return storing->stores[i];
	if (copy->version <= order->versions.count)
		store.version = copy->version;
	if (!folder_from_directory(storing->arena, str_from(copy->directory),
				   &store.folder))
		store.folder = STR("INBOX");
	return store;
}

/* The first of them count as done. */
static void take_over(struct storing *storing, const bool *published)
{
	const struct progress *earlier = storing->delivery->progress;
	size_t count = earlier->copy_count, next = 0;
	struct store *stores =
		ARENA_ARRAY(storing->arena, struct store, count + 2);

	storing->copies = ARENA_ARRAY(storing->arena, struct copy, count + 2);
	for (int done = 1; done >= 0; done--)
		for (size_t i = 0; i < count; i++)
			if (published[i] == (done != 0))
				stores[next++] =
					store_of(storing, &earlier->copies[i]);
	for (size_t i = 0; i < count; i++) {
		const struct progress_copy *copy = &earlier->copies[i];

		if (published[i])
			storing->copies[storing->copy_count++] = (struct copy){
				.tmp_fd = -1,
				.to_fd = -1,
				.info = strcmp(copy->part, "cur") == 0 ? ":"
								       : "",
				.final_name = copy->final_name,
				.published = true,
			};
	}
	storing->stores = stores;
	storing->store_count = count;
}

bool storing_resume(struct storing *storing)
{
	const struct delivery *delivery = storing->delivery;
	const struct progress *earlier = delivery->progress;
	bool recent = progress_is_recent(earlier, uptime());
	bool *published =
		ARENA_ARRAY(storing->arena, bool, earlier->copy_count);
	size_t count = 0;

	for (size_t i = 0; i < earlier->copy_count; i++) {
		if (!leftover_look(delivery->maildir, &earlier->copies[i],
				   recent, &published[i]))
			return false;
		count += published[i];
	}
	storing->left = earlier->copies;
	storing->left_count = earlier->copy_count;
	if (count > 0)
		take_over(storing, published);
	for (size_t i = 0; i < storing->copy_count; i++)
		outcome_done(storing->outcome, storing->stores[i].folder);
	return true;
}
