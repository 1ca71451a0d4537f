/* Return-Path and Delivered-To, if the MTA did not write them. */
#include "../../filter/trace.h"
#include "../tap.h"

static const struct {
	const char *name;
	const char *mail, *sender, *recipient; /* NULL: nobody said */
	const char *fields;
} cases[] = {
	{ "both are missing", "Received: x\n\n", "ann@a.example",
	  "bob@b.example",
	  "Return-Path: <ann@a.example>\nDelivered-To: bob@b.example\n" },
	{ "the null sender", "Received: x\n\n", "", "bob@b.example",
	  "Return-Path: <>\nDelivered-To: bob@b.example\n" },
	{ "nobody said who", "Received: x\n\n", NULL, NULL, "" },
	{ "both are there",
	  "Return-Path: <ann@A.example>\nDelivered-To: bob\nReceived: x\n\n",
	  "ann@a.example", "bob@b.example", "" },
	{ "the sender's own, where the MTA writes none",
	  "Return-Path: <bank@bank.example>\nReceived: x\n\n", "ann@a.example",
	  NULL, "Return-Path: <ann@a.example>\n" },
	{ "Exim writes more fields, in another case",
	  "Return-path: <ann@a.example>\nEnvelope-to: bob\n"
	  "Delivery-date: now\nReceived: x\n\n",
	  "ann@a.example", "bob@b.example", "Delivered-To: bob@b.example\n" },
	{ "one below the trace fields is the sender's own",
	  "Received: x\nReturn-Path: <forged@y.example>\n\n", "ann@a.example",
	  NULL, "Return-Path: <ann@a.example>\n" },
	{ "a space before the colon is not the MTA's",
	  "Return-Path : <forged@y.example>\n\n", "ann@a.example", NULL,
	  "Return-Path: <ann@a.example>\n" },
	{ "an address cannot end its field", "\n",
	  "x@y.example>\r\nBcc: <z@z.example", NULL,
	  "Return-Path: <x@y.example___Bcc:__z@z.example>\n" },
	{ "nor start another", "\n", NULL, "bob\nX-Spam: no",
	  "Delivered-To: bob_X-Spam:_no\n" },
	{ "UTF-8 stays", "\n", "j\xc3\xb6rg@a.example", NULL,
	  "Return-Path: <j\xc3\xb6rg@a.example>\n" },
	{ "other 8-bit bytes do not", "\n", "j\xf6rg@a.example", NULL,
	  "Return-Path: <j_rg@a.example>\n" },
};

static void test_fields_of_scripts(void)
{
	struct arena *arena = arena_new(1024 * 1024, NULL);
	struct message message = message_parse(arena, STR("Received: x\n\n"));
	struct envelope envelope = { .recipient = STR("bob@b.example") };

	is_str(trace_fields(arena, &message,
			    STR("X-A: b\ndelivered-to: carol@b.example\n"),
			    &envelope),
	       "", "one of a script stands for ours");
	is_str(trace_fields(arena, &message, STR("X-Delivered-To: x\n"),
			    &envelope),
	       "Delivered-To: bob@b.example\n",
	       "other fields of a script do not");
	arena_free(arena);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena *arena = arena_new(1024 * 1024, NULL);
		struct message message =
			message_parse(arena, str_from(cases[i].mail));
		struct envelope envelope = { .recipient = str_from(
						     cases[i].recipient) };

		if (cases[i].sender != NULL)
			envelope.sender =
				sender_parse(str_from(cases[i].sender));
		is_str(trace_fields(arena, &message, STR(""), &envelope),
		       cases[i].fields, "%s", cases[i].name);
		arena_free(arena);
	}
	test_fields_of_scripts();
	return done_testing();
}
