#include "zone_write.h"

#include "../filter/grammar.h"
#include "../filter/ip.h"

/* Bytes between two quotes: a word that fits a folded line of 78. */
#define PIECE ((size_t)60)

/* RFC 1035 5.1: "\DDD" */
static void add_byte(struct buf *out, char c, bool plain)
{
	if (plain)
		buf_add_char(out, c);
	else
		buf_printf(out, "\\%03u", (unsigned char)c);
}

void zone_quote(struct buf *out, struct str text)
{
	size_t begin = out->len;

	buf_add_char(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		bool plain =
			(char_is_vchar(c) || c == ' ') && c != '"' && c != '\\';

		if (out->len - begin > PIECE - (plain ? 1 : 4)) {
			buf_add(out, STR("\" "));
			begin = out->len;
			buf_add_char(out, '"');
		}
		add_byte(out, c, plain);
	}
	buf_add_char(out, '"');
}

/* The root, as the target of a null MX, is ".". */
static void add_name(struct buf *out, struct str name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		add_byte(out, c,
			 char_is_vchar(c) && c != '"' && c != '\\' &&
				 c != ';' && c != '#');
	}
	if (name.len == 0)
		buf_add_char(out, '.');
}

static void add_record(struct buf *out, enum dns_type type,
		       const struct dns_record *record)
{
	struct ip ip;

	switch (type) {
	case DNS_A:
	case DNS_AAAA:
		ip.family = type == DNS_A ? IP_V4 : IP_V6;
		memcpy(ip.bytes, record->address, sizeof(ip.bytes));
		buf_add(out, ip_text(out->arena, &ip));
		break;
	case DNS_MX:
		buf_printf(out, "%u ", record->preference);
		add_name(out, record->data);
		break;
	case DNS_PTR:
	case DNS_CNAME:
		add_name(out, record->data);
		break;
	case DNS_TXT:
		zone_quote(out, record->data);
		break;
	}
}

static void begin_line(struct buf *out, struct str name, enum dns_type type,
		       const struct dns_answer *answer)
{
	add_name(out, name);
	buf_printf(out, " %u %s%s ", answer->ttl,
		   answer->authenticated ? "AD " : "", dns_type_name(type));
}

void zone_write(struct buf *out, struct str name, enum dns_type type,
		const struct dns_answer *answer)
{
	static const char *const words[] = {
		[DNS_NODATA] = "NODATA",
		[DNS_NXDOMAIN] = "NXDOMAIN",
		[DNS_TEMPFAIL] = "FAIL",
		[DNS_BADNAME] = "FAIL", /* is never asked */
	};

	for (size_t i = 0; i < answer->count; i++) {
		begin_line(out, name, type, answer);
		add_record(out, type, &answer->records[i]);
		buf_add_char(out, '\n');
	}
	if (answer->count > 0 || answer->status == DNS_FOUND)
		return;
	begin_line(out, name, type, answer);
	buf_printf(out, "%s\n", words[answer->status]);
}
