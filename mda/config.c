#include "config.h"

#include <errno.h>
#include <unistd.h>

#include "../filter/score.h"
#include "file.h"
#include "limits.h"
#include "setting.h"
#include "value.h"
#include "value_list.h"
#include "value_number.h"

/* -- the keys --------------------------------------------------------------- */

struct key {
	const char *name;
	value_reader *read;
	size_t offset; /* of its field in struct config */
	const char *initial;
	const char *allowed;
};

#define FIELD(member) offsetof(struct config, member)

static const struct key keys[] = {
	{ "maildir", value_pattern, FIELD(maildir), "%h/Maildir",
	  "an absolute path; %h %u %n %d are expanded" },
	{ "junk_folder", value_folder, FIELD(junk_folder), "Junk",
	  "the name of a folder" },
	{ "recipient_delimiter", value_text, FIELD(recipient_delimiter), "+",
	  "characters, or nothing" },
	{ "fsync", value_fsync, FIELD(fsync), "always",
	  "always, data or never" },
	{ "keywords", value_keywords, FIELD(keywords), "dovecot",
	  "dovecot, courier or off" },
	{ "folder_names", value_folder_names, FIELD(utf8_names), "utf7",
	  "utf7 or utf8" },
	{ "subscribe", value_switch, FIELD(subscribe), "off", "on or off" },
	{ "users", value_optional, FIELD(users), "",
	  "a file made by waxseal users build" },
	{ "quota", value_quota, FIELD(quota), "",
	  "a size as 1G or 500M, and a number of mails" },
	{ "quota_full", value_quota_full, FIELD(quota_refuse), "tempfail",
	  "tempfail or reject" },
	{ "quota_grace", value_percent, FIELD(quota_grace), "10",
	  "a percentage from 0 to 100" },
	{ "quota_warnings", value_percents, FIELD(quota_warnings), "80 95",
	  "percentages from 1 to 100, or nothing" },
	{ "sendmail", value_path, FIELD(sendmail), "/usr/sbin/sendmail",
	  "the absolute path of a program" },
	{ "sendmail_dsn", value_switch, FIELD(sendmail_dsn), "off",
	  "on or off" },
	{ "relay", value_relay, FIELD(relay), "",
	  "smtp:// or lmtp:// and a host, with an optional :port" },
	{ "srs_domain", value_domain, FIELD(srs_domain), "", "a domain" },
	{ "srs_secrets", value_optional, FIELD(srs_secrets), "", "a path" },
	{ "srs_style", value_srs_style, FIELD(srs_style), "postsrsd",
	  "postsrsd or exim" },
	{ "seal_domain", value_domain, FIELD(seal_domain), "", "a domain" },
	{ "seal_selector", value_selector, FIELD(seal_selector), "",
	  "the name of a key below _domainkey" },
	{ "seal_key", value_optional, FIELD(seal_key), "", "a path" },
	{ "dkim_domain", value_domain, FIELD(dkim_domain), "", "a domain" },
	{ "dkim_selector", value_selector, FIELD(dkim_selector), "",
	  "the name of a key below _domainkey" },
	{ "dkim_key", value_optional, FIELD(dkim_key), "", "a path" },
	{ "poison_after", value_duration, FIELD(poison_after), "1h",
	  "a time: a number with s, m, h or d" },
	{ "deadline", value_deadline, FIELD(deadline), "240",
	  "a time of 1 to 999 seconds" },
	{ "sieve", value_optional, FIELD(sieve), "%h/.dovecot.sieve %h/.sieve",
	  "paths" },
	{ "sieve_before", value_optional, FIELD(sieve_before), "", "paths" },
	{ "sieve_after", value_optional, FIELD(sieve_after), "", "paths" },
	{ "sieve_dir", value_optional, FIELD(sieve_dir), "%h/sieve",
	  "a path; %h %u %n %d are expanded" },
	{ "sieve_global_dir", value_optional, FIELD(sieve_global_dir), "",
	  "a path; %h %u %n %d are expanded" },
	{ "sieve_lists", value_optional, FIELD(sieve_lists), "", "a path" },
	{ "annotations", value_optional, FIELD(annotations),
	  "%h/Maildir/dovecot-attributes", "a path; %h %u %n %d are expanded" },
	{ "special_use", value_special_use, FIELD(special_use),
	  "\\Drafts=Drafts, \\Sent=Sent, \\Trash=Trash, \\Archive=Archive",
	  "pairs as \\Sent=Sent, with commas between" },
	{ "sieve_max_script_size", value_script_size,
	  FIELD(sieve_max_script_size), "1M",
	  "a size up to 1M: a number of bytes, or with K or M" },
	{ "sieve_max_actions", value_script_limit,
	  FIELD(policy.scripts.actions), "32", "a number of 1 to 32" },
	{ "sieve_max_redirects", value_script_limit,
	  FIELD(policy.scripts.redirects), "4", "a number of 1 to 4" },
	{ "sieve_max_notifications", value_script_limit,
	  FIELD(policy.scripts.notifications), "4", "a number of 1 to 4" },
	{ "sieve_max_steps", value_script_limit, FIELD(policy.scripts.steps),
	  "400000000", "a number of 1 to 400000000" },
	{ "sieve_max_includes", value_script_limit,
	  FIELD(policy.scripts.includes), "255", "a number of 1 to 255" },
	{ "sieve_max_include_depth", value_script_limit,
	  FIELD(policy.scripts.include_depth), "10", "a number of 2 to 10" },
	{ "sieve_programs", value_optional_path, FIELD(sieve_programs), "",
	  "the absolute path of a folder, or nothing" },
	{ "sieve_engine", value_engine, FIELD(libsieve), "waxseal",
	  "waxseal or libsieve" },
	{ "address_book", value_optional, FIELD(address_book), "",
	  "a path; %h %u %n %d are expanded" },
	{ "state", value_optional, FIELD(state), "%h/.waxseal/seen.cdb",
	  "a path; %h %u %n %d are expanded" },
	{ "resolver", value_servers, FIELD(resolver), "",
	  "addresses of name servers, each with an optional :port" },
	{ "dns", value_dns, FIELD(zone), "system",
	  "system, or zone and the path of a file" },
	{ "dns_timeout", value_dns_timeout, FIELD(dns_timeout), "20",
	  "a time of 1 to 999 seconds" },
	{ "log", value_log, FIELD(log), "syslog",
	  "syslog, stderr or an absolute path" },
	{ "now", value_now, FIELD(now), "0", "seconds since 1970" },
	{ "evidence", value_switch, FIELD(evidence), "off", "on or off" },
	{ "authserv_id", value_authserv_id, FIELD(policy.authserv_id), "",
	  "a host name" },
	{ "local_domains", value_domains, FIELD(policy.local_domains), "",
	  "domains" },
	{ "trusted_sealers", value_domains,
	  FIELD(policy.trusted.domains[TRUST_SEALER]), "", "domains" },
	{ "trusted_forwarders", value_domains,
	  FIELD(policy.trusted.domains[TRUST_FORWARDER]), "", "domains" },
	{ "trusted", value_optional, FIELD(trusted), "",
	  "a file made by waxseal trusted build" },
	{ "user_trusted", value_optional, FIELD(user_trusted),
	  "%h/.waxseal-trusted", "a path; %h %u %n %d are expanded" },
	{ "trusted_relays", value_networks, FIELD(policy.trusted_relays), "",
	  "addresses or networks as 192.0.2.0/24" },
	{ "own_hosts", value_domains, FIELD(policy.own_hosts), "",
	  "host names" },
	{ "border_spam_fields", value_field_names,
	  FIELD(policy.border_spam_fields), "", "names of header fields" },
	{ "junk_score", value_points, FIELD(policy.junk_score), "5.0",
	  "a number up to 1000 with at most two decimals" },
	{ "redirect_junk", value_switch, FIELD(policy.redirect_junk), "off",
	  "on or off" },
	{ "temperror_retry", value_duration, FIELD(policy.temperror_retry),
	  "4h", "a time: a number with s, m, h or d" },
};

#define KEY_COUNT (sizeof(keys) / sizeof(keys[0]))

static bool set_score(struct arena *arena, struct config *config,
		      const struct setting *setting, struct str *error)
{
	for (size_t i = 0; i < SCORE_RULES; i++) {
		if (!str_eq_nocase(setting->key, str_from(score_rules[i].name)))
			continue;
		return value_points(arena, setting->value, config,
				    &config->policy.scores[i]) ||
		       setting_refuse(
			       arena, setting,
			       "allowed is a number from -1000 to 1000 with at "
			       "most two decimals",
			       error);
	}
	return setting_refuse(arena, setting,
			      "there is no such line of the score", error);
}

static bool set_key(struct arena *arena, struct config *config,
		    const struct key *key, const struct setting *setting,
		    struct str *error)
{
	struct str text;

	if (key->read(arena, setting->value, config,
		      (char *)config + key->offset))
		return true;
	text = arena_printf(arena, "allowed is %s", key->allowed);
	return setting_refuse(arena, setting, text.ptr, error);
}

/* user: a struct config. */
static bool set(struct arena *arena, const struct setting *setting, void *user,
		struct str *error)
{
	struct config *config = user;

	if (str_eq(setting->section, STR("scores")))
		return set_score(arena, config, setting, error);
	if (setting->section.len > 0)
		return setting_refuse(
			arena, setting,
			"the only section is [scores], after all else", error);
	for (size_t i = 0; i < KEY_COUNT; i++)
		if (str_eq(setting->key, str_from(keys[i].name)))
			return set_key(arena, config, &keys[i], setting, error);
	return setting_refuse(arena, setting, "there is no such key", error);
}

void config_defaults(struct arena *arena, struct config *config)
{
	*config = (struct config){ 0 };
	for (size_t i = 0; i < KEY_COUNT; i++)
		keys[i].read(arena, str_from(keys[i].initial), config,
			     (char *)config + keys[i].offset);
	for (size_t i = 0; i < SCORE_RULES; i++)
		config->policy.scores[i] = score_rules[i].points;
}

bool config_parse(struct arena *arena, const char *name, struct str text,
		  struct config *config, struct str *error)
{
	return settings_read(arena, name, text, set, config, error);
}

/* Who can write it decides where mail goes. */
static bool is_trusted(struct arena *arena, const char *path,
		       const struct stat *status, struct str *error)
{
	if ((status->st_mode & S_IWOTH) != 0)
		*error = arena_printf(
			arena, "%s: everybody can write it: chmod o-w", path);
	else if (geteuid() == 0 && status->st_uid != 0)
		*error = arena_printf(
			arena, "%s: it must belong to root: chown root", path);
	else
		return true;
	return false;
}

static bool load_file(struct arena *arena, const char *path,
		      struct config *config, struct str *error)
{
	const char *name = path != NULL ? path : CONFIG_DEFAULT_PATH;
	struct stat status;
	struct str text;

	if (!file_read(arena, name, LIMIT_CONFIG, &text, &status, error))
		return path == NULL && errno == ENOENT;
	return is_trusted(arena, name, &status, error) &&
	       config_parse(arena, name, text, config, error);
}

/* "key=value" or "section.key=value" */
static bool override(struct arena *arena, const char *text,
		     struct config *config, struct str *error)
{
	struct str all = str_from(text);
	size_t equals = str_find(all, '=');
	struct str name = str_trim(str_first(all, equals));
	size_t dot = str_find(name, '.');
	struct setting setting = {
		.place = arena_printf(arena, "-o %s", text),
		.section = dot < name.len ? str_first(name, dot) : STR(""),
		.key = dot < name.len ? str_skip(name, dot + 1) : name,
		.value = str_trim(str_skip(all, equals + 1)),
	};

	if (equals == all.len)
		return setting_refuse(arena, &setting, "it lacks \"=value\"",
				      error);
	return set(arena, &setting, config, error);
}

/* Keys that mean something only together: half of them would do nothing, and
 * nobody would be told. */
static bool is_whole(struct arena *arena, const struct config *config,
		     struct str *error)
{
	const struct {
		const char *keys;
		size_t set, wanted;
	} groups[] = {
		{ "srs_domain, srs_secrets",
		  (config->srs_domain.len > 0) + (config->srs_secrets != NULL),
		  2 },
		{ "seal_domain, seal_selector, seal_key",
		  (config->seal_domain.len > 0) +
			  (config->seal_selector.len > 0) +
			  (config->seal_key != NULL),
		  3 },
		{ "dkim_domain, dkim_selector, dkim_key",
		  (config->dkim_domain.len > 0) +
			  (config->dkim_selector.len > 0) +
			  (config->dkim_key != NULL),
		  3 },
	};

	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		if (groups[i].set == 0 || groups[i].set == groups[i].wanted)
			continue;
		*error = arena_printf(arena,
				      "the configuration needs all of %s, or "
				      "none",
				      groups[i].keys);
		return false;
	}
	return true;
}

bool config_load(struct arena *arena, const char *path,
		 const char *const *overrides, size_t count,
		 struct config *config, struct str *error)
{
	config_defaults(arena, config);
	if (!load_file(arena, path, config, error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!override(arena, overrides[i], config, error))
			return false;
	return is_whole(arena, config, error);
}
