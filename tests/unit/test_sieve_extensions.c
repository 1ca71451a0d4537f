/* Each extension beyond RFC 5228: script, mail, and the actions that come of
 * it, or what is told about the script. */
#include "sieve_case.h"

static const char mail[] =
	"Received: from c (c [192.0.2.3]) by b; Tue, 3 Mar 2026 10:00:00 "
	"+0000\n"
	"Received: from b by a; Mon, 2 Mar 2026 23:30:00 -0500\n"
	"Date: Mon, 2 Mar 2026 09:06:31 -0800 (PST)\n"
	"From: \"Boss\" <boss@ACME.Example.COM>\n"
	"To: a@example.org, team: b@example.org, c@example.org;\n"
	"Cc: ken+sieve+x@example.net\n"
	"Subject: [acme-users] [fwd] version 1.0 is out\n"
	"List-Id: ACME <users.lists.acme.example>\n"
	"X-Priority: 2\n"
	"Content-Type: multipart/mixed; boundary=outer\n"
	"\n"
	"prologue\n"
	"--outer\n"
	"Content-Type: text/plain; charset=utf-8\n"
	"Content-Transfer-Encoding: base64\n"
	"\n"
	"R3J1w7xlIEdyw7zD\n"
	"n2U=\n"
	"--outer\n"
	"Content-Type: text/html; charset=iso-8859-1\n"
	"Content-Transfer-Encoding: quoted-printable\n"
	"\n"
	"<b>K=F6ln</b>\n"
	"--outer\n"
	"Content-Type: image/gif\n"
	"\n"
	"GIF89a\n"
	"--outer\n"
	"Content-Type: message/rfc822\n"
	"\n"
	"Subject: hello request\n"
	"\n"
	"two\n"
	"lines\n"
	"--outer--\n"
	"epilogue\n";

struct extension_case {
	const char *name, *require, *script, *outcome;
};

#define YES " { fileinto \"yes\"; }"
#define IS_YES "fileinto \"yes\"\n"
#define KEPT "keep (implicit)\n"
#define COLUMN "failed: 2:"

static const struct extension_case cases[] = {
	/* RFC 3894 */
	{ "copy: fileinto", "copy", "fileinto :copy \"a\";",
	  "fileinto \"a\"\n" KEPT },
	{ "copy: redirect", "copy", "redirect :copy \"a@b.example\";",
	  "redirect \"a@b.example\"\n" KEPT },
	{ "copy: a later discard discards", "copy",
	  "fileinto :copy \"a\"; discard;", "fileinto \"a\"\ndiscard\n" },
	{ "copy: the same folder without it cancels", "copy",
	  "fileinto :copy \"a\"; fileinto \"a\";", "fileinto \"a\"\n" },
	{ "copy: a keep does what was cancelled", "", "fileinto \"a\"; keep;",
	  "fileinto \"a\"\nkeep\n" },
	{ "copy: which no discard takes back", "",
	  "fileinto \"a\"; keep; if header :contains \"subject\" \"out\" { "
	  "discard; }",
	  "fileinto \"a\"\nkeep\ndiscard\n" },
	{ "copy: and what follows", "copy",
	  "fileinto :copy \"a\"; if header :contains \"subject\" \"acme\" { "
	  "fileinto \"b\"; }",
	  "fileinto \"a\"\nfileinto \"b\"\n" },
	{ "copy: not for keep", "copy", "keep :copy;",
	  "2:6 keep takes no \":copy\"\n" },
	{ "copy: needs require", "", "fileinto :copy \"a\";",
	  "2:10 \":copy\" needs the extension \"copy\"; did you mean to write: "
	  "require \"copy\";\n" },
	/* RFC 5231; the examples of its section 6 */
	{ "relational: count of addresses", "relational",
	  "if address :count \"ge\" [\"to\", \"cc\"] \"4\"" YES, IS_YES },
	{ "relational: count of one field", "relational",
	  "if anyof (address :count \"ge\" \"to\" \"4\", address :count "
	  "\"ge\" \"cc\" \"4\")" YES,
	  KEPT },
	{ "relational: count of fields", "relational",
	  "if header :count \"eq\" [\"received\", \"subject\"] \"3\"" YES,
	  IS_YES },
	{ "relational: count of none", "relational",
	  "if header :count \"eq\" \"x-none\" \"0\"" YES, IS_YES },
	{ "relational: count as a number", "relational",
	  "if header :count \"lt\" \"received\" \"10\"" YES, IS_YES },
	{ "relational: value as a number", "relational",
	  "if header :value \"lt\" :comparator \"i;ascii-numeric\" "
	  "\"x-priority\" \"10\"" YES,
	  IS_YES },
	{ "relational: value as text", "relational",
	  "if header :value \"lt\" \"x-priority\" \"10\"" YES, KEPT },
	{ "relational: any pair", "relational",
	  "if header :value \"ne\" \"x-priority\" [\"2\", \"3\"]" YES, IS_YES },
	{ "relational: no such relation", "relational",
	  "if header :value \"xx\" \"a\" \"b\" {}",
	  "2:18 \"gt\", \"ge\", \"lt\", \"le\", \"eq\" or \"ne\" must follow "
	  "\":value\"\n" },
	{ "relational: one match type", "relational",
	  "if header :is :count \"eq\" \"a\" \"1\" {}",
	  "2:15 \":count\" cannot stand with \":is\"\n" },
	{ "relational: the null sender counts none", "relational",
	  "if envelope :count \"eq\" \"from\" \"0\"" YES, IS_YES },
	{ "relational: one recipient", "relational",
	  "if envelope :count \"eq\" \"to\" \"1\"" YES, IS_YES },
	/* RFC 5233 */
	{ "subaddress: user", "subaddress",
	  "if address :user \"cc\" \"ken\"" YES, IS_YES },
	{ "subaddress: detail from the first separator on", "subaddress",
	  "if address :detail \"cc\" \"sieve+x\"" YES, IS_YES },
	{ "subaddress: user of a plain address", "subaddress",
	  "if address :user \"from\" \"boss\"" YES, IS_YES },
	{ "subaddress: no detail matches nothing", "subaddress",
	  "if address :detail :matches \"from\" \"*\"" YES, KEPT },
	{ "subaddress: an empty detail", "subaddress",
	  "if envelope :detail \"to\" \"\"" YES, IS_YES },
	/* RFC 5229; the examples of its text */
	{ "variables: set", "variables",
	  "set \"Honorific\" \"Mr\"; set \"n\" \"${honorific} X\"; fileinto "
	  "\"${N}\";",
	  "fileinto \"Mr X\"\n" },
	{ "variables: what is no reference stays", "variables",
	  "set \"company\" \"ACME\"; fileinto \"${BAD${Company}\";",
	  "fileinto \"${BADACME\"\n" },
	{ "variables: bad names stay", "variables",
	  "fileinto \"${a-b}${}${1a}$x${y}\";",
	  "fileinto \"${a-b}${}${1a}$x\"\n" },
	{ "variables: unknown is empty", "variables", "fileinto \"a${b}c\";",
	  "fileinto \"ac\"\n" },
	{ "variables: not required", "", "fileinto \"a${b}c\";",
	  "fileinto \"a${b}c\"\n" },
	{ "variables: backslashes go first", "variables",
	  "set \"foo\" \"x\"; fileinto \"${fo\\o}\";", "fileinto \"x\"\n" },
	{ "variables: encoded characters go first",
	  "variables\", \"encoded-character",
	  "set \"name\" \"E\"; fileinto \"dear${hex:20 24 7b 4e}ame}\";",
	  "fileinto \"dear E\"\n" },
	{ "variables: match variables", "variables",
	  "if header :matches \"Subject\" \"[*] *\" { fileinto \"${1}/${02}\"; "
	  "}",
	  "fileinto \"acme-users/[fwd] version 1/0 is out\"\n" },
	{ "variables: as little as possible", "variables",
	  "if address :matches [\"To\", \"From\"] [\"a@**.com\", "
	  "\"boss@**.com\"] { fileinto \"<${0}|${1}|${2}>\"; }",
	  "fileinto \"<boss@ACME/Example/COM||ACME/Example>\"\n" },
	{ "variables: ${0} and ?", "variables",
	  "if header :matches \"X-Priority\" \"?\" { fileinto \"${0}${1}\"; }",
	  "fileinto \"22\"\n" },
	{ "variables: a failed match leaves them", "variables",
	  "if header :matches \"X-Priority\" \"*\" {} if header :matches "
	  "\"Subject\" \"*x*\" {} fileinto \"p${1}\";",
	  "fileinto \"p2\"\n" },
	{ "variables: lists of matches", "variables",
	  "if header :matches \"List-ID\" \"*<*@*\"" YES
	  " elsif header :matches \"List-ID\" \"*<*.lists.*\" { fileinto "
	  "\"INBOX.lists.${2}\"; }",
	  "fileinto \"lists/users\"\n" },
	{ "variables: tests stop at the first", "variables",
	  "if anyof (true, address :domain :matches \"To\" \"*.org\") { "
	  "fileinto \"x${1}\"; }",
	  "fileinto \"x\"\n" },
	{ "variables: :length", "variables",
	  "set \"a\" \"juMBlEd lETteRS\"; set :length \"b\" \"${a}\"; fileinto "
	  "\"${b}\";",
	  "fileinto \"15\"\n" },
	{ "variables: :length counts characters", "variables",
	  "set :length \"b\" \"\xC3\xA4\xE2\x82\xAC\xFF\"; fileinto \"${b}\";",
	  "fileinto \"3\"\n" },
	{ "variables: :lower", "variables",
	  "set :lower \"b\" \"juMBlEd lETteRS\"; fileinto \"${b}\";",
	  "fileinto \"jumbled letters\"\n" },
	{ "variables: :upperfirst :lower", "variables",
	  "set :upperfirst :lower \"b\" \"juMBlEd lETteRS\"; fileinto "
	  "\"${b}\";",
	  "fileinto \"Jumbled letters\"\n" },
	{ "variables: :lowerfirst :upper", "variables",
	  "set :lowerfirst :upper \"b\" \"juMBlEd\"; fileinto \"${b}\";",
	  "fileinto \"jUMBLED\"\n" },
	{ "variables: :quotewildcard", "variables",
	  "set :quotewildcard \"b\" \"R*c?\\\\\"; if string \"${b}\" "
	  "\"R\\\\*c\\\\?\\\\\\\\\"" YES,
	  IS_YES },
	{ "variables: :length comes last", "variables",
	  "set :length :quotewildcard \"b\" \"R*\"; fileinto \"${b}\";",
	  "fileinto \"3\"\n" },
	{ "variables: one of a precedence", "variables",
	  "set :lower :upper \"a\" \"b\";",
	  "2:12 \":upper\" cannot stand with \":lower\"\n" },
	{ "variables: bad name", "variables", "set \"a-b\" \"\";",
	  "2:5 this is no name of a variable: it is made of letters, digits "
	  "and \"_\", and begins with no digit\n" },
	{ "variables: a match variable cannot be set", "variables",
	  "set \"1\" \"\";",
	  "2:5 this is no name of a variable: it is made of letters, digits "
	  "and \"_\", and begins with no digit\n" },
	{ "variables: the name is constant", "variables", "set \"${a}\" \"\";",
	  "2:5 this is no name of a variable: it is made of letters, digits "
	  "and \"_\", and begins with no digit\n" },
	{ "variables: unknown namespace", "variables",
	  "fileinto \"${vnd.x.y}\";",
	  "2:10 there are no variables of that kind: \"${vnd.x.y}\"\n" },
	{ "variables: too high a match variable", "variables",
	  "fileinto \"${33}\";", "2:10 match variables end at \"${32}\"\n" },
	{ "variables: string", "variables",
	  "set \"state\" \"${state} pending\"; if string :matches \" "
	  "${state} \" \"* pending *\"" YES,
	  IS_YES },
	{ "variables: no space is taken off", "variables",
	  "if string \" a\" \"a\"" YES, KEPT },
	{ "variables: count of strings", "variables\", \"relational",
	  "if string :count \"eq\" [\"a\", \"\", \"b\"] \"2\"" YES, IS_YES },
	{ "variables: an address at run time", "variables",
	  "set \"a\" \"b@c.example\"; redirect \"${a}\";",
	  "redirect \"b@c.example\"\n" },
	{ "variables: a bad address at run time", "variables",
	  "set \"a\" \"b c\"; redirect \"${a}\";",
	  COLUMN "25 \"b c\" is not one mail address\n" },
	{ "variables: a bad folder at run time", "variables",
	  "fileinto \"${a}\";", COLUMN "10 the folder name \"\" is empty\n" },
	/* RFC 5232 */
	{ "imap4flags: fileinto :flags", "imap4flags",
	  "fileinto :flags \"\\\\Seen\" \"a\";",
	  "fileinto :flags \"\\\\Seen\" \"a\"\n" },
	{ "imap4flags: keep :flags", "imap4flags",
	  "keep :flags [\"\\\\Seen\", \"x y\"];",
	  "keep :flags \"\\\\Seen\" \"x\" \"y\"\n" },
	{ "imap4flags: the internal variable", "imap4flags",
	  "setflag \"\\\\Seen\"; addflag \"Work\"; fileinto \"a\"; removeflag "
	  "\"\\\\SEEN\"; keep;",
	  "fileinto :flags \"\\\\Seen\" \"Work\" \"a\"\nkeep :flags "
	  "\"Work\"\n" },
	{ "imap4flags: of the implicit keep", "imap4flags",
	  "addflag [\"a\", \" b  a \", \"\"];",
	  "keep (implicit) :flags \"a\" \"b\"\n" },
	{ "imap4flags: what is no flag is ignored", "imap4flags",
	  "keep :flags [\"\\\\Recent\", \"\\\\x\", \"a(b\", \"\xC3\xA4\", "
	  "\"a\\\"b\", \"ok\"];",
	  "keep :flags \"ok\"\n" },
	{ "imap4flags: the last flags win", "imap4flags",
	  "fileinto :flags \"a\" \"f\"; fileinto :flags \"b\" \"f\";",
	  "fileinto :flags \"b\" \"f\"\n" },
	{ "imap4flags: hasflag", "imap4flags",
	  "setflag \"A B\"; if hasflag :is \"b A\"" YES,
	  "fileinto :flags \"A\" \"B\" \"yes\"\n" },
	{ "imap4flags: hasflag, none", "imap4flags",
	  "if hasflag :contains \"a\"" YES, KEPT },
	{ "imap4flags: named variables", "imap4flags\", \"variables",
	  "setflag \"MyVar\" \"NonJunk gnus-forward\"; if hasflag :contains "
	  "\"MyVar\" [\"label\", \"forward\"] { fileinto :flags \"${myvar}\" "
	  "\"a\"; }",
	  "fileinto :flags \"NonJunk\" \"gnus-forward\" \"a\"\n" },
	{ "imap4flags: count", "imap4flags\", \"variables\", \"relational",
	  "set \"f\" \"a B b\"; if hasflag :count \"eq\" \"f\" \"2\"" YES,
	  IS_YES },
	{ "imap4flags: a variable needs variables", "imap4flags",
	  "setflag \"a\" \"b\";",
	  "2:9 a variable needs the extension \"variables\"; did you mean to "
	  "write: require \"variables\";\n" },
	{ "imap4flags: needs require", "", "setflag \"a\";",
	  "2:1 \"setflag\" needs the extension \"imap4flags\"; did you mean to "
	  "write: require \"imap4flags\";\n" },
	/* RFC 5173; the mail's body is below */
	{ "body: raw", "body", "if body :raw :contains \"R3J1w7xl\"" YES,
	  IS_YES },
	{ "body: raw, boundaries too", "body",
	  "if body :raw :contains \"--outer--\"" YES, IS_YES },
	{ "body: text is decoded", "body",
	  "if body :contains \"Gr\xC3\xBC\xC3\x9F"
	  "e\"" YES,
	  IS_YES },
	{ "body: of another charset", "body",
	  "if body :text :contains \"K\xC3\xB6ln\"" YES, IS_YES },
	{ "body: text has no other types", "body",
	  "if body :text :contains \"GIF\"" YES, KEPT },
	{ "body: not across parts", "body",
	  "if body :text :matches \"*Gr*ln*\"" YES, KEPT },
	{ "body: content by type", "body",
	  "if body :content \"image\" :contains \"GIF\"" YES, IS_YES },
	{ "body: content by subtype", "body",
	  "if body :content [\"x\", \"TEXT/html\"] :contains "
	  "\"K\xC3\xB6ln\"" YES,
	  IS_YES },
	{ "body: not of another subtype", "body",
	  "if body :content \"text/plain\" :contains \"K\xC3\xB6ln\"" YES,
	  KEPT },
	{ "body: slashes that match nothing", "body",
	  "if body :content [\"text/\", \"/text\", \"text/html/\"] :contains "
	  "\"\"" YES,
	  KEPT },
	{ "body: every type", "body",
	  "if body :content \"\" :contains \"GIF\"" YES, IS_YES },
	{ "body: what stands before the parts", "body",
	  "if body :content \"multipart\" :contains \"prologue\"" YES, IS_YES },
	{ "body: what stands behind the parts", "body",
	  "if body :content \"multipart\" :is \"epilogue\r\n\"" YES, IS_YES },
	{ "body: not the parts themselves", "body",
	  "if body :content \"multipart\" :contains \"GIF\"" YES, KEPT },
	{ "body: the header of a mail within", "body",
	  "if body :content \"message/rfc822\" :contains \"hello "
	  "request\"" YES,
	  IS_YES },
	{ "body: lines end in CRLF", "body",
	  "if body :contains \"two\r\nlines\"" YES, IS_YES },
	{ "body: no match variables", "body\", \"variables",
	  "if header :matches \"x-priority\" \"*\" {} if body :matches "
	  "\"*two*\" { fileinto \"p${1}\"; }",
	  "fileinto \"p2\"\n" },
	{ "body: one transform", "body", "if body :raw :text \"a\" {}",
	  "2:14 \":text\" cannot stand with \":raw\"\n" },
	/* RFC 5260: date */
	{ "date: parts", "date",
	  "if allof (date :originalzone \"date\" \"year\" \"2026\", date "
	  ":originalzone \"date\" \"month\" \"03\", date :originalzone "
	  "\"date\" \"day\" \"02\", date :originalzone \"date\" \"hour\" "
	  "\"09\", date :originalzone \"date\" \"minute\" \"06\", date "
	  ":originalzone \"date\" \"second\" \"31\")" YES,
	  IS_YES },
	{ "date: texts", "date",
	  "if allof (date :originalzone \"date\" \"date\" \"2026-03-02\", date "
	  ":originalzone \"date\" \"time\" \"09:06:31\", date :originalzone "
	  "\"date\" \"iso8601\" \"2026-03-02T09:06:31-08:00\", date "
	  ":originalzone \"date\" \"std11\" \"Mon, 02 Mar 2026 09:06:31 "
	  "-0800\", date :originalzone \"date\" \"zone\" \"-0800\", date "
	  ":originalzone \"date\" \"weekday\" \"1\", date :originalzone "
	  "\"date\" \"julian\" \"61101\")" YES,
	  IS_YES },
	{ "date: shifted to a zone", "date",
	  "if allof (date :zone \"+0000\" \"date\" \"iso8601\" "
	  "\"2026-03-02T17:06:31Z\", date :zone \"+0900\" \"date\" \"std11\" "
	  "\"Tue, 03 Mar 2026 02:06:31 +0900\")" YES,
	  IS_YES },
	{ "date: local time", "date",
	  "if date \"date\" \"iso8601\" \"2026-03-02T18:36:31+01:30\"" YES,
	  IS_YES },
	{ "date: behind a semicolon", "date",
	  "if date :originalzone \"received\" \"hour\" \"10\"" YES, IS_YES },
	{ "date: none there", "date",
	  "if date \"subject\" \"year\" \"2026\"" YES, KEPT },
	{ "date: no field, no match", "date",
	  "if date :matches \"x-none\" \"year\" \"*\"" YES, KEPT },
	{ "date: count", "date\", \"relational",
	  "if allof (date :count \"eq\" \"date\" \"year\" \"1\", date :count "
	  "\"eq\" \"subject\" \"year\" \"0\")" YES,
	  IS_YES },
	{ "date: no such part", "date", "if date \"date\" \"era\" \"x\" {}",
	  "2:16 this is no part of a date; they are year, month, day, date, "
	  "julian, hour, minute, second, time, iso8601, std11, zone and "
	  "weekday\n" },
	{ "date: no such zone", "date",
	  "if date :zone \"CET\" \"date\" \"day\" \"x\" {}",
	  "2:15 this is no time zone; one is written \"+0130\"\n" },
	{ "date: one zone", "date",
	  "if date :zone \"+0000\" :originalzone \"date\" \"day\" \"x\" {}",
	  "2:23 \":originalzone\" cannot stand with \":zone\"\n" },
	{ "date: now", "date",
	  "if allof (currentdate :zone \"-0230\" \"iso8601\" "
	  "\"2023-11-14T19:43:20-02:30\", currentdate \"weekday\" \"2\")" YES,
	  IS_YES },
	{ "date: in variables", "date\", \"variables",
	  "if currentdate :matches \"month\" \"*\" { set \"m\" \"${1}\"; } "
	  "if currentdate :matches \"year\" \"*\" { fileinto "
	  "\"${m}-${1}\"; }",
	  "fileinto \"11-2023\"\n" },
	/* RFC 5260: index */
	{ "index: the second field", "index",
	  "if header :index 2 :contains \"received\" \"from b\"" YES, IS_YES },
	{ "index: the first is not the second", "index",
	  "if header :index 1 :contains \"received\" \"from b\"" YES, KEPT },
	{ "index: from the end", "index",
	  "if header :index 2 :last :contains \"received\" \"from c\"" YES,
	  IS_YES },
	{ "index: beyond the end", "index",
	  "if anyof (header :index 3 :contains \"received\" \"\", header "
	  ":last :index 3 :contains \"received\" \"\")" YES,
	  KEPT },
	{ "index: names in their order", "index",
	  "if address :index 2 [\"cc\", \"to\"] \"c@example.org\"" YES,
	  IS_YES },
	{ "index: of dates", "date\", \"index",
	  "if date :index 2 :originalzone \"received\" \"zone\" "
	  "\"-0500\"" YES,
	  IS_YES },
	{ "index: last needs it", "index", "if header :last \"a\" \"b\" {}",
	  "2:4 \":last\" needs \":index\"\n" },
	{ "index: from 1", "index", "if header :index 0 \"a\" \"b\" {}",
	  "2:18 fields are counted from 1\n" },
	{ "index: largest number", "index",
	  "if header :index 18446744073709551615 \"to\" \"b\"" YES, KEPT },
	/* RFC 5490: mailbox */
	{ "mailbox: exists", "mailbox",
	  "if mailboxexists [\"INBOX.Lists.c\", \"inbox\"]" YES, IS_YES },
	{ "mailbox: does not exist", "mailbox",
	  "if mailboxexists [\"Lists/c\", \"Lists/d\"]" YES, KEPT },
	{ "mailbox: create", "mailbox", "fileinto :create \"a\";",
	  "fileinto :create \"a\"\n" },
	{ "mailbox: create needs require", "", "fileinto :create \"a\";",
	  "2:10 \":create\" needs the extension \"mailbox\"; did you mean to "
	  "write: require \"mailbox\";\n" },
	/* RFC 5183: environment */
	{ "environment: items", "environment",
	  "if allof (environment \"host\" \"mx.example.org\", environment "
	  "\"domain\" \"example.org\", environment \"location\" \"MDA\", "
	  "environment \"NAME\" \"waxseal\", environment \"phase\" "
	  "\"during\", environment \"remote-ip\" \"192.0.2.3\")" YES,
	  IS_YES },
	{ "environment: no such item", "environment",
	  "if environment :contains \"item\" \"\"" YES, KEPT },
	{ "environment: an empty item", "environment\", \"relational",
	  "if allof (environment :contains \"remote-host\" \"\", environment "
	  ":count \"eq\" \"remote-host\" \"0\")" YES,
	  IS_YES },
	/* RFC 5235: spamtest, virustest */
	{ "spamtest: part of the way to Junk", "spamtest",
	  "if spamtest \"5\"" YES, IS_YES },
	{ "spamtestplus: percent", "spamtestplus",
	  "if allof (spamtest :percent \"50\", spamtest \"5\")" YES, IS_YES },
	{ "spamtest: percent needs plus", "spamtest",
	  "if spamtest :percent \"50\" {}",
	  "2:13 \":percent\" needs the extension \"spamtestplus\"; did you "
	  "mean to write: require \"spamtestplus\";\n" },
	{ "spamtest: it was tested", "spamtest\", \"relational",
	  "if spamtest :count \"eq\" \"1\"" YES, IS_YES },
	{ "spamtest: as a number", "spamtest\", \"relational",
	  "if spamtest :value \"ge\" :comparator \"i;ascii-numeric\" "
	  "\"3\"" YES,
	  IS_YES },
	{ "virustest: it was not tested", "virustest\", \"relational",
	  "if allof (virustest \"0\", virustest :count \"eq\" \"0\")" YES,
	  IS_YES },
	/* RFC 5463 */
	{ "ihave: here", "ihave", "if ihave \"fileinto\"" YES, IS_YES },
	{ "ihave: to the end of the script", "ihave",
	  "if not ihave \"copy\" {} fileinto :copy \"a\";",
	  "fileinto \"a\"\n" KEPT },
	{ "ihave: not here", "ihave",
	  "if ihave [\"copy\", \"vnd.none\"] { frob :x \"a\" { keep; } } "
	  "else { discard; }",
	  "discard\n" },
	{ "ihave: in its own test", "ihave",
	  "if allof (ihave \"vnd.none\", frob :x 1) {} elsif true"
	  " { discard; }",
	  "discard\n" },
	{ "ihave: a tag and a comparator that are not here", "ihave",
	  "if ihave \"vnd.none\" { if anyof (size :about 1, header "
	  ":comparator \"i;x\" \"a\" \"b\") { keep :x; } }",
	  KEPT },
	{ "ihave: what is not here fails when it runs", "ihave",
	  "if ihave \"vnd.none\" {}\nfileinto \"a\"; frob;",
	  "failed: 3:15 there is no command \"frob\"\n" },
	{ "ihave: a test that is not here, too", "ihave",
	  "if not ihave \"vnd.none\" { if frob { keep; } }",
	  "failed: 2:30 there is no test \"frob\"\n" },
	{ "ihave: nothing enabled when one is missing", "ihave",
	  "if ihave \"copy\" {}\nif ihave [\"date\", \"vnd.none\"] {}\n"
	  "if currentdate \"year\" \"x\" {}",
	  "4:4 \"currentdate\" needs the extension \"date\"; did you mean to "
	  "write: require \"date\";\n" },
	{ "ihave: it was not asked", "ihave",
	  "if anyof (true, ihave \"copy\") { fileinto :copy \"a\"; }",
	  "failed: 2:33 this needs the extension \"copy\", which no \"ihave\" "
	  "has found before\n" },
	{ "ihave: nothing before it", "ihave",
	  "fileinto :copy \"a\"; if ihave \"copy\" {}",
	  "2:10 \":copy\" needs the extension \"copy\"; did you mean to write: "
	  "require \"copy\";\n" },
	{ "ihave: never variables", "ihave", "if ihave [\"variables\"]" YES,
	  KEPT },
	{ "ihave: variables that are required", "ihave\", \"variables",
	  "if ihave [\"variables\"]" YES, IS_YES },
	{ "ihave: constant", "ihave\", \"variables", "if ihave \"${a}\" {}",
	  "2:10 \"ihave\" takes no variables\n" },
	{ "ihave: a comparator", "ihave",
	  "if allof (ihave [\"comparator-i;ascii-numeric\", \"relational\"], "
	  "header :value \"lt\" :comparator \"i;ascii-numeric\" "
	  "\"x-priority\" \"10\")" YES,
	  IS_YES },
	{ "ihave: a typo is one still", "ihave", "if ihave \"copy\" {} kepp;",
	  "2:20 \"kepp\" is no command; did you mean \"keep\"?\n" },
	{ "ihave: required", "", "if ihave \"copy\" {}",
	  "2:4 \"ihave\" needs the extension \"ihave\"; did you mean to write: "
	  "require \"ihave\";\n" },
	{ "error: says it", "ihave\", \"variables",
	  "set \"a\" \"b\";\nerror \"no ${a}\tat %s\";",
	  "failed: 3:1 no b\tat %s\n" },
	{ "error: actions are void", "ihave", "discard; error \"x\"; keep;",
	  "failed: 2:10 x\n" },
	/* RFC 5051 */
	{ "unicode-casemap: letters of every script",
	  "comparator-i;unicode-casemap\", \"body",
	  "if body :contains :comparator \"i;unicode-casemap\" "
	  "\"gru\xC3\x9C"
	  "e GR\xC3\x9C\" { discard; }",
	  "discard\n" },
	{ "unicode-casemap: not without it", "body",
	  "if body :contains \"gru\xC3\x9C"
	  "e\" { discard; }",
	  KEPT },
	{ "unicode-casemap: required", "",
	  "if header :comparator \"i;unicode-casemap\" \"a\" \"b\" {}",
	  "2:23 \"comparator i;unicode-casemap\" needs the extension "
	  "\"comparator-i;unicode-casemap\"; did you mean to write: require "
	  "\"comparator-i;unicode-casemap\";\n" },
	{ "unicode-casemap: no regular expressions",
	  "comparator-i;unicode-casemap\", \"regex",
	  "if header :regex :comparator \"i;unicode-casemap\" \"a\" \"b\" {}",
	  "2:30 \"i;unicode-casemap\" knows no regular expressions\n" },
	/* draft-murchison-sieve-regex-08 */
	{ "regex: header", "regex",
	  "if header :regex \"subject\" \"VERSION [0-9]+\\\\.[0-9]\"" YES,
	  IS_YES },
	{ "regex: with i;octet", "regex",
	  "if header :regex :comparator \"i;octet\" \"subject\" "
	  "\"VERSION\"" YES,
	  KEPT },
	{ "regex: address", "regex",
	  "if address :regex :domain \"from\" \"^acme[.]\"" YES, IS_YES },
	{ "regex: groups are variables", "regex\", \"variables",
	  "if header :regex \"subject\" \"version ([0-9])[.]([0-9])(x)?\" { "
	  "fileinto \"${0}|${1}|${2}|${3}\"; }",
	  "fileinto \"version 1/0|1|0|\"\n" },
	{ "regex: a variable in the key", "regex\", \"variables",
	  "set \"v\" \"(is|was) out\"; if header :regex \"subject\" "
	  "\"${v}$\"" YES,
	  IS_YES },
	{ "regex: a variable that makes none", "regex\", \"variables",
	  "set \"v\" \"(\"; if header :regex \"subject\" \"${v}\"" YES,
	  "failed: 2:41 this is no regular expression: missing closing "
	  "parenthesis\n" },
	{ "regex: none", "regex",
	  "if header :regex \"subject\" [\"a\", \"(b\"] {}",
	  "2:34 this is no regular expression: missing closing "
	  "parenthesis\n" },
	{ "regex: not with numbers", "regex\", \"comparator-i;ascii-numeric",
	  "if header :regex :comparator \"i;ascii-numeric\" \"a\" \"b\" {}",
	  "2:30 \"i;ascii-numeric\" cannot search within a text; use it with "
	  "\":is\"\n" },
	{ "regex: one match type", "regex",
	  "if header :regex :is \"a\" \"b\" {}",
	  "2:18 \":is\" cannot stand with \":regex\"\n" },
	{ "regex: required", "", "if header :regex \"a\" \"b\" {}",
	  "2:11 \":regex\" needs the extension \"regex\"; did you mean to "
	  "write: require \"regex\";\n" },
	{ "regex: in every test", "regex\", \"body\", \"date\", \"environment",
	  "if allof (body :regex \"Gr.{1,2}e\", date :regex \"date\" \"year\" "
	  "\"^20..$\", environment :regex \"name\" \"seal$\", envelope :regex "
	  "\"to\" \"^user\")" YES,
	  IS_YES },
	{ "regex: too many steps", "regex\", \"variables",
	  "set \"a\" \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\";\n"
	  "if string :regex \"${a}\" \"^(a+)+$\" {}",
	  "failed: 3:4 the script takes too long over this mail\n" },
};

static int local(time_t when)
{
	(void)when;
	return 90;
}

static struct str run_case(struct arena *arena, const struct extension_case *c)
{
	struct message message = message_parse(arena, str_from(mail));
	struct envelope envelope = {
		.sender = sender_parse(STR("<>")),
		.client = { .status = CLIENT_KNOWN },
		.recipient = STR("user+@example.org"),
	};
	static const struct str folders[] = { STR_INIT("Lists/c") };
	struct auth auth = { .origin = ORIGIN_OUTSIDE };
	struct verdict verdict = { .score = 250, .required = 500 };
	struct sieve_facts facts = {
		.message = &message,
		.envelope = &envelope,
		.auth = &auth,
		.verdict = &verdict,
		.folders = { folders, 1 },
		.now = 1700000000,
		.local = local,
		.host = STR("mx.example.org"),
	};
	struct str script;

	ip_parse(STR("192.0.2.3"), &envelope.client.ip);
	script = arena_printf(arena,
			      "require [\"fileinto\", \"envelope\", "
			      "\"comparator-i;ascii-numeric\", \"%s\"];\n%s",
			      c->require[0] != '\0' ? c->require : "fileinto",
			      c->script);

	return run_script(arena, script, &facts);
}

static struct str repeated(struct arena *arena, size_t times, const char *text)
{
	struct buf out = buf_new(arena, (size_t)1 << 20);

	for (size_t i = 0; i < times; i++)
		buf_add(&out, str_from(text));
	return buf_str(&out);
}

/* Variables that double grow to their limit, and many of them to the script's.
 */
static void test_limits(struct arena *arena)
{
	struct str many =
		repeated(arena, 40, "set \"a\" \"${a}${a}\xE2\x82\xAC\";");
	struct str text = arena_printf(
		arena, "%.*s set :length \"b\" \"${a}\"; fileinto \"${b}\";",
		STR_ARG(many));
	struct extension_case c = { "", "variables", NULL, NULL };

	c.script = arena_cstr(arena, text);
	is_str(run_case(arena, &c), "fileinto \"5461\"\n",
	       "16384 bytes, no character cut");
	text = repeated(arena, 2000, "set \"a\" \"${a}${a}bb\";");
	c.script = arena_cstr(arena, text);
	ok(str_find_str(run_case(arena, &c), STR("makes too much text")) <
		   (size_t)60,
	   "text is limited");
	many = repeated(arena, 100000, "${a}");
	text = arena_printf(arena, "fileinto \"%.*s\";", STR_ARG(many));
	c.script = arena_cstr(arena, text);
	is_str(run_case(arena, &c),
	       "2:10 the script holds too many variables\n",
	       "variables in strings are limited");
}

/* What spamtest says of scores, in hundredths of 5.00. */
static void test_spam_values(struct arena *arena)
{
	static const struct {
		int score;
		bool hard;
		const char *value, *percent;
	} values[] = {
		{ -200, false, "1", "0" },  { 0, false, "1", "0" },
		{ 55, false, "1", "11" },   { 56, false, "2", "11" },
		{ 499, false, "9", "99" },  { 500, false, "9", "99" },
		{ 9999, false, "9", "99" }, { 0, true, "10", "100" },
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
		struct message message = message_parse(arena, STR("\n"));
		struct envelope envelope = { .recipient = STR("a@b.example") };
		struct verdict verdict = {
			.score = values[i].score,
			.required = 500,
			.hard = values[i].hard,
			.disposition = values[i].hard ? DISPOSITION_JUNK
						      : DISPOSITION_INBOX,
		};
		struct sieve_facts facts = { .message = &message,
					     .envelope = &envelope,
					     .verdict = &verdict };
		struct str script = arena_printf(
			arena,
			"require \"spamtestplus\"; if allof (spamtest \"%s\", "
			"spamtest :percent \"%s\") { discard; }",
			values[i].value, values[i].percent);

		is_str(run_script(arena, script, &facts), "discard\n",
		       "score %d%s", values[i].score,
		       values[i].hard ? ", hard" : "");
	}
}

int main(void)
{
	struct arena *arena = arena_new((size_t)1 << 27, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		is_str(run_case(arena, &cases[i]), cases[i].outcome, "%s",
		       cases[i].name);
	test_limits(arena);
	test_spam_values(arena);
	arena_free(arena);
	return done_testing();
}
