#include "smtp.h"

#include <string.h>

#include "../filter/buf.h"
#include "../filter/shown.h"
#include "limits.h"

/* -- replies ---------------------------------------------------------------- */

/* Reply-code = %x32-35 %x30-35 %x30-39 (RFC 5321 4.2); others are seen with a
 * larger second digit. */
static bool is_code(struct str line)
{
	return line.len >= 3 && line.ptr[0] >= '2' && line.ptr[0] <= '5' &&
	       char_is_digit(line.ptr[1]) && char_is_digit(line.ptr[2]) &&
	       (line.len == 3 || line.ptr[3] == ' ' || line.ptr[3] == '-' ||
		line.ptr[3] == '\r');
}

static unsigned code_of(struct str line)
{
	return (unsigned)(line.ptr[0] - '0') * 100 +
	       (unsigned)(line.ptr[1] - '0') * 10 +
	       (unsigned)(line.ptr[2] - '0');
}

enum smtp_status smtp_reply_read(struct str bytes, struct smtp_reply *reply)
{
	struct str rest = str_first(bytes, LIMIT_SMTP_REPLY);
	unsigned code = 0;

	for (;;) {
		size_t end = str_find(rest, '\n');
		struct str line = str_first(rest, end);

		if (end == rest.len)
			return bytes.len < LIMIT_SMTP_REPLY ? SMTP_MORE
							    : SMTP_BROKEN;
		if (!is_code(line) || (code != 0 && code != code_of(line)))
			return SMTP_BROKEN;
		code = code_of(line);
		rest = str_skip(rest, end + 1);
		if (line.len > 3 && line.ptr[3] == '-')
			continue;
		reply->code = code;
		reply->lines = str_first(bytes, (size_t)(rest.ptr - bytes.ptr));
		return SMTP_REPLY;
	}
}

struct str smtp_reply_text(struct arena *arena, const struct smtp_reply *reply)
{
	struct buf text = buf_new(arena, LIMIT_SMTP_REPLY * 2);
	struct str rest = reply->lines, line;

	buf_printf(&text, "%u", reply->code);
	while (str_cut(&rest, '\n', &line)) {
		line = str_trim(str_skip(line, 4));
		if (line.len > 0)
			buf_add_char(&text, ' ');
		buf_add(&text, line);
	}
	return shown(arena, buf_str(&text), LIMIT_SHOWN_VALUE);
}

unsigned smtp_extensions(struct str lines)
{
	static const struct {
		struct str keyword;
		enum smtp_extension extension;
	} known[] = {
		{ STR_INIT("SIZE"), SMTP_SIZE },
		{ STR_INIT("8BITMIME"), SMTP_8BITMIME },
		{ STR_INIT("DSN"), SMTP_DSN },
		{ STR_INIT("DELIVERBY"), SMTP_DELIVERBY },
		{ STR_INIT("SMTPUTF8"), SMTP_UTF8 },
	};
	unsigned extensions = 0;
	struct str line;

	str_cut(&lines, '\n', &line); /* the server's name */
	while (str_cut(&lines, '\n', &line)) {
		line = str_trim(str_skip(line, 4));
		line = str_first(line, str_find(line, ' '));
		for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
			if (str_eq_nocase(line, known[i].keyword))
				extensions |= known[i].extension;
	}
	return extensions;
}

/* -- commands ---------------------------------------------------------------- */

static bool is_ascii(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] > 0x7f)
			return false;
	return true;
}

static bool needs_utf8(const struct smtp_envelope *envelope)
{
	return !is_ascii(envelope->sender) || !is_ascii(envelope->recipient);
}

/* by-mode "R": to be returned when it is late, which only a server does that
 * knows of it (RFC 2852 4.1.1). */
static bool needs_deliverby(const struct smtp_envelope *envelope)
{
	size_t mode = str_find(envelope->by, ';') + 1;

	return mode < envelope->by.len && envelope->by.ptr[mode] == 'R';
}

const char *smtp_lacks(const struct smtp_envelope *envelope,
		       unsigned extensions)
{
	if (needs_utf8(envelope) && !(extensions & SMTP_UTF8))
		return "5.6.7 the server does not take addresses in UTF-8";
	if (needs_deliverby(envelope) && !(extensions & SMTP_DELIVERBY))
		return "5.3.3 the server does not return mail that is late";
	return NULL;
}

/* As if every line ended with LF alone. */
static size_t wire_size(struct str mail)
{
	size_t size = mail.len;

	for (size_t i = 0; i < mail.len; i++)
		size += mail.ptr[i] == '\n';
	return size;
}

struct str smtp_mail(struct arena *arena, const struct smtp_envelope *envelope,
		     struct str mail, unsigned extensions)
{
	struct buf command = buf_new(arena, LIMIT_SMTP_COMMAND);

	buf_printf(&command, "MAIL FROM:<%.*s>", STR_ARG(envelope->sender));
	if (extensions & SMTP_SIZE)
		buf_printf(&command, " SIZE=%zu", wire_size(mail));
	if ((extensions & SMTP_8BITMIME) && !is_ascii(mail))
		buf_add(&command, STR(" BODY=8BITMIME"));
	if ((extensions & SMTP_UTF8) && needs_utf8(envelope))
		buf_add(&command, STR(" SMTPUTF8"));
	if ((extensions & SMTP_DSN) && envelope->ret.len > 0)
		buf_printf(&command, " RET=%.*s", STR_ARG(envelope->ret));
	if ((extensions & SMTP_DELIVERBY) && envelope->by.len > 0)
		buf_printf(&command, " BY=%.*s", STR_ARG(envelope->by));
	buf_add(&command, STR("\r\n"));
	return buf_str(&command);
}

/* xtext = *( xchar / hexchar ) (RFC 3461 4) */
static void add_xtext(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c > ' ' && c < 0x7f && c != '+' && c != '=')
			buf_add_char(out, c);
		else
			buf_printf(out, "+%02X", (unsigned char)c);
	}
}

/* Whoever asks for reports knows this address, not those behind it.  The type
 * "utf-8" would be for others (RFC 6533 3). */
static void add_original(struct buf *command, struct str recipient)
{
	if (!is_ascii(recipient))
		return;
	buf_add(command, STR(" ORCPT=rfc822;"));
	add_xtext(command, recipient);
}

struct str smtp_rcpt(struct arena *arena, const struct smtp_envelope *envelope,
		     unsigned extensions)
{
	struct buf command = buf_new(arena, LIMIT_SMTP_COMMAND);

	buf_printf(&command, "RCPT TO:<%.*s>", STR_ARG(envelope->recipient));
	if ((extensions & SMTP_DSN) && envelope->notify.len > 0) {
		buf_printf(&command, " NOTIFY=%.*s", STR_ARG(envelope->notify));
		add_original(&command, envelope->recipient);
	}
	buf_add(&command, STR("\r\n"));
	return buf_str(&command);
}

/* -- the mail ------------------------------------------------------------------ */

static size_t put(char *bytes, struct str text)
{
	memcpy(bytes, text.ptr, text.len);
	return text.len;
}

static size_t put_end(struct smtp_wire *wire, char *bytes)
{
	wire->ended = true;
	return put(bytes, wire->inside ? STR("\r\n.\r\n") : STR(".\r\n"));
}

static size_t put_char(struct smtp_wire *wire, char *bytes)
{
	char c = wire->rest.ptr[0];
	bool begins = !wire->inside;

	wire->rest = str_skip(wire->rest, 1);
	wire->inside = c != '\n';
	if (c == '\n')
		return put(bytes, STR("\r\n"));
	if (c == '.' && begins)
		return put(bytes, STR(".."));
	*bytes = c;
	if (c != '\r')
		return 1;
	if (str_starts(wire->rest, STR("\n")))
		return 0; /* what follows puts it there */
	*bytes = ' ';
	return 1;
}

size_t smtp_wire_next(struct smtp_wire *wire, char *bytes, size_t room)
{
	size_t size = 0;

	while (wire->rest.len > 0 && room - size >= 5)
		size += put_char(wire, bytes + size);
	if (wire->rest.len == 0 && !wire->ended && room - size >= 5)
		size += put_end(wire, bytes + size);
	return size;
}
