/*
 * wish: what "redirect" asks of whoever sends the mail on: delivery status
 * notifications (RFC 6009 6) and a time limit (RFC 6009 7).
 */
#ifndef FILTER_SIEVE_WISH_H
#define FILTER_SIEVE_WISH_H

#include "check.h"
#include "run.h"

/* The options of it. */
#define OPTIONS_WISH                                                           \
	(OPTION_NOTIFY | OPTION_RET | OPTION_BYTIME | OPTION_BYMODE |          \
	 OPTION_BYTRACE)

void wish_check(struct checker *checker, const struct node *node);

/* What cannot be asked makes the script fail. */
struct redirect_wish wish_take(struct run *run, const struct node *node);

#endif
