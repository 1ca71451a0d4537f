#include "sign.h"

#include "base64.h"
#include "body.h"
#include "canon.h"
#include "fold.h"
#include "limits.h"
#include "signature.h"

/* Tags of one field. */
#define MAX_TAGS 12

/* -- which fields ---------------------------------------------------------------- */

static const struct signed_name {
	struct str name;
	bool closed; /* nobody may add one */
} signed_names[] = {
	{ STR_INIT("from"), true },
	{ STR_INIT("sender"), true },
	{ STR_INIT("reply-to"), true },
	{ STR_INIT("to"), true },
	{ STR_INIT("cc"), true },
	{ STR_INIT("subject"), true },
	{ STR_INIT("date"), true },
	{ STR_INIT("message-id"), true },
	{ STR_INIT("in-reply-to"), false },
	{ STR_INIT("references"), false },
	{ STR_INIT("mime-version"), true },
	{ STR_INIT("content-type"), true },
	{ STR_INIT("content-transfer-encoding"), true },
	{ STR_INIT("content-disposition"), true },
	{ STR_INIT("auto-submitted"), false },
	{ STR_INIT("list-id"), false },
	{ STR_INIT("list-unsubscribe"), false },
	{ STR_INIT("list-unsubscribe-post"), false },
	{ STR_INIT("list-post"), false },
};

#define SIGNED_NAMES (sizeof(signed_names) / sizeof(signed_names[0]))

static void add_name(struct str *names, size_t *count, struct str name,
		     size_t times)
{
	while (times-- > 0 && *count < LIMIT_SIGNED_HEADERS)
		names[(*count)++] = name;
}

/*
 * The fields of RFC 6376 5.4.1 that this message has, and once more those of
 * which nobody may add another (RFC 6376 8.15).  signatures: those that are
 * there already too, as RFC 8617 4.1.2 wants it of a sealer.
 */
static struct str_list default_names(struct arena *arena,
				     const struct message *message,
				     bool signatures)
{
	struct str *names =
		ARENA_ARRAY(arena, struct str, LIMIT_SIGNED_HEADERS);
	size_t count = 0, there;

	for (size_t i = 0; i < SIGNED_NAMES; i++) {
		there = message_count(message, signed_names[i].name);
		if (there > LIMIT_SIGNED_SAME)
			there = LIMIT_SIGNED_SAME;
		add_name(names, &count, signed_names[i].name,
			 there + signed_names[i].closed);
	}
	there = signatures ? message_count(message, STR("DKIM-Signature")) : 0;
	add_name(names, &count, STR("dkim-signature"),
		 there < LIMIT_SIGNED_SAME ? there : LIMIT_SIGNED_SAME);
	return (struct str_list){ names, count };
}

/* -- one field --------------------------------------------------------------------- */

/*
 * A tag is never broken, but for h=, which begins a line: so that where it is
 * folded, which is signed, is the same with and without the signature in b=.
 */
static void write_names(struct fold *fold, struct str value)
{
	struct str name;
	bool first = true;

	fold_line(fold);
	while (str_cut(&value, ':', &name)) {
		fold_part(fold, first ? STR("h=") : STR(":"));
		fold_part(fold, name);
		first = false;
	}
}

static void write_tag(struct fold *fold, struct arena *arena,
		      const struct sign_tag *tag)
{
	if (strcmp(tag->name, "h") == 0)
		write_names(fold, tag->value);
	else
		fold_word(fold, arena_printf(arena, "%s=%.*s", tag->name,
					     STR_ARG(tag->value)));
}

/* "v" of DKIM, "i" of ARC: the one that the RFCs have in front. */
static bool stands_in_front(const struct signing *signing,
			    const struct sign_tag *tag)
{
	return !signing->sorted &&
	       (strcmp(tag->name, "v") == 0 || strcmp(tag->name, "i") == 0);
}

static struct str write_field(struct arena *arena,
			      const struct signing *signing, struct str name,
			      const struct sign_tag *tags, size_t count)
{
	struct buf out = buf_new(arena, LIMIT_OUTPUT_FIELDS);
	struct fold fold = fold_begin(&out, name);
	bool first = true;

	for (int front = 1; front >= 0; front--)
		for (size_t i = 0; i < count; i++) {
			if (stands_in_front(signing, &tags[i]) != (front == 1))
				continue;
			if (!first)
				buf_add_char(&out, ';'); /* never folded */
			write_tag(&fold, arena, &tags[i]);
			first = false;
		}
	fold_end(&fold);
	return buf_str(&out);
}

/* Those with a value, and b= among them. */
static size_t with_b(const struct sign_tag *tags, size_t count,
		     struct sign_tag *all, struct sign_tag **b)
{
	size_t n = 0;

	*b = NULL;
	for (size_t i = 0; i < count; i++) {
		if (*b == NULL && strcmp(tags[i].name, "b") > 0) {
			*b = &all[n];
			all[n++] = (struct sign_tag){ "b", STR("") };
		}
		if (tags[i].value.len > 0)
			all[n++] = tags[i];
	}
	return n;
}

struct str sign_field(struct arena *arena, const struct signing *signing,
		      struct str name, const struct sign_tag *tags,
		      size_t count, struct sha256 *hash)
{
	struct sign_tag all[MAX_TAGS + 1] = { 0 }, *b;
	unsigned char digest[SHA256_SIZE];
	struct message field;

	count = with_b(tags, count < MAX_TAGS ? count : MAX_TAGS, all, &b);
	field = message_parse(arena,
			      write_field(arena, signing, name, all, count));
	sha256_add(hash, canon_signature_field(arena, CANON_RELAXED,
					       &field.headers[0]));
	sha256_end(hash, digest);
	b->value =
		base64_encode(arena, crypto_sign(arena, signing->key, digest));
	return write_field(arena, signing, name, all, count);
}

/* -- a message ----------------------------------------------------------------------- */

static struct str body_hash(struct arena *arena, struct str body)
{
	struct body_hashes hashes = body_hashes_new(arena);

	body_hashes_want(&hashes, CANON_RELAXED, BODY_NO_LIMIT);
	body_hashes_run(&hashes, body);
	return base64_encode(arena, (struct str){ (char *)hashes.list[0].sha256,
						  SHA256_SIZE });
}

static struct sha256 *hash_names(struct arena *arena,
				 const struct message *message,
				 const struct str_list *names)
{
	const struct signature signature = { .header_canon = CANON_RELAXED,
					     .names = names->items,
					     .name_count = names->count };
	struct canon_fields fields = canon_fields_new(arena, message);
	struct sha256 *hash = sha256_new(arena);

	signature_hash_fields(&signature, &fields,
			      ARENA_ARRAY(arena, bool, message->header_count),
			      hash);
	return hash;
}

static struct str join_names(struct arena *arena, const struct str_list *names)
{
	struct buf out = buf_new(arena, LIMIT_OUTPUT_FIELDS);

	for (size_t i = 0; i < names->count; i++) {
		if (i > 0)
			buf_add_char(&out, ':');
		buf_add(&out, names->items[i]);
	}
	return buf_str(&out);
}

struct str sign_algorithm(const struct signing *signing)
{
	return private_key_type(signing->key) == KEY_RSA
		       ? STR("rsa-sha256")
		       : STR("ed25519-sha256");
}

struct str sign_time(struct arena *arena, const struct signing *signing)
{
	return arena_printf(arena, "%lld", (long long)signing->now);
}

struct str sign_message(struct arena *arena, const struct signing *signing,
			const struct message *message, unsigned instance)
{
	bool arc = instance > 0;
	struct str_list names = signing->names.count > 0
					? signing->names
					: default_names(arena, message, arc);
	const struct sign_tag tags[] = {
		{ "a", sign_algorithm(signing) },
		{ "bh", body_hash(arena, message->body) },
		{ "c", STR("relaxed/relaxed") },
		{ "d", signing->domain },
		{ "h", join_names(arena, &names) },
		{ "i", arc ? arena_printf(arena, "%u", instance) : STR("") },
		{ "s", signing->selector },
		{ "t", sign_time(arena, signing) },
		{ "v", arc ? STR("") : STR("1") },
	};

	return sign_field(arena, signing,
			  arc ? STR("ARC-Message-Signature")
			      : STR("DKIM-Signature"),
			  tags, sizeof(tags) / sizeof(tags[0]),
			  hash_names(arena, message, &names));
}
