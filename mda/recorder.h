/*
 * recorder: a struct dns that asks another one and writes down, in the text of a
 * zone file (mda/zone), each question once and its answer, as long as it fits.
 */
#ifndef MDA_RECORDER_H
#define MDA_RECORDER_H

#include "../filter/buf.h"
#include "../filter/dns.h"

struct recorder {
	struct dns dns;
	struct dns *asked;
	struct arena *arena;
	struct buf text;
	bool incomplete; /* something did not fit */
	struct question_key *keys; /* what was asked */
	size_t count, capacity;
};

/* ceiling: of the text, in bytes. */
struct recorder *recorder_new(struct arena *arena, struct dns *asked,
			      size_t ceiling);
/* For lines that may still fit: what is longer overflows. */
struct buf recorder_lines(const struct recorder *recorder);
/* Whole lines, or none of them: then it is incomplete, and later ones may still
 * fit. */
void recorder_add(struct recorder *recorder, const struct buf *lines);

#endif
