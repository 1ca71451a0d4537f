#include "decider.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "interrupt.h"
#include "limits.h"
#include "status.h"

/* -- the child ---------------------------------------------------------------- */

/* The parent says what it means for the mail. */
static void leave_out_of_memory(void)
{
	_exit(STATUS_RETRY);
}

static bool write_all(int fd, struct str bytes)
{
	while (bytes.len > 0) {
		ssize_t put = write(fd, bytes.ptr, bytes.len);

		if (put < 0 && errno != EINTR)
			return false;
		bytes = str_skip(bytes, put > 0 ? (size_t)put : 0);
	}
	return true;
}

/* First out of the way of each other.  -1, what there is not, is left closed. */
static bool take_places(int answer, const struct door *door)
{
	int fds[DECIDER_END] = {
		[DECIDER_ANSWER] = answer,
		[DECIDER_DOOR] = door->inside,
		[DECIDER_SOCKET] = door->first,
	};

	for (int fd = DECIDER_ANSWER; fd < DECIDER_END; fd++)
		if (fds[fd] >= 0)
			fds[fd] = fcntl(fds[fd], F_DUPFD, DECIDER_END);
	for (int fd = DECIDER_ANSWER; fd < DECIDER_END; fd++)
		if (fds[fd] < 0)
			close(fd);
		else if (dup2(fds[fd], fd) < 0)
			return false;
	return fds[DECIDER_ANSWER] >= 0;
}

static _Noreturn void answer(const struct decider *decider)
{
	const struct sandbox sandbox = {
		.mail_size = decider->mail_size,
		.seconds = (unsigned)interrupt_remaining() / 1000 + 1,
		.folder = decider->folder,
	};
	struct arena *arena;
	struct order order;
	struct str bytes;

	interrupt_default();
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	arena = arena_new(LIMIT_CHILD_ARENA, leave_out_of_memory);
	if (!decider->enter(&sandbox))
		_exit(STATUS_RETRY);
	order = decider->decide(arena, decider->question);
	if (!order_encode(arena, &order, &bytes) ||
	    !write_all(DECIDER_ANSWER, bytes))
		_exit(STATUS_RETRY);
	_exit(0);
}

/* -- the parent ---------------------------------------------------------------- */

struct child {
	pid_t pid;
	int fd; /* where it answers */
	struct door door;
};

static bool start(const struct decider *decider, struct child *child)
{
	int ends[2];

	if (!door_open(&child->door, decider->servers, decider->services))
		return false;
	if (pipe2(ends, O_CLOEXEC) < 0) {
		door_close(&child->door);
		return false;
	}
	child->pid = fork();
	if (child->pid == 0) {
		if (!take_places(ends[1], &child->door))
			_exit(STATUS_RETRY);
		answer(decider);
	}
	close(ends[1]);
	child->fd = ends[0];
	if (child->pid < 0) {
		close(ends[0]);
		door_close(&child->door);
	}
	return child->pid > 0;
}

/* One piece of the answer; 0 at its end, -1 when there will be none. */
static ssize_t read_piece(struct child *child, char *piece, size_t size)
{
	struct pollfd ready[] = { { child->fd, POLLIN, 0 },
				  { child->door.outside, POLLIN, 0 } };

	for (;;) {
		int left = interrupt_remaining();
		ssize_t got;

		if (interrupt_pending() || left == 0)
			return -1;
		if (poll(ready, 2, left) <= 0)
			continue;
		if (ready[1].revents & POLLIN)
			door_serve(&child->door);
		if (ready[0].revents == 0)
			continue;
		got = read(child->fd, piece, size);
		if (got >= 0 || errno != EINTR)
			return got;
	}
}

/* To its end, and no more than an order may take. */
static bool read_answer(struct arena *arena, struct child *child,
			struct str *bytes)
{
	size_t capacity = 8 * 1024, len = 0;
	char *memory = arena_alloc(arena, capacity);

	for (;;) {
		ssize_t got = read_piece(child, memory + len, capacity - len);

		len += got > 0 ? (size_t)got : 0;
		*bytes = (struct str){ memory, len };
		if (got <= 0 || len > ORDER_MAX)
			return got == 0;
		if (len == capacity) {
			memory =
				arena_grow(arena, memory, len, capacity * 2, 1);
			capacity *= 2;
		}
	}
}

/* How it ended; one that still runs has nothing more to say. */
static int finish(struct child *child, bool answered)
{
	int status = 0;

	close(child->fd);
	door_close(&child->door);
	if (!answered)
		kill(child->pid, SIGKILL);
	while (waitpid(child->pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
		else if (interrupt_pending())
			kill(child->pid, SIGKILL);
	return status;
}

static struct str ending(struct arena *arena, size_t len, bool answered,
			 int status)
{
	if (len > ORDER_MAX)
		return STR("its answer is too long");
	if (!answered && (interrupt_pending() || interrupt_remaining() == 0))
		return STR("it did not answer in time");
	if (WIFSIGNALED(status))
		return arena_printf(arena, "it died by signal %d",
				    WTERMSIG(status));
	return arena_printf(arena,
			    "it ended with status %d (out of memory, or no "
			    "sandbox)",
			    WEXITSTATUS(status));
}

static bool judge(struct arena *arena, const struct decider *decider,
		  struct str bytes, struct order *order, struct str *error)
{
	const char *wrong;

	if (order_decode(arena, bytes, decider->mail_size, order, &wrong))
		return true;
	*error = arena_printf(arena, "its answer is not to be trusted: %s",
			      wrong);
	return false;
}

bool decider_run(struct arena *arena, const struct decider *decider,
		 struct order *order, struct str *error)
{
	struct child child;
	struct str bytes;
	bool answered;
	int status;

	if (!start(decider, &child)) {
		*error = arena_printf(arena, "it could not start: %s",
				      strerror(errno));
		return false;
	}
	answered = read_answer(arena, &child, &bytes);
	status = finish(&child, answered);
	errno = 0;
	if (!answered || status != 0) {
		*error = ending(arena, bytes.len, answered, status);
		return false;
	}
	return judge(arena, decider, bytes, order, error);
}
