#include "landlock.h"

#include <errno.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CALL_CREATE 444
#define CALL_ADD_RULE 445
#define CALL_RESTRICT 446
#define CREATE_VERSION 1
#define RULE_PATH_BENEATH 1

/* Rights on files, and the version that has all up to here. */
#define FS_EXECUTE (UINT64_C(1) << 0)
#define FS_WRITE_FILE (UINT64_C(1) << 1)
#define FS_READ_FILE (UINT64_C(1) << 2)
#define FS_READ_DIR (UINT64_C(1) << 3)
#define FS_REMOVE_DIR (UINT64_C(1) << 4)
#define FS_REMOVE_FILE (UINT64_C(1) << 5)
#define FS_MAKE_DIR (UINT64_C(1) << 7)
#define FS_MAKE_REG (UINT64_C(1) << 8)
#define FS_VERSION_1 ((UINT64_C(1) << 13) - 1)
#define FS_REFER (UINT64_C(1) << 13) /* links between folders: 2 */
#define FS_TRUNCATE (UINT64_C(1) << 14) /* 3 */
#define FS_IOCTL_DEV (UINT64_C(1) << 15) /* 5 */

/* Bind and connect by TCP: 4.  Abstract sockets and signals: 6. */
#define NET_ALL UINT64_C(3)
#define SCOPE_ALL UINT64_C(3)

struct ruleset {
	uint64_t fs, net, scoped;
};

struct path_beneath {
	uint64_t allowed;
	int32_t fd;
} __attribute__((packed));

static const uint64_t rights[] = {
	[LANDLOCK_READ] = FS_READ_FILE | FS_READ_DIR,
	[LANDLOCK_KEEP_MAIL] = FS_READ_FILE | FS_READ_DIR | FS_WRITE_FILE |
			       FS_REMOVE_DIR | FS_REMOVE_FILE | FS_MAKE_DIR |
			       FS_MAKE_REG | FS_REFER | FS_TRUNCATE,
};

/* What a rule on something that is no folder may hold. */
#define FILE_RIGHTS (FS_READ_FILE | FS_WRITE_FILE | FS_TRUNCATE)

int landlock_version(const char **missing)
{
	long version = syscall(CALL_CREATE, NULL, 0, CREATE_VERSION);

	if (version > 0)
		return (int)version;
	*missing = errno == EOPNOTSUPP ? "the kernel was started without it"
				       : "the kernel does not have it";
	return 0;
}

/* The attribute's size says which of its members the kernel is to know. */
static int create(int version, struct ruleset *ruleset)
{
	size_t size = version < 4   ? offsetof(struct ruleset, net)
		      : version < 6 ? offsetof(struct ruleset, scoped)
				    : sizeof(*ruleset);

	*ruleset = (struct ruleset){
		.fs = FS_VERSION_1 | (version >= 2 ? FS_REFER : 0) |
		      (version >= 3 ? FS_TRUNCATE : 0) |
		      (version >= 5 ? FS_IOCTL_DEV : 0),
		.net = NET_ALL,
		.scoped = SCOPE_ALL,
	};
	return (int)syscall(CALL_CREATE, ruleset, size, 0);
}

static bool add(int fd, const struct ruleset *ruleset,
		const struct landlock_place *place)
{
	struct path_beneath rule = { rights[place->use] & ruleset->fs,
				     place->fd };
	struct stat status;

	if (fstat(place->fd, &status) < 0)
		return false;
	if (!S_ISDIR(status.st_mode))
		rule.allowed &= FILE_RIGHTS;
	return syscall(CALL_ADD_RULE, fd, RULE_PATH_BENEATH, &rule, 0) == 0;
}

bool landlock_enter(const struct landlock_place *places, size_t count)
{
	const char *missing;
	struct ruleset ruleset;
	int fd = create(landlock_version(&missing), &ruleset);
	bool done = fd >= 0;
	int error;

	for (size_t i = 0; i < count && done; i++)
		done = add(fd, &ruleset, &places[i]);
	done = done && syscall(CALL_RESTRICT, fd, 0) == 0;
	error = errno;
	if (fd >= 0)
		close(fd);
	errno = error;
	return done;
}
