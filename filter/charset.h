/*
 * charset: text of a mail to UTF-8, from the charsets that mails use.
 */
#ifndef FILTER_CHARSET_H
#define FILTER_CHARSET_H

#include "arena.h"
#include "str.h"

bool charset_is_known(struct str name);

/* A byte that has no meaning in the charset becomes U+FFFD; what is said to be
 * UTF-8 already, or in no known charset, is bytes itself, unchecked. */
struct str charset_to_utf8(struct arena *arena, struct str name,
			   struct str bytes);

#endif
