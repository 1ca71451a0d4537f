#include "charset.h"

#include <unicode/ucnv.h>

/* A byte of any charset below becomes at most this many of UTF-8. */
#define UTF8_PER_BYTE 4

/*
 * Charsets as mails name them, and their converters in ICU, whose tables are
 * part of the library: iconv would have to open files for them.
 */
static const struct {
	struct str name;
	const char *converter;
} charsets[] = {
	{ STR_INIT("utf-8"), "UTF-8" },
	{ STR_INIT("utf8"), "UTF-8" },
	{ STR_INIT("us-ascii"), "UTF-8" },
	{ STR_INIT("ascii"), "UTF-8" },
	{ STR_INIT("iso-8859-1"), "windows-1252" },
	{ STR_INIT("latin1"), "windows-1252" },
	{ STR_INIT("windows-1252"), "windows-1252" },
	{ STR_INIT("cp1252"), "windows-1252" },
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
	/* Which ICU has not; RFC 5228 2.7.2 asks for its ASCII at least. */
	{ STR_INIT("iso-8859-16"), "US-ASCII" },
	{ STR_INIT("windows-1250"), "windows-1250" },
	{ STR_INIT("windows-1251"), "windows-1251" },
	{ STR_INIT("cp1251"), "windows-1251" },
	{ STR_INIT("windows-1253"), "windows-1253" },
	{ STR_INIT("windows-1254"), "windows-1254" },
	{ STR_INIT("windows-1255"), "windows-1255" },
	{ STR_INIT("windows-1256"), "windows-1256" },
	{ STR_INIT("windows-1257"), "windows-1257" },
	{ STR_INIT("windows-1258"), "windows-1258" },
	{ STR_INIT("windows-874"), "windows-874" },
	{ STR_INIT("tis-620"), "windows-874" },
	{ STR_INIT("koi8-r"), "KOI8-R" },
	{ STR_INIT("koi8-u"), "KOI8-U" },
	{ STR_INIT("iso-2022-jp"), "ISO-2022-JP" },
	{ STR_INIT("shift_jis"), "ibm-943_P15A-2003" },
	{ STR_INIT("euc-jp"), "EUC-JP" },
	{ STR_INIT("euc-kr"), "windows-949" },
	{ STR_INIT("ks_c_5601-1987"), "windows-949" },
	{ STR_INIT("iso-2022-kr"), "ISO-2022-KR" },
	{ STR_INIT("gb2312"), "GB18030" },
	{ STR_INIT("gbk"), "GB18030" },
	{ STR_INIT("gb18030"), "GB18030" },
	{ STR_INIT("big5"), "Big5-HKSCS" },
};

static const char *converter_for(struct str name)
{
	for (size_t i = 0; i < sizeof(charsets) / sizeof(charsets[0]); i++)
		if (str_eq_nocase(charsets[i].name, name))
			return charsets[i].converter;
	return NULL;
}

bool charset_is_known(struct str name)
{
	return converter_for(name) != NULL;
}

/* A byte that has no meaning in the charset becomes U+FFFD. */
static struct str convert(struct arena *arena, UConverter *converter,
			  struct str bytes)
{
	size_t room = bytes.len * UTF8_PER_BYTE;
	char *text = arena_alloc(arena, room);
	UErrorCode error = U_ZERO_ERROR;
	int32_t len =
		ucnv_toAlgorithmic(UCNV_UTF8, converter, text, (int32_t)room,
				   bytes.ptr, (int32_t)bytes.len, &error);

	if (U_FAILURE(error) || len < 0)
		return bytes;
	return (struct str){ text, (size_t)len };
}

struct str charset_to_utf8(struct arena *arena, struct str name,
			   struct str bytes)
{
	const char *known = converter_for(name);
	UErrorCode error = U_ZERO_ERROR;
	UConverter *converter;

	if (known == NULL || str_eq(str_from(known), STR("UTF-8")) ||
	    bytes.len > INT32_MAX / UTF8_PER_BYTE)
		return bytes;
	converter = ucnv_open(known, &error);
	if (U_SUCCESS(error))
		bytes = convert(arena, converter, bytes);
	ucnv_close(converter);
	return bytes;
}
