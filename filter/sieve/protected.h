/*
 * protected: header fields that scripts, and programs that they run, neither
 * write nor delete.
 */
#ifndef FILTER_SIEVE_PROTECTED_H
#define FILTER_SIEVE_PROTECTED_H

#include <stdbool.h>

#include "../str.h"

enum change { CHANGE_ADD = 1, CHANGE_DELETE = 2 };

bool protected_from(struct str name, enum change change);

#endif
