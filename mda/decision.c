#include "decision.h"

#include "limits.h"
#include "order_check.h"
#include "wire.h"

/* The bytes (see wire.h): VERSION, then the members in the order of the
 * struct. */
#define VERSION UINT64_C(0x3252444f4c415857) /* "WXALODR2" */

/* -- writing ------------------------------------------------------------------- */

static void put_spans(struct buf *buf, const struct spans *spans)
{
	wire_put(buf, spans->count);
	for (size_t i = 0; i < spans->count; i++) {
		wire_put(buf, spans->list[i].begin);
		wire_put(buf, spans->list[i].end);
	}
}

static void put_action(struct buf *buf, const struct action *action)
{
	wire_put(buf, action->type);
	wire_put_str(buf, action->folder);
	wire_put(buf, action->or_inbox);
	wire_put(buf, action->create);
	wire_put(buf, action->implicit);
	wire_put_list(buf, &action->flags);
	wire_put(buf, action->version);
	wire_put_str(buf, action->address);
	wire_put_str(buf, action->wish.notify);
	wire_put_str(buf, action->wish.ret);
	wire_put_str(buf, action->wish.by);
	wire_put_str(buf, action->text);
	wire_put(buf, action->silent);
	wire_put_str(buf, action->program);
	wire_put_list(buf, &action->arguments);
	wire_put(buf, action->try);
	wire_put_str(buf, action->mail);
	wire_put_str(buf, action->sender);
	wire_put_str(buf, action->key);
	wire_put(buf, action->period);
	wire_put(buf, action->line);
	wire_put_str(buf, action->script);
}

static void put_versions(struct buf *buf, const struct versions *versions)
{
	wire_put(buf, versions->count);
	for (size_t i = 0; i < versions->count; i++) {
		wire_put_str(buf, versions->list[i].fields);
		wire_put_edits(buf, &versions->list[i].edits);
	}
}

static void put_marks(struct buf *buf, const struct marks *marks)
{
	wire_put(buf, marks->count);
	for (size_t i = 0; i < marks->count; i++) {
		wire_put_str(buf, marks->list[i].key);
		wire_put(buf, marks->list[i].seconds);
	}
}

bool order_encode(struct arena *arena, const struct order *order,
		  struct str *bytes)
{
	struct buf buf = buf_new(arena, ORDER_MAX);

	wire_put(&buf, VERSION);
	wire_put(&buf, order->disposition);
	wire_put_str(&buf, order->fields);
	put_spans(&buf, &order->forged);
	wire_put(&buf, order->actions.count);
	for (size_t i = 0; i < order->actions.count; i++)
		put_action(&buf, &order->actions.list[i]);
	put_versions(&buf, &order->versions);
	put_marks(&buf, &order->marks);
	wire_put_str(&buf, order->results);
	wire_put(&buf, order->chain);
	wire_put_str(&buf, order->sender);
	wire_put_str(&buf, order->obstacle);
	wire_put_str(&buf, order->reason);
	wire_put_str(&buf, order->log);
	wire_put_str(&buf, order->report);
	wire_put_str(&buf, order->user_error);
	wire_put(&buf, order->exit_status);
	*bytes = buf_str(&buf);
	return !buf.overflow;
}

/* -- reading ------------------------------------------------------------------- */

static struct spans take_spans(struct wire *wire)
{
	size_t count = wire_take(wire, LIMIT_HEADERS + 1);
	struct span *list = ARENA_ARRAY(wire->arena, struct span, count);

	for (size_t i = 0; i < count; i++) {
		list[i].begin = wire_take(wire, SIZE_MAX);
		list[i].end = wire_take(wire, SIZE_MAX);
	}
	return (struct spans){ list, count };
}

static struct action take_action(struct wire *wire)
{
	struct action action = { 0 };

	action.type = (enum action_type)wire_take(wire, ACTION_TYPES - 1);
	action.folder = wire_take_str(wire);
	action.or_inbox = wire_take_bool(wire);
	action.create = wire_take_bool(wire);
	action.implicit = wire_take_bool(wire);
	action.flags = wire_take_list(wire, LIMIT_ORDER_FLAGS);
	action.version = wire_take(wire, LIMIT_VERSIONS);
	action.address = wire_take_str(wire);
	action.wish.notify = wire_take_str(wire);
	action.wish.ret = wire_take_str(wire);
	action.wish.by = wire_take_str(wire);
	action.text = wire_take_str(wire);
	action.silent = wire_take_bool(wire);
	action.program = wire_take_str(wire);
	action.arguments = wire_take_list(wire, LIMIT_ORDER_ARGUMENTS);
	action.try = wire_take_bool(wire);
	action.mail = wire_take_str(wire);
	action.sender = wire_take_str(wire);
	action.key = wire_take_str(wire);
	action.period = wire_take(wire, LIMIT_ORDER_PERIOD);
	action.line = wire_take(wire, SIZE_MAX);
	action.script = wire_take_str(wire);
	return action;
}

static struct actions take_actions(struct wire *wire)
{
	size_t count = wire_take(wire, LIMIT_ACTIONS);
	struct action *list = ARENA_ARRAY(wire->arena, struct action, count);

	for (size_t i = 0; i < count; i++)
		list[i] = take_action(wire);
	return (struct actions){ list, count };
}

static struct versions take_versions(struct wire *wire)
{
	size_t count = wire_take(wire, LIMIT_VERSIONS);
	struct version *list = ARENA_ARRAY(wire->arena, struct version, count);

	for (size_t i = 0; i < count; i++) {
		list[i].fields = wire_take_str(wire);
		list[i].edits = wire_take_edits(wire);
	}
	return (struct versions){ list, count };
}

static struct marks take_marks(struct wire *wire)
{
	size_t count = wire_take(wire, LIMIT_MARKS);
	struct mark *list = ARENA_ARRAY(wire->arena, struct mark, count);

	for (size_t i = 0; i < count; i++) {
		list[i].key = wire_take_str(wire);
		list[i].seconds = wire_take(wire, LIMIT_ORDER_PERIOD);
	}
	return (struct marks){ list, count };
}

bool order_decode(struct arena *arena, struct str bytes, size_t mail_size,
		  struct order *order, const char **error)
{
	struct wire wire = { .arena = arena, .rest = bytes };
	uint64_t version = wire_take(&wire, UINT64_MAX);

	*order = (struct order){ 0 };
	order->disposition =
		(enum disposition)wire_take(&wire, DISPOSITION_RETRY);
	order->fields = wire_take_str(&wire);
	order->forged = take_spans(&wire);
	order->actions = take_actions(&wire);
	order->versions = take_versions(&wire);
	order->marks = take_marks(&wire);
	order->results = wire_take_str(&wire);
	order->chain = (enum check_status)wire_take(&wire, CHECK_PERMERROR);
	order->sender = wire_take_str(&wire);
	order->obstacle = wire_take_str(&wire);
	order->reason = wire_take_str(&wire);
	order->log = wire_take_str(&wire);
	order->report = wire_take_str(&wire);
	order->user_error = wire_take_str(&wire);
	order->exit_status = (unsigned)wire_take(&wire, 255);
	if (!wire_ended(&wire) || version != VERSION)
		*error = "the form of the message";
	else
		*error = order_check(arena, order, mail_size);
	return *error == NULL;
}
