/* What scripts know of mailboxes and external lists: RFC 5490, 6134, 8579,
 * 9042. */
#include "../../filter/sieve/annotation.h"
#include "../../mda/mailbox_facts.h"
#include "sieve_case.h"

#define INBOX_ID "3085f01b7f11094c501100008c4a11c1"
#define BILLS_ID "aa85f01b7f11094c501100008c4a11c2"

static const struct str folders[] = { STR_INIT("Bills"), STR_INIT("Old/Spam"),
				      STR_INIT("Junk"), STR_INIT("Sent") };

static const struct sieve_mailbox uses[] = {
	{ STR_INIT("Junk"), STR_INIT("Junk") },
	{ STR_INIT("Junk"), STR_INIT("Old/Spam") },
	{ STR_INIT("Sent"), STR_INIT("Sent") },
	{ STR_INIT("Archive"), STR_INIT("Archive") },
};

static const struct sieve_mailbox ids[] = {
	{ STR_INIT(INBOX_ID), STR_INIT("INBOX") },
	{ STR_INIT(BILLS_ID), STR_INIT("Bills") },
};

static const struct sieve_list lists[] = {
	{ STR_INIT("tag:example.com,2010-05-28:mylist"),
	  STR_INIT("# who is in it\nann@garden.example\n\n"
		   "BOB@home.example  \n") },
	{ STR_INIT("tag:example.com,2011-01-01:localHolidays"),
	  STR_INIT("2026-01-01\n") },
	{ STR_INIT("empty"), STR_INIT("") },
	{ STR_INIT("many"),
	  STR_INIT("a@x.example\nb@x.example\nc@x.example\nd@x.example\n"
		   "e@x.example\nf@x.example\n") },
};

#define KEYS                                                                   \
	"priv/" INBOX_ID "/vendor/vendor.isode/auto-replies\non\n"             \
	"priv/" BILLS_ID "/comment\nwhat\001tto\001npay\n"                     \
	"shared/" BILLS_ID "/Comment\nfor all\n"                               \
	"priv/" BILLS_ID "/empty\n\n"                                          \
	"priv/" INBOX_ID "/vendor/vendor.dovecot/pvt/secret\nx\n"              \
	"priv/" INBOX_ID                                                       \
	"/vendor/vendor.dovecot/pvt/server/vendor/vendor.isode/"               \
	"notification-uri\nmailto:ann@garden.example\n"                        \
	"shared/" INBOX_ID "/vendor/vendor.dovecot/pvt/server/admin\nroot\n"

static const struct row {
	const char *what, *script, *want;
} rows[] = {
	/* RFC 8579 */
	{ "special use", "specialuse_exists \"\\\\Junk\"", "yes" },
	{ "in any case", "specialuse_exists \"\\\\jUNK\"", "yes" },
	{ "as a script writes it that forgets to escape",
	  "specialuse_exists \"\\Junk\"", "yes" },
	{ "all of them", "specialuse_exists [\"\\\\Junk\", \"\\\\Sent\"]",
	  "yes" },
	{ "one is not", "specialuse_exists [\"\\\\Junk\", \"\\\\All\"]", "no" },
	{ "its folder does not exist", "specialuse_exists \"\\\\Archive\"",
	  "no" },
	{ "of a mailbox", "specialuse_exists \"Sent\" \"\\\\Sent\"", "yes" },
	{ "by either separator", "specialuse_exists \"Old.Spam\" \"\\\\Junk\"",
	  "yes" },
	{ "of another", "specialuse_exists \"Bills\" \"\\\\Sent\"", "no" },
	{ "of one that does not exist",
	  "specialuse_exists \"Archive\" \"\\\\Archive\"", "no" },
	{ "of what is no name", "specialuse_exists \"\" \"\\\\Sent\"", "no" },
	{ "it has one of two",
	  "specialuse_exists \"Sent\" [\"\\\\Sent\", \"\\\\Junk\"]", "no" },
	/* RFC 9042 */
	{ "id", "mailboxidexists \"" BILLS_ID "\"", "yes" },
	{ "ids", "mailboxidexists [\"" BILLS_ID "\", \"" INBOX_ID "\"]",
	  "yes" },
	{ "one is nobody's", "mailboxidexists [\"" BILLS_ID "\", \"Fnosuch\"]",
	  "no" },
	{ "ids have their case",
	  "mailboxidexists \"AA85f01b7f11094c501100008c4a11c2\"", "no" },
	/* RFC 5490 3.3, 3.4 */
	{ "metadata, the example",
	  "metadata :is \"INBOX\" \"/private/vendor/vendor.isode/"
	  "auto-replies\" \"on\"",
	  "yes" },
	{ "names in any case",
	  "metadata \"inbox\" \"/PRIVATE/Vendor/vendor.isode/auto-replies\" "
	  "\"ON\"",
	  "yes" },
	{ "another value",
	  "metadata \"INBOX\" \"/private/vendor/vendor.isode/auto-replies\" "
	  "\"off\"",
	  "no" },
	{ "matches",
	  "metadata :matches \"Bills\" \"/private/comment\" \"what*\"", "yes" },
	{ "what is escaped in its file",
	  "metadata :matches \"Bills\" \"/private/comment\" "
	  "\"what\tto?pay\"",
	  "yes" },
	{ "shared", "metadata \"Bills\" \"/shared/comment\" \"for all\"",
	  "yes" },
	{ "shared is not private",
	  "metadata \"INBOX\" \"/shared/vendor/vendor.isode/auto-replies\" "
	  "\"on\"",
	  "no" },
	{ "a mailbox without an id",
	  "metadata \"Sent\" \"/private/comment\" \"what*\"", "no" },
	{ "a mailbox that does not exist",
	  "metadata :matches \"None\" \"/private/comment\" \"*\"", "no" },
	{ "none is no empty value",
	  "metadata :matches \"INBOX\" \"/private/none\" \"*\"", "no" },
	{ "metadataexists",
	  "metadataexists \"INBOX\" "
	  "\"/private/vendor/vendor.isode/auto-replies\"",
	  "yes" },
	{ "all of them",
	  "metadataexists \"Bills\" [\"/private/comment\", "
	  "\"/shared/comment\"]",
	  "yes" },
	{ "one does not",
	  "metadataexists \"Bills\" [\"/private/comment\", \"/shared/x\"]",
	  "no" },
	{ "without a value it does not",
	  "metadataexists \"Bills\" \"/private/empty\"", "no" },
	{ "Dovecot's own are not shown",
	  "metadataexists \"INBOX\" "
	  "\"/private/vendor/vendor.dovecot/pvt/secret\"",
	  "no" },
	{ "the server's are not the mailbox's",
	  "metadataexists \"INBOX\" "
	  "\"/private/vendor/vendor.dovecot/pvt/server/vendor/vendor.isode/"
	  "notification-uri\"",
	  "no" },
	{ "metadata: :is is all of it",
	  "metadata \"Bills\" \"/private/comment\" \"what\"", "no" },
	{ "metadata: by the comparator",
	  "metadata :comparator \"i;octet\" \"INBOX\" "
	  "\"/private/vendor/vendor.isode/auto-replies\" \"ON\"",
	  "no" },
	{ "metadata: any of the keys",
	  "metadata \"INBOX\" \"/private/vendor/vendor.isode/auto-replies\" "
	  "[\"yes\", \"on\"]",
	  "yes" },
	/* RFC 5490 4 */
	{ "servermetadata: any of the keys, in any case",
	  "servermetadata \"/shared/admin\" [\"x\", \"ROOT\"]", "yes" },
	{ "servermetadata: none is no empty value",
	  "servermetadata :matches \"/shared/none\" \"*\"", "no" },
	{ "servermetadata",
	  "servermetadata :matches "
	  "\"/private/vendor/vendor.isode/notification-uri\" \"mailto:*\"",
	  "yes" },
	{ "shared", "servermetadata \"/shared/admin\" \"root\"", "yes" },
	{ "not a mailbox's",
	  "servermetadata \"/private/vendor/vendor.isode/auto-replies\" "
	  "\"on\"",
	  "no" },
	{ "servermetadataexists",
	  "servermetadataexists [\"/shared/admin\", "
	  "\"/private/vendor/vendor.isode/notification-uri\"]",
	  "yes" },
	{ "one does not", "servermetadataexists [\"/shared/admin\", \"/x\"]",
	  "no" },
	/* RFC 6134 */
	{ "list, in any case",
	  "envelope :list \"from\" \"tag:example.com,2010-05-28:mylist\"",
	  "yes" },
	{ "one of several lists",
	  "envelope :list \"from\" [\"empty\", "
	  "\"tag:example.com,2010-05-28:mylist\"]",
	  "yes" },
	{ "not in it",
	  "envelope :list \"to\" \"tag:example.com,2010-05-28:mylist\"", "no" },
	{ "a header field that is an address",
	  "header :list \"from\" \"tag:example.com,2010-05-28:mylist\"",
	  "yes" },
	{ "one that only shows it",
	  "header :list \"reply-to\" \"tag:example.com,2010-05-28:mylist\"",
	  "no" },
	{ "a date",
	  "currentdate :zone \"+0000\" :list \"date\" "
	  "\"tag:example.com,2011-01-01:localHolidays\"",
	  "yes" },
	{ "the address book", "address :list \"from\" \":addrbook:default\"",
	  "yes" },
	{ "by its long name",
	  "address :list \"from\" \"urn:ietf:params:sieve:addrbook:Default\"",
	  "yes" },
	{ "not in it", "address :list \"to\" \":addrbook:default\"", "no" },
	{ "a name in it is no member",
	  "string :list \"Ann\" \":addrbook:default\"", "no" },
	{ "a comment is no member",
	  "string :list \"# who is in it\" "
	  "\"tag:example.com,2010-05-28:mylist\"",
	  "no" },
	{ "nor an empty line",
	  "string :list \"\" \"tag:example.com,2010-05-28:mylist\"", "no" },
	{ "no such list", "envelope :list \"from\" \"tag:x,2010:none\"", "no" },
	{ "a name in other letters",
	  "envelope :list \"from\" \"TAG:example.com,2010-05-28:mylist\"",
	  "no" },
	{ ":list with :is", "header :list :is \"a\" \"b\"",
	  "2:17 \":is\" cannot stand with \":list\"\n" },
	{ ":list with a comparator",
	  "envelope :list :comparator \"i;octet\" \"from\" "
	  "\"tag:example.com,2010-05-28:mylist\"",
	  "yes" },
	{ "valid_ext_list", "valid_ext_list \":addrbook:default\"", "yes" },
	{ "all of them", "valid_ext_list [\":addrbook:default\", \"empty\"]",
	  "yes" },
	{ "one is not", "valid_ext_list [\"empty\", \":addrbook:frens\"]",
	  "no" },
};

#define REQUIRE                                                                \
	"require [\"mboxmetadata\", \"servermetadata\", \"special-use\", "     \
	"\"mailboxid\", \"extlists\", \"envelope\", \"date\", \"variables\", " \
	"\"fileinto\", \"mailbox\", \"vacation\", \"fcc\", \"reject\", "       \
	"\"enotify\", \"copy\", \"imap4flags\"];\n"

static struct str over_facts(struct arena *arena, struct str script)
{
	struct message message = message_parse(
		arena, STR("From: Ann <ann@garden.example>\n"
			   "Reply-To: \"ann@garden.example\" <x@evil.example>\n"
			   "To: carl@home.example\n\nHi.\n"));
	struct envelope envelope = {
		.sender = sender_parse(STR("<bob@HOME.example>")),
		.recipient = STR("carl@home.example"),
	};
	struct sieve_facts facts = {
		.message = &message,
		.envelope = &envelope,
		.now = 1767225600,
		.folders = { folders, sizeof(folders) / sizeof(folders[0]) },
		.mailboxes = { uses, sizeof(uses) / sizeof(uses[0]), ids,
			       sizeof(ids) / sizeof(ids[0]), STR(KEYS) },
		.lists = { lists, sizeof(lists) / sizeof(lists[0]) },
		.address_book = STR("ann@garden.example Ann\n"),
	};

	return run_script(arena, script, &facts);
}

static void test_tests(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str script = arena_printf(
			arena, REQUIRE "if %s { fileinto \"yes\"; }",
			rows[i].script);
		struct str outcome = over_facts(arena, script);

		if (str_eq(outcome, STR("fileinto \"yes\"\n")))
			outcome = STR("yes");
		else if (str_eq(outcome, STR("keep (implicit)\n")))
			outcome = STR("no");
		is_str(outcome, rows[i].want, "%s", rows[i].what);
	}
}

static void test_fileinto(struct arena *arena)
{
	static const struct row files[] = {
		/* RFC 5490 */
		{ "a mailbox that exists",
		  "if mailboxexists \"Bills\" { fileinto \"Bills\"; } else { "
		  "reject \"It was not accepted.\"; }",
		  "fileinto \"Bills\"\n" },
		{ "one that does not",
		  "if mailboxexists \"Partners\" { fileinto \"Partners\"; } "
		  "else { reject \"It was not accepted.\"; }",
		  "reject \"It was not accepted.\"\n" },
		{ "an annotation asks for vacation",
		  "if metadata :is \"INBOX\" \"/private/vendor/vendor.isode/"
		  "auto-replies\" \"on\" { vacation text:\n"
		  "I am away.\nExpect a delay.\n.\n; }",
		  "vacation :days 7 \"I am away.\?\?Expect a "
		  "delay.\?\?\"\nkeep "
		  "(implicit)\n" },
		{ "an annotation says whom to notify",
		  "if servermetadata :matches \"/private/vendor/vendor.isode/"
		  "notification-uri\" \"*\" { set \"notif_uri\" \"${0}\"; }\n"
		  "if not string :is \"${notif_uri}\" \"none\" {\n"
		  "if envelope :all :matches \"from\" \"*\" { "
		  "set \"env_from\" \" [really: ${1}]\"; }\n"
		  "if header :matches \"reply-to\" \"*\" { "
		  "set \"subject\" \"${1}\"; }\n"
		  "if address :matches :all \"from\" \"*\" { "
		  "set \"from_addr\" \"${1}\"; }\n"
		  "notify :message \"${from_addr}${env_from}: ${subject}\" "
		  "\"${notif_uri}\"; }",
		  "notify :importance \"2\" :message \"ann@garden.example "
		  "[really: bob@HOME.example]: \\\"ann@garden.example\\\" "
		  "<x@evil.example>\" \"mailto:ann@garden.example\"\nkeep "
		  "(implicit)\n" },
		{ "a special use", "fileinto :specialuse \"\\\\Sent\" \"x\";",
		  "fileinto \"Sent\"\n" },
		{ "of several the one that is named",
		  "fileinto :specialuse \"\\\\Junk\" \"Old/Spam\";",
		  "fileinto \"Old/Spam\"\n" },
		{ "else the first",
		  "fileinto :specialuse \"\\\\Junk\" \"Spam\";",
		  "fileinto \"Junk\"\n" },
		{ "a use whose folder does not exist",
		  "fileinto :specialuse \"\\\\Archive\" \"Old\";",
		  "fileinto \"Old\"\n" },
		{ "it is made by its name",
		  "fileinto :specialuse \"\\\\Archive\" :create \"Old\";",
		  "fileinto :create \"Old\"\n" },
		{ "an unknown use", "fileinto :specialuse \"foo\" \"Spam\";",
		  "fileinto \"Spam\"\n" },
		{ "an id",
		  "fileinto :mailboxid \"" BILLS_ID
		  "\" \"INBOX.name.will.not.be.used\";",
		  "fileinto \"Bills\"\n" },
		{ "nobody's id",
		  "fileinto :mailboxid \"Fnosuch\" \"INBOX.harassment\";",
		  "fileinto \"harassment\"\n" },
		{ "which is not given to what is made",
		  "fileinto :mailboxid \"Fnosuch\" :create "
		  "\"INBOX.no-such-folder\";",
		  "fileinto :create \"no-such-folder\"\n" },
		{ "by id if there is one, else by name",
		  "if header :contains \"subject\" \"koala\" {} elsif "
		  "mailboxidexists \"" BILLS_ID
		  "\" { fileinto :mailboxid \"" BILLS_ID
		  "\" \"x\"; } else { fileinto \"INBOX.y\"; }",
		  "fileinto \"Bills\"\n" },
		{ "with other arguments",
		  "fileinto :copy :create :flags \"\\\\Seen\" :mailboxid "
		  "\"" BILLS_ID "\" \"x\";",
		  "fileinto :create :flags \"\\\\Seen\" \"Bills\"\nkeep "
		  "(implicit)\n" },
		{ "not both",
		  "fileinto :mailboxid \"blah\" :specialuse \"\\\\Junk\" "
		  "\"Spam\";",
		  "2:1 \":mailboxid\" cannot stand with \":specialuse\"\n" },
		{ "redirect: to each of a list",
		  "redirect :list \"tag:example.com,2010-05-28:mylist\";",
		  "redirect \"ann@garden.example\"\n"
		  "redirect \"BOB@home.example\"\n" },
		{ "redirect: to nobody of a list", "redirect :list \"empty\";",
		  "keep (implicit)\n" },
		{ "redirect: what is no address is no member",
		  "redirect :list "
		  "\"tag:example.com,2011-01-01:localHolidays\";",
		  "keep (implicit)\n" },
		{ "redirect: no such list", "redirect :list \"none\";",
		  "failed: 2:1 there is no list \"none\"\n" },
		{ "redirect: more members than redirects",
		  "redirect :list \"many\";",
		  "redirect \"a@x.example\"\nredirect \"b@x.example\"\n"
		  "redirect \"c@x.example\"\nredirect \"d@x.example\"\n"
		  "redirect \"e@x.example\"\nredirect \"f@x.example\"\n" },
		{ "a name by variables",
		  "set \"n\" \"mylist\"; if header :list \"from\" "
		  "\"tag:example.com,2010-05-28:${n}\" { discard; }",
		  "discard\n" },
		{ "redirect: the address book",
		  "redirect :list \":addrbook:default\";",
		  "redirect \"ann@garden.example\"\n" },
		{ "vacation: a copy by special use (RFC 8580 3.1)",
		  "vacation :fcc \"x\" :specialuse \"\\\\Sent\" \"away\";",
		  "vacation :days 7 :fcc \"Sent\" \"away\"\nkeep "
		  "(implicit)\n" },
		{ "vacation: there must be a copy",
		  "vacation :specialuse \"\\\\Sent\" \"away\";",
		  "2:1 \":specialuse\" needs \":fcc\"\n" },
		{ "by a variable",
		  "set \"use\" \"\\\\Sent\"; "
		  "fileinto :specialuse \"${use}\" \"x\";",
		  "fileinto \"Sent\"\n" },
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		is_str(over_facts(arena, arena_printf(arena, REQUIRE "%s",
						      files[i].script)),
		       files[i].want, "fileinto: %s", files[i].what);
}

static void test_ids(void)
{
	static const struct {
		const char *line, *want;
	} lines[] = {
		{ "3 V1275660208 N25022 G" INBOX_ID "\n1 :x\n", INBOX_ID },
		{ "3 V1275660208 N25022 G" INBOX_ID, INBOX_ID },
		{ "3 V1275660208 N25022\n1 G" INBOX_ID "\n", "" },
		{ "1 1275660208 25022 G" INBOX_ID "\n", "" },
		{ "3 G123\n", "" },
		{ "3 G3085f01b7f11094c50110000/c4a11c1\n", "" },
		{ "", "" },
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		is_str(mailbox_id_parse(str_from(lines[i].line)), lines[i].want,
		       "uidlist: %s", lines[i].line);
}

/* One word of each extension. */
static void test_required(struct arena *arena)
{
	static const struct {
		const char *what, *script, *extension;
	} words[] = {
		{ "metadata", "metadata \"a\" \"/b\" \"c\"", "mboxmetadata" },
		{ "metadataexists", "metadataexists \"a\" \"/b\"",
		  "mboxmetadata" },
		{ "servermetadata", "servermetadata \"/b\" \"c\"",
		  "servermetadata" },
		{ "specialuse_exists", "specialuse_exists \"\\\\Junk\"",
		  "special-use" },
		{ "mailboxidexists", "mailboxidexists \"F1\"", "mailboxid" },
		{ "valid_ext_list", "valid_ext_list \"a\"", "extlists" },
		{ ":list", "header :list \"a\" \"b\"", "extlists" },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct str errors =
			compile(arena, arena_printf(arena, "if %s {}",
						    words[i].script));

		ok(str_find_str(errors,
				arena_printf(arena,
					     "needs the extension \"%s\"",
					     words[i].extension)) < errors.len,
		   "%s must be required", words[i].what);
	}
}

int main(void)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);

	test_required(arena);
	test_tests(arena);
	test_fileinto(arena);
	test_ids();
	arena_free(arena);
	return done_testing();
}
