#include "arc.h"

#include "arc_claim.h"
#include "limits.h"
#include "verification.h"

/* The three fields of a set, in the order in which a seal covers them. */
enum arc_field { ARC_RESULTS, ARC_MESSAGE, ARC_SEAL, ARC_FIELDS };

static const struct str field_names[ARC_FIELDS] = {
	STR_INIT("ARC-Authentication-Results"),
	STR_INIT("ARC-Message-Signature"),
	STR_INIT("ARC-Seal"),
};

/* What is known of one set while it is verified. */
struct link {
	bool present[ARC_FIELDS];
	size_t index[ARC_FIELDS]; /* of the header field */
	struct arc_claim claim;
	struct verification message, seal;
};

struct arc_check {
	struct verifier verifier;
	struct link *links; /* by instance - 1; NULL without any */
	size_t count; /* highest instance seen */
	struct str broken; /* what is wrong with the structure, or "" */
};

/* -- RFC 8617 5.2 steps 1 and 3: collect the sets, look at their structure ------ */

static bool read_instance(const struct arc_check *check, enum arc_field field,
			  struct str value, unsigned *instance,
			  struct arc_claim *claim)
{
	if (field == ARC_RESULTS)
		return arc_claim_parse(check->verifier.context->arena, value,
				       instance, claim);
	return signature_instance(value, instance);
}

/* False: the chain is broken. */
static bool add_field(struct arc_check *check, enum arc_field field,
		      size_t index)
{
	struct arena *arena = check->verifier.context->arena;
	const struct header *header = &check->verifier.message->headers[index];
	struct arc_claim claim;
	unsigned instance;
	struct link *link;

	if (check->links == NULL)
		check->links = ARENA_ARRAY(arena, struct link, LIMIT_ARC_SETS);
	if (!read_instance(check, field, header->value, &instance, &claim)) {
		check->broken = arena_printf(arena, "%.*s without an instance",
					     STR_ARG(field_names[field]));
		return false;
	}
	link = &check->links[instance - 1];
	if (link->present[field]) {
		check->broken =
			arena_printf(arena, "instance %u has %.*s twice",
				     instance, STR_ARG(field_names[field]));
		return false;
	}
	link->present[field] = true;
	link->index[field] = index;
	if (field == ARC_RESULTS)
		link->claim = claim;
	if (instance > check->count)
		check->count = instance;
	return true;
}

static bool collect(struct arc_check *check)
{
	const struct message *message = check->verifier.message;

	for (size_t i = 0; i < message->header_count; i++)
		for (unsigned field = 0; field < ARC_FIELDS; field++)
			if (str_eq_nocase(message->headers[i].name,
					  field_names[field]) &&
			    !add_field(check, field, i))
				return false;
	return true;
}

static bool is_complete(struct arc_check *check)
{
	for (size_t i = 0; i < check->count; i++) {
		for (unsigned field = 0; field < ARC_FIELDS; field++) {
			if (check->links[i].present[field])
				continue;
			check->broken =
				arena_printf(check->verifier.context->arena,
					     "instance %zu has no %.*s", i + 1,
					     STR_ARG(field_names[field]));
			return false;
		}
	}
	return true;
}

struct arc_check *arc_begin(const struct check_context *context,
			    const struct message *message,
			    struct canon_fields *fields,
			    struct body_hashes *bodies)
{
	struct arc_check *check = ARENA_NEW(context->arena, struct arc_check);

	check->verifier = (struct verifier){ context, message, fields, bodies };
	if (!collect(check) || !is_complete(check))
		return check;
	for (size_t i = 0; i < check->count; i++) {
		struct link *link = &check->links[i];

		link->message =
			verification_begin(&check->verifier, SIGNATURE_MESSAGE,
					   link->index[ARC_MESSAGE]);
		link->seal =
			verification_begin(&check->verifier, SIGNATURE_SEAL,
					   link->index[ARC_SEAL]);
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
		size_t seal = link->index[ARC_SEAL];
		struct sha256 *hash;

		for (unsigned field = ARC_RESULTS; field < ARC_SEAL; field++)
			sha256_add(before, canon_field(fields, CANON_RELAXED,
						       link->index[field]));
		hash = sha256_copy(arena, before);
		sha256_add(hash,
			   canon_signature_field(
				   arena, CANON_RELAXED,
				   &check->verifier.message->headers[seal]));
		sha256_end(hash, digest);
		verification_finish_seal(&check->verifier, &link->seal, digest);
		sha256_add(before, canon_field(fields, CANON_RELAXED, seal));
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
			.claim = link->claim,
		};
	}
	return sets;
}

struct arc_result arc_finish(struct arc_check *check)
{
	struct arc_result result = { .status = CHECK_NONE, .reason = STR("") };

	if (check->broken.len > 0) {
		result.status = CHECK_FAIL;
		result.reason = check->broken;
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
