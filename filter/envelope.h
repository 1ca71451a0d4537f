/*
 * envelope: what the MTA said about a mail.  "Given but empty" is knowledge,
 * "not given" is ignorance; the two are kept apart.
 */
#ifndef FILTER_ENVELOPE_H
#define FILTER_ENVELOPE_H

#include "ip.h"
#include "str.h"

enum client_status {
	CLIENT_UNKNOWN, /* nobody said: SPF and iprev are none, decide nothing */
	CLIENT_LOCAL, /* said to be empty: submitted on this machine */
	CLIENT_KNOWN, /* ip is set */
};

struct client {
	enum client_status status;
	struct ip ip;
	struct str helo; /* ptr == NULL: not told */
	struct str name; /* as the MTA resolved it; informative */
};

enum sender_status {
	SENDER_UNKNOWN, /* nobody said */
	SENDER_NULL, /* <> */
	SENDER_ADDRESS, /* one mailbox by RFC 5321's grammar */
	SENDER_UNUSABLE, /* something else: never taken for the null sender */
};

struct sender {
	enum sender_status status;
	struct str address; /* as given, without the angle brackets */
	/* Quotes kept.  Of SENDER_UNUSABLE: set when only quotes or the local part
	 * are missing, for SPF; nobody is ever written to. */
	struct str local, domain;
};

/* What the sender asked for (RFC 3461 4, RFC 2852 4), decoded; what nobody told
 * is empty. */
struct dsn {
	struct str notify; /* of this recipient: "SUCCESS,DELAY" */
	struct str orcpt; /* "rfc822;user@example.org" */
	struct str ret; /* "FULL", "HDRS" */
	struct str envid;
	struct str by; /* "120;RT" */
};

struct envelope {
	struct client client;
	struct sender sender;
	/* local(8) replaced odd characters of the sender: a Return-Path on the
	 * very top of the mail tells the truth. */
	bool sender_filtered;
	struct str recipient; /* -r, RECIPIENT, or -d */
	struct str original_recipient; /* -a, ORIGINAL_RECIPIENT */
	struct str detail; /* the part after the delimiter, or "" */
	struct str queue_id;
	struct dsn dsn;
	struct str sasl_user; /* not empty: the MTA authenticated the sender */
};

/*
 * Reads what an MTA gives as the sender: "<>" and "" are the null sender,
 * brackets are optional, a source route is taken off (RFC 5321 4.1.1.3); what
 * does not parse as one Mailbox is SENDER_UNUSABLE.  Slices of text.
 */
struct sender sender_parse(struct str text);

#endif
