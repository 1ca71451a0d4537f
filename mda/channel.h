/*
 * channel: raw questions to the name servers and raw answers, over c-ares: it
 * carries the bytes, falls back to TCP and checks who says what.  The one file
 * that includes it.
 */
#ifndef MDA_CHANNEL_H
#define MDA_CHANNEL_H

#include <poll.h>

#include "nameserver.h"

/* One for each server, so that it is known who answers. */
struct channel {
	struct channels *all;
	struct ares_channeldata *ares; /* NULL: not opened yet */
};

struct channels {
	struct nameservers servers;
	struct channel list[LIMIT_DNS_SERVERS];
	/* sockets of all channels, and whose they are */
	struct pollfd sockets[LIMIT_DNS_SOCKETS];
	struct channel *owners[LIMIT_DNS_SOCKETS];
	size_t socket_count;
	unsigned patience; /* milliseconds for one answer */
	bool by_door; /* it runs in the decider: see door.h */
	bool used_first; /* the socket that is there already */
};

enum channel_result { CHANNEL_ANSWER, CHANNEL_TIMEOUT, CHANNEL_FAILURE };

/* A question on its way; who asks has it as its first member. */
struct asked {
	/* bytes: only of CHANNEL_ANSWER, and only during the call. */
	void (*answered)(struct asked *asked, enum channel_result result,
			 const char *bytes, size_t len);
};

/* Nothing is opened yet.  They must not be moved.  False: out of memory. */
bool channels_init(struct channels *channels, const struct nameservers *servers,
		   unsigned patience, bool by_door);
/* Questions on their way are not answered any more. */
void channels_release(struct channels *channels);

/* Sends it, and calls answered() once, maybe before this returns.  False: the
 * channel cannot be opened, and answered() is not called. */
bool channel_send(struct channels *channels, size_t server,
		  const unsigned char *bytes, size_t len, struct asked *asked);
/* Takes what has come, waiting for it at most so many milliseconds. */
void channels_step(struct channels *channels, unsigned most);

#endif
