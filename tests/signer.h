/*
 * signer: signs and seals test mails; tests/sign.c says how.  Only its hashing
 * is shared with what it tests (filter/canon, filter/body), and that has tests
 * of its own.
 */
#ifndef TESTS_SIGNER_H
#define TESTS_SIGNER_H

#include "../filter/body.h"
#include "../filter/buf.h"
#include "../filter/canon.h"
#include "../filter/taglist.h"
#include "signer_key.h"

#define SIGNER_MAIL_MAX ((size_t)256 * 1024 * 1024)
#define SIGNER_FIELD_MAX ((size_t)1024 * 1024)
#define SIGNER_LINE_WIDTH 72
#define SIGNER_WORDS 16

/* -- fields ----------------------------------------------------------------------- */

/* Adds "; TAG=VALUE", on a new line when this one would be long. */
static void signer_add_tag(const struct signer *signer, struct buf *field,
			   size_t *column, struct str tag, struct str value)
{
	if (signer_left_out(signer, tag))
		return;
	if (*column > 0)
		buf_add_char(field, ';');
	if (*column > 0 && *column + tag.len + value.len > SIGNER_LINE_WIDTH) {
		buf_add(field, signer->eol);
		*column = 0;
	}
	buf_add_char(field, *column > 0 ? ' ' : '\t');
	buf_printf(field, "%.*s=%.*s", STR_ARG(tag), STR_ARG(value));
	*column += tag.len + value.len + 3;
}

static void signer_add_if_given(const struct signer *signer, struct buf *field,
				size_t *column, struct str tag)
{
	struct str value = signer_arg(signer, tag);

	if (value.ptr != NULL)
		signer_add_tag(signer, field, column, tag, value);
}

/* "; TEXT" as it is. */
static void signer_add_raw(struct buf *field, struct str text)
{
	if (text.ptr != NULL)
		buf_printf(field, "; %.*s", STR_ARG(text));
}

/* "\tb=" and the signature in lines, or without one ready to be signed. */
static struct str signer_with_b(const struct signer *signer,
				const struct buf *field, struct str signature)
{
	struct buf whole = buf_new(signer->arena, SIGNER_FIELD_MAX);

	buf_add(&whole, buf_str(field));
	if (!signer_left_out(signer, STR("b")))
		buf_printf(&whole, ";%.*s\tb=", STR_ARG(signer->eol));
	while (signature.len > 0 && !signer_left_out(signer, STR("b"))) {
		buf_add(&whole, str_first(signature, SIGNER_LINE_WIDTH));
		signature = str_skip(signature, SIGNER_LINE_WIDTH);
		if (signature.len > 0)
			buf_printf(&whole, "%.*s\t", STR_ARG(signer->eol));
	}
	buf_add(&whole, signer->eol);
	return buf_str(&whole);
}

static struct str signer_algorithm(const struct signer *signer)
{
	return signer_arg_or(signer, STR("a"),
			     signer_is_ed25519(signer->key)
				     ? STR("ed25519-sha256")
				     : STR("rsa-sha256"));
}

/* -- hashes ----------------------------------------------------------------------- */

struct signer_canons {
	enum canon header, body;
};

static struct signer_canons signer_read_canons(struct str c)
{
	return (struct signer_canons){
		str_starts(c, STR("relaxed")) ? CANON_RELAXED : CANON_SIMPLE,
		str_ends(c, STR("/relaxed")) ? CANON_RELAXED : CANON_SIMPLE,
	};
}

static struct str signer_body_hash(const struct signer *signer,
				   enum canon canon, struct str body)
{
	struct body_hashes hashes = body_hashes_new(signer->arena);
	struct str l = signer_arg(signer, STR("l"));
	uint64_t limit = BODY_NO_LIMIT;

	if (l.ptr != NULL)
		str_to_u64(l, BODY_NO_LIMIT - 1, &limit);
	body_hashes_want(&hashes, canon, limit);
	body_hashes_run(&hashes, body);
	hashes.list[0].sha256[0] ^= signer_spoiled(signer, STR("bh"));
	return signer_base64(signer->arena, hashes.list[0].sha256, SHA256_SIZE);
}

/* The fields that h= names, from the bottom, each once. */
static void signer_add_named(struct sha256 *hash, struct canon_fields *fields,
			     enum canon canon, struct str names)
{
	size_t count = fields->message->header_count;
	bool *taken = ARENA_ARRAY(fields->arena, bool, count);
	struct str name;

	while (str_cut(&names, ':', &name)) {
		size_t i = count;

		while (i > 0 &&
		       (taken[i - 1] ||
			!str_eq_nocase(fields->message->headers[i - 1].name,
				       str_trim(name))))
			i--;
		if (i == 0)
			continue;
		taken[i - 1] = true;
		sha256_add(hash, canon_field(fields, canon, i - 1));
	}
}

/* The field, b= empty, as it enters its own hash. */
static void signer_add_own(struct sha256 *hash, struct arena *arena,
			   enum canon canon, struct str field)
{
	struct message own = message_parse(arena, field);

	sha256_add(hash, canon_signature_field(arena, canon, own.headers));
}

/* -- DKIM-Signature and ARC-Message-Signature ---------------------------------------- */

static struct str signer_message_signature(const struct signer *signer,
					   const char *name, const char *first,
					   struct str mail)
{
	static const struct str optional[] = {
		STR_INIT("q"),
		STR_INIT("t"),
		STR_INIT("x"),
		STR_INIT("l"),
	};
	struct message message = message_parse(signer->arena, mail);
	struct canon_fields fields = canon_fields_new(signer->arena, &message);
	struct str c = signer_arg_or(signer, STR("c"), STR("relaxed/relaxed"));
	struct str h =
		signer_arg_or(signer, STR("h"), STR("From:To:Subject:Date"));
	struct signer_canons canons = signer_read_canons(c);
	struct buf field = buf_new(signer->arena, SIGNER_FIELD_MAX);
	struct sha256 *hash = sha256_new(signer->arena);
	unsigned char digest[SHA256_SIZE];
	/* without a first tag none needs a ";" before it */
	size_t column = *first != '\0' ? strlen(name) + strlen(first) : 0;

	buf_printf(&field, "%s:%s", name, first);
	signer_add_tag(signer, &field, &column, STR("a"),
		       signer_algorithm(signer));
	signer_add_tag(signer, &field, &column, STR("c"), c);
	signer_add_tag(signer, &field, &column, STR("d"),
		       signer_arg(signer, STR("d")));
	signer_add_tag(signer, &field, &column, STR("s"),
		       signer_arg(signer, STR("s")));
	if (signer_arg(signer, STR("arc")).ptr == NULL)
		signer_add_if_given(signer, &field, &column, STR("i"));
	for (size_t i = 0; i < sizeof(optional) / sizeof(optional[0]); i++)
		signer_add_if_given(signer, &field, &column, optional[i]);
	signer_add_tag(signer, &field, &column, STR("h"), h);
	signer_add_tag(signer, &field, &column, STR("bh"),
		       signer_arg_or(signer, STR("bh"),
				     signer_body_hash(signer, canons.body,
						      message.body)));
	signer_add_raw(&field, signer_arg(signer, STR("add")));
	signer_add_named(hash, &fields, canons.header, h);
	signer_add_own(hash, signer->arena, canons.header,
		       signer_with_b(signer, &field, STR("")));
	sha256_end(hash, digest);
	return signer_with_b(
		signer, &field,
		signer_arg_or(
			signer, STR("b"),
			signer_sign_digest(signer, digest,
					   signer_spoiled(signer, STR("b")))));
}

/* -- ARC ---------------------------------------------------------------------------- */

static const struct str signer_arc_names[] = {
	STR_INIT("ARC-Authentication-Results"),
	STR_INIT("ARC-Message-Signature"),
	STR_INIT("ARC-Seal"),
};

static bool signer_has_instance(struct str value, uint64_t wanted)
{
	struct str rest = str_skip(str_trim(value), 2);
	uint64_t instance;
	struct taglist tags;
	const struct tag *i;

	if (str_to_u64(str_first(rest, str_find(rest, ';')), 99, &instance))
		return instance == wanted; /* ARC-Authentication-Results */
	taglist_parse(&tags, value);
	i = taglist_find(&tags, STR("i"));
	return i != NULL && str_to_u64(i->value, 99, &instance) &&
	       instance == wanted;
}

/* The fields of one set, in the order of RFC 8617 5.1.1. */
static void signer_add_set(struct sha256 *hash, struct canon_fields *fields,
			   uint64_t instance)
{
	const struct message *message = fields->message;

	for (size_t name = 0; name < 3; name++)
		for (size_t i = 0; i < message->header_count; i++)
			if (str_eq_nocase(message->headers[i].name,
					  signer_arc_names[name]) &&
			    signer_has_instance(message->headers[i].value,
						instance))
				sha256_add(hash, canon_field(fields,
							     CANON_RELAXED, i));
}

/* mail: with the new set's two other fields on top. */
static struct str signer_seal(const struct signer *signer, uint64_t instance,
			      struct str mail)
{
	struct message message = message_parse(signer->arena, mail);
	struct canon_fields fields = canon_fields_new(signer->arena, &message);
	struct buf field = buf_new(signer->arena, SIGNER_FIELD_MAX);
	struct sha256 *hash = sha256_new(signer->arena);
	unsigned char digest[SHA256_SIZE];
	size_t column = 20;

	buf_printf(&field, "ARC-Seal: i=%u", (unsigned)instance);
	signer_add_tag(signer, &field, &column, STR("a"),
		       signer_algorithm(signer));
	signer_add_tag(
		signer, &field, &column, STR("cv"),
		signer_arg_or(signer, STR("cv"),
			      instance == 1 ? STR("none") : STR("pass")));
	signer_add_tag(signer, &field, &column, STR("d"),
		       signer_arg(signer, STR("d")));
	signer_add_tag(signer, &field, &column, STR("s"),
		       signer_arg(signer, STR("s")));
	signer_add_if_given(signer, &field, &column, STR("t"));
	signer_add_raw(&field, signer_arg(signer, STR("seal_add")));
	for (uint64_t i = 1; i <= instance; i++)
		signer_add_set(hash, &fields, i);
	signer_add_own(hash, signer->arena, CANON_RELAXED,
		       signer_with_b(signer, &field, STR("")));
	sha256_end(hash, digest);
	return signer_with_b(
		signer, &field,
		signer_sign_digest(signer, digest,
				   signer_spoiled(signer, STR("seal"))));
}

static struct str signer_on_top(const struct signer *signer, struct str field,
				struct str mail)
{
	struct buf whole = buf_new(signer->arena, SIGNER_MAIL_MAX);

	buf_add(&whole, field);
	buf_add(&whole, mail);
	return buf_str(&whole);
}

static struct str signer_seal_mail(const struct signer *signer, struct str arc,
				   struct str mail)
{
	uint64_t instance;
	struct str results, signature;
	char first[8];

	if (!str_to_u64(arc, 99, &instance))
		signer_fatal("arc= is no number", "");
	results = arena_printf(signer->arena,
			       "ARC-Authentication-Results: i=%u; %.*s%.*s",
			       (unsigned)instance,
			       STR_ARG(signer_arg_or(signer, STR("aar"),
						     STR("mx.example; none"))),
			       STR_ARG(signer->eol));
	snprintf(first, sizeof(first), " i=%u", (unsigned)instance);
	signature = signer_message_signature(signer, "ARC-Message-Signature",
					     first, mail);
	mail = signer_on_top(signer, results, mail);
	mail = signer_on_top(signer, signature, mail);
	return signer_on_top(signer, signer_seal(signer, instance, mail), mail);
}

static struct str signer_line_end(struct str mail)
{
	size_t lf = str_find(mail, '\n');

	return lf > 0 && lf < mail.len && mail.ptr[lf - 1] == '\r' ? STR("\r\n")
								   : STR("\n");
}

/* args: count of "NAME=VALUE", as tests/sign.c says.  The signed mail. */
__attribute__((unused)) static struct str signer_sign(struct arena *arena,
						      const char *const *args,
						      size_t count,
						      struct str mail)
{
	struct signer signer = { .arena = arena, .args = args, .count = count };
	struct str first, arc, signature;

	if (signer_arg(&signer, STR("key")).ptr == NULL)
		signer_fatal("no key=; see the head of tests/sign.c", "");
	signer.key = signer_read_key(signer_arg(&signer, STR("key")).ptr);
	signer.eol = signer_line_end(mail);
	arc = signer_arg(&signer, STR("arc"));
	if (arc.ptr != NULL) {
		mail = signer_seal_mail(&signer, arc, mail);
	} else {
		first = arena_printf(
			arena, " v=%.*s",
			STR_ARG(signer_arg_or(&signer, STR("v"), STR("1"))));
		signature = signer_message_signature(
			&signer, "DKIM-Signature",
			signer_left_out(&signer, STR("v"))
				? ""
				: arena_cstr(arena, first),
			mail);
		mail = signer_on_top(&signer, signature, mail);
	}
	EVP_PKEY_free(signer.key);
	return mail;
}

/* The same with the words of args, which "|" separates; without key=, the key is
 * rsa2048. */
__attribute__((unused)) static struct str signer_sign_words(struct arena *arena,
							    const char *args,
							    struct str text)
{
	const char *list[SIGNER_WORDS] = { "key=tests/keys/rsa2048.pem" };
	struct str rest = str_from(args), word;
	size_t count = 1;

	while (str_cut(&rest, '|', &word) && count < SIGNER_WORDS) {
		if (str_starts(word, STR("key=")))
			list[0] = arena_cstr(arena, word);
		else if (word.len > 0)
			list[count++] = arena_cstr(arena, word);
	}
	return signer_sign(arena, list, count, text);
}

#endif
