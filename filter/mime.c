#include "mime.h"

#include "buf.h"
#include "charset.h"
#include "base64.h"
#include "grammar.h"
#include "limits.h"
#include "message.h"
#include "utf8.h"

#define REPLACEMENT STR("\xef\xbf\xbd") /* U+FFFD */
/* A byte of any charset below becomes at most this many of UTF-8. */
#define UTF8_PER_BYTE 8

/* "=?charset*language?B?text?=" (RFC 2047 2, RFC 2231 5) */
struct encoded_word {
	struct str charset, text;
	bool base64; /* else quoted-printable's cousin "Q" */
};

/* -- RFC 2047 2 ------------------------------------------------------------- */

static bool is_charset(struct str name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!char_is_token(name.ptr[i]))
			return false;
	return name.len > 0;
}

/* Spaces in the text are against the rule, but decoded by what people read
 * with; so is any length. */
static bool is_encoded_text(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!char_is_vchar(text.ptr[i]) && text.ptr[i] != ' ')
			return false;
	return true;
}

static bool take_encoded_word(struct str *rest, struct encoded_word *word)
{
	struct str at = *rest, label, encoding;

	if (!str_starts(at, STR("=?")))
		return false;
	at = str_skip(at, 2);
	if (!str_cut(&at, '?', &label) || !str_cut(&at, '?', &encoding) ||
	    !str_cut(&at, '?', &word->text) || !grammar_char(&at, '='))
		return false;
	word->charset = str_first(label, str_find(label, '*'));
	word->base64 = str_eq_nocase(encoding, STR("b"));
	if (!is_charset(word->charset) || !is_encoded_text(word->text) ||
	    (!word->base64 && !str_eq_nocase(encoding, STR("q"))))
		return false;
	*rest = at;
	return true;
}

bool mime_has_encoded_word(struct str value)
{
	struct encoded_word word;

	for (size_t at; (at = str_find_str(value, STR("=?"))) < value.len;) {
		value = str_skip(value, at);
		if (take_encoded_word(&value, &word))
			return true;
		value = str_skip(value, 1);
	}
	return false;
}

/* -- RFC 2047 4 ------------------------------------------------------------- */

static void decode_q(struct buf *bytes, struct str text)
{
	while (text.len > 0) {
		char octet = text.ptr[0] == '_' ? ' ' : text.ptr[0];

		if (!grammar_hex_octet(&text, &octet))
			text = str_skip(text, 1);
		buf_add_char(bytes, octet);
	}
}

struct str mime_decode_base64(struct arena *arena, struct str text)
{
	struct buf clean = buf_new(arena, text.len);
	struct str digits, bytes = { NULL, 0 };

	for (size_t i = 0; i < text.len; i++)
		if (char_is_alnum(text.ptr[i]) || text.ptr[i] == '+' ||
		    text.ptr[i] == '/')
			buf_add_char(&clean, text.ptr[i]);
	digits = buf_str(&clean);
	if (digits.len % 4 == 1)
		digits.len--;
	return base64_decode(arena, digits, &bytes) ? bytes : STR("");
}

/* Valid UTF-8 without control characters: a decoded line end or escape would
 * be taken for one of ours further on. */
static void add_clean(struct buf *out, struct str text)
{
	uint32_t code;
	size_t length;

	for (; text.len > 0; text = str_skip(text, length)) {
		length = utf8_decode(text, &code);
		if (length == 0) {
			length = 1;
			buf_add(out, REPLACEMENT);
		} else if ((code < ' ' && code != '\t') || code == 0x7f) {
			buf_add(out, REPLACEMENT);
		} else {
			buf_add(out, str_first(text, length));
		}
	}
}

/* -- a run of encoded words ---------------------------------------------------- */

struct decoder {
	struct buf out;
	/* Bytes of the words read last, which share a charset: a character may
	 * be split between two of them. */
	struct buf bytes;
	struct str charset;
	size_t words;
	bool in_run; /* what was read last is an encoded word */
};

static void flush(struct decoder *decoder)
{
	struct str bytes = buf_str(&decoder->bytes);

	if (bytes.len == 0)
		return;
	decoder->bytes.len = 0;
	add_clean(&decoder->out,
		  charset_to_utf8(decoder->out.arena, decoder->charset, bytes));
}

static void add_word(struct decoder *decoder, const struct encoded_word *word)
{
	if (!str_eq_nocase(decoder->charset, word->charset))
		flush(decoder);
	decoder->charset = word->charset;
	decoder->words++;
	if (word->base64)
		buf_add(&decoder->bytes,
			mime_decode_base64(decoder->bytes.arena, word->text));
	else
		decode_q(&decoder->bytes, word->text);
}

/* A word that shall be decoded, after the white space between two of them. */
static bool take_known_word(const struct decoder *decoder, struct str *rest,
			    struct encoded_word *word)
{
	struct str at = *rest;

	if (decoder->words == LIMIT_ENCODED_WORDS)
		return false;
	while (decoder->in_run && at.len > 0 && char_is_wsp(at.ptr[0]))
		at = str_skip(at, 1);
	if (!take_encoded_word(&at, word) || !charset_is_known(word->charset))
		return false;
	*rest = at;
	return true;
}

struct str mime_decode_words(struct arena *arena, struct str value)
{
	struct str rest = header_unfold(arena, value);
	struct decoder decoder = {
		.out = buf_new(arena, rest.len * UTF8_PER_BYTE),
		.bytes = buf_new(arena, rest.len),
	};
	struct encoded_word word;

	while (rest.len > 0) {
		decoder.in_run = take_known_word(&decoder, &rest, &word);
		if (decoder.in_run) {
			add_word(&decoder, &word);
		} else {
			size_t plain =
				1 + str_find_str(str_skip(rest, 1), STR("=?"));

			flush(&decoder);
			add_clean(&decoder.out, str_first(rest, plain));
			rest = str_skip(rest, plain);
		}
	}
	flush(&decoder);
	return buf_str(&decoder.out);
}

struct str mime_plain_name(struct arena *arena, struct str display)
{
	struct buf plain = buf_new(arena, display.len);

	for (size_t i = 0; i < display.len; i++) {
		if (display.ptr[i] == '"')
			continue;
		if (display.ptr[i] == '\\' && i + 1 < display.len)
			i++;
		buf_add_char(&plain, display.ptr[i]);
	}
	return mime_decode_words(arena, buf_str(&plain));
}
