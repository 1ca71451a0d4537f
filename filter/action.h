/*
 * action: what may be done with a mail.  A decision is a list of these; it can
 * be printed (-n, explain, tests) or carried out (mda/deliver).
 */
#ifndef FILTER_ACTION_H
#define FILTER_ACTION_H

#include "forged.h"
#include "str.h"

enum action_type {
	ACTION_STORE, /* into folder; keep is a store into INBOX */
	ACTION_REDIRECT, /* to address */
	ACTION_DISCARD, /* nothing is stored; only in the list to be shown */
	ACTION_REJECT, /* refuse with text (reject, ereject) */
	ACTION_VACATION, /* answer the sender */
	ACTION_NOTIFY, /* tell somebody */
	ACTION_PIPE, /* give the mail to a program */
	ACTION_REPORT, /* send an abuse report */
	ACTION_TYPES /* how many */
};

struct message;

/* What "vacation" was told (RFC 5230 4), for who writes the reply. */
struct vacation {
	struct str reason;
	bool mime; /* reason is a MIME entity */
	struct str subject, from, handle; /* "" when not given */
	struct str_list addresses; /* of the recipient's, besides those known */
};

/* What "notify" was told (RFC 5435 3). */
struct notification {
	struct str method; /* a URI: mailto: */
	struct str from, message;
	int importance; /* 1 high, 2 normal, 3 low */
	struct str_list options; /* "name=value" */
};

/* What "report" was told (vnd.dovecot.report, RFC 5965). */
struct feedback {
	struct str type; /* "abuse" */
	struct str message;
	bool headers_only;
};

/* What is told to whoever sends redirected mail on (RFC 6009 6, 7). */
struct redirect_wish {
	/* Each "" when not given. */
	struct str notify; /* as in NOTIFY= of RFC 3461 4.1 */
	struct str ret; /* "FULL" or "HDRS" */
	struct str by; /* as in BY= of RFC 2852 4 */
};

struct action {
	enum action_type type;
	/* ACTION_STORE: UTF-8, levels by '/', "INBOX" for the inbox itself.
	 * Where a mail of ours is sent: the folder for a copy (fcc), or "". */
	struct str folder;
	bool or_inbox; /* a folder that does not exist means INBOX */
	bool create; /* a folder that does not exist is made */
	bool implicit; /* by implicit keep */
	bool keep; /* by "keep": later scripts may do otherwise */
	struct str_list
		flags; /* IMAP's, and keywords: as RFC 5232 2 has them */
	size_t version; /* of the mail: 0 as it is, n the nth of versions */

	/* ACTION_REDIRECT; or where a mail of ours goes to. */
	struct str address;
	struct redirect_wish wish;
	bool list; /* ACTION_REDIRECT: one of an external list (RFC 6134) */

	struct str text; /* ACTION_REJECT */
	bool silent; /* ACTION_REJECT: ereject, no MDN if SMTP can refuse */

	/* ACTION_PIPE: the name of a program, and its arguments.
	 * ACTION_NOTIFY: whom it goes to besides address. */
	struct str program;
	struct str_list arguments;
	bool try; /* a failure is no reason to keep the mail */

	/* A mail of ours: whole, LF line ends; "" when none is sent.  sender:
	 * of its envelope, "" is the null sender.  key: sent at most once for
	 * each in so many seconds; "": always. */
	struct str mail, sender, key;
	uint64_t period;

	/* What scripts said, for who writes the mail; does not cross to the
	 * process that acts.  Until it is written:
	 *  - vacation: key names the response (RFC 5230 4.2), whoever is
	 *    answered; period is that of ":days" or ":seconds";
	 *  - notify: folder, address, mail, sender and key are empty;
	 *  - report: address is where the report goes;
	 *  - folder, flags and create are those of ":fcc" (RFC 8580);
	 *  - current: the header that vacation and notify look at, as scripts
	 *    had made it by then (RFC 5293 7); NULL: as received. */
	const struct message *current;
	const struct vacation *vacation;
	const struct notification *notification;
	const struct feedback *feedback;

	struct str why; /* withheld: the reason */
	size_t line; /* of the script's command; 0: no script */
	struct str script; /* its name; empty: built in */
};

struct actions {
	const struct action *list;
	size_t count;
};

/* Bytes of the mail that give way to text, which has LF line ends; where begin
 * is end it is put in. */
struct edit {
	size_t begin, end;
	struct str text;
};

/* In the order of the mail, and apart from each other. */
struct edits {
	const struct edit *list;
	size_t count;
};

/* Those that leave out the spans. */
struct edits edits_without(struct arena *arena, const struct spans *spans);

/* The mail as a script made it (RFC 5293, 5703): fields above, then the mail
 * as received with these edits. */
struct version {
	struct str fields; /* LF line ends */
	struct edits edits; /* forged fields among them */
};

struct versions {
	const struct version *list;
	size_t count;
};

/* What is to be remembered, when the mail has been delivered (RFC 7352). */
struct mark {
	struct str key; /* printable, at most LIMIT_MARK_KEY bytes */
	uint64_t seconds;
};

struct marks {
	const struct mark *list;
	size_t count;
};

/* With it the mail itself is somewhere, or meant to be nowhere; others only tell
 * somebody about it. */
bool action_disposes(const struct action *action);

/* "fileinto", "keep", ...: the command that a script would write for it. */
const char *action_word(const struct action *action);

/* "fileinto \"Lists\" (user.sieve:4)": one line without line end, safe to show
 * on a terminal. */
struct str action_text(struct arena *arena, const struct action *action);

#endif
