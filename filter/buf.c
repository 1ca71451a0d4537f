#include "buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct buf buf_new(struct arena *arena, size_t ceiling)
{
	return (struct buf){ .arena = arena, .ceiling = ceiling };
}

/* Room for len more bytes and a NUL that vsnprintf may write behind them. */
static bool reserve(struct buf *buf, size_t len)
{
	size_t capacity = buf->capacity > 0 ? buf->capacity : 64;

	if (buf->overflow || len > buf->ceiling - buf->len) {
		buf->overflow = true;
		return false;
	}
	while (capacity < buf->len + len + 1)
		capacity *= 2;
	if (capacity > buf->capacity) {
		buf->ptr =
			arena_grow(buf->arena, buf->ptr, buf->len, capacity, 1);
		buf->capacity = capacity;
	}
	return true;
}

void buf_add(struct buf *buf, struct str s)
{
	if (s.len == 0 || !reserve(buf, s.len))
		return;
	memcpy(buf->ptr + buf->len, s.ptr, s.len);
	buf->len += s.len;
}

void buf_add_char(struct buf *buf, char c)
{
	buf_add(buf, (struct str){ &c, 1 });
}

void buf_printf(struct buf *buf, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0 || !reserve(buf, (size_t)len)) {
		buf->overflow = true;
		return;
	}
	va_start(args, format);
	vsnprintf(buf->ptr + buf->len, (size_t)len + 1, format, args);
	va_end(args);
	buf->len += (size_t)len;
}

struct str buf_str(const struct buf *buf)
{
	return (struct str){ buf->ptr, buf->len };
}
