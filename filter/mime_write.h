/*
 * mime_write: a header field as a script wants it, in the form of a mail.
 */
#ifndef FILTER_MIME_WRITE_H
#define FILTER_MIME_WRITE_H

#include "buf.h"
#include "str.h"

/*
 * "Name: value" and LF, folded at its blanks (RFC 5322 2.1.1) so that unfolding
 * gives value again.  Words that are not ASCII, or too long for a line, become
 * encoded words (RFC 2047) in UTF-8; a byte that is not UTF-8 is U+FFFD.
 * Control characters but tabs become blanks.
 */
void mime_write_field(struct buf *out, struct str name, struct str value);

#endif
