#include "../../filter/homograph.h"

#include "../tap.h"

/* Whether two names look alike. */
static const struct {
	const char *a, *b;
	bool alike;
} pairs[] = {
	{ "home.example", "home.example", true },
	{ "HOME.example", "home.EXAMPLE", true },
	{ "h\xD0\xBEme.example", "home.example", true }, /* Cyrillic o */
	{ "\xD0\x9D\xD0\x9E\xD0\x9C\xD0\x95.example", "home.example", true },
	{ "\xEF\xBD\x88ome.example", "home.example", true }, /* wide h */
	{ "horne.example", "home.example", true },
	{ "HORNE.EXAMPLE", "home.example", true },
	{ "h0me.example", "home.example", true },
	{ "home.examp1e", "home.example", true },
	{ "home.exampIe", "home.example", true },
	{ "home.exampie", "home.example", false },
	{ "hame.example", "home.example", false },
	{ "rnrnrn.example", "mmm.example", false }, /* beyond what is tried */
	{ "home.example.evil", "home.example", false },
	{ "home", "home.example", false },
	{ "", "", false },
	{ "", "home.example", false },
	{ "h\xFFme.example", "home.example", false },
	{ "WILLIAM SMITH", "William Smith", true },
	{ "Wi1liam Smith", "William Smith", true },
	{ "\xC3\x89mile", "\xC3\xA9MILE", true },
	{ "Emile", "\xC3\xA9MILE", false },
};

static const struct {
	const char *label;
	bool mixed;
} labels[] = {
	{ "example", false },
	{ "shop24-7", false },
	{ "\xD1\x81\xD0\xB0\xD0\xB4", false }, /* Cyrillic alone */
	{ "sho\xD1\x80", true }, /* Latin and Cyrillic */
	{ "m\xC3\xBCller", false },
	{ "\xE6\x9D\xB1\xE4\xBA\xAC"
	  "a",
	  false }, /* Han and Latin */
	{ "\xCE\xB1"
	  "bc",
	  true }, /* Greek and Latin */
	{ "\xFF\xFE", false },
};

/* What is left to see, and whether something hides. */
static const struct {
	const char *text, *visible;
	bool hides;
} texts[] = {
	{ "", "", false },
	{ "Ann Smith", "Ann Smith", false },
	{ "ho\xE2\x80\x8Bme", "home", true }, /* zero-width space */
	{ "ho\xC2\xADme", "home", true }, /* soft hyphen */
	{ "a\xEF\xBB\xBF@b", "a@b", true },
	{ "x\xE2\x80\x8B y", "x y", false },
	{ "\xE2\x9D\xA4\xEF\xB8\x8F Shop", "\xE2\x9D\xA4 Shop", false },
	{ "\xD9\x85\xE2\x80\x8C\xD8\xAE", "\xD9\x85\xD8\xAE", false },
	{ "\xE2\x80\xAEmoc", "moc", true }, /* right-to-left override */
	{ "\xE2\x80\x8FShalom", "Shalom", false }, /* right-to-left mark */
	{ "\xFFx\xE2\x80", "\xFFx\xE2\x80", false },
};

static void test_alike(struct arena *arena)
{
	struct homograph *homograph = homograph_new(arena);

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct str a = str_from(pairs[i].a), b = str_from(pairs[i].b);

		ok(homograph_alike(homograph, a, b) == pairs[i].alike, "%s, %s",
		   pairs[i].a, pairs[i].b);
		ok(homograph_alike(homograph, b, a) == pairs[i].alike, "%s, %s",
		   pairs[i].b, pairs[i].a);
	}
	homograph_free(homograph);
}

/* With a percent sign behind it the same is asked of ICU. */
static bool as_icu_says(struct homograph *homograph, const char *a,
			const char *b)
{
	char asked_a[8], asked_b[8];

	snprintf(asked_a, sizeof(asked_a), "%s%%", a);
	snprintf(asked_b, sizeof(asked_b), "%s%%", b);
	return homograph_alike(homograph, str_from(a), str_from(b)) ==
	       homograph_alike(homograph, str_from(asked_a), str_from(asked_b));
}

/* Each character of ASCII against each, and against pairs of letters. */
static void test_ascii(struct arena *arena)
{
	static const char *const pairs_of_letters[] = { "rn", "RN", "''", "``",
							"vv", "cl", "II" };
	unsigned wrong = 0;

	for (char c = 1; c < 127; c++) {
		struct homograph *homograph = homograph_new(arena);
		const char a[] = { c, '\0' };

		for (char d = 1; d < 127; d++)
			wrong += !as_icu_says(homograph, a,
					      (const char[]){ d, '\0' });
		for (size_t i = 0; i < 7; i++)
			wrong +=
				!as_icu_says(homograph, a, pairs_of_letters[i]);
		homograph_free(homograph);
	}
	ok(wrong == 0, "ASCII looks like what ICU says: %u wrong", wrong);
}

static void test_scripts(struct arena *arena)
{
	struct homograph *homograph = homograph_new(arena);

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		ok(homograph_mixes_scripts(homograph,
					   str_from(labels[i].label)) ==
			   labels[i].mixed,
		   "scripts of %s", labels[i].label);
	homograph_free(homograph);
}

static void test_hidden(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct str text = str_from(texts[i].text);

		is_str(homograph_visible(arena, text), texts[i].visible,
		       "seen of \"%s\"", texts[i].text);
		ok(homograph_hides(text) == texts[i].hides, "hides: \"%s\"",
		   texts[i].text);
	}
}

int main(void)
{
	struct arena *arena = arena_new(1 << 20, NULL);

	test_alike(arena);
	test_ascii(arena);
	test_scripts(arena);
	test_hidden(arena);
	arena_free(arena);
	return done_testing();
}
