/*
 * With the argument "print": only the Authentication-Results of all cases, one
 * a line and unfolded, for other parsers to read (tests/cli/authres.t).
 */
#include "../../filter/authres.h"

#include "../tap.h"

static struct ip client_ip(const char *text)
{
	struct ip ip;

	ip_parse(str_from(text), &ip);
	return ip;
}

/* What a quiet mail from outside starts from. */
static struct auth outside(const char *ip)
{
	return (struct auth){
		.origin = ORIGIN_OUTSIDE,
		.envelope = {
			.client = { .status = CLIENT_KNOWN,
				    .ip = client_ip(ip),
				    .helo = STR("mx.a.example") },
			.sender = { .status = SENDER_ADDRESS,
				    .address = STR("ann@a.example"),
				    .local = STR("ann"),
				    .domain = STR("a.example") },
		},
		.author = { .status = AUTHOR_OK, .reason = "",
			    .address = STR("ann@a.example"),
			    .domain = STR("a.example") },
		.spf.mailfrom = { .domain = STR("a.example"),
				  .identity = STR("ann@a.example") },
	};
}

static struct auth nothing_checked(void)
{
	return (struct auth){ .origin = ORIGIN_UNKNOWN };
}

static struct auth all_pass(void)
{
	static const struct dkim_result dkim[] = {
		{ .status = CHECK_PASS,
		  .domain = STR_INIT("a.example"),
		  .selector = STR_INIT("s1"),
		  .identity = STR_INIT("@mail.a.example"),
		  .algorithm = STR_INIT("rsa-sha256"),
		  .b = STR_INIT("AbC/+12=") },
		{ .status = CHECK_FAIL,
		  .domain = STR_INIT("b.example"),
		  .selector = STR_INIT("s2._under"),
		  .algorithm = STR_INIT("ed25519-sha256"),
		  .b = STR_INIT("xyz"),
		  .reason = STR_INIT("body hash did not verify") },
	};
	static const struct arc_set sets[] = {
		{ .instance = 1, .seal.domain = STR_INIT("l.example") },
		{ .instance = 2, .seal.domain = STR_INIT("f.example") },
	};
	struct auth auth = outside("192.0.2.1");

	auth.spf.mailfrom.status = CHECK_PASS;
	auth.spf.mailfrom.mechanism = STR("ip4:192.0.2.0/24");
	auth.dkim = (struct dkim_results){ dkim, 2 };
	auth.arc = (struct arc_result){ .status = CHECK_PASS,
					.sets = sets,
					.count = 2 };
	auth.dmarc = (struct dmarc_result){ .status = CHECK_PASS,
					    .policy_domain = STR("a.example"),
					    .applied = DMARC_POLICY_REJECT };
	auth.iprev = (struct iprev_result){ .status = CHECK_PASS,
					    .name = STR("mx.a.example") };
	return auth;
}

static struct auth null_sender(void)
{
	struct auth auth = outside("2001:db8::1");

	auth.envelope.sender = (struct sender){ .status = SENDER_NULL };
	auth.spf.helo = (struct spf_result){ .status = CHECK_SOFTFAIL,
					     .scope = SPF_HELO,
					     .domain = STR("mx.a.example"),
					     .identity = STR("mx.a.example") };
	auth.iprev.status = CHECK_PERMERROR;
	auth.iprev.reason = STR("the address has no name");
	return auth;
}

static struct auth local_with_signature(void)
{
	static const struct dkim_result dkim = {
		.status = CHECK_TEMPERROR,
		.domain = STR_INIT("a.example"),
		.selector = STR_INIT("s1"),
		.reason = STR_INIT("no answer for the key"),
	};
	struct auth auth = { .origin = ORIGIN_LOCAL };

	auth.dkim = (struct dkim_results){ &dkim, 1 };
	return auth;
}

/* All that a sender chooses, chosen badly. */
static struct auth hostile(void)
{
	static const struct dkim_result dkim = {
		.status = CHECK_PERMERROR,
		.domain = STR_INIT("x'; dmarc=pass (\\\""),
		.selector = STR_INIT("s\r\nX-Evil: yes"),
		.identity = STR_INIT("dmarc=pass@a.example"),
		.algorithm = STR_INIT("rsa sha\0\xFF\x1B[31m"),
		.b = STR_INIT(";\"=="),
		.reason = STR_INIT("\"quoted\"\\\n; dkim=pass (header.d=x)"),
	};
	struct auth auth = outside("192.0.2.1");

	auth.envelope.client.helo = STR("h\"\r\n; x=(");
	auth.envelope.sender.address = STR("a\"b;@\n.example\\");
	auth.spf.mailfrom.status = CHECK_FAIL;
	auth.spf.mailfrom.identity = STR("\") dmarc=pass (\"@a.example\n");
	auth.spf.mailfrom.mechanism = STR("-all\n; spf=pass");
	auth.spf.mailfrom.reason = STR("because\n\ndmarc=pass");
	auth.dkim = (struct dkim_results){ &dkim, 1 };
	auth.author =
		(struct author){ .status = AUTHOR_INVALID, .reason = "no" };
	auth.dmarc.status = CHECK_PERMERROR;
	auth.dmarc.reason = STR("From\r\n: is (bad); dmarc=pass");
	auth.iprev.status = CHECK_FAIL;
	auth.iprev.reason = STR("name x\"y;z does not have it");
	return auth;
}

static const struct {
	const char *what;
	struct auth (*make)(void);
	const char *want;
} cases[] = {
	{ "nothing checked", nothing_checked,
	  "Authentication-Results: mx.example; none\n" },
	{ "everything", all_pass,
	  "Authentication-Results: mx.example;\n"
	  "\tspf=pass smtp.mailfrom=ann@a.example;\n"
	  "\tdkim=pass header.d=a.example header.i=@mail.a.example "
	  "header.s=s1\n"
	  "\theader.a=rsa-sha256 header.b=\"AbC/+12?\";\n"
	  "\tdkim=fail reason=\"body hash did not verify\" header.d=b.example\n"
	  "\theader.s=s2._under header.a=ed25519-sha256 header.b=xyz;\n"
	  "\tarc=pass reason=\"sealed by l.example, f.example\" "
	  "header.oldest-pass=0\n"
	  "\tsmtp.remote-ip=192.0.2.1;\n"
	  "\tdmarc=pass header.from=a.example policy.dmarc=reject;\n"
	  "\tiprev=pass policy.iprev=192.0.2.1\n"
	  "Received-SPF: pass client-ip=\"192.0.2.1\"; "
	  "envelope-from=\"ann@a.example\";\n"
	  "\thelo=\"mx.a.example\"; receiver=\"mx.example\";\n"
	  "\tmechanism=\"ip4:192.0.2.0/24\"; identity=\"mailfrom\"\n" },
	{ "null sender", null_sender,
	  "Authentication-Results: mx.example;\n"
	  "\tspf=softfail smtp.helo=mx.a.example;\n"
	  "\tdkim=none;\n"
	  "\tdmarc=none header.from=a.example;\n"
	  "\tiprev=permerror reason=\"the address has no name\"\n"
	  "\tpolicy.iprev=\"2001:db8::1\"\n"
	  "Received-SPF: softfail client-ip=\"2001:db8::1\"; "
	  "helo=\"mx.a.example\";\n"
	  "\treceiver=\"mx.example\"; identity=\"helo\"\n" },
	{ "local, signed", local_with_signature,
	  "Authentication-Results: mx.example;\n"
	  "\tdkim=temperror reason=\"no answer for the key\" "
	  "header.d=a.example\n"
	  "\theader.s=s1\n" },
	{ "hostile", hostile,
	  "Authentication-Results: mx.example;\n"
	  "\tspf=fail reason=\"because??dmarc?pass\"\n"
	  "\tsmtp.mailfrom=\"?? dmarc?pass ??@a.example?\";\n"
	  "\tdkim=permerror reason=\"?quoted???? dkim?pass ?header.d?x?\"\n"
	  "\theader.d=\"x'? dmarc?pass ???\" header.i=a.example\n"
	  "\theader.s=\"s??X-Evil: yes\" header.a=\"rsa sha???[31m\" "
	  "header.b=\"????\";\n"
	  "\tdmarc=permerror reason=\"From??: is ?bad?? dmarc?pass\";\n"
	  "\tiprev=fail reason=\"name x?y?z does not have it\"\n"
	  "\tpolicy.iprev=192.0.2.1\n"
	  "Received-SPF: fail client-ip=\"192.0.2.1\"; "
	  "envelope-from=\"a?b?@?.example?\";\n"
	  "\thelo=\"h???? x??\"; receiver=\"mx.example\"; "
	  "mechanism=\"-all?? spf?pass\";\n"
	  "\tproblem=\"because??dmarc?pass\"; identity=\"mailfrom\"\n" },
};

#define CASES (sizeof(cases) / sizeof(cases[0]))

static struct str fields(struct arena *arena, size_t i)
{
	const struct policy policy = { .authserv_id = STR("mx.example") };
	const struct auth auth = cases[i].make();

	return authres_fields(arena, &policy, &auth);
}

static void print(struct arena *arena)
{
	for (size_t i = 0; i < CASES; i++) {
		struct str rest = fields(arena, i), line;

		for (size_t n = 0; str_cut(&rest, '\n', &line); n++) {
			if (n > 0 && !str_starts(line, STR("\t")))
				break;
			printf("%s%.*s", n > 0 ? " " : "",
			       STR_ARG(str_trim(line)));
		}
		putchar('\n');
	}
}

/* Identities: a local part only where it is harmless. */
static void test_identity(struct arena *arena)
{
	static const struct {
		const char *identity, *want;
	} rows[] = {
		{ "ann@a.example", "ann@a.example" },
		{ "ann+x_y-z.1@a.example", "ann+x_y-z.1@a.example" },
		{ "SRS0=abc=xy=b.example=ann@a.example", "a.example" },
		{ "dmarc=pass@a.example", "a.example" },
		{ "\"a b\"@a.example", "a.example" },
		{ "a@b@a.example", "a.example" },
		{ "ann@[192.0.2.1]", "\"ann@[192.0.2.1]\"" },
		{ "ann", "ann" },
		{ "a b", "\"a b\"" },
	};
	const struct policy policy = { .authserv_id = STR("mx.example") };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct auth auth = outside("192.0.2.1");
		struct str got,
			want = arena_printf(arena, " smtp.mailfrom=%s;\n",
					    rows[i].want);

		auth.spf.mailfrom.identity = str_from(rows[i].identity);
		got = authres_fields(arena, &policy, &auth);
		ok(str_find_str(got, want) < got.len, "%s", rows[i].identity);
	}
}

/* Two hundred signatures: those that pass, and sixteen of the others. */
static void test_many(struct arena *arena)
{
	const struct policy policy = { .authserv_id = STR("mx.example") };
	struct auth auth = outside("192.0.2.1");
	struct dkim_result *list = ARENA_ARRAY(arena, struct dkim_result, 200);
	struct str field;
	size_t count = 0;

	for (size_t i = 0; i < 200; i++)
		list[i] = (struct dkim_result){
			.status = i == 150 ? CHECK_PASS : CHECK_POLICY,
			.domain = STR("a.example"),
		};
	auth.dkim = (struct dkim_results){ list, 200 };
	field = authres_fields(arena, &policy, &auth);
	for (struct str rest = field, line; str_cut(&rest, '\n', &line);)
		count += str_starts(line, STR("\tdkim="));
	is_int((long long)count, 17, "two hundred signatures");
	ok(str_find_str(field, STR("dkim=pass")) < field.len,
	   "the one that passes is told");
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_new(1 << 22, NULL);

	if (argc > 1 && strcmp(argv[1], "print") == 0) {
		print(arena);
		arena_free(arena);
		return 0;
	}
	for (size_t i = 0; i < CASES; i++)
		is_str(fields(arena, i), cases[i].want, "%s", cases[i].what);
	test_identity(arena);
	test_many(arena);
	arena_free(arena);
	return done_testing();
}
