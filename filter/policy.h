/*
 * policy: what the administrator decided, as filter/ needs it.  mda/config
 * fills it; nothing here changes during a delivery.
 */
#ifndef FILTER_POLICY_H
#define FILTER_POLICY_H

#include "arena.h"
#include "ip.h"
#include "str.h"

/*
 * Lines of the score, each a key of the [scores] section.  Points are in
 * hundredths; the table in score.c holds names, defaults and words.
 */
enum score_rule {
	SCORE_DMARC_FAIL_NONE,
	SCORE_SPF_FAIL,
	SCORE_SPF_PLUSALL,
	SCORE_DKIM_FAIL_ONLY,
	SCORE_DKIM_POLICY,
	SCORE_AUTH_NONE,
	SCORE_IPREV_FAIL,
	SCORE_NO_PTR,
	SCORE_SPOOF_DISPLAY_NAME,
	SCORE_SPOOF_DISPLAY_NAME_LOCAL,
	SCORE_HOMOGRAPH,
	SCORE_MIXED_SCRIPTS,
	SCORE_HIDDEN_CHARACTERS,
	SCORE_SPOOF_KNOWN_PERSON,
	SCORE_REPLYTO_SPOOF,
	SCORE_SPF_UPGRADE,
	SCORE_ARC_FAIL,
	SCORE_ARC_PASS_UNTRUSTED,
	SCORE_DMARC_PASS,
	SCORE_DMARC_PASS_DKIM,
	SCORE_OWN_DOMAIN_UNKNOWN_CLIENT,
	SCORE_REPLAY,
	SCORE_NONEXISTENT_DOMAIN,
	SCORE_MULTIPLE_FROM,
	SCORE_RULES /* how many */
};

enum trust_kind {
	TRUST_SEALER, /* what its ARC sets say is believed */
	TRUST_FORWARDER, /* it may send on what others wrote */
	TRUST_KINDS /* how many */
};

/* A list that is looked up; for keys see trusted.h. */
struct trust_table {
	bool (*has)(const struct trust_table *table, struct arena *arena,
		    struct str key);
};

/* Domains that are trusted once they are verified. */
struct trusted {
	struct str_list domains[TRUST_KINDS]; /* lower A-labels */
	const struct trust_table *table; /* NULL: none */
	struct str lines; /* the user's own, as trusted.h has them */
};

/* What one script may take; 0: as much as limits.h allows, which is the most in
 * any case. */
struct script_limits {
	uint64_t actions, redirects, notifications;
	uint64_t steps; /* LIMIT_SIEVE_WORK */
	uint64_t includes, include_depth;
};

struct policy {
	struct str authserv_id; /* lower case */
	struct str_list local_domains; /* hosted here; lower A-labels */
	struct trusted trusted; /* without lines of a user's */
	const struct network *trusted_relays; /* our own border hosts */
	size_t trusted_relay_count;
	struct str_list own_hosts; /* "by" of our own hosts' Received */
	struct str_list border_spam_fields; /* spam fields not to strip */
	int scores[SCORE_RULES]; /* hundredths */
	int junk_score; /* hundredths; Junk at or above */
	unsigned temperror_retry; /* seconds from arrival; then Junk */
	struct script_limits scripts;
	bool redirect_junk; /* scripts may send Junk on */
};

/* A domain that is hosted here, or that of the recipient's address. */
bool policy_is_local(const struct policy *policy, struct str recipient,
		     struct str domain);

#endif
