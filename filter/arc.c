#include "arc.h"

#include "arc_claim.h"
#include "arc_sets.h"
#include "limits.h"
#include "verification.h"

/* What is known of one set while it is verified. */
struct link {
	const struct arc_place *place;
	struct verification message, seal;
};

struct arc_check {
	struct verifier verifier;
	struct arc_sets sets;
	struct link *links; /* by instance - 1 */
	size_t count; /* 0: there are none, or their structure is broken */
};

/* -- RFC 8617 5.2 steps 1 and 3: collect the sets, look at their structure ------ */

struct arc_check *arc_begin(const struct check_context *context,
			    const struct message *message,
			    struct canon_fields *fields,
			    struct body_hashes *bodies)
{
	struct arc_check *check = ARENA_NEW(context->arena, struct arc_check);

	check->verifier = (struct verifier){ context, message, fields, bodies };
	check->sets = arc_sets_find(context->arena, message);
	if (check->sets.count == 0 || check->sets.broken.len > 0)
		return check;
	check->count = check->sets.count;
	check->links = ARENA_ARRAY(context->arena, struct link, check->count);
	for (size_t i = 0; i < check->count; i++) {
		struct link *link = &check->links[i];

		link->place = &check->sets.list[i];
		link->message =
			verification_begin(&check->verifier, SIGNATURE_MESSAGE,
					   link->place->index[ARC_MESSAGE]);
		link->seal =
			verification_begin(&check->verifier, SIGNATURE_SEAL,
					   link->place->index[ARC_SEAL]);
	}
	return check;
}

/* -- steps 4 to 6: the signatures ---------------------------------------------------- */

/*
 * RFC 8617 5.1.1: a seal covers all sets up to its own, in order, itself with an
 * empty b=.  So each set is hashed once, and what came before is carried on.
 */
static void finish_seals(struct arc_check *check)
{
	struct canon_fields *fields = check->verifier.fields;
	struct arena *arena = check->verifier.context->arena;
	struct sha256 *before = sha256_new(arena);
	unsigned char digest[SHA256_SIZE];

	for (size_t i = 0; i < check->count; i++) {
		struct link *link = &check->links[i];
		size_t seal = link->place->index[ARC_SEAL];
		struct sha256 *hash;

		arc_sets_hash(fields, link->place, before);
		hash = sha256_copy(arena, before);
		sha256_add(hash,
			   canon_signature_field(
				   arena, CANON_RELAXED,
				   &check->verifier.message->headers[seal]));
		sha256_end(hash, digest);
		verification_finish_seal(&check->verifier, &link->seal, digest);
		arc_sets_hash_seal(fields, link->place, before);
	}
	sha256_end(before, digest);
}

/* -- the verdict ---------------------------------------------------------------------- */

/* A failure of one part; a failure outweighs that DNS did not answer. */
static void blame(struct arena *arena, struct arc_result *result,
		  const char *part, size_t instance,
		  const struct dkim_result *found)
{
	enum check_status status =
		found->status == CHECK_TEMPERROR ? CHECK_TEMPERROR : CHECK_FAIL;

	if (found->status == CHECK_PASS || result->status == CHECK_FAIL ||
	    result->status == status)
		return;
	result->status = status;
	result->reason = arena_printf(arena, "%s of instance %zu: %.*s", part,
				      instance, STR_ARG(found->reason));
}

/* Step 2, and 3 C. */
static void judge_chain_values(const struct arc_check *check,
			       struct arc_result *result)
{
	for (size_t i = check->count; i > 0; i--) {
		enum check_status cv = check->links[i - 1].seal.signature.chain;

		if (cv == (i == 1 ? CHECK_NONE : CHECK_PASS))
			continue;
		result->status = CHECK_FAIL;
		result->reason = arena_printf(check->verifier.context->arena,
					      "instance %zu says cv=%.*s", i,
					      STR_ARG(check_name(cv)));
		return;
	}
}

static void judge(const struct arc_check *check, struct arc_result *result)
{
	struct arena *arena = check->verifier.context->arena;
	size_t newest = check->count;

	result->status = CHECK_PASS;
	result->reason = STR("");
	judge_chain_values(check, result);
	blame(arena, result, "ARC-Message-Signature", newest,
	      &check->links[newest - 1].message.result);
	for (size_t i = newest; i > 0; i--)
		blame(arena, result, "ARC-Seal", i,
		      &check->links[i - 1].seal.result);
}

/* Step 5: the lowest instance from which on every message signature passes; 0
 * when all do. */
static unsigned oldest_pass(const struct arc_check *check)
{
	for (size_t i = check->count; i > 0; i--)
		if (check->links[i - 1].message.result.status != CHECK_PASS)
			return (unsigned)i + 1;
	return 0;
}

static struct arc_claim claim_of(const struct arc_check *check,
				 const struct link *link)
{
	const struct header *header =
		&check->verifier.message
			 ->headers[link->place->index[ARC_RESULTS]];
	struct arc_claim claim;
	unsigned instance;

	arc_claim_parse(check->verifier.context->arena, header->value,
			&instance, &claim);
	return claim;
}

static const struct arc_set *make_sets(const struct arc_check *check)
{
	struct arc_set *sets = ARENA_ARRAY(check->verifier.context->arena,
					   struct arc_set, check->count);

	for (size_t i = 0; i < check->count; i++) {
		const struct link *link = &check->links[i];

		sets[i] = (struct arc_set){
			.instance = (unsigned)i + 1,
			.ams = link->message.result,
			.seal = link->seal.result,
			.cv = link->seal.signature.chain,
			.claim = claim_of(check, link),
		};
	}
	return sets;
}

struct arc_result arc_finish(struct arc_check *check)
{
	struct arc_result result = { .status = CHECK_NONE, .reason = STR("") };

	if (check->sets.broken.len > 0) {
		result.status = CHECK_FAIL;
		result.reason = check->sets.broken;
		return result;
	}
	if (check->count == 0)
		return result;
	for (size_t i = 0; i < check->count; i++)
		verification_finish(&check->verifier, &check->links[i].message);
	finish_seals(check);
	judge(check, &result);
	result.sets = make_sets(check);
	result.count = check->count;
	if (result.status == CHECK_PASS)
		result.oldest_pass = oldest_pass(check);
	return result;
}
