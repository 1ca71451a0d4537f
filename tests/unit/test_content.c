#include "../../mda/content.h"

#include <sys/wait.h>

#include "../../filter/buf.h"
#include "../scratch.h"
#include "../tap.h"

static struct arena *arena;
static const char *path;

/* Writes the parts (separated by '|') and reads the file again. */
static struct str written(const char *text, bool crlf,
			  struct content_size *size)
{
	struct str rest = str_from(text), parts[16];
	struct content content = { parts, 0, crlf };
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool done;

	while (str_cut(&rest, '|', &parts[content.count]))
		content.count++;
	done = content_write(fd, &content, size);
	close(fd);
	return done ? scratch_read(arena, path) : STR("(failed)");
}

static const struct {
	const char *parts;
	bool crlf;
	const char *stored;
	uint64_t wire;
} cases[] = {
	{ "", false, "", 0 },
	{ "a\nb\n", false, "a\nb\n", 6 },
	{ "a|\n|b", false, "a\nb", 4 },
	{ "a\r\nb\n", false, "a\r\nb\n", 6 },
	{ "a\r|\nb", false, "a\r\nb", 4 },
	{ "\n\n\n", false, "\n\n\n", 6 },
	{ "a\r\nb\r\n", true, "a\nb\n", 6 },
	{ "\r\n\r\n", true, "\n\n", 4 },
	{ "a\r|\nb", true, "a\nb", 4 },
	{ "a\r||\nb", true, "a\nb", 4 },
	{ "a\r||b", true, "a\rb", 3 },
	{ "a\r", true, "a\r", 2 },
	{ "\r", true, "\r", 1 },
	{ "a\rb\r\n", true, "a\rb\n", 5 },
	{ "a\r\r\nb", true, "a\r\nb", 4 },
	{ "top\n|a\nb\r\n", true, "top\na\nb\n", 11 },
	{ "no end", true, "no end", 6 },
};

static void test_cases(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct content_size size;
		struct str stored =
			written(cases[i].parts, cases[i].crlf, &size);

		is_str(stored, cases[i].stored, "case %zu: bytes", i);
		is_int((long long)size.stored, (long long)stored.len,
		       "case %zu: size", i);
		is_int((long long)size.wire, (long long)cases[i].wire,
		       "case %zu: size on the wire", i);
	}
}

/* More lines than one call takes, through a pipe that takes a little. */
static void test_short_writes(void)
{
	enum { LINES = 100000 };
	char *text = arena_alloc(arena, LINES * 3);
	struct str part = { text, LINES * 3 };
	const struct content content = { &part, 1, true };
	struct content_size size;
	long long got = 0, lines = 0;
	char bytes[1000];
	ssize_t len;
	int fds[2];

	for (size_t i = 0; i < LINES; i++)
		memcpy(text + i * 3, "x\r\n", 3);
	if (pipe(fds) < 0)
		abort();
	if (fork() == 0)
		_exit(content_write(fds[1], &content, &size) &&
				      size.stored == LINES * 2 &&
				      size.wire == LINES * 3
			      ? 0
			      : 1);
	close(fds[1]);
	while ((len = read(fds[0], bytes, sizeof(bytes))) > 0)
		for (ssize_t i = 0; i < len; i++, got++)
			lines += bytes[i] == (got % 2 == 0 ? 'x' : '\n');
	wait(fds);
	is_int(fds[0], 0, "short writes go on");
	is_int(lines, 2 * LINES, "and lose nothing");
}

static void test_make(void)
{
	static const struct span some[] = { { 0, 2 }, { 4, 6 }, { 8, 8 } };
	static const struct span bad[] = {
		{ 4, 2 }, { 5, 99 }, { 3, 4 }, { 1, 2 }
	};
	const struct spans spans = { some, 3 }, wrong = { bad, 4 };
	struct content content =
		content_make(arena, STR("T"), STR("0123456789"), &spans, true);
	struct buf out = buf_new(arena, 64);

	for (size_t i = 0; i < content.count; i++)
		buf_add(&out, content.parts[i]);
	is_str(buf_str(&out),
	       "T23"
	       "67"
	       "89",
	       "spans are left out");
	ok(content.crlf, "line ends as told");
	content =
		content_make(arena, STR(""), STR("0123456789"), &wrong, false);
	out = buf_new(arena, 64);
	for (size_t i = 0; i < content.count; i++)
		buf_add(&out, content.parts[i]);
	is_str(buf_str(&out), "012456789", "impossible ones are not");
}

int main(void)
{
	const char *root;

	arena = arena_new(64 << 20, NULL);
	root = scratch_new(arena);
	path = scratch_path(arena, root, "file");
	test_cases();
	test_short_writes();
	test_make();
	scratch_free(root);
	arena_free(arena);
	return done_testing();
}
