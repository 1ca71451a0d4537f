/*
 * explain: what would happen to a mail and why, for people and for programs.
 */
#ifndef MDA_EXPLAIN_H
#define MDA_EXPLAIN_H

#include "../filter/filter.h"
#include "evidence.h"

/* The whole report, LF line ends; sender-chosen values are safe to show on a
 * terminal. */
struct str explain_text(struct arena *arena,
			const struct assessment *assessment,
			const struct decision *decision,
			const struct evidence *evidence);
/* The same as one JSON object and a final LF. */
struct str explain_json(struct arena *arena,
			const struct assessment *assessment,
			const struct decision *decision,
			const struct evidence *evidence);

/* What the scripts did, what was wrong with them, and what comes of it. */
struct str explain_steps(struct arena *arena, const struct message *message,
			 const struct decision *decision,
			 const struct journal *journal);

/* Of a mail that cannot be judged again, since a script changed its body: that,
 * and what was written above it then. */
struct str explain_changed_text(struct arena *arena,
				const struct message *stored,
				const struct evidence *evidence);
struct str explain_changed_json(struct arena *arena,
				const struct message *stored,
				const struct evidence *evidence);

/* waxseal explain [-d user] [envelope flags] [--json] [--live] MAIL; "-" is stdin.
 * Returns the exit status. */
int explain_main(int argc, char **argv);

#endif
