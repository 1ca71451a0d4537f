/*
 * deliver: carries an order out: all copies written, all published, then what
 * leaves the machine.
 */
#ifndef MDA_DELIVER_H
#define MDA_DELIVER_H

#include "config.h"
#include "decision.h"
#include "input.h"
#include "maildir.h"
#include "progress.h"
#include "secret.h"
#include "status.h"
#include "user.h"

struct runner;

struct delivery {
	const struct config *config;
	const struct user *user;
	struct maildir *maildir;
	struct seen_store *seen; /* NULL: nothing is remembered */
	struct progress *progress; /* of an earlier try, and of this one; NULL:
				    * none */
	time_t now;
	const struct input *input;
	const struct order *order;
	struct str sender; /* envelope sender for redirect */
	struct str recipient; /* of the envelope, for programs */
	const struct secrets *secrets; /* NULL: none */
	struct runner *runner; /* starts programs; NULL: we do */
	bool reject_by_exit; /* -e */
};

/* What was done, for the log line: folders, addresses. */
struct delivery_report {
	enum status status;
	const char *enhanced; /* "2.0.0", "4.2.2", ... */
	struct str text; /* why it did not work; with STATUS_DELIVERED: what
			  * was done otherwise than asked, for the user */
	struct str done; /* "INBOX,Lists" */
	struct str warning; /* of a mailbox that is nearly full; or empty */
};

/*
 * What an earlier try has done is not done again.  Once a copy is published, or
 * may be, a failure leaves the rest to the next try.
 *
 * A folder that does not exist, cannot be opened or cannot be a name: Junk for
 * Junk verdicts, else INBOX, and a word about it.  No room on disk, or any
 * other surprise: nothing is stored, STATUS_RETRY; no room by the quota: the
 * same, or STATUS_REFUSED.  A redirect that fails for
 * now while nothing is stored or sent: STATUS_RETRY; that fails for good: the
 * mail is kept.  Junk is neither redirected nor refused.  order->disposition is
 * not DISPOSITION_RETRY.
 */
struct delivery_report deliver(struct arena *arena,
			       const struct delivery *delivery);

#endif
