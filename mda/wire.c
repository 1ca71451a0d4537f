#include "wire.h"

#include <errno.h>
#include <unistd.h>

#include "../filter/limits.h"

void wire_put(struct buf *buf, uint64_t number)
{
	char bytes[8];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(number >> (8 * i) & 0xff);
	buf_add(buf, (struct str){ bytes, sizeof(bytes) });
}

void wire_put_str(struct buf *buf, struct str s)
{
	wire_put(buf, s.len);
	buf_add(buf, s);
}

void wire_put_list(struct buf *buf, const struct str_list *list)
{
	wire_put(buf, list->count);
	for (size_t i = 0; i < list->count; i++)
		wire_put_str(buf, list->items[i]);
}

void wire_put_edits(struct buf *buf, const struct edits *edits)
{
	wire_put(buf, edits->count);
	for (size_t i = 0; i < edits->count; i++) {
		wire_put(buf, edits->list[i].begin);
		wire_put(buf, edits->list[i].end);
		wire_put_str(buf, edits->list[i].text);
	}
}

uint64_t wire_take(struct wire *wire, uint64_t most)
{
	uint64_t number = 0;

	if (wire->bad || wire->rest.len < 8) {
		wire->bad = true;
		return 0;
	}
	for (size_t i = 0; i < 8; i++)
		number |= (uint64_t)(unsigned char)wire->rest.ptr[i] << (8 * i);
	wire->rest = str_skip(wire->rest, 8);
	if (number > most) {
		wire->bad = true;
		return 0;
	}
	return number;
}

bool wire_take_bool(struct wire *wire)
{
	return wire_take(wire, 1) == 1;
}

struct str wire_take_str(struct wire *wire)
{
	size_t len = wire_take(wire, SIZE_MAX);
	struct str s = str_first(wire->rest, len);

	if (wire->bad || len > wire->rest.len) {
		wire->bad = true;
		return STR("");
	}
	wire->rest = str_skip(wire->rest, len);
	return s;
}

struct str_list wire_take_list(struct wire *wire, size_t most)
{
	size_t count = wire_take(wire, most);
	struct str *items = ARENA_ARRAY(wire->arena, struct str, count);

	for (size_t i = 0; i < count; i++)
		items[i] = wire_take_str(wire);
	return (struct str_list){ items, count };
}

struct edits wire_take_edits(struct wire *wire)
{
	size_t count = wire_take(wire, LIMIT_EDITS);
	struct edit *list = ARENA_ARRAY(wire->arena, struct edit, count);

	for (size_t i = 0; i < count; i++) {
		list[i].begin = wire_take(wire, SIZE_MAX);
		list[i].end = wire_take(wire, SIZE_MAX);
		list[i].text = wire_take_str(wire);
	}
	return (struct edits){ list, count };
}

bool wire_ended(const struct wire *wire)
{
	return !wire->bad && wire->rest.len == 0;
}

static bool send_all(int socket, struct str bytes)
{
	while (bytes.len > 0) {
		ssize_t put = write(socket, bytes.ptr, bytes.len);

		if (put < 0 && errno != EINTR)
			return false;
		bytes = str_skip(bytes, put > 0 ? (size_t)put : 0);
	}
	return true;
}

static bool receive_all(int socket, char *bytes, size_t size)
{
	for (size_t len = 0; len < size;) {
		ssize_t got = read(socket, bytes + len, size - len);

		if (got == 0 || (got < 0 && errno != EINTR))
			return false;
		len += got > 0 ? (size_t)got : 0;
	}
	return true;
}

bool wire_send_rest(int socket, struct str bytes)
{
	return send_all(socket, bytes);
}

bool wire_send(int socket, struct str bytes)
{
	uint64_t len = bytes.len;

	return send_all(socket, (struct str){ (char *)&len, sizeof(len) }) &&
	       send_all(socket, bytes);
}

bool wire_receive_rest(struct arena *arena, int socket, size_t len,
		       struct str *bytes)
{
	char *memory = arena_alloc(arena, len);

	*bytes = (struct str){ memory, len };
	return receive_all(socket, memory, len);
}

bool wire_receive(struct arena *arena, int socket, size_t most,
		  struct str *bytes)
{
	uint64_t len;

	return receive_all(socket, (char *)&len, sizeof(len)) && len <= most &&
	       wire_receive_rest(arena, socket, len, bytes);
}
