#include "../auth.h"
#include "commands.h"
#include "extension.h"
#include "matching.h"
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

static struct str item_remote_ip(const struct run *run)
{
	const struct client *client = &run->facts->envelope->client;

	if (client->status == CLIENT_KNOWN)
		return ip_text(run->arena, &client->ip);
	return STR("");
}

static struct str item_version(const struct run *run)
{
	return known(run->facts->version);
}

static const struct {
	struct str name;
	struct str (*value)(const struct run *run);
} items[] = {
	{ STR_INIT("domain"), item_domain },
	{ STR_INIT("host"), item_host },
	{ STR_INIT("location"), item_location },
	{ STR_INIT("name"), item_name },
	{ STR_INIT("phase"), item_phase },
	{ STR_INIT("remote-host"), item_remote_host },
	{ STR_INIT("remote-ip"), item_remote_ip },
	{ STR_INIT("version"), item_version },
};

static struct str item_value(const struct run *run, struct str name)
{
	for (size_t i = 0; i < sizeof(items) / sizeof(*items); i++)
		if (str_eq_nocase(items[i].name, name))
			return items[i].value(run);
	return (struct str){ NULL, 0 };
}

/* Of our own items, which may have several values. */
static bool match_proof(struct run *run, const struct proof *proof,
			struct matching *matching)
{
	struct str_list values =
		proof_values(run->arena, proof, run->facts->auth, false);

	for (size_t i = 0; i < values.count && !matching->matched; i++)
		matching_offer(matching, values.items[i]);
	return matching_end(matching);
}

/*
 * RFC 5183 4: environment [COMPARATOR] [MATCH-TYPE]
 *	<name: string> <key-list: string-list>
 */
static bool run_environment(struct run *run, const struct node *node)
{
	struct matching matching =
		matching_begin(run, node, node->parameters[1]);
	struct str name = run_text(run, node->parameters[0]->strings);
	const struct proof *proof = proof_of_item(name);
	struct str value = item_value(run, name);

	if (proof != NULL)
		return match_proof(run, proof, &matching);
	/* "MUST fail unconditionally if the item does not exist" */
	if (value.ptr == NULL)
		return false;
	matching_offer_unless_empty(&matching, value);
	return matching_end(&matching);
}

const struct command test_environment = {
	.name = STR_INIT("environment"),
	.needs = EXT_ENVIRONMENT,
	.options = OPTIONS_COMPARE,
	.parameters = { { "name", ARGUMENT_STRING, false },
			{ "key-list", ARGUMENT_STRINGS, false } },
	.test = run_environment,
};
