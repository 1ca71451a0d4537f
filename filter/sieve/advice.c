#include "advice.h"

#include "advice_keys.h"
#include "commands.h"
#include "extension.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* Branches of one "if" that one is compared with: chains are longer only in
 * scripts that programs write. */
#define COMPARED_BRANCHES 50

struct adviser {
	struct report *report;
	uint64_t enabled;
};

/* Behind "ihave" a name or tag may be one that is not here. */
static bool is_known(const struct node *node)
{
	return node->command != NULL && node->unknown.len == 0 && !node->broken;
}

/* ---- flags: "\Seen" in a string is Seen ---- */

static bool lacks_backslash(struct str word)
{
	static const struct str flags[] = {
		STR_INIT("answered"), STR_INIT("flagged"), STR_INIT("deleted"),
		STR_INIT("seen"),     STR_INIT("draft"),
	};

	for (size_t i = 0; i < COUNT(flags); i++)
		if (str_eq_nocase(word, flags[i]))
			return true;
	return false;
}

static void advise_flags(struct adviser *adviser, const struct argument *words)
{
	for (const struct string *word = words->strings; word != NULL;
	     word = word->next)
		if (word->parts == NULL && lacks_backslash(word->text))
			report_warning(adviser->report, word->place,
				       "this is a keyword; the flag is written "
				       "\"\\\\%.*s\"",
				       STR_ARG(word->text));
}

/* RFC 6154 6: each begins with a backslash. */
static void advise_uses(struct adviser *adviser, const struct argument *uses)
{
	for (const struct string *use = uses->strings; use != NULL;
	     use = use->next)
		if (use->parts == NULL && !str_starts(use->text, STR("\\")))
			report_warning(adviser->report, use->place,
				       "no special use has this name; one is "
				       "written \"\\\\Junk\"");
}

static void advise_special_use(struct adviser *adviser, const struct node *node)
{
	const struct option *option = node_option(node, OPTION_SPECIALUSE);

	if (option != NULL)
		advise_uses(adviser, option->value);
	if (node->command == &test_specialuse_exists)
		advise_uses(adviser, node->parameters[1]);
}

static void advise_command_flags(struct adviser *adviser,
				 const struct node *node)
{
	const struct option *option = node_option(node, OPTION_FLAGS);
	bool flags = node->command == &cmd_setflag ||
		     node->command == &cmd_addflag ||
		     node->command == &cmd_removeflag ||
		     node->command == &test_hasflag;

	if (option != NULL)
		advise_flags(adviser, option->value);
	if (flags)
		advise_flags(adviser, node->parameters[1]);
}

/* ---- strings that would be more with an extension ---- */

static bool is_reference(struct str text)
{
	size_t end = str_find(text, '}');

	if (end == text.len || end < 3)
		return false;
	for (size_t i = 2; i < end; i++)
		if (!char_is_alnum(text.ptr[i]) && text.ptr[i] != '_')
			return false;
	return true;
}

static void advise_string(struct adviser *adviser, const struct string *string)
{
	struct str text = string->text;
	struct str at = str_skip(text, str_find_str(text, STR("${")));
	const char *extension = NULL;

	if ((adviser->enabled & EXT_VARIABLES) == 0 && is_reference(at))
		extension = "variables";
	if ((adviser->enabled & EXT_ENCODED_CHARACTER) == 0 &&
	    (str_starts_nocase(at, STR("${hex:")) ||
	     str_starts_nocase(at, STR("${unicode:"))))
		extension = "encoded-character";
	if (extension != NULL)
		report_warning(adviser->report, string->place,
			       "\"${\" is plain text here; did you mean to "
			       "write: require \"%s\";",
			       extension);
}

static void advise_strings(struct adviser *adviser, const struct node *node)
{
	for (const struct argument *argument = node->arguments;
	     argument != NULL; argument = argument->next)
		for (const struct string *string = argument->strings;
		     string != NULL; string = string->next)
			advise_string(adviser, string);
}

/* ---- tests that always say the same ---- */

static const struct node *find_test(const struct node *list,
				    const struct command *command)
{
	while (list != NULL && list->command != command)
		list = list->next;
	return list;
}

/* The least that is wanted over, and the most that is wanted under. */
static bool sizes_exclude(const struct node *list)
{
	uint64_t over = 0, under = UINT64_MAX;
	bool any = false;

	for (; list != NULL; list = list->next) {
		uint64_t limit;

		if (list->command != &test_size || !is_known(list))
			continue;
		limit = list->parameters[0]->number;
		any = true;
		if (node_option_value(list, OPTION_LIMIT, SIZE_OVER) ==
		    SIZE_OVER)
			over = limit > over ? limit : over;
		else
			under = limit < under ? limit : under;
	}
	return any && (under == 0 || under - 1 <= over) && under != UINT64_MAX;
}

static void advise_logic(struct adviser *adviser, const struct node *test)
{
	bool all = test->command == &test_allof;
	const struct node *fixed = NULL;

	if (all || test->command == &test_anyof)
		fixed = find_test(test->tests, all ? &test_false : &test_true);
	if (fixed != NULL)
		report_warning(adviser->report, fixed->place,
			       all ? "with this, \"allof\" is never true"
				   : "with this, \"anyof\" is always true");
	if (all && sizes_exclude(test->tests))
		report_warning(adviser->report, test->place,
			       "no mail has such a size: \"allof\" is never "
			       "true");
}

/* RFC 5173 5.2: a type is compared as it is. */
static void advise_content(struct adviser *adviser, const struct node *test)
{
	const struct option *option = node_option(test, OPTION_BODY);

	if (option == NULL || option->value == NULL)
		return;
	for (const struct string *type = option->value->strings; type != NULL;
	     type = type->next)
		if (type->parts == NULL &&
		    str_find(type->text, '*') < type->text.len)
			report_warning(adviser->report, type->place,
				       "no part has this type; all of \"text\" "
				       "are written \"text\"");
}

static void advise_test(struct adviser *adviser, const struct node *test)
{
	if (!is_known(test))
		return;
	advise_keys(adviser->report, test);
	advise_command_flags(adviser, test);
	advise_special_use(adviser, test);
	advise_strings(adviser, test);
	advise_logic(adviser, test);
	if (test->command == &test_body)
		advise_content(adviser, test);
	for (const struct node *inner = test->tests; inner != NULL;
	     inner = inner->next)
		advise_test(adviser, inner);
}

/* ---- are two tests the same? ---- */

static bool same_strings(const struct string *a, const struct string *b)
{
	for (; a != NULL && b != NULL; a = a->next, b = b->next)
		if (!str_eq(a->text, b->text))
			return false;
	return a == NULL && b == NULL;
}

static bool same_arguments(const struct argument *a, const struct argument *b)
{
	for (; a != NULL && b != NULL; a = a->next, b = b->next)
		if (a->type != b->type || !str_eq_nocase(a->tag, b->tag) ||
		    a->number != b->number ||
		    !same_strings(a->strings, b->strings))
			return false;
	return a == NULL && b == NULL;
}

/* Recursion is bounded by LIMIT_SIEVE_NESTING. */
static bool same_tests(const struct node *a, const struct node *b)
{
	for (; a != NULL && b != NULL; a = a->next, b = b->next)
		if (a->command != b->command || !is_known(a) ||
		    !same_arguments(a->arguments, b->arguments) ||
		    !same_tests(a->tests, b->tests))
			return false;
	return a == NULL && b == NULL;
}

/* ---- branches and commands that never run ---- */

static bool is_branch(const struct node *node)
{
	return node != NULL &&
	       (node->command == &cmd_elsif || node->command == &cmd_else);
}

static bool is_always_taken(const struct node *branch)
{
	return branch->command == &cmd_else ||
	       (branch->tests != NULL && branch->tests->command == &test_true);
}

/* Of an earlier branch, from first on. */
static const struct node *find_same(const struct node *first,
				    const struct node *branch)
{
	size_t compared = 0;

	if (branch->tests == NULL)
		return NULL;
	for (; first != branch && compared < COMPARED_BRANCHES;
	     first = first->next, compared++)
		if (same_tests(first->tests, branch->tests))
			return first;
	return NULL;
}

static void advise_branch(struct adviser *adviser, const struct node *first,
			  const struct node *before, const struct node *branch)
{
	const struct node *same = find_same(first, branch);

	if (is_always_taken(before))
		report_warning(adviser->report, branch->place,
			       "this never runs: the branch before it always "
			       "does");
	else if (same != NULL)
		report_warning(adviser->report, branch->place,
			       "this never runs: line %u has the same test",
			       (unsigned)same->place.line);
}

/* An "if" and its branches. */
static void advise_chain(struct adviser *adviser, const struct node *first)
{
	for (const struct node *node = first; is_branch(node->next);
	     node = node->next)
		advise_branch(adviser, first, node, node->next);
}

static bool always_ends(const struct node *block);

/* Every branch ends, and one of them is always taken. */
static bool chain_ends(const struct node *first)
{
	const struct node *node = first;

	while (always_ends(node->block)) {
		if (is_always_taken(node))
			return true;
		if (!is_branch(node->next))
			return false;
		node = node->next;
	}
	return false;
}

static bool ends(const struct node *node)
{
	return node->command == &cmd_stop || node->command == &cmd_error ||
	       node->command == &cmd_return ||
	       (node->command == &cmd_if && chain_ends(node));
}

static bool always_ends(const struct node *block)
{
	for (; block != NULL; block = block->next)
		if (ends(block))
			return true;
	return false;
}

static const struct node *behind(const struct node *node)
{
	do
		node = node->next;
	while (is_branch(node));
	return node;
}

/* RFC 5228 4.4: discard only cancels the implicit keep. */
static void advise_discard(struct adviser *adviser, const struct node *block)
{
	const struct node *discard = find_test(block, &cmd_discard);
	const struct node *store = find_test(block, &cmd_keep);

	if (store == NULL)
		store = find_test(block, &cmd_fileinto);
	if (discard != NULL && store != NULL)
		report_warning(adviser->report, discard->place,
			       "the mail is stored all the same, by \"%.*s\" "
			       "in line %u",
			       STR_ARG(store->command->name),
			       (unsigned)store->place.line);
}

/* Of a block, the first that is never reached. */
static void advise_end(struct adviser *adviser, const struct node *block)
{
	const struct node *node = block;

	while (node != NULL && (is_branch(node) || !ends(node)))
		node = node->next;
	if (node != NULL && behind(node) != NULL)
		report_warning(adviser->report, behind(node)->place,
			       "this never runs: the script ends before it");
}

static void advise_block(struct adviser *adviser, const struct node *block);

static void advise_command(struct adviser *adviser, const struct node *node)
{
	if (!is_known(node) || node->command == &cmd_require)
		return;
	advise_command_flags(adviser, node);
	advise_special_use(adviser, node);
	advise_strings(adviser, node);
	if (node->tests != NULL)
		advise_test(adviser, node->tests);
	if (node->command == &cmd_if)
		advise_chain(adviser, node);
	advise_block(adviser, node->block);
}

static void advise_block(struct adviser *adviser, const struct node *block)
{
	advise_discard(adviser, block);
	advise_end(adviser, block);
	for (const struct node *node = block; node != NULL; node = node->next)
		advise_command(adviser, node);
}

void advise(struct report *report, const struct node *commands,
	    uint64_t enabled)
{
	struct adviser adviser = { report, enabled };

	advise_block(&adviser, commands);
}
