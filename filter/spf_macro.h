/*
 * spf_macro: RFC 7208 section 7: the grammar of macro-strings, and what they
 * expand to.
 */
#ifndef FILTER_SPF_MACRO_H
#define FILTER_SPF_MACRO_H

#include <time.h>

#include "arena.h"
#include "ip.h"
#include "str.h"

/* What the macro letters stand for (RFC 7208 7.2). */
struct spf_macro_values {
	struct str sender, local, sender_domain; /* s, l, o */
	struct str domain; /* d */
	struct str helo, receiver; /* h, r */
	struct str name; /* p; see spf_macro_wants_name() */
	const struct ip *ip; /* i, v, c */
	time_t now; /* t */
};

/* macro-string, without the letters c, r and t. */
bool spf_macro_is_string(struct str text);
/* domain-spec: a macro-string that ends in a macro or a "." toplabel. */
bool spf_macro_is_domain_spec(struct str text);
/* explain-string: macro-strings of all letters, and spaces. */
bool spf_macro_is_explanation(struct str text);

/* %{p} is in it: values.name must be set, and that costs DNS questions. */
bool spf_macro_wants_name(struct str text);

/*
 * text: one for which a function above was true.  False when the outcome would
 * be longer than limit bytes.
 */
bool spf_macro_expand(struct arena *arena, struct str text,
		      const struct spf_macro_values *values, size_t limit,
		      struct str *expanded);

/*
 * As a name to be asked for: without a final dot, and without as many of its
 * left labels as it takes to fit 253 bytes (RFC 7208 7.3).  It need not be a
 * valid name.  False when it is beyond LIMIT_SPF_EXPANSION before that.
 */
bool spf_macro_expand_domain(struct arena *arena, struct str domain_spec,
			     const struct spf_macro_values *values,
			     struct str *name);

#endif
