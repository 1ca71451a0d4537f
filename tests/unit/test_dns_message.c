#include "../../mda/dns_message.h"

#include "../../filter/buf.h"
#include "../../filter/limits.h"
#include "../../mda/limits.h"
#include "../tap.h"

static struct arena *arena;

/* -- writing messages -------------------------------------------------------- */

enum {
	PLAIN = 0x8180, /* response, recursion desired and available */
	VALIDATED = 0x81a0,
	TRUNCATED = 0x8380,
	SERVFAIL = 0x8182,
	NXDOMAIN = 0x8183,
	REFUSED = 0x8185,
	QUESTION = 0x0100,
	UPDATE = 0xa800,
};

struct writer {
	struct buf buf;
	size_t length_at; /* of the record that is open */
	unsigned records;
};

static void put16(struct writer *w, unsigned number)
{
	buf_add_char(&w->buf, (char)(number >> 8));
	buf_add_char(&w->buf, (char)number);
}

static void put_label(struct writer *w, struct str label)
{
	buf_add_char(&w->buf, (char)label.len);
	buf_add(&w->buf, label);
}

/* "www.example.com" in full; "www.@12": a label and a pointer to offset 12. */
static void put_name(struct writer *w, const char *text)
{
	struct str rest = str_from(text), label;
	uint64_t offset;

	while (str_cut(&rest, '.', &label)) {
		if (str_starts(label, STR("@")) &&
		    str_to_u64(str_skip(label, 1), 0x3fff, &offset)) {
			put16(w, 0xc000 | (unsigned)offset);
			return;
		}
		if (label.len > 0)
			put_label(w, label);
	}
	buf_add_char(&w->buf, '\0');
}

static struct writer message(unsigned flags, const char *name, unsigned type)
{
	struct writer w = { .buf = buf_new(arena, 1 << 20) };

	put16(&w, 0x1234);
	put16(&w, flags);
	put16(&w, 1);
	put16(&w, 0); /* patched in the end */
	put16(&w, 0);
	put16(&w, 0);
	put_name(&w, name); /* at offset 12 */
	put16(&w, type);
	put16(&w, 1);
	return w;
}

static void record(struct writer *w, const char *owner, unsigned type,
		   unsigned ttl)
{
	put_name(w, owner);
	put16(w, type);
	put16(w, 1);
	put16(w, ttl >> 16);
	put16(w, ttl);
	w->length_at = w->buf.len;
	put16(w, 0);
	w->records++;
}

static void record_ends(struct writer *w)
{
	size_t length = w->buf.len - w->length_at - 2;

	w->buf.ptr[w->length_at] = (char)(length >> 8);
	w->buf.ptr[w->length_at + 1] = (char)length;
}

static void record_name(struct writer *w, const char *owner, unsigned type,
			unsigned ttl, const char *target)
{
	record(w, owner, type, ttl);
	put_name(w, target);
	record_ends(w);
}

static void record_bytes(struct writer *w, const char *owner, unsigned type,
			 struct str bytes)
{
	record(w, owner, type, 300);
	buf_add(&w->buf, bytes);
	record_ends(w);
}

static struct str finish(struct writer *w)
{
	w->buf.ptr[6] = (char)(w->records >> 8);
	w->buf.ptr[7] = (char)w->records;
	return buf_str(&w->buf);
}

static struct dns_answer parse_next(struct writer *w, const char *name,
				    enum dns_type type, struct str *next)
{
	return dns_message_parse(arena, finish(w), str_from(name), type, next);
}

static struct dns_answer parse(struct writer *w, const char *name,
			       enum dns_type type)
{
	struct str next;

	return parse_next(w, name, type, &next);
}

static void is_status(struct dns_answer answer, enum dns_status want,
		      const char *what)
{
	if (!ok(answer.status == want, "%s: %s", what, dns_status_name(want)))
		printf("#   got: %s\n", dns_status_name(answer.status));
	if (answer.status != DNS_FOUND)
		ok(answer.count == 0, "and no records");
}

/* -- cases ------------------------------------------------------------------- */

static void test_types(void)
{
	struct writer w = message(VALIDATED, "example.com", DNS_TXT);
	struct dns_answer answer;

	record_bytes(&w, "@12", DNS_TXT, STR("\6v=spf1\5 -all"));
	record_bytes(&w, "EXAMPLE.com", DNS_TXT, STR("\0"));
	record_bytes(&w, "@12", DNS_TXT, STR("\3a\0\377"));
	record_bytes(&w, "other.com", DNS_TXT, STR("\1x"));
	record_bytes(&w, "@12", 99, STR("\1y"));
	answer = parse(&w, "Example.Com", DNS_TXT);
	is_int((long long)answer.count, 3, "TXT: those of the name and type");
	is_str(answer.records[0].data, "v=spf1 -all", "strings are joined");
	is_str(answer.records[1].data, "", "an empty one");
	ok(str_eq(answer.records[2].data, STR("a\0\377")), "any bytes");
	ok(answer.authenticated, "the AD bit");

	w = message(PLAIN, "example.com", DNS_MX);
	record_bytes(&w, "@12", DNS_MX, STR("\0\12\4mail\300\14"));
	record_bytes(&w, "@12", DNS_MX, STR("\0\0\0"));
	answer = parse(&w, "example.com", DNS_MX);
	ok(answer.count == 2 && answer.records[0].preference == 10 &&
		   !answer.authenticated,
	   "MX: preference; no AD bit");
	is_str(answer.records[0].data, "mail.example.com", "a compressed name");
	is_str(answer.records[1].data, "", "the null MX");

	w = message(PLAIN, "example.com", DNS_A);
	record_bytes(&w, "@12", DNS_A, STR("\300\0\2\1"));
	answer = parse(&w, "example.com", DNS_A);
	ok(answer.count == 1 &&
		   memcmp(answer.records[0].address, "\300\0\2\1", 4) == 0,
	   "A");

	w = message(PLAIN, "example.com", DNS_AAAA);
	record_bytes(&w, "@12", DNS_AAAA, STR("0123456789abcdef"));
	answer = parse(&w, "example.com", DNS_AAAA);
	ok(answer.count == 1 && memcmp(answer.records[0].address,
				       "0123456789abcdef", 16) == 0,
	   "AAAA");

	w = message(PLAIN, "1.2.0.192.in-addr.arpa", DNS_PTR);
	record_name(&w, "@12", DNS_PTR, 60, "mail.example.com");
	answer = parse(&w, "1.2.0.192.in-addr.arpa", DNS_PTR);
	ok(answer.count == 1 &&
		   str_eq(answer.records[0].data, STR("mail.example.com")),
	   "PTR");
}

static void test_empty(void)
{
	struct writer w = message(PLAIN, "example.com", DNS_A);

	is_status(parse(&w, "example.com", DNS_A), DNS_NODATA, "no records");
	w = message(NXDOMAIN, "example.com", DNS_A);
	is_status(parse(&w, "example.com", DNS_A), DNS_NXDOMAIN, "no name");
	w = message(SERVFAIL, "example.com", DNS_A);
	is_status(parse(&w, "example.com", DNS_A), DNS_TEMPFAIL, "SERVFAIL");
	w = message(REFUSED, "example.com", DNS_A);
	is_status(parse(&w, "example.com", DNS_A), DNS_TEMPFAIL, "REFUSED");
}

static void test_cnames(void)
{
	struct writer w = message(PLAIN, "www.example.com", DNS_A);
	struct dns_answer answer;
	struct str next;

	/* in an order that nobody sends */
	record_bytes(&w, "c.example.net", DNS_A, STR("\300\0\2\1"));
	record_name(&w, "b.example.net", DNS_CNAME, 20, "c.example.net");
	record_name(&w, "@12", DNS_CNAME, 90, "b.example.net");
	answer = parse_next(&w, "www.example.com", DNS_A, &next);
	is_int((long long)answer.count, 1, "a chain within the answer");
	is_int(answer.ttl, 20, "the smallest TTL on the way");
	is_str(next, "", "nothing to ask on");

	w = message(PLAIN, "www.example.com", DNS_A);
	record_name(&w, "@12", DNS_CNAME, 90, "b.example.net");
	is_status(parse_next(&w, "www.example.com", DNS_A, &next), DNS_NODATA,
		  "a chain that leaves the answer");
	is_str(next, "b.example.net", "is to be asked on");

	w = message(NXDOMAIN, "www.example.com", DNS_A);
	record_name(&w, "@12", DNS_CNAME, 90, "b.example.net");
	is_status(parse_next(&w, "www.example.com", DNS_A, &next), DNS_NXDOMAIN,
		  "a chain to a name that does not exist");
	is_str(next, "", "is not asked on");

	w = message(PLAIN, "a.example.com", DNS_A);
	record_name(&w, "@12", DNS_CNAME, 90, "b.example.com");
	record_name(&w, "b.example.com", DNS_CNAME, 90, "a.example.com");
	is_status(parse(&w, "a.example.com", DNS_A), DNS_TEMPFAIL, "a loop");

	w = message(PLAIN, "www.example.com", DNS_CNAME);
	record_name(&w, "@12", DNS_CNAME, 90, "b.example.net");
	record_name(&w, "b.example.net", DNS_CNAME, 90, "c.example.net");
	answer = parse(&w, "www.example.com", DNS_CNAME);
	ok(answer.count == 1 &&
		   str_eq(answer.records[0].data, STR("b.example.net")),
	   "a question for the CNAME itself");
}

static void test_mismatches(void)
{
	static const struct {
		const char *what;
		unsigned flags;
		const char *name;
		unsigned type;
	} cases[] = {
		{ "another name", PLAIN, "example.org", DNS_A },
		{ "another type", PLAIN, "example.com", DNS_AAAA },
		{ "truncated", TRUNCATED, "example.com", DNS_A },
		{ "a question, no answer", QUESTION, "example.com", DNS_A },
		{ "another opcode", UPDATE, "example.com", DNS_A },
		{ "an odd name", PLAIN, "exam\001ple.com", DNS_A },
	};
	struct str next;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct writer w =
			message(cases[i].flags, cases[i].name, cases[i].type);

		record_bytes(&w, "@12", DNS_A, STR("\300\0\2\1"));
		is_status(parse(&w, "example.com", DNS_A), DNS_TEMPFAIL,
			  cases[i].what);
	}
	is_status(dns_message_parse(arena, STR(""), STR("a"), DNS_A, &next),
		  DNS_TEMPFAIL, "nothing at all");
	is_status(dns_message_parse(arena, STR("\x12\x34\x81\x80\0\1"),
				    STR("a"), DNS_A, &next),
		  DNS_TEMPFAIL, "short garbage");
}

static void test_malformed_data(void)
{
	static const struct {
		const char *what;
		unsigned type;
		struct str data;
	} cases[] = {
		{ "an A of 3 bytes", DNS_A, STR_INIT("\300\0\2") },
		{ "an A of 5 bytes", DNS_A, STR_INIT("\300\0\2\1\1") },
		{ "an AAAA of 4 bytes", DNS_AAAA, STR_INIT("\300\0\2\1") },
		{ "a string behind the end", DNS_TXT, STR_INIT("\5abc") },
		{ "an MX without a name", DNS_MX, STR_INIT("\0\12") },
		{ "an MX of one byte", DNS_MX, STR_INIT("\0") },
		{ "a name and more", DNS_PTR, STR_INIT("\1a\0b") },
		{ "a name without an end", DNS_PTR, STR_INIT("\1a\1b") },
		{ "a pointer to itself", DNS_PTR, STR_INIT("\300\51") },
		{ "a pointer to the future", DNS_PTR, STR_INIT("\300\60") },
		{ "a pointer nowhere", DNS_PTR, STR_INIT("\377\377") },
		{ "half a pointer", DNS_PTR, STR_INIT("\300") },
		{ "a reserved label type", DNS_PTR, STR_INIT("\100\0") },
		{ "another one", DNS_PTR, STR_INIT("\200\14\0") },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct writer w = message(PLAIN, "example.com", cases[i].type);

		record_bytes(&w, "@12", cases[i].type, cases[i].data);
		is_status(
			parse(&w, "example.com", (enum dns_type)cases[i].type),
			DNS_TEMPFAIL, cases[i].what);
	}
}

/* Every message that ends early is refused. */
static void test_cut(void)
{
	struct writer w = message(PLAIN, "example.com", DNS_MX);
	struct str whole, next;
	size_t refused = 0;

	record_bytes(&w, "@12", DNS_MX, STR("\0\12\4mail\300\14"));
	record_bytes(&w, "@12", DNS_MX, STR("\0\24\6backup\300\14"));
	whole = finish(&w);
	for (size_t n = 0; n < whole.len; n++) {
		struct str copy = arena_copy(arena, str_first(whole, n));

		refused += dns_message_parse(arena, copy, STR("example.com"),
					     DNS_MX, &next)
				   .status == DNS_TEMPFAIL;
	}
	is_int((long long)refused, (long long)whole.len,
	       "refused wherever it is cut");
}

static void test_odd_names(void)
{
	struct writer w = message(PLAIN, "example.com", DNS_PTR);
	struct dns_answer answer;

	record_bytes(&w, "@12", DNS_PTR, STR("\5mai.l\3com\0"));
	record_bytes(&w, "@12", DNS_PTR, STR("\4ma\tl\3com\0"));
	record_bytes(&w, "@12", DNS_PTR, STR("\4ma\0l\3com\0"));
	record_bytes(&w, "@12", DNS_PTR, STR("\4ma\351l\3com\0"));
	record_bytes(&w, "@12", DNS_PTR, STR("\4ma\\l\3com\0"));
	answer = parse(&w, "example.com", DNS_PTR);
	ok(answer.count == 1 &&
		   str_eq(answer.records[0].data, STR("ma\\l.com")),
	   "names that no text can show are skipped");

	w = message(PLAIN, "a.b", DNS_A);
	record_bytes(&w, "a.b", DNS_A, STR("\300\0\2\1"));
	finish(&w);
	w.buf.ptr[21] = '\3'; /* the owner "\1a\1b\0" becomes "\3a.b\0" */
	w.buf.ptr[23] = '.';
	ok(parse(&w, "a.b", DNS_A).count == 0, "nor do they answer for others");
}

static void test_long_names(void)
{
	char label[64] = "";
	struct writer w = message(PLAIN, "example.com", DNS_PTR);
	struct dns_answer answer;

	memset(label, 'x', 63);
	record(&w, "@12", DNS_PTR, 300);
	for (int i = 0; i < 3; i++)
		put_label(&w, str_from(label));
	put_label(&w, str_first(str_from(label), 61));
	put_name(&w, "");
	record_ends(&w);
	answer = parse(&w, "example.com", DNS_PTR);
	ok(answer.count == 1 && answer.records[0].data.len == LIMIT_DOMAIN,
	   "a name of 253 bytes");

	w = message(PLAIN, "example.com", DNS_PTR);
	record(&w, "@12", DNS_PTR, 300);
	for (int i = 0; i < 3; i++)
		put_label(&w, str_from(label));
	put_label(&w, str_first(str_from(label), 62));
	put_name(&w, "");
	record_ends(&w);
	is_status(parse(&w, "example.com", DNS_PTR), DNS_TEMPFAIL,
		  "a name of 254 bytes");
}

/* A name that is a pointer to a pointer to ... "example.com". */
static struct dns_answer parse_ladder(size_t steps)
{
	struct writer w = message(PLAIN, "example.com", DNS_PTR);

	record(&w, "@12", 99, 300);
	put_name(&w, "@12");
	while (--steps > 1)
		put16(&w, (unsigned)(0xc000 | (w.buf.len - 2)));
	record_ends(&w);
	record(&w, "@12", DNS_PTR, 300);
	put16(&w, (unsigned)(0xc000 | (w.length_at - 12)));
	record_ends(&w);
	return parse(&w, "example.com", DNS_PTR);
}

static void test_ladder(void)
{
	is_status(parse_ladder(127), DNS_FOUND, "127 pointers in a row");
	is_status(parse_ladder(128), DNS_TEMPFAIL, "128 pointers in a row");
}

static void test_limits(void)
{
	struct writer w = message(PLAIN, "example.com", DNS_A);

	for (int i = 0; i < LIMIT_DNS_RECORDS + 5; i++)
		record_bytes(&w, "@12", DNS_A, STR("\300\0\2\1"));
	is_int((long long)parse(&w, "example.com", DNS_A).count,
	       LIMIT_DNS_RECORDS, "records beyond the limit");

	w = message(PLAIN, "example.com", DNS_TXT);
	record(&w, "@12", DNS_TXT, 300);
	for (size_t i = 0; i <= LIMIT_DNS_TXT; i += 250)
		buf_printf(&w.buf, "%c%0250d", 250, 0);
	record_ends(&w);
	record_bytes(&w, "@12", DNS_TXT, STR("\1a"));
	is_int((long long)parse(&w, "example.com", DNS_TXT).count, 1,
	       "a TXT record beyond the limit is skipped");

	w = message(PLAIN, "example.com", DNS_A);
	record(&w, "@12", DNS_A, 0x80000000u);
	buf_add(&w.buf, STR("\300\0\2\1"));
	record_ends(&w);
	is_int(parse(&w, "example.com", DNS_A).ttl, 0, "a TTL beyond 2^31");
}

/* What is asked can be read as an answer when it says that it is one. */
static void test_ask(void)
{
	static const char *const wrong[] = { "", "a..b", ".a", "a." };
	unsigned char bytes[DNS_QUESTION_MAX];
	char label[65] = "", name[300] = "";
	struct str next;
	size_t plain, edns;

	edns = dns_message_ask(bytes, 0x1234, STR("_dmarc.example.com"),
			       DNS_TXT, 1232);
	ok(memcmp(bytes, "\x12\x34\1\x20\0\1\0\0\0\0\0\1", 12) == 0,
	   "ID, RD and AD, one question, one additional record");
	ok(memcmp(bytes + edns - 11, "\0\0\x29\4\xd0\0\0\0\0\0\0", 11) == 0,
	   "EDNS with 1232 bytes");
	plain = dns_message_ask(bytes, 1, STR("_dmarc.example.com"), DNS_TXT,
				0);
	is_int((long long)(edns - plain), 11, "and without");
	bytes[2] |= 0x80;
	is_status(dns_message_parse(arena, (struct str){ (char *)bytes, plain },
				    STR("_dmarc.example.com"), DNS_TXT, &next),
		  DNS_NODATA, "read back as an answer");

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		is_int((long long)dns_message_ask(bytes, 1, str_from(wrong[i]),
						  DNS_A, 1232),
		       0, "no name: \"%s\"", wrong[i]);
	memset(label, 'x', 64);
	is_int((long long)dns_message_ask(bytes, 1, str_from(label), DNS_A, 0),
	       0, "a label of 64 bytes");
	for (int i = 0; i < 253; i++)
		name[i] = i % 64 == 63 ? '.' : 'x';
	is_int((long long)dns_message_ask(bytes, 1, str_from(name), DNS_A,
					  1232),
	       DNS_QUESTION_MAX, "a name of 253 bytes");
	name[253] = 'x';
	is_int((long long)dns_message_ask(bytes, 1, str_from(name), DNS_A,
					  1232),
	       0, "a name of 254 bytes");
}

int main(void)
{
	arena = arena_new(LIMIT_ARENA, NULL);
	test_types();
	test_empty();
	test_cnames();
	test_mismatches();
	test_malformed_data();
	test_cut();
	test_odd_names();
	test_long_names();
	test_ladder();
	test_limits();
	test_ask();
	arena_free(arena);
	return done_testing();
}
