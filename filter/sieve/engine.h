/*
 * engine: another implementation of Sieve that runs scripts in place of ours.
 * Ours checks the script before, and what comes out of it after.
 */
#ifndef FILTER_SIEVE_ENGINE_H
#define FILTER_SIEVE_ENGINE_H

#include "sieve.h"

enum engine_step_type {
	ENGINE_KEEP,
	ENGINE_FILEINTO, /* text: the folder */
	ENGINE_REDIRECT, /* text: the address */
	ENGINE_DISCARD,
	ENGINE_REJECT, /* text: the reason */
	ENGINE_VACATION, /* text: the reason */
	ENGINE_STEPS /* how many */
};

/* One thing that the script did, as the engine told it: nothing is checked. */
struct engine_step {
	enum engine_step_type type;
	struct str text;
	struct str_list flags; /* keep, fileinto */
	/* vacation */
	struct str subject, from, handle;
	struct str_list addresses;
	uint64_t days; /* 0: not given */
	bool mime;
};

struct engine_steps {
	const struct engine_step *list;
	size_t count;
};

struct run;

struct sieve_engine {
	struct str name; /* for messages */
	uint64_t features; /* EXT_*: what it knows */
	/* False with *error: it failed, died or lied. */
	bool (*run)(const struct sieve_engine *engine, struct arena *arena,
		    const struct sieve_script *script,
		    const struct sieve_facts *facts, struct engine_steps *steps,
		    struct str *error);
};

/* Runs the script by facts->engine: its steps become actions as if commands of
 * ours had wanted them.  False: the run failed. */
bool engine_perform(struct run *run);

#endif
