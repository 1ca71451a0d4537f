#include "environment.h"

#include "../auth.h"
#include "../buf.h"
#include "extension.h"
#include "proof.h"

/* ---- items (RFC 5183 4.1); ptr == NULL: not known ---- */

static struct str known(struct str value)
{
	return value.len > 0 ? value : (struct str){ NULL, 0 };
}

static struct str item_domain(const struct run *run)
{
	struct str host = run->facts->host;

	return known(str_skip(host, str_find(host, '.') + 1));
}

static struct str item_host(const struct run *run)
{
	return known(run->facts->host);
}

static struct str item_location(const struct run *run)
{
	(void)run;
	return STR("MDA");
}

static struct str item_name(const struct run *run)
{
	(void)run;
	return STR("waxseal");
}

static struct str item_phase(const struct run *run)
{
	(void)run;
	return STR("during");
}

/* Only a name that the address confirms. */
static struct str item_remote_host(const struct run *run)
{
	const struct auth *auth = run->facts->auth;

	if (auth != NULL && auth->iprev.status == CHECK_PASS)
		return auth->iprev.name;
	return STR("");
}

/* As in an address literal (RFC 5321 4.1.3), which says of which kind it is. */
static struct str item_remote_ip(const struct run *run)
{
	const struct client *client = &run->facts->envelope->client;

	if (client->status != CLIENT_KNOWN)
		return STR("");
	return arena_printf(run->arena, "%s%.*s",
			    client->ip.family == IP_V6 ? "IPv6:" : "",
			    STR_ARG(ip_text(run->arena, &client->ip)));
}

static struct str item_version(const struct run *run)
{
	return known(run->facts->version);
}

static struct str item_default_mailbox(const struct run *run)
{
	(void)run;
	return STR("INBOX");
}

static struct str item_username(const struct run *run)
{
	return known(run->facts->user);
}

static const struct item {
	struct str name;
	struct str (*value)(const struct run *run);
	uint64_t needs; /* features */
} items[] = {
	{ STR_INIT("domain"), item_domain, 0 },
	{ STR_INIT("host"), item_host, 0 },
	{ STR_INIT("location"), item_location, 0 },
	{ STR_INIT("name"), item_name, 0 },
	{ STR_INIT("phase"), item_phase, 0 },
	{ STR_INIT("remote-host"), item_remote_host, 0 },
	{ STR_INIT("remote-ip"), item_remote_ip, 0 },
	{ STR_INIT("version"), item_version, 0 },
	{ STR_INIT("vnd.dovecot.default-mailbox"), item_default_mailbox,
	  EXT_DOVECOT_ENVIRONMENT },
	{ STR_INIT("vnd.dovecot.username"), item_username,
	  EXT_DOVECOT_ENVIRONMENT },
};

/* ---- by name ---- */

static bool is_named(struct str name, struct str item)
{
	if (name.len != item.len)
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (char_lower(name.ptr[i]) != item.ptr[i] &&
		    !(name.ptr[i] == '_' && item.ptr[i] == '-'))
			return false;
	return true;
}

static const struct item *find(struct str name)
{
	for (size_t i = 0; i < sizeof(items) / sizeof(*items); i++)
		if (is_named(name, items[i].name))
			return &items[i];
	return NULL;
}

bool environment_has(struct str name)
{
	return find(name) != NULL || proof_of_item(name) != NULL;
}

bool environment_item(const struct run *run, struct str name,
		      struct str_list *values)
{
	const struct proof *proof = proof_of_item(name);
	const struct item *item = find(name);
	struct str *value;

	if (proof != NULL) {
		*values = proof_values(run->arena, proof, run->facts->auth,
				       false);
		return true;
	}
	if (item == NULL || (item->needs & ~run->enabled) != 0)
		return false;
	value = ARENA_NEW(run->arena, struct str);
	*value = item->value(run);
	*values = (struct str_list){ value, 1 };
	return value->ptr != NULL;
}

static struct str make_text(const struct run *run, struct str name)
{
	struct buf text = buf_new(run->arena, LIMIT_SIEVE_VARIABLE);
	struct str_list values;

	if (!environment_item(run, name, &values))
		return STR("");
	for (size_t i = 0; i < values.count; i++) {
		if (i > 0)
			buf_add_char(&text, ' ');
		buf_add(&text, values.items[i]);
	}
	return buf_str(&text);
}

struct environment_text {
	struct str name, text;
	const struct environment_text *next;
};

struct str environment_text(struct run *run, struct str name)
{
	const struct environment_text *known = run->environment;
	struct environment_text *made;

	for (; known != NULL; known = known->next)
		if (str_eq(known->name, name))
			return known->text;
	made = ARENA_NEW(run->arena, struct environment_text);
	*made = (struct environment_text){ name, make_text(run, name),
					   run->environment };
	run->environment = made;
	return made->text;
}
