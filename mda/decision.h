/*
 * decision: what crosses from the child that decides to the parent that acts:
 * one typed, bounded, length-checked message.  The reader takes it for hostile.
 */
#ifndef MDA_DECISION_H
#define MDA_DECISION_H

#include "../filter/action.h"
#include "../filter/authres.h"
#include "../filter/verdict.h"

/* As much of struct decision as acting needs. */
struct order {
	enum disposition disposition;
	struct str fields; /* to stand above the mail */
	struct spans forged; /* not to be stored */
	struct actions actions;
	struct versions versions; /* each with all fields above it */
	struct marks marks;
	/* What was found, for an ARC seal: "authserv-id; results", one line. */
	struct str results;
	enum check_status chain; /* the mail's ARC chain */
	struct str sender; /* as far as the mail tells it; for redirect */
	struct str obstacle; /* why it must not be redirected; or empty */
	struct str reason; /* one phrase, for the MTA when it must retry */
	struct str log; /* key=value pairs, one line */
	struct str report; /* explain, check, -n: for stdout */
	struct str user_error; /* for the user's error log; may be empty */
	unsigned exit_status; /* explain, check: what to end with */
};

/* The most bytes an order may take. */
#define ORDER_MAX ((size_t)8 * 1024 * 1024)

/* Serialized.  False: larger than ORDER_MAX. */
bool order_encode(struct arena *arena, const struct order *order,
		  struct str *bytes);

/*
 * Slices of bytes.  mail_size: spans must lie within it.  Checks everything:
 * lengths, enums, folder names, addresses, that fields are well-formed header
 * lines without NUL or CR and that no line of them is empty, that log and reason
 * are one printable line.  False with *error.
 */
bool order_decode(struct arena *arena, struct str bytes, size_t mail_size,
		  struct order *order, const char **error);

#endif
