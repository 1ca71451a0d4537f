/*
 * domain: names, their parents, and how two of them relate.  A checked domain
 * is lower case ASCII (A-labels), without a final dot.
 */
#ifndef FILTER_DOMAIN_H
#define FILTER_DOMAIN_H

#include "arena.h"
#include "str.h"

/*
 * Letters, digits and inner hyphens, labels of 1..63, at most 253 bytes, at
 * least min_labels labels, the last one not all digits.  Any case.
 */
bool domain_is_hostname(struct str name, size_t min_labels);
/* The same with '_' allowed in labels, and the last one may be all digits: a
 * selector often is a date (selectors, SPF domains). */
bool domain_is_dns_name(struct str name, size_t min_labels);

/*
 * To A-labels in lower case (IDNA2008 by libidn2; RFC 8616, RFC 5890 2.3).
 * False when it is no valid host name with at least two labels: an invisible
 * or unassigned character, a NUL, a bad label.  One final dot is not accepted.
 */
bool domain_to_ascii(struct arena *arena, struct str name, struct str *ascii);

/* As people are shown it: A-labels as U-labels (UTF-8).  What is none stays. */
struct str domain_to_unicode(struct arena *arena, struct str ascii);

size_t domain_label_count(struct str name);
/* "mail.example.com" -> "example.com"; empty when nothing is left. */
struct str domain_parent(struct str name);
/* The last n labels. */
struct str domain_last_labels(struct str name, size_t n);
/* What follows the last "@" of an address; empty without one. */
struct str domain_of_address(struct str address);
/* What follows the last "@", or all of it, to A-labels; empty unless that is a
 * domain. */
struct str domain_of_identity(struct arena *arena, struct str identity);
/* name equals ancestor or ends in "." + ancestor, in any case. */
bool domain_is_within(struct str name, struct str ancestor);

#endif
