/*
 * disguise: names that are made to be taken for others: domains that look like
 * ours, letters that nobody sees, people whom the recipient knows.
 */
#ifndef FILTER_DISGUISE_H
#define FILTER_DISGUISE_H

#include "address_book.h"
#include "auth.h"
#include "homograph.h"
#include "policy.h"

/* Both empty when there is none. */
struct look_alike {
	struct str shown; /* as people see it, in UTF-8 */
	struct str original; /* a local domain, or the recipient's */
};

/* The author's domain or one in the display name, or the end of one, that
 * looks like a local domain and is none. */
struct look_alike disguise_look_alike(struct arena *arena,
				      struct homograph *homograph,
				      const struct policy *policy,
				      const struct author *author,
				      struct str recipient);

/* One of these domains with a label that mixes scripts; empty: none. */
struct str disguise_mixed_scripts(struct arena *arena,
				  struct homograph *homograph,
				  const struct author *author);

/*
 * Whom the display name means though the address is another one: by that
 * person's name, or by showing the address.  Empty when nobody, or when the
 * author is in the book too.
 */
struct str disguise_known_person(struct arena *arena,
				 struct homograph *homograph, struct str book,
				 const struct author *author);

#endif
