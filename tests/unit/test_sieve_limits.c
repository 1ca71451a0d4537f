/* How much scripts may do, and how deep they include each other. */
#include "include_run.h"

#define MAIL                                                                   \
	"From: ann@garden.example\nTo: bob@home.example\n"                     \
	"Subject: Make money $$\nList-ID: sieve.lists.example\n\nHi.\n"

static struct str run_set(struct arena *arena, struct str text,
			  const struct script_limits *limits)
{
	return run_mail(arena, text, STR(MAIL), limits);
}

/* "main" includes s1, that s2, and so on; the last one discards. */
static struct str ladder(struct arena *arena, size_t rungs)
{
	struct buf text = buf_new(arena, (size_t)1 << 16);

	buf_add(&text, STR(INCLUDE "include \"s1\";\n"));
	for (size_t i = 1; i <= rungs; i++)
		buf_printf(&text, "== personal s%zu\n" INCLUDE "%s%zu%s", i,
			   i < rungs ? "include \"s" : "discard; # ", i + 1,
			   i < rungs ? "\";\n" : "\n");
	return buf_str(&text);
}

static void test_limits(struct arena *arena)
{
	const struct script_limits two = { .include_depth = 2, .includes = 2 };

	is_str(run_set(arena, ladder(arena, 10), NULL), "discard\n",
	       "ten deep");
	is_str(run_set(arena, ladder(arena, 11), NULL),
	       "personal s10: failed: 2:1 scripts include each other more than "
	       "10 deep: \"main\" includes \"s1\", which includes \"s2\", "
	       "which "
	       "includes \"s3\", which includes \"s4\", which includes \"s5\", "
	       "which includes \"s6\", which includes \"s7\", which includes "
	       "\"s8\", which includes \"s9\", which includes \"s10\", which "
	       "includes \"s11\"\n",
	       "eleven deep");
	is_str(run_set(arena, ladder(arena, 2), &two), "discard\n",
	       "the administrator allows two: two");
	is_str(run_set(arena, ladder(arena, 3), &two),
	       "personal s2: failed: 2:1 scripts include each other more than "
	       "2 deep: \"main\" includes \"s1\", which includes \"s2\", which "
	       "includes \"s3\"\n",
	       "three");
	is_str(run_set(arena,
		       STR(INCLUDE "include \"a\"; include \"a\";\n"
				   "include \"a\";\n== personal a\nkeep;"),
		       &two),
	       "main: failed: 3:1 more than 2 scripts are included\n",
	       "as many, one after the other");
}

/* Scripts that each include the other twice take 2^n steps: the count ends it. */
static void test_explosion(struct arena *arena)
{
	struct buf text = buf_new(arena, (size_t)1 << 16);

	buf_add(&text, STR(INCLUDE "include \"s1\"; include \"s1\";\n"));
	for (int i = 1; i < 9; i++)
		buf_printf(&text,
			   "== personal s%d\n" INCLUDE
			   "include \"s%d\"; include \"s%d\";\n",
			   i, i + 1, i + 1);
	buf_add(&text, STR("== personal s9\nkeep;\n"));
	is_str(run_set(arena, buf_str(&text), NULL),
	       "personal s8: failed: 2:15 more than 255 scripts are included\n",
	       "2 to the power of 9");
}

static void test_script_limits(struct arena *arena)
{
	const struct script_limits few = {
		.actions = 2, .redirects = 1, .notifications = 1, .steps = 1000
	};

	is_str(run_set(arena,
		       STR("redirect \"a@y.example\"; "
			   "redirect \"b@y.example\";\n"),
		       &few),
	       "main: failed: 1:25 more than 1 redirects of one mail\n",
	       "redirects");
	is_str(run_set(arena,
		       STR("require \"enotify\"; notify "
			   "\"mailto:a@y.example\"; "
			   "notify \"mailto:b@y.example\";\n"),
		       &few),
	       "main: failed: 1:49 more than 1 notifications of one mail\n",
	       "notifications");
	is_str(run_set(arena, STR("keep; redirect \"a@y.example\"; discard;\n"),
		       &few),
	       "main: failed: 1:31 more than 2 actions for one mail\n",
	       "actions");
	is_str(run_set(arena,
		       STR("require \"variables\"; set \"x\" \"0123456789\";\n"
			   "set \"x\" \"${x}${x}${x}${x}${x}${x}${x}${x}\";\n"
			   "set \"x\" \"${x}${x}${x}${x}${x}${x}${x}${x}\";\n"
			   "set \"x\" \"${x}${x}${x}${x}${x}${x}${x}${x}\";"),
		       &few),
	       "main: failed: 4:1 the script takes too long over this mail\n",
	       "steps");
}

int main(void)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);

	test_limits(arena);
	test_explosion(arena);
	test_script_limits(arena);
	arena_free(arena);
	return done_testing();
}
