#include "disguise.h"

#include "domain.h"
#include "grammar.h"
#include "limits.h"
#include "mime.h"
#include "spoof.h"

/* -- domains that are shown ------------------------------------------------------ */

/* The author's first, then the words of the display name with a dot inside. */
struct shown_domains {
	struct str list[1 + LIMIT_DISPLAY_WORDS];
	size_t count;
};

static bool is_ascii_sign(char c)
{
	return !char_is_alnum(c) && c != '-' && c != '.' && !char_is_8bit(c);
}

static bool next_word(struct str *text, struct str *word)
{
	size_t len = 0;

	while (text->len > 0 &&
	       (is_ascii_sign(text->ptr[0]) || text->ptr[0] == '.'))
		*text = str_skip(*text, 1);
	while (len < text->len && !is_ascii_sign(text->ptr[len]))
		len++;
	*word = str_first(*text, len);
	*text = str_skip(*text, len);
	while (word->len > 0 && word->ptr[word->len - 1] == '.')
		word->len--;
	return word->len > 0;
}

static struct str display_of(struct arena *arena, const struct author *author)
{
	return homograph_visible(
		arena, str_first(author->display, LIMIT_DISPLAY_NAME));
}

/* A-labels are what a client decodes; else it shows what was written. */
static struct str author_shown(struct arena *arena, const struct author *author)
{
	struct str decoded = domain_to_unicode(arena, author->domain);

	return str_eq(decoded, author->domain) && author->shown_domain.len > 0
		       ? author->shown_domain
		       : decoded;
}

static struct shown_domains shown_domains(struct arena *arena,
					  const struct author *author)
{
	struct shown_domains shown = { .count = 1 };
	struct str display = display_of(arena, author), word;

	shown.list[0] = author_shown(arena, author);
	while (shown.count <= LIMIT_DISPLAY_WORDS && next_word(&display, &word))
		if (str_find(word, '.') < word.len)
			shown.list[shown.count++] =
				domain_to_unicode(arena, word);
	return shown;
}

/* -- look-alikes of local domains -------------------------------------------------- */

static bool is_ours(const struct policy *policy, struct str recipient,
		    struct str name)
{
	for (size_t i = 0; i < policy->local_domains.count; i++)
		if (domain_is_within(name, policy->local_domains.items[i]))
			return true;
	return domain_is_within(name, domain_of_address(recipient));
}

static bool ends_alike(struct homograph *homograph, struct str name,
		       struct str original)
{
	size_t labels = domain_label_count(original);

	return labels >= 2 &&
	       homograph_alike(homograph, domain_last_labels(name, labels),
			       original);
}

static struct str find_original(struct homograph *homograph,
				const struct policy *policy,
				struct str recipient, struct str name)
{
	struct str domain = domain_of_address(recipient);

	if (is_ours(policy, recipient, name))
		return STR("");
	if (ends_alike(homograph, name, domain))
		return domain;
	for (size_t i = 0; i < policy->local_domains.count; i++)
		if (ends_alike(homograph, name, policy->local_domains.items[i]))
			return policy->local_domains.items[i];
	return STR("");
}

struct look_alike disguise_look_alike(struct arena *arena,
				      struct homograph *homograph,
				      const struct policy *policy,
				      const struct author *author,
				      struct str recipient)
{
	struct shown_domains shown = shown_domains(arena, author);

	for (size_t i = 0; i < shown.count; i++) {
		struct str original = find_original(homograph, policy,
						    recipient, shown.list[i]);

		if (original.len > 0)
			return (struct look_alike){ shown.list[i], original };
	}
	return (struct look_alike){ STR(""), STR("") };
}

/* A Russian name below ".com" is in order: it is each label that counts. */
struct str disguise_mixed_scripts(struct arena *arena,
				  struct homograph *homograph,
				  const struct author *author)
{
	struct shown_domains shown = shown_domains(arena, author);

	for (size_t i = 0; i < shown.count; i++) {
		struct str rest = shown.list[i], label;

		while (str_cut(&rest, '.', &label))
			if (homograph_mixes_scripts(homograph, label))
				return shown.list[i];
	}
	return STR("");
}

/* -- people whom the recipient knows ---------------------------------------------- */

static bool in_address(char c)
{
	return char_is_atext(c) || char_is_8bit(c) || c == '.' || c == '@';
}

/* 'ann@garden.example'. */
static struct str without_marks(struct str text)
{
	while (text.len > 0 && text.ptr[0] == '\'')
		text = str_skip(text, 1);
	while (text.len > 0 && (text.ptr[text.len - 1] == '\'' ||
				text.ptr[text.len - 1] == '.'))
		text.len--;
	return text;
}

static bool shows_address(struct str text, struct str address)
{
	while (text.len > 0) {
		size_t len = 0;

		while (len < text.len && in_address(text.ptr[len]))
			len++;
		if (str_eq_nocase(without_marks(str_first(text, len)), address))
			return true;
		text = str_skip(text, len + 1);
	}
	return false;
}

struct str disguise_known_person(struct arena *arena,
				 struct homograph *homograph, struct str book,
				 const struct author *author)
{
	struct str display = str_trim(display_of(arena, author));
	struct str found = STR("");
	struct person person;

	if (display.len == 0)
		return found;
	while (address_book_next(&book, &person)) {
		if (str_eq_nocase(person.address, author->address))
			return STR("");
		if (found.len == 0 &&
		    (homograph_alike(homograph, display, person.name) ||
		     shows_address(display, person.address)))
			found = person.address;
	}
	return found;
}
