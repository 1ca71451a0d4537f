/*
 * RFC 5463: ihave, and the command that goes with it.  A script has no loops:
 * what an "ihave" may enable are the commands that stand behind it.
 */
#include "../shown.h"
#include "check.h"
#include "commands.h"
#include "compile.h"
#include "extension.h"
#include "run.h"

/* Of an error's message; the rest of the sentence is short. */
#define SHOWN_MESSAGE ((size_t)400)

/* RFC 5463 4: never what changes how a script is read. */
#define NEVER_LATER (EXT_ENCODED_CHARACTER | EXT_VARIABLES)

/* All that the test asks for; false: some of it is not to be had. */
static bool find_all(const struct includes *includes, const struct node *node,
		     uint64_t enabled, uint64_t *features)
{
	*features = 0;
	for (const struct string *name = node->parameters[0]->strings;
	     name != NULL; name = name->next) {
		const struct extension *extension = extension_find(name->text);

		if (extension == NULL ||
		    !includes_support(includes, extension) ||
		    (extension->enables & NEVER_LATER & ~enabled) != 0)
			return false;
		*features |= extension->enables;
	}
	return true;
}

static void check_ihave(struct checker *checker, const struct node *node)
{
	uint64_t features;

	for (const struct string *name = node->parameters[0]->strings;
	     name != NULL; name = name->next)
		if (name->parts != NULL)
			report_error(checker->report, name->place,
				     "\"ihave\" takes no variables");
	if (find_all(checker->includes, node, checker->enabled, &features))
		checker->offered |= features;
	else
		checker->asked_for_more = true;
}

/* RFC 5463 4: ihave <capabilities: string-list> */
static bool run_ihave(struct run *run, const struct node *node)
{
	uint64_t features;

	if (!find_all(run->sieve->includes, node, run->enabled, &features))
		return false;
	run->enabled |= features;
	return true;
}

const struct command test_ihave = {
	.name = STR_INIT("ihave"),
	.needs = EXT_IHAVE,
	.parameters = { { "capabilities", ARGUMENT_STRINGS, false } },
	.check = check_ihave,
	.test = run_ihave,
};

/* RFC 5463 5: error <message: string> */
static enum flow run_error(struct run *run, const struct node *node)
{
	struct str text = run_text(run, node->parameters[0]->strings);

	text = shown(run->arena, text, SHOWN_MESSAGE);
	return run_fail(run, node->place, "%.*s", STR_ARG(text));
}

const struct command cmd_error = {
	.name = STR_INIT("error"),
	.needs = EXT_IHAVE,
	.parameters = { { "message", ARGUMENT_STRING, false } },
	.run = run_error,
};
