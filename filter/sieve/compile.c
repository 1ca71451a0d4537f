#include "compile.h"

#include "../limits.h"
#include "../utf8.h"
#include "advice.h"
#include "check.h"
#include "parser.h"
#include "run.h"

/* Errors of all scripts so far, in the order in which they are compiled. */
struct compiler {
	struct arena *arena;
	struct includes *includes;
	struct parsed parsed;
	struct sieve_error list[2 * LIMIT_SIEVE_ERRORS];
	size_t count;
	bool broken;
};

size_t includes_find(const struct includes *includes,
		     enum sieve_location location, struct str title)
{
	const struct sieve_includable *includable = includes->includable;
	size_t at = 0;

	while (at < includable->count &&
	       (includable->list[at].location != location ||
		!str_eq(includable->list[at].title, title)))
		at++;
	return at;
}

bool includes_support(const struct includes *includes,
		      const struct extension *extension)
{
	return !includes->includable->no_programs ||
	       (extension->enables & EXT_PROGRAMS) == 0;
}

/* "These are Unicode code points: 0000-001F, 007F-009F, 2028, 2029." */
static bool is_forbidden(uint32_t code)
{
	return code <= 0x1F || (code >= 0x7F && code <= 0x9F) ||
	       code == 0x2028 || code == 0x2029 || code == '/';
}

const char *includes_title_problem(struct str title)
{
	if (title.len == 0)
		return "it is empty";
	if (title.len > LIMIT_SIEVE_TITLE)
		return "it is too long";
	if (!utf8_valid(title))
		return "it is not UTF-8";
	if (title.ptr[0] == '.')
		return "it begins with a \".\"";
	while (title.len > 0) {
		uint32_t code = 0;

		title = str_skip(title, utf8_decode(title, &code));
		if (is_forbidden(code))
			return "it holds a \"/\" or a control character";
	}
	return NULL;
}

static void take_errors(struct compiler *compiler, struct report *report)
{
	struct sieve_errors errors = report_errors(report);
	size_t room = 2 * LIMIT_SIEVE_ERRORS;

	for (size_t i = 0; i < errors.count && compiler->count < room; i++)
		compiler->list[compiler->count++] = errors.list[i];
	compiler->broken |= report->errors > 0;
}

static struct sieve *compile_one(struct compiler *compiler,
				 const struct sieve_script *script,
				 struct str title)
{
	struct report *report = ARENA_NEW(compiler->arena, struct report);
	struct sieve *sieve = ARENA_NEW(compiler->arena, struct sieve);
	struct node *commands = NULL;

	report_init(report, compiler->arena, script);
	report->parsed = compiler->parsed;
	if (script->text.len > LIMIT_SIEVE_SCRIPT)
		report_error(report, (struct place){ 0, 0 },
			     "the script is longer than %zu bytes",
			     LIMIT_SIEVE_SCRIPT);
	else
		commands = parse_script(report, script->text);
	*sieve = (struct sieve){ .script = *script,
				 .title = title,
				 .includes = compiler->includes,
				 .report = report };
	sieve->enabled = check_script(report, commands, compiler->includes);
	sieve->commands = commands;
	compiler->parsed = report->parsed;
	take_errors(compiler, report);
	return sieve;
}

/* Each may want more, before it or behind it in the list.  Errors are no reason to
 * stop: whoever wrote the scripts gets to know them all. */
static void compile_wanted(struct compiler *compiler)
{
	struct includes *includes = compiler->includes;
	const struct sieve_included *list = includes->includable->list;
	bool found;

	do {
		found = false;
		for (size_t i = 0; i < includes->includable->count; i++) {
			if (!includes->wanted[i] ||
			    includes->compiled[i] != NULL ||
			    list[i].problem.len > 0)
				continue;
			found = true;
			includes->compiled[i] = compile_one(
				compiler, &list[i].script, list[i].title);
		}
	} while (found);
}

static struct includes *includes_new(struct arena *arena,
				     const struct sieve_includable *includable)
{
	struct includes *includes = ARENA_NEW(arena, struct includes);

	includes->includable = includable;
	includes->wanted = ARENA_ARRAY(arena, bool, includable->count);
	includes->compiled =
		ARENA_ARRAY(arena, struct sieve *, includable->count);
	return includes;
}

static struct sieve *compile_all(struct compiler *compiler, struct arena *arena,
				 const struct sieve_script *script,
				 const struct sieve_includable *includable)
{
	struct sieve *sieve;

	compiler->arena = arena;
	compiler->includes = includes_new(arena, includable);
	sieve = compile_one(compiler, script, script->name);
	compile_wanted(compiler);
	return sieve;
}

struct sieve *sieve_compile_with(struct arena *arena,
				 const struct sieve_script *script,
				 const struct sieve_includable *includable,
				 struct sieve_errors *errors)
{
	struct compiler *compiler = ARENA_NEW(arena, struct compiler);
	struct sieve *sieve = compile_all(compiler, arena, script, includable);

	*errors = (struct sieve_errors){ compiler->list, compiler->count };
	return compiler->broken ? NULL : sieve;
}

struct sieve *sieve_compile(struct arena *arena,
			    const struct sieve_script *script,
			    struct sieve_errors *errors)
{
	static const struct sieve_includable nothing;

	return sieve_compile_with(arena, script, &nothing, errors);
}

/* ---- for who writes scripts ---- */

static struct sieve_checked checked(const struct sieve *sieve)
{
	struct report *report = sieve->report;
	bool good = report->errors == 0;

	if (good)
		advise(report, sieve->commands, sieve->enabled);
	return (struct sieve_checked){ sieve->script.name, good,
				       report_errors(report) };
}

/* The include will fail. */
static struct sieve_checked unreadable(struct arena *arena,
				       const struct sieve_included *script)
{
	struct sieve_error *error = ARENA_NEW(arena, struct sieve_error);

	*error = (struct sieve_error){
		.script = script->script.name,
		.warning = true,
		.text = arena_printf(arena, "it cannot be read: %.*s",
				     STR_ARG(script->problem)),
	};
	return (struct sieve_checked){ error->script, true, { error, 1 } };
}

/* The script itself may be among them, and be included by another. */
struct sieve_checks sieve_check(struct arena *arena,
				const struct sieve_script *script,
				const struct sieve_includable *includable)
{
	struct compiler *compiler = ARENA_NEW(arena, struct compiler);
	struct sieve *sieve = compile_all(compiler, arena, script, includable);
	const struct includes *includes = compiler->includes;
	struct sieve_checked *list =
		ARENA_ARRAY(arena, struct sieve_checked, includable->count + 1);
	size_t count = 0;

	list[count++] = checked(sieve);
	for (size_t i = 0; i < includable->count; i++) {
		const struct sieve *other = includes->compiled[i];

		if (other != NULL && !str_eq(other->script.text, script->text))
			list[count++] = checked(other);
		if (includes->wanted[i] && other == NULL)
			list[count++] = unreadable(arena, &includable->list[i]);
	}
	return (struct sieve_checks){ list, count };
}
