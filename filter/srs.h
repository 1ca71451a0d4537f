/*
 * srs: envelope senders of redirected mail, rewritten so that SPF passes at the
 * next hop and a bounce finds its way back (Sender Rewriting Scheme):
 *
 *	user@example.com  <->  SRS0=HHHH=TT=example.com=user@ours
 *	SRS0=x@first.hop  <->  SRS1=HHHH=first.hop==x@ours
 *
 * HHHH: a keyed hash of the rest; TT: the day, of 1024.  As libsrs2 and postsrsd
 * make them (HMAC-SHA1 in base64), or as Exim does (HMAC-MD5 in hexadecimal, and
 * no SRS1).
 */
#ifndef FILTER_SRS_H
#define FILTER_SRS_H

#include <time.h>

#include "arena.h"
#include "str.h"

enum srs_style { SRS_POSTSRSD, SRS_EXIM };

struct srs {
	struct str domain; /* ours */
	struct str_list secrets; /* the first one signs, all verify */
	enum srs_style style;
	struct str_list local_domains; /* their addresses stay as they are */
};

enum srs_status {
	SRS_REWRITTEN,
	SRS_KEPT, /* nothing to do: the address stays */
	SRS_REFUSED, /* with *error, for people */
};

/*
 * Kept: the null sender (""), and addresses of ours.  Refused: what cannot be
 * part of another address: a quoted local part, a domain literal, or one that
 * is so long that the whole would pass LIMIT_SRS_ADDRESS.  A local part longer
 * than 64 bytes is made all the same: RFC 5321 4.5.3.1 demands no more of
 * others than 64, but in fact they take it, and mail that fails SPF they may
 * not.
 */
enum srs_status srs_forward(struct arena *arena, const struct srs *srs,
			    struct str address, time_t now, struct str *result,
			    const char **error);

/*
 * Kept: what is no SRS address of our domain.  Refused: forged, expired or
 * malformed; or the address in it is one of ours, which is never rewritten.
 */
enum srs_status srs_reverse(struct arena *arena, const struct srs *srs,
			    struct str address, time_t now, struct str *result,
			    const char **error);

#endif
