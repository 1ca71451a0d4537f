/*
 * Every limit of mda/ and its reason.
 */
#ifndef MDA_LIMITS_H
#define MDA_LIMITS_H

/* -- DNS ------------------------------------------------------------------ */

/* CNAMEs followed for one question; real chains have one or two. */
#define LIMIT_DNS_CNAMES 8

#endif
