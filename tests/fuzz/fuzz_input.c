/* Any file is a mail: a line "From " on top, and nothing else, is taken off. */
#include <assert.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../mda/input.h"

static void check(const struct input *input, struct str file)
{
	struct str line = input->from_line;

	assert(input->mail.len <= file.len);
	assert(input->mail.len == 0 ||
	       memcmp(input->mail.ptr, file.ptr + file.len - input->mail.len,
		      input->mail.len) == 0);
	assert(line.len == 0 || str_starts(line, STR("From ")) ||
	       str_eq(line, STR("From")));
	assert(str_find(line, '\n') == line.len);
	assert(line.len > 0 || input->mail.len == file.len);
	assert(!input->crlf ||
	       str_find_str(input->mail, STR("\r\n")) < input->mail.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str file = { (const char *)data, size };
	int fd = memfd_create("mail", MFD_CLOEXEC);
	struct input read, mapped;

	assert(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	assert(lseek(fd, 0, SEEK_SET) == 0);
	assert(input_read(fd, -1, &read) && input_map_open(fd, &mapped));
	check(&read, file);
	check(&mapped, file);
	assert(str_eq(read.mail, mapped.mail) && read.crlf == mapped.crlf);
	input_release(&read);
	input_release(&mapped);
	close(fd);
	return 0;
}
