#include "door.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "path.h"

/* A request is one byte: the server's number, and this bit for TCP. */
#define STREAM 0x80

/* Room for the one descriptor that an answer carries, rightly aligned. */
union control {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(sizeof(int))];
};

bool door_open(struct door *door, const struct nameservers *servers)
{
	int ends[2] = { -1, -1 };

	if (servers != NULL &&
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return false;
	*door = (struct door){ servers, ends[0], ends[1], LIMIT_DOOR_SOCKETS };
	return true;
}

void door_close(struct door *door)
{
	path_close(door->inside);
	path_close(door->outside);
	door->inside = door->outside = -1;
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

void door_serve(struct door *door)
{
	unsigned char request;
	size_t server;
	int fd = -1;

	if (recv(door->outside, &request, 1, MSG_DONTWAIT) != 1)
		return;
	server = request & (STREAM - 1);
	if (server < door->servers->count && door->left > 0) {
		door->left--;
		fd = nameserver_connect(&door->servers->list[server],
					request & STREAM ? SOCK_STREAM
							 : SOCK_DGRAM);
	}
	hand_out(door->outside, fd);
	path_close(fd);
}

int door_ask(int inside, size_t server, int type)
{
	char byte = (char)(server | (type == SOCK_STREAM ? STREAM : 0));
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
