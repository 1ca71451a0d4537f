/* Any bytes are an order or an error; an order crosses once more unchanged,
 * and its fields cannot end the header block. */
#include <assert.h>

#include "../../mda/decision.h"
#include "../../mda/limits.h"
#include "bounded.h"

#define MAIL_SIZE 100000

static void check(struct arena *arena, struct str bytes)
{
	struct order order, again;
	const char *error;
	struct str encoded;

	if (!order_decode(arena, bytes, MAIL_SIZE, &order, &error)) {
		assert(error != NULL);
		return;
	}
	assert(order_encode(arena, &order, &encoded));
	assert(str_eq(encoded, bytes));
	assert(order_decode(arena, encoded, MAIL_SIZE, &again, &error));
	assert(str_find_str(order.fields, STR("\n\n")) == order.fields.len);
	assert(order.actions.count <= LIMIT_ACTIONS);
	for (size_t i = 0; i < order.forged.count; i++)
		assert(order.forged.list[i].begin < order.forged.list[i].end &&
		       order.forged.list[i].end <= MAIL_SIZE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bounded_check(check, (size_t)64 * 1024 * 1024, data, size);
	return 0;
}
