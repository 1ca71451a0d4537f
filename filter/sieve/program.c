#include "program.h"

#include "../shown.h"
#include "../utf8.h"
#include "journal.h"

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

/* ---- running it ---- */

static struct programs_answer ask(struct run *run, const struct node *node,
				  const struct programs_call *call)
{
	const struct sieve_programs *programs = run->facts->programs;
	struct programs_answer answer = { .end = PROGRAMS_FAILED };
	struct str name = call->name;

	if (programs == NULL) {
		run_warn(run, node->place, "%.*s was not run: %.*s",
			 STR_ARG(name), STR_ARG(run->facts->no_programs));
		return answer;
	}
	programs->run(programs, run->arena, call, &answer);
	if (answer.output.len > call->most) {
		answer.output.len = call->most;
		answer.cut = true;
	}
	answer.why = shown(run->arena, answer.why, LIMIT_SHOWN_VALUE);
	journal_program(run, node->place, name, answer.end == PROGRAMS_DONE);
	run_spend_text(run, node->place, answer.output.len);
	return answer;
}

struct programs_answer program_call(struct run *run, const struct node *node,
				    struct programs_call call, bool is_test)
{
	struct programs_answer answer = { .end = PROGRAMS_FAILED };

	call.name = node->parameters[0]->strings->text;
	call.arguments = program_arguments(run, node->parameters[1]);
	if (run->failed)
		return answer;
	answer = ask(run, node, &call);
	if (answer.end == PROGRAMS_UNKNOWN && !is_test)
		run_fail(run, node->place, "%.*s", STR_ARG(answer.why));
	else if (answer.why.len > 0 &&
		 (answer.end != PROGRAMS_REFUSED || !is_test))
		run_tell(run, node->place, "%.*s", STR_ARG(answer.why));
	if (answer.end != PROGRAMS_DONE)
		answer.output = STR("");
	return answer;
}
