/* What the deciding process cannot do, tried from inside. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../mda/decider.h"
#include "../../mda/sanitized.h"
#include "../tap.h"

/* What was open before, and the MTA's end of stderr. */
static bool can_use_others(void)
{
	char byte;

	return write(DECIDER_DOOR + 1, "x", 1) >= 0 ||
	       write(DECIDER_DOOR + 2, "x", 1) >= 0 ||
	       read(STDIN_FILENO, &byte, 1) > 0;
}

static bool can_answer(void)
{
	return write(DECIDER_ANSWER, "x", 1) == 1;
}

static bool can_exec(void)
{
	execl("/bin/true", "true", (char *)NULL);
	return false; /* a success does not come back, and exits 0 */
}

static bool can_fork(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid > 0;
}

static bool can_write_file(void)
{
	return open("/dev/null", O_WRONLY) >= 0;
}

static bool can_create(void)
{
	char name[] = "/tmp/waxseal-sandbox.XXXXXX";

	return mkstemp(name) >= 0;
}

static bool can_unlink(void)
{
	/* What is not there would be ENOENT to one who may. */
	return unlink("/tmp/waxseal-nothing") < 0 && errno == ENOENT;
}

static bool can_rename(void)
{
	return rename("/tmp/waxseal-nothing", "/tmp/waxseal-nought") < 0 &&
	       errno == ENOENT;
}

static bool can_kill(void)
{
	return kill(getppid(), 0) == 0;
}

static bool can_trace(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static bool can_raise_limit(void)
{
	const struct rlimit more = { RLIM_INFINITY, RLIM_INFINITY };

	return setrlimit(RLIMIT_FSIZE, &more) == 0;
}

static bool can_make_socket(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0) >= 0 ||
	       socket(AF_INET, SOCK_STREAM, 0) >= 0 ||
	       socket(AF_INET6, SOCK_DGRAM, 0) >= 0 ||
	       socket(AF_NETLINK, SOCK_RAW, 0) >= 0;
}

/* DOOR is a UDP socket here, which is connected to nobody. */
static bool can_connect(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons(53) };

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return connect(DECIDER_DOOR, (struct sockaddr *)&address,
		       sizeof(address)) == 0;
}

static bool can_send_to(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons(53) };
	struct iovec data = { "x", 1 };
	struct msghdr message = { .msg_name = &address,
				  .msg_namelen = sizeof(address),
				  .msg_iov = &data,
				  .msg_iovlen = 1 };

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return sendto(DECIDER_DOOR, "x", 1, 0, (struct sockaddr *)&address,
		      sizeof(address)) == 1 ||
	       sendmsg(DECIDER_DOOR, &message, 0) == 1;
}

static bool can_listen(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET };

	return bind(DECIDER_DOOR, (struct sockaddr *)&any, sizeof(any)) == 0 ||
	       listen(DECIDER_DOOR, 1) == 0;
}

static bool can_read_file(void)
{
	return open("/etc/passwd", O_RDONLY) >= 0 ||
	       open("/proc/self/mem", O_RDONLY) >= 0;
}

/* The sanitizers want to. */
static bool can_look_at_file(void)
{
#ifdef SANITIZED
	return false;
#else
	struct stat status;

	return stat("/etc/passwd", &status) == 0 || open("/", O_PATH) >= 0;
#endif
}

static bool can_make_code(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0 ||
	       mmap(NULL, 4096, PROT_READ | PROT_EXEC,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

/* Calls whose success, or any error but EPERM, shows that they were tried. */
static const struct {
	const char *name;
	long number;
} refused[] = {
	{ "chmod", SYS_fchmodat },
	{ "chown", SYS_fchownat },
	{ "truncate", SYS_truncate },
	{ "link", SYS_linkat },
	{ "symlink", SYS_symlinkat },
	{ "mkdir", SYS_mkdirat },
	{ "mknod", SYS_mknodat },
	{ "memfd_create", SYS_memfd_create },
	{ "mount", SYS_mount },
	{ "chroot", SYS_chroot },
	{ "unshare", SYS_unshare },
	{ "setns", SYS_setns },
	{ "setuid", SYS_setuid },
	{ "setgroups", SYS_setgroups },
	{ "prctl", SYS_prctl },
	{ "ptrace", SYS_ptrace },
	{ "process_vm_readv", SYS_process_vm_readv },
	{ "pidfd_open", SYS_pidfd_open },
	{ "tgkill", SYS_tgkill },
	{ "rt_sigqueueinfo", SYS_rt_sigqueueinfo },
	{ "bpf", SYS_bpf },
	{ "io_uring_setup", SYS_io_uring_setup },
	{ "perf_event_open", SYS_perf_event_open },
	{ "userfaultfd", SYS_userfaultfd },
	{ "keyctl", SYS_keyctl },
	{ "openat2", SYS_openat2 },
	{ "execveat", SYS_execveat },
	{ "clone3", SYS_clone3 },
	{ "inotify_init1", SYS_inotify_init1 },
	{ "setsockopt", SYS_setsockopt },
	{ "dup", SYS_dup },
	{ "getdents64", SYS_getdents64 },
	{ "ioctl", SYS_ioctl },
};

static size_t which;

static bool can_call(void)
{
	return syscall(refused[which].number, 0, 0, 0, 0, 0, 0) >= 0 ||
	       errno != EPERM;
}

static bool can_compute(void)
{
	char *memory = malloc((size_t)8 * 1024 * 1024);

	memset(memory, 1, (size_t)8 * 1024 * 1024);
	return memory[100] == 1;
}

static const struct {
	const char *name;
	bool (*can)(void);
	bool wanted;
} cases[] = {
	{ "use what was open", can_use_others, false },
	{ "answer", can_answer, true },
	{ "run a program", can_exec, false },
	{ "start a process", can_fork, false },
	{ "open a file to write", can_write_file, false },
	{ "create a file", can_create, false },
	{ "remove a file", can_unlink, false },
	{ "rename a file", can_rename, false },
	{ "send a signal", can_kill, false },
	{ "be traced", can_trace, false },
	{ "raise its limits", can_raise_limit, false },
	{ "make a socket", can_make_socket, false },
	{ "connect a socket", can_connect, false },
	{ "send to an address", can_send_to, false },
	{ "accept connections", can_listen, false },
	{ "reach a file", can_read_file, false },
	{ "look at a file", can_look_at_file, false },
	{ "make code", can_make_code, false },
	{ "use memory", can_compute, true },
};

/* 1: it can; 2: it cannot; anything else is neither. */
static int try(bool (*can)(void), int pipe_end, const char *folder)
{
	const struct sandbox sandbox = { .seconds = 10, .folder = folder };
	int udp = socket(AF_INET, SOCK_DGRAM, 0);
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		dup2(udp, DECIDER_DOOR + 1);
		dup2(pipe_end, DECIDER_ANSWER);
		dup2(DECIDER_DOOR + 1, DECIDER_DOOR);
		if (!sandbox_enter(&sandbox))
			_exit(3);
		_exit(can() ? 1 : 2);
	}
	close(udp);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/* With a folder, what is in it can be read, and nothing else. */
static bool can_read_folder(void)
{
	return open("tests/unit/test_sandbox.c", O_RDONLY) >= 0;
}

static bool can_write_folder(void)
{
	return open("tests/unit/nothing", O_WRONLY | O_CREAT, 0600) >= 0;
}

static bool can_read_elsewhere(void)
{
	return open("tests/tap.h", O_RDONLY) >= 0;
}

/* An older one knows files, but not yet TCP and signals. */
static bool landlock_in_force(void)
{
	const struct sandbox_layer *layer;
	bool found = false;

	for (size_t i = 0; (layer = sandbox_layer(i)) != NULL; i++)
		if (strcmp(layer->name, "landlock") == 0)
			found = layer->missing == NULL;
	return found;
}

/* -- the process that stores ---------------------------------------------------- */

static char mailbox[] = "/tmp/waxseal-sandbox.XXXXXX";

static bool can_store(void)
{
	char path[64], moved[64];
	int fd;

	snprintf(path, sizeof(path), "%s/tmp", mailbox);
	snprintf(moved, sizeof(moved), "%s/new/moved", mailbox);
	if (mkdir(path, 0700) < 0)
		return false;
	snprintf(path, sizeof(path), "%s/tmp/file", mailbox);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	return write(fd, "x", 1) == 1 && fsync(fd) == 0 &&
	       linkat(AT_FDCWD, path, AT_FDCWD, moved, 0) == 0 &&
	       unlink(path) == 0;
}

static bool can_make_link(void)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/link", mailbox);
	return symlink("/etc/passwd", path) == 0;
}

static bool can_create_elsewhere(void)
{
	return open("tests/unit/nothing", O_WRONLY | O_CREAT, 0600) >= 0 ||
	       open("/tmp/waxseal-nothing", O_WRONLY | O_CREAT, 0600) >= 0;
}

static bool can_move_away(void)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/new/moved", mailbox);
	return rename(path, "/tmp/waxseal-nothing") == 0 ||
	       linkat(AT_FDCWD, path, AT_FDCWD, "/tmp/waxseal-nothing", 0) == 0;
}

/* A journal's lock, and what listing a folder asks. */
static bool can_lock(void)
{
	struct flock lock = { .l_type = F_WRLCK, .l_len = 1 };
	char path[64];
	DIR *stream;
	int fd;

	snprintf(path, sizeof(path), "%s/locked", mailbox);
	fd = open(path, O_RDWR | O_CREAT, 0600);
	stream = fdopendir(open(mailbox, O_RDONLY | O_DIRECTORY));
	return stream != NULL && fcntl(fd, F_OFD_SETLKW, &lock) == 0 &&
	       fcntl(fd, F_OFD_SETLK, &lock) == 0;
}

/* A copy of a descriptor, signals about it, a lock that is lost with another
 * descriptor, pipes that grow, seals. */
static bool can_control(void)
{
	struct flock lock = { .l_type = F_WRLCK, .l_len = 1 };

	return fcntl(1, F_DUPFD, 70) >= 0 ||
	       fcntl(1, F_SETOWN, getpid()) == 0 ||
	       fcntl(1, F_SETFL, O_ASYNC) == 0 ||
	       fcntl(1, F_SETSIG, SIGIO) == 0 ||
	       fcntl(1, F_SETLK, &lock) == 0 || errno != EPERM;
}

static const struct {
	const char *name;
	bool (*can)(void);
	bool wanted, landlock; /* the kernel's Landlock is needed for it */
} storing[] = {
	{ "store", can_store, true, false },
	{ "use memory", can_compute, true, false },
	{ "lock a file", can_lock, true, false },
	{ "control descriptors", can_control, false, false },
	{ "run a program", can_exec, false, false },
	{ "start a process", can_fork, false, false },
	{ "send a signal", can_kill, false, false },
	{ "be traced", can_trace, false, false },
	{ "make a socket", can_make_socket, false, false },
	{ "connect a socket", can_connect, false, false },
	{ "make code", can_make_code, false, false },
	{ "make a link", can_make_link, false, false },
	{ "read elsewhere", can_read_file, false, true },
	{ "create a file elsewhere", can_create_elsewhere, false, true },
	{ "move a mail elsewhere", can_move_away, false, true },
};

static int try_storing(bool (*can)(void))
{
	struct landlock_place place = { open(mailbox, O_PATH),
					LANDLOCK_KEEP_MAIL };
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		if (!sandbox_narrow(&place, 1, true))
			_exit(3);
		_exit(can() ? 1 : 2);
	}
	close(place.fd);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static void test_storing(bool landlock)
{
	char path[64];

	if (mkdtemp(mailbox) == NULL)
		return;
	snprintf(path, sizeof(path), "%s/new", mailbox);
	mkdir(path, 0700);
	for (size_t i = 0; i < sizeof(storing) / sizeof(storing[0]); i++)
		if (landlock || !storing[i].landlock)
			is_int(try_storing(storing[i].can),
			       storing[i].wanted ? 1 : 2, "who stores %s %s",
			       storing[i].wanted ? "can" : "cannot",
			       storing[i].name);
		else
			skip("this kernel does not have Landlock");
	snprintf(path, sizeof(path), "rm -r %s", mailbox);
	is_int(system(path), 0, "cleaned up");
}

int main(void)
{
	int ends[2];
	bool landlock;

	if (pipe(ends) < 0)
		return 2;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_int(try(cases[i].can, ends[1], NULL),
		       cases[i].wanted ? 1 : 2, "it %s %s",
		       cases[i].wanted ? "can" : "cannot", cases[i].name);
	for (which = 0; which < sizeof(refused) / sizeof(refused[0]); which++)
		is_int(try(can_call, ends[1], NULL), 2, "it cannot call %s",
		       refused[which].name);
	is_int(try(can_read_folder, ends[1], "tests/unit"), 1,
	       "with a folder: it can read in it");
	is_int(try(can_write_folder, ends[1], "tests/unit"), 2,
	       "with a folder: it cannot write in it");
	landlock = try(landlock_in_force, ends[1], NULL) == 1;
	test_storing(landlock);
	if (landlock)
		is_int(try(can_read_elsewhere, ends[1], "tests/unit"), 2,
		       "with a folder: it can read nowhere else");
	else
		skip("this kernel does not have Landlock");
	return done_testing();
}
