#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "decider.h"
#include "landlock.h"
#include "limits.h"
#include "path.h"
#include "sanitized.h"
#include "seccomp.h"

/* -- what is in force ------------------------------------------------------- */

enum layer { PRIVILEGES, FILES, NETWORK, SIGNALS, CALLS, RESOURCES, LAYERS };

/* Of this process: there is one, as there is one set of rights. */
static struct sandbox_layer layers[LAYERS] = {
	[PRIVILEGES] = { .name = "no_new_privs" },
	[FILES] = { .name = "landlock" },
	[NETWORK] = { .name = "landlock-tcp" },
	[SIGNALS] = { .name = "landlock-signals" },
	[CALLS] = { .name = "seccomp" },
	[RESOURCES] = { .name = "rlimits" },
};

const struct sandbox_layer *sandbox_layer(size_t n)
{
	return n < LAYERS ? &layers[n] : NULL;
}

static void set_layer(enum layer layer, const char *what, const char *missing)
{
	layers[layer].what = what;
	layers[layer].missing = missing;
}

/* -- descriptors -------------------------------------------------------------------- */

#ifdef SANITIZED
#define LAST_STANDARD STDOUT_FILENO
#else
#define LAST_STANDARD STDERR_FILENO
#endif

static bool keep_only(int end)
{
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = STDIN_FILENO; fd <= LAST_STANDARD; fd++)
		if (nothing < 0 || dup2(nothing, fd) < 0)
			return false;
	close(nothing);
	closefrom(end);
	return true;
}

/* -- limits ---------------------------------------------------------------------- */

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

/* No file grows, no process starts, no memory image is left behind. */
static bool set_limits(const struct sandbox *sandbox)
{
	set_layer(RESOURCES,
		  "memory, processor time; no file grows, no process starts",
		  NULL);
	return limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NPROC, 0) &&
	       limit(RLIMIT_CORE, 0) && limit(RLIMIT_MSGQUEUE, 0) &&
	       limit(RLIMIT_MEMLOCK, 0) &&
	       limit(RLIMIT_NOFILE, LIMIT_CHILD_FILES) &&
	       limit(RLIMIT_CPU, (rlim_t)sandbox->seconds) &&
	       limit_memory(sandbox->mail_size);
}

/* -- rights ------------------------------------------------------------------ */

static bool give_up_privileges(void)
{
	set_layer(PRIVILEGES, "no program gives it other rights", NULL);
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

/* A kernel without it leaves the other layers: mail is delivered there too.  So
 * it is where one refuses it, as a container's filter may, or when too many are
 * in force already; false with errno then. */
static bool limit_files(const char *what, const struct landlock_place *places,
			size_t count)
{
	const char *missing = NULL, *older = "the kernel's is too old for it";
	int version = landlock_version(&missing);
	bool done = version == 0 || landlock_enter(places, count);

	if (!done) {
		missing = "the kernel refuses it";
		version = 0;
	}
	set_layer(FILES, what, missing);
	set_layer(NETWORK, "no TCP to anywhere",
		  version >= 4	? NULL
		  : version > 0 ? older
				: missing);
	set_layer(SIGNALS, "no signals and abstract sockets to others",
		  version >= 6	? NULL
		  : version > 0 ? older
				: missing);
	return done;
}

static void limit_to_folder(const char *folder)
{
	struct landlock_place place = {
		.fd = folder != NULL ? open(folder, O_PATH | O_CLOEXEC) : -1,
		.use = LANDLOCK_READ,
	};

	limit_files(folder != NULL ? "only the folder can be read"
				   : "no file can be opened",
		    &place, place.fd >= 0);
	path_close(place.fd);
}

bool sandbox_enter(const struct sandbox *sandbox)
{
	unsigned work =
		SECCOMP_DECIDE | (sandbox->folder != NULL ? SECCOMP_READ : 0);

	if (!keep_only(DECIDER_END) || !give_up_privileges())
		return false;
	limit_to_folder(sandbox->folder);
	if (!set_limits(sandbox))
		return false;
	set_layer(CALLS,
		  "memory, the clock, sockets that it is given, the answer",
		  seccomp_enter(work));
	return true;
}

/* Links between folders are beyond the oldest version. */
#define MOVES 2

bool sandbox_narrow(const struct landlock_place *places, size_t count,
		    bool asks)
{
	unsigned work = SECCOMP_KEEP_MAIL | (asks ? SECCOMP_ASK : 0);
	static const char what[] = "only the mailbox, what is remembered, and "
				   "the log";
	const char *missing = NULL;
	int version = landlock_version(&missing), error = 0;

	set_layer(RESOURCES, "no memory image is left behind", NULL);
	if (!give_up_privileges() || !limit(RLIMIT_CORE, 0))
		return false;
	if (version > 0 && version < MOVES)
		set_layer(FILES, what, "the kernel's is too old for it");
	else if (!limit_files(what, places, count))
		error = errno;
	set_layer(CALLS, "files, the clock, what is open; no programs",
		  seccomp_enter(work));
	errno = error;
	return error == 0;
}
