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
/* "system" (NULL) or "zone FILE"; addresses with ports, NULL when empty. */
value_reader value_dns, value_servers;

value_reader value_fsync; /* enum fsync_mode */
value_reader value_keywords; /* enum keyword_server */
value_reader value_folder_names; /* bool: "utf8" */
value_reader value_switch; /* bool */
value_reader value_now; /* time_t: seconds since 1970 */
/* unsigned seconds: "90", "90s", "4h"; the last two within LIMIT_DEADLINE. */
value_reader value_duration, value_deadline, value_dns_timeout;
/* special_use and its count: "\Sent=Sent, \Trash=Deleted Items". */
value_reader value_special_use;
value_reader value_script_size; /* size_t: "1000", "500K", "1M" */
/* A member of policy.scripts: 1 to what limits.h has. */
value_reader value_script_limit;
value_reader value_points; /* int, hundredths: "5", "-0.5", "1.25" */

value_reader value_relay; /* const char *: a URL, NULL when empty */
value_reader value_srs_style; /* enum srs_style */

/* struct str: a domain as A-labels; a key's selector; each may be empty. */
value_reader value_domain, value_selector;
value_reader value_engine; /* bool: "libsieve" */
value_reader value_quota; /* struct quota_size */
value_reader value_quota_full; /* bool: "reject" */
value_reader value_percent; /* unsigned */
value_reader value_percents; /* const char *: as it stands */

/* struct str: lower case; the host's name when empty. */
value_reader value_authserv_id;
/* struct str_list: separated by blanks or commas; domains as A-labels. */
value_reader value_domains, value_field_names;
/* policy.trusted_relays and their count. */
value_reader value_networks;

#endif
