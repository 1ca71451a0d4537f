/*
 * reply: what the mails that we write about a mail share (RFC 3834).
 */
#ifndef FILTER_REPLY_H
#define FILTER_REPLY_H

#include <time.h>

#include "buf.h"
#include "message.h"

/* Who answers what.  Addresses may be empty where they are not known. */
struct reply_facts {
	const struct message *message; /* what is answered, as received */
	const struct message *current; /* as scripts have made its header */
	struct str sender; /* of its envelope; "" is the null sender */
	struct str recipient, original_recipient; /* of its envelope */
	struct str owner; /* whose mailbox it is: one address */
	struct str from; /* whom we write as: a mailbox-list of RFC 5322 */
	struct str host; /* ours, for message ids and reports */
	struct str version; /* of this program */
	time_t now;
	int zone; /* minutes east of UTC */
};

/* What stands on top of a mail of ours besides Date and Message-ID. */
struct reply_head {
	const char *kind; /* makes the message id another one */
	struct str to; /* addresses, with ", " between them */
	struct str subject;
	struct str automatic; /* the value of Auto-Submitted */
	struct str seed; /* what else makes this mail another one */
	bool threaded; /* In-Reply-To and References */
};

/* The fields without the last empty line; MIME-Version is one of them. */
void reply_begin(struct buf *out, const struct reply_facts *facts,
		 const struct reply_head *head);

/* The mail's subject for people, in one line; or "". */
struct str reply_subject(struct arena *arena, const struct message *message);

/* One "<...>" that can stand in a field: the mail's own, or "". */
struct str reply_message_id(const struct message *message);

/* The mail's header, as a part is made of it: its type, its encoding, an empty
 * line, the fields.  At most LIMIT_REPLY_HEADER. */
struct str reply_header_part(struct arena *arena,
			     const struct message *message);

/* Content-Type (multipart/report of that type), an empty line, the parts; each
 * begins with its own fields. */
void reply_report_parts(struct buf *out, const char *type, struct str seed,
			const struct str *parts, size_t count);

#endif
