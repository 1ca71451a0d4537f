/*
 * The author: one From field, one domain, or a refusal.  The ids are those of
 * the published attacks: espoofer's server_* and the letters of "Composition
 * Kills" (2020) and of "Weak Links in Authentication Chains" (2021).
 */
#include "../../filter/author.h"
#include "../../filter/buf.h"
#include "../../filter/limits.h"
#include "../tap.h"

/* "base64 of <admin@good.example>", "of admin@good.example". */
#define HIDDEN_ANGLE "=?utf-8?B?PGFkbWluQGdvb2QuZXhhbXBsZT4=?="
#define HIDDEN_PLAIN "=?utf-8?B?YWRtaW5AZ29vZC5leGFtcGxl?="

/* Fields with their line ends; an empty line and a body are put behind. */
static const struct {
	const char *id, *fields;
	enum author_status status;
	const char *domain;
} attacks[] = {
	{ "server_a8, A6, A18: two From fields",
	  "From: <first@bad.example>\r\nFrom: <admin@good.example>\r\n",
	  AUTHOR_AMBIGUOUS, "" },
	{ "client_a1: two From fields of one domain",
	  "From: <attacker@good.example>\r\nFrom: <admin@good.example>\r\n",
	  AUTHOR_AMBIGUOUS, "" },
	{ "two From fields in different case",
	  "FROM: <first@bad.example>\r\nfrom: <admin@good.example>\r\n",
	  AUTHOR_AMBIGUOUS, "" },
	{ "server_a9, A7: white space before the first line",
	  " From: <first@bad.example>\r\nFrom: <admin@good.example>\r\n",
	  AUTHOR_AMBIGUOUS, "" },
	{ "A7: only a From with white space before it",
	  " From: <first@bad.example>\r\nTo: x@example.com\r\n", AUTHOR_INVALID,
	  "" },
	{ "server_a10, A7: white space before the colon",
	  "From: <first@bad.example>\r\nFrom : <admin@good.example>\r\n",
	  AUTHOR_AMBIGUOUS, "" },
	{ "A7: only a From with a tab before the colon",
	  "From\t: <admin@good.example>\r\n", AUTHOR_INVALID, "" },
	{ "server_a11, A7: a folded name",
	  "From\r\n : <first@bad.example>\r\nFrom: <admin@good.example>\r\n",
	  AUTHOR_AMBIGUOUS, "" },
	{ "server_a12, A8: a folded name, and Sender",
	  "From\r\n : <first@bad.example>\r\nSender: <admin@good.example>\r\n",
	  AUTHOR_INVALID, "" },
	{ "server_a13, A8: a folded name, and Resent-From",
	  "From\r\n : <first@bad.example>\r\n"
	  "Resent-From: <admin@good.example>\r\n",
	  AUTHOR_INVALID, "" },
	{ "server_a14, A9: addresses of two domains",
	  "From: <first@bad.example>, <admin@good.example>\r\n"
	  "Sender: <s@sub.good.example>\r\n",
	  AUTHOR_AMBIGUOUS, "" },
	{ "client_a2: two addresses of one domain",
	  "From: <one@good.example>, <two@GOOD.example>\r\n"
	  "Sender: <two@good.example>\r\n",
	  AUTHOR_OK, "good.example" },
	{ "server_a15, A10: an encoded word in place of the address",
	  "From: " HIDDEN_ANGLE ",<second@bad.example>\r\n", AUTHOR_INVALID,
	  "" },
	{ "server_a16, A11: a route",
	  "From: <@bad.example,@any.example:admin@good.example>\r\n",
	  AUTHOR_AMBIGUOUS, "" },
	{ "server_a17, A12: a quoted-pair outside of quotes",
	  "From: <admin@good.example>\\,<second@bad.example>\r\n",
	  AUTHOR_INVALID, "" },
	{ "server_a18, A13: a lone address, then one in brackets",
	  "From: admin@good.example,<second@bad.example>\r\n", AUTHOR_AMBIGUOUS,
	  "" },
	{ "server_a19, A13: an address behind an address",
	  "From: <any@bad.example>admin@good.example\r\n", AUTHOR_INVALID, "" },
	{ "B1: an invisible character in the domain",
	  "From: admin@good.example\xe2\x80\x80\r\n", AUTHOR_INVALID, "" },
	{ "B1: a zero-width character in the domain",
	  "From: admin@good\xe2\x80\x8b.example\r\n", AUTHOR_INVALID, "" },
	{ "B2, A7 of 2021: the whole address encoded",
	  "From: " HIDDEN_PLAIN "\r\n", AUTHOR_INVALID, "" },
	{ "B2: the whole address encoded, with brackets",
	  "From: " HIDDEN_ANGLE "\r\n", AUTHOR_INVALID, "" },
	{ "B3: no From, only Sender", "Sender: <admin@good.example>\r\n",
	  AUTHOR_MISSING, "" },
	{ "no From at all", "To: x@example.com\r\n", AUTHOR_MISSING, "" },

	{ "seed: empty elements around an address",
	  "From: ,()<key@bad.example>(comment),(\r\n )\r\n", AUTHOR_INVALID,
	  "" },
	{ "seed: a colon, an open list",
	  "From :,()<key@bad.example>(comment),(\r\n)\r\n", AUTHOR_INVALID,
	  "" },
	{ "seed: an 8-bit byte in the name, and a second From",
	  " From\xff: <x@bad.example>\r\nFrom: y@good.example\r\n",
	  AUTHOR_AMBIGUOUS, "" },
	{ "seed: an encoded word as the local part",
	  "From: <" HIDDEN_PLAIN "@bad.example>\r\n", AUTHOR_AMBIGUOUS, "" },
	{ "seed: a quoted encoded word as the local part",
	  "From: \"" HIDDEN_PLAIN "\"@bad.example\r\n", AUTHOR_AMBIGUOUS, "" },
	{ "an encoded word before an address in brackets, no space",
	  "From: " HIDDEN_ANGLE "<second@bad.example>\r\n", AUTHOR_OK,
	  "bad.example" },
	{ "a group named like an address",
	  "From: \"admin@good.example\": second@bad.example;\r\n",
	  AUTHOR_AMBIGUOUS, "" },
	{ "a group named like an address, encoded",
	  "From: " HIDDEN_PLAIN ": second@bad.example;\r\n", AUTHOR_AMBIGUOUS,
	  "" },
	{ "an address in quotes as the local part",
	  "From: \"admin@good.example\"@bad.example\r\n", AUTHOR_AMBIGUOUS,
	  "" },
	{ "a domain that goes on behind a fold",
	  "From: admin@good.example\r\n .bad.example\r\n", AUTHOR_AMBIGUOUS,
	  "" },
	{ "a domain that goes on behind a comment",
	  "From: admin@good.example(x).bad.example\r\n", AUTHOR_AMBIGUOUS, "" },
	{ "a byte order mark before the first From",
	  "\xef\xbb\xbf"
	  "From: <a@bad.example>\r\nFrom: <b@good.example>\r\n",
	  AUTHOR_AMBIGUOUS, "" },
	{ "a control character in the name of one From",
	  "Fr\001om: <a@bad.example>\r\nFrom: <b@good.example>\r\n",
	  AUTHOR_AMBIGUOUS, "" },
	{ "Unicode full stop as a dot",
	  "From: a@good\xe3\x80\x82"
	  "example.com\r\n",
	  AUTHOR_INVALID, "" },
	{ "wide letters", "From: a@\xef\xbd\x87ood.example\r\n", AUTHOR_INVALID,
	  "" },
	{ "a bracket too many", "From: user@bad.example>\r\n", AUTHOR_INVALID,
	  "" },
	{ "nested brackets", "From: <<user@bad.example>>\r\n", AUTHOR_INVALID,
	  "" },
	{ "two \"@\"", "From: <admin@good.example@bad.example>\r\n",
	  AUTHOR_INVALID, "" },
	{ "an unquoted address as the name of another",
	  "From: admin@good.example <second@bad.example>\r\n", AUTHOR_INVALID,
	  "" },
	{ "a comment that does not end", "From: a@good.example (x\r\n",
	  AUTHOR_INVALID, "" },
	{ "a quote that does not end", "From: \"x <a@good.example>\r\n",
	  AUTHOR_INVALID, "" },
	{ "a bare CR in the value",
	  "From: <a@good.example>\r,<b@bad.example>\r\n", AUTHOR_INVALID, "" },
	{ "a backslash behind a byte of Shift_JIS",
	  "From: \"\x83\\\" <a@bad.example>, \" <b@bad.example>\r\n",
	  AUTHOR_INVALID, "" },
	{ "an empty value", "From: \r\n", AUTHOR_INVALID, "" },
	{ "an empty address", "From: <>\r\n", AUTHOR_INVALID, "" },
	{ "an empty group", "From: nobody:;\r\n", AUTHOR_INVALID, "" },
	{ "a name, no address", "From: John Smith\r\n", AUTHOR_INVALID, "" },
	{ "a local part alone", "From: root\r\n", AUTHOR_INVALID, "" },
	{ "a single label", "From: root@localhost\r\n", AUTHOR_UNQUALIFIED,
	  "" },
	{ "a domain literal", "From: x@[192.0.2.1]\r\n", AUTHOR_INVALID, "" },
	{ "an address for a domain", "From: x@192.0.2.1\r\n", AUTHOR_INVALID,
	  "" },
	{ "a final dot", "From: x@good.example.\r\n", AUTHOR_INVALID, "" },
	{ "two dots", "From: x@good..example\r\n", AUTHOR_INVALID, "" },
	{ "an underscore in the domain", "From: x@a_b.example\r\n",
	  AUTHOR_INVALID, "" },
	{ "an A-label that stands for nothing", "From: x@xn--a.example\r\n",
	  AUTHOR_INVALID, "" },
};

static const struct {
	const char *id, *value, *address, *domain, *display;
	size_t mailboxes;
} genuine[] = {
	{ "a lone address", "joe@example.com", "joe@example.com", "example.com",
	  "", 1 },
	{ "a lone address, its name in a comment",
	  "joe@example.com (Joe \\(Junior\\))", "joe@example.com",
	  "example.com", "Joe (Junior)", 1 },
	{ "a name", "Joe Q. Public <joe@example.com>", "joe@example.com",
	  "example.com", "Joe Q. Public", 1 },
	{ "a comma in a quoted name", "\"Medtronic, Inc.\" <a@b.example>",
	  "a@b.example", "b.example", "Medtronic, Inc.", 1 },
	{ "quotes in a quoted name",
	  "\"\\\"Medtronic, Inc.\\\"\" <a@b.example>", "a@b.example",
	  "b.example", "\"Medtronic, Inc.\"", 1 },
	{ "comments everywhere",
	  "(a) Joe (b) <(c) joe (d) @ (e (f)) example.com (g)> (h)",
	  "joe@example.com", "example.com", "Joe (b)", 1 },
	{ "folded", "Joe\r\n Public\r\n <joe@example.com>", "joe@example.com",
	  "example.com", "Joe Public", 1 },
	{ "folded with bare line feeds", "Joe\n\tPublic <joe@example.com>",
	  "joe@example.com", "example.com", "Joe\tPublic", 1 },
	{ "UTF-8 in the name", "J\xc3\xb6rg <j@example.com>", "j@example.com",
	  "example.com", "J\xc3\xb6rg", 1 },
	{ "UTF-8 in the local part", "<j\xc3\xb6rg@example.com>",
	  "j\xc3\xb6rg@example.com", "example.com", "", 1 },
	{ "a U-label",
	  "j\xc3\xb6rg@b\xc3\xbc"
	  "cher.example",
	  "j\xc3\xb6rg@xn--bcher-kva.example", "xn--bcher-kva.example", "", 1 },
	{ "a domain in mixed case", "<Joe@Example.COM>", "Joe@example.com",
	  "example.com", "", 1 },
	{ "a quoted local part", "\"joe public\"@example.com",
	  "\"joe public\"@example.com", "example.com", "", 1 },
	{ "white space around dots", "joe . public @ example.com",
	  "joe.public@example.com", "example.com", "", 1 },
	{ "a group (RFC 6854)", "The Board: a@example.com, B <b@example.com>;",
	  "a@example.com", "example.com", "The Board, B", 2 },
	{ "an encoded name", "=?UTF-8?Q?J=C3=B6rg?= <j@example.com>",
	  "j@example.com", "example.com", "J\xc3\xb6rg", 1 },
	{ "an encoded name with another's address: points, no refusal",
	  HIDDEN_PLAIN " <second@bad.example>", "second@bad.example",
	  "bad.example", "admin@good.example", 1 },
	{ "a quoted name with an address",
	  "\"admin@good.example\" <second@bad.example>", "second@bad.example",
	  "bad.example", "admin@good.example", 1 },
	{ "Latin-1 in the name", "J\xf6rg <j@example.com>", "j@example.com",
	  "example.com", "J\xef\xbf\xbdrg", 1 },
	{ "its own address as an unquoted name",
	  "Joe@Example.com <joe@example.com>", "joe@example.com", "example.com",
	  "Joe@Example.com", 1 },
	{ "a comma in an unquoted name", "Foo, Inc. <joe@example.com>",
	  "joe@example.com", "example.com", "Foo, Inc.", 1 },
	{ "dots where no atom is", "joe..doe.@example.com",
	  "joe..doe.@example.com", "example.com", "", 1 },
	{ "VERP", "bounce+joe=example.org@list.example.com",
	  "bounce+joe=example.org@list.example.com", "list.example.com", "",
	  1 },
};

static struct author find(struct arena *arena, struct str fields)
{
	struct str mail =
		arena_printf(arena, "%.*s\r\nbody\r\n", STR_ARG(fields));
	struct message message = message_parse(arena, mail);

	return author_find(arena, &message);
}

static void test_attack(size_t row)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct author author = find(arena, str_from(attacks[row].fields));

	is_int(author.status, attacks[row].status, "%s", attacks[row].id);
	is_str(author.domain, attacks[row].domain, "... its domain");
	ok((author.reason[0] == '\0') == (author.status == AUTHOR_OK),
	   "... says why (%s)", author.reason);
	arena_free(arena);
}

static void test_genuine(size_t row)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct author author = find(
		arena, arena_printf(arena, "From: %s\r\n", genuine[row].value));

	ok(author.status == AUTHOR_OK, "%s %s", genuine[row].id, author.reason);
	is_str(author.address, genuine[row].address, "... address");
	is_str(author.domain, genuine[row].domain, "... domain");
	is_str(author.display, genuine[row].display, "... display");
	is_int((long long)author.mailbox_count,
	       (long long)genuine[row].mailboxes, "... mailboxes");
	arena_free(arena);
}

/* A literal with a NUL inside needs its length told. */
static void test_nul(void)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct message message = message_parse(
		arena, STR("From: <a@good.example\0@bad.example>\r\n\r\n"));

	is_int(author_find(arena, &message).status, AUTHOR_INVALID,
	       "A6 of 2021: a NUL in the address");
	message = message_parse(arena, STR("From\0: <a@bad.example>\r\n"
					   "From: <b@good.example>\r\n\r\n"));
	is_int(author_find(arena, &message).status, AUTHOR_AMBIGUOUS,
	       "A6 of 2021: a NUL in the name of one From");
	arena_free(arena);
}

static void test_beyond_limits(void)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct buf mail = buf_new(arena, LIMIT_HEADER_BLOCK);
	struct message message;

	buf_add(&mail, STR("From: <a@bad.example>\r\n"));
	for (size_t i = 0; i < LIMIT_HEADERS; i++)
		buf_add(&mail, STR("X: y\r\n"));
	buf_add(&mail, STR("From: <b@good.example>\r\n\r\n"));
	message = message_parse(arena, buf_str(&mail));
	is_int(author_find(arena, &message).status, AUTHOR_AMBIGUOUS,
	       "a second From behind the last field that is looked at");
	arena_free(arena);
}

/* A name that is not searched to its end could hide an address there. */
static void test_long_names(void)
{
	static const struct {
		const char *id, *piece, *between;
		size_t times;
	} rows[] = {
		{ "thousands of letters", "x", "", 5000 },
		{ "zero-width letters", "\xe2\x80\x8b", "", 350 },
		{ "more encoded words than are decoded",
		  "=?utf-8?q?"
		  "?=",
		  " ", LIMIT_ENCODED_WORDS + 1 },
		{ "many names", "Joe <joe@bad.example>", ", ", 300 },
	};
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);

	for (size_t row = 0; row < sizeof(rows) / sizeof(rows[0]); row++) {
		struct buf mail = buf_new(arena, LIMIT_HEADER_FIELD);

		buf_add(&mail, STR("From: "));
		for (size_t i = 0; i < rows[row].times; i++)
			buf_printf(&mail, "%s%s", rows[row].piece,
				   rows[row].between);
		buf_printf(&mail, "%s <a@bad.example>\r\n", HIDDEN_PLAIN);
		is_int(find(arena, buf_str(&mail)).status, AUTHOR_AMBIGUOUS,
		       "%s", rows[row].id);
	}
	arena_free(arena);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(attacks) / sizeof(attacks[0]); i++)
		test_attack(i);
	for (size_t i = 0; i < sizeof(genuine) / sizeof(genuine[0]); i++)
		test_genuine(i);
	test_nul();
	test_beyond_limits();
	test_long_names();
	return done_testing();
}
