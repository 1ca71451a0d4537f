#include "homograph.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>

#include "buf.h"
#include "limits.h"
#include "utf8.h"

struct homograph {
	USpoofChecker *checker; /* NULL: not opened yet */
	/* The text that was compared last: it meets many others. */
	struct str text;
	struct skeleton *as_shown, *folded;
};

/* No name that matters is longer, and skeletons grow little. */
struct skeleton {
	int32_t len; /* -1: it has none */
	UChar chars[4 * LIMIT_DOMAIN];
};

#define SKELETON_MAX ((int32_t)(4 * LIMIT_DOMAIN))

struct homograph *homograph_new(struct arena *arena)
{
	struct homograph *homograph = ARENA_NEW(arena, struct homograph);

	homograph->as_shown = ARENA_NEW(arena, struct skeleton);
	homograph->folded = ARENA_NEW(arena, struct skeleton);
	return homograph;
}

void homograph_free(struct homograph *homograph)
{
	if (homograph->checker != NULL)
		uspoof_close(homograph->checker);
}

/* NULL without ICU's data: then nothing looks like anything. */
static USpoofChecker *checker_of(struct homograph *homograph)
{
	UErrorCode error = U_ZERO_ERROR;

	if (homograph->checker != NULL)
		return homograph->checker;
	homograph->checker = uspoof_open(&error);
	if (U_FAILURE(error))
		return NULL;
	uspoof_setRestrictionLevel(homograph->checker,
				   USPOOF_HIGHLY_RESTRICTIVE);
	uspoof_setChecks(homograph->checker, USPOOF_RESTRICTION_LEVEL, &error);
	return homograph->checker;
}

/* -- what looks alike ---------------------------------------------------------- */

static void to_utf16(struct str text, struct skeleton *skeleton)
{
	UErrorCode error = U_ZERO_ERROR;

	u_strFromUTF8(skeleton->chars, SKELETON_MAX, &skeleton->len, text.ptr,
		      (int32_t)text.len, &error);
	if (U_FAILURE(error))
		skeleton->len = -1;
}

static void fold(struct skeleton *skeleton)
{
	struct skeleton from = *skeleton;
	UErrorCode error = U_ZERO_ERROR;

	if (from.len < 0)
		return;
	skeleton->len = u_strFoldCase(skeleton->chars, SKELETON_MAX, from.chars,
				      from.len, U_FOLD_CASE_DEFAULT, &error);
	if (U_FAILURE(error))
		skeleton->len = -1;
}

static void reduce(const USpoofChecker *checker, struct skeleton *skeleton)
{
	struct skeleton from = *skeleton;
	UErrorCode error = U_ZERO_ERROR;

	if (from.len < 0)
		return;
	skeleton->len =
		uspoof_getSkeleton(checker, 0, from.chars, from.len,
				   skeleton->chars, SKELETON_MAX, &error);
	if (U_FAILURE(error))
		skeleton->len = -1;
}

/*
 * Letters of either case look like others: a capital I like l, a small m like
 * rn.  So a text is reduced as it is shown (the zero becomes a capital O), then
 * folded, and what the fold made is reduced again.
 */
static void reduce_as_shown(const USpoofChecker *checker, struct str text,
			    struct skeleton *skeleton)
{
	to_utf16(text, skeleton);
	reduce(checker, skeleton);
	fold(skeleton);
	reduce(checker, skeleton);
}

/* And so that a text in capitals equals itself in small letters. */
static void reduce_folded(const USpoofChecker *checker, struct str text,
			  struct skeleton *skeleton)
{
	to_utf16(text, skeleton);
	fold(skeleton);
	reduce(checker, skeleton);
	fold(skeleton);
}

static bool equal(const struct skeleton *a, const struct skeleton *b)
{
	return a->len > 0 && a->len == b->len &&
	       u_memcmp(a->chars, b->chars, a->len) == 0;
}

static bool is_ascii(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] >= 0x80)
			return false;
	return true;
}

/*
 * All of ASCII that looks like something else there, by one that stands for
 * them: what is alike by ICU's tables is equal here.  Those take longer to open
 * than a small mail to verify, and two names are rarely alike.
 */
static char stands_for(char c)
{
	switch (c) {
	case '0':
		return 'o';
	case '1':
	case '|':
	case 'I':
	case 'i':
		return 'l';
	case '"':
	case '`':
		return '\'';
	default:
		return char_lower(c);
	}
}

/* Room for twice its length: an m is rn, a quotation mark two apostrophes. */
static size_t reduce_plain(struct str text, char *reduced)
{
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = stands_for(text.ptr[i]);

		if (c == 'm')
			reduced[len++] = 'r';
		else if (text.ptr[i] == '"')
			reduced[len++] = c;
		reduced[len++] = c == 'm' ? 'n' : c;
	}
	return len;
}

static bool plainly_alike(struct str a, struct str b)
{
	char reduced_a[8 * LIMIT_DOMAIN], reduced_b[8 * LIMIT_DOMAIN];
	size_t len = reduce_plain(a, reduced_a);

	return len == reduce_plain(b, reduced_b) &&
	       memcmp(reduced_a, reduced_b, len) == 0;
}

/* A percent sign looks like letters outside of ASCII. */
static bool is_plain(struct str text)
{
	return is_ascii(text) && str_find(text, '%') == text.len;
}

/* Cheap: most names are ASCII, and unlike.  There a look-alike takes a byte
 * more or less for a letter (rn, m), and more than a few show. */
static bool may_be_alike(struct str a, struct str b)
{
	size_t more = a.len > b.len ? a.len - b.len : b.len - a.len;

	if (a.len == 0 || b.len == 0 || a.len > 4 * LIMIT_DOMAIN ||
	    b.len > 4 * LIMIT_DOMAIN)
		return false;
	if (is_plain(a) && is_plain(b))
		return more <= LIMIT_LOOK_ALIKE_BYTES && plainly_alike(a, b);
	return more <= LIMIT_LOOK_ALIKE_BYTES || !is_ascii(a) || !is_ascii(b);
}

bool homograph_alike(struct homograph *homograph, struct str a, struct str b)
{
	const USpoofChecker *checker;
	struct skeleton other;

	if (!may_be_alike(a, b))
		return false;
	checker = checker_of(homograph);
	if (checker == NULL)
		return false;
	if (homograph->text.ptr != a.ptr || homograph->text.len != a.len) {
		homograph->text = a;
		reduce_as_shown(checker, a, homograph->as_shown);
		reduce_folded(checker, a, homograph->folded);
	}
	reduce_as_shown(checker, b, &other);
	if (equal(homograph->as_shown, &other))
		return true;
	reduce_folded(checker, b, &other);
	return equal(homograph->folded, &other);
}

bool homograph_mixes_scripts(struct homograph *homograph, struct str text)
{
	UErrorCode error = U_ZERO_ERROR;
	const USpoofChecker *checker;

	if (is_ascii(text) || text.len > 4 * LIMIT_DOMAIN)
		return false;
	checker = checker_of(homograph);
	return checker != NULL &&
	       uspoof_checkUTF8(checker, text.ptr, (int32_t)text.len, NULL,
				&error) != 0 &&
	       U_SUCCESS(error);
}

/* -- what nobody sees ------------------------------------------------------------ */

static bool shows_nothing(uint32_t code)
{
	return code >= 0x80 &&
	       u_hasBinaryProperty((UChar32)code,
				   UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

static bool turns_around(uint32_t code)
{
	UCharDirection direction;

	if (code < 0x80)
		return false;
	direction = u_charDirection((UChar32)code);
	return direction == U_RIGHT_TO_LEFT_OVERRIDE ||
	       direction == U_LEFT_TO_RIGHT_OVERRIDE;
}

struct str homograph_visible(struct arena *arena, struct str text)
{
	struct buf visible;
	uint32_t code;

	if (is_ascii(text))
		return text;
	visible = buf_new(arena, text.len);
	while (text.len > 0) {
		size_t len = utf8_decode(text, &code);

		if (len == 0 || !shows_nothing(code))
			buf_add(&visible, str_first(text, len > 0 ? len : 1));
		text = str_skip(text, len > 0 ? len : 1);
	}
	return buf_str(&visible);
}

static bool is_of_address(uint32_t code)
{
	return code < 0x80 && (char_is_alnum((char)code) || code == '@' ||
			       code == '.' || code == '-');
}

bool homograph_hides(struct str text)
{
	uint32_t code, before = 0;
	bool hidden = false; /* something since before */

	while (text.len > 0) {
		size_t len = utf8_decode(text, &code);

		if (len == 0)
			return false;
		if (turns_around(code) ||
		    (hidden && is_of_address(before) && is_of_address(code)))
			return true;
		if (shows_nothing(code))
			hidden = true;
		else
			before = code, hidden = false;
		text = str_skip(text, len);
	}
	return false;
}
