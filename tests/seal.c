/*
 * seal: puts a set of our own on top of a mail's ARC chain, or a DKIM-Signature
 * of our own on top of a mail, by filter/seal and filter/sign.
 *
 *	seal key=FILE d=DOMAIN s=SELECTOR t=TIME [h=NAMES] [sorted=1]
 *	     [aar=RESULTS cv=none|pass|fail] <mail >fields
 *
 * Prints the new fields alone: with aar= those of a set, else DKIM-Signature.
 * When there is nothing to be added, says why on stderr and ends with 1.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../filter/buf.h"
#include "../filter/seal.h"

#define MAIL_MAX ((size_t)64 * 1024 * 1024)

static struct arena *arena;
static char **words;
static int word_count;

static _Noreturn void fail(const char *what, const char *why)
{
	fprintf(stderr, "seal: %s%s\n", what, why);
	exit(1);
}

static struct str argument(struct str name)
{
	for (int i = 0; i < word_count; i++) {
		struct str word = str_from(words[i]);

		if (str_starts(word, name) && word.len > name.len &&
		    word.ptr[name.len] == '=')
			return str_skip(word, name.len + 1);
	}
	return STR("");
}

static struct str read_all(FILE *file)
{
	struct buf all = buf_new(arena, MAIL_MAX);
	char block[4096];
	size_t got;

	while (file != NULL && (got = fread(block, 1, sizeof(block), file)) > 0)
		buf_add(&all, (struct str){ block, got });
	return buf_str(&all);
}

static struct private_key *read_key(void)
{
	const char *error = "", *path = arena_cstr(arena, argument(STR("key")));
	struct private_key *key =
		private_key_read(arena, read_all(fopen(path, "r")), &error);

	if (key == NULL)
		fail("the key: ", error);
	return key;
}

static struct str_list names(void)
{
	struct str rest = argument(STR("h")), name;
	struct str *list = ARENA_ARRAY(arena, struct str, rest.len + 1);
	size_t count = 0;

	while (rest.len > 0 && str_cut(&rest, ':', &name))
		list[count++] = name;
	return (struct str_list){ list, count };
}

static enum check_status status(struct str name)
{
	for (unsigned i = CHECK_NONE; i <= CHECK_PERMERROR; i++)
		if (str_eq(check_name(i), name))
			return i;
	fail("no such status: ", arena_cstr(arena, name));
}

int main(int argc, char **argv)
{
	const char *why = NULL;
	struct message message;
	struct seal seal = { 0 };
	uint64_t now = 0;
	struct str out;

	arena = arena_new(SIZE_MAX / 2, NULL);
	words = argv + 1, word_count = argc - 1;
	str_to_u64(argument(STR("t")), UINT32_MAX, &now);
	seal.signing = (struct signing){
		.domain = argument(STR("d")),
		.selector = argument(STR("s")),
		.key = read_key(),
		.now = (time_t)now,
		.names = names(),
		.sorted = argument(STR("sorted")).len > 0,
	};
	seal.results = argument(STR("aar"));
	message = message_parse(arena, read_all(stdin));
	if (seal.results.len > 0) {
		seal.chain = status(argument(STR("cv")));
		out = seal_fields(arena, &seal, &message, &why);
	} else {
		out = sign_message(arena, &seal.signing, &message, 0);
	}
	if (why != NULL)
		fail("nothing is added: ", why);
	return fwrite(out.ptr, 1, out.len, stdout) == out.len ? 0 : 1;
}
