/*
 * der: ASN.1 (X.690), as much as a public key needs.
 */
#ifndef FILTER_DER_H
#define FILTER_DER_H

#include "str.h"

enum der_tag {
	DER_INTEGER = 0x02,
	DER_BIT_STRING = 0x03,
	DER_SEQUENCE = 0x30,
};

/* Takes one element with that tag off the front. */
bool der_take(struct str *rest, enum der_tag tag, struct str *content);

/* A positive INTEGER; number: its bytes without a leading zero. */
bool der_take_number(struct str *rest, struct str *number);

#endif
