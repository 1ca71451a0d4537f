/*
 * progress: what has been done of one delivery, remembered so that a later try
 * of it does the rest and nothing twice.
 *
 * A delivery is known by the queue id, whom it is from and for, and a hash of
 * the mail.  With a queue id it is remembered when it is over as well: an MTA
 * that was told so may forget it in a crash, and try again.  Without one it is
 * remembered until it is over: the same mail may be meant to come twice.
 */
#ifndef MDA_PROGRESS_H
#define MDA_PROGRESS_H

#include "../filter/action.h"
#include "seen.h"

struct progress_identity {
	struct str queue_id; /* "": none */
	struct str_list envelope; /* what else tells deliveries apart */
	struct str mail;
};

/* A copy on its way: in tmp/ under a name of its own, to be published.
 * tmp_name "": it was published. */
struct progress_copy {
	const char *directory; /* "." for INBOX, ".Lists.foo" */
	size_t version; /* of the mail */
	const char *part; /* "new" or "cur" */
	const char *tmp_name, *final_name;
};

struct progress {
	struct arena *arena;
	struct seen_store *store; /* NULL: nothing is remembered */
	/* errno: for now nothing can be looked up or written down.  Who goes on
	 * does again what was done; another time it may work. */
	int trouble;
	bool doubtful; /* what was to be written down may stand there */
	struct str key;
	bool lasting; /* it has a queue id */
	time_t now;
	/* What an earlier try left, and what was added since. */
	bool delivered; /* all of it is done */
	time_t begun; /* when anything was written down first; 0: not yet */
	bool written; /* something of it was */
	time_t planned; /* when the copies were last written down */
	time_t planned_up; /* and for how long the machine had been up */
	struct progress_copy *copies;
	size_t copy_count;
	struct str *steps;
	size_t step_count;
};

/* The mail without the lines that an MTA puts on top, which may be others at
 * the next try. */
struct str progress_without_trace(struct str mail);

/*
 * What is remembered of it.  Another process that is at the same delivery is
 * waited for; what cannot be read or locked is said in the log, and nothing is
 * remembered: see trouble.  store may be NULL.
 */
struct progress progress_begin(struct arena *arena, struct seen_store *store,
			       const struct progress_identity *identity,
			       time_t now);

/* Before the first of them is published: this is where they are.  uptime: of the
 * machine, in seconds.  On stable storage when it returns; false: nothing is
 * remembered, or there is trouble. */
bool progress_plan(struct progress *progress,
		   const struct progress_copy *copies, size_t count,
		   time_t uptime);

/*
 * A thing that was done besides, by its name ("redirect ann@a.example"): one
 * line.  Written down after it is done, it is done at least once; before, at
 * most once.  On stable storage when it returns.
 */
bool progress_did(const struct progress *progress, struct str step);
bool progress_add(struct progress *progress, struct str step);

/*
 * A file of the plan that is gone from tmp/ was published: no reader has yet
 * thought of removing old ones there, nor has the power gone since, which takes
 * names that were not yet on stable storage (those of second copies, on f2fs).
 * uptime: seconds.
 */
bool progress_is_recent(const struct progress *progress, time_t uptime);

/* What was stored need not be all yet: another try will do only the rest, and
 * there has not been trying for long. */
bool progress_can_wait(const struct progress *progress);

/* All is done; the marks are remembered with it. */
void progress_end(struct progress *progress, const struct marks *marks);

/* As it is remembered; what cannot be read is not believed at all. */
struct str progress_encode(const struct progress *progress);
bool progress_decode(struct str text, struct progress *progress);

#endif
