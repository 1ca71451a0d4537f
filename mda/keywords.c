#include "keywords.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
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

/* Without ":2,S", which changes. */
static struct str base_of(const char *mail)
{
	return str_first(str_from(mail), strcspn(mail, ":"));
}

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
	const char *name = arena_cstr(arena, base_of(mail));
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

static struct str_list lines_of(struct arena *arena, struct str text)
{
	struct str *items = ARENA_ARRAY(arena, struct str, text.len / 2 + 1);
	struct str_list list = { items, 0 };
	struct str line;

	while (str_cut(&text, '\n', &line))
		if (line.len > 0)
			items[list.count++] = line;
	return list;
}

/* "0 2": which of the names. */
static struct str_list numbered(struct arena *arena,
				const struct str_list *names,
				struct str numbers)
{
	struct str *items = ARENA_ARRAY(arena, struct str, names->count);
	struct str_list list = { items, 0 };
	struct str word;
	uint64_t number;

	while (str_cut(&numbers, ' ', &word) && list.count < names->count)
		if (names->count > 0 &&
		    str_to_u64(word, names->count - 1, &number))
			items[list.count++] = names->items[number];
	return list;
}

struct str_list keywords_of(struct arena *arena, struct str list,
			    struct str mail)
{
	size_t head = str_find_str(list, STR("\n\n"));
	struct str_list names = lines_of(arena, str_first(list, head));
	struct str line;

	list = str_skip(list, head);
	while (str_cut(&list, '\n', &line)) {
		size_t colon = str_find_last(line, ':');

		if (colon < line.len && str_eq(str_first(line, colon), mail))
			return numbered(arena, &names,
					str_skip(line, colon + 1));
	}
	return (struct str_list){ NULL, 0 };
}

/* False with errno; ENOENT: there is none. */
static bool read_saved(struct arena *arena, int in, const char *name,
		       size_t most, struct str *text)
{
	int fd = openat(in, name,
			O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK |
				O_NOCTTY);
	struct stat status;
	char *bytes;
	ssize_t got = -1;

	if (fd < 0)
		return false;
	if (fstat(fd, &status) == 0 && (uint64_t)status.st_size < most) {
		bytes = arena_alloc(arena, (size_t)status.st_size + 1);
		got = read(fd, bytes, (size_t)status.st_size);
		*text = (struct str){ bytes, got > 0 ? (size_t)got : 0 };
	} else {
		errno = EFBIG;
	}
	path_close(fd);
	return got >= 0;
}

bool keywords_saved(struct arena *arena, int folder, const char *mail,
		    struct str_list *flags)
{
	int in = path_open_level(folder, COURIER_FOLDER);
	struct str base = base_of(mail), text;
	bool known = true;

	*flags = (struct str_list){ NULL, 0 };
	if (in < 0)
		return errno == ENOENT;
	if (read_saved(arena, in, arena_cstr(arena, base), LIMIT_KEYWORDS,
		       &text))
		*flags = lines_of(arena, text);
	else if (errno == ENOENT &&
		 read_saved(arena, in, ":list", LIMIT_KEYWORD_LIST, &text))
		*flags = keywords_of(arena, text, base);
	else
		known = errno == ENOENT;
	path_close(in);
	return known;
}

void keywords_forget(int folder, const char *mail)
{
	int in = path_open_level(folder, COURIER_FOLDER), error = errno;
	struct str base = base_of(mail);
	char name[LIMIT_FOLDER_NAME + 1];

	if (in >= 0 && base.len < sizeof(name)) {
		snprintf(name, sizeof(name), "%.*s", STR_ARG(base));
		unlinkat(in, name, 0);
	}
	path_close(in);
	errno = error;
}
