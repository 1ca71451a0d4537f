/* What crosses from the deciding process: whole, or refused. */
#include <stdlib.h>

#include "../../filter/limits.h"
#include "../../mda/decision.h"

#include "../../mda/notice.h"
#include "../tap.h"

#define MAIL_SIZE 1000

static const struct str flags[] = { STR_INIT("\\Seen"), STR_INIT("$Label1") };
static const struct span spans[] = { { 0, 10 }, { 10, 20 }, { 500, 1000 } };

static struct action store(const char *folder)
{
	return (struct action){ .type = ACTION_STORE,
				.folder = str_from(folder) };
}

static struct action redirect(const char *address)
{
	return (struct action){ .type = ACTION_REDIRECT,
				.address = str_from(address) };
}

static struct order good_order(void)
{
	static struct action list[2];

	list[0] = store("Lists/foo");
	list[0].or_inbox = list[0].create = list[0].implicit = true;
	list[0].flags = (struct str_list){ flags, 2 };
	list[0].line = 7;
	list[0].script = STR("user.sieve");
	list[1] = redirect("bob@b.example");
	return (struct order){
		.disposition = DISPOSITION_JUNK,
		.fields = STR("A-R: x;\n\ty=z\nX-Spam-Flag: YES\n"),
		.forged = { spans, 3 },
		.actions = { list, 2 },
		.sender = STR("ann@a.example"),
		.obstacle = STR("round and round"),
		.reason = STR("because"),
		.log = STR("spf=pass"),
		.report = STR("many\nlines\n"),
		.user_error = STR("line 1\n"),
		.exit_status = 65,
	};
}

/* NULL when it crosses. */
static const char *cross(struct arena *arena, const struct order *order,
			 struct order *decoded)
{
	const char *error = "not encoded";
	struct str bytes;

	if (order_encode(arena, order, &bytes))
		order_decode(arena, bytes, MAIL_SIZE, decoded, &error);
	return error;
}

static void test_whole(struct arena *arena)
{
	struct order order = good_order(), decoded;
	const struct action *action;

	ok(cross(arena, &order, &decoded) == NULL, "a good order crosses");
	is_int(decoded.disposition, DISPOSITION_JUNK, "disposition");
	is_str(decoded.fields, order.fields.ptr, "fields");
	is_int((long long)decoded.forged.count, 3, "spans");
	is_int((long long)decoded.forged.list[2].begin, 500, "a span");
	is_int((long long)decoded.actions.count, 2, "actions");
	action = &decoded.actions.list[0];
	is_str(action->folder, "Lists/foo", "folder");
	ok(action->or_inbox && action->create && action->implicit, "switches");
	is_str(action->flags.items[1], "$Label1", "flags");
	is_int((long long)action->line, 7, "line");
	is_str(action->script, "user.sieve", "script");
	is_str(decoded.actions.list[1].address, "bob@b.example", "address");
	is_str(decoded.sender, "ann@a.example", "sender");
	is_str(decoded.obstacle, "round and round", "obstacle");
	is_str(decoded.reason, "because", "reason");
	is_str(decoded.log, "spf=pass", "log");
	is_str(decoded.report, "many\nlines\n", "report");
	is_str(decoded.user_error, "line 1\n", "user's error");
	is_int(decoded.exit_status, 65, "exit status");
}

static void test_cut(struct arena *arena)
{
	struct order order = good_order(), decoded;
	const char *error;
	struct str bytes;
	size_t accepted = 0;

	order_encode(arena, &order, &bytes);
	for (size_t len = 0; len < bytes.len; len++)
		accepted += order_decode(arena, str_first(bytes, len),
					 MAIL_SIZE, &decoded, &error);
	is_int((long long)accepted, 0, "cut anywhere, it is refused");
	bytes = arena_printf(arena, "%.*s ", STR_ARG(bytes));
	ok(!order_decode(arena, bytes, MAIL_SIZE, &decoded, &error),
	   "with a byte too many as well");
}

static const char *const bad_fields[] = {
	"A: b",	       "\n",	    "A: b\n\n",	     "A: b\n\nC: d\n",
	"A: b\r\n",    " A: b\n",   "A: b\n \n",     "A: b\n\t\nC: d\n",
	"no colon\n",  ": b\n",	    "A b: c\n",	     "A: b\nFrom x\n",
	"A: \x1b[m\n", "A: \x7f\n", "\xc3\xa9: x\n", "A : b\n",
};

static const char *const bad_folders[] = {
	"", "..", "a//b", "/a", "a/", "a\nb", "../../etc", "\xff",
};

static const char *const bad_addresses[] = {
	"",
	"bob",
	"@b.example",
	"bob@",
	"-f@b.example",
	"a b@c.example",
	"a@b\n.example",
	"<a@b.example>",
	"a@b.example,c@d.example",
};

static void test_refused(struct arena *arena)
{
	struct order decoded;

	for (size_t i = 0; i < sizeof(bad_fields) / sizeof(*bad_fields); i++) {
		struct order order = { .fields = str_from(bad_fields[i]) };

		ok(cross(arena, &order, &decoded) != NULL, "bad fields %zu", i);
	}
	for (size_t i = 0; i < sizeof(bad_folders) / sizeof(*bad_folders);
	     i++) {
		struct action action = store(bad_folders[i]);
		struct order order = { .actions = { &action, 1 } };

		ok(cross(arena, &order, &decoded) != NULL, "bad folder %zu", i);
	}
	for (size_t i = 0; i < sizeof(bad_addresses) / sizeof(*bad_addresses);
	     i++) {
		struct action action = redirect(bad_addresses[i]);
		struct order order = { .actions = { &action, 1 } };

		ok(cross(arena, &order, &decoded) != NULL, "bad address %zu",
		   i);
	}
}

/* What we remember for ourselves is not the order's to change. */
static void test_our_keys(struct arena *arena)
{
	const struct str keys[] = { NOTICE_ERRORS, NOTICE_QUOTA };
	struct order decoded;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const struct mark mark = { keys[i], 0 };
		const struct action action = { .type = ACTION_VACATION,
					       .key = keys[i] };
		struct order marks = { .marks = { &mark, 1 } };
		struct order actions = { .actions = { &action, 1 } };

		ok(cross(arena, &marks, &decoded) != NULL, "a mark %zu", i);
		ok(cross(arena, &actions, &decoded) != NULL, "a key %zu", i);
	}
}

static void test_spans(struct arena *arena)
{
	static const struct {
		const char *name;
		struct span spans[2];
	} cases[] = {
		{ "beyond the mail", { { 0, 1 }, { 10, MAIL_SIZE + 1 } } },
		{ "empty", { { 0, 1 }, { 10, 10 } } },
		{ "backwards", { { 0, 1 }, { 20, 10 } } },
		{ "overlapping", { { 0, 10 }, { 9, 20 } } },
		{ "not in order", { { 20, 30 }, { 0, 10 } } },
	};
	struct order decoded;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct order order = { .forged = { cases[i].spans, 2 } };

		ok(cross(arena, &order, &decoded) != NULL, "spans %s",
		   cases[i].name);
	}
}

static void test_limits(struct arena *arena)
{
	struct action many[100] = { 0 };
	struct order order = { .actions = { many, 100 } }, decoded;
	struct str bytes, large = { calloc(1, ORDER_MAX), ORDER_MAX };

	for (size_t i = 0; i < 100; i++)
		many[i] = store("INBOX");
	ok(cross(arena, &order, &decoded) != NULL, "too many actions");
	order = (struct order){ .report = large };
	ok(!order_encode(arena, &order, &bytes), "too many bytes");
	order = (struct order){ .exit_status = 77 };
	ok(cross(arena, &order, &decoded) != NULL,
	   "only the acting process refuses mail");
	order = (struct order){ .sender = STR("a\n@b.example") };
	ok(cross(arena, &order, &decoded) != NULL, "a sender of two lines");
	order = (struct order){ .obstacle = STR("a\nb") };
	ok(cross(arena, &order, &decoded) != NULL, "an obstacle of two lines");
	order = (struct order){ .log = STR("a\nb") };
	ok(cross(arena, &order, &decoded) != NULL, "a log of two lines");
	free((void *)large.ptr);
}

int main(void)
{
	struct arena *arena = arena_new((size_t)256 * 1024 * 1024, NULL);

	test_whole(arena);
	test_cut(arena);
	test_refused(arena);
	test_our_keys(arena);
	test_spans(arena);
	test_limits(arena);
	arena_free(arena);
	return done_testing();
}
