#include "keywords.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../filter/buf.h"
#include "dotlock.h"
#include "limits.h"
#include "path.h"

#define FILE_NAME "dovecot-keywords"

#define COURIER_FOLDER "courierimapkeywords"

/* -- reading ------------------------------------------------------------------ */

/* "0 $Forwarded" */
static void read_line(struct keywords *keywords, struct str line)
{
	size_t blank = str_find(line, ' ');
	uint64_t index;

	if (str_to_u64(str_first(line, blank), KEYWORDS - 1, &index))
		keywords->names[index] = str_skip(line, blank + 1);
}

struct keywords keywords_read(struct arena *arena, int folder)
{
	struct keywords keywords = { 0 };
	int fd = openat(folder, FILE_NAME,
			O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK |
				O_NOCTTY);
	char *bytes;
	ssize_t got;
	struct str text, line;

	if (fd < 0) {
		keywords.unknown = errno != ENOENT && errno != ELOOP;
		return keywords;
	}
	bytes = arena_alloc(arena, LIMIT_KEYWORDS);
	got = read(fd, bytes, LIMIT_KEYWORDS);
	path_close(fd);
	if (got == (ssize_t)LIMIT_KEYWORDS)
		errno = EFBIG;
	keywords.unknown = got < 0 || got == (ssize_t)LIMIT_KEYWORDS;
	if (keywords.unknown)
		return keywords;
	text = (struct str){ bytes, (size_t)got };
	while (str_cut(&text, '\n', &line))
		read_line(&keywords, line);
	return keywords;
}

char keywords_letter(const struct keywords *keywords, struct str name)
{
	for (int i = 0; i < KEYWORDS && name.len > 0; i++)
		if (str_eq_nocase(keywords->names[i], name))
			return (char)('a' + i);
	return 0;
}

bool keywords_is_one(struct str flag)
{
	return flag.len > 0 && flag.ptr[0] != '\\' &&
	       str_find(flag, '\n') == flag.len;
}

/* -- letters for new ones ------------------------------------------------------- */

/* Every keyword has one. */
static bool has_all(const struct keywords *keywords,
		    const struct str_list *flags)
{
	for (size_t i = 0; i < flags->count; i++)
		if (keywords_is_one(flags->items[i]) &&
		    keywords_letter(keywords, flags->items[i]) == 0)
			return false;
	return true;
}

static bool give_letter(struct keywords *keywords, struct str name)
{
	size_t i = 0;

	if (!keywords_is_one(name) || keywords_letter(keywords, name) != 0)
		return false;
	while (i < KEYWORDS && keywords->names[i].len > 0)
		i++;
	if (i < KEYWORDS)
		keywords->names[i] = name;
	return i < KEYWORDS;
}

static struct str file_text(struct arena *arena,
			    const struct keywords *keywords)
{
	struct buf text = buf_new(arena, LIMIT_KEYWORDS);

	for (size_t i = 0; i < KEYWORDS; i++)
		if (keywords->names[i].len > 0)
			buf_printf(&text, "%zu %.*s\n", i,
				   STR_ARG(keywords->names[i]));
	return text.overflow ? STR("") : buf_str(&text);
}

/* As it is now, and with more when that could be written. */
static struct keywords add(struct arena *arena, const struct maildir *maildir,
			   int folder, const struct str_list *flags)
{
	int lock = dotlock_take(maildir, folder, FILE_NAME);
	struct keywords before = keywords_read(arena, folder), after = before;
	bool added = false;
	struct str text;

	if (lock < 0)
		return before;
	for (size_t i = 0; i < flags->count && !before.unknown; i++)
		added |= give_letter(&after, flags->items[i]);
	text = file_text(arena, &after);
	if (added && text.len > 0)
		return dotlock_replace(maildir, folder, FILE_NAME, lock, text)
			       ? after
			       : before;
	dotlock_leave(folder, FILE_NAME, lock);
	return before;
}

struct keywords keywords_give(struct arena *arena,
			      const struct maildir *maildir, int folder,
			      const struct str_list *flags)
{
	struct keywords keywords = keywords_read(arena, folder);

	return has_all(&keywords, flags) ? keywords
					 : add(arena, maildir, folder, flags);
}

/* -- Courier ------------------------------------------------------------------ */

static struct str keyword_lines(struct arena *arena,
				const struct str_list *flags)
{
	struct buf text = buf_new(arena, LIMIT_KEYWORDS);

	for (size_t i = 0; i < flags->count; i++)
		if (keywords_is_one(flags->items[i]))
			buf_printf(&text, "%.*s\n", STR_ARG(flags->items[i]));
	return buf_str(&text);
}

/* Written under another name first: a reader sees all of it or nothing. */
static bool save(const struct maildir *maildir, int in, int tmp,
		 const char *name, struct str text)
{
	int fd = maildir_create_file(maildir, tmp, name);
	bool done;

	if (fd < 0)
		return false;
	done = write(fd, text.ptr, text.len) == (ssize_t)text.len;
	done = close(fd) == 0 && done && renameat(tmp, name, in, name) == 0;
	if (!done)
		unlinkat(tmp, name, 0);
	return done;
}

bool keywords_save(struct arena *arena, const struct maildir *maildir,
		   int folder, const char *mail, const struct str_list *flags)
{
	struct str text = keyword_lines(arena, flags);
	/* without ":2,S", which changes */
	const char *name = arena_cstr(
		arena, str_first(str_from(mail), strcspn(mail, ":")));
	int in, tmp;
	bool done;

	if (text.len == 0)
		return true;
	in = maildir_part(maildir, folder, COURIER_FOLDER);
	tmp = maildir_part(maildir, folder, "tmp");
	done = in >= 0 && tmp >= 0 && save(maildir, in, tmp, name, text);
	path_close(in);
	path_close(tmp);
	return done;
}
