/* What the process that acts asks the runner for: any bytes are refused, or an
 * errand of the order, for somebody whom the order names, in the name of
 * somebody who may; it crosses once more unchanged. */
#include <assert.h>
#include <setjmp.h>

#include "../../filter/limits.h"
#include "../../mda/errand.h"
#include "../../mda/limits.h"
#include "../../mda/order_check.h"

static jmp_buf out_of_memory;

static void give_up(void)
{
	longjmp(out_of_memory, 1);
}

#define MAIL STR_INIT("Subject: x\n\n")

static struct str others[] = { STR_INIT("c@c.example"),
			       STR_INIT("d@d.example") };
static const struct action actions[] = {
	{ .type = ACTION_REDIRECT, .address = STR_INIT("c@c.example") },
	{ .type = ACTION_STORE, .folder = STR_INIT("INBOX") },
	{ .type = ACTION_NOTIFY,
	  .address = STR_INIT("c@c.example"),
	  .arguments = { others, 2 },
	  .mail = MAIL,
	  .sender = STR_INIT("bob@b.example") },
	{ .type = ACTION_VACATION,
	  .address = STR_INIT("ann@a.example"),
	  .mail = MAIL },
	{ .type = ACTION_PIPE,
	  .program = STR_INIT("p"),
	  .arguments = { others, 1 } },
	{ .type = ACTION_DISCARD },
};

static const struct user user = { .name = "bob@b.example",
				  .local = "bob",
				  .domain = "b.example",
				  .detail = "",
				  .home = "/" };

static bool may_send(const struct delivery *delivery, struct str sender)
{
	struct str of_srs = STR("@srs.example");

	return str_eq(sender, delivery->sender) ||
	       str_eq(sender, str_from(user.name)) ||
	       (order_check_address(sender) && sender.len > of_srs.len &&
		str_eq_nocase(str_skip(sender, sender.len - of_srs.len),
			      of_srs));
}

static void check_send(const struct delivery *delivery,
		       const struct errand *errand)
{
	const struct action *action = errand->action;

	assert(errand->recipient <= action->arguments.count);
	if (action->type == ACTION_REDIRECT) {
		assert(errand->recipient == 0);
		assert(may_send(delivery, errand->sender));
		return;
	}
	assert(action->mail.len > 0);
	assert(str_eq(errand->sender, action->sender));
}

/* An order with these actions alone asks for no more than is in them. */
static void check(struct arena *arena, const struct delivery *delivery,
		  struct str bytes)
{
	const struct actions *all = &delivery->order->actions;
	struct errand errand;

	if (!errand_decode(arena, delivery, bytes, &errand))
		return;
	assert(errand_count(delivery->order) > 0);
	assert(errand.kind < ERRAND_KINDS && errand.mail_fd == -1);
	assert(errand.action >= all->list &&
	       errand.action < all->list + all->count);
	assert(errand.recipient <= LIMIT_ORDER_ARGUMENTS);
	if (errand.kind == ERRAND_SEND)
		check_send(delivery, &errand);
	if (errand.kind == ERRAND_PIPE)
		assert(errand.action->type == ACTION_PIPE);
	assert(str_eq(errand_encode(arena, delivery, &errand), bytes));
}

/* The first byte says how many of the actions the order has, from which. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new((size_t)64 * 1024 * 1024, give_up);
	const size_t most = sizeof(actions) / sizeof(actions[0]);
	size_t from = size > 0 ? data[0] % most : 0;
	size_t count = size > 0 ? data[0] / most % (most - from + 1) : 0;
	const struct order order = { .actions = { actions + from, count } };
	struct config config;
	struct delivery delivery = { .config = &config,
				     .user = &user,
				     .order = &order,
				     .sender = STR("ann@a.example") };

	if (setjmp(out_of_memory) == 0 && size > 0) {
		config_defaults(arena, &config);
		config.srs_domain = STR("srs.example");
		check(arena, &delivery,
		      (struct str){ (const char *)data + 1, size - 1 });
	}
	arena_free(arena);
	return 0;
}
