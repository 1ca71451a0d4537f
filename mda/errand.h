/*
 * errand: what a delivery needs another program or process for: sending a mail,
 * giving it to a program, signing it.  Done here, or by the runner where the
 * delivery has one.
 */
#ifndef MDA_ERRAND_H
#define MDA_ERRAND_H

#include "deliver.h"
#include "program.h"

enum errand_kind {
	ERRAND_SEND, /* the mail to a recipient of the action */
	ERRAND_PIPE, /* the mail to the action's program */
	ERRAND_SEAL, /* an ARC set for it */
	ERRAND_SIGN, /* a DKIM-Signature for it */
	ERRAND_KINDS /* how many */
};

struct errand {
	enum errand_kind kind;
	const struct action *action; /* of the order; NULL: of none */
	size_t recipient; /* 0: its address; n: the nth of its arguments */
	struct str sender; /* of the envelope; "" is the null sender */
	int mail_fd; /* a whole mail, to be read from its start */
};

/* *text: why it failed, one line; or header fields with LF, for a seal or a
 * signature. */
enum program_status errand_run(struct arena *arena,
			       const struct delivery *delivery,
			       const struct errand *errand, struct str *text);

/* The same by this process itself. */
enum program_status errand_do(struct arena *arena,
			      const struct delivery *delivery,
			      const struct errand *errand, struct str *text);

/* -- what crosses to the runner ------------------------------------------- */

struct str errand_encode(struct arena *arena, const struct delivery *delivery,
			 const struct errand *errand);

/*
 * But for the descriptor.  False: it is not one that the delivery's order asks
 * for.  Whom a mail goes to, and which program runs with what, is the order's;
 * only the sender of a redirected mail crosses, and must be its own, the
 * user's address, or one that SRS can have made of it.
 */
bool errand_decode(struct arena *arena, const struct delivery *delivery,
		   struct str bytes, struct errand *errand);

/* How many of them an order can take, at most; 0: it starts nothing. */
size_t errand_count(const struct order *order);

#endif
