#include "../../mda/evidence.h"

#include "../../filter/filter.h"
#include "../../mda/limits.h"
#include "../../mda/zone.h"
#include "../../mda/zone_write.h"
#include "../tap.h"

static struct dns *zone(struct arena *arena, const char *text)
{
	struct str error = STR("");
	struct dns *dns = zone_parse(arena, str_from(text), &error);

	if (dns == NULL)
		printf("# %.*s\n", STR_ARG(error));
	return dns;
}

/* -- zone_write: what was answered is answered again ----------------------------- */

static const char answers[] =
	"a.example 60 AD TXT \"v=spf1 \\\"x\\\" \\\\ ;\\000\\010\\255 -all\"\n"
	"a.example TXT \"second\"\n"
	"a.example 5 MX 10 mx.a.example\n"
	"null.example MX 0 .\n"
	"mx.a.example A 192.0.2.1\n"
	"mx.a.example A 192.0.2.2\n"
	"mx.a.example AAAA 2001:db8::1\n"
	"1.2.0.192.in-addr.arpa PTR mx.a.example\n"
	"www.a.example CNAME mx.a.example\n"
	"slow.example FAIL\n"
	"gone.example TXT NXDOMAIN\n"
	"below.gone.example TXT \"is there all the same\"\n"
	"\\035odd\\032na\\034me\\059.example TXT \"\"\n";

static const struct {
	const char *name;
	enum dns_type type;
} questions[] = {
	{ "a.example", DNS_TXT },
	{ "A.Example", DNS_TXT },
	{ "a.example", DNS_MX },
	{ "a.example", DNS_A },
	{ "null.example", DNS_MX },
	{ "mx.a.example", DNS_A },
	{ "mx.a.example", DNS_AAAA },
	{ "1.2.0.192.in-addr.arpa", DNS_PTR },
	{ "www.a.example", DNS_A },
	{ "www.a.example", DNS_CNAME },
	{ "slow.example", DNS_TXT },
	{ "gone.example", DNS_TXT },
	{ "below.gone.example", DNS_TXT },
	{ "nowhere.example", DNS_A },
	{ "#odd na\"me;.example", DNS_TXT },
	{ "*.a.example", DNS_TXT },
};

#define QUESTIONS (sizeof(questions) / sizeof(questions[0]))

static bool same(const struct dns_answer *a, const struct dns_answer *b)
{
	bool equal = a->status == b->status && a->count == b->count &&
		     a->ttl == b->ttl && a->authenticated == b->authenticated;

	for (size_t i = 0; equal && i < a->count; i++)
		equal = str_eq(a->records[i].data, b->records[i].data) &&
			a->records[i].preference == b->records[i].preference &&
			memcmp(a->records[i].address, b->records[i].address,
			       16) == 0;
	return equal;
}

static void test_answers(struct arena *arena)
{
	struct dns *dns = zone(arena, answers), *again;
	struct recorder *recorder = recorder_new(arena, dns, 100000);
	struct dns_answer first[QUESTIONS], second;
	struct str text;
	size_t before;

	for (size_t i = 0; i < QUESTIONS; i++)
		first[i] = dns_lookup(&recorder->dns, arena,
				      str_from(questions[i].name),
				      questions[i].type);
	before = recorder->text.len;
	dns_lookup(&recorder->dns, arena, STR("a.EXAMPLE"), DNS_TXT);
	is_int((long long)recorder->text.len, (long long)before,
	       "a question is written down once");
	buf_add(&recorder->text, STR(". FAIL\n"));
	text = buf_str(&recorder->text);
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] < ' ' && text.ptr[i] != '\n')
			ok(false, "byte %d is text", text.ptr[i]);
	again = zone(arena, arena_cstr(arena, text));
	for (size_t i = 0; i < QUESTIONS; i++) {
		second = dns_lookup(again, arena, str_from(questions[i].name),
				    questions[i].type);
		ok(same(&first[i], &second), "again: %s %s", questions[i].name,
		   dns_type_name(questions[i].type));
	}
	second = dns_lookup(again, arena, STR("b.example"), DNS_TXT);
	is_int(second.status, DNS_TEMPFAIL, "nobody asked: no answer");
}

static void test_ceiling(struct arena *arena)
{
	struct dns *dns = zone(arena, answers);
	struct recorder *recorder = recorder_new(arena, dns, 45);
	struct buf line;

	dns_lookup(&recorder->dns, arena, STR("mx.a.example"), DNS_AAAA);
	ok(!recorder->incomplete, "fits");
	dns_lookup(&recorder->dns, arena, STR("a.example"), DNS_TXT);
	ok(recorder->incomplete, "does not");
	is_str(buf_str(&recorder->text), "mx.a.example 300 AAAA 2001:db8::1\n",
	       "nor in part");
	line = recorder_lines(recorder);
	buf_add(&line, STR("a A FAIL\n"));
	recorder_add(recorder, &line);
	is_int((long long)recorder->text.len, 43, "what is shorter may");
}

/* -- facts ---------------------------------------------------------------------------- */

static void test_facts(struct arena *arena)
{
	static const char *const senders[] = { "<>", "ann@a.example",
					       "<<ann@a.example>>",
					       "\"a\\\" ;b\"@a.example",
					       "a\x01@\xFF" };
	struct facts facts = {
		.now = 1790000000,
		.folder = STR("Lists/\"x\""),
		.envelope = { .client = { .status = CLIENT_KNOWN,
					  .helo = STR("h;\n# now 1\n") },
			      .recipient = STR("bob@b.example"),
			      .sender_filtered = true,
			      .sasl_user = STR("bob") },
	};

	ip_parse(STR("2001:db8::1"), &facts.envelope.client.ip);
	for (size_t i = 0; i < sizeof(senders) / sizeof(senders[0]); i++) {
		struct buf text = buf_new(arena, 10000);
		struct sender *sender = &facts.envelope.sender;
		struct facts got;

		*sender = sender_parse(str_from(senders[i]));
		facts_write(&text, &facts);
		ok(facts_read(arena, buf_str(&text), &got), "read");
		ok(got.envelope.sender.status == sender->status &&
			   str_eq(got.envelope.sender.address, sender->address),
		   "the sender %zu", i);
		ok(got.now == facts.now && got.envelope.sender_filtered &&
			   got.envelope.client.status == CLIENT_KNOWN &&
			   ip_eq(&got.envelope.client.ip,
				 &facts.envelope.client.ip),
		   "time and client");
		is_str(got.envelope.client.helo, "h;\n# now 1\n", "helo");
		is_str(got.folder, "Lists/\"x\"", "folder");
		is_str(got.envelope.recipient, "bob@b.example", "recipient");
		is_str(got.envelope.sasl_user, "bob", "login");
		is_str(got.envelope.detail, "", "no detail");
	}
}

static void test_no_facts(struct arena *arena)
{
	struct facts got;

	ok(!facts_read(arena, STR(""), &got), "no time");
	ok(!facts_read(arena, STR("# now x\n# now -1\n#now 5\n"), &got),
	   "nothing that is one");
	ok(!facts_read(arena, STR("# now 253402300800"), &got), "too late");
	ok(facts_read(arena, STR(" #\tnow \t7 \n# client x\n# sender \"x"),
		      &got),
	   "blanks, and what cannot be read");
	ok(got.now == 7 && got.envelope.client.status == CLIENT_UNKNOWN &&
		   got.envelope.sender.status == SENDER_UNKNOWN,
	   "counts as not told");
}

/* -- the field -------------------------------------------------------------------------- */

static struct str stored(struct arena *arena, struct str mail,
			 const char *fields)
{
	struct message message = message_parse(arena, mail);
	struct policy policy = { .authserv_id = STR("mx.b.example") };
	struct spans forged = forged_fields(arena, &policy, &message);
	const struct edits edits = edits_without(arena, &forged);
	struct facts facts = { .now = 1790000000 };
	struct recorder *recorder =
		evidence_begin(arena, zone(arena, answers), &facts);
	struct buf out = buf_new(arena, 2 * mail.len + 100000);
	size_t at = 0;

	dns_lookup(&recorder->dns, arena, STR("a.example"), DNS_TXT);
	buf_add(&out,
		evidence_insert(recorder, &message, &edits, str_from(fields)));
	for (size_t i = 0; i < forged.count; i++) {
		buf_add(&out, str_first(str_skip(mail, at),
					forged.list[i].begin - at));
		at = forged.list[i].end;
	}
	buf_add(&out, str_skip(mail, at));
	return buf_str(&out);
}

static const char *const mails[] = {
	"From: a\nTo: b\n\nbody\n",
	"From: a\r\nTo: b\r\n\r\nbody\r\n",
	"\nbody",
	"",
	"From: a",
	"X-Spam-Flag: NO",
	"X-Spam-Flag: NO\n\nbody",
	"X-Spam-Flag: \"NO\\\n\t;\x01\xFF\nFrom: a\nReceived-SPF: x\n\nbody",
	"From: a\nX-Spam-A: 1\nX-Spam-B: 2\nTo: b\nX-Spam-C: 3\n\n",
	"From: a\nX-Waxseal-Evidence: # now 5;\n\t# removed 0 \"x\";\n\nbody",
	" From: a\nTo: b\n\nbody",
	"\tX-Spam: b\nTo: b\n\nbody",
	"no field\nFrom : a\n\nX-Spam: in the body\n",
	"X-Waxseal-Malformed: the first line was:\nTo: b\n\n",
};

/* As it was received, whatever was taken off. */
static void test_round(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(mails) / sizeof(mails[0]); i++) {
		struct str mail = str_from(mails[i]);
		bool leading = mail.len > 0 && char_is_wsp(mail.ptr[0]);
		struct evidence evidence = evidence_find(
			arena,
			stored(arena, mail,
			       leading ? "X-Spam-Status: No\n"
					 "X-Waxseal-Malformed: the first line "
					 "was:\n"
				       : "X-Spam-Status: No\n"));

		ok(evidence.found && !evidence.incomplete &&
			   evidence.facts.now == 1790000000,
		   "mail %zu: there is evidence", i);
		is_str(evidence.mail, mails[i], "and the mail");
		is_int(dns_lookup(evidence.dns, arena, STR("a.example"),
				  DNS_TXT)
			       .status,
		       DNS_FOUND, "and answers");
	}
}

static void test_large(struct arena *arena)
{
	struct buf mail = buf_new(arena, LIMIT_EVIDENCE * 2);
	struct evidence evidence;
	struct str whole;

	buf_add(&mail, STR("X-Spam-A: "));
	while (mail.len < LIMIT_EVIDENCE)
		buf_add_char(&mail, 'x');
	buf_add(&mail, STR("\nX-Spam-B: y\nTo: b\n\nbody"));
	whole = stored(arena, buf_str(&mail), "");
	ok(whole.len < LIMIT_EVIDENCE, "it is bounded");
	evidence = evidence_find(arena, whole);
	ok(evidence.found && evidence.incomplete, "and says what is missing");
	is_str(evidence.mail, "To: b\nX-Spam-B: y\n\nbody",
	       "what fits is there");
}

static void test_strangers(struct arena *arena)
{
	static const struct {
		const char *mail;
		bool found, problem;
	} rows[] = {
		{ "X-Waxseal-Evidence: # now 1;\n\nbody", true, false },
		{ "x-waxseal-evidence:# now 1\n\nbody", true, false },
		{ "Return-Path: <>\nX-Spam-Flag: NO\n"
		  "X-Waxseal-Evidence: # now 1;\n\nbody",
		  true, false },
		{ "To: b\nX-Waxseal-Evidence: # now 1;\n\nbody", false, false },
		{ "X-Waxseal-Evidence : # now 1;\n\nbody", false, false },
		{ " x\nX-Waxseal-Evidence: # now 1;\n\nbody", false, false },
		{ "To: b\n\nX-Waxseal-Evidence: # now 1;\n", false, false },
		{ "X-Waxseal-Evidence: . FAIL;\n\nbody", false, true },
		{ "X-Waxseal-Evidence: # now 1; a\n\nbody", false, true },
		{ "X-Waxseal-Evidence: # now 1; a TXT \"\n\nbody", false,
		  true },
		{ "X-Waxseal-Evidence: # now 1; a TXT \"\\\n\nbody", false,
		  true },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str mail = str_from(rows[i].mail);
		struct evidence evidence = evidence_find(arena, mail);

		ok(evidence.found == rows[i].found &&
			   (evidence.problem != NULL) == rows[i].problem,
		   "%zu: %s", i,
		   evidence.problem != NULL ? evidence.problem
		   : evidence.found	    ? "evidence"
					    : "none");
		if (!rows[i].found)
			is_str(evidence.mail, rows[i].mail, "the mail is all");
	}
}

int main(void)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);

	test_answers(arena);
	test_ceiling(arena);
	test_facts(arena);
	test_no_facts(arena);
	test_round(arena);
	test_large(arena);
	test_strangers(arena);
	arena_free(arena);
	return done_testing();
}
