#include "seal.h"

#include "arc_sets.h"
#include "canon.h"
#include "fold.h"
#include "limits.h"
#include "signature.h"

/* RFC 8617 5.1: once a chain is sealed as failed, that is its end. */
static bool is_sealed_as_failed(struct arena *arena,
				const struct message *message,
				const struct arc_sets *sets)
{
	const struct arc_place *newest = &sets->list[sets->count - 1];
	struct signature signature;

	if (!newest->present[ARC_SEAL])
		return false;
	signature_parse(arena, SIGNATURE_SEAL,
			message->headers[newest->index[ARC_SEAL]].value,
			&signature);
	return signature.chain == CHECK_FAIL;
}

/* NULL: a set can be added. */
static const char *obstacle(struct arena *arena, const struct seal *seal,
			    const struct message *message,
			    const struct arc_sets *sets)
{
	bool sound = sets->broken.len == 0;

	if (sets->count >= LIMIT_ARC_SETS)
		return "the chain has as many sets as it can have";
	if (sets->count > 0 && is_sealed_as_failed(arena, message, sets))
		return "the chain is sealed as failed";
	switch (seal->chain) {
	case CHECK_FAIL:
		return NULL;
	case CHECK_NONE:
		return sound && sets->count == 0 ? NULL
						 : "there is a chain after all";
	case CHECK_PASS:
		return sound && sets->count > 0 ? NULL
						: "there is no such chain";
	default:
		return "the chain could not be validated";
	}
}

static struct str results_field(struct arena *arena, const struct seal *seal,
				unsigned instance)
{
	struct buf out = buf_new(arena, LIMIT_OUTPUT_FIELDS);
	struct fold fold = fold_begin(&out, arc_field_name(ARC_RESULTS));

	fold_word(&fold, arena_printf(arena, "i=%u;", instance));
	fold_words(&fold, seal->results);
	fold_end(&fold);
	return buf_str(&out);
}

/* What the seal covers before itself: the sets so far, unless they are not to
 * be believed, and the two new fields. */
static struct sha256 *covered(struct arena *arena, const struct seal *seal,
			      const struct message *message,
			      const struct arc_sets *sets, struct str results,
			      struct str signature)
{
	struct canon_fields before = canon_fields_new(arena, message), own;
	struct sha256 *hash = sha256_new(arena);
	struct message set = message_parse(
		arena, arena_printf(arena, "%.*s%.*s", STR_ARG(results),
				    STR_ARG(signature)));

	for (size_t i = 0; seal->chain == CHECK_PASS && i < sets->count; i++) {
		arc_sets_hash(&before, &sets->list[i], hash);
		arc_sets_hash_seal(&before, &sets->list[i], hash);
	}
	own = canon_fields_new(arena, &set);
	for (size_t i = 0; i < set.header_count; i++)
		sha256_add(hash, canon_field(&own, CANON_RELAXED, i));
	return hash;
}

struct str seal_fields(struct arena *arena, const struct seal *seal,
		       const struct message *message, const char **why)
{
	struct arc_sets sets = arc_sets_find(arena, message);
	unsigned instance = (unsigned)sets.count + 1;
	struct str results, signature, field;

	*why = obstacle(arena, seal, message, &sets);
	if (*why != NULL)
		return STR("");
	results = results_field(arena, seal, instance);
	signature = sign_message(arena, &seal->signing, message, instance);
	const struct sign_tag tags[] = {
		{ "a", sign_algorithm(&seal->signing) },
		{ "cv", check_name(seal->chain) },
		{ "d", seal->signing.domain },
		{ "i", arena_printf(arena, "%u", instance) },
		{ "s", seal->signing.selector },
		{ "t", sign_time(arena, &seal->signing) },
	};

	field = sign_field(
		arena, &seal->signing, arc_field_name(ARC_SEAL), tags,
		sizeof(tags) / sizeof(tags[0]),
		covered(arena, seal, message, &sets, results, signature));
	return arena_printf(arena, "%.*s%.*s%.*s", STR_ARG(field),
			    STR_ARG(signature), STR_ARG(results));
}
