/* What MTAs say, and what they leave empty, unsaid, "unknown" or prefixed. */

#include "../../mda/options.h"
#include "../tap.h"

/* One blank separates words; "''" is an empty word. */
static int split(struct arena *arena, const char *text, char **words, int most)
{
	struct str rest = str_from(text), word;
	int count = 0;

	while (str_cut(&rest, ' ', &word) && count < most - 1)
		if (word.len > 0)
			words[count++] = str_eq(word, STR("''"))
						 ? arena_cstr(arena, STR(""))
						 : arena_cstr(arena, word);
	words[count] = NULL;
	return count;
}

static const char *client_text(struct arena *arena, const struct client *client)
{
	if (client->status == CLIENT_LOCAL)
		return "local";
	if (client->status == CLIENT_UNKNOWN)
		return "unknown";
	return arena_cstr(arena, ip_text(arena, &client->ip));
}

/* "-" for what nobody said. */
static const char *told(struct arena *arena, struct str text)
{
	return text.ptr != NULL ? arena_cstr(arena, text) : "-";
}

static const char *sender_text(struct arena *arena, const struct sender *sender)
{
	if (sender->status == SENDER_UNKNOWN)
		return "-";
	if (sender->status == SENDER_NULL)
		return "<>";
	return arena_printf(arena, "%s%.*s",
			    sender->status == SENDER_UNUSABLE ? "unusable:"
							      : "",
			    STR_ARG(sender->address))
		.ptr;
}

static struct str envelope_text(struct arena *arena,
				const struct envelope *envelope)
{
	return arena_printf(arena, "%s %s %s%s",
			    client_text(arena, &envelope->client),
			    told(arena, envelope->client.helo),
			    sender_text(arena, &envelope->sender),
			    envelope->sender_filtered ? " filtered" : "");
}

static const struct {
	const char *arguments, *environment;
	const char *envelope; /* client helo sender */
} clients[] = {
	/* Nobody says anything. */
	{ "", "", "unknown - -" },
	/* Postfix pipe(8): macros, one argument each. */
	{ "--client-ip 192.0.2.1 --helo a.example -f x@y.example", "",
	  "192.0.2.1 a.example x@y.example" },
	{ "--client-ip IPv6:2001:db8::25 --helo a -f x@y.example", "",
	  "2001:db8::25 a x@y.example" },
	{ "--client-ip 2001:db8::25", "", "2001:db8::25 - -" },
	{ "--client-ip '' --helo '' -f ''", "", "local  <>" },
	{ "--client-ip unknown --helo unknown", "", "unknown unknown -" },
	{ "--client-ip 300.1.2.3", "", "unknown - -" },
	{ "--client-ip ::ffff:192.0.2.1", "", "192.0.2.1 - -" },
	/* The null sender in all its forms. */
	{ "-f <>", "", "unknown - <>" },
	{ "-f \"\"", "", "unknown - <>" },
	{ "-f MAILER-DAEMON", "", "unknown - <>" },
	{ "", "SENDER=", "unknown - <> filtered" },
	{ "", "SENDER=MAILER-DAEMON", "unknown - <> filtered" },
	/* And what must not be taken for it. */
	{ "-f MAILER-DAEMON@a.example", "",
	  "unknown - MAILER-DAEMON@a.example" },
	{ "-f (any@a.example", "", "unknown - unusable:(any@a.example" },
	{ "-f <x@y.example>", "", "unknown - x@y.example" },
	{ "-f -x@y.example", "", "unknown - -x@y.example" },
	/* Postfix local(8), Exim, OpenSMTPD: the environment. */
	{ "", "CLIENT_ADDRESS=192.0.2.1 CLIENT_HELO=h SENDER=x@y.example",
	  "192.0.2.1 h x@y.example filtered" },
	{ "", "CLIENT_ADDRESS=IPv6:2001:db8::1", "2001:db8::1 - -" },
	{ "", "CLIENT_ADDRESS= CLIENT_HELO=", "local  -" },
	{ "", "CLIENT_ADDRESS=unknown", "unknown - -" },
	/* Options come first, and an empty one is still said. */
	{ "--client-ip '' --helo b -f ''",
	  "CLIENT_ADDRESS=192.0.2.1 CLIENT_HELO=h SENDER=x@y.example",
	  "local b <>" },
	{ "--client-ip unknown", "CLIENT_ADDRESS=192.0.2.1", "unknown - -" },
};

static void test_clients(struct arena *arena)
{
	for (size_t i = 0; i < sizeof(clients) / sizeof(clients[0]); i++) {
		char line[512], *argv[64], *environment[64];
		struct options options;
		struct str error = STR("");
		int argc;

		snprintf(line, sizeof(line), "waxseal %s",
			 clients[i].arguments);
		argc = split(arena, line, argv, 64);
		split(arena, clients[i].environment, environment, 64);
		options_parse(arena, argc, argv, environment, &options, &error);
		is_str(envelope_text(arena, &options.envelope),
		       clients[i].envelope, "[%s] %s", clients[i].arguments,
		       clients[i].environment);
	}
}

static struct options parse(struct arena *arena, const char *arguments,
			    const char *environment, struct str *error)
{
	char **argv = ARENA_ARRAY(arena, char *, 64);
	char **variables = ARENA_ARRAY(arena, char *, 64);
	struct options options;
	int argc =
		split(arena, arena_printf(arena, "waxseal %s", arguments).ptr,
		      argv, 64);

	*error = STR("");
	split(arena, environment, variables, 64);
	if (!options_parse(arena, argc, argv, variables, &options, error))
		options = (struct options){ 0 };
	return options;
}

static void test_dovecot_letters(struct arena *arena)
{
	struct str error;
	struct options options =
		parse(arena,
		      "-d ann -a o@h.example -r r@h.example -m Lists -e -k -n "
		      "-p mail -c conf -o a=1 -o b=2 --queue-id Q1 --sasl ann",
		      "RECIPIENT=x ORIGINAL_RECIPIENT=y MESSAGE_ID=z "
		      "SASL_USERNAME=eve",
		      &error);
	const struct envelope *envelope = &options.envelope;

	is_str(str_from(options.user), "ann", "-d");
	is_str(envelope->original_recipient, "o@h.example", "-a");
	is_str(envelope->recipient, "r@h.example", "-r");
	is_str(str_from(options.mailbox), "Lists", "-m");
	ok(options.reject_by_exit, "-e");
	ok(options.print_only, "-n");
	is_str(str_from(options.mail_path), "mail", "-p");
	is_str(str_from(options.config_path), "conf", "-c");
	is_int((long long)options.override_count, 2, "-o, twice");
	is_str(str_from(options.overrides[1]), "b=2", "in their order");
	is_str(envelope->queue_id, "Q1", "--queue-id");
	is_str(envelope->sasl_user, "ann", "--sasl");
}

static void test_environment(struct arena *arena)
{
	struct str error;
	struct options options =
		parse(arena, "-m ''",
		      "RECIPIENT=r@h.example ORIGINAL_RECIPIENT=o@h.example "
		      "EXTENSION=lists MESSAGE_ID=1abc-0-Zz SASL_USERNAME=ann "
		      "ENVID=QQ314159",
		      &error);

	is_str(options.envelope.recipient, "r@h.example", "RECIPIENT");
	is_str(options.envelope.original_recipient, "o@h.example",
	       "ORIGINAL_RECIPIENT");
	is_str(options.envelope.detail, "lists", "EXTENSION");
	is_str(options.envelope.queue_id, "1abc-0-Zz", "Exim's MESSAGE_ID");
	is_str(options.envelope.sasl_user, "ann", "SASL_USERNAME");
	is_str(options.envelope.dsn.envid, "QQ314159", "ENVID");
	ok(options.mailbox == NULL, "an empty -m is ignored");

	options = parse(arena, "--sasl '' -d bob",
			"LOCAL_PART_SUFFIX=+x SASL_USERNAME=eve", &error);
	is_str(options.envelope.detail, "x", "Exim's suffix, without its +");
	is_str(options.envelope.sasl_user, "",
	       "an empty --sasl: not authenticated");
	is_str(options.envelope.recipient, "bob", "-d, when nobody says more");
}

static void test_errors(struct arena *arena)
{
	static const struct {
		const char *arguments, *error;
	} cases[] = {
		{ "-x", "option -x is not known, or takes no value" },
		{ "-d", "option -d lacks its value" },
		{ "--client-ip", "option --client-ip lacks its value" },
		{ "--what", "option --what is not known, or takes no value" },
		{ "--json=1", "option --json=1 is not known, or takes no "
			      "value" },
		{ "-n -kx", "option -x is not known, or takes no value" },
	};
	struct str error;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		parse(arena, cases[i].arguments, "", &error);
		is_str(error, cases[i].error, "%s", cases[i].arguments);
	}
}

static void test_from_line(struct arena *arena)
{
	struct str error;
	struct options options = parse(arena, "", "", &error);

	options_take_from_line(&options,
			       STR("From x@y.example Sat Nov 21 2026"));
	is_str(options.envelope.sender.address, "x@y.example",
	       "the mbox line, when nobody said more");
	options = parse(arena, "-f ''", "", &error);
	options_take_from_line(&options,
			       STR("From x@y.example Sat Nov 21 2026"));
	is_int(options.envelope.sender.status, SENDER_NULL,
	       "-f comes before the mbox line");
	options = parse(arena, "", "", &error);
	options_take_from_line(&options, STR("From MAILER-DAEMON Sat Nov"));
	is_int(options.envelope.sender.status, SENDER_NULL,
	       "the null sender in an mbox line");
	options = parse(arena, "", "", &error);
	options_take_from_line(&options, STR(""));
	is_int(options.envelope.sender.status, SENDER_UNKNOWN, "no mbox line");
}

int main(void)
{
	struct arena *arena = arena_new(16 * 1024 * 1024, NULL);

	test_clients(arena);
	test_dovecot_letters(arena);
	test_environment(arena);
	test_errors(arena);
	test_from_line(arena);
	arena_free(arena);
	return done_testing();
}
