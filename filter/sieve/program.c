#include "program.h"

#include "../shown.h"
#include "../utf8.h"

/* Section 3: no control characters, no line ends of Unicode, no slash: it is
 * the name of a file in a folder that the administrator chose. */
static bool is_program_name(struct arena *arena, struct str name)
{
	return name.len > 0 && name.len <= LIMIT_PROGRAM_NAME &&
	       utf8_valid(name) && str_eq(shown(arena, name, name.len), name) &&
	       str_find(name, '\t') == name.len &&
	       str_find(name, '/') == name.len && name.ptr[0] != '.' &&
	       name.ptr[0] != '-';
}

void program_check(struct checker *checker, const struct node *node)
{
	const struct string *name = node->parameters[0]->strings;

	if (name->parts != NULL)
		report_error(checker->report, name->place,
			     "the name of a program holds no variables");
	else if (!is_program_name(checker->arena, name->text))
		report_error(checker->report, name->place,
			     "this is no name of a program: it holds no \"/\" "
			     "and does not begin with \".\" or \"-\"");
}

static bool is_argument(struct str text)
{
	return text.len <= LIMIT_PROGRAM_ARGUMENT &&
	       str_find(text, '\0') == text.len;
}

struct str_list program_arguments(struct run *run,
				  const struct argument *argument)
{
	struct str_list list = { NULL, 0 };

	if (argument == NULL)
		return list;
	list = run_texts(run, argument);
	if (list.count > LIMIT_PROGRAM_ARGUMENTS)
		run_fail(run, argument->place,
			 "a program takes at most %zu arguments",
			 LIMIT_PROGRAM_ARGUMENTS);
	for (size_t i = 0; i < list.count; i++)
		if (!is_argument(list.items[i]))
			run_fail(run, argument->place,
				 "an argument of a program has at most %zu "
				 "bytes, and no NUL",
				 LIMIT_PROGRAM_ARGUMENT);
	return list;
}
