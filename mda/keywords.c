#include "keywords.h"

#include <fcntl.h>
#include <unistd.h>

#include "limits.h"

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
	int fd = openat(folder, "dovecot-keywords",
			O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK |
				O_NOCTTY);
	char *bytes;
	ssize_t got;
	struct str text, line;

	if (fd < 0)
		return keywords;
	bytes = arena_alloc(arena, LIMIT_KEYWORDS);
	got = read(fd, bytes, LIMIT_KEYWORDS);
	close(fd);
	text = (struct str){ bytes, got > 0 ? (size_t)got : 0 };
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
