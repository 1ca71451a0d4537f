/* The mails that we write, whole: what stands in them and what cannot. */
#include "../../filter/limits.h"
#include "../../filter/mailto.h"
#include "../../filter/mime_parts.h"
#include "../../filter/reply_notice.h"
#include "../../filter/reply_refusal.h"
#include "../../filter/reply_report.h"
#include "../../filter/reply_vacation.h"
#include "../tap.h"

#define MAIL                                                                   \
	"From: Ann <ann@a.example>\nTo: bob@b.example\n"                       \
	"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\nMessage-ID: <1@a.example>\n"    \
	"References: <0@a.example>\n\nHello\n"

static struct reply_facts facts_of(struct arena *arena, const char *mail)
{
	struct message *message = ARENA_NEW(arena, struct message);

	*message = message_parse(arena, str_from(mail));
	return (struct reply_facts){
		.message = message,
		.current = message,
		.sender = STR("ann@a.example"),
		.recipient = STR("bob@b.example"),
		.original_recipient = STR("bobby@b.example"),
		.owner = STR("bob@b.example"),
		.from = STR("Bob <bob@b.example>"),
		.host = STR("mx.b.example"),
		.version = STR("1.0"),
		.now = 1790000000,
		.zone = 60,
	};
}

/* The value of a field of our mail; "-" when there is none. */
static struct str field(struct arena *arena, struct str mail, const char *name)
{
	const struct message message = message_parse(arena, mail);
	const struct header *header = message_find(&message, str_from(name), 0);

	return header != NULL ? header_unfold(arena, header->value) : STR("-");
}

static struct str body(struct arena *arena, struct str mail)
{
	return message_parse(arena, mail).body;
}

/* -- vacation ---------------------------------------------------------------- */

static const struct {
	const char *name, *want;
} vacation_fields[] = {
	{ "Auto-Submitted", "auto-replied" },
	{ "Date", "Mon, 21 Sep 2026 15:13:20 +0100" },
	{ "From", "\"Bob\" <bob@b.example>" },
	{ "To", "ann@a.example" },
	{ "Subject", "=?utf-8?q?Auto=3A_Gr=C3=BC=C3=9Fe?=" },
	{ "In-Reply-To", "<1@a.example>" },
	{ "References", "<0@a.example> <1@a.example>" },
	{ "MIME-Version", "1.0" },
	{ "Content-Type", "text/plain; charset=utf-8" },
	{ "Content-Transfer-Encoding", "7bit" },
	{ "Bcc", "-" },
};

static void test_vacation(struct arena *arena)
{
	struct reply_facts facts = facts_of(arena, MAIL);
	struct vacation vacation = { .reason = STR("I am away.") };
	struct str mail = reply_vacation(arena, &facts, &vacation), id;
	size_t count = sizeof(vacation_fields) / sizeof(vacation_fields[0]);

	for (size_t i = 0; i < count; i++)
		is_str(field(arena, mail, vacation_fields[i].name),
		       vacation_fields[i].want, "vacation: %s",
		       vacation_fields[i].name);
	is_str(body(arena, mail), "I am away.\n", "vacation: the reason");
	is_int(message_parse(arena, mail).faults, 0, "no fault in it");
	id = field(arena, mail, "Message-ID");
	ok(str_starts(id, STR("<")) &&
		   str_ends(id, STR(".waxseal@mx.b.example>")),
	   "an id of ours");
	facts.now++;
	ok(!str_eq(id, field(arena, reply_vacation(arena, &facts, &vacation),
			     "Message-ID")),
	   "and another one later");
	vacation.subject = STR("Gone\nBcc: x@y.example");
	mail = reply_vacation(arena, &facts, &vacation);
	is_str(field(arena, mail, "Subject"), "Gone Bcc: x@y.example",
	       "a subject of the script's");
	is_str(field(arena, mail, "Bcc"), "-", "cannot begin a field");
}

/* What hostile mails make of a reply: the field, and what stands there. */
static const struct {
	const char *what, *mail, *name, *want;
} hostile[] = {
	{ "no subject", "From: a@a.example\n\n", "Subject", "Automated reply" },
	{ "no message id", "From: a@a.example\n\n", "In-Reply-To", "-" },
	{ "no message id", "From: a@a.example\n\n", "References", "-" },
	{ "an id with a blank", "Message-ID: <a b@c>\n\n", "In-Reply-To", "-" },
	{ "an id with a line end", "Message-ID: <a\n b@c>\n\n", "In-Reply-To",
	  "-" },
	{ "text around an id", "Message-ID: x <a@c> y\n\n", "In-Reply-To",
	  "<a@c>" },
	{ "an encoded line end",
	  "Subject: =?utf-8?q?a=0ABcc=3A_x=40y=2Eexample?=\n\n", "Bcc", "-" },
	{ "an encoded line end",
	  "Subject: =?utf-8?b?YQpCY2M6IHhAeS5leGFtcGxl?=\n\n", "Bcc", "-" },
	{ "a bare CR", "Subject: a\rBcc: x@y.example\n\n", "Bcc", "-" },
	{ "references that are none",
	  "Message-ID: <1@a>\nReferences: a <> <<b@c> <d@e> <f\n\n",
	  "References", "<d@e> <1@a>" },
	{ "only In-Reply-To", "Message-ID: <2@a>\nIn-Reply-To: <1@a>\n\n",
	  "References", "<1@a> <2@a>" },
};

static void test_hostile(struct arena *arena)
{
	const struct vacation vacation = { .reason = STR("x") };

	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		struct reply_facts facts = facts_of(arena, hostile[i].mail);
		struct str mail = reply_vacation(arena, &facts, &vacation);

		is_str(field(arena, mail, hostile[i].name), hostile[i].want,
		       "%s: %s", hostile[i].what, hostile[i].name);
	}
}

/* Of a long thread, the first and the latest. */
static void test_long_thread(struct arena *arena)
{
	const struct vacation vacation = { .reason = STR("x") };
	struct buf mail = buf_new(arena, 65536);
	struct reply_facts facts;
	struct str references, id = STR("");
	size_t count = 0;

	buf_add(&mail, STR("Message-ID: <last@a>\nReferences:"));
	for (int i = 0; i < 100; i++)
		buf_printf(&mail, "\n <%d@a>", i);
	buf_add(&mail, STR("\n\n"));
	facts = facts_of(arena, arena_cstr(arena, buf_str(&mail)));
	references = field(arena, reply_vacation(arena, &facts, &vacation),
			   "References");
	ok(str_starts(references, STR("<0@a> <82@a> <83@a> ")) &&
		   str_ends(references, STR(" <99@a> <last@a>")),
	   "the first and the latest of a thread");
	while (str_cut(&references, ' ', &id))
		count++;
	is_int((long long)count, (long long)LIMIT_REFERENCES,
	       "as many as there may be");
}

static const struct {
	const char *what, *reason, *name, *want, *body;
} entities[] = {
	{ "a type", "Content-Type: text/html\n\n<p>Away", "Content-Type",
	  "text/html", "<p>Away\n" },
	{ "other fields", "Subject: x\nBcc: y@z.example\n\nhi", "Bcc", "-",
	  "hi\n" },
	{ "our fields", "Auto-Submitted: no\n\nhi", "Auto-Submitted",
	  "auto-replied", "hi\n" },
	{ "8 bits", "Content-Type: text/plain; charset=utf-8\n\n\xc3\xa4",
	  "Content-Transfer-Encoding", "quoted-printable", "=C3=A4\n" },
	{ "8 bits in parts",
	  "Content-Type: multipart/mixed; boundary=a\n\n--a\n\n\xc3\xa4\n--a--",
	  "Content-Transfer-Encoding", "8bit", "--a\n\n\xc3\xa4\n--a--\n" },
	{ "an encoding", "Content-Transfer-Encoding: base64\n\nSGk=\n",
	  "Content-Transfer-Encoding", "base64", "SGk=\n" },
	{ "no header", "\nhi\n", "Content-Type", "-", "hi\n" },
	{ "8 bits in the header", "Content-Type: text/x\xc3\xa4\n\nhi",
	  "Content-Type", "-", "hi\n" },
};

static void test_entities(struct arena *arena)
{
	const struct reply_facts facts = facts_of(arena, MAIL);

	for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++) {
		const struct vacation vacation = {
			.reason = str_from(entities[i].reason), .mime = true
		};
		struct str mail = reply_vacation(arena, &facts, &vacation);

		is_str(field(arena, mail, entities[i].name), entities[i].want,
		       ":mime with %s: %s", entities[i].what, entities[i].name);
		is_str(body(arena, mail), entities[i].body,
		       ":mime with %s: the body", entities[i].what);
	}
}

/* -- reports of RFC 6522: the parts ------------------------------------------ */

/* The type of the nth part; its content by our own reader. */
static struct str part(struct arena *arena, struct str mail, size_t n,
		       struct str *content)
{
	const struct message message = message_parse(arena, mail);
	const struct mime_parts parts = mime_parts_find(arena, &message);

	if (n >= parts.count)
		return STR("-");
	*content = mime_decode_content(arena, parts.list[n].encoding,
				       parts.list[n].content);
	return arena_printf(arena, "%.*s/%.*s", STR_ARG(parts.list[n].type),
			    STR_ARG(parts.list[n].subtype));
}

static void test_refusal(struct arena *arena)
{
	const struct reply_facts facts = facts_of(arena, MAIL);
	struct str mail = reply_refusal(arena, &facts, REFUSAL_DISPOSITION,
					STR("G\xc3\xa4h!"));
	struct str content = STR("");

	is_str(field(arena, mail, "Auto-Submitted"), "auto-replied",
	       "a refusal is automatic");
	is_str(field(arena, mail, "To"), "ann@a.example", "to the sender");
	is_str(part(arena, mail, 0, &content), "multipart/report",
	       "in three parts");
	is_str(part(arena, mail, 1, &content), "text/plain", "for people");
	ok(str_find_str(content, STR("G\xc3\xa4h!")) < content.len,
	   "the reason as it was given");
	is_str(part(arena, mail, 2, &content),
	       "message/disposition-notification", "for programs");
	is_str(content,
	       "Reporting-UA: mx.b.example; Waxseal 1.0\n"
	       "Original-Recipient: rfc822; bobby@b.example\n"
	       "Final-Recipient: rfc822; bob@b.example\n"
	       "Original-Message-ID: <1@a.example>\n"
	       "Disposition: automatic-action/MDN-sent-automatically; "
	       "deleted\n",
	       "what RFC 8098 asks for");
	is_str(part(arena, mail, 3, &content), "text/rfc822-headers",
	       "the header");
	ok(str_find_str(content, STR("Hello")) == content.len,
	   "and not the body");
}

/* RFC 5429 2.1.2 */
static void test_status(struct arena *arena)
{
	const struct reply_facts facts = facts_of(arena, MAIL);
	struct str mail = reply_refusal(arena, &facts, REFUSAL_STATUS,
					STR("G\xc3\xa4h!"));
	struct str content = STR("");

	ok(str_find_str(field(arena, mail, "Content-Type"),
			STR("report-type=delivery-status;")) < mail.len,
	   "ereject: a delivery status notification");
	is_str(part(arena, mail, 1, &content), "text/plain",
	       "ereject: for people");
	ok(str_find_str(content, STR("refused by the recipient's mail")) <
			   content.len &&
		   str_find_str(content, STR("G\xc3\xa4h!")) < content.len,
	   "ereject: the reason, and that a filter refused it");
	is_str(part(arena, mail, 2, &content), "message/delivery-status",
	       "ereject: for programs");
	is_str(content,
	       "Reporting-MTA: dns; mx.b.example\n"
	       "\n"
	       "Original-Recipient: rfc822; bobby@b.example\n"
	       "Final-Recipient: rfc822; bob@b.example\n"
	       "Action: failed\n"
	       "Status: 5.7.1\n",
	       "ereject: what RFC 3464 asks for");
	is_str(part(arena, mail, 3, &content), "text/rfc822-headers",
	       "ereject: the header");
}

static void test_report(struct arena *arena)
{
	const struct reply_facts facts = facts_of(arena, MAIL);
	struct feedback feedback = { STR("abuse"), STR("Spam."), false };
	struct auth auth = { .received_at = 1790000000 };
	struct str content = STR(""), mail;

	ip_parse(STR("192.0.2.1"), &auth.envelope.client.ip);
	auth.envelope.client.status = CLIENT_KNOWN;
	mail = reply_report(arena, &facts, &auth, &feedback,
			    STR("abuse@b.example"));
	is_str(field(arena, mail, "To"), "abuse@b.example", "a report");
	is_str(part(arena, mail, 2, &content), "message/feedback-report",
	       "for programs");
	is_str(content,
	       "Feedback-Type: abuse\nUser-Agent: Waxseal/1.0\nVersion: 1\n"
	       "Original-Mail-From: <ann@a.example>\n"
	       "Original-Rcpt-To: <bob@b.example>\n"
	       "Arrival-Date: Mon, 21 Sep 2026 15:13:20 +0100\n"
	       "Reporting-MTA: dns; mx.b.example\nSource-IP: 192.0.2.1\n",
	       "what RFC 5965 asks for");
	is_str(part(arena, mail, 3, &content), "message/rfc822",
	       "with the mail");
	ok(str_find_str(mail, STR("\nHello\n")) < mail.len, "all of it");
	feedback.headers_only = true;
	feedback.type = STR("a b");
	mail = reply_report(arena, &facts, &auth, &feedback,
			    STR("abuse@b.example"));
	is_str(part(arena, mail, 3, &content), "text/rfc822-headers",
	       "or its header");
	ok(str_find_str(mail, STR("Feedback-Type: other\n")) < mail.len,
	   "a type that is none");
}

/* -- notices ------------------------------------------------------------------- */

static const struct {
	const char *what, *uri, *message, *name, *want;
} notices[] = {
	{ "all addresses", "mailto:a@x.example?to=b@x.example&cc=c@x.example",
	  "", "To", "a@x.example, b@x.example" },
	{ "cc", "mailto:a@x.example?cc=c@x.example", "", "Cc", "c@x.example" },
	{ "bcc stays hidden", "mailto:a@x.example?bcc=c@x.example", "", "Bcc",
	  "-" },
	{ "the mail's subject", "mailto:a@x.example", "", "Subject",
	  "=?utf-8?q?Gr=C3=BC=C3=9Fe?=" },
	{ "the URI's", "mailto:a@x.example?subject=Mail", "", "Subject",
	  "Mail" },
	{ "the script's", "mailto:a@x.example?subject=Mail", "Look", "Subject",
	  "Look" },
	{ "whose script", "mailto:a@x.example", "", "Auto-Submitted",
	  "auto-notified; owner-email=\"bob@b.example\"" },
	{ "From of the URI", "mailto:a@x.example?from=e@x.example", "", "From",
	  "\"Bob\" <bob@b.example>" },
	{ "Auto-Submitted of the URI", "mailto:a@x.example?auto-submitted=no",
	  "", "Auto-Submitted",
	  "auto-notified; owner-email=\"bob@b.example\"" },
	{ "a field that may be set", "mailto:a@x.example?x-priority=1", "",
	  "X-Priority", "1" },
	{ "Date of the URI", "mailto:a@x.example?date=x", "", "Date",
	  "Mon, 21 Sep 2026 15:13:20 +0100" },
	{ "In-Reply-To of the URI", "mailto:a@x.example?in-reply-to=%3Cx@y%3E",
	  "", "In-Reply-To", "-" },
	{ "a field that may not", "mailto:a@x.example?received=x", "",
	  "Received", "-" },
	{ "a line end in a field",
	  "mailto:a@x.example?comments=a%0ABcc:%20e@x.example", "", "Bcc",
	  "-" },
	{ "importance", "mailto:a@x.example", "", "Importance", "high" },
};

/* RFC 5436 2.7: it has an id of its own, whatever the URI says. */
static void test_notice_id(struct arena *arena)
{
	const struct reply_facts facts = facts_of(arena, MAIL);
	const struct notification notification = {
		.method = STR(
			"mailto:a@x.example?message-id=%3C9@x.example%3E")
	};
	struct mailto mailto;
	const char *error;
	struct str mail;

	mailto_parse(arena, notification.method, &mailto, &error);
	mail = reply_notice(arena, &facts, &notification, &mailto);
	ok(str_ends(field(arena, mail, "Message-ID"),
		    STR(".waxseal@mx.b.example>")),
	   "a notice: an id of its own");
	ok(str_starts(mail, STR("Auto-Submitted: ")),
	   "a notice: Auto-Submitted stands above all");
}

static void test_notices(struct arena *arena)
{
	const struct reply_facts facts = facts_of(arena, MAIL);

	for (size_t i = 0; i < sizeof(notices) / sizeof(notices[0]); i++) {
		const struct notification notification = {
			.method = str_from(notices[i].uri),
			.message = str_from(notices[i].message),
			.importance = 1,
		};
		struct mailto mailto;
		const char *error;

		mailto_parse(arena, notification.method, &mailto, &error);
		is_str(field(arena,
			     reply_notice(arena, &facts, &notification,
					  &mailto),
			     notices[i].name),
		       notices[i].want, "a notice: %s", notices[i].what);
	}
}

/* -- size ---------------------------------------------------------------------- */

static void test_too_long(struct arena *arena)
{
	const struct reply_facts facts = facts_of(arena, MAIL);
	char *bytes = arena_alloc(arena, LIMIT_REPLY);
	const struct vacation vacation = { .reason = { bytes, LIMIT_REPLY } };

	memset(bytes, 'a', LIMIT_REPLY);
	is_int((long long)reply_vacation(arena, &facts, &vacation).len, 0,
	       "a reason that is too long makes no reply");
	is_int((long long)reply_refusal(arena, &facts, REFUSAL_DISPOSITION,
					vacation.reason)
		       .len,
	       0, "and no refusal");
}

int main(void)
{
	struct arena *arena = arena_new((size_t)64 << 20, NULL);

	test_vacation(arena);
	test_hostile(arena);
	test_long_thread(arena);
	test_entities(arena);
	test_refusal(arena);
	test_status(arena);
	test_report(arena);
	test_notices(arena);
	test_notice_id(arena);
	test_too_long(arena);
	arena_free(arena);
	return done_testing();
}
