#include "../../filter/origin.h"

#include "../tap.h"

/* 2026-01-01 12:00:00 UTC */
#define NOW ((time_t)1767268800)

/* Hops as the hosts of this test write them. */
#define OUTSIDE                                                                \
	"Received: from evil.example (evil.example [203.0.113.66])\n"          \
	"\tby border.home.example with ESMTPS; Thu, 1 Jan 2026 11:00:00 "      \
	"+0000\n"
#define USER                                                                   \
	"Received: from laptop (laptop.isp.example [203.0.113.9])\n"           \
	"\tby border.home.example with ESMTPSA; Thu, 1 Jan 2026 11:00:00 "     \
	"+0000\n"
#define FROM_BORDER                                                            \
	"Received: from border.home.example (b [192.0.2.1])\n"                 \
	"\tby mx.home.example with ESMTPA; Thu, 1 Jan 2026 11:30:00 +0000\n"
#define FROM_FILTER                                                            \
	"Received: from localhost (localhost [127.0.0.1])\n"                   \
	"\tby mx.home.example with ESMTP; Thu, 1 Jan 2026 11:40:00 +0000\n"
#define BY_SENDMAIL                                                            \
	"Received: by border.home.example (Postfix, from userid 1000)\n"       \
	"\tid 123; Thu, 1 Jan 2026 10:00:00 +0000\n"
#define FETCHED                                                                \
	"Received: from imap.isp.example [203.0.113.9]\n"                      \
	"\tby mx.home.example with IMAP; Thu, 1 Jan 2026 11:40:00 +0000\n"

static const struct {
	const char *what;
	const char *client; /* an address, "local", or "" for not told */
	const char *sasl;
	const char *fields;
	enum origin origin;
	const char *ip, *helo; /* of the client that is judged */
} cases[] = {
	{ "told", "203.0.113.66", "", "", ORIGIN_OUTSIDE, "203.0.113.66",
	  "told.example" },
	{ "told, whatever the mail says", "203.0.113.66", "", USER,
	  ORIGIN_OUTSIDE, "203.0.113.66", "told.example" },
	{ "authenticated by the MTA", "203.0.113.66", "ann", "",
	  ORIGIN_AUTHENTICATED, "203.0.113.66", "told.example" },
	{ "submitted here", "local", "", OUTSIDE, ORIGIN_LOCAL, "", "" },
	{ "not told", "", "", "", ORIGIN_UNKNOWN, "", "" },
	{ "not told, a Received of no own host", "", "", OUTSIDE,
	  ORIGIN_UNKNOWN, "", "" },
	{ "not told, an own host's Received", "", "", FROM_BORDER OUTSIDE,
	  ORIGIN_OUTSIDE, "203.0.113.66", "evil.example" },
	{ "not told, fetched by IMAP", "", "", FETCHED, ORIGIN_UNKNOWN, "",
	  "" },
	{ "a content filter", "127.0.0.1", "", OUTSIDE, ORIGIN_UNKNOWN, "",
	  "" },
	{ "a content filter on an own host", "127.0.0.1", "",
	  FROM_FILTER FROM_BORDER OUTSIDE, ORIGIN_OUTSIDE, "203.0.113.66",
	  "evil.example" },
	{ "a relay, its hop on top", "192.0.2.1", "", OUTSIDE, ORIGIN_OUTSIDE,
	  "203.0.113.66", "evil.example" },
	{ "a relay, our hop on top", "192.0.2.1", "", FROM_BORDER OUTSIDE,
	  ORIGIN_OUTSIDE, "203.0.113.66", "evil.example" },
	{ "a relay with a filter of its own", "192.0.2.1", "",
	  FROM_BORDER FROM_FILTER OUTSIDE, ORIGIN_OUTSIDE, "203.0.113.66",
	  "evil.example" },
	{ "a relay, forged hops below", "192.0.2.1", "", OUTSIDE USER,
	  ORIGIN_OUTSIDE, "203.0.113.66", "evil.example" },
	{ "a relay that authenticated the user", "192.0.2.1", "",
	  FROM_BORDER USER, ORIGIN_AUTHENTICATED, "203.0.113.9", "laptop" },
	{ "a relay's own mail", "192.0.2.1", "", FROM_BORDER BY_SENDMAIL,
	  ORIGIN_RELAY, "", "" },
	{ "a relay's own mail, Exim", "192.0.2.1", "",
	  FROM_BORDER "Received: from root by border.example with local"
		      " (Exim 4.97); Thu, 1 Jan 2026 11:00:00 +0000\n",
	  ORIGIN_RELAY, "", "" },
	{ "a relay whose way of writing is not known", "192.0.2.1", "",
	  FROM_BORDER "Received: from unknown (HELO [192.0.2.1])"
		      " (203.0.113.66) by border.example with SMTP; Thu, 1 Jan "
		      "2026 11:00:00 +0000\n",
	  ORIGIN_UNKNOWN, "", "" },
	{ "a relay that names no host", "192.0.2.1", "",
	  FROM_BORDER "Received: (qmail 77 invoked from network); Thu, 1 Jan "
		      "2026 11:00:00 +0000\n",
	  ORIGIN_UNKNOWN, "", "" },
	{ "a relay that says nothing", "192.0.2.1", "", "", ORIGIN_RELAY, "",
	  "" },
	{ "a relay by IPv6", "2001:db8::25", "", OUTSIDE, ORIGIN_OUTSIDE,
	  "203.0.113.66", "evil.example" },
};

static struct envelope envelope_of(const char *client, const char *sasl)
{
	struct envelope envelope = { .sasl_user = str_from(sasl) };

	if (strcmp(client, "local") == 0) {
		envelope.client.status = CLIENT_LOCAL;
	} else if (client[0] != '\0') {
		envelope.client.status = CLIENT_KNOWN;
		ip_parse(str_from(client), &envelope.client.ip);
		envelope.client.helo = STR("told.example");
	}
	return envelope;
}

static struct arrival arrive(struct arena *arena, const char *fields,
			     const struct envelope *envelope)
{
	static const struct str own[] = { STR_INIT("mx.home.example") };
	struct message message = message_parse(arena, str_from(fields));
	struct network relays[2];
	struct policy policy = { .authserv_id = STR("mx.home.example"),
				 .trusted_relays = relays,
				 .trusted_relay_count = 2,
				 .own_hosts = { own, 1 } };

	network_parse(STR("192.0.2.0/24"), &relays[0]);
	network_parse(STR("2001:db8::/32"), &relays[1]);
	return arrival_find(arena, &policy, &message, envelope, NOW);
}

static void test_origin(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct envelope told =
			envelope_of(cases[i].client, cases[i].sasl);
		struct arrival got = arrive(arena, cases[i].fields, &told);
		const struct client *client = &got.envelope.client;

		is_str(str_from(origin_text(got.origin)),
		       origin_text(cases[i].origin), "%s", cases[i].what);
		is_str(ip_text(arena, &client->ip), cases[i].ip, "client");
		is_str(client->helo, cases[i].helo, "HELO");
	}
}

/* Minutes before now. */
static void test_times(struct arena *arena)
{
	static const struct {
		const char *what, *client, *fields;
		int received, retried;
	} rows[] = {
		{ "no Received", "203.0.113.66", "", 0, 0 },
		{ "of our MTA by the client's address", "203.0.113.66", OUTSIDE,
		  60, 60 },
		{ "of our MTA by its name", "", FROM_BORDER, 30, 30 },
		{ "of somebody", "203.0.113.1", OUTSIDE, 0, 60 },
		{ "of the future", "203.0.113.66",
		  "Received: from x (x [203.0.113.66]) by mx.home.example; "
		  "Fri, 2 Jan 2026 00:00:00 +0000\n",
		  0, 0 },
		{ "without a date", "203.0.113.66",
		  "Received: from x (x [203.0.113.66]) by mx.home.example\n", 0,
		  0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct envelope told = envelope_of(rows[i].client, "");
		struct arrival got = arrive(arena, rows[i].fields, &told);

		is_int(NOW - got.received_at, rows[i].received * 60,
		       "arrival: %s", rows[i].what);
		is_int(NOW - got.retried_since, rows[i].retried * 60,
		       "retried: %s", rows[i].what);
	}
}

/* local(8) hands over "a_b@..." and the truth on top of the mail. */
static void test_sender(struct arena *arena)
{
	static const struct {
		const char *what, *fields, *want;
		bool filtered;
	} rows[] = {
		{ "filtered", "Return-Path: <a'b@a.example>\n", "a'b@a.example",
		  true },
		{ "not on the very top", "X: y\nReturn-Path: <a'b@a.example>\n",
		  "a_b@a.example", true },
		{ "not filtered", "Return-Path: <x@evil.example>\n",
		  "a_b@a.example", false },
		{ "a name spelled wrong", "Return-Path : <x@evil.example>\n",
		  "a_b@a.example", true },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct envelope told = { .sender = sender_parse(
						 STR("a_b@a.example")),
					 .sender_filtered = rows[i].filtered };
		struct arrival got = arrive(arena, rows[i].fields, &told);

		is_str(got.envelope.sender.address, rows[i].want, "%s",
		       rows[i].what);
	}
}

int main(void)
{
	struct arena *arena = arena_new(1 << 22, NULL);

	test_origin(arena);
	test_times(arena);
	test_sender(arena);
	arena_free(arena);
	return done_testing();
}
