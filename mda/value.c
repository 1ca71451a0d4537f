#include "value.h"

#include <string.h>
#include <unistd.h>

#include "../filter/domain.h"
#include "../filter/ip.h"
#include "folder.h"
#include "limits.h"
#include "nameserver.h"

bool value_text(struct arena *arena, struct str value, struct config *config,
		void *field)
{
	(void)config;
	*(const char **)field = arena_cstr(arena, value);
	return true;
}

bool value_optional(struct arena *arena, struct str value,
		    struct config *config, void *field)
{
	(void)config;
	*(const char **)field = value.len > 0 ? arena_cstr(arena, value) : NULL;
	return true;
}

bool value_path(struct arena *arena, struct str value, struct config *config,
		void *field)
{
	return str_starts(value, STR("/")) &&
	       value_text(arena, value, config, field);
}

bool value_optional_path(struct arena *arena, struct str value,
			 struct config *config, void *field)
{
	return value.len > 0 ? value_path(arena, value, config, field)
			     : value_optional(arena, value, config, field);
}

/* ("smtp://" / "lmtp://") host [":" port], an IPv6 address in brackets */
bool value_relay(struct arena *arena, struct str value, struct config *config,
		 void *field)
{
	struct str host = str_skip(value, 7);

	for (size_t i = 0; i < host.len; i++)
		if (!char_is_alnum(host.ptr[i]) &&
		    memchr(".-:[]", host.ptr[i], 5) == NULL)
			return false;
	return (value.len == 0 ||
		(host.len > 0 && (str_starts(value, STR("smtp://")) ||
				  str_starts(value, STR("lmtp://"))))) &&
	       value_optional(arena, value, config, field);
}

bool value_pattern(struct arena *arena, struct str value, struct config *config,
		   void *field)
{
	return (str_starts(value, STR("/")) || str_starts(value, STR("%"))) &&
	       value_text(arena, value, config, field);
}

bool value_log(struct arena *arena, struct str value, struct config *config,
	       void *field)
{
	if (str_eq(value, STR("syslog")) || str_eq(value, STR("stderr")))
		return value_text(arena, value, config, field);
	return value_path(arena, value, config, field);
}

bool value_folder(struct arena *arena, struct str value, struct config *config,
		  void *field)
{
	const char *directory;

	return folder_directory(arena, value, &directory) &&
	       value_text(arena, value, config, field);
}

bool value_switch(struct arena *arena, struct str value, struct config *config,
		  void *field)
{
	(void)arena, (void)config;
	*(bool *)field = str_eq(value, STR("on"));
	return *(bool *)field || str_eq(value, STR("off"));
}

bool value_folder_names(struct arena *arena, struct str value,
			struct config *config, void *field)
{
	(void)arena, (void)config;
	*(bool *)field = str_eq(value, STR("utf8"));
	return *(bool *)field || str_eq(value, STR("utf7"));
}

/* Its place among the words; count: it is none of them. */
static int word_index(struct str value, const struct str *words, int count)
{
	int i = 0;

	while (i < count && !str_eq(value, words[i]))
		i++;
	return i;
}

bool value_fsync(struct arena *arena, struct str value, struct config *config,
		 void *field)
{
	static const struct str modes[] = {
		[FSYNC_ALWAYS] = STR_INIT("always"),
		[FSYNC_DATA] = STR_INIT("data"),
		[FSYNC_NEVER] = STR_INIT("never"),
	};
	int mode = word_index(value, modes, FSYNC_NEVER + 1);

	(void)arena, (void)config;
	*(enum fsync_mode *)field = (enum fsync_mode)mode;
	return mode <= FSYNC_NEVER;
}

bool value_keywords(struct arena *arena, struct str value,
		    struct config *config, void *field)
{
	static const struct str servers[] = {
		[KEYWORDS_OFF] = STR_INIT("off"),
		[KEYWORDS_DOVECOT] = STR_INIT("dovecot"),
		[KEYWORDS_COURIER] = STR_INIT("courier"),
	};
	int server = word_index(value, servers, KEYWORDS_COURIER + 1);

	(void)arena, (void)config;
	*(enum keyword_server *)field = (enum keyword_server)server;
	return server <= KEYWORDS_COURIER;
}

bool value_quota(struct arena *arena, struct str value, struct config *config,
		 void *field)
{
	(void)arena, (void)config;
	return quota_size_parse(value, field);
}

/* One of two words: the second is true. */
static bool is_second(struct str value, struct str first, struct str second,
		      bool *field)
{
	*field = str_eq(value, second);
	return *field || str_eq(value, first);
}

bool value_engine(struct arena *arena, struct str value, struct config *config,
		  void *field)
{
	(void)arena, (void)config;
	return is_second(value, STR("waxseal"), STR("libsieve"), field);
}

bool value_quota_full(struct arena *arena, struct str value,
		      struct config *config, void *field)
{
	(void)arena, (void)config;
	return is_second(value, STR("tempfail"), STR("reject"), field);
}

bool value_percent(struct arena *arena, struct str value, struct config *config,
		   void *field)
{
	uint64_t percent;

	(void)arena, (void)config;
	if (!str_to_u64(value, 100, &percent))
		return false;
	*(unsigned *)field = (unsigned)percent;
	return true;
}

bool value_percents(struct arena *arena, struct str value,
		    struct config *config, void *field)
{
	struct str rest = value, word;
	unsigned percent;

	while (value.len > 0 && str_cut(&rest, ' ', &word))
		if (word.len > 0 &&
		    (!value_percent(arena, word, config, &percent) ||
		     percent == 0))
			return false;
	return value_text(arena, value, config, field);
}

static uint64_t unit_seconds(struct str *value)
{
	static const struct {
		char letter;
		unsigned seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (value->len > 1 &&
		    value->ptr[value->len - 1] == units[i].letter) {
			value->len--;
			return units[i].seconds;
		}
	}
	return 1;
}

/* "90", "90s", "4h": at most a hundred years, so that products fit. */
bool value_duration(struct arena *arena, struct str value,
		    struct config *config, void *field)
{
	uint64_t unit = unit_seconds(&value), number;
	const uint64_t most = (uint64_t)86400 * 365 * 100;

	(void)arena, (void)config;
	if (!str_to_u64(value, most / unit, &number))
		return false;
	*(unsigned *)field = (unsigned)(number * unit);
	return true;
}

bool value_deadline(struct arena *arena, struct str value,
		    struct config *config, void *field)
{
	return value_duration(arena, value, config, field) &&
	       config->deadline >= 1 && config->deadline <= LIMIT_DEADLINE;
}

bool value_dns_timeout(struct arena *arena, struct str value,
		       struct config *config, void *field)
{
	return value_duration(arena, value, config, field) &&
	       config->dns_timeout >= 1 &&
	       config->dns_timeout <= LIMIT_DEADLINE;
}

/* "\Sent=Sent": a name of letters (RFC 6154 6), and of a folder. */
static bool take_use(struct arena *arena, struct str pair,
		     struct sieve_mailbox *use)
{
	size_t equals = str_find(pair, '=');
	const char *directory;

	use->name = str_skip(str_trim(str_first(pair, equals)), 1);
	use->folder = arena_copy(arena, str_trim(str_skip(pair, equals + 1)));
	for (size_t i = 0; i < use->name.len; i++)
		if (!char_is_alnum(use->name.ptr[i]))
			return false;
	use->name = arena_copy(arena, use->name);
	return str_starts(str_trim(pair), STR("\\")) && use->name.len > 0 &&
	       folder_directory(arena, use->folder, &directory);
}

bool value_special_use(struct arena *arena, struct str value,
		       struct config *config, void *field)
{
	struct sieve_mailbox *list =
		ARENA_ARRAY(arena, struct sieve_mailbox, 1 + value.len / 2);
	size_t count = 0;
	struct str pair;

	while (str_trim(value).len > 0 && str_cut(&value, ',', &pair))
		if (!take_use(arena, pair, &list[count++]))
			return false;
	*(const struct sieve_mailbox **)field = list;
	config->special_use_count = count;
	return true;
}

bool value_script_size(struct arena *arena, struct str value,
		       struct config *config, void *field)
{
	uint64_t unit = 1, number;

	(void)arena, (void)config;
	if (str_ends_nocase(value, STR("K")))
		unit = 1024;
	else if (str_ends_nocase(value, STR("M")))
		unit = (uint64_t)1024 * 1024;
	value = str_first(value, value.len - (unit > 1));
	if (!str_to_u64(value, LIMIT_SCRIPT / unit, &number) || number == 0)
		return false;
	*(size_t *)field = (size_t)(number * unit);
	return true;
}

bool value_script_limit(struct arena *arena, struct str value,
			struct config *config, void *field)
{
	const struct script_limits *limits = &config->policy.scripts;
	const struct {
		const uint64_t *field;
		uint64_t most;
	} rows[] = {
		{ &limits->actions, LIMIT_SIEVE_ACTIONS },
		{ &limits->redirects, LIMIT_SIEVE_REDIRECTS },
		{ &limits->steps, LIMIT_SIEVE_WORK },
		{ &limits->includes, LIMIT_SIEVE_INCLUDES },
		{ &limits->include_depth, LIMIT_SIEVE_INCLUDE_DEPTH },
	};
	uint64_t most = 0;

	(void)arena;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].field == field)
			most = rows[i].most;
	return str_to_u64(value, most, (uint64_t *)field) &&
	       *(uint64_t *)field > 0;
}

bool value_now(struct arena *arena, struct str value, struct config *config,
	       void *field)
{
	uint64_t number;

	(void)arena, (void)config;
	/* To the year 9999, which every part of the program can print. */
	if (!str_to_u64(value, (uint64_t)253402300799, &number))
		return false;
	*(time_t *)field = (time_t)number;
	return true;
}

/* "5", "-0.5", "1.25" -> hundredths, exactly. */
bool value_points(struct arena *arena, struct str value, struct config *config,
		  void *field)
{
	bool negative = str_starts(value, STR("-"));
	uint64_t whole, fraction = 0;
	struct str decimals;
	size_t point;

	(void)arena, (void)config;
	value = str_skip(value, negative || str_starts(value, STR("+")));
	point = str_find(value, '.');
	decimals = str_skip(value, point + 1);
	if (decimals.len > 2 ||
	    !str_to_u64(str_first(value, point), 1000, &whole))
		return false;
	if (point < value.len && !str_to_u64(decimals, 99, &fraction))
		return false;
	fraction *= decimals.len == 1 ? 10 : 1;
	*(int *)field = (int)(whole * 100 + fraction) * (negative ? -1 : 1);
	return true;
}

/* The next item of a list that blanks or commas separate. */
static bool next_item(struct str *rest, struct str *item)
{
	static const char separators[] = " \t\r\n,";
	size_t len = 0;

	while (rest->len > 0 && memchr(separators, rest->ptr[0], 5) != NULL)
		*rest = str_skip(*rest, 1);
	while (len < rest->len && memchr(separators, rest->ptr[len], 5) == NULL)
		len++;
	*item = str_first(*rest, len);
	*rest = str_skip(*rest, len);
	return len > 0;
}

static size_t count_items(struct str value)
{
	struct str item;
	size_t count = 0;

	while (next_item(&value, &item))
		count++;
	return count;
}

static bool read_list(struct arena *arena, struct str value,
		      bool (*read)(struct arena *, struct str, struct str *),
		      struct str_list *list)
{
	struct str *items = ARENA_ARRAY(arena, struct str, count_items(value));
	struct str item;

	*list = (struct str_list){ .items = items };
	while (next_item(&value, &item))
		if (!read(arena, item, &items[list->count++]))
			return false;
	return true;
}

/* Also names of one label: a machine may host mail for "localhost". */
static bool read_domain(struct arena *arena, struct str text,
			struct str *domain)
{
	if (domain_to_ascii(arena, text, domain))
		return true;
	*domain = arena_lower(arena, text);
	return domain_is_hostname(text, 1);
}

bool value_domains(struct arena *arena, struct str value, struct config *config,
		   void *field)
{
	(void)config;
	return read_list(arena, value, read_domain, field);
}

bool value_domain(struct arena *arena, struct str value, struct config *config,
		  void *field)
{
	(void)config;
	*(struct str *)field = STR("");
	return value.len == 0 || read_domain(arena, value, field);
}

bool value_selector(struct arena *arena, struct str value,
		    struct config *config, void *field)
{
	(void)config;
	*(struct str *)field = arena_copy(arena, value);
	return value.len == 0 || domain_is_dns_name(value, 1);
}

bool value_srs_style(struct arena *arena, struct str value,
		     struct config *config, void *field)
{
	(void)arena, (void)config;
	*(enum srs_style *)field =
		str_eq(value, STR("exim")) ? SRS_EXIM : SRS_POSTSRSD;
	return str_eq(value, STR("exim")) || str_eq(value, STR("postsrsd"));
}

static bool read_field_name(struct arena *arena, struct str text,
			    struct str *name)
{
	*name = arena_copy(arena, text);
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] <= ' ' || text.ptr[i] > '~' ||
		    text.ptr[i] == ':')
			return false;
	return true;
}

bool value_field_names(struct arena *arena, struct str value,
		       struct config *config, void *field)
{
	(void)config;
	return read_list(arena, value, read_field_name, field);
}

bool value_networks(struct arena *arena, struct str value,
		    struct config *config, void *field)
{
	struct network *networks =
		ARENA_ARRAY(arena, struct network, count_items(value));
	struct str item;
	size_t count = 0;

	while (next_item(&value, &item))
		if (!network_parse(item, &networks[count++]))
			return false;
	*(const struct network **)field = networks;
	config->policy.trusted_relay_count = count;
	return true;
}

bool value_servers(struct arena *arena, struct str value, struct config *config,
		   void *field)
{
	struct nameservers servers;
	const char *error;

	return (value.len == 0 || nameservers_parse(value, &servers, &error)) &&
	       value_optional(arena, value, config, field);
}

/* "system" or "zone FILE"; the field is the file. */
bool value_dns(struct arena *arena, struct str value, struct config *config,
	       void *field)
{
	struct str file;

	*(const char **)field = NULL;
	if (str_eq(value, STR("system")))
		return true;
	file = str_trim(str_skip(value, 5));
	return (str_starts(value, STR("zone ")) ||
		str_starts(value, STR("zone\t"))) &&
	       file.len > 0 && value_text(arena, file, config, field);
}

static struct str host_name(struct arena *arena)
{
	char name[256] = "";

	if (gethostname(name, sizeof(name) - 1) < 0 ||
	    !domain_is_dns_name(str_from(name), 1))
		return STR("localhost");
	return arena_lower(arena, str_from(name));
}

bool value_authserv_id(struct arena *arena, struct str value,
		       struct config *config, void *field)
{
	(void)config;
	*(struct str *)field =
		value.len > 0 ? arena_lower(arena, value) : host_name(arena);
	return value.len == 0 || domain_is_dns_name(value, 1);
}
