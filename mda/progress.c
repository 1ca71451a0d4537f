#include "progress.h"

#include <errno.h>
#include <string.h>

#include "../filter/buf.h"
#include "../filter/crypto.h"
#include "../filter/trail.h"
#include "file.h"
#include "limits.h"
#include "log.h"

/* -- who it is -------------------------------------------------------------- */

/* What MTAs put on top, of which Exim's date is another one at each try. */
struct str progress_without_trace(struct str mail)
{
	static const struct str names[] = {
		STR_INIT("Return-path:"),   STR_INIT("Envelope-to:"),
		STR_INIT("Delivery-date:"), STR_INIT("Delivered-To:"),
		STR_INIT("X-Original-To:"),
	};
	size_t count = sizeof(names) / sizeof(names[0]);

	for (size_t lines = 0; lines < count; lines++)
		for (size_t i = 0; i < count; i++)
			if (str_starts_nocase(mail, names[i])) {
				mail = str_skip(mail, str_find(mail, '\n') + 1);
				break;
			}
	return mail;
}

/* With its length: no two lists of values are the same bytes. */
static void hash_value(struct arena *arena, struct sha256 *hash,
		       struct str value)
{
	sha256_add(hash, arena_printf(arena, "%zu:", value.len));
	sha256_add(hash, value);
}

static void hash_mail(struct arena *arena, struct sha256 *hash, struct str mail)
{
	struct trail trail = trail_begin(arena, mail);

	while (mail.len > 0)
		sha256_add(hash, trail_piece(&trail, &mail));
}

/* No mark of a script can be called so: those are printable. */
static struct str key_of(struct arena *arena,
			 const struct progress_identity *identity)
{
	unsigned char digest[SHA256_SIZE];
	struct buf key = buf_new(arena, LIMIT_SEEN_KEY);
	struct sha256 *hash = sha256_new(arena);

	hash_value(arena, hash, identity->queue_id);
	for (size_t i = 0; i < identity->envelope.count; i++)
		hash_value(arena, hash, identity->envelope.items[i]);
	hash_mail(arena, hash, progress_without_trace(identity->mail));
	sha256_end(hash, digest);
	buf_add(&key, STR("\001delivery "));
	for (size_t i = 0; i < sizeof(digest); i++)
		buf_printf(&key, "%02x", digest[i]);
	return buf_str(&key);
}

/* -- as text ---------------------------------------------------------------- */

/*
 *	delivered
 *	begun SECONDS
 *	planned SECONDS
 *	up SECONDS
 *	copy NUL DIRECTORY NUL VERSION NUL PART NUL TMP NUL FINAL
 *	step NAME
 */
struct str progress_encode(const struct progress *progress)
{
	struct buf text = buf_new(progress->arena, LIMIT_SEEN_VALUE);

	if (progress->delivered)
		buf_add(&text, STR("delivered\n"));
	buf_printf(&text, "begun %lld\nplanned %lld\nup %lld\n",
		   (long long)progress->begun, (long long)progress->planned,
		   (long long)progress->planned_up);
	for (size_t i = 0; i < progress->copy_count; i++) {
		const struct progress_copy *copy = &progress->copies[i];

		buf_printf(&text, "copy%c%s%c%zu%c%s%c%s%c%s\n", 0,
			   copy->directory, 0, copy->version, 0, copy->part, 0,
			   copy->tmp_name, 0, copy->final_name);
	}
	for (size_t i = 0; i < progress->step_count; i++)
		buf_printf(&text, "step %.*s\n", STR_ARG(progress->steps[i]));
	return text.overflow ? STR("") : buf_str(&text);
}

static bool is_name(struct str name)
{
	return str_find(name, '/') == name.len && name.len <= LIMIT_FOLDER_NAME;
}

static bool decode_copy(struct arena *arena, struct str fields,
			struct progress_copy *copy)
{
	struct str directory, version, part, tmp, final;
	uint64_t number;

	if (!str_cut(&fields, '\0', &directory) ||
	    !str_cut(&fields, '\0', &version) ||
	    !str_cut(&fields, '\0', &part) || !str_cut(&fields, '\0', &tmp) ||
	    !str_cut(&fields, '\0', &final) || fields.len > 0 ||
	    !str_to_u64(version, LIMIT_VERSIONS, &number))
		return false;
	*copy = (struct progress_copy){
		.directory = arena_cstr(arena, directory),
		.version = (size_t)number,
		.part = str_eq(part, STR("cur")) ? "cur" : "new",
		.tmp_name = arena_cstr(arena, tmp),
		.final_name = arena_cstr(arena, final),
	};
	return str_starts(directory, STR(".")) &&
	       !str_eq(directory, STR("..")) && is_name(directory) &&
	       is_name(tmp) && is_name(final) && final.len > 0;
}

static bool decode_time(struct str line, struct str name, time_t *when)
{
	uint64_t number;

	if (!str_starts(line, name) ||
	    !str_to_u64(str_skip(line, name.len), INT64_MAX, &number))
		return false;
	*when = (time_t)number;
	return true;
}

static bool decode_line(struct progress *progress, struct str line)
{
	if (str_eq(line, STR("delivered")))
		return progress->delivered = true;
	if (decode_time(line, STR("begun "), &progress->begun) ||
	    decode_time(line, STR("planned "), &progress->planned) ||
	    decode_time(line, STR("up "), &progress->planned_up))
		return true;
	if (str_starts(line, STR("step "))) {
		progress->steps[progress->step_count++] = str_skip(line, 5);
		return true;
	}
	return str_starts(line, STR("copy\0")) &&
	       decode_copy(progress->arena, str_skip(line, 5),
			   &progress->copies[progress->copy_count++]);
}

static size_t count_lines(struct str text)
{
	struct str line;
	size_t count = 0;

	while (str_cut(&text, '\n', &line))
		count++;
	return count;
}

bool progress_decode(struct str text, struct progress *progress)
{
	size_t room = count_lines(text);
	struct str line;

	progress->copies =
		ARENA_ARRAY(progress->arena, struct progress_copy, room);
	progress->steps = ARENA_ARRAY(progress->arena, struct str, room);
	while (str_cut(&text, '\n', &line) && (line.len > 0 || text.len > 0))
		if (!decode_line(progress, line))
			return false;
	return true;
}

/* -- what was done ---------------------------------------------------------- */

static void give_up(struct progress *progress, struct str error)
{
	if (file_is_surprise(errno))
		progress->trouble = errno;
	log_line(LOG_LEVEL_WARNING, "state: %.*s%s", STR_ARG(error),
		 progress->trouble == 0 ? "; a retry may do it twice" : "");
	progress->store = NULL;
}

/* A write that failed may have been done, and not been taken back. */
static bool is_doubtful(const struct progress *progress)
{
	struct str value = STR(""), error;

	switch (seen_find(progress->arena, progress->store, progress->key,
			  progress->now, &value, &error)) {
	case SEEN_NEW:
		return false;
	case SEEN_BEFORE:
		return str_eq(value, progress_encode(progress));
	case SEEN_FAILED:
		break;
	}
	return true;
}

struct progress progress_begin(struct arena *arena, struct seen_store *store,
			       const struct progress_identity *identity,
			       time_t now)
{
	struct progress progress = {
		.arena = arena,
		.store = store,
		.lasting = identity->queue_id.len > 0,
		.now = now,
	}, earlier = progress;
	struct str text = STR(""), error = STR("it cannot be locked");

	if (store == NULL)
		return progress;
	progress.key = earlier.key = key_of(arena, identity);
	if (!seen_lock(store, progress.key) ||
	    seen_find(arena, store, progress.key, now, &text, &error) ==
		    SEEN_FAILED)
		give_up(&progress, error);
	else if (progress_decode(text, &earlier)) {
		earlier.written = earlier.begun != 0;
		return earlier;
	}
	return progress;
}

static bool remember(struct progress *progress, const struct marks *marks)
{
	time_t until = progress->now + LIMIT_PROGRESS_SECONDS;
	struct seen_entry *list = ARENA_ARRAY(
		progress->arena, struct seen_entry, marks->count + 1);
	struct str error;
	int why;

	if (progress->begun == 0)
		progress->begun = progress->now;
	for (size_t i = 0; i < marks->count; i++)
		list[i] = (struct seen_entry){
			marks->list[i].key, STR(""),
			progress->now + (time_t)marks->list[i].seconds
		};
	list[marks->count] = (struct seen_entry){
		progress->key, progress_encode(progress),
		progress->delivered && !progress->lasting ? 0 : until
	};
	if (seen_replace_all(progress->arena, progress->store, list,
			     marks->count + 1, progress->now, &error))
		return progress->written = true;
	why = errno;
	progress->doubtful = is_doubtful(progress);
	errno = why;
	give_up(progress, error);
	return false;
}

bool progress_plan(struct progress *progress,
		   const struct progress_copy *copies, size_t count,
		   time_t uptime)
{
	static const struct marks none = { 0 };

	progress->planned = progress->now;
	progress->planned_up = uptime;
	progress->copies =
		ARENA_ARRAY(progress->arena, struct progress_copy, count);
	if (count > 0)
		memcpy(progress->copies, copies, count * sizeof(*copies));
	progress->copy_count = count;
	return progress->store != NULL && remember(progress, &none);
}

bool progress_did(const struct progress *progress, struct str step)
{
	for (size_t i = 0; i < progress->step_count; i++)
		if (str_eq(progress->steps[i], step))
			return true;
	return false;
}

bool progress_add(struct progress *progress, struct str step)
{
	static const struct marks none = { 0 };
	size_t count = progress->step_count;

	progress->steps = arena_grow(progress->arena, progress->steps, count,
				     count + 1, sizeof(*progress->steps));
	progress->steps[progress->step_count++] = step;
	return progress->store != NULL && remember(progress, &none);
}

/* From a clock that was put back nothing follows; nor does it hide that the
 * machine was started since, when it has not been up for as long. */
bool progress_is_recent(const struct progress *progress, time_t uptime)
{
	time_t age = progress->now - progress->planned;

	return age >= 0 && age < uptime && age < LIMIT_PROGRESS_TMP &&
	       progress->planned_up <= uptime;
}

bool progress_can_wait(const struct progress *progress)
{
	return progress->written &&
	       progress->now - progress->begun < LIMIT_PROGRESS_WAIT;
}

/* Should the power take this from us, the copies that are planned are found to
 * be published: it need not be on stable storage. */
void progress_end(struct progress *progress, const struct marks *marks)
{
	if (progress->store == NULL)
		return;
	seen_without_sync(progress->store);
	progress->delivered = true;
	progress->copy_count = progress->step_count = 0;
	remember(progress, marks);
}
