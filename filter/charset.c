#include "charset.h"

#include <iconv.h>

#include "buf.h"

#define REPLACEMENT STR("\xef\xbf\xbd") /* U+FFFD */
/* A byte of any charset below becomes at most this many of UTF-8. */
#define UTF8_PER_BYTE 8

/*
 * Charsets as mails name them, and what iconv is asked for.  The mail's own word
 * never reaches iconv: it could name any module of the system.
 */
static const struct {
	struct str name;
	const char *iconv;
} charsets[] = {
	{ STR_INIT("utf-8"), "UTF-8" },
	{ STR_INIT("utf8"), "UTF-8" },
	{ STR_INIT("us-ascii"), "UTF-8" },
	{ STR_INIT("ascii"), "UTF-8" },
	{ STR_INIT("iso-8859-1"), "CP1252" },
	{ STR_INIT("latin1"), "CP1252" },
	{ STR_INIT("windows-1252"), "CP1252" },
	{ STR_INIT("cp1252"), "CP1252" },
	{ STR_INIT("iso-8859-2"), "ISO-8859-2" },
	{ STR_INIT("iso-8859-3"), "ISO-8859-3" },
	{ STR_INIT("iso-8859-4"), "ISO-8859-4" },
	{ STR_INIT("iso-8859-5"), "ISO-8859-5" },
	{ STR_INIT("iso-8859-6"), "ISO-8859-6" },
	{ STR_INIT("iso-8859-7"), "ISO-8859-7" },
	{ STR_INIT("iso-8859-8"), "ISO-8859-8" },
	{ STR_INIT("iso-8859-8-i"), "ISO-8859-8" },
	{ STR_INIT("iso-8859-9"), "ISO-8859-9" },
	{ STR_INIT("iso-8859-10"), "ISO-8859-10" },
	{ STR_INIT("iso-8859-13"), "ISO-8859-13" },
	{ STR_INIT("iso-8859-14"), "ISO-8859-14" },
	{ STR_INIT("iso-8859-15"), "ISO-8859-15" },
	{ STR_INIT("iso-8859-16"), "ISO-8859-16" },
	{ STR_INIT("windows-1250"), "CP1250" },
	{ STR_INIT("windows-1251"), "CP1251" },
	{ STR_INIT("cp1251"), "CP1251" },
	{ STR_INIT("windows-1253"), "CP1253" },
	{ STR_INIT("windows-1254"), "CP1254" },
	{ STR_INIT("windows-1255"), "CP1255" },
	{ STR_INIT("windows-1256"), "CP1256" },
	{ STR_INIT("windows-1257"), "CP1257" },
	{ STR_INIT("windows-1258"), "CP1258" },
	{ STR_INIT("windows-874"), "CP874" },
	{ STR_INIT("tis-620"), "CP874" },
	{ STR_INIT("koi8-r"), "KOI8-R" },
	{ STR_INIT("koi8-u"), "KOI8-U" },
	{ STR_INIT("iso-2022-jp"), "ISO-2022-JP" },
	{ STR_INIT("shift_jis"), "CP932" },
	{ STR_INIT("euc-jp"), "EUC-JP" },
	{ STR_INIT("euc-kr"), "CP949" },
	{ STR_INIT("ks_c_5601-1987"), "CP949" },
	{ STR_INIT("iso-2022-kr"), "ISO-2022-KR" },
	{ STR_INIT("gb2312"), "GB18030" },
	{ STR_INIT("gbk"), "GB18030" },
	{ STR_INIT("gb18030"), "GB18030" },
	{ STR_INIT("big5"), "BIG5-HKSCS" },
};

static const char *charset_for_iconv(struct str name)
{
	for (size_t i = 0; i < sizeof(charsets) / sizeof(charsets[0]); i++)
		if (str_eq_nocase(charsets[i].name, name))
			return charsets[i].iconv;
	return NULL;
}

bool charset_is_known(struct str name)
{
	return charset_for_iconv(name) != NULL;
}

/* By iconv; a byte that has no meaning in the charset becomes U+FFFD. */
static void convert(struct buf *out, iconv_t converter, struct str bytes)
{
	char piece[256], *in = (char *)(uintptr_t)bytes.ptr, *end;
	size_t left = bytes.len, room;

	while (left > 0) {
		size_t before = left, done;

		end = piece;
		room = sizeof(piece);
		done = iconv(converter, &in, &left, &end, &room);
		buf_add(out, (struct str){ piece, sizeof(piece) - room });
		if (done == (size_t)-1 && left == before &&
		    room == sizeof(piece)) {
			buf_add(out, REPLACEMENT);
			in++;
			left--;
		}
	}
	end = piece;
	room = sizeof(piece);
	iconv(converter, NULL, NULL, &end, &room);
	buf_add(out, (struct str){ piece, sizeof(piece) - room });
}

struct str charset_to_utf8(struct arena *arena, struct str name,
			   struct str bytes)
{
	struct buf out = buf_new(arena, bytes.len * UTF8_PER_BYTE);
	const char *known = charset_for_iconv(name);
	iconv_t converter;

	if (known == NULL || str_eq(str_from(known), STR("UTF-8")))
		return bytes;
	converter = iconv_open("UTF-8", known);
	if (converter == (iconv_t)-1)
		return bytes;
	convert(&out, converter, bytes);
	iconv_close(converter);
	return buf_str(&out);
}
