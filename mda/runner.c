#include "runner.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "interrupt.h"
#include "limits.h"
#include "path.h"
#include "sanitized.h"
#include "seccomp.h"
#include "status.h"
#include "wire.h"

/* Milliseconds between looks for a signal. */
#define TICK 100

/* The largest is an ARC set. */
#define ANSWER_MAX (LIMIT_ORDER_FIELDS + (size_t)1024)

/* Room for one descriptor, rightly aligned; CMSG_LEN() of it is told to the
 * kernel, since CMSG_SPACE() has room for two. */
union control {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(sizeof(int))];
};

/* -- in the runner --------------------------------------------------------------- */

struct served {
	const struct delivery *delivery;
	int socket, stop;
};

static void leave(void)
{
	_exit(STATUS_RETRY);
}

static int smallest_from(const int *list, size_t count, int from)
{
	int found = -1;

	for (size_t i = 0; i < count; i++)
		if (list[i] >= from && (found < 0 || list[i] < found))
			found = list[i];
	return found;
}

/* Not every kernel has close_range(). */
static void close_between(int from, int end)
{
	if (from < end && close_range((unsigned)from, (unsigned)end - 1, 0) < 0)
		for (int fd = from; fd < end; fd++)
			close(fd);
}

/* Nobody waits for what the MTA gave us, or for a lock, because of us. */
static bool keep_only(const int *list, size_t count)
{
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	int from = STDERR_FILENO + 1, next;

	if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 ||
	    dup2(nothing, STDOUT_FILENO) < 0)
		return false;
#ifndef SANITIZED
	if (dup2(nothing, STDERR_FILENO) < 0)
		return false;
#endif
	for (; (next = smallest_from(list, count, from)) >= 0; from = next + 1)
		close_between(from, next);
	closefrom(from);
	return true;
}

static bool settle(const struct served *served)
{
	const struct secrets *secrets = served->delivery->secrets;
	const int kept[] = { served->socket, served->stop,
			     secrets != NULL ? secrets->seal.fd : -1,
			     secrets != NULL ? secrets->dkim.fd : -1 };

	interrupt_deadline((unsigned)interrupt_remaining() / 1000 + 1);
	interrupt_hear(served->stop);
	return keep_only(kept, sizeof(kept) / sizeof(kept[0]));
}

/* The length of a request, and the mail that it is about.  False: there is none
 * any more. */
static bool receive_length(int socket, uint64_t *len, int *fd)
{
	struct iovec data = { len, sizeof(*len) };
	union control control = { 0 };
	struct msghdr message = { .msg_iov = &data,
				  .msg_iovlen = 1,
				  .msg_control = control.bytes,
				  .msg_controllen = CMSG_LEN(sizeof(int)) };
	ssize_t got;

	do
		got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_WAITALL);
	while (got < 0 && errno == EINTR);
	*fd = -1;
	if (CMSG_FIRSTHDR(&message) != NULL &&
	    control.header.cmsg_type == SCM_RIGHTS &&
	    control.header.cmsg_len == CMSG_LEN(sizeof(int)))
		memcpy(fd, CMSG_DATA(&control.header), sizeof(*fd));
	return got == sizeof(*len) && *len <= LIMIT_ERRAND;
}

static bool is_mail(int fd)
{
	struct stat status;

	return fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

static bool answer(struct arena *arena, int socket, enum program_status status,
		   struct str text)
{
	struct buf buf = buf_new(arena, ANSWER_MAX);

	if (text.len > LIMIT_ORDER_FIELDS)
		return false;
	wire_put(&buf, status);
	wire_put_str(&buf, text);
	return wire_send(socket, buf_str(&buf));
}

/* A mail that is being sent when we die is sent; what users choose to run does
 * not outlive us. */
static void bind_to_life(const struct errand *errand)
{
	prctl(PR_SET_PDEATHSIG, errand->kind == ERRAND_PIPE ? SIGTERM : 0, 0, 0,
	      0);
}

/* Who asks for anything else than the order does is not answered. */
static bool serve_one(struct arena *arena, const struct served *served)
{
	uint64_t len;
	struct errand errand;
	enum program_status status;
	struct str bytes, text = STR("");
	int fd;

	if (!receive_length(served->socket, &len, &fd) ||
	    !wire_receive_rest(arena, served->socket, len, &bytes) ||
	    !errand_decode(arena, served->delivery, bytes, &errand) ||
	    !is_mail(fd)) {
		path_close(fd);
		return false;
	}
	errand.mail_fd = fd;
	bind_to_life(&errand);
	status = errand_do(arena, served->delivery, &errand, &text);
	path_close(fd);
	return answer(arena, served->socket, status, text);
}

static _Noreturn void serve(const struct served *served)
{
	size_t left = errand_count(served->delivery->order);
	bool more = settle(served) && wire_send(served->socket, STR(""));

	while (more && left-- > 0) {
		struct arena *arena = arena_new(LIMIT_PARENT_ARENA, leave);

		more = serve_one(arena, served);
		arena_free(arena);
	}
	_exit(STATUS_DELIVERED);
}

/* -- in the process that acts --------------------------------------------------- */

static void close_all(const int *fds, size_t count)
{
	for (size_t i = 0; i < count; i++)
		path_close(fds[i]);
}

/* [0] and [1] of each are the runner's and ours. */
static bool open_ways(int ways[4])
{
	int ends[2];

	ways[0] = ways[1] = ways[2] = ways[3] = -1;
	if (pipe2(&ways[2], O_CLOEXEC) < 0)
		return false;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0) {
		ways[0] = ends[0];
		ways[1] = fcntl(ends[1], F_DUPFD_CLOEXEC, SECCOMP_SOCKET);
		path_close(ends[1]);
	}
	if (ways[1] == SECCOMP_SOCKET)
		return true;
	close_all(ways, 4);
	return false;
}

/* Only who signs needs them. */
static void give_up_keys(const struct secrets *secrets)
{
	if (secrets == NULL)
		return;
	path_close(secrets->seal.fd);
	path_close(secrets->dkim.fd);
}

void runner_end(struct runner *runner)
{
	path_close(runner->socket);
	path_close(runner->stop);
	runner->socket = runner->stop = -1;
}

/* It says an empty word when it is ready. */
static bool is_ready(struct arena *arena, const struct runner *runner)
{
	struct str word;

	return wire_receive(arena, runner->socket, 0, &word);
}

bool runner_start(struct arena *arena, const struct delivery *delivery,
		  struct runner *runner)
{
	struct served served;
	int ways[4];
	pid_t pid;

	if (!open_ways(ways))
		return false;
	served = (struct served){ delivery, ways[0], ways[2] };
	pid = fork();
	if (pid == 0) {
		path_close(ways[1]);
		path_close(ways[3]);
		serve(&served);
	}
	path_close(ways[0]);
	path_close(ways[2]);
	*runner = (struct runner){ ways[1], ways[3], false };
	if (pid > 0 && is_ready(arena, runner)) {
		give_up_keys(delivery->secrets);
		return true;
	}
	errno = pid < 0 ? errno : ECHILD;
	runner_end(runner);
	return false;
}

/* With the mail, which it has to have open. */
static bool send_length(int socket, uint64_t len, int fd)
{
	struct iovec data = { &len, sizeof(len) };
	union control control = { 0 };
	struct msghdr message = { .msg_iov = &data,
				  .msg_iovlen = 1,
				  .msg_control = control.bytes,
				  .msg_controllen = sizeof(control.bytes) };
	ssize_t put;

	control.header = (struct cmsghdr){ .cmsg_len = CMSG_LEN(sizeof(int)),
					   .cmsg_level = SOL_SOCKET,
					   .cmsg_type = SCM_RIGHTS };
	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	do
		put = sendmsg(socket, &message, MSG_NOSIGNAL);
	while (put < 0 && errno == EINTR);
	return put == sizeof(len);
}

/* What it runs ends in time, by itself or because of us: there is an end of
 * waiting. */
static void await(struct runner *runner)
{
	struct pollfd ready = { runner->socket, POLLIN, 0 };

	while (poll(&ready, 1, TICK) <= 0) {
		if (!interrupt_pending() || runner->stopped)
			continue;
		runner->stopped = write(runner->stop, "", 1) == 1;
	}
}

static bool receive_answer(struct arena *arena, const struct runner *runner,
			   enum program_status *status, struct str *text)
{
	struct wire wire = { .arena = arena };

	if (!wire_receive(arena, runner->socket, ANSWER_MAX, &wire.rest))
		return false;
	*status = (enum program_status)wire_take(&wire, PROGRAM_FAILED);
	*text = wire_take_str(&wire);
	return wire_ended(&wire);
}

enum program_status runner_ask(struct arena *arena,
			       const struct delivery *delivery,
			       const struct errand *errand, struct str *text)
{
	struct runner *runner = delivery->runner;
	struct str bytes = errand_encode(arena, delivery, errand);
	enum program_status status, lost = PROGRAM_RETRY;

	if (runner->socket >= 0 &&
	    send_length(runner->socket, bytes.len, errand->mail_fd) &&
	    wire_send_rest(runner->socket, bytes)) {
		lost = PROGRAM_LOST;
		await(runner);
		if (receive_answer(arena, runner, &status, text))
			return status;
	}
	runner_end(runner);
	*text = STR("the process that starts programs ended");
	return lost;
}
