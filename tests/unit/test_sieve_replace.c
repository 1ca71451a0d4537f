/* RFC 5703 5, 6: parts that give way to others, and mails within mails. */
#include "edit_case.h"

#define TOP                                                                    \
	"From: a@a.example\n"                                                  \
	"Subject: hi\n"                                                        \
	"MIME-Version: 1.0\n"
#define PLAIN TOP "Content-Type: text/plain\n\nbody\n"
#define TYPE "Content-Type: multipart/mixed; boundary=o\n"
#define MIXED                                                                  \
	TOP TYPE "\npro\n--o\n\nfirst\n--o\nContent-Type: application/exe\n"   \
		 "\nMZ\n--o--\nepi\n"
#define TEXT                                                                   \
	"Content-Type: text/plain; charset=utf-8\n"                            \
	"Content-Transfer-Encoding: 7bit\n"
#define QUOTED                                                                 \
	"Content-Type: text/plain; charset=utf-8\n"                            \
	"Content-Transfer-Encoding: quoted-printable\n"
#define IF_EXE                                                                 \
	"foreverypart { if header :mime :subtype \"Content-Type\" \"exe\" {"

struct replace_case {
	const char *name, *mail, *script, *kept;
};

static const struct replace_case cases[] = {
	{ "the whole mail", PLAIN, "replace \"gone\";",
	  "From: a@a.example\nSubject: hi\nMIME-Version: 1.0\n" TEXT
	  "\ngone\n" },
	{ "with subject and author", PLAIN,
	  "replace :subject \"Grüße\" :from \"B <b@b.example>\" \"gone\";",
	  "Original-Subject: hi\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n"
	  "Original-From: a@a.example\nFrom: \"B\" <b@b.example>\n"
	  "MIME-Version: 1.0\n" TEXT "\ngone\n" },
	{ "what is preserved stays", PLAIN,
	  "replace :subject \"new\" \"gone\"; deleteheader "
	  "\"Original-Subject\";",
	  "From: a@a.example\nOriginal-Subject: hi\nSubject: new\n"
	  "MIME-Version: 1.0\n" TEXT "\ngone\n" },
	{ "what is preserved stays, of the author, too", PLAIN,
	  "replace :from \"b@b.example\" \"gone\"; deleteheader "
	  "\"Original-From\"; deleteheader :index 1 :contains "
	  "\"original-from\" \"a\";",
	  "Subject: hi\nOriginal-From: a@a.example\nFrom: b@b.example\n"
	  "MIME-Version: 1.0\n" TEXT "\ngone\n" },
	{ "with an entity, subject and author say nothing", PLAIN,
	  "replace :mime :subject \"x\" :from \"b@b.example\" "
	  "\"Content-Type: text/html\n\n<b>\";",
	  TOP "Content-Type: text/html\n\n<b>" },
	{ "an author by variables that is none is ignored", PLAIN,
	  "set \"a\" \"x y\"; replace :from \"${a}\" \"gone\";",
	  TOP TEXT "\ngone\n" },
	{ "UTF-8", PLAIN, "replace \"Grüße\";",
	  TOP QUOTED "\nGr=C3=BC=C3=9Fe\n" },
	{ "by an entity", PLAIN,
	  "replace :mime \"Content-Type: text/html\nX-Not: a field of the "
	  "mail\n\n<b>\";",
	  TOP "Content-Type: text/html\n\n<b>" },
	{ "by an entity of 8 bits", PLAIN,
	  "replace :mime \"Content-Type: text/plain; charset=utf-8\n\nü\n\";",
	  TOP "Content-Type: text/plain; charset=utf-8\n"
	      "Content-Transfer-Encoding: 8bit\n\nü\n" },
	{ "by an entity that is none", PLAIN,
	  "replace :mime \"gone by a filter\";",
	  TOP TEXT "\ngone by a filter\n" },
	{ "twice", PLAIN, "replace \"1\"; replace \"2\";", TOP TEXT "\n2\n" },
	{ "a mail without a body", "A: b\n", "replace \"x\";",
	  "A: b\nMIME-Version: 1.0\n" TEXT "\nx\n" },
	{ "a header without its line end", "A: b", "replace \"x\";",
	  "A: b\nMIME-Version: 1.0\n" TEXT "\nx\n" },
	{ "nothing at all", "", "replace \"x\";",
	  "MIME-Version: 1.0\n" TEXT "\nx\n" },
	/* RFC 5703 9.1 */
	{ "a part", MIXED, IF_EXE " replace \"removed\"; } }",
	  TOP TYPE "\npro\n--o\n\nfirst\n--o\n" TEXT
		   "\nremoved\n\n--o--\nepi\n" },
	{ "a part without a type", MIXED,
	  "foreverypart { if not exists :mime \"Content-Type\" { replace "
	  "\"x\"; } }",
	  TOP TYPE "\npro\n--o\n" TEXT
		   "\nx\n\n--o\nContent-Type: application/exe\n\nMZ\n"
		   "--o--\nepi\n" },
	{ "the first of the loop is the mail", MIXED,
	  "foreverypart { replace \"all\"; }", TOP TEXT "\nall\n" },
	{ "a line that could end the part", MIXED,
	  IF_EXE " replace \"a\n--o\nb\"; } }",
	  TOP TYPE "\npro\n--o\n\nfirst\n--o\n" QUOTED
		   "\na\n=2D-o\nb\n\n--o--\nepi\n" },
	{ "an entity that would end it", MIXED,
	  IF_EXE " replace :mime \"Content-Type: text/plain\n\n--o\n\"; } }",
	  "failed: the replacement holds the delimiter of the parts among "
	  "which it stands" },
	{ "parts of what stands in place of a part", MIXED,
	  IF_EXE " replace :mime \"Content-Type: multipart/mixed; "
		 "boundary=n\n\n--n\n\n1\n--n\n\n2\n--n--\";\n"
		 "foreverypart { extracttext \"t\"; if string \"${t}\" \"1\" "
		 "{ replace \"one and more\"; } elsif string \"${t}\" \"2\" {"
		 " replace \"two\"; } } } }",
	  TOP TYPE "\npro\n--o\n\nfirst\n--o\n"
		   "Content-Type: multipart/mixed; boundary=n\n\n--n\n" TEXT
		   "\none and more\n\n--n\n" TEXT "\ntwo\n\n--n--\n--o--\n"
		   "epi\n" },
	{ "a multipart, and the loop goes on behind it",
	  TOP TYPE "\n--o\nContent-Type: multipart/mixed; boundary=i\n\n--i\n"
		   "\n1\n--i--\n--o\n\nlast\n--o--\n",
	  "set \"n\" \"\"; foreverypart { set \"n\" \"${n}.\"; if header "
	  ":mime :param \"boundary\" \"content-type\" \"i\" { replace \"x\"; "
	  "} } addheader :last \"N\" \"${n}\";",
	  TOP TYPE "N: ...\n\n--o\n" TEXT "\nx\n\n--o\n\nlast\n--o--\n" },
	{ "two delimiters with nothing between", TOP TYPE "\n--o\n--o--\n",
	  "foreverypart { if not header :mime :type \"content-type\" "
	  "\"multipart\" { replace \"x\"; } }",
	  TOP TYPE "\n--o\n" TEXT "\nx\n\n--o--\n" },
	{ "a part that is never closed", TOP TYPE "\n--o\n\nx",
	  "foreverypart { if not exists :mime \"content-type\" { replace "
	  "\"y\"; } }",
	  TOP TYPE "\n--o\n" TEXT "\ny\n" },
	{ "a mail within the mail keeps its own fields",
	  TOP "Content-Type: message/rfc822\n\nFrom: b@b.example\n"
	      "Content-Type: text/html\n\nx\n",
	  "foreverypart { if header :mime :subtype \"content-type\" \"html\" "
	  "{ replace \"y\"; } }",
	  TOP "Content-Type: message/rfc822\n\nFrom: b@b.example\n" TEXT
	      "\ny\n" },
	{ "line ends of the mail's own",
	  "A: b\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n"
	  "Content-Type: a/b\r\n\r\nx\r\n--o--\r\n",
	  "foreverypart { if header :mime :type \"content-type\" \"a\" { "
	  "replace \"y\"; } }",
	  "A: b\r\nContent-Type: multipart/mixed; "
	  "boundary=o\r\n\r\n--o\r\n" TEXT "\ny\n\r\n--o--\r\n" },
	{ "tests see it", MIXED,
	  IF_EXE " replace \"removed\"; } } if allof (not header :mime "
		 ":anychild :subtype \"Content-Type\" \"exe\", body :content "
		 "\"text\" :contains \"removed\", body :raw :contains "
		 "\"removed\", not body :raw :contains \"MZ\") { deleteheader "
		 "\"Subject\"; }",
	  "From: a@a.example\nMIME-Version: 1.0\n" TYPE
	  "\npro\n--o\n\nfirst\n--o\n" TEXT "\nremoved\n\n--o--\nepi\n" },
};

#define REQUIRE                                                                \
	"require [\"mime\", \"foreverypart\", \"extracttext\", \"replace\", "  \
	"\"enclose\", \"fileinto\", \"variables\", \"body\", \"editheader\", " \
	"\"copy\"];\n"

static void test_replace(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_str(kept_mail(arena,
				 arena_printf(arena, REQUIRE "%s",
					      cases[i].script),
				 str_from(cases[i].mail)),
		       cases[i].kept, "%s", cases[i].name);
}

/* The boundary is what nobody foresees: "#" stands for it. */
static struct str without_boundary(struct arena *arena, struct str mail)
{
	struct buf out = buf_new(arena, mail.len);
	size_t at;

	while ((at = str_find_str(mail, STR("=_"))) < mail.len) {
		buf_add(&out, str_first(mail, at));
		buf_add_char(&out, '#');
		mail = str_skip(mail, at + 34);
	}
	buf_add(&out, mail);
	return buf_str(&out);
}

#define NEW                                                                    \
	"MIME-Version: 1.0\nContent-Type: multipart/mixed;\n"                  \
	"\tboundary=\"#\"\n"
#define DATE "Date: Tue, 03 Mar 2026 10:00:00 +0000\n"
#define AROUND(text)                                                           \
	"\n--#\n" TEXT "\n" text "\n\n--#\nContent-Type: message/rfc822\n\n"

static const struct replace_case enclosures[] = {
	/* RFC 5703 9.2 */
	{ "a warning", MIXED,
	  IF_EXE " enclose :subject \"Warning\" \"Look out!\"; break; } }",
	  "Subject: Warning\nFrom: ann@home.example\n" DATE NEW AROUND(
		  "Look out!") MIXED "\n--#--\n" },
	{ "subject and what is wanted of the old one", PLAIN,
	  "enclose :headers [\"from\", \"X-None\", \"From\"] \"x\";",
	  "Subject: hi\nFrom: a@a.example\n" DATE NEW AROUND("x") PLAIN
	  "\n--#--\n" },
	{ "changed before, and behind", PLAIN,
	  "addheader \"X\" \"1\"; addheader :last \"Y\" \"2\"; enclose "
	  ":subject \"s\" \"x\"; addheader \"Z\" \"3\"; deleteheader "
	  "\"From\";",
	  "Z: 3\nSubject: s\n" DATE NEW AROUND(
		  "x") "X: 1\n" TOP
		       "Content-Type: text/plain\nY: 2\n\nbody\n\n--#--\n" },
	{ "twice", PLAIN,
	  "enclose :subject \"1\" \"a\"; enclose :subject \"2\" \"b\";",
	  "Subject: 2\nFrom: ann@home.example\n" DATE NEW AROUND(
		  "b") "Subject: 1\nFrom: ann@home.example\n" DATE NEW
		  AROUND("a") PLAIN "\n--#--\n\n--#--\n" },
	{ "then replaced as a whole", PLAIN,
	  "enclose :subject \"s\" \"x\"; replace \"y\";",
	  "Subject: s\nFrom: ann@home.example\n" DATE "MIME-Version: 1.0\n" TEXT
	  "\ny\n" },
	{ "then a part of the old one", MIXED,
	  "enclose :subject \"s\" \"x\"; " IF_EXE " replace \"y\"; } }",
	  "Subject: s\nFrom: ann@home.example\n" DATE NEW AROUND("x") TOP TYPE
	  "\npro\n--o\n\nfirst\n--o\n" TEXT "\ny\n\n--o--\nepi\n"
	  "\n--#--\n" },
	{ "a loop goes on where it was", MIXED,
	  "foreverypart { if header :mime :subtype \"content-type\" \"exe\" { "
	  "replace \"y\"; } elsif not exists :mime \"content-type\" { enclose "
	  ":subject \"s\" \"x\"; } }",
	  "Subject: s\nFrom: ann@home.example\n" DATE NEW AROUND("x") TOP TYPE
	  "\npro\n--o\n\nfirst\n--o\n" TEXT "\ny\n\n--o--\nepi\n"
	  "\n--#--\n" },
	{ "what is around it is not replaced", PLAIN,
	  "enclose \"x\"; foreverypart { foreverypart { replace \"y\"; } }",
	  "failed: what encloses the mail cannot be replaced" },
	{ "tests see the new mail", PLAIN,
	  "enclose :subject \"s\" \"x\"; if allof (header \"subject\" \"s\", "
	  "header :mime :anychild \"subject\" \"hi\", body :raw :contains "
	  "\"message/rfc822\", header :mime :subtype \"content-type\" "
	  "\"mixed\") { deleteheader \"From\"; }",
	  "Subject: s\n" DATE NEW AROUND("x") PLAIN "\n--#--\n" },
};

static void test_enclose(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(enclosures) / sizeof(enclosures[0]);
	     i++) {
		struct str kept = kept_mail(
			arena,
			arena_printf(arena, REQUIRE "%s", enclosures[i].script),
			str_from(enclosures[i].mail));

		is_str(without_boundary(arena, kept), enclosures[i].kept, "%s",
		       enclosures[i].name);
	}
}

/* RFC 5703 6: what is redirected is not enclosed. */
static void test_redirect(struct arena *arena)
{
	struct sieve_outcome outcome = edit_outcome(
		arena,
		STR(REQUIRE "addheader \"X\" \"1\"; enclose \"x\"; "
			    "redirect :copy \"b@b.example\";"),
		STR(PLAIN));

	is_str(as_version(arena, STR(PLAIN), &outcome,
			  outcome.actions.list[0].version),
	       "X: 1\n" PLAIN, "redirected without what encloses it");
}

int main(void)
{
	struct arena *arena = arena_new((size_t)256 << 20, NULL);

	test_replace(arena);
	test_enclose(arena);
	test_redirect(arena);
	arena_free(arena);
	return done_testing();
}
