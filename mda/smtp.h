/*
 * smtp: the words of SMTP (RFC 5321) and LMTP (RFC 2033), as far as a client
 * needs them for one mail to one recipient.  No connection in here.
 */
#ifndef MDA_SMTP_H
#define MDA_SMTP_H

#include "../filter/arena.h"
#include "../filter/str.h"

/* -- replies ---------------------------------------------------------------- */

struct smtp_reply {
	unsigned code; /* 200 to 599 */
	struct str lines; /* as received, a slice */
};

enum smtp_status {
	SMTP_MORE, /* it is not complete */
	SMTP_REPLY,
	SMTP_BROKEN, /* not SMTP, or longer than LIMIT_SMTP_REPLY */
};

/* Reads the first reply of bytes; reply->lines ends where it ends. */
enum smtp_status smtp_reply_read(struct str bytes, struct smtp_reply *reply);

/* All its text: one line, fit to be shown. */
struct str smtp_reply_text(struct arena *arena, const struct smtp_reply *reply);

/* Of the reply to EHLO: what we may make use of. */
enum smtp_extension {
	SMTP_SIZE = 1, /* RFC 1870 */
	SMTP_8BITMIME = 2, /* RFC 6152 */
	SMTP_DSN = 4, /* RFC 3461 */
	SMTP_DELIVERBY = 8, /* RFC 2852 */
	SMTP_UTF8 = 16, /* RFC 6531 */
};
unsigned smtp_extensions(struct str lines);

/* -- commands ---------------------------------------------------------------- */

struct smtp_envelope {
	struct str sender; /* "": the null sender */
	struct str recipient;
	struct str notify, ret, by; /* parameters, or "" */
};

/* NULL, or with its RFC 3463 status what the server cannot do that this
 * envelope cannot do without. */
const char *smtp_lacks(const struct smtp_envelope *envelope,
		       unsigned extensions);

/* Each with its CRLF, with as much of the envelope as the server offers. */
struct str smtp_mail(struct arena *arena, const struct smtp_envelope *envelope,
		     struct str mail, unsigned extensions);
struct str smtp_rcpt(struct arena *arena, const struct smtp_envelope *envelope,
		     unsigned extensions);

/* -- the mail ------------------------------------------------------------------ */

/*
 * The mail as it crosses: CRLF, a dot before each line that begins with one,
 * and the dot at the end.  A CR that ends no line becomes a blank (RFC 5321
 * 2.3.8): some servers would take it for the end of a line, and a mail could
 * hold another.
 */
struct smtp_wire {
	struct str rest;
	bool inside; /* a line has begun */
	bool ended;
};

/* room: 5 bytes at least.  How many there are; 0 when all is said. */
size_t smtp_wire_next(struct smtp_wire *wire, char *bytes, size_t room);

#endif
