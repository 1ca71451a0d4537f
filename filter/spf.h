/*
 * spf: RFC 7208, check_host() and around it.
 */
#ifndef FILTER_SPF_H
#define FILTER_SPF_H

#include "check.h"
#include "envelope.h"

enum spf_scope { SPF_MAILFROM, SPF_HELO };

struct spf_result {
	enum check_status status;
	enum spf_scope scope;
	struct str domain; /* the one judged; empty when none could be */
	struct str identity; /* MAIL FROM address, or the HELO name */
	struct str mechanism; /* the term that matched, as published */
	struct str record; /* the record of domain, as published */
	struct str explanation; /* exp= of a fail, expanded; printable ASCII */
	struct str reason; /* why none, an error, ...; for people */
	bool allows_all; /* passed by "+all" or by a network wider than /8 (v4)
			  * or /16 (v6): proves nothing */
	unsigned terms, voids; /* RFC 7208 4.6.4 counters */
};

/*
 * RFC 7208 4: the arguments of check_host() are the arguments.  sender is
 * local@domain, receiver the name for %{r}.  helo is only for macros.
 */
struct spf_result spf_check_host(const struct check_context *context,
				 const struct ip *ip, struct str domain,
				 struct str sender, struct str helo,
				 struct str receiver);

/* MAIL FROM (RFC 7208 2.4; "postmaster@HELO" for the null sender) and, apart
 * from it, HELO (2.3).  None unless the client is known. */
struct spf_results {
	struct spf_result mailfrom, helo;
};

/* Announces the records that spf_check() will want. */
void spf_prefetch(const struct check_context *context,
		  const struct envelope *envelope);
struct spf_results spf_check(const struct check_context *context,
			     const struct envelope *envelope,
			     struct str receiver);

#endif
