#include "trusted.h"

#include "domain.h"
#include "limits.h"

static const struct str kinds[TRUST_KINDS] = {
	[TRUST_SEALER] = STR_INIT("sealer"),
	[TRUST_FORWARDER] = STR_INIT("forwarder"),
};

bool trusted_line_parse(struct arena *arena, struct str line,
			struct trusted_line *parsed)
{
	struct str word;
	size_t len = 0;

	line = str_trim(line);
	while (len < line.len && !char_is_wsp(line.ptr[len]))
		len++;
	word = str_first(line, len);
	for (int kind = 0; kind < TRUST_KINDS; kind++) {
		if (!str_eq(word, kinds[kind]))
			continue;
		parsed->kind = (enum trust_kind)kind;
		return domain_to_ascii(arena, str_trim(str_skip(line, len)),
				       &parsed->domain);
	}
	return false;
}

struct str trusted_key(struct arena *arena, enum trust_kind kind,
		       struct str domain)
{
	struct str lower = arena_lower(arena, domain);

	return arena_printf(arena, "%.*s %.*s", STR_ARG(kinds[kind]),
			    STR_ARG(lower));
}

static bool lines_have(struct arena *arena, struct str lines,
		       enum trust_kind kind, struct str domain)
{
	struct trusted_line parsed;
	struct str line;

	for (size_t n = 0;
	     n < LIMIT_TRUSTED_LINES && str_cut(&lines, '\n', &line); n++)
		if (trusted_line_parse(arena, line, &parsed) &&
		    parsed.kind == kind && str_eq_nocase(parsed.domain, domain))
			return true;
	return false;
}

bool trusted_has(struct arena *arena, const struct trusted *trusted,
		 enum trust_kind kind, struct str domain)
{
	const struct trust_table *table = trusted->table;

	if (domain.len == 0)
		return false;
	return str_list_has(&trusted->domains[kind], domain) ||
	       (table != NULL &&
		table->has(table, arena, trusted_key(arena, kind, domain))) ||
	       lines_have(arena, trusted->lines, kind, domain);
}
