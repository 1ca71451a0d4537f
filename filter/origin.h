/*
 * origin: who handed the mail to us, when, and how far that is known.
 */
#ifndef FILTER_ORIGIN_H
#define FILTER_ORIGIN_H

#include <time.h>

#include "envelope.h"
#include "message.h"
#include "policy.h"

/* Where what we know of the client comes from, and what it means. */
enum origin {
	ORIGIN_UNKNOWN, /* nobody could say */
	ORIGIN_OUTSIDE, /* a client that we do not know */
	ORIGIN_RELAY, /* a trusted relay, and no hop before it */
	ORIGIN_LOCAL, /* submitted on this machine */
	ORIGIN_AUTHENTICATED, /* the MTA, or an own host, authenticated it */
};

const char *origin_text(enum origin origin);

struct arrival {
	enum origin origin;
	/* With the client that is judged: CLIENT_KNOWN only with
	 * ORIGIN_OUTSIDE and ORIGIN_AUTHENTICATED. */
	struct envelope envelope;
	/* When our MTA took the mail, by its own Received; else now. */
	time_t received_at;
	/* By the topmost Received, whoever wrote it: a mail is not retried for
	 * ever because nothing says which hosts are ours. */
	time_t retried_since;
};

/*
 * The client: what the MTA said; then, as long as that is a trusted relay, what
 * the next Received from the top says.  When the MTA did not say, only a
 * topmost Received whose "by" is an own host is believed.  A client of
 * 127.0.0.1 that is no trusted relay is a content filter: nobody said.
 */
struct arrival arrival_find(struct arena *arena, const struct policy *policy,
			    const struct message *message,
			    const struct envelope *envelope, time_t now);

#endif
