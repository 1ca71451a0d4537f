/*
 * mailbox: what is known of the user's mailboxes, asked by the names that
 * scripts have for them.
 */
#ifndef FILTER_SIEVE_MAILBOX_H
#define FILTER_SIEVE_MAILBOX_H

#include "run.h"

/* folder: as folder_name() gives it. */
bool mailbox_exists(const struct run *run, struct str folder);

/* The folder of that id (RFC 9042); ptr NULL: there is none. */
struct str mailbox_of_id(const struct run *run, struct str id);

/* An attribute, with its backslash or as "\Junk" in a script is read, without.
 * Of several existing folders the one that is preferred, else the first; ptr
 * NULL: there is none (RFC 8579). */
struct str mailbox_of_use(const struct run *run, struct str attribute,
			  struct str preferred);

/* Steps of looking for one. */
uint64_t mailbox_steps(const struct run *run);

/* Where ":mailboxid" or ":specialuse" send what folder was named for. */
struct str mailbox_target(struct run *run, const struct node *node,
			  struct str folder);

/* The two do not stand together (RFC 9042 4.2). */
void mailbox_check(struct checker *checker, const struct node *node);

#endif
