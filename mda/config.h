/*
 * config: waxseal.conf, -o key=value, and what they say.  See waxseal.conf(5).
 */
#ifndef MDA_CONFIG_H
#define MDA_CONFIG_H

#include <time.h>

#include "../filter/arena.h"
#include "../filter/policy.h"
#include "../filter/sieve/sieve.h"
#include "../filter/srs.h"
#include "quota_size.h"

#define CONFIG_DEFAULT_PATH "/etc/waxseal.conf"

enum fsync_mode { FSYNC_ALWAYS, FSYNC_DATA, FSYNC_NEVER };
/* Whose IMAP server is to see keywords. */
enum keyword_server { KEYWORDS_OFF, KEYWORDS_DOVECOT, KEYWORDS_COURIER };

struct config {
	/* delivery */
	const char *maildir; /* with %u %n %d %h expansions */
	const char *junk_folder;
	const char *recipient_delimiter; /* any of these bytes; "": none */
	enum fsync_mode fsync;
	enum keyword_server keywords;
	bool utf8_names; /* of folders on disk; else modified UTF-7 */
	bool subscribe; /* to folders that are made */
	const char *users; /* a cdb, or NULL: system users */
	struct quota_size quota; /* of each mailbox */
	unsigned quota_grace; /* percent that one mail may go beyond it */
	bool quota_refuse; /* a full mailbox refuses, else tries again */
	const char *quota_warnings; /* percents, separated by blanks */
	const char *sendmail; /* the program for all that leaves */
	bool sendmail_dsn; /* it is told what scripts wish to be reported */
	const char *relay; /* "smtp://HOST:PORT": in its place; or NULL */
	unsigned poison_after; /* seconds that the decider may fail on a mail */
	unsigned deadline; /* seconds for the whole delivery */
	const char *script; /* to be tried in place of the user's; or NULL */
	/* Sieve: paths with expansions, separated by blanks; NULL: none */
	const char *sieve, *sieve_before, *sieve_after;
	bool libsieve; /* runs them; else we */
	const char *sieve_dir, *sieve_global_dir; /* what can be included */
	size_t sieve_max_script_size; /* bytes */
	const char *sieve_programs; /* a folder, or NULL: scripts run none */
	const char *sieve_lists; /* a folder of external lists; NULL: none */
	const char *annotations; /* the user's, with expansions; NULL: none */
	const struct sieve_mailbox *special_use; /* besides junk_folder */
	size_t special_use_count;
	/* The user's, with expansions; NULL: none */
	const char *address_book, *user_trusted;
	const char *state; /* what is remembered, as a path; NULL: nothing */
	/* DNS */
	const char *resolver; /* "address:port ..." or NULL: resolv.conf */
	const char *zone; /* dns = zone FILE; NULL: dns = system */
	unsigned dns_timeout; /* seconds for all questions of one mail */
	/* what leaves: SRS, ARC seals, our own DKIM signatures; "" and NULL
	 * where it is not wanted */
	struct str srs_domain;
	const char *srs_secrets; /* a file */
	enum srs_style srs_style;
	struct str seal_domain, seal_selector;
	const char *seal_key; /* a file */
	struct str dkim_domain, dkim_selector;
	const char *dkim_key; /* a file */
	/* other */
	const char *log;
	time_t now; /* 0: the clock */
	bool evidence; /* stored mail says what its verdict is based on */
	/* authentication and verdict */
	const char *trusted; /* a cdb, or NULL */
	struct policy policy;
};

/*
 * Defaults, then the file (path NULL: CONFIG_DEFAULT_PATH, which need not
 * exist), then the overrides ("key=value" or "section.key=value", count of
 * them).  Everything lives in the arena.  False: *error is one line: file,
 * line, key, what is allowed.
 */
bool config_load(struct arena *arena, const char *path,
		 const char *const *overrides, size_t count,
		 struct config *config, struct str *error);

/* The two halves of it: what holds when nothing is said, and the text of a
 * file that is called name. */
void config_defaults(struct arena *arena, struct config *config);
bool config_parse(struct arena *arena, const char *name, struct str text,
		  struct config *config, struct str *error);

#endif
