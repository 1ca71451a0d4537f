#include "dns_message.h"

#include <string.h>

#include "../filter/buf.h"
#include "limits.h"

/*
 * RFC 1035 4.1.1:
 *	 0  2     4       6       8       10      12
 *	+--+-----+-------+-------+-------+-------+---------- - -
 *	|ID|flags|QDCOUNT|ANCOUNT|NSCOUNT|ARCOUNT| question, answers
 *	+--+-----+-------+-------+-------+-------+---------- - -
 */
#define FLAG_RESPONSE 0x8000
#define FLAG_TRUNCATED 0x0200
#define FLAG_RECURSION_DESIRED 0x0100
#define FLAG_AUTHENTICATED 0x0020
#define MASK_OPCODE 0x7800
#define MASK_RCODE 0x000f
#define RCODE_NXDOMAIN 3
#define CLASS_IN 1
#define TYPE_OPT 41

/* As many as a name may have labels. */
#define MOST_POINTERS 127

/* Records of an answer section that are walked through: CNAMEs and some of
 * other types stand among those that are kept. */
#define MOST_ANSWERS (8 * LIMIT_DNS_RECORDS)

/* A place in the message; once something did not fit, `bad` stays. */
struct cursor {
	struct str bytes;
	size_t at;
	bool bad;
};

struct name {
	char text[LIMIT_DOMAIN + 1];
	size_t len;
	bool odd; /* has bytes that no text of a name can show */
};

struct record {
	struct name owner;
	unsigned type, class, ttl;
	size_t data, end; /* offsets of RDATA in the message */
};

static unsigned read_number(struct cursor *cursor, unsigned size)
{
	unsigned number = 0;

	if (cursor->bad || cursor->bytes.len - cursor->at < size) {
		cursor->bad = true;
		return 0;
	}
	while (size-- > 0)
		number = number << 8 |
			 (unsigned char)cursor->bytes.ptr[cursor->at++];
	return number;
}

static struct str read_bytes(struct cursor *cursor, size_t size)
{
	struct str bytes = str_skip(cursor->bytes, cursor->at);

	if (cursor->bad || bytes.len < size) {
		cursor->bad = true;
		return STR("");
	}
	cursor->at += size;
	return str_first(bytes, size);
}

static void name_add(struct name *name, struct str label, bool *bad)
{
	bool first = name->len == 0;

	if (label.len + !first > LIMIT_DOMAIN - name->len) {
		*bad = true;
		return;
	}
	if (!first)
		name->text[name->len++] = '.';
	memcpy(name->text + name->len, label.ptr, label.len);
	name->len += label.len;
	for (size_t i = 0; i < label.len; i++)
		if (label.ptr[i] < ' ' || label.ptr[i] > '~' ||
		    label.ptr[i] == '.')
			name->odd = true;
}

/*
 * RFC 1035 4.1.4: labels by length, ended by a zero or by a pointer to an
 * earlier place.  A pointer must lead to before all that was read of this
 * name, so it ends.
 *	03 w w w  C0 0C        "www" and what stands at offset 12
 */
static struct name read_name(struct cursor *cursor)
{
	struct cursor reader = *cursor;
	size_t lowest = cursor->at, end = 0, pointers = 0;
	struct name name;
	unsigned byte;

	name.len = 0;
	name.odd = false;
	while ((byte = read_number(&reader, 1)) != 0) {
		if (byte <= LIMIT_LABEL) {
			name_add(&name, read_bytes(&reader, byte), &reader.bad);
			continue;
		}
		byte = (byte << 8 | read_number(&reader, 1)) - 0xc000;
		if (end == 0)
			end = reader.at;
		if (byte >= lowest || ++pointers > MOST_POINTERS)
			reader.bad = true;
		lowest = reader.at = byte;
	}
	cursor->at = end != 0 ? end : reader.at;
	cursor->bad = reader.bad;
	return name;
}

static struct record read_record(struct cursor *cursor)
{
	struct record record = { .owner = read_name(cursor) };

	record.type = read_number(cursor, 2);
	record.class = read_number(cursor, 2);
	record.ttl = read_number(cursor, 4);
	if (record.ttl > INT32_MAX) /* RFC 2181 8 */
		record.ttl = 0;
	record.data = cursor->at + 2;
	read_bytes(cursor, read_number(cursor, 2));
	record.end = cursor->at;
	return record;
}

/* -- data: each is false when the record is not to be used -------------------- */

static struct str name_str(const struct name *name)
{
	return (struct str){ name->text, name->len };
}

/* A name that must end where the record ends. */
static bool data_name(struct arena *arena, struct cursor *data, size_t end,
		      struct dns_record *result)
{
	struct name name = read_name(data);

	data->bad = data->bad || data->at != end;
	result->data = arena_copy(arena, name_str(&name));
	return !name.odd;
}

static bool data_address(struct cursor *data, size_t end, size_t size,
			 struct dns_record *result)
{
	struct str bytes = read_bytes(data, size);

	data->bad = data->bad || data->at != end;
	if (!data->bad)
		memcpy(result->address, bytes.ptr, size);
	return true;
}

/* RFC 1035 3.3.14: strings of a length and that many bytes. */
static bool data_text(struct arena *arena, struct cursor *data, size_t end,
		      struct dns_record *result)
{
	struct buf text = buf_new(arena, LIMIT_DNS_TXT);

	while (data->at < end && !data->bad)
		buf_add(&text, read_bytes(data, read_number(data, 1)));
	data->bad = data->bad || data->at != end;
	result->data = buf_str(&text);
	return !text.overflow;
}

static bool record_data(struct arena *arena, struct cursor *cursor,
			const struct record *record, struct dns_record *result)
{
	/* a compressed name may point to anything before, but nothing may
	 * reach behind the record */
	struct cursor data = { str_first(cursor->bytes, record->end),
			       record->data, false };
	bool usable;

	*result = (struct dns_record){ .data = STR("") };
	switch (record->type) {
	case DNS_A:
		usable = data_address(&data, record->end, 4, result);
		break;
	case DNS_AAAA:
		usable = data_address(&data, record->end, 16, result);
		break;
	case DNS_TXT:
		usable = data_text(arena, &data, record->end, result);
		break;
	case DNS_MX:
		result->preference = read_number(&data, 2);
		usable = data_name(arena, &data, record->end, result);
		break;
	default: /* PTR, CNAME */
		usable = data_name(arena, &data, record->end, result);
	}
	cursor->bad = cursor->bad || data.bad;
	return usable && !data.bad;
}

/* -- the answer ------------------------------------------------------------- */

/* An answer section and where it begins. */
struct section {
	struct str bytes;
	size_t begin;
	unsigned count;
	bool bad;
};

/* All records of that owner and type; count 0 when there are none. */
static struct dns_answer records_find(struct arena *arena,
				      struct section *section, struct str owner,
				      enum dns_type type)
{
	struct cursor cursor = { section->bytes, section->begin, false };
	struct dns_answer found = { .status = DNS_NODATA, .ttl = INT32_MAX };
	struct dns_record *records = NULL;

	for (unsigned i = 0; i < section->count && !cursor.bad; i++) {
		struct record record = read_record(&cursor);
		struct dns_record data;

		if (cursor.bad || record.type != type ||
		    record.class != CLASS_IN || record.owner.odd ||
		    !str_eq_nocase(name_str(&record.owner), owner) ||
		    found.count == LIMIT_DNS_RECORDS ||
		    !record_data(arena, &cursor, &record, &data))
			continue;
		if (records == NULL)
			records = ARENA_ARRAY(arena, struct dns_record,
					      LIMIT_DNS_RECORDS);
		records[found.count++] = data;
		if (record.ttl < found.ttl)
			found.ttl = record.ttl;
	}
	section->bad = section->bad || cursor.bad;
	found.records = records;
	return found;
}

/* The answer is to that very question, and complete. */
static bool read_head(struct cursor *cursor, struct str name,
		      enum dns_type type, unsigned *flags, unsigned *answers)
{
	unsigned questions;
	struct name asked;

	read_number(cursor, 2); /* the ID is c-ares's to check */
	*flags = read_number(cursor, 2);
	questions = read_number(cursor, 2);
	*answers = read_number(cursor, 2);
	read_number(cursor, 4);
	asked = read_name(cursor);
	return read_number(cursor, 2) == type &&
	       read_number(cursor, 2) == CLASS_IN && !cursor->bad &&
	       questions == 1 && !asked.odd &&
	       str_eq_nocase(name_str(&asked), name) &&
	       (*flags & (FLAG_RESPONSE | FLAG_TRUNCATED | MASK_OPCODE)) ==
		       FLAG_RESPONSE;
}

/* Follows CNAMEs from name as far as the section goes; *name is then the last
 * one.  False when there are too many. */
static bool chain_follow(struct arena *arena, struct section *section,
			 enum dns_type type, struct str *name,
			 struct dns_answer *answer)
{
	unsigned ttl = INT32_MAX;

	for (unsigned hop = 0; hop <= LIMIT_DNS_CNAMES; hop++) {
		struct dns_answer cname;

		*answer = records_find(arena, section, *name, type);
		if (answer->ttl > ttl)
			answer->ttl = ttl;
		if (answer->count > 0 || type == DNS_CNAME)
			return true;
		cname = records_find(arena, section, *name, DNS_CNAME);
		if (cname.count == 0)
			return true;
		*name = cname.records[0].data;
		if (cname.ttl < ttl)
			ttl = cname.ttl;
	}
	return false;
}

struct dns_answer dns_message_parse(struct arena *arena, struct str bytes,
				    struct str name, enum dns_type type,
				    struct str *next_name)
{
	struct dns_answer failed = { .status = DNS_TEMPFAIL }, answer;
	struct cursor cursor = { bytes, 0, false };
	unsigned flags, answers, rcode;
	struct section section;
	struct str last = name;

	*next_name = STR("");
	if (!read_head(&cursor, name, type, &flags, &answers))
		return failed;
	rcode = flags & MASK_RCODE;
	if (answers > MOST_ANSWERS)
		answers = MOST_ANSWERS;
	section = (struct section){ bytes, cursor.at, answers, false };
	if ((rcode != 0 && rcode != RCODE_NXDOMAIN) ||
	    !chain_follow(arena, &section, type, &last, &answer) || section.bad)
		return failed;
	answer.authenticated = (flags & FLAG_AUTHENTICATED) != 0;
	if (answer.count > 0)
		answer.status = DNS_FOUND;
	else
		answer.ttl = 0; /* that is in the SOA, which we do not read */
	if (answer.count == 0 && rcode == RCODE_NXDOMAIN)
		answer.status = DNS_NXDOMAIN;
	else if (answer.count == 0 && !str_eq_nocase(last, name))
		*next_name = last;
	return answer;
}

/* -- the question ----------------------------------------------------------- */

static unsigned char *put16(unsigned char *at, unsigned number)
{
	*at++ = (unsigned char)(number >> 8);
	*at++ = (unsigned char)number;
	return at;
}

static unsigned char *put_name(unsigned char *at, struct str name)
{
	struct str label;

	while (str_cut(&name, '.', &label)) {
		if (label.len == 0 || label.len > LIMIT_LABEL)
			return NULL;
		*at++ = (unsigned char)label.len;
		memcpy(at, label.ptr, label.len);
		at += label.len;
	}
	*at++ = 0;
	return at;
}

size_t dns_message_ask(unsigned char bytes[DNS_QUESTION_MAX], unsigned id,
		       struct str name, enum dns_type type, unsigned udp_size)
{
	const unsigned head[] = { id,
				  FLAG_RECURSION_DESIRED | FLAG_AUTHENTICATED,
				  1, /* question */
				  0,
				  0,
				  udp_size > 0 };
	unsigned char *at = bytes;

	for (size_t i = 0; i < sizeof(head) / sizeof(head[0]); i++)
		at = put16(at, head[i]);
	at = name.len <= LIMIT_DOMAIN ? put_name(at, name) : NULL;
	if (at == NULL)
		return 0;
	at = put16(put16(at, type), CLASS_IN);
	if (udp_size > 0) {
		/* RFC 6891 6.1.2: the root's name, OPT, size, no flags, no
		 * options.  It must be the last: c-ares cuts it off for
		 * servers that do not know it. */
		*at++ = 0;
		at = put16(put16(at, TYPE_OPT), udp_size);
		at = put16(put16(put16(at, 0), 0), 0);
	}
	return (size_t)(at - bytes);
}
