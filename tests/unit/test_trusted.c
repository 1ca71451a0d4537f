#include "../../filter/trusted.h"

#include "../tap.h"

/* A line and the key it stands for; "": it is none. */
static const struct {
	const char *line, *key;
} lines[] = {
	{ "sealer lists.example", "sealer lists.example" },
	{ "forwarder alumni.example", "forwarder alumni.example" },
	{ " sealer\tLists.EXAMPLE \r", "sealer lists.example" },
	{ "forwarder m\xC3\xBCller.example",
	  "forwarder xn--mller-kva.example" },
	{ "", "" },
	{ "sealer", "" },
	{ "sealer ", "" },
	{ "Sealer lists.example", "" },
	{ "sealers lists.example", "" },
	{ "lists.example", "" },
	{ "sealer example", "" },
	{ "sealer a.example b.example", "" },
	{ "sealer *.example", "" },
	{ "# sealer lists.example", "" },
};

static const struct str listed[] = { STR_INIT("listed.example") };

static bool has(const struct trust_table *table, struct arena *arena,
		struct str key)
{
	(void)table, (void)arena;
	return str_eq(key, STR("sealer table.example"));
}

static const struct {
	const char *domain;
	enum trust_kind kind;
	bool has;
} asked[] = {
	{ "listed.example", TRUST_SEALER, true },
	{ "LISTED.example", TRUST_SEALER, true },
	{ "listed.example", TRUST_FORWARDER, false },
	{ "below.listed.example", TRUST_SEALER, false },
	{ "table.example", TRUST_SEALER, true },
	{ "Table.example", TRUST_SEALER, true },
	{ "table.example", TRUST_FORWARDER, false },
	{ "user.example", TRUST_FORWARDER, true },
	{ "user.example", TRUST_SEALER, false },
	{ "last.example", TRUST_SEALER, true },
	{ "example", TRUST_SEALER, false },
	{ "", TRUST_SEALER, false },
};

int main(void)
{
	const struct trust_table table = { has };
	const struct trusted trusted = {
		.domains[TRUST_SEALER] = { listed, 1 },
		.table = &table,
		.lines = STR("# mine\nforwarder user.example\n\nnonsense\n"
			     "sealer last.example"),
	};
	const struct trusted nobody = { .table = NULL };
	struct arena *arena = arena_new(1 << 20, NULL);

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct trusted_line parsed;
		struct str key = STR("");

		if (trusted_line_parse(arena, str_from(lines[i].line), &parsed))
			key = trusted_key(arena, parsed.kind, parsed.domain);
		is_str(key, lines[i].key, "\"%s\"", lines[i].line);
	}
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		struct str domain = str_from(asked[i].domain);

		ok(trusted_has(arena, &trusted, asked[i].kind, domain) ==
			   asked[i].has,
		   "%d \"%s\"", asked[i].kind, asked[i].domain);
		ok(!trusted_has(arena, &nobody, asked[i].kind, domain),
		   "nobody is trusted by default");
	}
	arena_free(arena);
	return done_testing();
}
