#include "../../mda/folder.h"

#include "../../mda/mutf7.h"
#include "../tap.h"

/* -- modified UTF-7 ------------------------------------------------------- */

static const struct {
	const char *utf8, *encoded;
} names[] = {
	{ "", "" },
	{ "Lists", "Lists" },
	{ "Q&A", "Q&-A" },
	{ "&", "&-" },
	{ "&&", "&-&-" },
	{ "a~b", "a~b" },
	/* The example of RFC 3501 5.1.3. */
	{ "~peter/mail/\xE5\x8F\xB0\xE5\x8C\x97/"
	  "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E",
	  "~peter/mail/&U,BTFw-/&ZeVnLIqe-" },
	{ "Entw\xC3\xBCrfe", "Entw&APw-rfe" },
	{ "\xC3\xA9", "&AOk-" },
	{ "\xC3\xA9&\xC3\xA9", "&AOk-&-&AOk-" },
	{ "\xC3\xA9\xC3\xA8", "&AOkA6A-" },
	{ "\xC3\xA9\xC3\xA8\xC3\xA0", "&AOkA6ADg-" },
	/* A pair of surrogates. */
	{ "\xF0\x9F\x93\xA7 mail", "&2D3c5w- mail" },
	{ "\xF4\x8F\xBF\xBF", "&2,,f,w-" },
};

static void test_encoding(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct buf there = buf_new(arena, 256);
		struct buf back = buf_new(arena, 256);

		ok(mutf7_encode(&there, str_from(names[i].utf8)), "encodes");
		is_str(buf_str(&there), names[i].encoded, "as %s",
		       names[i].encoded);
		ok(mutf7_decode(&back, buf_str(&there)), "decodes");
		is_str(buf_str(&back), names[i].utf8, "back from %s",
		       names[i].encoded);
	}
}

static void test_no_encoding(struct arena *arena)
{
	static const char *const undecodable[] = {
		"&",	    "a&",    "&AOk",	 "&AO-",
		"&A-",	    "&AOl-", "&AOkA-",	 "&AP w-",
		"&AOk=-",   "&2D0-", "&3qc-",	 "&2D0AYQ-",
		"\xC3\xA9", "a\tb",  "&U/BTFw-", "&2D3YPQ-",
	};
	static const char *const not_utf8[] = { "\xC3", "a\xFF", "\xED\xA0\x80",
						"\xC0\xAF",
						"\xF4\x90\x80\x80" };

	for (size_t i = 0; i < sizeof(undecodable) / sizeof(undecodable[0]);
	     i++) {
		struct buf out = buf_new(arena, 256);

		ok(!mutf7_decode(&out, str_from(undecodable[i])),
		   "no decoding of %s", undecodable[i]);
	}
	for (size_t i = 0; i < sizeof(not_utf8) / sizeof(not_utf8[0]); i++) {
		struct buf out = buf_new(arena, 256);

		ok(!mutf7_encode(&out, str_from(not_utf8[i])),
		   "no encoding of what is not UTF-8 (%zu)", i);
	}
}

/* -- folders -------------------------------------------------------------- */

static const struct {
	const char *folder, *directory;
} folders[] = {
	{ "INBOX", "." },
	{ "inbox", "." },
	{ "Inbox/INBOX", "." },
	{ "Lists", ".Lists" },
	{ "Lists/foo", ".Lists.foo" },
	{ "Lists.foo", ".Lists.foo" },
	{ "INBOX/Lists/foo", ".Lists.foo" },
	{ "INBOX.Lists.foo", ".Lists.foo" },
	{ "iNbOx.Lists", ".Lists" },
	{ "INBOXES", ".INBOXES" },
	{ "Lists/INBOX", ".Lists.INBOX" },
	{ "Entw\xC3\xBCrfe/R&D", ".Entw&APw-rfe.R&-D" },
	{ "with space", ".with space" },
	{ "tmp", ".tmp" },
	{ "a~", ".a~" },
	{ "", NULL },
	{ ".", NULL },
	{ "..", NULL },
	{ "../x", NULL },
	{ "/", NULL },
	{ "/etc/passwd", NULL },
	{ "a//b", NULL },
	{ "a..b", NULL },
	{ "a/../b", NULL },
	{ "a/", NULL },
	{ ".hidden", NULL },
	{ "INBOX/", NULL },
	{ "INBOX..", NULL },
	{ "~joe", NULL },
	{ "INBOX/~joe", NULL },
	{ "a\nb", NULL },
	{ "a\x7F", NULL },
	{ "a\xC2\x85", NULL },
	{ "a\xFF", NULL },
	{ "a\xED\xA0\x80", NULL },
	{ "1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16",
	  ".1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16" },
	{ "1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17", NULL },
};

static void test_folders(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		const char *directory = NULL;
		bool found = folder_directory(
			arena, str_from(folders[i].folder), &directory);

		if (folders[i].directory == NULL)
			ok(!found, "no folder (case %zu)", i);
		else if (ok(found, "folder \"%s\"", folders[i].folder))
			is_str(str_from(directory), folders[i].directory,
			       "is in %s", folders[i].directory);
	}
}

static void test_odd_folders(struct arena *arena)
{
	char name[256];
	const char *directory;

	memset(name, 'x', sizeof(name));
	ok(folder_directory(arena, (struct str){ name, 254 }, &directory),
	   "a name as long as a file system takes");
	ok(!folder_directory(arena, (struct str){ name, 255 }, &directory),
	   "no longer one");
	ok(!folder_directory(arena, STR("a\0b"), &directory), "no NUL");
	ok(!folder_directory(arena, (struct str){ NULL, 0 }, &directory),
	   "nothing is no folder");
}

static void test_listing(struct arena *arena)
{
	static const struct {
		const char *directory, *folder;
	} list[] = {
		{ ".Lists", "Lists" },
		{ ".Lists.foo", "Lists/foo" },
		{ ".Entw&APw-rfe", "Entw\xC3\xBCrfe" },
		{ ".R&-D", "R&D" },
		{ ".", NULL },
		{ "..", NULL },
		{ "new", NULL },
		{ ".a.", NULL },
		{ ".INBOX", NULL }, /* nobody could name it */
		{ ".inbox.x", NULL },
		{ ".&AGE-", NULL }, /* "a", but not as we would write it */
		{ ".&AOk-&AOg-", NULL },
		{ ".&AC8-", NULL }, /* a hidden '/' */
		{ ".&AC4ALg-", NULL },
		{ ".&AAA-", NULL }, /* a hidden NUL */
		{ ".\xC3\xA9", NULL },
		{ ".~x", NULL },
	};

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		struct str folder = STR("");
		bool found = folder_from_directory(
			arena, str_from(list[i].directory), &folder);

		ok(found == (list[i].folder != NULL), "%s is %s folder",
		   list[i].directory, list[i].folder != NULL ? "a" : "no");
		if (found)
			is_str(folder, list[i].folder, "of that name");
	}
}

static void test_utf8_names(struct arena *arena)
{
	static const struct {
		const char *directory, *utf8;
	} list[] = {
		{ ".Lists.foo", ".Lists.foo" },
		{ ".Entw&APw-rfe", ".Entw\xC3\xBCrfe" },
		{ ".R&-D", ".R&D" },
		{ ".&2Dzf9g-", ".\xF0\x9F\x8F\xB6" },
		{ ".&AC8-", NULL }, /* a hidden '/' */
		{ ".&AC4-", NULL }, /* ".." */
		{ ".&AAA-", NULL },
		{ ".x&", NULL },
		{ NULL, ".\xC3" },
		{ NULL, ".\xED\xA0\x80" },
	};

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		char name[LIMIT_FOLDER_NAME + 1];
		struct str back = STR("");
		bool to = list[i].directory != NULL &&
			  folder_to_utf8(name, list[i].directory);
		bool from = list[i].utf8 != NULL &&
			    folder_from_utf8(arena, list[i].utf8, &back);

		if (list[i].directory == NULL || list[i].utf8 == NULL) {
			ok(!to && !from, "no name of a folder (case %zu)", i);
			continue;
		}
		is_str(str_from(to ? name : ""), list[i].utf8, "in UTF-8");
		is_str(back, list[i].directory, "and back");
	}
}

static void test_long_utf8_names(struct arena *arena)
{
	char long_name[LIMIT_FOLDER_NAME + 1], name[LIMIT_FOLDER_NAME + 1];
	const char *directory = "";
	struct str back;

	/* 85 times three bytes, and a dot; their base64 is shorter. */
	for (size_t i = 0; i < LIMIT_FOLDER_NAME; i += 3)
		memcpy(long_name + i, "\xE4\xBC\x9A", 3);
	ok(folder_directory(arena, (struct str){ long_name, LIMIT_FOLDER_NAME },
			    &directory) &&
		   !folder_to_utf8(name, directory),
	   "too long in UTF-8 alone");
	memset(long_name, '&', LIMIT_FOLDER_NAME);
	long_name[LIMIT_FOLDER_NAME] = '\0';
	ok(!folder_from_utf8(arena, long_name, &back),
	   "too long in modified UTF-7 alone");
}

int main(void)
{
	struct arena *arena = arena_new(1 << 20, NULL);

	test_encoding(arena);
	test_no_encoding(arena);
	test_folders(arena);
	test_odd_folders(arena);
	test_listing(arena);
	test_utf8_names(arena);
	test_long_utf8_names(arena);
	arena_free(arena);
	return done_testing();
}
