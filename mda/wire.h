/*
 * wire: numbers, strings and lists as bytes, for what crosses between processes.
 * Who reads takes the bytes for hostile.
 */
#ifndef MDA_WIRE_H
#define MDA_WIRE_H

#include "../filter/action.h"
#include "../filter/buf.h"

/* A number is 8 bytes, the least first; a string is its length and its bytes; a
 * list is its count and its items. */
void wire_put(struct buf *buf, uint64_t number);
void wire_put_str(struct buf *buf, struct str s);
void wire_put_list(struct buf *buf, const struct str_list *list);
void wire_put_edits(struct buf *buf, const struct edits *edits);

/* The first thing that is wrong makes all that follows 0 and empty. */
struct wire {
	struct arena *arena;
	struct str rest; /* bytes not read yet */
	bool bad;
};

/* most: larger numbers are wrong. */
uint64_t wire_take(struct wire *wire, uint64_t most);
bool wire_take_bool(struct wire *wire);
/* A slice of the bytes. */
struct str wire_take_str(struct wire *wire);
/* most: items. */
struct str_list wire_take_list(struct wire *wire, size_t most);

/* LIMIT_EDITS at most; where they lie is not looked at. */
struct edits wire_take_edits(struct wire *wire);

/* All was read, and nothing was wrong. */
bool wire_ended(const struct wire *wire);

/* A message over a socket, its length first.  False: the other end is gone, or
 * has more than most bytes to say. */
bool wire_send(int socket, struct str bytes);
bool wire_receive(struct arena *arena, int socket, size_t most,
		  struct str *bytes);

/* The message alone, its length went before. */
bool wire_send_rest(int socket, struct str bytes);
bool wire_receive_rest(struct arena *arena, int socket, size_t len,
		       struct str *bytes);

#endif
