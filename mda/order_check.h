/*
 * order_check: is an order one that the process with rights may carry out?
 */
#ifndef MDA_ORDER_CHECK_H
#define MDA_ORDER_CHECK_H

#include "decision.h"

/* NULL, or what is wrong; the text lives as long as the program. */
const char *order_check(struct arena *arena, const struct order *order,
			size_t mail_size);

/* The same for one action. */
const char *order_check_action(struct arena *arena,
			       const struct action *action);

/* The name of a program that a script chose, and its arguments. */
bool order_check_program(struct str name, const struct str_list *arguments);

/* One address that is safe as an argument and in a header field. */
bool order_check_address(struct str address);

#endif
