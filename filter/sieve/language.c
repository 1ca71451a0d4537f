#include "language.h"

#include "commands.h"
#include "extension.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const struct command *const commands[] = {
	/* RFC 5228: control, actions, tests */
	&cmd_if,	&cmd_elsif,    &cmd_else,     &cmd_require,
	&cmd_stop,	&cmd_keep,     &cmd_fileinto, &cmd_redirect,
	&cmd_discard,	&test_address, &test_allof,   &test_anyof,
	&test_envelope, &test_exists,  &test_false,   &test_header,
	&test_not,	&test_size,    &test_true,
};

static const struct tag tags[] = {
	/* RFC 5228 2.7 */
	{ STR_INIT("is"), OPTION_MATCH, MATCH_IS, ARGUMENT_NONE, 0 },
	{ STR_INIT("contains"), OPTION_MATCH, MATCH_CONTAINS, ARGUMENT_NONE,
	  0 },
	{ STR_INIT("matches"), OPTION_MATCH, MATCH_MATCHES, ARGUMENT_NONE, 0 },
	{ STR_INIT("comparator"), OPTION_COMPARATOR, 0, ARGUMENT_STRING, 0 },
	{ STR_INIT("all"), OPTION_PART, PART_ALL, ARGUMENT_NONE, 0 },
	{ STR_INIT("localpart"), OPTION_PART, PART_LOCALPART, ARGUMENT_NONE,
	  0 },
	{ STR_INIT("domain"), OPTION_PART, PART_DOMAIN, ARGUMENT_NONE, 0 },
	/* RFC 5228 5.9 */
	{ STR_INIT("over"), OPTION_LIMIT, SIZE_OVER, ARGUMENT_NONE, 0 },
	{ STR_INIT("under"), OPTION_LIMIT, SIZE_UNDER, ARGUMENT_NONE, 0 },
};

const struct command *command_nth(size_t n)
{
	return n < COUNT(commands) ? commands[n] : NULL;
}

const struct command *command_find(struct str name)
{
	for (size_t i = 0; i < COUNT(commands); i++)
		if (str_eq_nocase(commands[i]->name, name))
			return commands[i];
	return NULL;
}

const struct tag *tag_nth(size_t n)
{
	return n < COUNT(tags) ? &tags[n] : NULL;
}

const struct tag *tag_find(struct str name, uint64_t options)
{
	for (size_t i = 0; i < COUNT(tags); i++)
		if ((tags[i].option & options) != 0 &&
		    str_eq_nocase(tags[i].name, name))
			return &tags[i];
	return NULL;
}

const struct option *node_option(const struct node *node, uint64_t option)
{
	const struct option *given = node->options;

	while (given != NULL && given->tag->option != option)
		given = given->next;
	return given;
}

int node_option_value(const struct node *node, uint64_t option, int otherwise)
{
	const struct option *given = node_option(node, option);

	return given != NULL ? given->tag->value : otherwise;
}
