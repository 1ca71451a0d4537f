#include "journal.h"

#include <endian.h>
#include <string.h>

/*
 *    0        8           12            16      24
 *    +--------+-----------+-------------+-------+-----+-------+
 *    | check  | key's len | value's len | until | key | value |
 *    +--------+-----------+-------------+-------+-----+-------+
 *
 * Numbers have the least byte first.  check: of all that follows it, eight bytes
 * at a time, as all of a journal is read for each mail.
 */
#define HEAD ((size_t)24)
#define CHECKED ((size_t)8)

static uint64_t number(const char *at, size_t size)
{
	uint64_t n = 0;

	for (size_t i = size; i-- > 0;)
		n = n << 8 | (unsigned char)at[i];
	return n;
}

static uint64_t word_at(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return le64toh(word);
}

/* As FNV-1a, with words: no change of one is lost, since each step can be undone.
 * The shift takes high bits to the low ones. */
static uint64_t check_add(uint64_t check, uint64_t word)
{
	check = (check ^ word) * UINT64_C(0x100000001b3);
	return check ^ check >> 32;
}

static uint64_t check_of(struct str bytes)
{
	uint64_t check = check_add(UINT64_C(0xcbf29ce484222325), bytes.len);

	for (; bytes.len >= 8; bytes = str_skip(bytes, 8))
		check = check_add(check, word_at(bytes.ptr));
	return check_add(check, number(bytes.ptr, bytes.len));
}

static void put_number(char *at, size_t size, uint64_t n)
{
	for (size_t i = 0; i < size; i++)
		at[i] = (char)(n >> (8 * i) & 0xff);
}

bool journal_step(struct str *rest, struct journal_record *record)
{
	size_t key, value;

	if (rest->len < HEAD)
		return false;
	key = (size_t)number(rest->ptr + 8, 4);
	value = (size_t)number(rest->ptr + 12, 4);
	if (key > rest->len - HEAD || value > rest->len - HEAD - key)
		return false;
	record->raw = str_first(*rest, HEAD + key + value);
	record->until = number(rest->ptr + 16, 8);
	record->key = str_first(str_skip(record->raw, HEAD), key);
	record->value = str_skip(record->raw, HEAD + key);
	*rest = str_skip(*rest, record->raw.len);
	return true;
}

bool journal_next(struct str *rest, struct journal_record *record)
{
	struct str behind = *rest;

	if (!journal_step(&behind, record) ||
	    number(record->raw.ptr, 8) !=
		    check_of(str_skip(record->raw, CHECKED)))
		return false;
	*rest = behind;
	return true;
}

void journal_put(struct buf *buf, const struct journal_record *record)
{
	size_t len = HEAD + record->key.len + record->value.len;
	char *bytes = arena_alloc(buf->arena, len);

	put_number(bytes + 8, 4, record->key.len);
	put_number(bytes + 12, 4, record->value.len);
	put_number(bytes + 16, 8, record->until);
	memcpy(bytes + HEAD, record->key.ptr, record->key.len);
	if (record->value.len > 0)
		memcpy(bytes + HEAD + record->key.len, record->value.ptr,
		       record->value.len);
	put_number(bytes, 8,
		   check_of((struct str){ bytes + CHECKED, len - CHECKED }));
	buf_add(buf, (struct str){ bytes, len });
}
