/*
 * sieve: the language (RFC 5228 and extensions).  Bytes and facts in, a list
 * of actions or errors out.
 */
#ifndef FILTER_SIEVE_SIEVE_H
#define FILTER_SIEVE_SIEVE_H

#include "../action.h"
#include "../arena.h"
#include "../auth.h"
#include "../message.h"
#include "../moment.h"
#include "../seen.h"
#include "../verdict.h"

struct draft;
struct journal;
struct sieve_engine;
struct sieve_programs;

struct sieve_script {
	struct str name; /* for messages: a path or a title */
	struct str text;
};

/* Where a script lies that others include (RFC 6609 3.2). */
enum sieve_location { SIEVE_PERSONAL, SIEVE_GLOBAL };

struct sieve_included {
	enum sieve_location location;
	struct str title; /* as "include" names it */
	struct sieve_script script;
	struct str problem; /* why it could not be read; or empty */
};

/* All that can be included, and what else a script can require or not. */
struct sieve_includable {
	const struct sieve_included *list;
	size_t count;
	bool no_programs; /* scripts may run none (vnd.dovecot.pipe, ...) */
};

/* One thing wrong with a script, or worth a warning. */
struct sieve_error {
	struct str script;
	struct str root; /* the script that was run, which includes it */
	size_t line, column; /* from 1; column in bytes; 0: no place */
	bool warning;
	struct str text; /* what, and what to do about it */
	struct str source; /* the line itself, bounded, printable */
};

struct sieve_errors {
	const struct sieve_error *list;
	size_t count; /* all of them, in the order of the text; bounded */
};

/* A script that compiled; lives in the arena. */
struct sieve;

/* Lexer, parser, checker.  NULL when errors (not only warnings) were found. */
struct sieve *sieve_compile(struct arena *arena,
			    const struct sieve_script *script,
			    struct sieve_errors *errors);

/* The same with what it may include: those are compiled too, each once, and
 * their errors are among the errors. */
struct sieve *sieve_compile_with(struct arena *arena,
				 const struct sieve_script *script,
				 const struct sieve_includable *includable,
				 struct sieve_errors *errors);

/* One script that was looked at. */
struct sieve_checked {
	struct str name;
	bool good; /* it compiles */
	struct sieve_errors errors; /* and warnings */
};

struct sieve_checks {
	const struct sieve_checked *list; /* the script itself is the first */
	size_t count;
};

/* All that is wrong with a script and with those that it includes, each once;
 * of those that compile, also what can hardly be meant. */
struct sieve_checks sieve_check(struct arena *arena,
				const struct sieve_script *script,
				const struct sieve_includable *includable);

/* Something by which a folder can be found; folders are as struct action has
 * them. */
struct sieve_mailbox {
	struct str name, folder;
};

/* What is known of the user's mailboxes besides that they exist. */
struct sieve_mailboxes {
	const struct sieve_mailbox *uses; /* "Junk" for \Junk (RFC 6154) */
	size_t use_count;
	const struct sieve_mailbox *ids; /* RFC 8474 */
	size_t id_count;
	struct str annotations; /* see annotation.h; "" when none */
};

/* An external list (RFC 6134): see ext_list.h. */
struct sieve_list {
	struct str name, text;
};

struct sieve_lists {
	const struct sieve_list *list;
	size_t count;
};

/* What a running script may look at. */
struct sieve_facts {
	const struct message *message;
	const struct envelope *envelope;
	/* Between user and detail of an address, any of them; empty: "+". */
	struct str delimiters;
	const struct auth *auth;
	const struct verdict *verdict;
	struct str_list folders; /* that exist in the mailbox */
	struct sieve_mailboxes mailboxes;
	struct sieve_lists lists;
	struct str address_book; /* of the user; "" when none */
	time_t now;
	zone_rules *local; /* time; NULL: UTC */
	struct str host, version; /* of this machine, program; may be empty */
	struct str user; /* whose mailbox it is; may be empty */
	const struct seen *seen; /* what was remembered; NULL: nothing */
	/* What scripts before it made of the mail; NULL: there were none. */
	const struct draft *draft;
	struct journal *journal; /* where each step is told; or NULL */
	const struct sieve_engine *engine; /* that runs it; NULL: ours */
	const struct sieve_programs *programs; /* NULL: none is run, */
	struct str no_programs; /* and why */
	const struct script_limits *limits; /* NULL: those of limits.h */
};

/* What "debug_log" said (vnd.dovecot.debug). */
struct sieve_note {
	struct str script;
	size_t line;
	struct str text; /* bounded, printable */
};

struct sieve_notes {
	const struct sieve_note *list;
	size_t count; /* the first LIMIT_SIEVE_NOTES */
};

struct sieve_outcome {
	struct actions actions; /* without the implicit keep */
	bool implicit_keep; /* not cancelled (RFC 5228 2.10.2) */
	struct str_list keep_flags; /* of the implicit keep (RFC 5232 3) */
	size_t keep_version; /* of the implicit keep */
	struct versions versions; /* what action.version counts, from 1; those
				   * of scripts before among them */
	const struct draft *draft; /* what is left to scripts behind it */
	struct marks
		marks; /* by "duplicate"; they count once it is delivered */
	struct sieve_notes notes; /* of a script that failed, too */
	struct sieve_errors told; /* the same: what went wrong besides */
	bool stopped; /* by "stop" */
	bool failed; /* a run-time error; actions so far are void */
	struct sieve_error error;
};

struct sieve_outcome sieve_run(struct arena *arena, const struct sieve *sieve,
			       const struct sieve_facts *facts);

/* "line 4, column 9 of x.sieve: ...\n  text\n      ^\n" */
struct str sieve_error_text(struct arena *arena,
			    const struct sieve_error *error);

#endif
