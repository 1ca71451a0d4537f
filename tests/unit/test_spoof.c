#include "../../filter/spoof.h"

#include "../tap.h"
#include "asked.h"

static const char zone[] = "_dmarc.bank.example TXT \"v=DMARC1; p=reject\"\n"
			   "_dmarc.shop.example TXT \"v=DMARC1; p=none\"\n";

#define PLAIN false
#define PROVED true

/* What the display name claims of an author at shop.example to a reader at
 * home.example; "!" before a local domain. */
static const struct {
	const char *display;
	bool authenticated;
	const char *want;
} displays[] = {
	{ "", PLAIN, "" },
	{ "Ann Smith", PLAIN, "" },
	{ "ann@shop.example", PLAIN, "" },
	{ "ann@mail.shop.example", PLAIN, "" },
	{ "Ann (ANN@SHOP.EXAMPLE)", PLAIN, "" },
	{ "shop.example", PLAIN, "" },
	{ "ceo@bank.example", PLAIN, "bank.example" },
	{ "The boss <ceo@bank.example>", PROVED, "bank.example" },
	{ "ceo@bank.example.", PLAIN, "bank.example" },
	{ "ceo\xEF\xBC\xA0"
	  "bank.example",
	  PLAIN, "bank.example" },
	{ "boss@home.example", PLAIN, "!home.example" },
	{ "boss@HOME.example", PROVED, "!home.example" },
	{ "boss@hosted.example", PLAIN, "!hosted.example" },
	{ "x@bank.example boss@home.example", PLAIN, "!home.example" },
	{ "home.example support", PLAIN, "!home.example" },
	{ "Support (home.example)", PLAIN, "!home.example" },
	{ "bank.example", PLAIN, "bank.example" },
	/* what looks like a domain, and what does not */
	{ "news of bank.example", PLAIN, "" },
	{ "j.smith", PLAIN, "" },
	{ "Node.js", PLAIN, "" },
	{ "Dr.Smith", PLAIN, "" },
	{ "@ann", PLAIN, "" },
	{ "ann @ home.example", PLAIN, "!home.example" },
	{ "a@b", PLAIN, "" },
	{ "ann@@@@", PLAIN, "" },
	{ "....", PLAIN, "" },
	{ "\xFF@\xFF.\xFF", PLAIN, "" },
	/* lists and services write these */
	{ "'ann@bank.example' via List", PROVED, "" },
	{ "ann@bank.example (via Drive)", PROVED, "" },
	{ "ann@bank.example via List", PLAIN, "bank.example" },
	{ "boss@home.example via List", PROVED, "home.example" },
	{ "boss@home.example via List", PLAIN, "!home.example" },
};

static const struct {
	const char *what, *fields, *want;
} replies[] = {
	{ "none", "", "" },
	{ "the same", "Reply-To: ann@home.example\n", "" },
	{ "below", "Reply-To: ann@mail.home.example\n", "" },
	{ "elsewhere", "Reply-To: ann@evil.example\n", "evil.example" },
	{ "the second", "Reply-To: ann@home.example, x@evil.example\n",
	  "evil.example" },
	{ "a list", "List-Id: <x.example>\nReply-To: x@list.example\n", "" },
	{ "nonsense", "Reply-To: @@<>,;\n", "" },
};

static const struct {
	const char *what, *fields;
	bool missing;
} recipients[] = {
	{ "nobody", "", true },
	{ "in To", "To: x@y.example, Bob <BOB@home.example>\n", false },
	{ "in Cc", "Cc: bob@home.example\n", false },
	{ "with a detail, as the envelope had it", "To: bob+x@home.example\n",
	  false },
	{ "resent", "To: z@z.example\nResent-To: bob@home.example\n", false },
	{ "somebody else", "To: victim@home.example\n", true },
	{ "a list", "List-Id: <x.example>\nTo: list@x.example\n", false },
	{ "forwarded",
	  "X-Forwarded-To: bob@home.example\n"
	  "To: bob@old.example\n",
	  false },
};

static void test_display(struct asked *asked)
{
	static const struct str hosted[] = { STR_INIT("hosted.example") };
	const struct policy policy = { .local_domains = { hosted, 1 } };

	for (size_t i = 0; i < sizeof(displays) / sizeof(displays[0]); i++) {
		const struct auth auth = {
			.author = { .domain = STR("shop.example"),
				    .display = str_from(displays[i].display) },
		};
		struct display_claim claim = spoof_display(
			&asked->context, &policy, &auth,
			STR("bob@home.example"), displays[i].authenticated);

		is_str(arena_printf(asked->context.arena, "%s%.*s",
				    claim.local ? "!" : "",
				    STR_ARG(claim.domain)),
		       displays[i].want, "\"%s\"%s", displays[i].display,
		       displays[i].authenticated ? ", proved" : "");
	}
}

static void test_reply_to(struct asked *asked)
{
	for (size_t i = 0; i < sizeof(replies) / sizeof(replies[0]); i++) {
		struct message message = message_parse(
			asked->context.arena, str_from(replies[i].fields));

		is_str(spoof_reply_to(&asked->context, &message,
				      STR("home.example")),
		       replies[i].want, "Reply-To: %s", replies[i].what);
	}
}

static void test_recipient(struct asked *asked)
{
	const struct envelope envelope = {
		.recipient = STR("bob+x@home.example"),
		.original_recipient = STR("bob+x@home.example"),
	};

	for (size_t i = 0; i < sizeof(recipients) / sizeof(recipients[0]);
	     i++) {
		struct message message = message_parse(
			asked->context.arena, str_from(recipients[i].fields));

		ok(spoof_recipient_missing(&asked->context, &message, &envelope,
					   STR("bob@home.example")) ==
			   recipients[i].missing,
		   "addressed: %s", recipients[i].what);
	}
}

/* A display name of a megabyte asks DNS no more than a few things. */
static void test_bounds(struct asked *asked)
{
	const struct policy policy = { .junk_score = 0 };
	struct buf display = buf_new(asked->context.arena, 1 << 20);
	struct auth auth = { .author.domain = STR("shop.example") };
	unsigned before = asked->lookups;

	for (unsigned i = 0; i < 30000; i++)
		buf_printf(&display, "x@d%u.example ", i);
	auth.author.display = buf_str(&display);
	spoof_display(&asked->context, &policy, &auth, STR("bob"), false);
	ok(asked->lookups - before < 100, "%u questions for 30000 domains",
	   asked->lookups - before);
}

int main(void)
{
	struct arena *arena = arena_new(1 << 24, NULL);
	struct asked *asked = asked_new(arena, zone);

	test_display(asked);
	test_reply_to(asked);
	test_recipient(asked);
	test_bounds(asked);
	arena_free(arena);
	return done_testing();
}
