/*
 * RFC 5228 5.2, 5.3, 5.6, 5.8, 5.10: tests made of tests.
 */
#include "commands.h"
#include "run.h"

/* Is there a test in the list with that answer? */
static bool has_answer(struct run *run, const struct node *list, bool answer)
{
	for (const struct node *test = list; test != NULL; test = test->next)
		if (run_test(run, test) == answer || run->failed)
			return true;
	return false;
}

static bool run_allof(struct run *run, const struct node *node)
{
	return !has_answer(run, node->tests, false);
}

static bool run_anyof(struct run *run, const struct node *node)
{
	return has_answer(run, node->tests, true);
}

static bool run_not(struct run *run, const struct node *node)
{
	return !run_test(run, node->tests);
}

static bool run_true(struct run *run, const struct node *node)
{
	(void)run;
	(void)node;
	return true;
}

static bool run_false(struct run *run, const struct node *node)
{
	(void)run;
	(void)node;
	return false;
}

const struct command test_allof = {
	.name = STR_INIT("allof"),
	.tests = TESTS_LIST,
	.test = run_allof,
};

const struct command test_anyof = {
	.name = STR_INIT("anyof"),
	.tests = TESTS_LIST,
	.test = run_anyof,
};

const struct command test_not = {
	.name = STR_INIT("not"),
	.tests = TESTS_ONE,
	.test = run_not,
};

const struct command test_true = {
	.name = STR_INIT("true"),
	.test = run_true,
};

const struct command test_false = {
	.name = STR_INIT("false"),
	.test = run_false,
};
