#include "decision.h"

#include <string.h>

#include "../filter/buf.h"
#include "limits.h"
#include "order_check.h"

/*
 * The bytes: VERSION, then the members in the order of the struct.  A number
 * is 8 bytes, the least first; a string is its length and its bytes; a list is
 * its count and its items.
 */
#define VERSION UINT64_C(0x3252444f4c415857) /* "WXALODR2" */

/* -- writing ------------------------------------------------------------------- */

static void put_number(struct buf *buf, uint64_t number)
{
	char bytes[8];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(number >> (8 * i) & 0xff);
	buf_add(buf, (struct str){ bytes, sizeof(bytes) });
}

static void put_str(struct buf *buf, struct str s)
{
	put_number(buf, s.len);
	buf_add(buf, s);
}

static void put_spans(struct buf *buf, const struct spans *spans)
{
	put_number(buf, spans->count);
	for (size_t i = 0; i < spans->count; i++) {
		put_number(buf, spans->list[i].begin);
		put_number(buf, spans->list[i].end);
	}
}

static void put_list(struct buf *buf, const struct str_list *list)
{
	put_number(buf, list->count);
	for (size_t i = 0; i < list->count; i++)
		put_str(buf, list->items[i]);
}

static void put_action(struct buf *buf, const struct action *action)
{
	put_number(buf, action->type);
	put_str(buf, action->folder);
	put_number(buf, action->or_inbox);
	put_number(buf, action->create);
	put_number(buf, action->implicit);
	put_list(buf, &action->flags);
	put_number(buf, action->version);
	put_str(buf, action->address);
	put_str(buf, action->wish.notify);
	put_str(buf, action->wish.ret);
	put_str(buf, action->wish.by);
	put_str(buf, action->text);
	put_number(buf, action->silent);
	put_str(buf, action->program);
	put_list(buf, &action->arguments);
	put_number(buf, action->try);
	put_str(buf, action->mail);
	put_str(buf, action->sender);
	put_str(buf, action->key);
	put_number(buf, action->period);
	put_number(buf, action->line);
	put_str(buf, action->script);
}

static void put_versions(struct buf *buf, const struct versions *versions)
{
	put_number(buf, versions->count);
	for (size_t i = 0; i < versions->count; i++) {
		const struct edits *edits = &versions->list[i].edits;

		put_str(buf, versions->list[i].fields);
		put_number(buf, edits->count);
		for (size_t j = 0; j < edits->count; j++) {
			put_number(buf, edits->list[j].begin);
			put_number(buf, edits->list[j].end);
			put_str(buf, edits->list[j].text);
		}
	}
}

static void put_marks(struct buf *buf, const struct marks *marks)
{
	put_number(buf, marks->count);
	for (size_t i = 0; i < marks->count; i++) {
		put_str(buf, marks->list[i].key);
		put_number(buf, marks->list[i].seconds);
	}
}

bool order_encode(struct arena *arena, const struct order *order,
		  struct str *bytes)
{
	struct buf buf = buf_new(arena, ORDER_MAX);

	put_number(&buf, VERSION);
	put_number(&buf, order->disposition);
	put_str(&buf, order->fields);
	put_spans(&buf, &order->forged);
	put_number(&buf, order->actions.count);
	for (size_t i = 0; i < order->actions.count; i++)
		put_action(&buf, &order->actions.list[i]);
	put_versions(&buf, &order->versions);
	put_marks(&buf, &order->marks);
	put_str(&buf, order->results);
	put_number(&buf, order->chain);
	put_str(&buf, order->sender);
	put_str(&buf, order->obstacle);
	put_str(&buf, order->reason);
	put_str(&buf, order->log);
	put_str(&buf, order->report);
	put_str(&buf, order->user_error);
	put_number(&buf, order->exit_status);
	*bytes = buf_str(&buf);
	return !buf.overflow;
}

/* -- reading: a cursor with a sticky error ---------------------------------------- */

struct cursor {
	struct arena *arena;
	struct str rest;
	bool bad;
};

static uint64_t take_number(struct cursor *cursor, uint64_t most)
{
	uint64_t number = 0;

	if (cursor->bad || cursor->rest.len < 8) {
		cursor->bad = true;
		return 0;
	}
	for (size_t i = 0; i < 8; i++)
		number |= (uint64_t)(unsigned char)cursor->rest.ptr[i]
			  << (8 * i);
	cursor->rest = str_skip(cursor->rest, 8);
	if (number > most) {
		cursor->bad = true;
		return 0;
	}
	return number;
}

static struct str take_str(struct cursor *cursor)
{
	size_t len = take_number(cursor, ORDER_MAX);
	struct str s = str_first(cursor->rest, len);

	if (cursor->bad || len > cursor->rest.len) {
		cursor->bad = true;
		return STR("");
	}
	cursor->rest = str_skip(cursor->rest, len);
	return s;
}

static struct spans take_spans(struct cursor *cursor)
{
	size_t count = take_number(cursor, LIMIT_HEADERS + 1);
	struct span *list = ARENA_ARRAY(cursor->arena, struct span, count);

	for (size_t i = 0; i < count; i++) {
		list[i].begin = take_number(cursor, SIZE_MAX);
		list[i].end = take_number(cursor, SIZE_MAX);
	}
	return (struct spans){ list, count };
}

static struct str_list take_list(struct cursor *cursor, size_t most)
{
	size_t count = take_number(cursor, most);
	struct str *items = ARENA_ARRAY(cursor->arena, struct str, count);

	for (size_t i = 0; i < count; i++)
		items[i] = take_str(cursor);
	return (struct str_list){ items, count };
}

static struct action take_action(struct cursor *cursor)
{
	struct action action = { 0 };

	action.type = (enum action_type)take_number(cursor, ACTION_TYPES - 1);
	action.folder = take_str(cursor);
	action.or_inbox = take_number(cursor, 1) == 1;
	action.create = take_number(cursor, 1) == 1;
	action.implicit = take_number(cursor, 1) == 1;
	action.flags = take_list(cursor, LIMIT_ORDER_FLAGS);
	action.version = take_number(cursor, LIMIT_VERSIONS);
	action.address = take_str(cursor);
	action.wish.notify = take_str(cursor);
	action.wish.ret = take_str(cursor);
	action.wish.by = take_str(cursor);
	action.text = take_str(cursor);
	action.silent = take_number(cursor, 1) == 1;
	action.program = take_str(cursor);
	action.arguments = take_list(cursor, LIMIT_ORDER_ARGUMENTS);
	action.try = take_number(cursor, 1) == 1;
	action.mail = take_str(cursor);
	action.sender = take_str(cursor);
	action.key = take_str(cursor);
	action.period = take_number(cursor, LIMIT_ORDER_PERIOD);
	action.line = take_number(cursor, SIZE_MAX);
	action.script = take_str(cursor);
	return action;
}

static struct actions take_actions(struct cursor *cursor)
{
	size_t count = take_number(cursor, LIMIT_ACTIONS);
	struct action *list = ARENA_ARRAY(cursor->arena, struct action, count);

	for (size_t i = 0; i < count; i++)
		list[i] = take_action(cursor);
	return (struct actions){ list, count };
}

static struct edits take_edits(struct cursor *cursor)
{
	size_t count = take_number(cursor, LIMIT_EDITS);
	struct edit *list = ARENA_ARRAY(cursor->arena, struct edit, count);

	for (size_t i = 0; i < count; i++) {
		list[i].begin = take_number(cursor, SIZE_MAX);
		list[i].end = take_number(cursor, SIZE_MAX);
		list[i].text = take_str(cursor);
	}
	return (struct edits){ list, count };
}

static struct versions take_versions(struct cursor *cursor)
{
	size_t count = take_number(cursor, LIMIT_VERSIONS);
	struct version *list =
		ARENA_ARRAY(cursor->arena, struct version, count);

	for (size_t i = 0; i < count; i++) {
		list[i].fields = take_str(cursor);
		list[i].edits = take_edits(cursor);
	}
	return (struct versions){ list, count };
}

static struct marks take_marks(struct cursor *cursor)
{
	size_t count = take_number(cursor, LIMIT_MARKS);
	struct mark *list = ARENA_ARRAY(cursor->arena, struct mark, count);

	for (size_t i = 0; i < count; i++) {
		list[i].key = take_str(cursor);
		list[i].seconds = take_number(cursor, LIMIT_ORDER_PERIOD);
	}
	return (struct marks){ list, count };
}

bool order_decode(struct arena *arena, struct str bytes, size_t mail_size,
		  struct order *order, const char **error)
{
	struct cursor cursor = { .arena = arena, .rest = bytes };
	uint64_t version = take_number(&cursor, UINT64_MAX);

	*order = (struct order){ 0 };
	order->disposition =
		(enum disposition)take_number(&cursor, DISPOSITION_RETRY);
	order->fields = take_str(&cursor);
	order->forged = take_spans(&cursor);
	order->actions = take_actions(&cursor);
	order->versions = take_versions(&cursor);
	order->marks = take_marks(&cursor);
	order->results = take_str(&cursor);
	order->chain = (enum check_status)take_number(&cursor, CHECK_PERMERROR);
	order->sender = take_str(&cursor);
	order->obstacle = take_str(&cursor);
	order->reason = take_str(&cursor);
	order->log = take_str(&cursor);
	order->report = take_str(&cursor);
	order->user_error = take_str(&cursor);
	order->exit_status = (unsigned)take_number(&cursor, 255);
	if (cursor.bad || cursor.rest.len > 0 || version != VERSION)
		*error = "the form of the message";
	else
		*error = order_check(arena, order, mail_size);
	return *error == NULL;
}
