/* The deciding process: what it answers, how it fails, and whom it reaches. */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../mda/decider.h"
#include "../../mda/door.h"
#include "../../mda/interrupt.h"
#include "../../mda/limits.h"
#include "../tap.h"

/* -- a name server, and somebody else ------------------------------------------- */

static struct nameservers servers, first_unreachable;
static struct sockaddr_in elsewhere;

/* A socket on some port of 127.0.0.1. */
static int any_port(int type, struct sockaddr_in *address)
{
	int fd = socket(AF_INET, type, 0);
	socklen_t size = sizeof(*address);

	*address = (struct sockaddr_in){ .sin_family = AF_INET };
	address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(fd, (struct sockaddr *)address, size) < 0 ||
	    getsockname(fd, (struct sockaddr *)address, &size) < 0)
		return -1;
	return fd;
}

/* Says "pong" to whatever comes by UDP. */
static pid_t server_start(void)
{
	struct sockaddr_in address, from;
	int fd = any_port(SOCK_DGRAM, &address);
	const char *error;
	char text[32], both[64];
	pid_t pid;

	snprintf(text, sizeof(text), "127.0.0.1:%d", ntohs(address.sin_port));
	nameservers_parse(str_from(text), &servers, &error);
	/* no socket is connected to all of a net */
	snprintf(both, sizeof(both), "255.255.255.255:53 %s", text);
	nameservers_parse(str_from(both), &first_unreachable, &error);
	pid = fork();
	while (pid == 0) {
		socklen_t size = sizeof(from);

		if (recvfrom(fd, text, sizeof(text), 0,
			     (struct sockaddr *)&from, &size) < 0)
			_exit(1);
		sendto(fd, "pong", 4, 0, (struct sockaddr *)&from, size);
	}
	close(fd);
	return pid;
}

/* -- what it does ----------------------------------------------------------------- */

static struct order answer(const char *text)
{
	return (struct order){ .report = str_from(text) };
}

static struct order ask_by(struct arena *arena, int fd)
{
	char bytes[16];
	struct pollfd ready = { fd, POLLIN, 0 };
	ssize_t got;

	if (send(fd, "ping", 4, 0) != 4 || poll(&ready, 1, 5000) != 1)
		return answer("no answer");
	got = recvfrom(fd, bytes, sizeof(bytes), 0, NULL, NULL);
	return (struct order){
		.report = arena_copy(arena, (struct str){ bytes, (size_t)got })
	};
}

static struct order ask(struct arena *arena, const void *question)
{
	(void)question;
	return ask_by(arena, door_ask(DECIDER_DOOR, 0, SOCK_DGRAM));
}

static struct order ask_at_once(struct arena *arena, const void *question)
{
	(void)question;
	return ask_by(arena, DECIDER_SOCKET);
}

/* A socket that took the place would be asked as that server. */
static struct order ask_another(struct arena *arena, const void *question)
{
	int fd = door_ask(DECIDER_DOOR, 1, SOCK_DGRAM);

	(void)question;
	if (fd == DECIDER_SOCKET)
		return answer("it stands where the first server's would");
	return send(DECIDER_SOCKET, "ping", 4, 0) < 0 ? ask_by(arena, fd)
						      : answer("sent");
}

static struct order reach(struct arena *arena, const void *question)
{
	int fd = door_ask(DECIDER_DOOR, 0, SOCK_DGRAM);
	const struct sockaddr *address = (const struct sockaddr *)&elsewhere;

	(void)arena;
	(void)question;
	if (sendto(fd, "x", 1, 0, address, sizeof(elsewhere)) >= 0)
		return answer("sent elsewhere");
	if (connect(fd, address, sizeof(elsewhere)) == 0)
		return answer("connected elsewhere");
	return answer(errno == EPERM ? "refused" : "failed");
}

static struct order ask_for_others(struct arena *arena, const void *question)
{
	(void)arena;
	(void)question;
	for (size_t server = 1; server < 128; server++)
		if (door_ask(DECIDER_DOOR, server, SOCK_DGRAM) >= 0)
			return answer("a socket to no server");
	return answer("refused");
}

static struct order ask_on_and_on(struct arena *arena, const void *question)
{
	int fd, count = 0;

	(void)question;
	while ((fd = door_ask(DECIDER_DOOR, 0, SOCK_DGRAM)) >= 0) {
		close(fd);
		count++;
	}
	return answer(arena_printf(arena, "%d", count).ptr);
}

static struct order fall(struct arena *arena, const void *question)
{
	(void)arena;
	(void)question;
	__builtin_trap();
}

static struct order eat(struct arena *arena, const void *question)
{
	(void)question;
	for (size_t i = 0; i < SIZE_MAX; i++)
		arena_alloc(arena, 1 << 20);
	return answer("it had enough");
}

static struct order spin(struct arena *arena, const void *question)
{
	(void)arena;
	(void)question;
	for (volatile size_t i = 0; i < SIZE_MAX; i++)
		continue;
	return answer("it ended");
}

static struct order lie(struct arena *arena, const void *question)
{
	static const struct action action = { .type = ACTION_STORE,
					      .folder = STR_INIT("a/../b") };

	(void)arena;
	(void)question;
	return (struct order){ .actions = { &action, 1 } };
}

static struct order chatter(struct arena *arena, const void *question)
{
	static char bytes[1 << 16];

	(void)arena;
	(void)question;
	for (;;)
		if (write(DECIDER_ANSWER, bytes, sizeof(bytes)) < 0)
			_exit(0);
}

static struct order say_nothing(struct arena *arena, const void *question)
{
	(void)arena;
	(void)question;
	_exit(0);
}

static const struct {
	const char *name;
	struct order (*decide)(struct arena *, const void *);
	const char *report, *error; /* either */
	const struct nameservers *servers; /* NULL: the one that answers */
} cases[] = {
	{ "asks a server", ask, "pong", NULL },
	{ "asks it by the socket that is there", ask_at_once, "pong", NULL },
	{ "asks the second server where the first cannot be reached",
	  ask_another, "pong", NULL, &first_unreachable },
	{ "wants to reach somebody else", reach, "refused", NULL },
	{ "asks for what is no server", ask_for_others, "refused", NULL },
	{ "asks for sockets without end", ask_on_and_on, "1000", NULL },
	{ "crashes", fall, NULL, "it died by signal 4" },
	{ "takes all memory", eat, NULL,
	  "it ended with status 75 (out of memory, or no sandbox)" },
	{ "lies", lie, NULL,
	  "its answer is not to be trusted: the name of a folder" },
	{ "says too much", chatter, NULL, "its answer is too long" },
	{ "says nothing", say_nothing, NULL,
	  "its answer is not to be trusted: the form of the message" },
	/* the last: the deadline that is over stays so */
	{ "never ends", spin, NULL, "it did not answer in time" },
};

int main(void)
{
	struct arena *arena = arena_new(LIMIT_PARENT_ARENA, NULL);
	int other = any_port(SOCK_DGRAM, &elsewhere);
	pid_t server = server_start();

	interrupt_catch();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct decider decider = {
			.enter = sandbox_enter,
			.decide = cases[i].decide,
			.servers = cases[i].servers != NULL ? cases[i].servers
							    : &servers
		};
		struct order order;
		struct str error = STR("");
		bool answered;

		interrupt_deadline(2);
		answered = decider_run(arena, &decider, &order, &error);
		is_str(answered ? order.report : error,
		       cases[i].report != NULL ? cases[i].report
					       : cases[i].error,
		       "it %s", cases[i].name);
	}
	ok(recv(other, &(char){ 0 }, 1, MSG_DONTWAIT) < 0,
	   "nobody else was reached");
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	arena_free(arena);
	return done_testing();
}
