#include "mailto.h"

#include "grammar.h"
#include "limits.h"
#include "outbound.h"
#include "utf8.h"

/* What is being read. */
struct reading {
	struct arena *arena;
	struct mailto *mailto;
	struct str *to, *cc, *bcc; /* the lists as they grow */
	struct mailto_field *fields;
	const char *error;
};

/* RFC 3986 2.1: pct-encoded = "%" HEXDIG HEXDIG */
static bool take_octet(struct str *rest, char *octet)
{
	int high = rest->len >= 3 ? char_hex_value(rest->ptr[1]) : -1;
	int low = rest->len >= 3 ? char_hex_value(rest->ptr[2]) : -1;

	if (high < 0 || low < 0)
		return false;
	*octet = (char)(high * 16 + low);
	*rest = str_skip(*rest, 3);
	return true;
}

/* qchar of RFC 6068 2, and what RFC 2368 and 3986 also let stand as it is. */
static bool is_plain(char c)
{
	struct str others = STR("-._~!$'()*+,;:@/?=");

	return char_is_alnum(c) || str_find(others, c) < others.len;
}

/* CRLF becomes LF, as all text of ours has it. */
static struct str decode(struct reading *reading, struct str text)
{
	char *out = arena_alloc(reading->arena, text.len + 1);
	size_t len = 0;

	while (text.len > 0) {
		char c = text.ptr[0];

		if (is_plain(c))
			text = str_skip(text, 1);
		else if (c != '%')
			reading->error = "text that must be percent-encoded";
		else if (!take_octet(&text, &c))
			reading->error = "a \"%\" without two hexadecimal "
					 "digits";
		if (reading->error != NULL)
			return STR("");
		if (c != '\r')
			out[len++] = c;
	}
	if (memchr(out, '\0', len) != NULL ||
	    !utf8_valid((struct str){ out, len }))
		reading->error = "text that is not UTF-8";
	return (struct str){ out, len };
}

static void add_address(struct reading *reading, struct str text,
			struct str **list, size_t *count)
{
	struct str address;

	if (str_has_control(text) ||
	    !outbound_address(reading->arena, text, &address)) {
		reading->error = "something that is no address";
		return;
	}
	if (*count == LIMIT_MAILTO_ADDRESSES) {
		reading->error = "too many addresses";
		return;
	}
	if (*list == NULL)
		*list = ARENA_ARRAY(reading->arena, struct str,
				    LIMIT_MAILTO_ADDRESSES);
	(*list)[(*count)++] = address;
}

/* RFC 6068 2: to = addr-spec *("," addr-spec); a "," within is encoded. */
static void add_addresses(struct reading *reading, struct str text,
			  struct str **list, size_t *count)
{
	struct str part;

	while (reading->error == NULL && text.len > 0 &&
	       str_cut(&text, ',', &part)) {
		struct str address = decode(reading, part);

		if (reading->error == NULL)
			add_address(reading, address, list, count);
	}
}

static bool is_field_name(struct str name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!char_is_ftext(name.ptr[i]))
			return false;
	return name.len > 0;
}

static void add_other(struct reading *reading, struct str name,
		      struct str value)
{
	struct mailto *mailto = reading->mailto;

	if (!is_field_name(name)) {
		reading->error = "a field whose name cannot be one";
		return;
	}
	if (mailto->field_count == LIMIT_MAILTO_FIELDS) {
		reading->error = "too many fields";
		return;
	}
	if (reading->fields == NULL)
		reading->fields =
			ARENA_ARRAY(reading->arena, struct mailto_field,
				    LIMIT_MAILTO_FIELDS);
	reading->fields[mailto->field_count++] =
		(struct mailto_field){ name, value };
}

/* RFC 6068 2: hfield = hfname "=" hfvalue */
static void add_field(struct reading *reading, struct str field)
{
	struct mailto *mailto = reading->mailto;
	size_t equals = str_find(field, '=');
	struct str name = decode(reading, str_first(field, equals));
	struct str raw = str_skip(field, equals + 1);

	if (equals == field.len)
		reading->error = "a field without \"=\"";
	else if (str_eq_nocase(name, STR("to")))
		add_addresses(reading, raw, &reading->to, &mailto->to.count);
	else if (str_eq_nocase(name, STR("cc")))
		add_addresses(reading, raw, &reading->cc, &mailto->cc.count);
	else if (str_eq_nocase(name, STR("bcc")))
		add_addresses(reading, raw, &reading->bcc, &mailto->bcc.count);
	else if (str_eq_nocase(name, STR("subject")))
		mailto->subject = decode(reading, raw);
	else if (str_eq_nocase(name, STR("body")))
		mailto->body = decode(reading, raw);
	else
		add_other(reading, name, decode(reading, raw));
}

bool mailto_parse(struct arena *arena, struct str uri, struct mailto *mailto,
		  const char **error)
{
	static const struct str scheme = STR_INIT("mailto:");
	struct reading reading = { .arena = arena, .mailto = mailto };
	struct str path = str_skip(uri, scheme.len), fields, field;
	size_t mark = str_find(path, '?');

	*mailto = (struct mailto){ .field_count = 0 };
	if (!str_starts_nocase(uri, scheme) || uri.len > LIMIT_MAILTO)
		reading.error = "not a mailto: URI of a sane length";
	else
		add_addresses(&reading, str_first(path, mark), &reading.to,
			      &mailto->to.count);
	fields = str_skip(path, mark + 1);
	while (reading.error == NULL && fields.len > 0 &&
	       str_cut(&fields, '&', &field))
		add_field(&reading, field);
	mailto->to.items = reading.to;
	mailto->cc.items = reading.cc;
	mailto->bcc.items = reading.bcc;
	mailto->fields = reading.fields;
	*error = reading.error;
	return reading.error == NULL;
}
