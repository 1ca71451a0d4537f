/* The first byte chooses the type asked for; the question's own name is taken
 * as the name asked for, so that answers get past the first check. */
#include <assert.h>

#include "../../filter/buf.h"
#include "../../filter/limits.h"
#include "../../mda/dns_message.h"
#include "bounded.h"

static struct str question_name(struct arena *arena, struct str message)
{
	struct buf name = buf_new(arena, LIMIT_DOMAIN);

	for (struct str rest = str_skip(message, 12); rest.len > 0;) {
		size_t length = (unsigned char)rest.ptr[0];

		if (length == 0 || length > LIMIT_LABEL)
			break;
		if (name.len > 0)
			buf_add_char(&name, '.');
		buf_add(&name, str_first(str_skip(rest, 1), length));
		rest = str_skip(rest, 1 + length);
	}
	return buf_str(&name);
}

static void check_answer(struct dns_answer answer, enum dns_type type,
			 struct str next)
{
	assert(answer.count <= LIMIT_DNS_RECORDS);
	assert((answer.count > 0) == (answer.status == DNS_FOUND));
	assert(next.len <= LIMIT_DOMAIN);
	assert(next.len == 0 || answer.status == DNS_NODATA);
	for (size_t i = 0; i < answer.count; i++) {
		struct str data = answer.records[i].data;

		assert(data.len <=
		       (type == DNS_TXT ? LIMIT_DNS_TXT : LIMIT_DOMAIN));
		for (size_t b = 0; b < data.len; b++)
			assert(type == DNS_TXT ||
			       (data.ptr[b] >= ' ' && data.ptr[b] <= '~'));
	}
}

static void check(struct arena *arena, struct str input)
{
	static const enum dns_type types[] = { DNS_A,	DNS_AAAA, DNS_MX,
					       DNS_PTR, DNS_TXT,  DNS_CNAME };
	unsigned char first = input.len > 0 ? (unsigned char)input.ptr[0] : 0;
	enum dns_type type = types[first % 6];
	struct str bytes = str_skip(input, 1), next;
	struct str name = question_name(arena, bytes);

	check_answer(dns_message_parse(arena, bytes, name, type, &next), type,
		     next);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bounded_check(check, LIMIT_ARENA, data, size);
	return 0;
}
