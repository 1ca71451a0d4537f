#include "arc_sets.h"

#include "arc_claim.h"
#include "limits.h"
#include "signature.h"

struct str arc_field_name(enum arc_field field)
{
	static const struct str names[ARC_FIELDS] = {
		STR_INIT("ARC-Authentication-Results"),
		STR_INIT("ARC-Message-Signature"),
		STR_INIT("ARC-Seal"),
	};

	return names[field];
}

/* The sets while they are being found; what is broken first is told. */
struct search {
	struct arena *arena;
	struct arc_place *list;
	struct arc_sets sets;
};

static bool read_instance(enum arc_field field, struct str value,
			  unsigned *instance)
{
	return field == ARC_RESULTS ? arc_claim_instance(value, instance)
				    : signature_instance(value, instance);
}

static void blame(struct search *search, struct str what)
{
	if (search->sets.broken.len == 0)
		search->sets.broken = what;
}

static void add_field(struct search *search, enum arc_field field,
		      const struct header *header, size_t index)
{
	struct str name = arc_field_name(field);
	struct arc_place *place;
	unsigned instance;

	if (search->list == NULL)
		search->list = ARENA_ARRAY(search->arena, struct arc_place,
					   LIMIT_ARC_SETS);
	if (!read_instance(field, header->value, &instance)) {
		blame(search,
		      arena_printf(search->arena, "%.*s without an instance",
				   STR_ARG(name)));
		return;
	}
	place = &search->list[instance - 1];
	if (place->present[field])
		blame(search,
		      arena_printf(search->arena, "instance %u has %.*s twice",
				   instance, STR_ARG(name)));
	place->present[field] = true;
	place->index[field] = index;
	if (instance > search->sets.count)
		search->sets.count = instance;
}

static void find_missing(struct search *search)
{
	for (size_t i = 0; i < search->sets.count; i++)
		for (unsigned field = 0; field < ARC_FIELDS; field++)
			if (!search->list[i].present[field])
				blame(search,
				      arena_printf(
					      search->arena,
					      "instance %zu has no %.*s", i + 1,
					      STR_ARG(arc_field_name(field))));
}

struct arc_sets arc_sets_find(struct arena *arena,
			      const struct message *message)
{
	struct search search = { .arena = arena };

	for (size_t i = 0; i < message->header_count; i++)
		for (unsigned field = 0; field < ARC_FIELDS; field++)
			if (str_eq_nocase(message->headers[i].name,
					  arc_field_name(field)))
				add_field(&search, field, &message->headers[i],
					  i);
	if (search.sets.broken.len == 0)
		find_missing(&search);
	search.sets.list = search.list;
	return search.sets;
}

void arc_sets_hash(struct canon_fields *fields, const struct arc_place *set,
		   struct sha256 *hash)
{
	for (unsigned field = ARC_RESULTS; field < ARC_SEAL; field++)
		sha256_add(hash, canon_field(fields, CANON_RELAXED,
					     set->index[field]));
}

void arc_sets_hash_seal(struct canon_fields *fields,
			const struct arc_place *set, struct sha256 *hash)
{
	sha256_add(hash,
		   canon_field(fields, CANON_RELAXED, set->index[ARC_SEAL]));
}
