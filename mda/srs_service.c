#include "srs_service.h"

#include "../filter/buf.h"

/* The address is another one; false: it stays as it is, for whatever reason. */
static bool look_up(struct arena *arena, const struct srs_service *service,
		    srs_rewriter *rewrite, struct str address,
		    struct str *result)
{
	const char *error = "";

	switch (rewrite(arena, service->srs, address, service->now, result,
			&error)) {
	case SRS_REWRITTEN:
		return true;
	case SRS_KEPT:
		break;
	case SRS_REFUSED:
		service->refused(address, error);
		break;
	}
	return false;
}

/* -- socketmap_table(5) ----------------------------------------------------------- */

/* "5:hello,": decimal length without leading zeros, the bytes, a comma. */
static enum srs_reply take_netstring(struct str *input, struct str *string)
{
	size_t colon = str_find(str_first(*input, 8), ':');
	struct str number = str_first(*input, colon);
	uint64_t length;

	if (number.len > 0 && !str_to_u64(number, SRS_REQUEST_MAX, &length))
		return SRS_BROKEN;
	if (colon == input->len)
		return SRS_MORE;
	if (number.len == 0 || input->ptr[colon] != ':')
		return SRS_BROKEN;
	if (input->len < colon + length + 2)
		return SRS_MORE;
	*string = str_first(str_skip(*input, colon + 1), length);
	*input = str_skip(*input, colon + 1 + length);
	if (input->ptr[0] != ',')
		return SRS_BROKEN;
	*input = str_skip(*input, 1);
	return SRS_REPLY;
}

static srs_rewriter *socketmap(struct str name)
{
	if (str_eq(name, STR("forward")))
		return srs_forward;
	return str_eq(name, STR("reverse")) ? srs_reverse : NULL;
}

/* "reverse SRS0=...": the name of the map, and what is asked. */
static struct str answer_socketmap(struct arena *arena,
				   const struct srs_service *service,
				   struct str request)
{
	struct str name, result;
	srs_rewriter *rewrite;

	str_cut(&request, ' ', &name);
	rewrite = socketmap(name);
	if (rewrite == NULL)
		return STR("PERM the map is forward or reverse");
	if (!look_up(arena, service, rewrite, request, &result))
		return STR("NOTFOUND ");
	return arena_printf(arena, "OK %.*s", STR_ARG(result));
}

static enum srs_reply socketmap_answer(struct arena *arena,
				       const struct srs_service *service,
				       struct str *input, struct str *reply)
{
	struct str request, answer;
	enum srs_reply found = take_netstring(input, &request);

	if (found != SRS_REPLY)
		return found;
	answer = answer_socketmap(arena, service, request);
	*reply = arena_printf(arena, "%zu:%.*s,", answer.len, STR_ARG(answer));
	return SRS_REPLY;
}

/* -- tcp_table(5) ----------------------------------------------------------------- */

/* %XX for blanks, "%" and what is not printable. */
static bool decode(struct arena *arena, struct str text, struct str *bytes)
{
	struct buf out = buf_new(arena, text.len + 1);

	for (size_t i = 0; i < text.len; i++) {
		int high, low;

		if (text.ptr[i] != '%') {
			buf_add_char(&out, text.ptr[i]);
			continue;
		}
		if (text.len - i < 3)
			return false;
		high = char_hex_value(text.ptr[i + 1]);
		low = char_hex_value(text.ptr[i + 2]);
		if (high < 0 || low < 0)
			return false;
		buf_add_char(&out, (char)(high << 4 | low));
		i += 2;
	}
	*bytes = buf_str(&out);
	return true;
}

static struct str encode(struct arena *arena, struct str bytes)
{
	struct buf out = buf_new(arena, 3 * bytes.len + 1);

	for (size_t i = 0; i < bytes.len; i++) {
		char c = bytes.ptr[i];

		if (c > ' ' && c < 0x7f && c != '%')
			buf_add_char(&out, c);
		else
			buf_printf(&out, "%%%02X", (unsigned char)c);
	}
	return buf_str(&out);
}

static enum srs_reply tcp_answer(struct arena *arena,
				 const struct srs_service *service,
				 struct str *input, struct str *reply)
{
	size_t end = str_find(*input, '\n');
	struct str line = str_first(*input, end), address, result;

	if (end == input->len)
		return SRS_MORE;
	*input = str_skip(*input, end + 1);
	if (str_ends(line, STR("\r")))
		line.len--;
	if (!str_starts(line, STR("get ")) ||
	    !decode(arena, str_skip(line, 4), &address))
		*reply = STR("400 ask%20with%20get\n");
	else if (!look_up(arena, service, service->tcp, address, &result))
		*reply = STR("500 not%20found\n");
	else
		*reply = arena_printf(arena, "200 %.*s\n",
				      STR_ARG(encode(arena, result)));
	return SRS_REPLY;
}

enum srs_reply srs_service_answer(struct arena *arena,
				  const struct srs_service *service,
				  struct str *input, struct str *reply)
{
	return service->tcp != NULL
		       ? tcp_answer(arena, service, input, reply)
		       : socketmap_answer(arena, service, input, reply);
}
