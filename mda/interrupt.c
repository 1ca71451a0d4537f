#include "interrupt.h"

#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "status.h"

/* Seconds from the deadline to the end of patience. */
#define GRACE 5

/* Signal handlers can only talk to globals. */
static volatile sig_atomic_t pending, holding;
static struct timespec deadline;
static int heard = -1;

static void leave(const char *line, size_t len)
{
	if (write(STDERR_FILENO, line, len) < 0)
		_exit(status_of_failure(STATUS_RETRY));
	_exit(status_of_failure(STATUS_RETRY));
}

static void on_signal(int number)
{
	static const char line[] = "4.3.0 ended by a signal or deadline\n";

	(void)number;
	if (pending && !holding)
		leave(line, sizeof(line) - 1);
	pending = 1;
}

static void on_crash(int number)
{
	static const char line[] = "4.3.0 internal error\n";

	(void)number;
	leave(line, sizeof(line) - 1);
}

static void handle(int number, void (*handler)(int))
{
	struct sigaction action = { .sa_handler = handler };

	sigemptyset(&action.sa_mask);
	sigaction(number, &action, NULL);
}

static const int endings[] = { SIGTERM, SIGINT, SIGHUP, SIGXCPU, SIGALRM };
/* SIGBUS comes with a disk that cannot read a mapped mail back. */
static const int crashes[] = { SIGBUS, SIGSEGV, SIGFPE, SIGILL, SIGABRT };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

void interrupt_catch(void)
{
	sigset_t none;

	for (size_t i = 0; i < COUNT(endings); i++)
		handle(endings[i], on_signal);
	for (size_t i = 0; i < COUNT(crashes); i++)
		handle(crashes[i], on_crash);
	handle(SIGPIPE, SIG_IGN);
	handle(SIGXFSZ, SIG_IGN);
	handle(SIGCHLD, SIG_DFL);
	/* Whoever started us may have left them blocked. */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

void interrupt_default(void)
{
	const struct itimerval off = { 0 };

	for (size_t i = 0; i < COUNT(endings); i++)
		handle(endings[i], SIG_DFL);
	for (size_t i = 0; i < COUNT(crashes); i++)
		handle(crashes[i], SIG_DFL);
	setitimer(ITIMER_REAL, &off, NULL);
}

void interrupt_deadline(unsigned seconds)
{
	const struct itimerval timer = {
		.it_value.tv_sec = (time_t)seconds,
		.it_interval.tv_sec = GRACE,
	};

	clock_gettime(CLOCK_MONOTONIC, &deadline);
	deadline.tv_sec += (time_t)seconds;
	setitimer(ITIMER_REAL, &timer, NULL);
}

int interrupt_remaining(void)
{
	struct timespec now;
	long long left;

	clock_gettime(CLOCK_MONOTONIC, &now);
	left = (long long)(deadline.tv_sec - now.tv_sec) * 1000 +
	       (deadline.tv_nsec - now.tv_nsec) / 1000000;
	return left > 0 ? (int)left : 0;
}

void interrupt_hear(int fd)
{
	heard = fd;
}

/* Its other end may be closed: that is no word. */
bool interrupt_pending(void)
{
	struct pollfd word = { heard, POLLIN, 0 };

	if (pending == 0 && heard >= 0 && poll(&word, 1, 0) > 0 &&
	    (word.revents & POLLIN) != 0)
		pending = 1;
	return pending != 0;
}

void interrupt_hold(void)
{
	holding = 1;
}
