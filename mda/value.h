/*
 * value: what can stand behind the "=" of a line of waxseal.conf.
 */
#ifndef MDA_VALUE_H
#define MDA_VALUE_H

#include "config.h"

/*
 * Reads value, without blanks around it, into field, which is a member of
 * config and of the type that the reader knows.  False: not allowed; the field
 * may then hold anything.
 */
typedef bool value_reader(struct arena *arena, struct str value,
			  struct config *config, void *field);

/* const char *: any text; any, NULL when empty; an absolute path; one that may
 * begin with an expansion; syslog, stderr or a path; a folder's name. */
value_reader value_text, value_optional, value_path, value_optional_path,
	value_pattern, value_log, value_folder;
value_reader value_dns; /* "system" (NULL) or "zone FILE" */
value_reader value_relay; /* a URL, NULL when empty */

value_reader value_fsync; /* enum fsync_mode */
value_reader value_keywords; /* enum keyword_server */
value_reader value_srs_style; /* enum srs_style */

/* bool: "on"; "utf8"; "libsieve"; "reject". */
value_reader value_switch, value_folder_names, value_engine, value_quota_full;

/* struct str: a domain as A-labels; a key's selector; each may be empty. */
value_reader value_domain, value_selector;
/* struct str: lower case; the host's name when empty. */
value_reader value_authserv_id;

#endif
