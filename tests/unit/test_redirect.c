/* The mark on redirected mail, and what it stops. */
#include "../../filter/limits.h"
#include "../../mda/redirect.h"
#include "../tap.h"

#define MARK "X-Waxseal-Redirected-From: "

static const struct {
	const char *what, *mail, *obstacle;
} cases[] = {
	{ "no mark", "From: a\n\n", "" },
	{ "our own, in another case and folded",
	  "A: b\nx-waxseal-redirected-FROM:\n  Ann@home.example \n\n",
	  "it was redirected from here before" },
	{ "another's, and ours in the body",
	  MARK "joe@home.example\n\n" MARK "ann@home.example\n", "" },
	{ "ours below another's",
	  MARK "joe@home.example\n" MARK "ann@home.example\n\n",
	  "it was redirected from here before" },
	{ "four hands", MARK "a@a\n" MARK "b@b\n" MARK "c@c\n" MARK "d@d\n\n",
	  "" },
	{ "five hands",
	  MARK "a@a\n" MARK "b@b\n" MARK "c@c\n" MARK "d@d\n" MARK "e@e\n\n",
	  "it was redirected too often" },
};

static void test_names(struct arena *arena)
{
	struct config config = { .policy.authserv_id = STR("mx.home.example") };
	struct user virtual = { .name = "ann@home.example",
				.domain = "home.example" };
	struct user system = { .name = "ann", .domain = "" };

	is_str(redirect_name(arena, &config, &virtual), "ann@home.example",
	       "an address is its own name");
	is_str(redirect_name(arena, &config, &system), "ann@mx.home.example",
	       "a login name gets the host's");
	is_str(redirect_field(arena, STR("ann@home.example")),
	       MARK "ann@home.example\n", "the mark");
}

int main(void)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);

	test_names(arena);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct message message =
			message_parse(arena, str_from(cases[i].mail));

		is_str(redirect_obstacle(arena, &message,
					 STR("ann@home.example")),
		       cases[i].obstacle, "%s", cases[i].what);
	}
	arena_free(arena);
	return done_testing();
}
