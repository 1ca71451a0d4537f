#include "channel.h"

/* ares_send() and ares_getsock()'s kin are what c-ares 1.18 has. */
#define CARES_NO_DEPRECATED
#include <ares.h>
#include <string.h>
#include <unistd.h>

#include "decider.h"
#include "door.h"

/* -- sockets --------------------------------------------------------------- */

/* A system call for each would be needed to set what is set already, or to
 * connect what is connected: c-ares leaves to us what is done with sockets. */

static ares_socket_t open_socket(int family, int type, int protocol, void *arg)
{
	struct channel *channel = arg;
	struct channels *all = channel->all;
	size_t number = (size_t)(channel - all->list);

	(void)family;
	(void)protocol;
	if (!all->by_door)
		return nameserver_connect(&all->servers.list[number], type);
	if (number > 0 || type != SOCK_DGRAM || all->used_first)
		return door_ask(DECIDER_DOOR, number, type);
	all->used_first = true;
	return DECIDER_SOCKET;
}

static int close_socket(ares_socket_t fd, void *arg)
{
	(void)arg;
	return close(fd);
}

static int connect_socket(ares_socket_t fd, const struct sockaddr *address,
			  ares_socklen_t len, void *arg)
{
	(void)fd;
	(void)address;
	(void)len;
	(void)arg;
	return 0;
}

static ares_ssize_t receive(ares_socket_t fd, void *bytes, size_t size,
			    int flags, struct sockaddr *from,
			    ares_socklen_t *from_len, void *arg)
{
	(void)arg;
	return recvfrom(fd, bytes, size, flags, from, from_len);
}

static ares_ssize_t put(ares_socket_t fd, const struct iovec *pieces, int count,
			void *arg)
{
	(void)arg;
	(void)count; /* for the rest it calls again */
	return sendto(fd, pieces[0].iov_base, pieces[0].iov_len, MSG_NOSIGNAL,
		      NULL, 0);
}

static const struct ares_socket_functions socket_functions = {
	open_socket, close_socket, connect_socket, receive, put
};

/* c-ares says what it wants to know of a socket; nothing: it is closed. */
static void socket_changed(void *arg, ares_socket_t fd, int readable,
			   int writable)
{
	struct channel *channel = arg;
	struct channels *all = channel->all;
	short events =
		(short)((readable ? POLLIN : 0) | (writable ? POLLOUT : 0));
	size_t i = 0, last = all->socket_count;

	while (i < last && all->sockets[i].fd != fd)
		i++;
	if (events == 0 && i < last) {
		all->sockets[i] = all->sockets[last - 1];
		all->owners[i] = all->owners[last - 1];
		all->socket_count--;
	} else if (events != 0 && i < LIMIT_DNS_SOCKETS) {
		all->sockets[i] = (struct pollfd){ fd, events, 0 };
		all->owners[i] = channel;
		all->socket_count += i == last;
	}
}

/* -- asking ---------------------------------------------------------------- */

/* When it is first needed: in the process that asks. */
static bool channel_open(struct channel *channel)
{
	const struct channels *all = channel->all;
	char lookups[] = "b"; /* not /etc/hosts */
	/* The socket stays: a question waits for the answer to another one, and
	 * each new socket is one that the door has to be asked for.
	 * With servers, domains, dots and an order of addresses, all none, it
	 * has nothing to look for in files, which cannot be opened here */
	struct ares_options options = {
		.flags = ARES_FLAG_EDNS | ARES_FLAG_NOSEARCH |
			 ARES_FLAG_STAYOPEN,
		.timeout = (int)all->patience,
		.tries = 1,
		.ednspsz = LIMIT_DNS_UDP,
		.lookups = lookups,
		.sock_state_cb = socket_changed,
		.sock_state_cb_data = channel,
	};

	if (channel->ares != NULL)
		return true;
	if (ares_init_options(&channel->ares, &options,
			      ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS |
				      ARES_OPT_TRIES | ARES_OPT_EDNSPSZ |
				      ARES_OPT_LOOKUPS | ARES_OPT_NDOTS |
				      ARES_OPT_SERVERS | ARES_OPT_DOMAINS |
				      ARES_OPT_SORTLIST |
				      ARES_OPT_SOCK_STATE_CB) != ARES_SUCCESS) {
		channel->ares = NULL;
		return false;
	}
	ares_set_socket_functions(channel->ares, &socket_functions, channel);
	return ares_set_servers_ports_csv(
		       channel->ares,
		       all->servers.list[channel - all->list].text) ==
	       ARES_SUCCESS;
}

static void take_answer(void *arg, int status, int timeouts,
			unsigned char *bytes, int len)
{
	struct asked *asked = arg;

	(void)timeouts;
	if (status == ARES_SUCCESS)
		asked->answered(asked, CHANNEL_ANSWER, (const char *)bytes,
				(size_t)len);
	else if (status != ARES_EDESTRUCTION)
		asked->answered(asked,
				status == ARES_ETIMEOUT ? CHANNEL_TIMEOUT
							: CHANNEL_FAILURE,
				NULL, 0);
}

bool channel_send(struct channels *channels, size_t server,
		  const unsigned char *bytes, size_t len, struct asked *asked)
{
	struct channel *channel = &channels->list[server];

	if (!channel_open(channel))
		return false;
	ares_send(channel->ares, bytes, (int)len, take_answer, asked);
	return true;
}

/* -- waiting --------------------------------------------------------------- */

/* Until the first of the channels wants to look at the clock. */
static int wait_ms(struct channels *channels, unsigned most)
{
	struct timeval longest = { (time_t)(most / 1000),
				   (suseconds_t)(most % 1000) * 1000 };
	struct timeval *wait = &longest, timers[LIMIT_DNS_SERVERS];

	for (size_t i = 0; i < channels->servers.count; i++)
		if (channels->list[i].ares != NULL)
			wait = ares_timeout(channels->list[i].ares, wait,
					    &timers[i]);
	return (int)(wait->tv_sec * 1000 + (wait->tv_usec + 999) / 1000);
}

void channels_step(struct channels *channels, unsigned most)
{
	struct pollfd sockets[LIMIT_DNS_SOCKETS];
	struct channel *owners[LIMIT_DNS_SOCKETS];
	size_t count = channels->socket_count;
	int ready;

	/* what is done with one socket changes the list */
	memcpy(sockets, channels->sockets, sizeof(sockets));
	memcpy(owners, channels->owners, sizeof(owners));
	ready = poll(sockets, count, wait_ms(channels, most));
	for (size_t i = 0; i < count && ready > 0; i++) {
		short events = sockets[i].revents;

		if (events != 0)
			ares_process_fd(owners[i]->ares,
					events & ~POLLOUT ? sockets[i].fd
							  : ARES_SOCKET_BAD,
					events & POLLOUT ? sockets[i].fd
							 : ARES_SOCKET_BAD);
	}
	for (size_t i = 0; i < channels->servers.count; i++)
		if (channels->list[i].ares != NULL)
			ares_process_fd(channels->list[i].ares, ARES_SOCKET_BAD,
					ARES_SOCKET_BAD);
}

/* -- their life ------------------------------------------------------------ */

bool channels_init(struct channels *channels, const struct nameservers *servers,
		   unsigned patience, bool by_door)
{
	*channels = (struct channels){
		.servers = *servers,
		.patience = patience,
		.by_door = by_door,
	};
	for (size_t i = 0; i < servers->count; i++)
		channels->list[i].all = channels;
	return ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS;
}

void channels_release(struct channels *channels)
{
	for (size_t i = 0; i < channels->servers.count; i++)
		if (channels->list[i].ares != NULL)
			ares_destroy(channels->list[i].ares);
	ares_library_cleanup();
}
