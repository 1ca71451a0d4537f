/*
 * include_case: a script and those that it may include, in one text:
 *	include "b";
 *	== personal b
 *	keep;
 */
#ifndef TESTS_UNIT_INCLUDE_CASE_H
#define TESTS_UNIT_INCLUDE_CASE_H

#include "../../filter/arena.h"
#include "../../filter/sieve/sieve.h"

#define INCLUDE_CASE_SCRIPTS 16

struct include_case {
	struct sieve_script script;
	struct sieve_included list[INCLUDE_CASE_SCRIPTS];
	struct sieve_includable includable;
};

static struct str take_until_mark(struct str *text)
{
	size_t end = str_find_str(*text, STR("\n== "));
	struct str taken = str_first(*text, end < text->len ? end + 1 : end);

	*text = str_skip(*text, end + 4);
	return taken;
}

static struct include_case *include_case_parse(struct arena *arena,
					       struct str text)
{
	struct include_case *parsed = ARENA_NEW(arena, struct include_case);

	parsed->script.name = STR("main");
	parsed->script.text = take_until_mark(&text);
	while (text.len > 0 &&
	       parsed->includable.count < INCLUDE_CASE_SCRIPTS) {
		struct sieve_included *next =
			&parsed->list[parsed->includable.count++];
		struct str body = take_until_mark(&text), head = body;

		str_cut(&body, '\n', &head);
		next->location = str_starts(head, STR("global "))
					 ? SIEVE_GLOBAL
					 : SIEVE_PERSONAL;
		next->title = str_skip(head, str_find(head, ' ') + 1);
		if (body.ptr == NULL)
			body = STR("");
		next->script = (struct sieve_script){ head, body };
		if (str_eq(body, STR("unreadable\n")))
			next->problem = STR("Permission denied");
	}
	parsed->includable.list = parsed->list;
	return parsed;
}

#endif
