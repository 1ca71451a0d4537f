/* Whatever a mail holds, the process that acts takes the order that is made of
 * it: a mail can be judged badly, but it cannot make itself undeliverable. */
#include <assert.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../mda/config.h"
#include "../../mda/decide.h"
#include "../../mda/limits.h"
#include "../../mda/zone.h"

static jmp_buf out_of_memory;

static void give_up(void)
{
	longjmp(out_of_memory, 1);
}

static const char zone[] = "a.example TXT \"v=spf1 ip4:192.0.2.1 -all\"\n"
			   "_dmarc.a.example TXT \"v=DMARC1; p=reject\"\n"
			   "b.example FAIL\n"
			   "s._domainkey.a.example TXT \"k=ed25519; p="
			   "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"\n";

/* The sender chooses the folder and the address. */
static const char text[] =
	"require [\"fileinto\", \"variables\", \"imap4flags\", \"copy\"];\n"
	"if header :matches \"subject\" \"f*\" {\n"
	"  fileinto :flags \"${0}\" \"${1}\";\n"
	"} elsif header :matches \"subject\" \"r*\" { redirect \"${1}\"; }\n"
	"if address :matches :domain \"from\" \"a*\" { keep; }\n";

static void check(struct arena *arena, struct str mail)
{
	const struct sieve_script script = { STR("x.sieve"), str_from(text) };
	struct envelope envelope = {
		.client = { .status = CLIENT_KNOWN, .helo = STR("h.example") },
		.sender = sender_parse(STR("x@a.example")),
		.sender_filtered = true,
		.recipient = STR("bob+x@b.example"),
	};
	struct question question = {
		.mail = mail,
		.envelope = &envelope,
		.now = 1790000000,
		.recipient = { .address = envelope.recipient,
			       .junk_folder = STR("Junk"),
			       .scripts = &script,
			       .script_count = 1 },
		.user_script = script.name,
		.stored = mail.len % 3 == 0,
		.evidence = mail.len % 4 < 2,
		.report = mail.len % 2 == 0 ? REPORT_TEXT : REPORT_JSON,
	};
	struct config config;
	struct order order, crossed;
	const char *wrong = NULL;
	struct str bytes, error;

	config_defaults(arena, &config);
	question.policy = &config.policy;
	question.dns = zone_parse(arena, str_from(zone), &error);
	ip_parse(STR("192.0.2.1"), &envelope.client.ip);
	order = decide(arena, &question);
	assert(order_encode(arena, &order, &bytes));
	if (!order_decode(arena, bytes, mail.len, &crossed, &wrong)) {
		fprintf(stderr, "refused: %s\n", wrong);
		abort();
	}
	assert(crossed.actions.count > 0 ||
	       crossed.disposition == DISPOSITION_RETRY);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(LIMIT_CHILD_ARENA * 2, give_up);

	if (setjmp(out_of_memory) == 0)
		check(arena, (struct str){ (const char *)data, size });
	arena_free(arena);
	return 0;
}
