/*
 * evidence: what a verdict was based on, kept with the mail, so that it can be
 * explained when DNS says something else.
 *
 * It is one header field, the last of ours above the mail: what moves or copies
 * the mail takes it along, and nothing has to be cleaned up.  Its value is the
 * text of a zone file (mda/zone), each line ended with ";" and folded:
 *	X-Waxseal-Evidence: . FAIL;
 *		# now 1790000000;
 *		# client 192.0.2.1;
 *		a.example 300 TXT "v=spf1 ip4:192.0.2.1 -all";
 *		# removed 2 "X-Spam-Flag: NO\010";
 *		# above 1;
 * The last lines say what is not as it came: fields that were taken off, and
 * how many fields of a script stand above and below those of the mail.
 * Not compressed: most of it is keys, which are base64 already; zlib and base64
 * again would save a sixth, and nobody could read it.
 *
 * Who reads it trusts the file that the mail is in.  A field that came with the
 * mail is no danger: every X-Waxseal- field is taken off when it arrives, and
 * only one counts that has no other fields above it than ours.
 */
#ifndef MDA_EVIDENCE_H
#define MDA_EVIDENCE_H

#include "../filter/action.h"
#include "facts.h"
#include "recorder.h"

/* -- writing: begin, ask through recorder->dns, then insert --------------------- */

struct recorder *evidence_begin(struct arena *arena, struct dns *dns,
				const struct facts *facts);
/* Our fields with the evidence among them, for the mail with those edits.  What
 * does not fit LIMIT_EVIDENCE is left out, and the evidence says so. */
struct str evidence_insert(struct recorder *recorder,
			   const struct message *message,
			   const struct edits *edits, struct str fields);

/* -- reading --------------------------------------------------------------------- */

struct evidence {
	bool found;
	const char *problem; /* there is one that cannot be read; or NULL */
	bool incomplete; /* something did not fit, and is unanswered */
	bool changed; /* a script changed the body: the mail as it was judged
		       * is not there any more */
	size_t own_fields; /* of ours, that stand above the evidence */
	bool unread; /* the end of its header block was beyond limits; it is gone */
	bool replayed; /* for a report: DNS was not asked, but these answers */
	struct facts facts;
	struct dns *dns; /* answers what was answered then, else FAIL */
	struct str mail; /* as it was received: without what we added, and
			  * with what we took off */
};

/* Total: any bytes are a mail with, or without, evidence. */
struct evidence evidence_find(struct arena *arena, struct str mail);

#endif
