/* What crosses between the decider and another Sieve engine: any bytes are a
 * request, an answer or an error; what was read crosses once more unchanged. */
#include <assert.h>
#include <setjmp.h>

#include "../../filter/limits.h"
#include "../../mda/engine.h"
#include "../../mda/limits.h"

static jmp_buf out_of_memory;

static void give_up(void)
{
	longjmp(out_of_memory, 1);
}

static void check_request(struct arena *arena, struct str bytes)
{
	struct engine_request request;
	struct str again;

	if (!engine_decode_request(arena, bytes, &request))
		return;
	assert(request.field_count <= LIMIT_HEADERS);
	assert(engine_encode_request(arena, &request, &again));
	assert(str_eq(again, bytes));
}

static void check_answer(struct arena *arena, struct str bytes)
{
	struct engine_steps steps;
	struct str error, again;

	if (!engine_decode_answer(arena, bytes, &steps, &error))
		return;
	assert(steps.count <= LIMIT_ACTIONS);
	for (size_t i = 0; i < steps.count; i++) {
		assert(steps.list[i].type < ENGINE_STEPS);
		assert(steps.list[i].flags.count <= LIMIT_ORDER_FLAGS);
	}
	assert(engine_encode_answer(arena, &steps, error, &again));
	assert(str_eq(again, bytes));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new((size_t)64 * 1024 * 1024, give_up);
	struct str bytes = { (const char *)data, size };

	if (setjmp(out_of_memory) == 0) {
		check_request(arena, bytes);
		check_answer(arena, bytes);
	}
	arena_free(arena);
	return 0;
}
