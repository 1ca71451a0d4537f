/* The mail as bytes: small, large, with and without an mbox line. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "../../mda/input.h"
#include "../../mda/limits.h"
#include "../tap.h"

static const struct {
	const char *name;
	struct str bytes;
	const char *from_line;
	size_t skipped; /* bytes in front of the mail */
	bool crlf;
} cases[] = {
	{ "nothing", STR_INIT(""), "", 0, false },
	{ "LF", STR_INIT("A: b\n\nbody\n"), "", 0, false },
	{ "CRLF", STR_INIT("A: b\r\n\r\nbody\r\n"), "", 0, true },
	{ "mixed, LF first", STR_INIT("A: b\nC: d\r\n\r\nbody\n"), "", 0,
	  false },
	{ "mixed, CRLF first", STR_INIT("A: b\r\nC: d\n\nbody\n"), "", 0,
	  true },
	{ "NUL and 8 bit", STR_INIT("A: \0\xff\n\n\0"), "", 0, false },
	{ "no line end", STR_INIT("A: b"), "", 0, false },
	{ "only CR", STR_INIT("\r"), "", 0, false },
	{ "only LF", STR_INIT("\n"), "", 0, false },
	{ "mbox line", STR_INIT("From x@y Sat\nA: b\n\n"), "From x@y Sat", 13,
	  false },
	{ "mbox line with CRLF", STR_INIT("From x@y Sat\r\nA: b\r\n\r\n"),
	  "From x@y Sat", 14, true },
	{ "nothing but an mbox line", STR_INIT("From x@y"), "From x@y", 8,
	  false },
	{ "a From field spelled wrong is none", STR_INIT("From : x@y\n\n"), "", 0,
	  false },
	{ "a From field is none", STR_INIT("From: x@y\n\n"), "", 0, false },
};

/* A file that is read from its start. */
static int file_of(struct str bytes)
{
	char name[] = "/tmp/waxseal-test.XXXXXX";
	int fd = mkstemp(name);

	unlink(name);
	if (fd < 0 || write(fd, bytes.ptr, bytes.len) != (ssize_t)bytes.len ||
	    lseek(fd, 0, SEEK_SET) != 0)
		exit(2);
	return fd;
}

static void test_cases(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str mail = str_skip(cases[i].bytes, cases[i].skipped);
		int fd = file_of(cases[i].bytes);
		struct input input;

		ok(input_read(fd, -1, &input), "%s: read", cases[i].name);
		ok(str_eq(input.mail, mail), "%s: the mail", cases[i].name);
		is_str(input.from_line, cases[i].from_line, "%s: mbox line",
		       cases[i].name);
		ok(input.crlf == cases[i].crlf, "%s: line ends", cases[i].name);
		input_release(&input);
		close(fd);
	}
}

/* Around the size where memory ends and the file begins. */
static void test_sizes(void)
{
	static const size_t sizes[] = { LIMIT_MEMORY_MAIL - 1,
					LIMIT_MEMORY_MAIL,
					LIMIT_MEMORY_MAIL + 1,
					3 * LIMIT_MEMORY_MAIL, 5000000 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		char *bytes = malloc(sizes[i]);
		struct input input;
		int fd;

		for (size_t at = 0; at < sizes[i]; at++)
			bytes[at] = (char)(at * 7 + at / 251);
		fd = file_of((struct str){ bytes, sizes[i] });
		ok(input_read(fd, -1, &input), "%zu bytes", sizes[i]);
		ok(str_eq(input.mail, (struct str){ bytes, sizes[i] }),
		   "%zu bytes are the same", sizes[i]);
		ok(input.mapped == (sizes[i] >= LIMIT_MEMORY_MAIL),
		   "large mail is mapped");
		input_release(&input);
		close(fd);
		free(bytes);
	}
}

static void test_errors(void)
{
	struct input input;
	int folder = open("/", O_RDONLY | O_DIRECTORY);
	int written = open("/dev/null", O_WRONLY);

	ok(!input_read(written, -1, &input), "stdin that cannot be read");
	ok(!input_read(folder, -1, &input), "a folder as the mail");
	ok(!input_map("/nowhere/at/all", &input), "a file that is not there");
	ok(!input_map("/", &input), "a folder to map");
	close(folder);
	close(written);
}

int main(void)
{
	test_cases();
	test_sizes();
	test_errors();
	return done_testing();
}
