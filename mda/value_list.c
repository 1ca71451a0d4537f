#include "value_list.h"

#include <string.h>

#include "../filter/ip.h"
#include "folder.h"
#include "nameserver.h"

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

static bool read_domain(struct arena *arena, struct str text,
			struct str *domain)
{
	return value_domain(arena, text, NULL, domain);
}

bool value_domains(struct arena *arena, struct str value, struct config *config,
		   void *field)
{
	(void)config;
	return read_list(arena, value, read_domain, field);
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
