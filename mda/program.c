#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../filter/buf.h"
#include "../filter/shown.h"
#include "interrupt.h"
#include "limits.h"
#include "path.h"
#include "status.h"

/* Milliseconds between looks whether it has ended; most close stderr then,
 * which is seen at once. */
#define TICK 10

/* A running program. */
struct process {
	pid_t pid;
	int errors_fd; /* what it prints on stderr */
	int output_fd; /* and on stdout; -1: nobody wants it */
	struct buf *errors, *output;
};

/* -- the child ------------------------------------------------------------ */

char **program_environment(struct arena *arena, const struct user *user,
			   const struct str *more, size_t count)
{
	const char *instance = getenv("MAIL_CONFIG");
	const struct str own[] = {
		STR("PATH=/usr/sbin:/usr/bin:/sbin:/bin"),
		arena_printf(arena, "HOME=%s", user->home),
		arena_printf(arena, "USER=%s", user->name),
		arena_printf(arena, "LOGNAME=%s", user->name),
		arena_printf(arena, "MAIL_CONFIG=%s",
			     instance != NULL ? instance : ""),
	};
	size_t own_count = sizeof(own) / sizeof(own[0]) - (instance == NULL);
	char **list = ARENA_ARRAY(arena, char *, own_count + count + 1);

	for (size_t i = 0; i < own_count; i++)
		list[i] = arena_cstr(arena, own[i]);
	for (size_t i = 0; i < count; i++)
		list[own_count + i] = arena_cstr(arena, more[i]);
	return list;
}

static void default_signals(void)
{
	sigset_t none;

	interrupt_default();
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static bool limit(int resource, rlim_t most)
{
	const struct rlimit both = { most, most };

	return setrlimit(resource, &both) == 0 || errno == EPERM;
}

/* EPERM: a lower one holds already. */
static bool set_limits(void)
{
	return limit(RLIMIT_CORE, 0) &&
	       limit(RLIMIT_CPU, LIMIT_PROGRAM_SECONDS) &&
	       limit(RLIMIT_AS, LIMIT_PROGRAM_MEMORY) &&
	       limit(RLIMIT_FSIZE, LIMIT_PROGRAM_FILE) &&
	       limit(RLIMIT_NOFILE, LIMIT_PROGRAM_FILES);
}

/* What users choose does not outlive who waits for it. */
static bool restrict_rights(const struct program *program)
{
	return !program->limited ||
	       (set_limits() && prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0);
}

static _Noreturn void become_program(const struct program *program,
				     int errors_fd, int output_fd)
{
	/* First of all: what stands on our own stderr is for the MTA. */
	if (dup2(errors_fd, STDERR_FILENO) < 0)
		_exit(STATUS_RETRY);
	if (output_fd < 0)
		output_fd = open("/dev/null", O_WRONLY);
	setpgid(0, 0);
	default_signals();
	if (output_fd >= 0 && dup2(program->input_fd, STDIN_FILENO) >= 0 &&
	    dup2(output_fd, STDOUT_FILENO) >= 0 && restrict_rights(program)) {
		closefrom(STDERR_FILENO + 1);
		execve(program->argv[0], program->argv, program->environment);
	}
	dprintf(STDERR_FILENO, "cannot be run: %s\n", strerror(errno));
	_exit(STATUS_RETRY);
}

/* -- the parent ----------------------------------------------------------- */

/* [0] is ours, and does not block. */
static bool open_pipe(int fds[2])
{
	if (pipe2(fds, O_CLOEXEC) < 0)
		return false;
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	return true;
}

static bool start(const struct program *program, struct process *process)
{
	int errors[2], output[2] = { -1, -1 };

	if (!open_pipe(errors))
		return false;
	if (program->output != NULL && !open_pipe(output)) {
		path_close(errors[0]);
		path_close(errors[1]);
		return false;
	}
	process->errors_fd = errors[0];
	process->output_fd = output[0];
	process->pid = fork();
	if (process->pid == 0)
		become_program(program, errors[1], output[1]);
	path_close(errors[1]);
	path_close(output[1]);
	/* Here as well: it may have to be killed before it did that itself. */
	if (process->pid > 0)
		setpgid(process->pid, process->pid);
	if (process->pid < 0) {
		path_close(errors[0]);
		path_close(output[0]);
	}
	return process->pid > 0;
}

/* What fits is kept, the rest is read away. */
static void keep(struct buf *into, struct str bytes)
{
	size_t room = into->ceiling - into->len;

	buf_add(into, str_first(bytes, room));
	into->overflow = into->overflow || bytes.len > room;
}

/* False when there is no more. */
static bool read_from(int fd, struct buf *into)
{
	char bytes[4096];
	ssize_t got = fd >= 0 ? read(fd, bytes, sizeof(bytes)) : 0;

	if (got > 0)
		keep(into, (struct str){ bytes, (size_t)got });
	return got > 0;
}

static int milliseconds_until(const struct timespec *end)
{
	struct timespec now;
	long long left;

	clock_gettime(CLOCK_MONOTONIC, &now);
	left = (end->tv_sec - now.tv_sec) * 1000LL +
	       (end->tv_nsec - now.tv_nsec) / 1000000;
	return left > 0 ? (int)left : 0;
}

/* Until it ends; false when time is up.  Somebody it left behind may still
 * hold its stderr, so the end of output says nothing. */
static bool watch(const struct process *process, unsigned seconds, int *status)
{
	struct pollfd readable[] = { { process->errors_fd, POLLIN, 0 },
				     { process->output_fd, POLLIN, 0 } };
	struct timespec end;
	int left;

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += seconds;
	while (!interrupt_pending() && (left = milliseconds_until(&end)) > 0) {
		if (waitpid(process->pid, status, WNOHANG) == process->pid)
			return true;
		if (poll(readable, 2, left < TICK ? left : TICK) <= 0)
			continue;
		if (readable[0].revents != 0 &&
		    !read_from(process->errors_fd, process->errors))
			readable[0].fd = -1;
		if (readable[1].revents != 0 &&
		    !read_from(process->output_fd, process->output))
			readable[1].fd = -1;
	}
	return false;
}

/* Its wait status; -1 when it had to be killed. */
static int wait_for(const struct process *process, unsigned seconds)
{
	int status;
	bool ended = watch(process, seconds, &status);

	if (!ended) {
		kill(-process->pid, SIGKILL);
		while (waitpid(process->pid, &status, 0) < 0 && errno == EINTR)
			continue;
	}
	while (!process->errors->overflow &&
	       read_from(process->errors_fd, process->errors))
		continue;
	while (process->output != NULL && !process->output->overflow &&
	       read_from(process->output_fd, process->output))
		continue;
	path_close(process->errors_fd);
	path_close(process->output_fd);
	return ended ? status : -1;
}

/* -- what it says --------------------------------------------------------- */

static struct str first_line(struct arena *arena, struct str output)
{
	struct str line = STR("");

	while (line.len == 0 && str_cut(&output, '\n', &line))
		line = str_trim(line);
	return shown(arena, line, LIMIT_SHOWN_VALUE);
}

static enum program_status judge(struct arena *arena, const char *program,
				 int status, struct str output,
				 struct str *error)
{
	struct str line = first_line(arena, output);
	int code = status != -1 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;

	if (code == 0)
		return PROGRAM_DONE;
	if (code > 0)
		*error = arena_printf(arena, "%s: status %d%s%.*s", program,
				      code, line.len > 0 ? ": " : "",
				      STR_ARG(line));
	else
		*error = arena_printf(arena, "%s: %s", program,
				      status == -1 ? "took too long"
						   : "killed by a signal");
	return code > 0 && code != STATUS_RETRY ? PROGRAM_FAILED
						: PROGRAM_RETRY;
}

enum program_status program_run(struct arena *arena,
				const struct program *program,
				struct str *error)
{
	struct buf errors = buf_new(arena, LIMIT_PROGRAM_OUTPUT);
	struct process process = { .errors = &errors,
				   .output = program->output };
	int status;

	if (!start(program, &process)) {
		*error = arena_printf(arena, "%s: %s", program->argv[0],
				      strerror(errno));
		return PROGRAM_RETRY;
	}
	status = wait_for(&process, program->seconds);
	return judge(arena, program->argv[0], status, buf_str(&errors), error);
}
