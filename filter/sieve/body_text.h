/*
 * body_text: the body's parts as the body test sees them, each decoded once
 * however many tests look at it.
 */
#ifndef FILTER_SIEVE_BODY_TEXT_H
#define FILTER_SIEVE_BODY_TEXT_H

#include "../mime_parts.h"

struct body_text;

/* Beyond LIMIT_SIEVE_BODY, all parts together, text is cut. */
struct body_text *body_text_new(struct arena *arena,
				const struct message *message);
const struct mime_parts *body_text_parts(const struct body_text *body);

/* UTF-8 (as far as it can be), line ends CRLF. */
struct str body_text_of_part(struct body_text *body, size_t index);
struct str body_text_epilogue(struct body_text *body, size_t index);
/* The whole body, nothing decoded. */
struct str body_text_raw(struct body_text *body);

#endif
