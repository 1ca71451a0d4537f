/*
 * How long a mail's checks wait for DNS, in round trips: each answer comes one
 * round trip after its question, and time passes only where one is waited for.
 */
#include "../../filter/auth.h"

#include <stdlib.h>

#include "../../filter/limits.h"
#include "../../mda/zone.h"
#include "../tap.h"

static const char zone_text[] =
	/* SPF over two includes, a host that nobody else asks for */
	"deep.example TXT \"v=spf1 include:b.deep.example exp=e.deep.example "
	"-all\"\n"
	"b.deep.example TXT \"v=spf1 include:c.deep.example -all\"\n"
	"c.deep.example TXT \"v=spf1 a:pool.deep.example -all\"\n"
	"pool.deep.example A 192.0.2.1\n"
	"e.deep.example TXT \"not from there\"\n"
	"_dmarc.deep.example TXT \"v=DMARC1; p=reject; np=reject\"\n"
	"flat.example TXT \"v=spf1 ip4:192.0.2.1 -all\"\n"
	"_dmarc.flat.example TXT \"v=DMARC1; p=reject\"\n"
	"mx.example TXT \"v=spf1 mx -all\"\n"
	"mx.example MX 10 in.mx.example\n"
	"in.mx.example A 192.0.2.1\n"
	"wide.example TXT \"v=spf1 a:a1.wide.example a:a2.wide.example "
	"mx:mx.wide.example include:flat.example -all\"\n"
	"a1.wide.example A 198.51.100.1\n"
	"a2.wide.example A 198.51.100.1\n"
	"mx.wide.example MX 10 m1.wide.example\n"
	"mx.wide.example MX 10 m2.wide.example\n"
	"m1.wide.example A 198.51.100.1\n"
	"m2.wide.example A 198.51.100.1\n"
	"host.example A 192.0.2.1\n"
	"host.example TXT \"v=spf1 a -all\"\n"
	"1.2.0.192.in-addr.arpa PTR host.example\n";

#define SIGNATURE(name, first, domain)                                         \
	name first                                                             \
		" a=rsa-sha256; d=" domain "; s=s; h=from;\n"                  \
		" bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=QUJD\n"
#define SEAL(i, cv, domain)                                                    \
	"ARC-Seal: i=" i "; a=rsa-sha256; cv=" cv "; d=" domain                \
	"; s=s; b=QUJD\n"
#define SET(i, cv, domain)                                                     \
	SEAL(i, cv, domain)                                                    \
	SIGNATURE("ARC-Message-Signature:", " i=" i ";", domain)               \
	"ARC-Authentication-Results: i=" i "; " domain "; dmarc=pass\n"
#define DKIM(domain) SIGNATURE("DKIM-Signature:", " v=1;", domain)

static const struct {
	const char *what, *client, *sender, *fields;
	unsigned round_trips; /* of the longest chain */
} cases[] = {
	/* the client's name, then that name's address */
	{ "the client's name", "192.0.2.1", "ann@flat.example",
	  "From: ann@flat.example\n", 2 },
	{ "SPF over two includes and a host", "192.0.2.1", "ann@deep.example",
	  "From: ann@deep.example\n", 4 },
	{ "with signatures, three ARC sets and a policy three labels above",
	  "192.0.2.1", "ann@deep.example",
	  SET("3", "pass", "list3.example") SET("2", "pass", "list2.example")
		  SET("1", "none", "list1.example") DKIM("deep.example") DKIM(
			  "other.example") "From: ann@a.b.c.deep.example\n",
	  4 },
	{ "the record, MX, the host's address", "192.0.2.1", "ann@mx.example",
	  "From: ann@mx.example\n", 3 },
	{ "all that one record names, at once", "192.0.2.1", "ann@wide.example",
	  "From: ann@flat.example\n", 3 },
	{ "signatures of many domains", "", "<>",
	  DKIM("a.example") DKIM("b.example") DKIM("c.example")
		  DKIM("d.example") "From: ann@flat.example\n",
	  1 },
	/* asked when SPF has failed: not worth a question of every mail */
	{ "an explanation", "198.51.100.9", "ann@deep.example",
	  "From: ann@deep.example\n", 5 },
	{ "whether the author's domain exists", "198.51.100.9",
	  "ann@flat.example", "From: ann@none.deep.example\n", 2 },
};

/* -- DNS in virtual time ----------------------------------------------------- */

struct question {
	struct str name;
	enum dns_type type;
	unsigned asked_at;
};

struct slow_dns {
	struct dns dns;
	struct dns *zone;
	struct arena *arena;
	struct question questions[200];
	size_t count;
	unsigned now; /* in round trips */
};

static struct question *question_of(struct slow_dns *slow, struct str name,
				    enum dns_type type)
{
	struct question *question;

	for (size_t i = 0; i < slow->count; i++)
		if (slow->questions[i].type == type &&
		    str_eq_nocase(slow->questions[i].name, name))
			return &slow->questions[i];
	if (slow->count == 200)
		abort();
	question = &slow->questions[slow->count++];
	*question = (struct question){ arena_copy(slow->arena, name), type,
				       slow->now };
	return question;
}

static void slow_prefetch(struct dns *dns, struct str name, enum dns_type type)
{
	question_of((struct slow_dns *)dns, name, type);
}

static struct dns_answer slow_lookup(struct dns *dns, struct arena *arena,
				     struct str name, enum dns_type type)
{
	struct slow_dns *slow = (struct slow_dns *)dns;
	unsigned arrival = question_of(slow, name, type)->asked_at + 1;

	if (arrival > slow->now)
		slow->now = arrival;
	return dns_lookup(slow->zone, arena, name, type);
}

/* ------------------------------------------------------------------------------ */

static struct envelope envelope_of(const char *client, const char *sender)
{
	struct envelope envelope = { .sender = sender_parse(str_from(sender)) };

	if (ip_parse(str_from(client), &envelope.client.ip))
		envelope.client.status = CLIENT_KNOWN;
	envelope.client.helo = STR("host.example");
	return envelope;
}

static unsigned round_trips(size_t i)
{
	static const struct policy policy = { .authserv_id = STR_INIT(
						      "mx.home.example") };
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct str error;
	struct slow_dns slow = { .dns = { slow_prefetch, slow_lookup },
				 .zone = zone_parse(arena, STR(zone_text),
						    &error),
				 .arena = arena };
	struct check_context context = { arena, &slow.dns, 1000000000 };
	struct message message =
		message_parse(arena, str_from(cases[i].fields));
	struct envelope envelope =
		envelope_of(cases[i].client, cases[i].sender);

	auth_check(&context, &policy, &message, &envelope);
	arena_free(arena);
	return slow.now;
}

int main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_int(round_trips(i), cases[i].round_trips, "%s",
		       cases[i].what);
	return done_testing();
}
