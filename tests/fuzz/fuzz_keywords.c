/* What letters mean, and what Courier keeps of keywords, from any bytes: no
 * keyword holds a line end, and those that have a letter keep it when others
 * get one. */
#include <assert.h>
#include <setjmp.h>

#include "../../mda/keywords.h"
#include "../../mda/limits.h"
#include "../scratch.h"

static jmp_buf out_of_memory;

static void give_up(void)
{
	longjmp(out_of_memory, 1);
}

static void check_lines(const struct str_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		assert(str_find(list->items[i], '\n') == list->items[i].len);
}

static void check_letters(struct arena *arena, const struct maildir *maildir,
			  const char *folder, struct str text)
{
	struct str more[] = { STR("$new"), STR("work") };
	const struct str_list flags = { more, 2 };
	struct keywords before, after, again;

	scratch_write(scratch_path(arena, folder, "dovecot-keywords"), text,
		      0600);
	before = keywords_read(arena, maildir->fd);
	after = keywords_give(arena, maildir, maildir->fd, &flags);
	again = keywords_read(arena, maildir->fd);
	for (size_t i = 0; i < KEYWORDS; i++) {
		assert(before.names[i].len == 0 ||
		       str_eq(before.names[i], after.names[i]));
		assert(str_eq(after.names[i], again.names[i]));
		assert(str_find(after.names[i], '\n') == after.names[i].len);
	}
}

static void check_saved(struct arena *arena, const struct maildir *maildir,
			const char *folder, struct str text)
{
	struct str_list saved, again;

	scratch_write(scratch_path(arena, folder, "courierimapkeywords/a"),
		      text, 0600);
	if (!keywords_saved(arena, maildir->fd, "a:2,S", &saved))
		return;
	check_lines(&saved);
	keywords_forget(maildir->fd, "a:2,");
	assert(keywords_saved(arena, maildir->fd, "a", &again));
	assert(again.count == 0);
}

static void check(struct arena *arena, const char *folder, struct str text)
{
	struct maildir *maildir = maildir_open(arena, folder, FSYNC_NEVER);
	struct str_list listed = keywords_of(arena, text, STR("a"));

	assert(maildir != NULL);
	check_lines(&listed);
	check_letters(arena, maildir, folder, text);
	check_saved(arena, maildir, folder, text);
	maildir_close(maildir);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char folder[64];
	struct arena *arena = arena_new((size_t)64 * 1024 * 1024, give_up);

	if (folder[0] == '\0') {
		snprintf(folder, sizeof(folder), "%s", scratch_new(arena));
		mkdir(scratch_path(arena, folder, "courierimapkeywords"), 0700);
	}
	if (setjmp(out_of_memory) == 0)
		check(arena, folder, (struct str){ (const char *)data, size });
	arena_free(arena);
	return 0;
}
