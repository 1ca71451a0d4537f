/* verify: our DKIM and ARC, in process; see bench.h. */
#include "bench.h"

#include "../../filter/arc.h"
#include "../../filter/author.h"
#include "../../filter/limits.h"

static bool all_passed(const struct bench *bench,
		       const struct dkim_results *dkim,
		       const struct arc_result *arc)
{
	for (size_t i = 0; i < dkim->count; i++)
		if (dkim->list[i].status != CHECK_PASS)
			return false;
	return dkim->count == bench->rsa + bench->ed25519 &&
	       arc->count == bench->sets &&
	       arc->status == (bench->sets > 0 ? CHECK_PASS : CHECK_NONE);
}

static bool verify(const struct bench *bench, void *state)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct check_context context = { arena, bench->dns, time(NULL) };
	struct message message = message_parse(arena, bench->mail);
	struct canon_fields fields = canon_fields_new(arena, &message);
	struct body_hashes bodies = body_hashes_new(arena);
	struct author author = author_find(arena, &message);
	struct dkim_check *dkim =
		dkim_begin(&context, &message, &fields, &bodies, author.domain);
	struct arc_check *arc = arc_begin(&context, &message, &fields, &bodies);
	struct dkim_results signatures;
	struct arc_result chain;
	bool passed;

	(void)state;
	body_hashes_run(&bodies, message.body);
	signatures = dkim_finish(dkim);
	chain = arc_finish(arc);
	passed = all_passed(bench, &signatures, &chain);
	arena_free(arena);
	return passed;
}

int main(int argc, char **argv)
{
	struct bench bench = bench_open(argc, argv);

	return bench_run(&bench, verify, NULL);
}
