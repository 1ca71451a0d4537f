/*
 * options: the command line and the environment of an MTA -> options and
 * envelope.  An option or variable that is given but empty is knowledge; one
 * that is absent is ignorance.  Order of trust: options, then environment.
 */
#ifndef MDA_OPTIONS_H
#define MDA_OPTIONS_H

#include "../filter/arena.h"
#include "../filter/envelope.h"

struct options {
	const char *user; /* -d; NULL: the invoking user */
	const char *mail_path; /* -p; NULL: stdin */
	const char *config_path; /* -c; NULL: the default */
	const char *const *overrides; /* -o key=value */
	size_t override_count;
	const char *mailbox; /* -m: a folder; NULL when absent or empty */
	bool reject_by_exit; /* -e */
	bool print_only; /* -n */
	bool json; /* --json */
	bool live; /* --live */
	bool apply; /* --apply */
	const char *level; /* -T; NULL: not given */
	bool help, version;
	struct envelope envelope;
	char *const *arguments; /* what is no option */
	size_t argument_count;
};

/*
 * argv[0] is not looked at.  environment: "NAME=value" strings, NULL at the
 * end.  Everything points into them or into the arena.  False with *error, one
 * line: which flag is not known, or lacks its value.
 */
bool options_parse(struct arena *arena, int argc, char **argv,
		   char *const *environment, struct options *options,
		   struct str *error);

/* Without -f and SENDER: the sender of a leading mbox "From " line. */
void options_take_from_line(struct options *options, struct str from_line);

#endif
