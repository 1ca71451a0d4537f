/*
 * memory: preloaded into the program, it lets one allocation fail: the one
 * whose number, counted from main() on, WAXSEAL_FAULT names, in the parent
 * ("12") or in the first child ("c12").  What was counted stands at the end in
 * the file WAXSEAL_COUNT: two numbers.  main() is where umask() is called.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static struct {
	unsigned parent, child;
} * counts, wanted;
static pid_t first; /* 0: main() has not begun */

static void read_environment(void)
{
	const char *fault = getenv("WAXSEAL_FAULT");
	const char *count = getenv("WAXSEAL_COUNT");
	int fd = count != NULL ? open(count, O_RDWR | O_CREAT, 0600) : -1;

	if (fault != NULL && fault[0] == 'c')
		wanted.child = (unsigned)atoi(fault + 1);
	else if (fault != NULL)
		wanted.parent = (unsigned)atoi(fault);
	if (fd >= 0 && ftruncate(fd, sizeof(*counts)) == 0)
		counts = mmap(NULL, sizeof(*counts), PROT_READ | PROT_WRITE,
			      MAP_SHARED, fd, 0);
	close(fd);
}

mode_t umask(mode_t mask)
{
	if (first == 0) {
		read_environment();
		first = getpid();
	}
	return (mode_t)syscall(SYS_umask, mask);
}

static int fails(void)
{
	if (first == 0 || counts == NULL || counts == MAP_FAILED)
		return 0;
	if (getpid() == first ? ++counts->parent != wanted.parent
			      : ++counts->child != wanted.child)
		return 0;
	errno = ENOMEM;
	return 1;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
	*memory = fails() ? NULL : __libc_memalign(alignment, size);
	return *memory != NULL ? 0 : ENOMEM;
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return fails() ? NULL : __libc_memalign(alignment, size);
}
