/* Whatever the file of subscriptions says: what is in it stays, and a folder is
 * added to it once. */
#include <assert.h>
#include <setjmp.h>

#include "../../filter/buf.h"
#include "../../mda/subscriptions.h"
#include "../scratch.h"

static jmp_buf out_of_memory;

static void give_up(void)
{
	longjmp(out_of_memory, 1);
}

static void check(struct arena *arena, const char *folder, struct str before)
{
	const char *path = scratch_path(arena, folder, "subscriptions");
	struct maildir *maildir = maildir_open(arena, folder, FSYNC_NEVER);
	struct str once, twice;
	bool added;

	assert(maildir != NULL);
	scratch_write(path, before, 0600);
	added = subscriptions_add(maildir, ".Lists.foo");
	once = scratch_read(arena, path);
	assert(str_starts(once, before));
	assert(added || once.len == before.len);
	assert(subscriptions_add(maildir, ".Lists.foo") == added);
	twice = scratch_read(arena, path);
	assert(str_eq(once, twice));
	assert(access(scratch_path(arena, folder, "subscriptions.lock"), F_OK) <
	       0);
	maildir_close(maildir);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char folder[64];
	struct arena *arena = arena_new((size_t)64 * 1024 * 1024, give_up);

	if (folder[0] == '\0')
		snprintf(folder, sizeof(folder), "%s", scratch_new(arena));
	if (setjmp(out_of_memory) == 0 && size < 60000)
		check(arena, folder, (struct str){ (const char *)data, size });
	arena_free(arena);
	return 0;
}
