/*
 * filter: bytes, envelope, DNS, time, policy and scripts in; a decision out.
 */
#ifndef FILTER_FILTER_H
#define FILTER_FILTER_H

#include "action.h"
#include "auth.h"
#include "authres.h"
#include "sieve/sieve.h"
#include "verdict.h"
#include "verdict_fields.h"

/* Per mail: what it is, whoever it is for. */
struct assessment {
	const struct message *message;
	struct auth auth;
	struct str auth_fields;
	struct str results; /* what Authentication-Results says, one line */
	struct spans forged;
};

/* What a mail was judged to be when it came. */
enum standing { STANDING_NONE, STANDING_INBOX, STANDING_JUNK };

/* Per recipient: who it is for, and what they wish. */
struct recipient {
	struct str address;
	struct str owner; /* the mailbox's own address; "" : the same */
	struct str address_book; /* see address_book.h; "" when none */
	struct str trusted; /* see trusted.h; "" when none */
	struct str detail; /* of user+detail@; "" when none */
	struct str detail_folder; /* -m or detail as a folder; "" when none */
	struct str junk_folder;
	struct str delimiters; /* recipient_delimiter; "": "+" for Sieve */
	zone_rules *local; /* time; NULL: UTC */
	struct str version; /* of this program */
	struct str_list folders; /* that exist */
	struct sieve_mailboxes mailboxes;
	struct sieve_lists lists; /* external ones, besides the address book */
	/* The administrator's before the user's, so many; the user's; after. */
	const struct sieve_script *scripts;
	size_t script_count, scripts_before;
	struct sieve_includable includable; /* that they may include */
	const struct sieve_engine *engine; /* for scripts; NULL: ours */
	/* For filter and execute; NULL: they are not run now. */
	const struct sieve_programs *programs;
	const struct seen *seen; /* what was remembered; NULL: nothing */
	struct journal *journal; /* what scripts do is told there; or NULL */
	bool can_refuse; /* the MTA can still refuse the mail (-e) */
	/* Holds where nobody can say now where the mail came from. */
	enum standing standing;
};

struct decision {
	struct str fields; /* to stand above the mail, LF line ends */
	struct spans forged;
	struct verdict verdict;
	struct actions actions; /* what to do; never empty unless retry */
	struct actions withheld; /* not done; each says why */
	struct versions versions; /* what action.version counts, from 1 */
	struct marks marks; /* to be remembered once it is delivered */
	struct sieve_notes notes; /* of scripts, by debug_log */
	struct sieve_errors errors; /* of scripts; the mail is kept */
};

struct assessment filter_assess(const struct check_context *context,
				const struct policy *policy,
				const struct message *message,
				const struct envelope *envelope);

/*
 * Judges, runs the scripts in order until one does not keep the mail, and ends
 * with the keep: Junk for Junk verdicts, the detail folder if it exists, else
 * INBOX.  A script with errors is skipped and named in errors.
 */
struct decision filter_decide(const struct check_context *context,
			      const struct policy *policy,
			      const struct assessment *assessment,
			      const struct recipient *recipient);

#endif
