#include "resolver.h"

/* ares_send() and ares_getsock()'s kin are what c-ares 1.18 has. */
#define CARES_NO_DEPRECATED
#include <ares.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "decider.h"
#include "dns_message.h"
#include "door.h"

#define RESOLV_CONF "/etc/resolv.conf"

/* RFC 1035 4.1.1 */
#define RCODE_OK 0
#define RCODE_FORMERR 1
#define RCODE_NXDOMAIN 3

/*
 * One channel for each server, so that it is known who answers: c-ares carries
 * the bytes, falls back to TCP and checks who says what; which server is asked
 * next is decided here.
 */
struct server {
	struct resolver *resolver;
	ares_channel channel; /* NULL: not opened yet */
	bool no_edns; /* it said FORMERR to EDNS */
};

struct question {
	struct resolver *resolver;
	char name[LIMIT_DOMAIN + 1]; /* lower case */
	size_t name_len;
	enum dns_type type;
	size_t server; /* where it was sent to last */
	unsigned timeouts, refusals;
	bool done, bad_name;
	char *bytes; /* the raw answer; NULL: there is none */
	size_t len;
};

struct resolver {
	struct dns dns;
	struct nameservers nameservers;
	struct server servers[LIMIT_DNS_SERVERS];
	size_t server_count;
	size_t preferred; /* the one that answered last */
	struct question *questions[LIMIT_DNS_QUESTIONS];
	size_t question_count;
	/* sockets of all channels, and whose they are */
	struct pollfd sockets[LIMIT_DNS_SOCKETS];
	struct server *owners[LIMIT_DNS_SOCKETS];
	size_t socket_count;
	unsigned budget, waited; /* milliseconds */
	bool by_door;
};

static struct resolver *resolver_of(struct dns *dns)
{
	return (struct resolver *)dns;
}

/* -- asking ---------------------------------------------------------------- */

static void question_answered(void *arg, int status, int timeouts,
			      unsigned char *bytes, int len);

/* When it is first needed: in the process that asks. */
static bool server_open(struct server *server);

/* c-ares may call question_answered() before it returns. */
static void question_send(struct question *question)
{
	struct server *server = &question->resolver->servers[question->server];
	struct str name = { question->name, question->name_len };
	unsigned char bytes[DNS_QUESTION_MAX];
	uint16_t id = 0;
	bool random = getrandom(&id, sizeof(id), 0) == sizeof(id);
	size_t len = dns_message_ask(bytes, id, name, question->type,
				     server->no_edns ? 0 : LIMIT_DNS_UDP);

	question->bad_name = len == 0;
	question->done = len == 0 || !random || !server_open(server);
	if (!question->done)
		ares_send(server->channel, bytes, (int)len, question_answered,
			  question);
}

/* The next server's turn; each may refuse once, and there is an end. */
static void question_retry(struct question *question)
{
	size_t servers = question->resolver->server_count;

	if (question->refusals >= servers ||
	    question->timeouts >= LIMIT_DNS_TRIES) {
		question->done = true;
		return;
	}
	question->server = (question->server + 1) % servers;
	question_send(question);
}

static void question_keep(struct question *question, const char *bytes,
			  size_t len)
{
	question->done = true;
	question->resolver->preferred = question->server;
	question->bytes = malloc(len);
	if (question->bytes == NULL)
		return;
	memcpy(question->bytes, bytes, len);
	question->len = len;
}

static void question_answered(void *arg, int status, int timeouts,
			      unsigned char *bytes, int len)
{
	struct question *question = arg;
	struct server *server = &question->resolver->servers[question->server];
	int rcode = status == ARES_SUCCESS && len > 3 ? bytes[3] & 0x0f : -1;

	(void)timeouts;
	if (status == ARES_EDESTRUCTION || question->done)
		return;
	question->bad_name = status == ARES_EBADNAME;
	if (question->bad_name) {
		question->done = true;
	} else if (rcode == RCODE_OK || rcode == RCODE_NXDOMAIN) {
		question_keep(question, (const char *)bytes, (size_t)len);
	} else if (rcode == RCODE_FORMERR && !server->no_edns) {
		server->no_edns = true;
		question_send(question);
	} else {
		question->timeouts += status == ARES_ETIMEOUT;
		question->refusals += status != ARES_ETIMEOUT;
		question_retry(question);
	}
}

static struct question *question_find(const struct resolver *resolver,
				      struct str name, enum dns_type type)
{
	for (size_t i = 0; i < resolver->question_count; i++) {
		struct question *question = resolver->questions[i];

		if (question->type == type &&
		    str_eq_nocase(
			    (struct str){ question->name, question->name_len },
			    name))
			return question;
	}
	return NULL;
}

/* Asks, unless it was asked before.  NULL beyond the limit. */
static struct question *question_start(struct resolver *resolver,
				       struct str name, enum dns_type type,
				       size_t limit)
{
	struct question *question = question_find(resolver, name, type);

	if (question != NULL || resolver->question_count >= limit ||
	    name.len > LIMIT_DOMAIN)
		return question;
	question = calloc(1, sizeof(*question));
	if (question == NULL)
		return NULL;
	question->resolver = resolver;
	question->type = type;
	question->server = resolver->preferred;
	question->name_len = name.len;
	for (size_t i = 0; i < name.len; i++)
		question->name[i] = char_lower(name.ptr[i]);
	resolver->questions[resolver->question_count++] = question;
	question_send(question);
	return question;
}

/* -- sockets --------------------------------------------------------------- */

/* A system call for each would be needed to set what is set already, or to
 * connect what is connected: c-ares leaves to us what is done with sockets. */

static ares_socket_t open_socket(int family, int type, int protocol, void *arg)
{
	const struct server *server = arg;
	const struct resolver *resolver = server->resolver;

	size_t number = (size_t)(server - resolver->servers);

	(void)family;
	(void)protocol;
	return resolver->by_door
		       ? door_ask(DECIDER_DOOR, number, type)
		       : nameserver_connect(&resolver->nameservers.list[number],
					    type);
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

/* -- waiting --------------------------------------------------------------- */

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* c-ares says what it wants to know of a socket; nothing: it is closed. */
static void socket_changed(void *arg, ares_socket_t fd, int readable,
			   int writable)
{
	struct server *server = arg;
	struct resolver *resolver = server->resolver;
	short events =
		(short)((readable ? POLLIN : 0) | (writable ? POLLOUT : 0));
	size_t i = 0, last = resolver->socket_count;

	while (i < last && resolver->sockets[i].fd != fd)
		i++;
	if (events == 0 && i < last) {
		resolver->sockets[i] = resolver->sockets[last - 1];
		resolver->owners[i] = resolver->owners[last - 1];
		resolver->socket_count--;
	} else if (events != 0 && i < LIMIT_DNS_SOCKETS) {
		resolver->sockets[i] = (struct pollfd){ fd, events, 0 };
		resolver->owners[i] = server;
		resolver->socket_count += i == last;
	}
}

/* Until the first of the channels wants to look at the clock. */
static int wait_ms(struct resolver *resolver, unsigned most)
{
	struct timeval longest = { (time_t)(most / 1000),
				   (suseconds_t)(most % 1000) * 1000 };
	struct timeval *wait = &longest, timers[LIMIT_DNS_SERVERS];

	for (size_t i = 0; i < resolver->server_count; i++)
		if (resolver->servers[i].channel != NULL)
			wait = ares_timeout(resolver->servers[i].channel, wait,
					    &timers[i]);
	return (int)(wait->tv_sec * 1000 + (wait->tv_usec + 999) / 1000);
}

/* Takes what has come, waiting for it at most so long. */
static void resolver_step(struct resolver *resolver, unsigned most)
{
	struct pollfd sockets[LIMIT_DNS_SOCKETS];
	struct server *owners[LIMIT_DNS_SOCKETS];
	size_t count = resolver->socket_count;
	int ready;

	/* what is done with one socket changes the list */
	memcpy(sockets, resolver->sockets, sizeof(sockets));
	memcpy(owners, resolver->owners, sizeof(owners));
	ready = poll(sockets, count, wait_ms(resolver, most));
	for (size_t i = 0; i < count && ready > 0; i++) {
		short events = sockets[i].revents;

		if (events != 0)
			ares_process_fd(owners[i]->channel,
					events & ~POLLOUT ? sockets[i].fd
							  : ARES_SOCKET_BAD,
					events & POLLOUT ? sockets[i].fd
							 : ARES_SOCKET_BAD);
	}
	for (size_t i = 0; i < resolver->server_count; i++)
		if (resolver->servers[i].channel != NULL)
			ares_process_fd(resolver->servers[i].channel,
					ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

/* What has already come is taken even when no time is left. */
static void question_wait(struct question *question)
{
	struct resolver *resolver = question->resolver;
	unsigned before = resolver->waited;
	long long start = now_ms();

	do {
		resolver_step(resolver, resolver->budget - resolver->waited);
		resolver->waited = before + (unsigned)(now_ms() - start);
		if (resolver->waited > resolver->budget)
			resolver->waited = resolver->budget;
	} while (!question->done && resolver->waited < resolver->budget);
}

/* -- struct dns ------------------------------------------------------------ */

static void resolver_prefetch(struct dns *dns, struct str name,
			      enum dns_type type)
{
	question_start(resolver_of(dns), name, type, LIMIT_DNS_PREFETCHES);
}

static struct dns_answer lookup_once(struct resolver *resolver,
				     struct arena *arena, struct str name,
				     enum dns_type type, struct str *next)
{
	struct question *question =
		question_start(resolver, name, type, LIMIT_DNS_QUESTIONS);
	struct dns_answer answer = { .status = DNS_TEMPFAIL };

	*next = STR("");
	if (question != NULL && !question->done)
		question_wait(question);
	if (question != NULL && question->bad_name)
		answer.status = DNS_BADNAME;
	if (question == NULL || question->bytes == NULL)
		return answer;
	answer = dns_message_parse(
		arena, (struct str){ question->bytes, question->len }, name,
		type, next);
	answer.authenticated =
		answer.authenticated &&
		resolver->nameservers.list[question->server].loopback;
	return answer;
}

/* A CNAME chain that leaves the answer is asked on. */
static struct dns_answer resolver_lookup(struct dns *dns, struct arena *arena,
					 struct str name, enum dns_type type)
{
	bool authenticated = true;
	unsigned ttl = INT32_MAX;

	for (unsigned hop = 0; hop <= LIMIT_DNS_CNAMES; hop++) {
		struct str next;
		struct dns_answer answer =
			lookup_once(resolver_of(dns), arena, name, type, &next);

		authenticated = authenticated && answer.authenticated;
		ttl = answer.ttl < ttl ? answer.ttl : ttl;
		answer.authenticated = authenticated;
		answer.ttl = ttl;
		if (next.len == 0)
			return answer;
		name = next;
	}
	return (struct dns_answer){ .status = DNS_TEMPFAIL };
}

/* -- its life -------------------------------------------------------------- */

static bool server_open(struct server *server)
{
	struct resolver *resolver = server->resolver;
	unsigned wait = resolver->budget / (LIMIT_DNS_TRIES + 2);
	char lookups[] = "b"; /* not /etc/hosts */
	/* with servers, domains, dots and an order of addresses, all none, it
	 * has nothing to look for in files, which cannot be opened here */
	struct ares_options options = {
		.flags = ARES_FLAG_EDNS | ARES_FLAG_NOSEARCH,
		.timeout = (int)(wait < 500    ? 500
				 : wait > 2000 ? 2000
					       : wait),
		.tries = 1,
		.ednspsz = LIMIT_DNS_UDP,
		.lookups = lookups,
		.sock_state_cb = socket_changed,
		.sock_state_cb_data = server,
	};

	if (server->channel != NULL)
		return true;
	if (ares_init_options(&server->channel, &options,
			      ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS |
				      ARES_OPT_TRIES | ARES_OPT_EDNSPSZ |
				      ARES_OPT_LOOKUPS | ARES_OPT_NDOTS |
				      ARES_OPT_SERVERS | ARES_OPT_DOMAINS |
				      ARES_OPT_SORTLIST |
				      ARES_OPT_SOCK_STATE_CB) != ARES_SUCCESS) {
		server->channel = NULL;
		return false;
	}
	ares_set_socket_functions(server->channel, &socket_functions, server);
	return ares_set_servers_ports_csv(
		       server->channel,
		       resolver->nameservers.list[server - resolver->servers]
			       .text) == ARES_SUCCESS;
}

struct dns *resolver_new(const struct resolver_options *options,
			 const char **error)
{
	struct nameservers servers;
	struct resolver *resolver;

	if (options->servers == NULL)
		nameservers_read(RESOLV_CONF, &servers);
	else if (!nameservers_parse(str_from(options->servers), &servers,
				    error))
		return NULL;
	*error = "c-ares cannot be started";
	if (ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS)
		return NULL;
	resolver = calloc(1, sizeof(*resolver));
	if (resolver == NULL)
		return NULL;
	resolver->dns = (struct dns){ resolver_prefetch, resolver_lookup };
	resolver->budget = options->timeout * 1000;
	resolver->nameservers = servers;
	resolver->by_door = options->by_door;
	resolver->server_count = servers.count;
	for (size_t i = 0; i < servers.count; i++)
		resolver->servers[i].resolver = resolver;
	return &resolver->dns;
}

const struct nameservers *resolver_servers(const struct dns *dns)
{
	return &((const struct resolver *)dns)->nameservers;
}

void resolver_free(struct dns *dns)
{
	struct resolver *resolver = resolver_of(dns);

	if (dns == NULL)
		return;
	for (size_t i = 0; i < resolver->server_count; i++)
		if (resolver->servers[i].channel != NULL)
			ares_destroy(resolver->servers[i].channel);
	for (size_t i = 0; i < resolver->question_count; i++) {
		free(resolver->questions[i]->bytes);
		free(resolver->questions[i]);
	}
	free(resolver);
	ares_library_cleanup();
}
