/* What the deciding process cannot do, tried from inside. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../mda/sandbox.h"
#include "../tap.h"

#define ANSWER 7

/* What was open before, and the MTA's end of stderr. */
static bool can_use_others(void)
{
	return fcntl(ANSWER + 1, F_GETFD) >= 0 || fcntl(3, F_GETFD) >= 0 ||
	       lseek(STDIN_FILENO, 0, SEEK_CUR) != 0;
}

static bool can_answer(void)
{
	return write(ANSWER, "x", 1) == 1;
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

static bool can_local_socket(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}

static bool can_listen(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return bind(fd, (struct sockaddr *)&any, sizeof(any)) == 0;
}

static bool can_read_file(void)
{
	return open("/etc/passwd", O_RDONLY) >= 0;
}

static bool can_ask(void)
{
	return socket(AF_INET, SOCK_DGRAM, 0) >= 0 &&
	       socket(AF_INET6, SOCK_STREAM, 0) >= 0;
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
	{ "talk to local services", can_local_socket, false },
	{ "accept connections", can_listen, false },
	{ "read a file", can_read_file, true },
	{ "ask DNS", can_ask, true },
	{ "use memory", can_compute, true },
};

/* 1: it can; 2: it cannot; anything else is neither. */
static int try(bool (*can)(void), int pipe_end)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		dup2(pipe_end, ANSWER);
		dup2(pipe_end, ANSWER + 1);
		if (!sandbox_enter(ANSWER, 0, 10))
			_exit(3);
		_exit(can() ? 1 : 2);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

int main(void)
{
	int ends[2];

	if (pipe(ends) < 0)
		return 2;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_int(try(cases[i].can, ends[1]), cases[i].wanted ? 1 : 2,
		       "it %s %s", cases[i].wanted ? "can" : "cannot",
		       cases[i].name);
	return done_testing();
}
