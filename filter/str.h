/*
 * str: borrowed bytes with a length.  They may hold NULs and are never
 * NUL-terminated; whoever made the bytes owns them (the mail, a literal, an
 * arena).  All comparisons that fold case fold ASCII only.
 */
#ifndef FILTER_STR_H
#define FILTER_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
	const char *ptr;
	size_t len;
};

/* A literal as a value, and as an initialiser of static data. */
#define STR(literal) ((struct str){ (literal), sizeof(literal) - 1 })
#define STR_INIT(literal)                                                      \
	{                                                                      \
		(literal), sizeof(literal) - 1                                 \
	}

/* For printf: "%.*s", STR_ARG(s).  Lengths are capped at INT_MAX. */
#define STR_ARG(s) str_int_len(s), ((s).len > 0 ? (s).ptr : "")
int str_int_len(struct str s);

/* The bytes of a C string without its NUL; NULL gives the empty string. */
struct str str_from(const char *text);

static inline bool str_eq(struct str a, struct str b)
{
	return a.len == b.len &&
	       (a.len == 0 ||
		(a.ptr[0] == b.ptr[0] && memcmp(a.ptr, b.ptr, a.len) == 0));
}
/* Order of bytes after folding, as memcmp tells it. */
int str_cmp_nocase(struct str a, struct str b);
static inline bool str_eq_nocase(struct str a, struct str b)
{
	return a.len == b.len && str_cmp_nocase(a, b) == 0;
}

bool str_starts(struct str s, struct str prefix);
bool str_starts_nocase(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
bool str_ends_nocase(struct str s, struct str suffix);

/* The part before / from offset n; n beyond the end means the end. */
static inline struct str str_first(struct str s, size_t n)
{
	return (struct str){ s.ptr, n < s.len ? n : s.len };
}

static inline struct str str_skip(struct str s, size_t n)
{
	if (n > s.len)
		n = s.len;
	return n > 0 ? (struct str){ s.ptr + n, s.len - n } : s;
}

/* Offset of the first / last such byte, of the first such substring; s.len
 * when there is none. */
static inline size_t str_find(struct str s, char c)
{
	const char *at = s.len > 0 ? memchr(s.ptr, c, s.len) : NULL;

	return at != NULL ? (size_t)(at - s.ptr) : s.len;
}

size_t str_find_last(struct str s, char c);
size_t str_find_str(struct str s, struct str needle);

/* Line feeds without a CR before them, which take one byte more on the wire (RFC
 * 5322 2.1); before: the byte before s. */
size_t str_bare_lfs(struct str s, char before);

/* Without SP, HTAB, CR and LF at both ends. */
struct str str_trim(struct str s);

/*
 * Takes the part before the next sep off the front of *rest (or all of it, when
 * no sep is left).  False when *rest was exhausted before: ptr == NULL.
 *	for (rest = s; str_cut(&rest, ';', &part); ) ...
 * sees an empty part for each pair of neighbouring separators, as well as one
 * for an empty s.
 */
bool str_cut(struct str *rest, char sep, struct str *part);

/* The whole of s is 1*DIGIT and no greater than max. */
bool str_to_u64(struct str s, uint64_t max, uint64_t *number);

struct str_list {
	const struct str *items;
	size_t count;
};

/* The same item, in any case. */
bool str_list_has(const struct str_list *list, struct str item);

/* ASCII classes that no locale changes. */
static inline bool char_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool char_is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool char_is_alnum(char c)
{
	return char_is_alpha(c) || char_is_digit(c);
}

static inline bool char_is_wsp(char c)
{
	return c == ' ' || c == '\t';
}

static inline bool char_is_space(char c)
{
	return char_is_wsp(c) || c == '\r' || c == '\n';
}

static inline char char_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* 0..15, or -1. */
int char_hex_value(char c);
/* The two digits of its value, upper case. */
void char_to_hex(char c, char digits[2]);

#endif
