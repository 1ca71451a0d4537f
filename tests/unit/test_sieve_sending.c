/* What leaves the machine, as scripts say it: the actions that come of a script,
 * or what is told about it.  The examples of each RFC are among the cases. */
#include "sieve_case.h"

static const char mail[] =
	"From: \"Jeff Smith\" <coyote@desert.example.org>\n"
	"To: \"Knitting Mailing List\" <knitting@example.com>\n"
	"Subject: [Knitting] A new sweater\n"
	"List-Id: Knitting Mailing List <knitting.example.com>\n"
	"X-Blank: \n"
	"\n"
	"I just finished a great new sweater!\n";

struct sending_case {
	const char *name, *require, *script, *outcome;
};

#define KEPT "keep (implicit)\n"

static const struct sending_case vacations[] = {
	/* RFC 5230 */
	{ "4.2: one of two texts", "vacation",
	  "if header :contains \"subject\" \"cyrus\" {\n"
	  "    vacation \"I'm out -- send mail to cyrus-bugs\";\n"
	  "} else {\n"
	  "    vacation \"I'm out -- call me at +1 304 555 0123\";\n"
	  "}",
	  "vacation :days 7 \"I'm out -- call me at +1 304 555 0123\"\n" KEPT },
	{ "4.2: variables in the subject", "vacation\", \"variables",
	  "if header :matches \"subject\" \"*\" {\n"
	  "    vacation :subject \"Automatic response to: ${1}\"\n"
	  "             \"I'm away -- send mail to foo in my absence\";\n"
	  "}",
	  "vacation :days 7 :subject \"Automatic response to: [Knitting] A "
	  "new sweater\" \"I'm away -- send mail to foo in my "
	  "absence\"\n" KEPT },
	{ "4.2: a handle", "vacation",
	  "if header :contains \"subject\" \"lunch\" {\n"
	  "    vacation :handle \"ran-away\" \"I'm out and can't meet for "
	  "lunch\";\n"
	  "} else {\n"
	  "    vacation :handle \"ran-away\" \"I'm out\";\n"
	  "}",
	  "vacation :days 7 :handle \"ran-away\" \"I'm out\"\n" KEPT },
	{ "4.4: a MIME entity", "vacation",
	  "vacation :mime text:\n"
	  "Content-Type: multipart/alternative; boundary=foo\n"
	  "\n"
	  "--foo\n"
	  "\n"
	  "I'm at the beach relaxing.  Mmmm, surf...\n"
	  "--foo--\n"
	  ".\n"
	  ";",
	  "vacation :days 7 :mime \"Content-Type: multipart/alternative; "
	  "boundary=foo\?\?\?\?--foo\?\?\?\?I'm at the beach relaxing.  "
	  "Mmmm, surf...\?\?--foo--\?\?\"\n" KEPT },
	{ "4.8: days and addresses", "vacation",
	  "vacation :days 23 :addresses [\"tjs@example.edu\",\n"
	  "                              \"ts4z@landru.example.edu\"]\n"
	  "\"I'm away until October 19.\" ;",
	  "vacation :days 23 :addresses \"tjs@example.edu\" "
	  "\"ts4z@landru.example.edu\" \"I'm away until October 19.\"\n" KEPT },
	{ "4.8: or a redirect", "vacation",
	  "if header :contains \"from\" \"coyote@desert.example.org\" {\n"
	  "    redirect \"pleeb@isp.example.org\";\n"
	  "} else {\n"
	  "    vacation \"Sorry, I'm away\";\n"
	  "}",
	  "redirect \"pleeb@isp.example.org\"\n" },
	{ "7: by language", "vacation",
	  "if header :contains [\"accept-language\", \"content-language\"] "
	  "\"en\" { vacation \"I am away this week.\"; }\n"
	  "else { vacation \"Estoy ausente esta semana.\"; }",
	  "vacation :days 7 \"Estoy ausente esta semana.\"\n" KEPT },
	{ "4.1: no day means one", "vacation", "vacation :days 0 \"x\";",
	  "vacation :days 1 \"x\"\n" KEPT },
	{ "4.1: a maximum, without an error", "vacation",
	  "vacation :days 100000 \"x\";", "vacation :days 365 \"x\"\n" KEPT },
	{ "4.1: a maximum of any number", "vacation",
	  "vacation :days 4294967295 \"x\";",
	  "vacation :days 365 \"x\"\n" KEPT },
	{ "4.3: from", "vacation",
	  "vacation :from \"Ann <ann@a.example>\" \"x\";",
	  "vacation :days 7 :from \"Ann <ann@a.example>\" \"x\"\n" KEPT },
	{ "4.3: a list of mailboxes", "vacation",
	  "vacation :from \"a@a.example, b@b.example\" \"x\";",
	  "vacation :days 7 :from \"a@a.example, b@b.example\" \"x\"\n" KEPT },
	{ "4.3: an invalid from", "vacation",
	  "vacation :from \"nobody\" \"x\";",
	  "2:16 \"nobody\" is no mail address\n" },
	{ "4.3: a from with a line end", "vacation",
	  "vacation :from \"a@a.example\nBcc: b@b.example\" \"x\";",
	  "2:16 \"a@a.example\?\?Bcc: b@b.example\" is no mail address\n" },
	{ "4.3: variables make an invalid from", "vacation\", \"variables",
	  "set \"f\" \"nobody\"; vacation :from \"${f}\" \"x\";",
	  "failed: 2:34 \"nobody\" is no mail address\n" },
	{ "4.5: an address that is none", "vacation",
	  "vacation :addresses [\"a@a.example\", \"me\"] \"x\";",
	  "2:37 warning: \"me\" is not one mail address: no mail is addressed "
	  "to it\n" },
	{ "4.7: once for each script", "vacation",
	  "vacation \"a\";\nvacation \"b\";",
	  "failed: 3:1 \"vacation\" cannot be done for a mail that has "
	  "\"vacation\" of line 2\n" },
	{ "4.7: the same twice, too", "vacation",
	  "vacation \"a\"; vacation \"a\";",
	  "failed: 2:15 \"vacation\" cannot be done for a mail that has "
	  "\"vacation\" of line 2\n" },
	{ "4.7: beside discard", "vacation", "vacation \"x\"; discard;",
	  "vacation :days 7 \"x\"\ndiscard\n" },
	{ "4.7: beside keep, fileinto and redirect", "vacation",
	  "keep; fileinto \"a\"; redirect \"a@b.example\"; vacation \"x\";",
	  "keep\nfileinto \"a\"\nredirect \"a@b.example\"\n"
	  "vacation :days 7 \"x\"\n" },
	{ "5: 8bit in a MIME header", "vacation",
	  "vacation :mime \"Content-Type: text/plain; x=\xc3\xa9\n\nx\";",
	  "2:16 this text has a MIME header with characters that are not "
	  "ASCII\n" },
	{ "5: 8bit in a MIME body", "vacation",
	  "vacation :mime \"A: b\n\n\xc3\xa9\";",
	  "vacation :days 7 :mime \"A: b\?\?\?\?\xc3\xa9\"\n" KEPT },
	{ "5: 8bit by variables", "vacation\", \"variables",
	  "set \"x\" \"\xc3\xa9\"; vacation :mime \"A: ${x}\n\n\";",
	  "failed: 2:30 this text has a MIME header with characters that are "
	  "not ASCII\n" },
	{ "no tag of another", "vacation\", \"copy", "vacation :copy \"x\";",
	  "2:10 vacation takes no \":copy\"\n" },
	{ "a text is needed", "vacation", "vacation :days 1;",
	  "2:1 wrong arguments; it is: vacation <reason: string>\n" },
	{ "a NUL is no text", "vacation\", \"encoded-character",
	  "vacation \"a${hex:00}b\";",
	  "failed: 2:10 a NUL stands in this text\n" },
	/* RFC 6131 */
	{ "6131: seconds", "vacation-seconds",
	  "vacation :addresses [\"tjs@example.edu\", "
	  "\"ts4z@landru.example.edu\"]\n"
	  "         :seconds 1800\n"
	  "         \"I am in a meeting, and do not have access to email.\";",
	  "vacation :seconds 1800 :addresses \"tjs@example.edu\" "
	  "\"ts4z@landru.example.edu\" \"I am in a meeting, and do not have "
	  "access to email.\"\n" KEPT },
	{ "6131: no seconds", "vacation-seconds", "vacation :seconds 0 \"x\";",
	  "vacation :seconds 0 \"x\"\n" KEPT },
	{ "6131: the largest number", "vacation-seconds",
	  "vacation :seconds 2147483648 \"x\";",
	  "vacation :days 365 \"x\"\n" KEPT },
	{ "6131: not with days", "vacation-seconds",
	  "vacation :days 1 :seconds 1 \"x\";",
	  "2:18 \":seconds\" cannot stand with \":days\"\n" },
	{ "6131: needs require", "vacation", "vacation :seconds 1 \"x\";",
	  "2:10 \":seconds\" needs the extension \"vacation-seconds\"; did "
	  "you mean to write: require \"vacation-seconds\";\n" },
	/* RFC 8580 */
	{ "8580: a copy", "vacation\", \"fcc",
	  "vacation :days 7 :from \"hemingway@example.com\"\n"
	  "         :fcc \"INBOX.Sent\" \"Gone Fishin'\";",
	  "vacation :days 7 :from \"hemingway@example.com\" :fcc \"Sent\" "
	  "\"Gone Fishin'\"\n" KEPT },
	{ "8580: created, with flags",
	  "vacation\", \"fcc\", \"mailbox\", "
	  "\"imap4flags",
	  "vacation :fcc \"Sent\" :create :flags [\"\\\\Seen\"] \"x\";",
	  "vacation :days 7 :fcc \"Sent\" :create :flags \"\\\\Seen\" "
	  "\"x\"\n" KEPT },
	{ "8580: flags are the copy's alone",
	  "vacation\", \"fcc\", "
	  "\"imap4flags",
	  "setflag \"a\"; vacation :fcc \"Sent\" \"x\";",
	  "vacation :days 7 :fcc \"Sent\" \"x\"\n"
	  "keep (implicit) :flags \"a\"\n" },
	{ "8580: flags without a copy", "vacation\", \"imap4flags",
	  "vacation :flags \"a\" \"x\";", "2:1 \":flags\" needs \":fcc\"\n" },
	{ "8580: not for reject", "reject\", \"fcc", "reject :fcc \"a\" \"x\";",
	  "2:8 reject takes no \":fcc\"\n" },
	{ "8580: a name that is none", "vacation\", \"fcc",
	  "vacation :fcc \"../a\" \"x\";",
	  "2:15 the name of the folder for a copy has an empty level\n" },
};

static const struct sending_case refusals[] = {
	/* RFC 5429 */
	{ "2.1: ereject", "ereject",
	  "if address \"from\" \"coyote@desert.example.org\" {\n"
	  "    ereject \"I no longer accept mail from this address\";\n"
	  "}",
	  "ereject \"I no longer accept mail from this address\"\n" },
	{ "2.2: reject", "reject",
	  "if header :contains \"from\" \"coyote@desert.example.org\" {\n"
	  "    reject text:\n"
	  "I am not taking mail from you, and I don't\n"
	  "want your birdseed, either!\n"
	  ".\n"
	  "    ;\n"
	  "}",
	  "reject \"I am not taking mail from you, and I don't??want your "
	  "birdseed, either!??\"\n" },
	{ "2.2: a large mail", "reject",
	  "if size :over 100K { reject \"too big\"; }", KEPT },
	{ "2.2: UTF-8", "reject", "reject \"M\xc3\xb6w\";",
	  "reject \"M\xc3\xb6w\"\n" },
	{ "2.5: by spamtest",
	  "ereject\", \"spamtest\", \"relational\", "
	  "\"comparator-i;ascii-numeric",
	  "if spamtest :value \"ge\" :comparator \"i;ascii-numeric\" \"6\" {\n"
	  "    ereject \"AntiSpam engine thinks your message is spam.\";\n"
	  "} elsif spamtest :value \"ge\"\n"
	  "        :comparator \"i;ascii-numeric\" \"4\" {\n"
	  "    fileinto \"Suspect\";\n"
	  "}",
	  KEPT },
	{ "2.4: once", "reject", "reject \"a\"; reject \"b\";",
	  "failed: 2:13 \"reject\" cannot be done for a mail that has "
	  "\"reject\" of line 2\n" },
	{ "2.4: of either kind", "reject\", \"ereject",
	  "ereject \"a\"; reject \"b\";",
	  "failed: 2:14 \"reject\" cannot be done for a mail that has "
	  "\"ereject\" of line 2\n" },
	{ "2.4: not with vacation", "reject\", \"vacation",
	  "vacation \"a\";\nreject \"b\";",
	  "failed: 3:1 \"reject\" cannot be done for a mail that has "
	  "\"vacation\" of line 2\n" },
	{ "2.4: not before vacation", "reject\", \"vacation",
	  "reject \"b\"; vacation \"a\";",
	  "failed: 2:13 \"vacation\" cannot be done for a mail that has "
	  "\"reject\" of line 2\n" },
	{ "2.4: not with keep", "reject", "keep; reject \"b\";",
	  "failed: 2:7 \"reject\" cannot be done for a mail that has "
	  "\"keep\" of line 2\n" },
	{ "2.4: not with fileinto", "reject", "reject \"b\"; fileinto \"a\";",
	  "failed: 2:13 \"fileinto\" cannot be done for a mail that has "
	  "\"reject\" of line 2\n" },
	{ "2.4: not with a copy of it", "reject\", \"copy",
	  "fileinto :copy \"a\"; reject \"b\";",
	  "failed: 2:21 \"reject\" cannot be done for a mail that has "
	  "\"fileinto\" of line 2\n" },
	{ "2.4: not with redirect", "reject",
	  "redirect \"a@b.example\"; reject \"b\";",
	  "failed: 2:25 \"reject\" cannot be done for a mail that has "
	  "\"redirect\" of line 2\n" },
	{ "beside discard", "reject", "reject \"b\"; discard;",
	  "reject \"b\"\ndiscard\n" },
	{ "what did not run is no conflict", "reject",
	  "if false { keep; } reject \"b\";", "reject \"b\"\n" },
	{ "needs require", "reject", "ereject \"a\";",
	  "2:1 \"ereject\" needs the extension \"ereject\"; did you mean to "
	  "write: require \"ereject\";\n" },
};

static const struct sending_case notices[] = {
	/* RFC 5435 3.7 */
	{ "example 1: for the boss", "enotify\", \"variables",
	  "if header :contains \"from\" \"coyote@desert.example.org\" {\n"
	  "    notify :importance \"1\"\n"
	  "        :message \"This is probably very important\"\n"
	  "                    \"mailto:alm@example.com\";\n"
	  "    stop;\n"
	  "}",
	  "notify :importance \"1\" :message \"This is probably very "
	  "important\" \"mailto:alm@example.com\"\n" KEPT "stopped\n" },
	{ "example 1: for the list", "enotify\", \"variables",
	  "if header :contains \"to\" \"knitting@example.com\" {\n"
	  "    if header :matches \"Subject\" \"*\" {\n"
	  "        set \"subject\" \"${1}\";\n"
	  "    }\n"
	  "    if header :matches \"From\" \"*\" {\n"
	  "        set \"from\" \"${1}\";\n"
	  "    }\n"
	  "    notify :importance \"3\"\n"
	  "        :message \"[SIEVE] ${from}: ${subject}\"\n"
	  "        \"mailto:alm@example.com\";\n"
	  "    fileinto \"INBOX.sieve\";\n"
	  "}",
	  "notify :importance \"3\" :message \"[SIEVE] \\\"Jeff Smith\\\" "
	  "<coyote@desert.example.org>: [Knitting] A new sweater\" "
	  "\"mailto:alm@example.com\"\nfileinto \"sieve\"\n" },
	{ "example 2: by the envelope",
	  "enotify\", \"variables\", "
	  "\"envelope",
	  "if header :matches \"from\" \"*@*.example.org*\" {\n"
	  "    if envelope :all :matches \"from\" \"*\" {\n"
	  "        set \"env_from\" \" [really: ${1}]\";\n"
	  "    }\n"
	  "    if header :matches \"Subject\" \"*\" {\n"
	  "        set \"subject\" \"${1}\";\n"
	  "    }\n"
	  "    if address :matches :all \"from\" \"*\" {\n"
	  "        set \"from_addr\" \"${1}\";\n"
	  "    }\n"
	  "    notify :message \"${from_addr}${env_from}: ${subject}\"\n"
	  "                    \"mailto:alm@example.com\";\n"
	  "}",
	  "notify :importance \"2\" :message \"coyote@desert.example.org "
	  "[really: list-bounces@example.com]: [Knitting] A new sweater\" "
	  "\"mailto:alm@example.com\"\n" KEPT },
	{ "example 3: a method that is not here", "enotify\", \"variables",
	  "set \"notif_method\"\n"
	  "\"xmpp:tim@example.com?message;subject=SIEVE\";\n"
	  "if not string :is \"${notif_method}\" \"\" {\n"
	  "    notify \"${notif_method}\";\n"
	  "}",
	  "failed: 5:12 nobody is notified by this: the only method here is "
	  "\"mailto:\"\n" },
	{ "the same, known before it runs", "enotify",
	  "notify \"tel:+14085551212\";",
	  "2:8 warning: to notify by this is an error: the only method here "
	  "is \"mailto:\"\n" },
	{ "example 4: valid methods", "enotify",
	  "if not valid_notify_method [\"mailto:\",\n"
	  "        \"http://gw.example.net/notify?test\"] {\n"
	  "    stop;\n"
	  "}",
	  KEPT "stopped\n" },
	{ "4: all of them are valid", "enotify",
	  "if valid_notify_method [\"mailto:\", \"mailto:a@b.example\"] { "
	  "discard; }",
	  "discard\n" },
	{ "4: an invalid one", "enotify",
	  "if valid_notify_method \"mailto:a b@b.example\" { discard; }",
	  KEPT },
	{ "example 5: not known to be online", "enotify",
	  "if notify_method_capability\n"
	  "       \"xmpp:tim@example.com?message;subject=SIEVE\"\n"
	  "       \"Online\" \"yes\" {\n"
	  "    discard;\n"
	  "} else {\n"
	  "    notify :message \"You got mail\" \"mailto:a@b.example\";\n"
	  "}",
	  "notify :importance \"2\" :message \"You got mail\" "
	  "\"mailto:a@b.example\"\n" KEPT },
	{ "5436 2.2: maybe online", "enotify",
	  "if notify_method_capability \"mailto:a@b.example\" \"ONLINE\" "
	  "\"maybe\" { discard; }",
	  "discard\n" },
	{ "5: a capability that is none", "enotify",
	  "if notify_method_capability \"mailto:a@b.example\" \"x\" \"\" { "
	  "discard; }",
	  KEPT },
	{ "5: it is counted", "enotify\", \"relational",
	  "if notify_method_capability :count \"eq\" \"mailto:a@b.example\" "
	  "\"online\" \"1\" { discard; }",
	  "discard\n" },
	{ "example 6: encodeurl", "enotify\", \"variables",
	  "set :encodeurl \"body_param\" \"Safe body&evil=evilbody\";\n"
	  "notify \"mailto:tim@example.com?body=${body_param}\";",
	  "notify :importance \"2\" \"mailto:tim@example.com?body=Safe%20"
	  "body%26evil%3Devilbody\"\n" KEPT },
	{ "6: encodeurl needs enotify", "variables",
	  "set :encodeurl \"a\" \"b\";",
	  "2:5 \":encodeurl\" needs the extension \"enotify\"; did you mean "
	  "to write: require \"enotify\";\n" },
	{ "6: its precedence", "enotify\", \"variables",
	  "set :encodeurl :length \"a\" \"\xc3\xa9 \"; fileinto \"${a}\";",
	  "fileinto \"9\"\n" },
	{ "6: after quotewildcard", "enotify\", \"variables",
	  "set :encodeurl :quotewildcard \"a\" \"*-._~\"; fileinto \"${a}\";",
	  "fileinto \"%5C%2A-/_~\"\n" },
	{ "variables that are not encoded", "enotify\", \"variables",
	  "if header :matches \"subject\" \"*\" {\n"
	  "notify \"mailto:a@b.example?body=${1}\"; }",
	  "failed: 3:8 nobody is notified by this: text that must be "
	  "percent-encoded\n" },
	/* RFC 5436 3 */
	{ "5436 3: the example", "enotify\", \"variables",
	  "if header :contains \"list-id\" \"knitting.example.com\" {\n"
	  "  if header :matches \"Subject\" \"[*] *\" {\n"
	  "    notify :message \"From ${1} list: ${2}\"\n"
	  "        :importance \"3\"\n"
	  "        \"mailto:0123456789@sms.example.net?to=backup@example.com\""
	  ";\n"
	  "  }\n"
	  "}",
	  "notify :importance \"3\" :message \"From Knitting list: A new "
	  "sweater\" \"mailto:0123456789@sms.example.net?to=backup@example."
	  "com\"\n" KEPT },
	{ "5436 2.7: not twice the same", "enotify",
	  "notify \"mailto:a@b.example\"; notify \"mailto:a@b.example\";",
	  "notify :importance \"2\" \"mailto:a@b.example\"\n" KEPT },
	{ "3: beside all others", "enotify\", \"reject",
	  "notify \"mailto:a@b.example\"; reject \"no\";",
	  "notify :importance \"2\" \"mailto:a@b.example\"\n"
	  "reject \"no\"\n" },
	{ "many, not any number", "enotify",
	  "notify \"mailto:a@b.example\"; notify \"mailto:b@b.example\"; "
	  "notify \"mailto:c@b.example\"; notify \"mailto:d@b.example\";\n"
	  "notify \"mailto:e@b.example\";",
	  "failed: 3:1 more than 4 notifications of one mail\n" },
	{ "to nobody", "enotify", "notify \"mailto:?subject=x\";",
	  "2:8 warning: this names nobody to be notified\n" },
	{ "3.3: from", "enotify",
	  "notify :from \"ann@a.example\" \"mailto:a@b.example\";",
	  "notify :from \"ann@a.example\" :importance \"2\" "
	  "\"mailto:a@b.example\"\n" KEPT },
	{ "3.3: an invalid from", "enotify",
	  "notify :from \"ann\" \"mailto:a@b.example\";",
	  "2:14 \"ann\" is no mail address\n" },
	{ "3.4: an importance that is none", "enotify",
	  "notify :importance \"4\" \"mailto:a@b.example\";",
	  "2:20 \"4\" is no importance: that is \"1\", \"2\" or \"3\"\n" },
	{ "3.4: the same by variables", "enotify\", \"variables",
	  "set \"i\" \"high\"; notify :importance \"${i}\" "
	  "\"mailto:a@b.example\";",
	  "failed: 2:36 \"high\" is no importance: that is \"1\", \"2\" or "
	  "\"3\"\n" },
	{ "3.5: options", "enotify",
	  "notify :options [\"a-b=c d\", \"x.y_z=\"] \"mailto:a@b.example\";",
	  "notify :importance \"2\" :options \"a-b=c d\" \"x.y_z=\" "
	  "\"mailto:a@b.example\"\n" KEPT },
	{ "3.5: an option that is none", "enotify",
	  "notify :options [\"a=b\", \"=b\"] \"mailto:a@b.example\";",
	  "2:25 \"=b\" is no option: that is name=value\n" },
	/* RFC 8580 */
	{ "8580: a copy", "enotify\", \"fcc",
	  "notify :fcc \"INBOX.Sent\" :message \"You got mail!\"\n"
	  "       \"mailto:ken@example.com\";",
	  "notify :importance \"2\" :message \"You got mail!\" :fcc \"Sent\" "
	  "\"mailto:ken@example.com\"\n" KEPT },
	{ "8580: asked for", "enotify\", \"fcc",
	  "if notify_method_capability \"xmpp:\" \"fcc\" \"yes\" {\n"
	  "    discard;\n"
	  "} elsif notify_method_capability \"mailto:\" \"fcc\" \"yes\" {\n"
	  "    notify :fcc \"Sent\" \"mailto:ken@example.com\";\n"
	  "}",
	  "notify :importance \"2\" :fcc \"Sent\" "
	  "\"mailto:ken@example.com\"\n" KEPT },
};

static const struct sending_case redirects[] = {
	/* RFC 6009 */
	{ "dsn: a private copy", "copy\", \"redirect-dsn",
	  "redirect :copy :notify \"NEVER\" \"elsewhere@example.com\";",
	  "redirect :notify \"NEVER\" \"elsewhere@example.com\"\n" KEPT },
	{ "dsn: several conditions, in any case", "redirect-dsn",
	  "redirect :notify \"success,Delay\" :ret \"hdrs\" \"a@b.example\";",
	  "redirect :notify \"SUCCESS,DELAY\" :ret \"HDRS\" "
	  "\"a@b.example\"\n" },
	{ "dsn: never and others", "redirect-dsn",
	  "redirect :notify \"NEVER,DELAY\" \"a@b.example\";",
	  "2:18 it is \"NEVER\", or \"SUCCESS\", \"FAILURE\", \"DELAY\" with "
	  "commas between that stands behind \":notify\"\n" },
	{ "dsn: what is returned", "redirect-dsn",
	  "redirect :ret \"HALF\" \"a@b.example\";",
	  "2:15 it is \"FULL\" or \"HDRS\" that stands behind \":ret\"\n" },
	{ "dsn: by variables", "redirect-dsn\", \"variables",
	  "set \"n\" \"X\"; redirect :notify \"${n}\" \"a@b.example\";",
	  "failed: 2:31 it is \"NEVER\", or \"SUCCESS\", \"FAILURE\", "
	  "\"DELAY\" with commas between that stands behind \":notify\"\n" },
	{ "by: ten minutes", "copy\", \"redirect-deliverby",
	  "redirect :copy :bytimerelative 600 \"cellphone@example.com\";",
	  "redirect :by \"600;R\" \"cellphone@example.com\"\n" KEPT },
	{ "by: before ten",
	  "copy\", \"redirect-deliverby\", \"date\", "
	  "\"variables",
	  "if currentdate :matches \"date\" \"*\" { set \"date\" \"${0}\"; }\n"
	  "if currentdate :matches \"zone\" \"*\" { set \"zone\" \"${0}\"; }\n"
	  "redirect :copy :bytimeabsolute \"${date}T22:14:20${zone}\"\n"
	  "    :bymode \"return\" \"cellphone@example.com\";",
	  "redirect :by \"60;R\" \"cellphone@example.com\"\n" KEPT },
	{ "by: with a trace", "redirect-deliverby",
	  "redirect :bytimeabsolute \"2023-11-14T23:13:21.5+01:00\" :bytrace "
	  "\"a@b.example\";",
	  "redirect :by \"1;RT\" \"a@b.example\"\n" },
	{ "by: a time that has passed", "redirect-deliverby",
	  "redirect :bytimeabsolute \"2023-11-14T22:13:10Z\" "
	  "\"a@b.example\";",
	  "redirect :by \"1;R\" \"a@b.example\"\n" },
	{ "by: to be told of a time that has passed", "redirect-deliverby",
	  "redirect :bytimeabsolute \"2023-11-14T22:13:10Z\" :bymode "
	  "\"notify\" \"a@b.example\";",
	  "redirect :by \"-10;N\" \"a@b.example\"\n" },
	{ "by: a return needs a second", "redirect-deliverby",
	  "redirect :bytimerelative 0 :bymode \"return\" \"a@b.example\";",
	  "redirect :by \"1;R\" \"a@b.example\"\n" },
	{ "by: nine digits", "redirect-deliverby",
	  "redirect :bytimerelative 4294967295 \"a@b.example\";",
	  "redirect :by \"999999999;R\" \"a@b.example\"\n" },
	{ "by: no time", "redirect-deliverby",
	  "redirect :bytimeabsolute \"tomorrow\" \"a@b.example\";",
	  "2:26 this is no date and time as 2030-12-31T23:59:00+01:00\n" },
	{ "by: two times", "redirect-deliverby",
	  "redirect :bytimerelative 1 :bytimeabsolute \"x\" \"a@b.example\";",
	  "2:28 \":bytimeabsolute\" cannot stand with \":bytimerelative\"\n" },
	{ "by: a mode without a time", "redirect-deliverby",
	  "redirect :bymode \"notify\" \"a@b.example\";",
	  "2:1 \":bymode\" needs \":bytimerelative\" or "
	  "\":bytimeabsolute\"\n" },
};

static const struct sending_case programs[] = {
	{ "a program takes the mail", "vnd.dovecot.pipe",
	  "pipe \"request-handler\";", "pipe \"request-handler\"\n" },
	{ "a copy, with arguments", "vnd.dovecot.pipe\", \"copy",
	  "pipe :copy \"printer\" [\"A4\", \"draft\"];",
	  "pipe \"printer\" \"A4\" \"draft\"\n" KEPT },
	{ "it may fail", "vnd.dovecot.pipe", "pipe :try \"p\" \"a\";",
	  "pipe :try \"p\" \"a\"\n" },
	{ "each program once", "vnd.dovecot.pipe",
	  "pipe \"p\" \"a\"; pipe \"q\"; pipe \"p\" \"b\";",
	  "failed: 2:25 \"pipe\" cannot be done for a mail that has \"pipe\" "
	  "of line 2\n" },
	{ "not with reject", "vnd.dovecot.pipe\", \"reject",
	  "pipe \"p\"; reject \"x\";",
	  "failed: 2:11 \"reject\" cannot be done for a mail that has "
	  "\"pipe\" of line 2\n" },
	{ "no path", "vnd.dovecot.pipe", "pipe \"../p\";",
	  "2:6 this is no name of a program: it holds no \"/\" and does not "
	  "begin with \".\" or \"-\"\n" },
	{ "no option", "vnd.dovecot.pipe", "pipe \"-p\";",
	  "2:6 this is no name of a program: it holds no \"/\" and does not "
	  "begin with \".\" or \"-\"\n" },
	{ "no control characters", "vnd.dovecot.pipe", "pipe \"a\tb\";",
	  "2:6 this is no name of a program: it holds no \"/\" and does not "
	  "begin with \".\" or \"-\"\n" },
	{ "no variables in the name", "vnd.dovecot.pipe\", \"variables",
	  "set \"p\" \"x\"; pipe \"${p}\";",
	  "2:19 the name of a program holds no variables\n" },
	{ "variables in arguments", "vnd.dovecot.pipe\", \"variables",
	  "set \"a\" \"x;y\"; pipe \"p\" \"${a}\";", "pipe \"p\" \"x;y\"\n" },
	{ "no NUL in arguments", "vnd.dovecot.pipe\", \"encoded-character",
	  "pipe \"p\" \"${hex:00}\";",
	  "failed: 2:10 an argument of a program has at most 4096 bytes, and "
	  "no NUL\n" },
	{ "not too many arguments", "vnd.dovecot.pipe",
	  "pipe \"p\" [\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\","
	  "\"10\",\"11\",\"12\",\"13\",\"14\",\"15\",\"16\",\"17\"];",
	  "failed: 2:10 a program takes at most 16 arguments\n" },
	{ "a report", "vnd.dovecot.report",
	  "report \"abuse\" \"This spam message slipped through.\"\n"
	  "\"spam-report@example.org\";",
	  "report \"abuse\" \"This spam message slipped through.\" "
	  "\"spam-report@example.org\"\n" KEPT },
	{ "one for each type and recipient", "vnd.dovecot.report",
	  "report :headers_only \"abuse\" \"1\" \"a@b.example\";"
	  "report \"Abuse\" \"2\" \"a@b.example\";"
	  "report \"fraud\" \"3\" \"a@b.example\";",
	  "report :headers_only \"abuse\" \"1\" \"a@b.example\"\n"
	  "report \"fraud\" \"3\" \"a@b.example\"\n" KEPT },
	{ "a type that is none", "vnd.dovecot.report",
	  "report \"a b\" \"x\" \"a@b.example\";",
	  "2:8 a type of reports is one word, as \"abuse\"\n" },
	{ "an address that is none", "vnd.dovecot.report",
	  "report \"abuse\" \"x\" \"nobody\";",
	  "2:20 \"nobody\" is not one mail address\n" },
	{ "an address by variables", "vnd.dovecot.report\", \"variables",
	  "set \"a\" \"x\"; report \"abuse\" \"x\" \"${a}\";",
	  "failed: 2:33 the address of a report is none\n" },
};

static struct sieve_outcome outcome_of(struct arena *arena, struct str text,
				       struct str *told)
{
	struct message message =
		message_parse(arena, (struct str){ mail, sizeof(mail) - 1 });
	struct envelope envelope = {
		.sender = sender_parse(STR("<list-bounces@example.com>")),
		.recipient = STR("recipient@example.org"),
	};
	struct sieve_facts facts = { .message = &message,
				     .envelope = &envelope,
				     .now = 1700000000 };
	struct sieve_script script = { STR("test"), text };
	struct sieve_errors errors;
	struct sieve *sieve = sieve_compile(arena, &script, &errors);
	struct sieve_outcome outcome = { .failed = true };

	*told = errors_text(arena, &errors);
	if (sieve != NULL)
		outcome = sieve_run(arena, sieve, &facts);
	return outcome;
}

static struct str required(struct arena *arena, const struct sending_case *c)
{
	return arena_printf(arena, "require [\"fileinto\", \"%s\"];\n%s",
			    c->require, c->script);
}

static void test_cases(struct arena *arena, const struct sending_case *cases,
		       size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct str told;
		struct sieve_outcome outcome =
			outcome_of(arena, required(arena, &cases[i]), &told);

		if (told.len == 0)
			told = outcome_text(arena, &outcome);
		is_str(told, cases[i].outcome, "%s", cases[i].name);
	}
}

static struct str key_of(struct arena *arena, const char *script)
{
	struct sending_case c = { "", "vacation-seconds\", \"variables", script,
				  "" };
	struct str told;
	struct sieve_outcome outcome =
		outcome_of(arena, required(arena, &c), &told);

	if (outcome.actions.count != 1)
		return STR("no action");
	return outcome.actions.list[0].key;
}

/* RFC 5230 4.2: which responses are the same. */
static void test_keys(struct arena *arena)
{
	static const struct {
		const char *name, *a, *b;
		bool same;
	} cases[] = {
		{ "the text makes it", "vacation \"a\";", "vacation \"b\";",
		  false },
		{ "the period does not", "vacation :days 1 \"a\";",
		  "vacation :seconds 5 \"a\";", true },
		{ "nor do addresses", "vacation \"a\";",
		  "vacation :addresses \"x@y.example\" \"a\";", true },
		{ "the subject does", "vacation :subject \"s\" \"a\";",
		  "vacation \"a\";", false },
		{ "no argument is taken for another",
		  "vacation :subject \"a@b.example\" \"a\";",
		  "vacation :from \"a@b.example\" \"a\";", false },
		{ "mime does", "vacation :mime \"a\";", "vacation \"a\";",
		  false },
		{ "as written, before variables",
		  "set \"x\" \"1\"; vacation :subject \"${x}\" \"a\";",
		  "set \"x\" \"2\"; vacation :subject \"${x}\" \"a\";", true },
		{ "a handle alone", "vacation :handle \"h\" \"a\";",
		  "vacation :handle \"h\" :subject \"s\" \"b\";", true },
		{ "another handle", "vacation :handle \"h\" \"a\";",
		  "vacation :handle \"i\" \"a\";", false },
		{ "a handle is no text", "vacation :handle \"a\" \"b\";",
		  "vacation \"a\";", false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct str a = key_of(arena, cases[i].a);
		struct str b = key_of(arena, cases[i].b);

		ok(a.len > 0 && a.len <= LIMIT_MARK_KEY &&
			   str_eq(a, b) == cases[i].same,
		   "%s", cases[i].name);
	}
	is_str(key_of(arena, "vacation :seconds 0 \"a\";"), "",
	       "without a period nothing is remembered");
}

/* A text that is too long to be sent. */
static void test_long(struct arena *arena)
{
	struct buf text = buf_new(arena, (size_t)1 << 20);
	struct sieve_outcome outcome;
	struct str told;

	buf_add(&text, STR("require \"reject\"; reject \""));
	for (size_t i = 0; i < LIMIT_SIEVE_REASON; i++)
		buf_add_char(&text, 'x');
	buf_add(&text, STR("y\";"));
	outcome = outcome_of(arena, buf_str(&text), &told);
	is_str(outcome_text(arena, &outcome),
	       "failed: 1:26 this text is longer than 65536 bytes\n",
	       "a reason that is too long");
}

#define TEST(arena, cases)                                                     \
	test_cases(arena, cases, sizeof(cases) / sizeof(*(cases)))

int main(void)
{
	struct arena *arena = arena_new((size_t)1 << 27, NULL);

	TEST(arena, vacations);
	TEST(arena, refusals);
	TEST(arena, notices);
	TEST(arena, redirects);
	TEST(arena, programs);
	test_keys(arena);
	test_long(arena);
	arena_free(arena);
	return done_testing();
}
