#include "../../filter/forged.h"

#include "../tap.h"

/* One field and whether it is taken away by mx.b\xC3\xBCro.example, whose
 * authserv-id is mx.xn--bro-hoa.example. */
static const struct {
	const char *field;
	bool taken;
} fields[] = {
	/* our id, in any spelling */
	{ "Authentication-Results: mx.xn--bro-hoa.example; none\n", true },
	{ "authentication-RESULTS:MX.XN--bro-HOA.example; spf=pass\n", true },
	{ "Authentication-Results : mx.xn--bro-hoa.example; none\n", true },
	{ "Authentication-Results\n : mx.xn--bro-hoa.example; none\n", true },
	{ "Authentication-Results: (hi) mx.xn--bro-hoa.example 1; none\n",
	  true },
	{ "Authentication-Results:\r\n\tmx.xn--bro-hoa.example;\r\n none\r\n",
	  true },
	{ "Authentication-Results: \"mx.xn--bro-hoa.example\"; none\n", true },
	{ "Authentication-Results: \"mx\\.xn--bro-hoa.example\"; none\n",
	  true },
	{ "Authentication-Results: mx.xn--bro-hoa.example.; none\n", true },
	{ "Authentication-Results: mx.b\xC3\xBCro.example; none\n", true },
	{ "Authentication-Results: mx.B\xC3\x9CRO.example; none\n", true },
	{ "Authentication-Results: a.b\xC3\xBCro.example; none\n", false },
	/* what does not parse could be read as ours by somebody */
	{ "Authentication-Results: dkim=pass header.d=a.example\n", true },
	{ "Authentication-Results: mx/xn--bro-hoa.example; none\n", true },
	{ "Authentication-Results: a.example; spf=pass (open\n", true },
	{ "Authentication-Results:\n", true },
	/* others are left alone */
	{ "Authentication-Results: a.example; dkim=pass header.b=/d5r\n",
	  false },
	{ "Authentication-Results: xn--bro-hoa.example; none\n", false },
	{ "Authentication-Results: a.mx.xn--bro-hoa.example; none\n", false },
	{ "Authentication-Results: a.example (mx.xn--bro-hoa.example); none\n",
	  false },
	{ "ARC-Authentication-Results: i=1; mx.xn--bro-hoa.example; none\n",
	  false },
	{ "X-Authentication-Results: mx.xn--bro-hoa.example; none\n", false },
	/* verdicts */
	{ "Received-SPF: pass\n", true },
	{ "X-Spam: no\n", true },
	{ "x-spam-status: No\n", true },
	{ "X-Spam-Flag : NO\n", true },
	{ "X-Spam_score: -3\n", true },
	{ "X-Spamd-Result: default: False\n", true },
	{ "X-Rspamd-Queue-Id: x\n", true },
	{ "X-Waxseal-Reason: it is fine\n", true },
	{ "X-Waxseal-Malformed: the first line was:\n", true },
	{ "X-Waxseal-Evidence: # now 1;\n", true },
	{ "X-Waxseal-Redirected-From: ann@home.example\n", false },
	{ "X-Border-Spam: no\n", false },
	{ "X-Spammer: me\n", false },
	{ "Received: from a.example\n", false },
	{ "Subject: X-Spam: no\n", false },
	{ "no field at all\n", false },
};

static struct policy policy(void)
{
	static const struct str border[] = { STR_INIT("x-spam-border") };

	return (struct policy){
		.authserv_id = STR("mx.xn--bro-hoa.example"),
		.border_spam_fields = { border, 1 },
	};
}

static struct spans forged(struct arena *arena, struct message *message,
			   const char *mail)
{
	const struct policy ours = policy();

	*message = message_parse(arena, str_from(mail));
	return forged_fields(arena, &ours, message);
}

static void test_fields(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		struct message message;
		struct spans spans = forged(arena, &message, fields[i].field);

		is_int((long long)spans.count, fields[i].taken, "field %zu", i);
		if (spans.count == 1)
			is_int((long long)(spans.list[0].end -
					   spans.list[0].begin),
			       (long long)strlen(fields[i].field), "all of it");
	}
}

/* What remains of a mail when its forged fields are left out. */
static struct str without(struct arena *arena, const char *mail)
{
	struct message message;
	struct spans spans = forged(arena, &message, mail);
	struct str left = STR("");
	size_t at = 0;

	for (size_t i = 0; i <= spans.count; i++) {
		size_t end =
			i < spans.count ? spans.list[i].begin : message.raw.len;
		struct str kept =
			str_first(str_skip(message.raw, at), end - at);

		left = arena_printf(arena, "%.*s%.*s", STR_ARG(left),
				    STR_ARG(kept));
		at = i < spans.count ? spans.list[i].end : at;
	}
	return left;
}

static void test_mails(struct arena *arena)
{
	is_str(without(arena,
		       "X-Spam: no\n"
		       "From: ann@a.example\n"
		       "Authentication-Results: x; none\n"
		       "Authentication-Results: mx.xn--bro-hoa.example;\n"
		       "\tspf=pass\n"
		       "X-Spam-Border: yes\n"
		       "Received-SPF: pass\n"
		       "\n"
		       "X-Spam: no\n"),
	       "From: ann@a.example\n"
	       "Authentication-Results: x; none\n"
	       "X-Spam-Border: yes\n"
	       "\n"
	       "X-Spam: no\n",
	       "several, one of the border filter, one in the body");
	is_str(without(arena, " Authentication-Results: mx.xn--bro-hoa.example;"
			      " spf=pass\nFrom: ann@a.example\n"),
	       "From: ann@a.example\n", "white space before the first field");
	is_str(without(arena, "Received-SPF: pass"), "", "no line end");
	is_str(without(arena, ""), "", "an empty mail");
}

int main(void)
{
	struct arena *arena = arena_new(1 << 20, NULL);

	test_fields(arena);
	test_mails(arena);
	arena_free(arena);
	return done_testing();
}
