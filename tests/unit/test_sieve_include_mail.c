/* RFC 6609 3.5: the mail that an included script gets: with what was changed, or the
 * part that a loop is at. */
#include "include_run.h"

/* A picture, and a mail that somebody sent on. */
#define PARTS                                                                  \
	"From: ann@garden.example\nTo: bob@home.example\nSubject: parts\n"     \
	"Date: Mon, 5 Jan 2026 10:00:00 +0000\nX-Hello: World\n"               \
	"Content-Type: multipart/mixed; boundary=o\n\n"                        \
	"--o\nContent-Type: text/plain\nX-Part: first\n\nThe first text.\n"    \
	"--o\nContent-Type: message/rfc822\n\n"                                \
	"From: carl@pub.example\nSubject: inner\n"                             \
	"Date: Fri, 2 Jan 2015 10:00:00 +0000\n\nThe inner text.\n--o--\n"

#define EDIT                                                                   \
	"require [\"include\", \"editheader\", \"fileinto\", "                 \
	"\"variables\"];\n"
#define LOOP "require [\"include\", \"foreverypart\"];\n"

/* 3.5: what one script does with the header, the others see; the part that a
 * loop is at is the mail to a script that is included there. */
static const struct row parts[] = {
	{ "editheader: an included script sees what was changed",
	  EDIT "deleteheader \"Subject\"; addheader \"X-New\" \"1\";\n"
	       "include \"a\";\n"
	       "== personal a\n"
	       "if not exists \"Subject\" { if exists \"X-New\" { discard; } }",
	  "discard\n" },
	{ "editheader: and what it changes is seen behind it",
	  EDIT "include \"a\";\n"
	       "if not exists \"X-Hello\" {\n"
	       "if header \"X-New\" \"2\" { discard; } }\n"
	       "== personal a\nrequire \"editheader\";\n"
	       "deleteheader \"X-Hello\"; addheader \"X-New\" \"2\";",
	  "discard\n" },
	{ "foreverypart: the header is the part's",
	  LOOP "foreverypart { include \"a\"; }\n"
	       "== personal a\nrequire \"fileinto\";\n"
	       "if header \"X-Part\" \"first\" {\n"
	       "if not exists \"X-Hello\" { fileinto \"part\"; } }",
	  "fileinto \"part\"\n" },
	{ "foreverypart: the whole mail is one of them",
	  LOOP "foreverypart { include \"a\"; }\n"
	       "== personal a\nrequire \"fileinto\";\n"
	       "if header \"X-Hello\" \"World\" { fileinto \"all\"; }",
	  "fileinto \"all\"\n" },
	{ "foreverypart: a body is the part's",
	  LOOP "foreverypart { include \"a\"; }\n"
	       "== personal a\nrequire [\"body\", \"fileinto\"];\n"
	       "if body :contains \"first text\" {\n"
	       "if not body :contains \"inner text\" { fileinto \"one\"; } }\n"
	       "if body :raw :contains \"inner text\" {\n"
	       "if not body :raw :contains \"first text\" {\n"
	       "fileinto \"raw\"; } }",
	  "fileinto \"one\"\nfileinto \"raw\"\n" },
	{ "foreverypart: so is the size",
	  LOOP "foreverypart { include \"a\"; }\n"
	       "== personal a\nrequire \"fileinto\";\n"
	       "if size :under 100 { fileinto \"small\"; }\n"
	       "if size :over 300 { fileinto \"large\"; }",
	  "fileinto \"large\"\nfileinto \"small\"\n" },
	{ "foreverypart: addresses and dates of a mail within",
	  LOOP "foreverypart { include \"a\"; }\n"
	       "== personal a\nrequire [\"date\", \"fileinto\"];\n"
	       "if address :domain \"from\" \"pub.example\" {\n"
	       "if date \"date\" \"year\" \"2015\" { fileinto \"2015\"; } }",
	  "fileinto \"2015\"\n" },
	{ "foreverypart: a loop in it goes over what is within",
	  LOOP
	  "foreverypart { include \"a\"; }\n"
	  "== personal a\n"
	  "require [\"foreverypart\", \"mime\", \"fileinto\", "
	  "\"include\"];\n"
	  "if header :mime :type \"Content-Type\" \"multipart\" { return; }\n"
	  "foreverypart { fileinto \"within\"; }",
	  "fileinto \"within\"\n" },
	{ "foreverypart: a loop in it begins with that part",
	  "require [\"include\", \"foreverypart\", \"variables\", "
	  "\"fileinto\"];\n"
	  "foreverypart { include \"a\"; set \"global.n\" \"${global.n} \"; }\n"
	  "fileinto \"${global.n}\";\n"
	  "== personal a\n"
	  "require [\"include\", \"foreverypart\", \"variables\"];\n"
	  "foreverypart { set \"global.n\" \"${global.n}x\"; }",
	  "fileinto \"xxxx x xx x \"\n" },
	{ "foreverypart: a part that is replaced there is not gone through "
	  "again",
	  "require [\"include\", \"foreverypart\", \"variables\", "
	  "\"fileinto\"];\n"
	  "foreverypart { set \"n\" \"${n}x\"; include \"a\"; }\n"
	  "fileinto \"${n}\";\n"
	  "== personal a\n"
	  "require [\"replace\", \"foreverypart\"];\n"
	  "if exists \"X-Part\" { foreverypart { replace :mime text:\n"
	  "Content-Type: multipart/mixed; boundary=r\n\n"
	  "--r\n\n1\n--r\n\n2\n--r--\n.\n; } }",
	  "fileinto \"xxxx\"\n" },
	{ "foreverypart: behind it the mail is whole again",
	  LOOP "foreverypart { include \"a\"; }\n"
	       "if exists \"X-Hello\" { discard; }\n"
	       "== personal a\n" INCLUDE "return;",
	  "discard\n" },
	{ "foreverypart: it is the part to what that includes, too",
	  LOOP "foreverypart { include \"a\"; }\n"
	       "== personal a\n" INCLUDE "include \"b\";\n"
	       "== personal b\nrequire \"fileinto\";\n"
	       "if header \"X-Part\" \"first\" { fileinto \"part\"; }",
	  "fileinto \"part\"\n" },
	{ "foreverypart: without an include nothing changes",
	  LOOP "foreverypart { if exists \"X-Part\" { discard; } }\n", KEPT },
	{ "foreverypart: a stop halts all",
	  LOOP "foreverypart { include \"a\"; discard; }\n"
	       "== personal a\nstop;",
	  KEPT "stopped\n" },
	{ "foreverypart: a return goes on with the loop",
	  "require [\"include\", \"foreverypart\", \"variables\", "
	  "\"fileinto\"];\n"
	  "foreverypart { include \"a\"; set \"n\" \"${n}x\"; }\n"
	  "fileinto \"${n}\";\n"
	  "== personal a\n" INCLUDE "return;",
	  "fileinto \"xxxx\"\n" },
	{ "foreverypart: a global variable tells the outer script",
	  "require [\"include\", \"foreverypart\", \"variables\", "
	  "\"fileinto\"];\n"
	  "foreverypart { include \"a\"; }\nfileinto \"${global.found}\";\n"
	  "== personal a\n" BOTH "if header :matches \"X-Part\" \"*\" "
	  "{ set \"global.found\" \"${1}\"; }",
	  "fileinto \"first\"\n" },
	{ "foreverypart: reject refuses the whole mail",
	  LOOP "foreverypart { include \"a\"; }\n"
	       "== personal a\nrequire \"reject\";\n"
	       "if exists \"X-Part\" { reject \"no\"; }",
	  "reject \"no\"\n" },
};

int main(void)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		is_str(run_mail(arena, str_from(parts[i].set), STR(PARTS),
				NULL),
		       parts[i].want, "%s", parts[i].what);
	arena_free(arena);
	return done_testing();
}
