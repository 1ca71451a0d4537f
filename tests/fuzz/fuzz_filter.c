/*
 * The whole of filter/ over any mail: the first byte chooses what the MTA said,
 * the rest is the mail.  What comes out is fit to be stored and shown.
 */
#include <assert.h>

#include "../../filter/score.h"
#include "../../filter/authres_parse.h"
#include "../../filter/filter.h"
#include "../../filter/grammar.h"
#include "../../filter/limits.h"
#include "../../mda/explain.h"
#include "../../mda/zone.h"

#define NOW ((time_t)1767268800)

static const char zone[] =
	"a.example TXT \"v=spf1 ip4:192.0.2.1 -all\"\n"
	"all.example TXT \"v=spf1 +all\"\n"
	"_dmarc.a.example TXT \"v=DMARC1; p=reject; rua=mailto:r@a.example\"\n"
	"_dmarc.b.example TXT \"v=DMARC1; p=none\"\n"
	"s._domainkey.a.example TXT \"v=DKIM1; k=ed25519; "
	"p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"\n"
	"_dmarc.slow.example FAIL\n"
	"mx.a.example A 192.0.2.1\n"
	"1.2.0.192.in-addr.arpa PTR mx.a.example\n";

static const char script[] =
	"require [\"fileinto\", \"envelope\"];\n"
	"if header :matches \"subject\" \"*list*\" { fileinto \"Lists\"; }\n"
	"elsif address :domain \"from\" \"b.example\" {\n"
	"    redirect \"x@y.example\"; }\n"
	"elsif exists \"x-gone\" { discard; }\n";

static struct envelope envelope_of(unsigned choice)
{
	struct envelope envelope = {
		.client = { .status = (enum client_status)(choice % 3),
			    .helo = STR("mx.a.example") },
		.sender = sender_parse(choice & 4 ? STR("ann@a.example")
						  : STR("x@all.example")),
		.recipient = STR("bob@home.example"),
	};

	if (envelope.client.status == CLIENT_KNOWN)
		ip_parse(choice & 8 ? STR("192.0.2.1") : STR("198.51.100.1"),
			 &envelope.client.ip);
	if (choice & 16)
		envelope.sender.status = SENDER_NULL;
	return envelope;
}

static void check_fields(struct arena *arena, const struct policy *policy,
			 struct str fields)
{
	struct message message = message_parse(arena, fields);
	struct authres authres;
	size_t column = 0;

	assert(message.header_count > 0 && message.faults == 0);
	assert(message.fields.len == fields.len);
	for (size_t i = 0; i < message.header_count; i++)
		assert(message.headers[i].well_formed);
	assert(authres_parse(arena, message.headers[0].value, &authres));
	assert(str_eq(authres.authserv_id, policy->authserv_id));
	for (size_t i = 0; i < fields.len; i++) {
		char c = fields.ptr[i];

		column = c == '\n' ? 0 : column + 1;
		assert(char_is_vchar(c) || c == ' ' || c == '\t' || c == '\n');
		assert(column <= 998);
	}
}

static void check_shown(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		assert((unsigned char)text.ptr[i] >= ' ' ||
		       text.ptr[i] == '\n' || text.ptr[i] == '\t');
}

static void check(struct arena *arena, const struct policy *policy,
		  const struct assessment *assessment,
		  const struct decision *decision)
{
	const struct evidence none = { .found = false };
	size_t end = 0;

	check_fields(arena, policy, decision->fields);
	check_shown(explain_text(arena, assessment, decision, &none));
	check_shown(explain_json(arena, assessment, decision, &none));
	for (size_t i = 0; i < decision->forged.count; i++) {
		assert(decision->forged.list[i].begin >= end);
		end = decision->forged.list[i].end;
		assert(end <= assessment->message->fields.len);
	}
	assert((decision->actions.count == 0) ==
	       (decision->verdict.disposition == DISPOSITION_RETRY));
	assert(decision->verdict.reason.len > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct str local[] = { STR_INIT("home.example") };
	const struct sieve_script scripts[] = { { STR("x.sieve"),
						  STR(script) } };
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct str error, bytes = { (const char *)data, size };
	struct network relay;
	struct policy policy = { .authserv_id = STR("mx.home.example"),
				 .local_domains = { local, 1 },
				 .trusted.domains = { { local, 1 },
						      { local, 1 } },
				 .trusted_relays = &relay,
				 .trusted_relay_count = 1,
				 .junk_score = 500,
				 .temperror_retry = 3600 };
	struct recipient recipient = { .address = STR("bob@home.example"),
				       .junk_folder = STR("Junk"),
				       .scripts = scripts,
				       .script_count = 1 };
	struct check_context context = { arena,
					 zone_parse(arena, STR(zone), &error),
					 NOW };
	struct message message = message_parse(arena, str_skip(bytes, 1));
	struct envelope envelope = envelope_of(size > 0 ? data[0] : 0);
	struct assessment assessment;
	struct decision decision;

	network_parse(STR("198.51.100.0/24"), &relay);
	for (size_t i = 0; i < SCORE_RULES; i++)
		policy.scores[i] = score_rules[i].points;
	assessment = filter_assess(&context, &policy, &message, &envelope);
	decision = filter_decide(&context, &policy, &assessment, &recipient);
	check(arena, &policy, &assessment, &decision);
	arena_free(arena);
	return 0;
}
