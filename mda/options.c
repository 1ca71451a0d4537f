#include "options.h"

#include <getopt.h>
#include <string.h>

/* Long options without a letter. */
enum {
	OPTION_CLIENT_IP = 256,
	OPTION_HELO,
	OPTION_CLIENT_NAME,
	OPTION_QUEUE_ID,
	OPTION_SASL,
	OPTION_JSON,
	OPTION_LIVE,
	OPTION_APPLY,
	OPTION_HELP,
	OPTION_VERSION,
};

/* dovecot-lda's letters; ":" reports a missing value apart from others. */
static const char letters[] = ":d:f:a:r:m:p:c:o:T:ekn";
static const struct option names[] = {
	{ "client-ip", required_argument, NULL, OPTION_CLIENT_IP },
	{ "helo", required_argument, NULL, OPTION_HELO },
	{ "client-name", required_argument, NULL, OPTION_CLIENT_NAME },
	{ "queue-id", required_argument, NULL, OPTION_QUEUE_ID },
	{ "sasl", required_argument, NULL, OPTION_SASL },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "live", no_argument, NULL, OPTION_LIVE },
	{ "apply", no_argument, NULL, OPTION_APPLY },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ NULL, 0, NULL, 0 },
};

/* What was said on the command line; NULL: not given. */
struct given {
	const char *sender, *recipient, *original_recipient;
	const char *client_ip, *helo, *client_name, *queue_id, *sasl;
};

static const char **given_value(struct given *given, int option)
{
	switch (option) {
	case 'f':
		return &given->sender;
	case 'r':
		return &given->recipient;
	case 'a':
		return &given->original_recipient;
	case OPTION_CLIENT_IP:
		return &given->client_ip;
	case OPTION_HELO:
		return &given->helo;
	case OPTION_CLIENT_NAME:
		return &given->client_name;
	case OPTION_QUEUE_ID:
		return &given->queue_id;
	case OPTION_SASL:
		return &given->sasl;
	}
	return NULL;
}

static void add_override(struct arena *arena, struct options *options,
			 const char *override)
{
	const char **grown =
		arena_grow(arena, options->overrides, options->override_count,
			   options->override_count + 1, sizeof(*grown));

	grown[options->override_count++] = override;
	options->overrides = grown;
}

static void take_value(struct arena *arena, struct options *options, int option)
{
	switch (option) {
	case 'd':
		options->user = optarg;
		break;
	case 'm':
		options->mailbox = optarg[0] != '\0' ? optarg : NULL;
		break;
	case 'p':
		options->mail_path = optarg;
		break;
	case 'c':
		options->config_path = optarg;
		break;
	case 'T':
		options->level = optarg;
		break;
	case 'o':
		add_override(arena, options, optarg);
		break;
	}
}

static void take_switch(struct options *options, int option)
{
	switch (option) {
	case 'e':
		options->reject_by_exit = true;
		break;
	case 'n':
		options->print_only = true;
		break;
	case OPTION_JSON:
		options->json = true;
		break;
	case OPTION_LIVE:
		options->live = true;
		break;
	case OPTION_APPLY:
		options->apply = true;
		break;
	case OPTION_HELP:
		options->help = true;
		break;
	case OPTION_VERSION:
		options->version = true;
		break;
	}
	/* 'k' is accepted and does nothing. */
}

/* getopt says which option it was in optopt or in the argument before. */
static struct str option_error(struct arena *arena, int result, char **argv)
{
	const char *problem = result == ':' ? "lacks its value"
					    : "is not known, or takes no value";

	if (optopt > 0 && optopt < OPTION_CLIENT_IP)
		return arena_printf(arena, "option -%c %s", optopt, problem);
	return arena_printf(arena, "option %s %s", argv[optind - 1], problem);
}

/* NULL when the variable is absent, "" when it is set to nothing. */
static const char *variable(char *const *environment, const char *name)
{
	size_t len = strlen(name);

	for (; *environment != NULL; environment++)
		if (strncmp(*environment, name, len) == 0 &&
		    (*environment)[len] == '=')
			return *environment + len + 1;
	return NULL;
}

static const char *first_of(const char *option, const char *other)
{
	return option != NULL ? option : other;
}

/*
 * Empty: submitted on this machine.  "unknown" (Postfix, when a content filter
 * does not tell) and what is no address: ignorance.
 */
static struct client client_from(const char *address)
{
	struct client client = { .status = CLIENT_UNKNOWN };
	struct str text = str_trim(str_from(address));

	if (address == NULL)
		return client;
	if (text.len == 0)
		client.status = CLIENT_LOCAL;
	else if (ip_parse(text, &client.ip))
		client.status = CLIENT_KNOWN;
	return client;
}

/*
 * Postfix names the null sender MAILER-DAEMON unless null_sender= is empty;
 * quotes reach us where a configuration quotes an empty macro.
 */
static struct sender sender_from(struct str text)
{
	text = str_trim(text);
	if (str_eq(text, STR("MAILER-DAEMON")) || str_eq(text, STR("\"\"")))
		text = STR("");
	return sender_parse(text);
}

static void take_sender(struct envelope *envelope, const char *option,
			const char *from_environment)
{
	if (option != NULL) {
		envelope->sender = sender_from(str_from(option));
	} else if (from_environment != NULL) {
		envelope->sender = sender_from(str_from(from_environment));
		envelope->sender_filtered = true;
	}
}

/* Postfix: EXTENSION, without the delimiter; Exim: LOCAL_PART_SUFFIX, with. */
static struct str detail_from(char *const *environment)
{
	struct str detail = str_from(variable(environment, "EXTENSION"));

	if (detail.len == 0)
		detail = str_skip(
			str_from(variable(environment, "LOCAL_PART_SUFFIX")),
			1);
	return detail;
}

static struct envelope envelope_from(const struct given *given,
				     const struct options *options,
				     char *const *environment)
{
	struct envelope envelope = { 0 };

	envelope.client = client_from(first_of(
		given->client_ip, variable(environment, "CLIENT_ADDRESS")));
	envelope.client.helo = str_from(
		first_of(given->helo, variable(environment, "CLIENT_HELO")));
	envelope.client.name = str_from(first_of(
		given->client_name, variable(environment, "CLIENT_HOSTNAME")));
	take_sender(&envelope, given->sender, variable(environment, "SENDER"));
	envelope.recipient = str_from(first_of(
		given->recipient,
		first_of(variable(environment, "RECIPIENT"), options->user)));
	envelope.original_recipient =
		str_from(first_of(given->original_recipient,
				  variable(environment, "ORIGINAL_RECIPIENT")));
	envelope.detail = detail_from(environment);
	/* Exim's message id names its queue file. */
	envelope.queue_id = str_from(
		first_of(given->queue_id, variable(environment, "MESSAGE_ID")));
	/* Postfix 3.9 and later; nobody tells the rest. */
	envelope.dsn.envid = str_from(variable(environment, "ENVID"));
	envelope.sasl_user = str_trim(str_from(
		first_of(given->sasl, variable(environment, "SASL_USERNAME"))));
	return envelope;
}

bool options_parse(struct arena *arena, int argc, char **argv,
		   char *const *environment, struct options *options,
		   struct str *error)
{
	struct given given = { 0 };
	int option;

	*options = (struct options){ 0 };
	optind = 0; /* glibc: start anew */
	opterr = 0;
	while ((option = getopt_long(argc, argv, letters, names, NULL)) != -1) {
		const char **value = given_value(&given, option);

		if (option == '?' || option == ':') {
			*error = option_error(arena, option, argv);
			return false;
		}
		if (value != NULL)
			*value = optarg;
		else if (optarg != NULL)
			take_value(arena, options, option);
		else
			take_switch(options, option);
	}
	options->arguments = argv + optind;
	options->argument_count = (size_t)(argc - optind);
	options->envelope = envelope_from(&given, options, environment);
	return true;
}

/* "From sender Sat Nov 21 21:14:00 2026" */
void options_take_from_line(struct options *options, struct str from_line)
{
	struct str rest;

	if (options->envelope.sender.status != SENDER_UNKNOWN ||
	    !str_starts(from_line, STR("From ")))
		return;
	rest = str_trim(str_skip(from_line, 5));
	options->envelope.sender =
		sender_from(str_first(rest, str_find(rest, ' ')));
}
