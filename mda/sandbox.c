#include "sandbox.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include "limits.h"

/* The address sanitizer reserves terabytes of address space. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

static bool limit(int resource, rlim_t most)
{
	struct rlimit now, wanted = { most, most };

	if (getrlimit(resource, &now) < 0)
		return false;
	if (now.rlim_max < most)
		wanted = (struct rlimit){ now.rlim_max, now.rlim_max };
	return setrlimit(resource, &wanted) == 0;
}

static bool limit_memory(size_t mail_size)
{
#ifdef SANITIZED
	(void)mail_size;
	return true;
#else
	return limit(RLIMIT_AS, LIMIT_CHILD_SPACE + (rlim_t)mail_size);
#endif
}

/* No file grows, no process starts, no rights are gained, no memory image is
 * left behind. */
bool sandbox_enter(size_t mail_size, unsigned seconds)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 &&
	       limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NPROC, 0) &&
	       limit(RLIMIT_CORE, 0) && limit(RLIMIT_MSGQUEUE, 0) &&
	       limit(RLIMIT_MEMLOCK, 0) &&
	       limit(RLIMIT_NOFILE, LIMIT_CHILD_FILES) &&
	       limit(RLIMIT_CPU, (rlim_t)seconds) && limit_memory(mail_size);
}
