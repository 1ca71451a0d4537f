/* What leaves the machine, as scripts say it: refusals (RFC 5429), redirects
 * (RFC 6009), what programs get, reports.  Answers and notices:
 * test_sieve_vacation.c, test_sieve_notify.c. */
#include "sending_case.h"

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
	{ "2.1: needs require", "fileinto", "ereject \"a\";",
	  "2:1 \"ereject\" needs the extension \"ereject\"; did you mean to "
	  "write: require \"ereject\";\n" },
	{ "2.2: needs require", "ereject", "reject \"a\";",
	  "2:1 \"reject\" needs the extension \"reject\"; did you mean to "
	  "write: require \"reject\";\n" },
	{ "2.2: a mail that is too big", "reject",
	  "if size :over 10 {\n"
	  "    reject text:\n"
	  "Your message is too big.  If you want to send me a big attachment,\n"
	  "put it on a public web site and send me a URL.\n"
	  "M\xc3\xb6w.\n"
	  ".\n"
	  "    ;\n"
	  "}",
	  "reject \"Your message is too big.  If you want to send me a big "
	  "attachment,??put it on a public web site and send me a URL.??"
	  "M\xc3\xb6w.??\"\n" },
	{ "2.4: nor ereject with either", "ereject\", \"vacation",
	  "vacation \"a\"; ereject \"b\";",
	  "failed: 2:15 \"ereject\" cannot be done for a mail that has "
	  "\"vacation\" of line 2\n" },
	{ "2.4: ereject once", "ereject", "ereject \"a\"; ereject \"b\";",
	  "failed: 2:14 \"ereject\" cannot be done for a mail that has "
	  "\"ereject\" of line 2\n" },
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
	{ "8580: no copy of it", "reject\", \"ereject\", \"fcc",
	  "ereject :fcc \"a\" \"b\";", "2:9 ereject takes no \":fcc\"\n" },
	{ "needs require", "reject", "ereject \"a\";",
	  "2:1 \"ereject\" needs the extension \"ereject\"; did you mean to "
	  "write: require \"ereject\";\n" },
};

static const struct sending_case redirects[] = {
	/* RFC 6009 */
	{ "dsn: a private copy", "copy\", \"redirect-dsn",
	  "redirect :copy :notify \"NEVER\" \"elsewhere@example.com\";",
	  "redirect :notify \"NEVER\" \"elsewhere@example.com\"\n" KEPT },
	{ "dsn: needs require", "copy",
	  "redirect :notify \"NEVER\" \"a@b.example\";",
	  "2:10 \":notify\" needs the extension \"redirect-dsn\"; did you mean "
	  "to write: require \"redirect-dsn\";\n" },
	{ "by: needs require", "copy",
	  "redirect :bytimerelative 600 \"a@b.example\";",
	  "2:10 \":bytimerelative\" needs the extension "
	  "\"redirect-deliverby\"; did you mean to write: require "
	  "\"redirect-deliverby\";\n" },
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

int main(void)
{
	struct arena *arena = arena_new((size_t)1 << 27, NULL);

	TEST(arena, refusals);
	TEST(arena, redirects);
	TEST(arena, programs);
	test_long(arena);
	arena_free(arena);
	return done_testing();
}
