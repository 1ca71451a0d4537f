/*
 * der: what ASN.1 (X.690) of keys needs to be read.
 */
#ifndef FILTER_DER_H
#define FILTER_DER_H

#include "str.h"

enum der_tag {
	DER_INTEGER = 0x02,
	DER_BIT_STRING = 0x03,
	DER_OCTET_STRING = 0x04,
	DER_SEQUENCE = 0x30,
};

/* Takes one element with that tag off the front. */
bool der_take(struct str *rest, enum der_tag tag, struct str *content);

/* A positive INTEGER; number: its bytes without a leading zero. */
bool der_take_number(struct str *rest, struct str *number);
/* How many bits such a number has. */
unsigned der_bits(struct str number);

/*
 * AlgorithmIdentifier (RFC 5280 4.1.1.2) of the one whose identifier these bytes
 * are, tag and length included, with nothing more than a NULL.
 */
bool der_take_algorithm(struct str *rest, struct str identifier);

/* rsaEncryption (RFC 8017 A.1), id-Ed25519 (RFC 8410 3). */
#define DER_RSA STR("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01")
#define DER_ED25519 STR("\x06\x03\x2b\x65\x70")

#endif
