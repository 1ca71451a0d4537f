#include "door.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "interrupt.h"
#include "path.h"

/* A request is one byte: a server's number, and this bit for TCP, */
#define STREAM 0x80
/* or this bit and the number of a service. */
#define SERVICE 0x40

/* Room for the one descriptor that an answer carries, rightly aligned. */
union control {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(sizeof(int))];
};

/* One that cannot be reached keeps its place: what is handed out later would be
 * taken for it there. */
static int first_server(const struct nameservers *servers)
{
	int fd;

	if (servers == NULL || servers->count == 0)
		return -1;
	fd = nameserver_connect(&servers->list[0], SOCK_DGRAM);
	return fd >= 0 ? fd : open("/dev/null", O_RDONLY | O_CLOEXEC);
}

bool door_open(struct door *door, const struct nameservers *servers,
	       const struct service *services)
{
	int ends[2] = { -1, -1 };

	if ((servers != NULL || services != NULL) &&
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return false;
	*door = (struct door){ .servers = servers,
			       .services = services,
			       .inside = ends[0],
			       .outside = ends[1],
			       .first = first_server(servers),
			       .left = LIMIT_DOOR_SOCKETS };
	return true;
}

void door_close(struct door *door)
{
	path_close(door->inside);
	path_close(door->outside);
	path_close(door->first);
	door->inside = door->outside = door->first = -1;
}

/* One byte, and the descriptor if there is one. */
static void hand_out(int outside, int fd)
{
	char byte = 0;
	struct iovec data = { &byte, 1 };
	union control control = { 0 };
	struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1 };

	if (fd >= 0) {
		message.msg_control = control.bytes;
		message.msg_controllen = sizeof(control.bytes);
		control.header = (struct cmsghdr){
			.cmsg_len = CMSG_LEN(sizeof(int)),
			.cmsg_level = SOL_SOCKET,
			.cmsg_type = SCM_RIGHTS,
		};
		memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	}
	/* It waits for the answer, so there is room; one that does not is no
	 * reason for us to wait. */
	sendmsg(outside, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* In its own process, which ends with ours: nobody waits for it. */
static _Noreturn void serve(const struct service *service, int socket)
{
	interrupt_default();
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	service->serve(socket, service->user);
	_exit(0);
}

static int start(const struct service *service)
{
	int ends[2];
	pid_t pid;

	if (service->serve == NULL)
		return -1;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		return -1;
	pid = fork();
	if (pid == 0)
		serve(service, ends[1]);
	close(ends[1]);
	if (pid > 0)
		return ends[0];
	close(ends[0]);
	return -1;
}

static int start_service(struct door *door, size_t number)
{
	if (door->services == NULL || number >= DOOR_SERVICES ||
	    door->started[number] >= door->services[number].most)
		return -1;
	door->started[number]++;
	return start(&door->services[number]);
}

static int connect_to(struct door *door, unsigned char request)
{
	size_t number = request & (unsigned)~(STREAM | SERVICE);

	if ((request & SERVICE) != 0)
		return start_service(door, number);
	if (door->servers == NULL || number >= door->servers->count)
		return -1;
	return nameserver_connect(&door->servers->list[number],
				  request & STREAM ? SOCK_STREAM : SOCK_DGRAM);
}

void door_serve(struct door *door)
{
	unsigned char request;
	int fd = -1;

	if (recv(door->outside, &request, 1, MSG_DONTWAIT) != 1)
		return;
	if (door->left > 0) {
		door->left--;
		fd = connect_to(door, request);
	}
	hand_out(door->outside, fd);
	path_close(fd);
}

static int ask(int inside, char byte)
{
	struct iovec data = { &byte, 1 };
	union control control = { 0 };
	struct msghdr message = { .msg_iov = &data,
				  .msg_iovlen = 1,
				  .msg_control = control.bytes,
				  .msg_controllen = sizeof(control.bytes) };
	int fd = -1;

	if (write(inside, &byte, 1) != 1 ||
	    recvmsg(inside, &message, MSG_CMSG_CLOEXEC) != 1)
		return -1;
	errno = ECONNREFUSED;
	if (CMSG_FIRSTHDR(&message) != NULL &&
	    control.header.cmsg_type == SCM_RIGHTS &&
	    control.header.cmsg_len == CMSG_LEN(sizeof(int)))
		memcpy(&fd, CMSG_DATA(&control.header), sizeof(fd));
	return fd;
}

int door_ask(int inside, size_t server, int type)
{
	return ask(inside, (char)(server | (type == SOCK_STREAM ? STREAM : 0)));
}

int door_ask_service(int inside, enum door_service service)
{
	return ask(inside, (char)(SERVICE | service));
}
