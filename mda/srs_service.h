/*
 * srs_service: what a mail server asks about addresses, and what it is told, in
 * Postfix' two protocols for that: socketmap_table(5) and tcp_table(5).
 */
#ifndef MDA_SRS_SERVICE_H
#define MDA_SRS_SERVICE_H

#include "../filter/srs.h"

typedef enum srs_status srs_rewriter(struct arena *arena, const struct srs *srs,
				     struct str address, time_t now,
				     struct str *result, const char **error);

struct srs_service {
	const struct srs *srs;
	time_t now;
	/* Of tcp_table, which has no name for what is asked; NULL: socketmap,
	 * where it is "forward" or "reverse". */
	srs_rewriter *tcp;
	/* Told of every address that is refused. */
	void (*refused)(struct str address, const char *why);
};

enum srs_reply {
	SRS_REPLY, /* one request was taken off the front of *input */
	SRS_MORE, /* there is no whole request yet */
	SRS_BROKEN, /* this will never become one */
};

/* The most bytes of one request, whole. */
#define SRS_REQUEST_MAX ((size_t)4096)

/* reply: what is to be written; in the arena. */
enum srs_reply srs_service_answer(struct arena *arena,
				  const struct srs_service *service,
				  struct str *input, struct str *reply);

#endif
