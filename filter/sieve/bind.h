/*
 * bind: the arguments of a command or test, understood: tags, what has its place
 * by order, strings with their variables, match type and comparator.
 */
#ifndef FILTER_SIEVE_BIND_H
#define FILTER_SIEVE_BIND_H

#include "check.h"

/* Fills node's options, parameters and match; false when it told an error. */
bool bind_arguments(struct checker *checker, struct node *node);

#endif
