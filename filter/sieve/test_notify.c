/*
 * RFC 5435 4, 5: what can be asked about a way to notify.
 */
#include "../mailto.h"
#include "commands.h"
#include "extension.h"
#include "matching.h"

static bool is_valid(struct run *run, struct str uri)
{
	struct mailto mailto;
	const char *error;

	return mailto_parse(run->arena, uri, &mailto, &error);
}

/* RFC 5435 4: valid_notify_method <notification-uris: string-list> */
static bool run_valid(struct run *run, const struct node *node)
{
	struct str_list uris = run_texts(run, node->parameters[0]);

	for (size_t i = 0; i < uris.count; i++)
		if (!run_spend(run, node->place, uris.items[i].len) ||
		    !is_valid(run, uris.items[i]))
			return false;
	return !run->failed;
}

/* ptr == NULL: not known. */
static struct str capability_of(struct run *run, struct str name)
{
	/* RFC 5436 2.2: nobody knows who reads their mail. */
	if (str_eq_nocase(name, STR("online")))
		return STR("maybe");
	/* RFC 8580 3 */
	if (str_eq_nocase(name, STR("fcc")) && (run->enabled & EXT_FCC) != 0)
		return STR("yes");
	return (struct str){ NULL, 0 };
}

/*
 * RFC 5435 5: notify_method_capability [COMPARATOR] [MATCH-TYPE]
 *	<notification-uri: string> <notification-capability: string>
 *	<key-list: string-list>
 */
static bool run_capability(struct run *run, const struct node *node)
{
	struct matching matching =
		matching_begin(run, node, node->parameters[2]);
	struct str uri = run_text(run, node->parameters[0]->strings);
	struct str name = run_text(run, node->parameters[1]->strings);
	struct str value = capability_of(run, name);

	if (value.ptr == NULL || !is_valid(run, uri))
		return false;
	matching_offer(&matching, value);
	return matching_end(&matching);
}

const struct command test_valid_notify_method = {
	.name = STR_INIT("valid_notify_method"),
	.needs = EXT_ENOTIFY,
	.parameters = { { "notification-uris", ARGUMENT_STRINGS, false } },
	.test = run_valid,
};

const struct command test_notify_method_capability = {
	.name = STR_INIT("notify_method_capability"),
	.needs = EXT_ENOTIFY,
	.options = OPTIONS_COMPARE,
	.parameters = { { "notification-uri", ARGUMENT_STRING, false },
			{ "notification-capability", ARGUMENT_STRING, false },
			{ "key-list", ARGUMENT_STRINGS, false } },
	.test = run_capability,
};
