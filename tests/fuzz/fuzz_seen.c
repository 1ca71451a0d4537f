/* What is remembered, from any bytes: as a journal every record lies inside
 * them and reads back as it was written; as journal and cdb on disk they are
 * looked into without harm, and what is remembered after that is found. */
#include <stdint.h>
#include <stdlib.h>

#include "../../mda/journal.h"
#include "../../mda/log.h"
#include "../../mda/progress.h"
#include "../../mda/seen.h"
#include "../scratch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_records(struct arena *arena, struct str bytes)
{
	struct str rest = bytes;
	struct journal_record record;
	size_t taken = 0;

	while (journal_next(&rest, &record)) {
		struct buf again = buf_new(arena, record.raw.len);

		taken += record.raw.len;
		journal_put(&again, &record);
		if (record.raw.ptr < bytes.ptr ||
		    taken + rest.len != bytes.len ||
		    !str_eq(buf_str(&again), record.raw))
			abort();
	}
}

/* What was done of a delivery: the names of files stay in their folders, and it
 * reads back as it was. */
static void check_progress(struct arena *arena, struct str bytes)
{
	struct progress progress = { .arena = arena }, again = progress;

	if (!progress_decode(bytes, &progress))
		return;
	for (size_t i = 0; i < progress.copy_count; i++)
		if (strchr(progress.copies[i].directory, '/') != NULL ||
		    strchr(progress.copies[i].tmp_name, '/') != NULL ||
		    strchr(progress.copies[i].final_name, '/') != NULL)
			abort();
	bytes = progress_encode(&progress);
	if (bytes.len > 0 && (!progress_decode(bytes, &again) ||
			      again.copy_count != progress.copy_count ||
			      again.step_count != progress.step_count))
		abort();
}

/* The first byte says how much of it is the journal. */
static void check_store(struct arena *arena, const char *folder,
			struct str bytes)
{
	const char *path = scratch_path(arena, folder, "seen.cdb");
	size_t journal = bytes.len * (unsigned char)bytes.ptr[0] / 255;
	struct str value, error;
	struct seen_store *store;
	const struct seen *view;

	scratch_write(scratch_path(arena, folder, "seen.cdb.journal"),
		      str_first(bytes, journal), 0600);
	scratch_write(path, str_skip(bytes, journal), 0600);
	store = seen_open(arena, path, &error);
	if (store == NULL)
		abort();
	seen_without_sync(store);
	view = seen_view(arena, store);
	view->has(view, arena, STR("k"), 5);
	if (seen_find(arena, store, STR("k"), 5, &value, &error) ==
		    SEEN_FAILED ||
	    seen_remember(arena, store, STR("new"), STR("v"), 5, 6, &error) ==
		    SEEN_FAILED ||
	    seen_find(arena, store, STR("new"), 5, &value, &error) !=
		    SEEN_BEFORE)
		abort();
	seen_close(store);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *folder;
	struct arena *arena = arena_new((size_t)64 << 20, NULL);
	struct str bytes = { (const char *)data, size };

	if (folder == NULL) {
		log_open("/dev/null");
		folder =
			realpath(mkdtemp((char[]){ "/tmp/fuzz.XXXXXX" }), NULL);
	}
	check_records(arena, bytes);
	check_progress(arena, bytes);
	if (size > 0)
		check_store(arena, folder, bytes);
	arena_free(arena);
	return 0;
}
