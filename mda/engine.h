/*
 * engine: what crosses between the process that decides and the one in which
 * another Sieve engine runs a script: a request and its answer.
 */
#ifndef MDA_ENGINE_H
#define MDA_ENGINE_H

#include "../filter/sieve/engine.h"

/* A header field as tests see it. */
struct engine_field {
	struct str name, value; /* unfolded */
};

struct engine_request {
	struct str script;
	struct str sender, recipient; /* of the envelope */
	struct str delimiters; /* between user and detail, any of them */
	uint64_t size; /* of the mail */
	const struct engine_field *fields;
	size_t field_count;
};

/* What a script may look at.  Everything lives in the arena. */
struct engine_request engine_request(struct arena *arena,
				     const struct sieve_script *script,
				     const struct sieve_facts *facts);

/* Bytes; false: too much of it. */
bool engine_encode_request(struct arena *arena,
			   const struct engine_request *request,
			   struct str *bytes);
bool engine_decode_request(struct arena *arena, struct str bytes,
			   struct engine_request *request);

/* error: empty when the script ran to its end. */
bool engine_encode_answer(struct arena *arena, const struct engine_steps *steps,
			  struct str error, struct str *bytes);
bool engine_decode_answer(struct arena *arena, struct str bytes,
			  struct engine_steps *steps, struct str *error);

/* In the decider: a script run by the process behind the door; for
 * struct sieve_engine. */
bool engine_ask(const struct sieve_engine *engine, struct arena *arena,
		const struct sieve_script *script,
		const struct sieve_facts *facts, struct engine_steps *steps,
		struct str *error);

#endif
