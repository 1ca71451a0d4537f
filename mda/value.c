#include "value.h"

#include <string.h>
#include <unistd.h>

#include "../filter/domain.h"
#include "folder.h"

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

/* Also names of one label: a machine may host mail for "localhost". */
static bool read_domain(struct arena *arena, struct str text,
			struct str *domain)
{
	if (domain_to_ascii(arena, text, domain))
		return true;
	*domain = arena_lower(arena, text);
	return domain_is_hostname(text, 1);
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
