/*
 * bytes16: sixteen bytes side by side.  Of a comparison, those that hold are all
 * ones.
 */
#ifndef FILTER_BYTES16_H
#define FILTER_BYTES16_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef unsigned char bytes16 __attribute__((vector_size(16)));

/* Wherever it stands. */
static inline bytes16 bytes16_at(const char *ptr)
{
	bytes16 bytes;

	memcpy(&bytes, ptr, sizeof(bytes));
	return bytes;
}

static inline bool bytes16_any(bytes16 bytes)
{
	uint64_t halves[2];

	memcpy(&halves, &bytes, sizeof(halves));
	return (halves[0] | halves[1]) != 0;
}

/* Which is the first that holds, of those of which any does. */
static inline size_t bytes16_first(bytes16 bytes)
{
	uint64_t halves[2];
	size_t half;

	memcpy(&halves, &bytes, sizeof(halves));
	half = halves[0] == 0;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return 8 * half + (size_t)__builtin_ctzll(halves[half]) / 8;
#else
	return 8 * half + (size_t)__builtin_clzll(halves[half]) / 8;
#endif
}

#endif
