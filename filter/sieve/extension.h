/*
 * extension: what `require` may name, and what each name turns on.
 */
#ifndef FILTER_SIEVE_EXTENSION_H
#define FILTER_SIEVE_EXTENSION_H

#include "../str.h"

/* Features are bits: a row of the tables says which it needs. */
#define EXT_FILEINTO (UINT64_C(1) << 0)
#define EXT_ENVELOPE (UINT64_C(1) << 1)
#define EXT_ENCODED_CHARACTER (UINT64_C(1) << 2)
#define EXT_ASCII_NUMERIC (UINT64_C(1) << 3)
#define EXT_COPY (UINT64_C(1) << 4)
#define EXT_RELATIONAL (UINT64_C(1) << 5)
#define EXT_SUBADDRESS (UINT64_C(1) << 6)
#define EXT_VARIABLES (UINT64_C(1) << 7)
#define EXT_IMAP4FLAGS (UINT64_C(1) << 8)
#define EXT_DATE (UINT64_C(1) << 9)
#define EXT_INDEX (UINT64_C(1) << 10)
#define EXT_MAILBOX (UINT64_C(1) << 11)
#define EXT_ENVIRONMENT (UINT64_C(1) << 12)
#define EXT_SPAMTEST (UINT64_C(1) << 13)
#define EXT_SPAMTESTPLUS (UINT64_C(1) << 14)
#define EXT_VIRUSTEST (UINT64_C(1) << 15)
#define EXT_BODY (UINT64_C(1) << 16)
#define EXT_IHAVE (UINT64_C(1) << 17)
#define EXT_AUTH (UINT64_C(1) << 18)
#define EXT_REGEX (UINT64_C(1) << 19)
#define EXT_UNICODE_CASEMAP (UINT64_C(1) << 20)
#define EXT_VACATION (UINT64_C(1) << 21)
#define EXT_VACATION_SECONDS (UINT64_C(1) << 22)
#define EXT_REJECT (UINT64_C(1) << 23)
#define EXT_EREJECT (UINT64_C(1) << 24)
#define EXT_ENOTIFY (UINT64_C(1) << 25)
#define EXT_DUPLICATE (UINT64_C(1) << 26)
#define EXT_FCC (UINT64_C(1) << 27)
#define EXT_ENVELOPE_DSN (UINT64_C(1) << 28)
#define EXT_ENVELOPE_DELIVERBY (UINT64_C(1) << 29)
#define EXT_REDIRECT_DSN (UINT64_C(1) << 30)
#define EXT_REDIRECT_DELIVERBY (UINT64_C(1) << 31)
#define EXT_PIPE (UINT64_C(1) << 32)
#define EXT_DEBUG (UINT64_C(1) << 33)
#define EXT_REPORT (UINT64_C(1) << 34)
#define EXT_ENVIRONMENT_VARIABLES (UINT64_C(1) << 35)
#define EXT_DOVECOT_ENVIRONMENT (UINT64_C(1) << 36)
#define EXT_EDITHEADER (UINT64_C(1) << 37)
#define EXT_MIME (UINT64_C(1) << 38)
#define EXT_FOREVERYPART (UINT64_C(1) << 39)
#define EXT_EXTRACTTEXT (UINT64_C(1) << 40)
#define EXT_REPLACE (UINT64_C(1) << 41)
#define EXT_ENCLOSE (UINT64_C(1) << 42)
#define EXT_FILTER (UINT64_C(1) << 43)
#define EXT_EXECUTE (UINT64_C(1) << 44)
/* What is there only where scripts may run programs. */
#define EXT_PROGRAMS (EXT_PIPE | EXT_FILTER | EXT_EXECUTE)

#define EXT_INCLUDE (UINT64_C(1) << 45)
#define EXT_SPECIAL_USE (UINT64_C(1) << 46)
#define EXT_MAILBOXID (UINT64_C(1) << 47)
#define EXT_MBOXMETADATA (UINT64_C(1) << 48)
#define EXT_SERVERMETADATA (UINT64_C(1) << 49)
#define EXT_EXTLISTS (UINT64_C(1) << 50)

struct extension {
	struct str name;
	uint64_t enables;
};

/* Names are case-sensitive (RFC 5228 6).  NULL: not supported. */
const struct extension *extension_find(struct str name);
/* The extension to require for features (one bit or more of them). */
const struct extension *extension_for(uint64_t features);
/* The nth name, for lists; NULL behind the last. */
const struct extension *extension_nth(size_t n);

#endif
