#include "draft_version.h"

#include "draft_edits.h"

static bool are_equal(const struct edits *a, const struct edits *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (a->list[i].begin != b->list[i].begin ||
		    a->list[i].end != b->list[i].end ||
		    !str_eq(a->list[i].text, b->list[i].text))
			return false;
	return true;
}

static size_t text_size(const struct edits *edits)
{
	size_t size = 0;

	for (size_t i = 0; i < edits->count; i++)
		size += edits->list[i].text.len;
	return size;
}

bool draft_version(const struct draft *draft, size_t *version)
{
	struct draft_versions *versions = draft->versions;
	struct edits edits;
	size_t text;

	*version = 0;
	if (!draft->changed)
		return true;
	edits = draft_edits(draft);
	text = text_size(&edits);
	if (are_equal(&edits, &versions->as_received.edits))
		return true;
	for (*version = 1; *version <= versions->count; ++*version)
		if (are_equal(&edits, &versions->list[*version - 1].edits))
			return true;
	if (versions->count == LIMIT_VERSIONS || edits.count > LIMIT_EDITS ||
	    text > LIMIT_VERSION_TEXT - versions->text)
		return false;
	versions->text += text;
	versions->list[versions->count++].edits = edits;
	return true;
}

struct versions draft_versions(const struct draft *draft)
{
	return (struct versions){ draft->versions->list,
				  draft->versions->count };
}
