#include "subscriptions.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../filter/buf.h"
#include "dotlock.h"
#include "limits.h"

#define HEAD STR("V\t2\n\n")

static bool is_courier(const struct maildir *maildir)
{
	return maildir->keywords == KEYWORDS_COURIER;
}

static const char *file_name(const struct maildir *maildir)
{
	return is_courier(maildir) ? "courierimapsubscribed" : "subscriptions";
}

/* False with errno: what it says is not known. */
static bool read_file(const struct maildir *maildir, struct str *text)
{
	int fd = openat(maildir->fd, file_name(maildir),
			O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK |
				O_NOCTTY);
	char *bytes;
	ssize_t got;

	*text = is_courier(maildir) ? STR("") : HEAD;
	if (fd < 0)
		return errno == ENOENT;
	bytes = arena_alloc(maildir->arena, LIMIT_SUBSCRIPTIONS);
	got = read(fd, bytes, LIMIT_SUBSCRIPTIONS);
	close(fd);
	if (got == LIMIT_SUBSCRIPTIONS)
		errno = EFBIG;
	if (got < 0 || got == LIMIT_SUBSCRIPTIONS)
		return false;
	if (got > 0)
		*text = (struct str){ bytes, (size_t)got };
	return true;
}

static struct str line_of(const struct maildir *maildir, struct str text,
			  const char *directory)
{
	struct str name = str_from(directory + 1);
	struct buf line = buf_new(maildir->arena, name.len);
	bool tabs = str_starts(text, HEAD);

	if (is_courier(maildir))
		return arena_printf(maildir->arena, "INBOX%s", directory);
	for (size_t i = 0; i < name.len; i++)
		buf_add_char(&line,
			     tabs && name.ptr[i] == '.' ? '\t' : name.ptr[i]);
	return buf_str(&line);
}

static bool has_line(struct str text, struct str wanted)
{
	struct str line;

	while (str_cut(&text, '\n', &line))
		if (str_eq(line, wanted))
			return true;
	return false;
}

/* A version that is not known here stays as it is. */
static bool is_known(struct str text)
{
	if (!str_starts(text, STR("V\t")) || str_starts(text, HEAD))
		return true;
	errno = ENOTSUP;
	return false;
}

bool subscriptions_add(const struct maildir *maildir, const char *directory)
{
	int lock = dotlock_take(maildir, maildir->fd, file_name(maildir));
	struct str text = HEAD, line;
	struct buf out = buf_new(maildir->arena, LIMIT_SUBSCRIPTIONS);
	bool known;

	if (lock < 0)
		return false;
	known = read_file(maildir, &text) &&
		(is_courier(maildir) || is_known(text));
	line = line_of(maildir, text, directory);
	if (!known || has_line(text, line)) {
		dotlock_leave(maildir->fd, file_name(maildir), lock);
		return known;
	}
	buf_add(&out, text);
	if (text.len > 0 && text.ptr[text.len - 1] != '\n')
		buf_add_char(&out, '\n');
	buf_add(&out, line);
	buf_add_char(&out, '\n');
	return dotlock_replace(maildir, maildir->fd, file_name(maildir), lock,
			       buf_str(&out));
}
