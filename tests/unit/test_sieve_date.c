/* Dates of mails and of now, and which of several fields (RFC 5260). */
#include "edit_case.h"

#define NOW ((time_t)1700000000) /* Tue, 14 Nov 2023 22:13:20 +0000 */

static const char mail[] =
	"Received: from c by b with SMTP id 1; Sat, 4 Jul 2026 23:30:00 +0000\n"
	"Received: from b by a (at; last); Mon, 26 Feb 2007 08:59:00 -0600 "
	"(CST; winter)\n"
	"Date: Mon, 2 Mar 2026 09:06:31 -0800 (PST; by hand)\n"
	"From: boss@example.com\n"
	"To: a@example.org, b@example.org\n"
	"To: c@example.org\n"
	"Cc: d@example.org\n"
	"Subject: 2 Mar 2026\n"
	"X-Folded: one; 2 Mar\n"
	" 2026 09:06:31\n"
	" -0000\n"
	"X-Several: Mon, 1 Jan 2024 00:00:00 +0000; Tue, 2 Jan 2024 00:00:00 "
	"+0000\n"
	"X-Twice: 1 Jan 2001 00:00:00 +0000\n"
	"X-Twice: 1 Jan 2002 00:00:00 +0000\n"
	"X-January: Fri, 32 Jan 2026 00:00:00 +0000\n"
	"X-February: Sun, 29 Feb 2026 00:00:00 +0000\n"
	"X-Leap: Thu, 29 Feb 2024 00:00:00 +0000\n"
	"X-Century: Thu, 29 Feb 1900 00:00:00 +0000\n"
	"X-Second: 31 Dec 2016 23:59:61 +0000\n"
	"X-Leap-Second: 31 Dec 2016 23:59:60 +0000\n"
	"X-Short: Tue, 01 Apr 97 09:06 EST\n"
	"X-First-Not: no date\n"
	"X-First-Not: 1 Jan 2001 00:00:00 +0000\n"
	"X-Far: 2 Mar 2026 09:06:31 +9959\n"
	"\n";

struct date_case {
	const char *name, *require, *test;
	bool holds;
};

#define DATE "date :originalzone \"date\" "
#define NOW_IS "currentdate :zone \"+0000\" "
#define ISO(field) "date :zone \"+0000\" \"" field "\" \"iso8601\" "

static const struct date_case cases[] = {
	/* 4 */
	{ "4: the mail's date, shifted", "date",
	  "date :zone \"+0100\" \"date\" \"iso8601\" "
	  "\"2026-03-02T18:06:31+01:00\"",
	  true },
	{ "4: any key of the list", "date",
	  DATE "\"hour\" [\"08\", \"09\", \"10\"]", true },
	{ "4: the key is the whole part", "date", DATE "\"year\" \"202\"",
	  false },
	{ "4: i;ascii-casemap is the default", "date",
	  DATE "\"iso8601\" \"2026-03-02t09:06:31-08:00\"", true },
	{ "4: i;octet", "date",
	  "date :comparator \"i;octet\" :originalzone \"date\" \"iso8601\" "
	  "\"2026-03-02t09:06:31-08:00\"",
	  false },
	{ "4: no such field", "date", "date :contains \"x-no\" \"year\" \"\"",
	  false },
	{ "4: no date in the field", "date",
	  "date :contains \"subject\" \"year\" \"\"", false },
	{ "4: January has 31 days", "date",
	  "date :contains \"x-january\" \"year\" \"\"", false },
	{ "4: February has 28 days", "date",
	  "date :contains \"x-february\" \"year\" \"\"", false },
	{ "4: and 29 in a leap year", "date",
	  ISO("x-leap") "\"2024-02-29T00:00:00Z\"", true },
	{ "4: which 1900 was not", "date",
	  "date :contains \"x-century\" \"year\" \"\"", false },
	{ "4: no second 61", "date",
	  "date :contains \"x-second\" \"year\" \"\"", false },
	{ "4: the first field of a name alone", "date",
	  "date :contains \"x-twice\" \"year\" \"2002\"", false },
	{ "4: even when it has no date", "date",
	  "date :contains \"x-first-not\" \"year\" \"2001\"", false },
	{ "4: a valid date counts one", "date\", \"relational",
	  "date :count \"eq\" \"date\" \"year\" \"1\"", true },
	{ "4: a field that is not there counts none", "date\", \"relational",
	  "date :count \"eq\" \"x-none\" \"year\" \"0\"", true },
	{ "4: an invalid date counts none", "date\", \"relational",
	  "date :count \"eq\" \"x-january\" \"year\" \"0\"", true },
	{ "4: a comment may hold a semicolon", "date",
	  DATE "\"time\" \"09:06:31\"", true },
	{ "4: behind a semicolon", "date",
	  ISO("received") "\"2026-07-04T23:30:00Z\"", true },
	{ "4: behind a semicolon, before a comment", "date\", \"index",
	  "date :index 2 :zone \"+0000\" \"received\" \"iso8601\" "
	  "\"2007-02-26T14:59:00Z\"",
	  true },
	{ "4: in a folded field", "date",
	  ISO("x-folded") "\"2026-03-02T09:06:31Z\"", true },
	{ "4: the last of several", "date",
	  ISO("x-several") "\"2024-01-02T00:00:00Z\"", true },
	{ "4: an obsolete form", "date",
	  ISO("x-short") "\"1997-04-01T14:06:00Z\"", true },
	/* 4.1 */
	{ "4.1: the original zone", "date", DATE "\"zone\" \"-0800\"", true },
	{ "4.1: another zone", "date",
	  "date :zone \"-0330\" \"date\" \"time\" \"13:36:31\"", true },
	{ "4.1: local time in winter", "date",
	  "date \"date\" \"iso8601\" \"2026-03-02T18:06:31+01:00\"", true },
	{ "4.1: local time in summer", "date",
	  "date \"received\" \"iso8601\" \"2026-07-05T01:30:00+02:00\"", true },
	{ "4.1: the zone of variables", "date\", \"variables",
	  "allof (string :matches \"+0100\" \"*\", date :zone \"${1}\" "
	  "\"date\" \"hour\" \"18\")",
	  true },
	{ "4.1: what variables make no zone of", "date\", \"variables",
	  "allof (string :matches \"+9900\" \"*\", date :zone \"${1}\" "
	  ":contains \"date\" \"hour\" \"\")",
	  false },
	/* 4.2 */
	{ "4.2: year", "date", DATE "\"year\" \"2026\"", true },
	{ "4.2: month", "date", DATE "\"month\" \"03\"", true },
	{ "4.2: day", "date", DATE "\"day\" \"02\"", true },
	{ "4.2: date", "date", DATE "\"date\" \"2026-03-02\"", true },
	{ "4.2: julian", "date", DATE "\"julian\" \"61101\"", true },
	{ "4.2: julian of 1997", "date",
	  "date :zone \"+0000\" \"x-short\" \"julian\" \"50539\"", true },
	{ "4.2: hour", "date", DATE "\"hour\" \"09\"", true },
	{ "4.2: minute", "date", DATE "\"minute\" \"06\"", true },
	{ "4.2: second", "date", DATE "\"second\" \"31\"", true },
	{ "4.2: a leap second", "date",
	  "allof (date :originalzone \"x-leap-second\" \"second\" \"60\", date "
	  ":zone \"+0100\" \"x-leap-second\" \"iso8601\" "
	  "\"2017-01-01T00:59:60+01:00\")",
	  true },
	{ "4.2: time", "date", DATE "\"time\" \"09:06:31\"", true },
	{ "4.2: iso8601", "date",
	  "date :comparator \"i;octet\" :originalzone \"date\" \"iso8601\" "
	  "\"2026-03-02T09:06:31-08:00\"",
	  true },
	{ "4.2: iso8601 of UTC ends in Z", "date",
	  "date :comparator \"i;octet\" :zone \"+0000\" \"date\" \"iso8601\" "
	  "\"2026-03-02T17:06:31Z\"",
	  true },
	{ "4.2: west of UTC by nothing, too", "date",
	  "date :comparator \"i;octet\" :zone \"-0000\" \"date\" \"iso8601\" "
	  "\"2026-03-02T17:06:31Z\"",
	  true },
	{ "4.2: std11", "date",
	  DATE "\"std11\" \"Mon, 02 Mar 2026 09:06:31 -0800\"", true },
	{ "4.2: zone, given", "date",
	  "date :zone \"+0530\" \"date\" \"zone\" \"+0530\"", true },
	{ "4.2: zone, local", "date", "date \"date\" \"zone\" \"+0100\"",
	  true },
	{ "4.2: a zone of nothing is positive", "date",
	  "date :originalzone \"x-folded\" \"zone\" \"+0000\"", true },
	{ "4.2: weekday", "date", DATE "\"weekday\" \"1\"", true },
	{ "4.2: weekday of a Sunday", "date",
	  "date \"received\" \"weekday\" \"0\"", true },
	{ "4.2: names in any case", "date", DATE "\"WeekDay\" \"1\"", true },
	{ "4.2: a part of variables", "date\", \"variables",
	  "allof (string :matches \"year\" \"*\", date \"date\" \"${1}\" "
	  "\"2026\")",
	  true },
	/* 4.3 */
	{ "4.3: julian as a number",
	  "date\", \"relational\", \"comparator-i;ascii-numeric",
	  "date :value \"lt\" :comparator \"i;ascii-numeric\" :originalzone "
	  "\"date\" \"julian\" \"0100000\"",
	  true },
	{ "4.3: a part of fixed width as a number",
	  "date\", \"relational\", \"comparator-i;ascii-numeric",
	  "date :value \"eq\" :comparator \"i;ascii-numeric\" :originalzone "
	  "\"date\" \"hour\" \"9\"",
	  true },
	{ "4.3: a part of fixed width as text", "date\", \"relational",
	  "date :value \"ge\" :comparator \"i;octet\" :originalzone \"date\" "
	  "\"hour\" \"09\"",
	  true },
	{ "4.3: std11 in any case", "date",
	  DATE "\"std11\" \"mon, 02 MAR 2026 09:06:31 -0800\"", true },
	/* 4.4 */
	{ "4.4: within the boss's hours", "date\", \"relational",
	  "allof (header :is \"from\" \"boss@example.com\", date :value \"ge\" "
	  ":originalzone \"date\" \"hour\" \"09\", date :value \"lt\" "
	  ":originalzone \"date\" \"hour\" \"17\")",
	  true },
	{ "4.4: not within them", "date\", \"relational",
	  "allof (date :value \"ge\" :zone \"+0100\" \"date\" \"hour\" "
	  "\"09\", date :value \"lt\" :zone \"+0100\" \"date\" \"hour\" "
	  "\"17\")",
	  false },
	{ "4.4: received on a weekend", "date\", \"relational",
	  "anyof (date :is \"received\" \"weekday\" \"0\", date :is "
	  "\"received\" \"weekday\" \"6\")",
	  true },
	/* 5 */
	{ "5: now", "date", NOW_IS "\"iso8601\" \"2023-11-14T22:13:20Z\"",
	  true },
	{ "5: now, in local time", "date",
	  "currentdate \"iso8601\" \"2023-11-14T23:13:20+01:00\"", true },
	{ "5: counts one", "date\", \"relational",
	  "currentdate :count \"eq\" \"year\" \"1\"", true },
	{ "5.1: after hours", "date\", \"relational",
	  "anyof (" NOW_IS ":is \"weekday\" \"0\", " NOW_IS
	  ":is \"weekday\" \"6\", " NOW_IS
	  ":value \"lt\" \"hour\" \"09\", " NOW_IS
	  ":value \"ge\" \"hour\" \"17\")",
	  true },
	{ "5.1: not within a week of July", "date\", \"relational",
	  "allof (currentdate :value \"ge\" \"date\" \"2007-06-30\", "
	  "currentdate :value \"le\" \"date\" \"2007-07-07\")",
	  false },
	{ "5.1: within a week of November", "date\", \"relational",
	  "allof (currentdate :value \"ge\" \"date\" \"2023-11-12\", "
	  "currentdate :value \"le\" \"date\" \"2023-11-18\")",
	  true },
	/* 6 */
	{ "6: the second of a name", "date\", \"index",
	  "date :index 2 \"x-twice\" \"year\" \"2002\"", true },
	{ "6: that alone", "index",
	  "header :index 2 :contains \"x-twice\" \"2001\"", false },
	{ "6: the last", "index",
	  "header :index 1 :last :contains \"x-twice\" \"2002\"", true },
	{ "6: the second to last", "index",
	  "header :last :index 2 :contains \"x-twice\" \"2001\"", true },
	{ "6: of addresses", "index",
	  "address :index 2 \"to\" \"c@example.org\"", true },
	{ "6: fields, not addresses in one", "index",
	  "address :index 2 \"to\" \"b@example.org\"", false },
	{ "6: all addresses of the field", "index",
	  "address :index 1 \"to\" \"b@example.org\"", true },
	{ "6: names in the order of the list", "index",
	  "address :index 3 [\"to\", \"cc\"] \"d@example.org\"", true },
	{ "6: in another order", "index",
	  "address :index 1 [\"cc\", \"to\"] \"d@example.org\"", true },
	{ "6: from the end of the list", "index",
	  "address :index 1 :last [\"cc\", \"to\"] \"c@example.org\"", true },
	{ "6: beyond the fields", "index",
	  "header :index 3 :contains \"x-twice\" \"\"", false },
	{ "6.1: before the cutoff", "date\", \"relational\", \"index",
	  "date :value \"gt\" :index 2 :zone \"-0500\" \"received\" "
	  "\"iso8601\" \"2007-02-26T10:00:00-05:00\"",
	  false },
	{ "6.1: behind the cutoff", "date\", \"relational\", \"index",
	  "date :value \"gt\" :index 2 :zone \"-0500\" \"received\" "
	  "\"iso8601\" \"2007-02-26T09:00:00-05:00\"",
	  true },
};

#define ZONE "this is no time zone; one is written \"+0130\"\n"

static const struct {
	const char *require, *test, *errors;
} wrong[] = {
	{ "date", "date :zone \"+0100\" :originalzone \"date\" \"year\" \"a\"",
	  "2:23 \":originalzone\" cannot stand with \":zone\"\n" },
	{ "date",
	  "date :zone \"+0100\" :zone \"+0100\" \"date\" \"year\" \"a\"",
	  "2:23 \":zone\" stands here twice\n" },
	{ "date", "date :zone \"+01:00\" \"date\" \"year\" \"a\"",
	  "2:15 " ZONE },
	{ "date", "date :zone \"0100\" \"date\" \"year\" \"a\"", "2:15 " ZONE },
	{ "date", "date :zone \"+100\" \"date\" \"year\" \"a\"", "2:15 " ZONE },
	{ "date", "date :zone \"+9900\" \"date\" \"year\" \"a\"",
	  "2:15 " ZONE },
	{ "date", "date :zone \"+2400\" \"date\" \"year\" \"a\"",
	  "2:15 " ZONE },
	{ "date", "date :zone \"-0160\" \"date\" \"year\" \"a\"",
	  "2:15 " ZONE },
	{ "date", "date :zone \"+2359\" \"date\" \"year\" \"a\"", "" },
	{ "date", "currentdate :zone \"GMT\" \"year\" \"a\"", "2:22 " ZONE },
	{ "date", "currentdate :originalzone \"year\" \"a\"",
	  "2:4 now has no \":originalzone\"\n" },
	{ "date", "date [\"date\", \"received\"] \"year\" \"a\"",
	  "2:9 wrong arguments; it is: date <header-name: string> "
	  "<date-part: string> <key-list: string list>\n" },
	{ "date", "date :index 1 \"date\" \"year\" \"a\"",
	  "2:9 \":index\" needs the extension \"index\"; did you mean to "
	  "write: require \"index\";\n" },
	{ "date\", \"index", "currentdate :index 1 \"year\" \"a\"",
	  "2:16 currentdate takes no \":index\"\n" },
	{ "index", "header :last \"to\" \"a\"",
	  "2:4 \":last\" needs \":index\"\n" },
	{ "index", "header :index 0 \"to\" \"a\"",
	  "2:18 fields are counted from 1\n" },
	{ "index", "date \"date\" \"year\" \"a\"",
	  "2:4 \"date\" needs the extension \"date\"; did you mean to write: "
	  "require \"date\";\n" },
};

/* Two hours in summer, as in Berlin, where it began on 29 March 2026. */
static int local(time_t when)
{
	const time_t march_2026 = 1774746000, october_2026 = 1792890000;

	return when >= march_2026 && when < october_2026 ? 120 : 60;
}

static struct str run_test(struct arena *arena, const char *require,
			   const char *test)
{
	struct message message = message_parse(arena, str_from(mail));
	struct envelope envelope = { .recipient = STR("a@example.org") };
	struct sieve_facts facts = { .message = &message,
				     .envelope = &envelope,
				     .now = NOW,
				     .local = local };

	return run_script(arena,
			  arena_printf(arena,
				       "require [\"%s\"];\nif %s { discard; }",
				       require, test),
			  &facts);
}

/* What scripts do with parts of dates that they hold in variables (5.1). */
static void test_variables(struct arena *arena)
{
	struct message message = message_parse(arena, str_from(mail));
	struct envelope envelope = { .recipient = STR("a@example.org") };
	struct sieve_facts facts = { .message = &message,
				     .envelope = &envelope,
				     .now = NOW };

	is_str(run_script(
		       arena,
		       STR("require [\"date\", \"variables\", \"fileinto\"];\n"
			   "if currentdate :matches \"month\" \"*\" { set "
			   "\"month\" \"${1}\"; }\n"
			   "if currentdate :matches \"year\" \"*\" { set "
			   "\"year\" \"${1}\"; }\n"
			   "fileinto \"${month}-${year}\";"),
		       &facts),
	       "fileinto \"11-2023\"\n", "5.1: a folder for each month");
	is_str(run_script(
		       arena,
		       STR("require [\"date\", \"variables\", \"fileinto\"];\n"
			   "if currentdate :matches \"std11\" \"*\" { fileinto "
			   "\"${0}\"; }"),
		       &facts),
	       "fileinto \"Tue, 14 Nov 2023 22:13:20 +0000\"\n",
	       "4.1: without rules local time is UTC");
	is_str(run_script(
		       arena,
		       STR("require [\"date\", \"relational\", \"vacation\"];\n"
			   "if allof (currentdate :value \"ge\" \"date\" "
			   "\"2023-11-12\", currentdate :value \"le\" \"date\" "
			   "\"2023-11-18\") { vacation :days 7 \"away\"; }"),
		       &facts),
	       "vacation :days 7 \"away\"\nkeep (implicit)\n",
	       "5.1: a vacation of one week");
	is_str(kept_mail(arena,
			 STR("require [\"variables\", \"date\", "
			     "\"editheader\"];\n"
			     "if currentdate :matches \"std11\" \"*\" { "
			     "addheader \"Processing-date\" \"${0}\"; }"),
			 STR("A: b\n\n")),
	       "Processing-date: Tue, 03 Mar 2026 10:00:00 +0000\nA: b\n\n",
	       "5.1: now as a header field");
	is_str(run_script(arena,
			  STR("require [\"date\", \"relational\"];\n"
			      "if anyof (currentdate :is \"weekday\" \"0\", "
			      "currentdate :value \"ge\" \"hour\" \"17\") { "
			      "redirect \"pager@example.com\"; }"),
			  &facts),
	       "redirect \"pager@example.com\"\n", "5.1: to the pager");
}

int main(void)
{
	struct arena *arena = arena_new((size_t)1 << 24, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		is_str(run_test(arena, cases[i].require, cases[i].test),
		       cases[i].holds ? "discard\n" : "keep (implicit)\n", "%s",
		       cases[i].name);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		is_str(compile(arena,
			       arena_printf(arena,
					    "require [\"%s\"];\nif %s {}",
					    wrong[i].require, wrong[i].test)),
		       wrong[i].errors, "%s", wrong[i].test);
	test_variables(arena);
	arena_free(arena);
	return done_testing();
}
