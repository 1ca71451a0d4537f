#include "../../filter/score.h"
#include "../../mda/explain.h"

#include <jansson.h>

#include "../tap.h"
#include "asked.h"

static const char zone[] = "bank.example TXT \"v=spf1 ip4:192.0.2.1 -all\"\n"
			   "_dmarc.bank.example TXT \"v=DMARC1; p=reject\"\n";

/* All that a terminal must not get, where a sender can put it. */
static const char mail[] =
	"Authentication-Results: mx.home.example; dkim=pass\x1B[2J\n"
	"DKIM-Signature: v=1; a=rsa\x1B]0;x\x07; d=bank.example; s=s\x1B[1m\n"
	"From: \"Bank \x1B[31m\xE2\x80\xAE\xFF\" <ann@bank.example>\n"
	"Subject: x\n"
	"\n";

struct explained {
	struct assessment assessment;
	struct decision decision;
	struct policy policy;
};

static void explain(struct asked *asked, struct explained *it)
{
	struct arena *arena = asked->context.arena;
	struct message *message = ARENA_NEW(arena, struct message);
	struct envelope envelope = {
		.client = { .status = CLIENT_KNOWN, .helo = STR("h\x1B[0m") },
		.sender = sender_parse(STR("ann@bank.example")),
	};
	const struct recipient recipient = { .junk_folder = STR("Junk") };

	it->policy = (struct policy){ .authserv_id = STR("mx.home.example"),
				      .junk_score = 500 };
	for (size_t i = 0; i < SCORE_RULES; i++)
		it->policy.scores[i] = score_rules[i].points;
	ip_parse(STR("198.51.100.1"), &envelope.client.ip);
	*message = message_parse(arena, STR(mail));
	it->assessment =
		filter_assess(&asked->context, &it->policy, message, &envelope);
	it->decision = filter_decide(&asked->context, &it->policy,
				     &it->assessment, &recipient);
}

static bool has(struct str text, const char *part)
{
	return str_find_str(text, str_from(part)) < text.len;
}

static void test_text(struct arena *arena, const struct explained *it)
{
	static const char *const parts[] = {
		"Verdict    Junk, by the rule DMARC_REJECT\n",
		"the sender claims to be bank.example, which asks to reject",
		"into the folder Junk",
		"198.51.100.1, called itself \"h?[0m\", from outside",
		"SPF        fail       sender ",
		"matched -all",
		"iprev      permerror",
		"DKIM       permerror",
		"DMARC      fail       bank.example",
		"asked _dmarc.bank.example: found",
		"v=DMARC1; p=reject",
		"  1.0  SPF of \"bank.example\" does not know this client",
		"Taken off  Authentication-Results: mx.home.example;",
	};
	struct str text = explain_text(arena, &it->assessment, &it->decision,
				       &(struct evidence){ 0 });
	size_t control = 0;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (!ok(has(text, parts[i]), "says: %s", parts[i]))
			printf("# in:\n%.*s", STR_ARG(text));
	for (size_t i = 0; i < text.len; i++)
		control +=
			(unsigned char)text.ptr[i] < ' ' && text.ptr[i] != '\n';
	is_int((long long)control, 0, "no control bytes");
	ok(!has(text, "\xE2\x80\xAE"), "nothing that turns the line around");
}

/* "a.0.b": what stands there as text, numbers in their JSON form. */
static const char *find(json_t *at, const char *path, char text[64])
{
	char key[64];
	double number;

	while (at != NULL && *path != '\0') {
		size_t len = strcspn(path, ".");

		snprintf(key, sizeof(key), "%.*s", (int)len, path);
		at = json_is_array(at) ? json_array_get(at, (size_t)atoi(key))
				       : json_object_get(at, key);
		path += len + (path[len] == '.');
	}
	if (json_is_boolean(at))
		return json_is_true(at) ? "true" : "false";
	if (!json_is_number(at))
		return json_is_string(at) ? json_string_value(at) : "(none)";
	number = json_number_value(at);
	snprintf(text, 64, "%g", number);
	return text;
}

static void test_json(struct arena *arena, const struct explained *it)
{
	static const struct {
		const char *path, *want;
	} rows[] = {
		{ "author.status", "ok" },
		{ "author.domain", "bank.example" },
		{ "faults", "" },
		{ "origin", "outside" },
		{ "spf.mailfrom.status", "fail" },
		{ "spf.mailfrom.mechanism", "-all" },
		{ "spf.helo.status", "none" },
		{ "dkim.0.status", "permerror" },
		{ "dkim.0.bits", "0" },
		{ "arc.status", "none" },
		{ "arc.trust.granted", "false" },
		{ "dmarc.status", "fail" },
		{ "dmarc.tag", "p" },
		{ "dmarc.published", "reject" },
		{ "dmarc.testing", "false" },
		{ "dmarc.walk.0.name", "_dmarc.bank.example" },
		{ "dmarc.walk.0.status", "found" },
		{ "iprev.status", "permerror" },
		{ "verdict.disposition", "junk" },
		{ "verdict.hard", "true" },
		{ "verdict.rule", "DMARC_REJECT" },
		{ "verdict.score", "7.5" },
		{ "verdict.required", "5" },
		{ "verdict.lines.0.name", "SPF_FAIL" },
		{ "verdict.lines.0.points", "1" },
		{ "actions.0.type", "store" },
		{ "actions.0.folder", "Junk" },
		{ "fields.2", "X-Spam-Flag: YES" },
		{ "removed.0",
		  "Authentication-Results: mx.home.example; dkim=pass?[2J" },
	};
	struct str text = explain_json(arena, &it->assessment, &it->decision,
				       &(struct evidence){ 0 });
	json_t *json = json_loadb(text.ptr, text.len, 0, NULL);
	char number[64];

	ok(json != NULL, "is JSON");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_str(str_from(find(json, rows[i].path, number)), rows[i].want,
		       "%s", rows[i].path);
	json_decref(json);
}

int main(void)
{
	struct arena *arena = arena_new(1 << 24, NULL);
	struct asked *asked = asked_new(arena, zone);
	struct explained it;

	explain(asked, &it);
	test_text(arena, &it);
	test_json(arena, &it);
	arena_free(arena);
	return done_testing();
}
