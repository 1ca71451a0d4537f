/*
 * grammar: the token classes that the RFCs about mail share, and readers that
 * take one token off the front of *rest.  A reader that fails leaves *rest
 * where it was.  A byte of UTF-8 counts as text wherever RFC 6532 says so.
 */
#ifndef FILTER_GRAMMAR_H
#define FILTER_GRAMMAR_H

#include "str.h"

/* RFC 5234 B.1 and RFC 5322 2.2, 3.2.  Of ASCII only. */
/* %x21-7E */
static inline bool char_is_vchar(char c)
{
	return c > ' ' && c <= '~';
}

/* a header field's name */
static inline bool char_is_ftext(char c)
{
	return char_is_vchar(c) && c != ':';
}

bool char_is_atext(char c);
/* RFC 2045 5.1: a token of MIME. */
bool char_is_token(char c);
/* %x80-FF */
static inline bool char_is_8bit(char c)
{
	return (unsigned char)c >= 0x80;
}

/* How many bytes at the front of s are VCHAR or 8-bit. */
size_t grammar_visible(struct str s);

/* A byte below SP (a tab too) or DEL. */
bool str_has_control(struct str s);

/* The next byte is c: takes it. */
bool grammar_char(struct str *rest, char c);

/* FWS, obs-FWS as well; false: there was none.  A line end that no white
 * space follows is not part of it. */
bool grammar_fws(struct str *rest);
/* [CFWS]; false: a comment does not end, or nests beyond
 * LIMIT_COMMENT_DEPTH. */
bool grammar_cfws(struct str *rest);
/* "(...)" with its parentheses. */
bool grammar_comment(struct str *rest, struct str *comment);

/* 1*atext, no white space taken; bytes of 8 bits belong to it. */
bool grammar_atom(struct str *rest, struct str *atom);
/* atom *("." atom), nothing around the dots. */
bool grammar_dot_atom(struct str *rest, struct str *dot_atom);
/* With its quotes. */
bool grammar_quoted_string(struct str *rest, struct str *quoted);
/* "[" *dtext "]" with its brackets. */
bool grammar_domain_literal(struct str *rest, struct str *literal);

/* hex-octet of RFC 2045 6.7: "=" and two hexadecimal digits, in any case. */
bool grammar_hex_octet(struct str *rest, char *octet);

#endif
