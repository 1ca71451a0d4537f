/* What crosses between who runs programs and who asks for it: any bytes are a
 * call, an answer or an error; what was read crosses once more unchanged. */
#include <assert.h>

#include "../../filter/limits.h"
#include "../../mda/limits.h"
#include "../../mda/order_check.h"
#include "../../mda/programs.h"
#include "bounded.h"

static void check_call(struct arena *arena, struct str bytes)
{
	struct programs_call call;
	struct edits edits;
	struct str again;

	if (!programs_decode_call(arena, bytes, &call, &edits))
		return;
	assert(call.most <= LIMIT_PROGRAM_MAIL);
	if (order_check_program(call.name, &call.arguments)) {
		assert(call.name.len > 0 && call.name.ptr[0] != '.');
		assert(str_find(call.name, '/') == call.name.len);
		assert(call.arguments.count <= LIMIT_ORDER_ARGUMENTS);
	}
	/* A text's edits do not cross again: there are none. */
	if (call.mail == NULL && edits.count > 0)
		return;
	assert(programs_encode_call(arena, &call, &again));
	assert(str_eq(again, bytes));
}

static void check_answer(struct arena *arena, struct str bytes)
{
	struct programs_answer answer;
	struct str again;

	if (!programs_decode_answer(arena, bytes, &answer))
		return;
	assert((unsigned)answer.end < PROGRAMS_ENDS);
	assert(programs_encode_answer(arena, &answer, &again));
	assert(str_eq(again, bytes));
}

static void check(struct arena *arena, struct str bytes)
{
	check_call(arena, bytes);
	check_answer(arena, bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bounded_check(check, (size_t)64 * 1024 * 1024, data, size);
	return 0;
}
