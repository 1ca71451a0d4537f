/* Trace fields as MTAs write them, and dates. */
#include "../../filter/received.h"
#include "../tap.h"

#define SINCE " id 4XyZ for <u@example.com>; Sat, 21 Nov 2026 21:13:59 +0100"
#define THEN 1795292039

static const struct {
	const char *mta, *value;
	const char *helo, *name, *ip, *by, *with;
	long long when;
} fields[] = {
	{ "Postfix",
	  " from mail.example.org (mx.example.org [192.0.2.1])\r\n"
	  "\t(using TLSv1.3 with cipher X (256/256 bits)\r\n"
	  "\t key-exchange X25519)\r\n\t(No client certificate requested)\r\n"
	  "\tby mx.example.com (Postfix) with ESMTPS" SINCE,
	  "mail.example.org", "mx.example.org", "192.0.2.1", "mx.example.com",
	  "ESMTPS", THEN },
	{ "Postfix, IPv6, no name",
	  "from x (unknown [IPv6:2001:db8::1]) by mx.example.com (Postfix) "
	  "with ESMTP" SINCE,
	  "x", "", "2001:db8::1", "mx.example.com", "ESMTP", THEN },
	{ "Postfix, submission",
	  "from [10.0.0.5] (dsl.example.net [198.51.100.7])\n"
	  "\t(Authenticated sender: joe)\n"
	  "\tby mx.example.com (Postfix) with ESMTPSA" SINCE,
	  "[10.0.0.5]", "dsl.example.net", "198.51.100.7", "mx.example.com",
	  "ESMTPSA", THEN },
	{ "Postfix, from this machine",
	  "by mx.example.com (Postfix, from userid 1000)" SINCE, "", "", "",
	  "mx.example.com", "", THEN },
	{ "Exim, name and HELO",
	  "from mx.example.org ([192.0.2.1]:40312 helo=mail.example.org)\n"
	  "\tby mx.example.com with esmtps  (TLS1.3) tls TLS_AES\n"
	  "\t(Exim 4.96)\n\t(envelope-from <a@b.example>)" SINCE,
	  "mail.example.org", "mx.example.org", "192.0.2.1", "mx.example.com",
	  "esmtps", THEN },
	{ "Exim, name only",
	  "from mx.example.org ([192.0.2.1]) by mx.example.com with "
	  "esmtp" SINCE,
	  "mx.example.org", "", "192.0.2.1", "mx.example.com", "esmtp", THEN },
	{ "Exim, no name",
	  "from [192.0.2.1] (helo=mail.example.org)\n\tby mx.example.com with "
	  "esmtpsa" SINCE,
	  "mail.example.org", "", "192.0.2.1", "mx.example.com", "esmtpsa",
	  THEN },
	{ "Exim, no name, a port",
	  "from [2001:db8::1] (port=40312 helo=x) by mx.example.com with "
	  "smtp" SINCE,
	  "x", "", "2001:db8::1", "mx.example.com", "smtp", THEN },
	{ "Exim, no HELO", "from [192.0.2.1] by mx.example.com with smtp" SINCE,
	  "", "", "192.0.2.1", "mx.example.com", "smtp", THEN },
	{ "Exim, from this machine",
	  "from joe by mx.example.com with local (Exim 4.96)" SINCE, "joe", "",
	  "", "mx.example.com", "local", THEN },
	{ "Sendmail",
	  "from mail.example.org (joe@mx.example.org [192.0.2.1] (may be "
	  "forged))\n\tby mx.example.com (8.17.1/8.17.1) with ESMTP" SINCE,
	  "mail.example.org", "mx.example.org", "192.0.2.1", "mx.example.com",
	  "ESMTP", THEN },
	{ "Sendmail, no name",
	  "from mail.example.org ([192.0.2.1]) by mx.example.com (8.17.1) "
	  "with SMTP" SINCE,
	  "mail.example.org", "", "192.0.2.1", "mx.example.com", "SMTP", THEN },
	{ "OpenSMTPD",
	  "from mail.example.org (<unknown> [192.0.2.1])\n"
	  "\tby mx.example.com (OpenSMTPD) with ESMTPS id 1a2b "
	  "(TLSv1.3:AEAD:256:NO)" SINCE,
	  "mail.example.org", "", "192.0.2.1", "mx.example.com", "ESMTPS",
	  THEN },
	{ "OpenSMTPD, from this machine",
	  "from localhost (mx.example.com [local]) by mx.example.com "
	  "(OpenSMTPD) with ESMTPA" SINCE,
	  "localhost", "mx.example.com", "127.0.0.1", "mx.example.com",
	  "ESMTPA", THEN },
	{ "Exchange",
	  "from mail.example.org (192.0.2.1) by mx.example.com (10.0.0.1) with "
	  "Microsoft SMTP Server" SINCE,
	  "mail.example.org", "", "192.0.2.1", "mx.example.com", "Microsoft",
	  THEN },
	{ "qmail: what the client says of itself is not its address",
	  "from unknown (HELO [198.51.100.9]) (203.0.113.9) by z with "
	  "SMTP" SINCE,
	  "unknown", "", "", "z", "SMTP", THEN },
	{ "an address for a name is not the client's",
	  "from x (203.0.113.9 [192.0.2.1]) by z with SMTP" SINCE, "x",
	  "203.0.113.9", "192.0.2.1", "z", "SMTP", THEN },
	{ "any case", "FROM x (y [192.0.2.1]) BY z WITH ESMTP" SINCE, "x", "y",
	  "192.0.2.1", "z", "ESMTP", THEN },

	{ "HELO with an address in it",
	  "from ([203.0.113.9]) (mx.example.org [192.0.2.1]) by z" SINCE,
	  "([203.0.113.9])", "mx.example.org", "192.0.2.1", "z", "", THEN },
	{ "an address literal as HELO",
	  "from [203.0.113.9] (unknown [192.0.2.1]) by z" SINCE,
	  "[203.0.113.9]", "", "192.0.2.1", "z", "", THEN },
	{ "an address literal as HELO, Exim",
	  "from [192.0.2.1] (helo=[203.0.113.9]) by z" SINCE, "[203.0.113.9]",
	  "", "192.0.2.1", "z", "", THEN },
	{ "an address literal as HELO, Exim with a name",
	  "from mx.example.org ([192.0.2.1] helo=[203.0.113.9]) by z" SINCE,
	  "[203.0.113.9]", "mx.example.org", "192.0.2.1", "z", "", THEN },
	{ "identd says an address",
	  "from x (IDENT:[203.0.113.9]@mx.example.org [192.0.2.1]) by z" SINCE,
	  "x", "mx.example.org", "192.0.2.1", "z", "", THEN },
	{ "an address in third place is none",
	  "from x (a b [203.0.113.9]) by z" SINCE, "x", "a", "", "z", "",
	  THEN },
	{ "by in a comment",
	  "from x (y [192.0.2.1]) (by evil with ESMTPA) by z with SMTP" SINCE,
	  "x", "y", "192.0.2.1", "z", "SMTP", THEN },
	{ "a second by",
	  "from x (y [192.0.2.1]) by z with SMTP by evil with ESMTPA" SINCE,
	  "x", "y", "192.0.2.1", "z", "SMTP", THEN },
	{ "by and a version without a space",
	  "from x ([192.0.2.1]) by z(8.17)" SINCE, "x", "", "192.0.2.1", "z",
	  "", THEN },
	{ "no date", "from x (y [192.0.2.1]) by z with SMTP", "x", "y",
	  "192.0.2.1", "z", "SMTP", -1 },
	{ "a date that is none", "by z; yesterday", "", "", "", "z", "", -1 },
	{ "a semicolon in the recipient",
	  "by z for <a;b@example.com>; 21 Nov 2026 20:13:59 +0000", "", "", "",
	  "z", "", THEN },
	{ "a comment that does not end", "from x (y [192.0.2.1] by z" SINCE,
	  "x", "", "", "z", "", THEN },
	{ "a word that ends early", "from", "", "", "", "", "", -1 },
	{ "nothing", "", "", "", "", "", "", -1 },
};

static const struct {
	const char *text;
	long long when; /* -1: no date */
} dates[] = {
	{ "Sat, 21 Nov 2026 21:13:59 +0100", THEN },
	{ "21 Nov 2026 20:13:59 +0000", THEN },
	{ "Sat, 21 Nov 2026 20:13:59 GMT", THEN },
	{ "Sat, 21 Nov 2026 20:13:59 Z", THEN },
	{ "Sat, 21 Nov 2026 15:13:59 EST", THEN },
	{ "Sat, 21 Nov 2026 13:13:59 pdt", THEN },
	{ "sat,21 nov 26 20:13:59 UT", THEN },
	{ "21 Nov 126 20:13:59 UT", THEN },
	{ "(a)Sat(b),(c)21 Nov\r\n 2026 20 : 13 : 59 -0000 (UTC (x))", THEN },
	{ "21 Nov 2026 20:13 +0000", THEN - 59 },
	{ "Thu, 01 Jan 1970 00:00:00 +0000", 0 },
	{ "1 Jan 70 00:00:01 +0000", 1 },
	{ "31 Dec 1969 23:00:00 -0100", 0 },
	{ "29 Feb 2024 12:00:00 +0000", 1709208000 },
	{ "29 Feb 2000 12:00:00 +0000", 951825600 },
	{ "1 Mar 2000 00:00:00 +0000", 951868800 },
	{ "31 Dec 9999 23:59:60 +0000", 253402300800 },
	{ "29 Feb 2023 12:00:00 +0000", -1 },
	{ "29 Feb 1900 12:00:00 +0000", -1 },
	{ "31 Apr 2026 12:00:00 +0000", -1 },
	{ "0 Apr 2026 12:00:00 +0000", -1 },
	{ "1 Foo 2026 12:00:00 +0000", -1 },
	{ "Foo, 1 Apr 2026 12:00:00 +0000", -1 },
	{ "1 Apr 2026 24:00:00 +0000", -1 },
	{ "1 Apr 2026 12:60:00 +0000", -1 },
	{ "1 Apr 2026 12:00:61 +0000", -1 },
	{ "1 Apr 2026 12:00:00", -1 },
	{ "1 Apr 2026 12:00:00 +000", -1 },
	{ "1 Apr 2026 12:00:00 +0060", -1 },
	{ "1 Apr 2026 12:00:00 + 0000x", -1 },
	{ "1 Apr 20260 12:00:00 +0000", -1 },
	{ "1 Apr 2026 12:00:00 +0000 x", -1 },
	{ "", -1 },
};

static void test_field(struct arena *arena, size_t row)
{
	struct received received = received_parse(str_from(fields[row].value));

	is_str(received.helo, fields[row].helo, "%s: helo", fields[row].mta);
	is_str(received.name, fields[row].name, "... name");
	is_str(ip_text(arena, &received.ip), fields[row].ip, "... address");
	is_str(received.by, fields[row].by, "... by");
	is_str(received.with, fields[row].with, "... with");
	is_int(received.when, fields[row].when, "... when");
}

static void test_date(size_t row)
{
	time_t when = -1;

	ok(date_parse(str_from(dates[row].text), &when) ==
		   (dates[row].when != -1),
	   "\"%s\"", dates[row].text);
	if (dates[row].when != -1)
		is_int(when, dates[row].when, "... its second");
}

int main(void)
{
	struct arena *arena = arena_new(1 << 20, NULL);

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		test_field(arena, i);
	for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++)
		test_date(i);
	arena_free(arena);
	return done_testing();
}
