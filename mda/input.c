#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "interrupt.h"
#include "limits.h"

/* Until the buffer is full or the end: *len bytes. */
static bool read_some(int fd, char *buffer, size_t size, size_t *len)
{
	*len = 0;
	while (*len < size) {
		ssize_t got = read(fd, buffer + *len, size - *len);

		if (got == 0)
			break;
		if (got > 0)
			*len += (size_t)got;
		else if (errno != EINTR || interrupt_pending())
			return false;
	}
	return true;
}

static bool write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t put = write(fd, bytes, len);

		if (put < 0 && errno == EINTR && !interrupt_pending())
			continue;
		if (put <= 0) {
			errno = put == 0 ? ENOSPC : errno;
			return false;
		}
		bytes += put;
		len -= (size_t)put;
	}
	return true;
}

/* For file systems without O_TMPFILE: the name is gone before the first byte is
 * written. */
static int open_and_unlink(int folder)
{
	struct timespec now;
	char name[64];
	int fd;

	clock_gettime(CLOCK_REALTIME, &now);
	snprintf(name, sizeof(name), "waxseal.%ld.%ld", (long)getpid(),
		 now.tv_nsec);
	fd = openat(folder, name,
		    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd >= 0)
		unlinkat(folder, name, 0);
	return fd;
}

static int open_unlinked(int folder)
{
	int fd = openat(folder, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR ||
		       errno == EINVAL || errno == ENOENT))
		fd = open_and_unlink(folder);
	return fd;
}

/* The rest of the mail behind what is already in the buffer. */
static bool spool(int from, int to, char *buffer, size_t len)
{
	while (len > 0) {
		if (!write_all(to, buffer, len) ||
		    !read_some(from, buffer, LIMIT_MEMORY_MAIL, &len))
			return false;
	}
	return true;
}

static bool map_file(int fd, struct input *input)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return false;
	if (!S_ISREG(status.st_mode)) {
		errno = EINVAL;
		return false;
	}
	input->map_size = (size_t)status.st_size;
	if ((off_t)input->map_size != status.st_size) {
		errno = EFBIG; /* on 32 bits */
		return false;
	}
	if (input->map_size == 0)
		return true;
	input->map = mmap(NULL, input->map_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (input->map == MAP_FAILED) {
		input->map = NULL;
		return false;
	}
	input->mapped = true;
	return true;
}

/* "From sender date"; "From : x" is a field spelled wrong, for others to see. */
static bool is_from_line(struct str line)
{
	return str_starts(line, STR("From ")) &&
	       !str_starts(str_trim(str_skip(line, 5)), STR(":"));
}

/* The mbox line on top goes; the line end of the first line is that of all. */
static void look(struct input *input)
{
	struct str all = { input->map, input->map_size };
	size_t end = str_find(all, '\n');

	if (is_from_line(str_first(all, end))) {
		input->from_line = str_trim(str_first(all, end));
		all = str_skip(all, end + 1);
		end = str_find(all, '\n');
	}
	input->mail = all;
	input->crlf = end < all.len && end > 0 && all.ptr[end - 1] == '\r';
}

static bool read_large(int fd, int folder, struct input *input)
{
	char *buffer = input->map;
	int file = open_unlinked(folder);
	bool done = file >= 0 && spool(fd, file, buffer, input->map_size);

	free(buffer);
	*input = (struct input){ 0 };
	done = done && map_file(file, input);
	if (file >= 0) {
		int error = errno;

		close(file);
		errno = error;
	}
	return done;
}

static int temporary_folder(void)
{
	const char *folder = getenv("TMPDIR");

	return open(folder != NULL && folder[0] == '/' ? folder : "/tmp",
		    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static bool spool_large(int fd, int folder, struct input *input)
{
	int temporary = folder < 0 ? temporary_folder() : -1;
	bool done = read_large(fd, folder < 0 ? temporary : folder, input);
	int error = errno;

	if (temporary >= 0)
		close(temporary);
	errno = error;
	return done;
}

bool input_read(int fd, int spool_folder, struct input *input)
{
	*input = (struct input){ .map = malloc(LIMIT_MEMORY_MAIL) };
	if (input->map == NULL)
		return false;
	if (!read_some(fd, input->map, LIMIT_MEMORY_MAIL, &input->map_size)) {
		int error = errno;

		input_release(input);
		errno = error;
		return false;
	}
	if (input->map_size == LIMIT_MEMORY_MAIL &&
	    !spool_large(fd, spool_folder, input))
		return false;
	look(input);
	return true;
}

bool input_map_whole(int fd, struct input *input)
{
	*input = (struct input){ 0 };
	if (!map_file(fd, input))
		return false;
	input->mail = (struct str){ input->map, input->map_size };
	return true;
}

bool input_map_open(int fd, struct input *input)
{
	if (!input_map_whole(fd, input))
		return false;
	look(input);
	return true;
}

bool input_map(const char *path, struct input *input)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	bool mapped;
	int error;

	*input = (struct input){ 0 };
	if (fd < 0)
		return false;
	mapped = input_map_open(fd, input);
	error = errno;
	close(fd);
	errno = error;
	return mapped;
}

/*
 * The kernel maps some pages around one that is read, also before it: so from the
 * last multiple of a trail on.
 */
void input_passed(const void *lent, struct str bytes)
{
	const struct input *input = lent;
	uintptr_t map = (uintptr_t)input->map, page = (uintptr_t)getpagesize();
	uintptr_t begin = (uintptr_t)bytes.ptr & ~(LIMIT_TRAIL - 1);
	uintptr_t end = ((uintptr_t)bytes.ptr + bytes.len) & ~(page - 1);

	if (!input->mapped || end > map + input->map_size)
		return;
	begin = begin > map ? begin : map;
	if (begin < end)
		madvise((void *)begin, end - begin, MADV_DONTNEED);
}

void input_release(struct input *input)
{
	if (input->mapped)
		munmap(input->map, input->map_size);
	else
		free(input->map);
	*input = (struct input){ 0 };
}
