/*
 * mutf7: modified UTF-7, the mailbox names of IMAP (RFC 3501 5.1.3) and of
 * Maildir++ folders on disk.
 */
#ifndef MDA_MUTF7_H
#define MDA_MUTF7_H

#include "../filter/buf.h"

/* Adds the encoded name.  False when utf8 is not UTF-8. */
bool mutf7_encode(struct buf *out, struct str utf8);

/*
 * Adds the name as UTF-8.  False for what no encoder writes: 8-bit and control
 * bytes, bad base64, lone surrogates, bits left over.  Forms that are longer
 * than needed are read; encode again and compare where that matters.
 */
bool mutf7_decode(struct buf *out, struct str name);

#endif
