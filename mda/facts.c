#include "facts.h"

#include <string.h>

#include "zone_line.h"
#include "zone_write.h"

/* The end of the year 9999. */
#define LAST_SECOND ((uint64_t)253402300799)

/* Those that are a text and nothing else. */
static const struct text {
	struct str key;
	size_t offset; /* of its struct str in struct facts */
} texts[] = {
	{ STR_INIT("helo"), offsetof(struct facts, envelope.client.helo) },
	{ STR_INIT("name"), offsetof(struct facts, envelope.client.name) },
	{ STR_INIT("recipient"), offsetof(struct facts, envelope.recipient) },
	{ STR_INIT("original"),
	  offsetof(struct facts, envelope.original_recipient) },
	{ STR_INIT("detail"), offsetof(struct facts, envelope.detail) },
	{ STR_INIT("sasl"), offsetof(struct facts, envelope.sasl_user) },
	{ STR_INIT("folder"), offsetof(struct facts, folder) },
};

#define TEXTS (sizeof(texts) / sizeof(texts[0]))

/* -- writing --------------------------------------------------------------- */

static void add_text(struct buf *out, struct str key, struct str value)
{
	buf_printf(out, "# %.*s ", STR_ARG(key));
	zone_quote(out, value);
	buf_add_char(out, '\n');
}

static void add_client(struct buf *out, const struct client *client)
{
	struct str ip = ip_text(out->arena, &client->ip);

	if (client->status == CLIENT_LOCAL)
		ip = STR("local");
	if (client->status != CLIENT_UNKNOWN)
		buf_printf(out, "# client %.*s\n", STR_ARG(ip));
}

/* In brackets, which sender_parse() takes off again. */
static void add_sender(struct buf *out, const struct envelope *envelope)
{
	struct str address = envelope->sender.address;

	if (envelope->sender.status == SENDER_UNKNOWN)
		return;
	add_text(out, STR("sender"),
		 arena_printf(out->arena, "<%.*s>", STR_ARG(address)));
	if (envelope->sender_filtered)
		buf_add(out, STR("# filtered\n"));
}

void facts_write(struct buf *out, const struct facts *facts)
{
	buf_printf(out, "# now %lld\n", (long long)facts->now);
	add_client(out, &facts->envelope.client);
	add_sender(out, &facts->envelope);
	for (size_t i = 0; i < TEXTS; i++) {
		struct str value;

		memcpy(&value, (const char *)facts + texts[i].offset,
		       sizeof(value));
		if (value.len > 0)
			add_text(out, texts[i].key, value);
	}
}

/* -- reading --------------------------------------------------------------- */

static void read_text(struct facts *facts, struct str key, struct str value)
{
	for (size_t i = 0; i < TEXTS; i++)
		if (str_eq(key, texts[i].key))
			memcpy((char *)facts + texts[i].offset, &value,
			       sizeof(value));
}

static void read_client(struct client *client, struct str value)
{
	if (str_eq(value, STR("local")))
		client->status = CLIENT_LOCAL;
	else if (ip_parse(value, &client->ip))
		client->status = CLIENT_KNOWN;
}

static void read_fact(struct facts *facts, struct str key, struct str value)
{
	if (str_eq(key, STR("client")))
		read_client(&facts->envelope.client, value);
	else if (str_eq(key, STR("sender")))
		facts->envelope.sender = sender_parse(value);
	else if (str_eq(key, STR("filtered")))
		facts->envelope.sender_filtered = true;
	else
		read_text(facts, key, value);
}

/* "# key value", the value in quotes or not. */
static bool split(struct arena *arena, struct str line, struct str *key,
		  struct str *value)
{
	if (!str_eq(zone_word(&line), STR("#")))
		return false;
	*key = zone_word(&line);
	return zone_unquote(arena, line, value) == NULL;
}

bool facts_read(struct arena *arena, struct str text, struct facts *facts)
{
	bool timed = false;
	struct str line, key, value;

	*facts = (struct facts){ 0 };
	while (str_cut(&text, '\n', &line)) {
		uint64_t now;

		if (!split(arena, line, &key, &value))
			continue;
		if (!str_eq(key, STR("now")))
			read_fact(facts, key, value);
		else if (str_to_u64(value, LAST_SECOND, &now)) {
			facts->now = (time_t)now;
			timed = true;
		}
	}
	return timed;
}
