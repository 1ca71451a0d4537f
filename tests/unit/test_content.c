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
	struct content content = { .parts = parts, .crlf = crlf };
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

/* More than is written at once, with the line ends everywhere around that. */
static void test_large(void)
{
	size_t size = 2 * LIMIT_TRAIL;
	bool all = true;

	for (size_t at = 0; at < 4; at++) {
		struct arena *memory = arena_new(8 * size, NULL);
		char *text = memset(arena_alloc(memory, size), 'x', size);
		char *end = text + LIMIT_TRAIL - 3 + at;
		const struct str part = { text, size };
		struct content content = { .parts = &part,
					   .count = 1,
					   .crlf = true };
		struct content_size sizes;
		struct input stored;
		int fd = open(path, O_RDWR | O_TRUNC | O_CLOEXEC);

		memcpy(end, "\r\n", 2);
		all &= content_write(fd, &content, &sizes) &&
		       sizes.stored == size - 1 && sizes.wire == size;
		close(fd);
		memmove(end, end + 1, size - (size_t)(end + 1 - text));
		all &= input_map(path, &stored) &&
		       str_eq(stored.mail, (struct str){ text, size - 1 });
		input_release(&stored);
		arena_free(memory);
	}
	ok(all, "a CRLF wherever a piece ends");
}

/* More lines than one call takes, through a pipe that takes a little. */
static void test_short_writes(void)
{
	enum { LINES = 100000 };
	char *text = arena_alloc(arena, LINES * 3);
	struct str part = { text, LINES * 3 };
	const struct content content = { .parts = &part,
					 .count = 1,
					 .crlf = true };
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

static struct str joined(const struct content *content)
{
	struct buf out = buf_new(arena, 256);

	for (size_t i = 0; i < content->count; i++)
		buf_add(&out, content->parts[i]);
	return buf_str(&out);
}

static void test_make(void)
{
	static const struct edit some[] = {
		{ 0, 0, STR_INIT("<") },  { 0, 2, STR_INIT("") },
		{ 4, 6, STR_INIT("ab") }, { 6, 6, STR_INIT("c") },
		{ 8, 8, STR_INIT("") },	  { 10, 10, STR_INIT(">") },
	};
	static const struct edit bad[] = { { 4, 2, STR_INIT("x") },
					   { 5, 99, STR_INIT("x") },
					   { 3, 4, STR_INIT("-") },
					   { 1, 2, STR_INIT("x") },
					   { 11, 11, STR_INIT("x") } };
	const struct edits edits = { some, 6 }, wrong = { bad, 5 };
	struct content content =
		content_make(arena, STR("T"), STR("0123456789"), &edits, true);

	is_str(joined(&content), "T<23abc6789>", "edits are made");
	ok(content.crlf, "line ends as told");
	content =
		content_make(arena, STR(""), STR("0123456789"), &wrong, false);
	is_str(joined(&content), "012-456789", "impossible ones are not");
}

/* Each version with the fields that stand above it, or with others. */
static void test_versions(void)
{
	static const struct span forged = { 0, 2 };
	static const struct edit edit = { 2, 4, STR_INIT("n\n") };
	static const struct version version = { STR_INIT("B\n"), { &edit, 1 } };
	const struct order order = { .fields = STR("A\n"),
				     .forged = { &forged, 1 },
				     .versions = { &version, 1 } };
	const struct input input = { .mail = STR("x\ny\nz\n") };
	struct content content = content_stored(arena, &order, 0, &input);

	is_str(joined(&content), "A\ny\nz\n", "as it came");
	content = content_stored(arena, &order, 1, &input);
	is_str(joined(&content), "B\nx\nn\nz\n", "as a script made it");
	content = content_sent(arena, &order, 1, &input, STR("C\n"));
	is_str(joined(&content), "C\nx\nn\nz\n", "sent without our fields");
	content = content_sent(arena, &order, 0, &input, STR("C\n"));
	is_str(joined(&content), "C\ny\nz\n", "sent as it came");
}

int main(void)
{
	const char *root;

	arena = arena_new(64 << 20, NULL);
	root = scratch_new(arena);
	path = scratch_path(arena, root, "file");
	test_cases();
	test_large();
	test_short_writes();
	test_make();
	test_versions();
	scratch_free(root);
	arena_free(arena);
	return done_testing();
}
