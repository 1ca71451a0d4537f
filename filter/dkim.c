#include "dkim.h"

#include "domain.h"
#include "grammar.h"
#include "limits.h"
#include "taglist.h"
#include "verification.h"

struct dkim_check {
	struct verifier verifier;
	struct verification *list; /* in the order of the message */
	size_t count;
};

/*
 * How near d= is to the author.  Only so many signatures are verified, and an
 * attacker can put any number above the one that counts.
 */
enum nearness {
	NEAR_SAME, /* the author's domain */
	NEAR_ALIGNED, /* a parent or child of it */
	NEAR_OTHER,
	NEARNESS_COUNT
};

static bool is_ascii(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (char_is_8bit(text.ptr[i]))
			return false;
	return true;
}

/* d= as it stands, but for U-labels: enough to choose by. */
static struct str signing_domain(struct arena *arena, struct str value)
{
	struct taglist tags;
	const struct tag *tag;
	struct str ascii;

	taglist_parse(&tags, value);
	tag = taglist_find(&tags, STR("d"));
	if (tag == NULL)
		return STR("");
	if (is_ascii(tag->value) || !domain_to_ascii(arena, tag->value, &ascii))
		return tag->value;
	return ascii;
}

static enum nearness nearness(struct str domain, struct str author)
{
	if (domain.len == 0 || author.len == 0)
		return NEAR_OTHER;
	if (str_eq_nocase(domain, author))
		return NEAR_SAME;
	return domain_is_within(domain, author) ||
			       domain_is_within(author, domain)
		       ? NEAR_ALIGNED
		       : NEAR_OTHER;
}

/* All DKIM-Signature fields, judged or not; nothing is read of them yet. */
static void collect(struct dkim_check *check)
{
	const struct message *message = check->verifier.message;
	size_t count = message_count(message, STR("DKIM-Signature"));

	check->list = ARENA_ARRAY(check->verifier.context->arena,
				  struct verification, count);
	for (size_t i = 0; i < message->header_count; i++)
		if (str_eq_nocase(message->headers[i].name,
				  STR("DKIM-Signature")))
			check->list[check->count++].result.header_index = i;
}

static struct verification not_verified(size_t header_index)
{
	return (struct verification){ .result = {
					      .status = CHECK_POLICY,
					      .reason = STR("not verified: too "
							    "many signatures"),
					      .signed_at = -1,
					      .expires_at = -1,
					      .header_index = header_index,
				      } };
}

/* The nearest first, then from the top; the others are policy. */
static void choose(struct dkim_check *check, struct str author)
{
	const struct header *headers = check->verifier.message->headers;
	struct arena *arena = check->verifier.context->arena;
	enum nearness *near = ARENA_ARRAY(arena, enum nearness, check->count);
	size_t left = LIMIT_SIGNATURES;

	for (size_t i = 0; i < check->count; i++) {
		size_t index = check->list[i].result.header_index;

		near[i] = nearness(signing_domain(arena, headers[index].value),
				   author);
		check->list[i] = not_verified(index);
	}
	for (unsigned rank = 0; rank < NEARNESS_COUNT; rank++) {
		for (size_t i = 0; i < check->count && left > 0; i++) {
			if (near[i] != rank)
				continue;
			check->list[i] = verification_begin(
				&check->verifier, SIGNATURE_DKIM,
				check->list[i].result.header_index);
			left--;
		}
	}
}

struct dkim_check *dkim_begin(const struct check_context *context,
			      const struct message *message,
			      struct canon_fields *fields,
			      struct body_hashes *bodies, struct str author)
{
	struct dkim_check *check = ARENA_NEW(context->arena, struct dkim_check);

	check->verifier = (struct verifier){ context, message, fields, bodies };
	collect(check);
	choose(check, author);
	return check;
}

struct dkim_results dkim_finish(struct dkim_check *check)
{
	struct dkim_result *list =
		ARENA_ARRAY(check->verifier.context->arena, struct dkim_result,
			    check->count);

	for (size_t i = 0; i < check->count; i++) {
		verification_finish(&check->verifier, &check->list[i]);
		list[i] = check->list[i].result;
	}
	return (struct dkim_results){ list, check->count };
}
