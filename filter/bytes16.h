/*
 * bytes16: sixteen bytes side by side.  Of a comparison, those that hold are all
 * ones.
 */
#ifndef FILTER_BYTES16_H
#define FILTER_BYTES16_H

#include <string.h>

typedef unsigned char bytes16 __attribute__((vector_size(16)));

/* Wherever it stands. */
static inline bytes16 bytes16_at(const char *ptr)
{
	bytes16 bytes;

	memcpy(&bytes, ptr, sizeof(bytes));
	return bytes;
}

#endif
