/*
 * deliver: a whole delivery in one process, for counting instructions: no second
 * process and no sandbox, which no counter follows.
 *
 *	deliver ZONE MAIL SCRIPT HOME
 *
 * decides as the program does, hands the order over as bytes, and stores the mail
 * in HOME/Maildir.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../../mda/config.h"
#include "../../mda/decide.h"
#include "../../mda/deliver.h"
#include "../../mda/zone.h"

static _Noreturn void fatal(const char *what)
{
	fprintf(stderr, "deliver: %s\n", what);
	exit(1);
}

static struct input map(const char *path)
{
	struct input input;

	if (!input_map(path, &input))
		fatal(path);
	return input;
}

static struct order ask(struct arena *arena, const struct config *config,
			struct str mail, struct dns *dns,
			const struct sieve_script *script)
{
	struct envelope envelope = {
		.client = { .status = CLIENT_KNOWN },
		.sender = sender_parse(STR("ann@sender.example")),
		.recipient = STR("bob@home.example"),
	};
	struct question question = {
		.mail = mail,
		.envelope = &envelope,
		.policy = &config->policy,
		.dns = dns,
		.now = 1767225600,
		.evidence = config->evidence,
	};

	if (!ip_parse(STR("192.0.2.10"), &envelope.client.ip))
		fatal("the client");
	question.recipient = (struct recipient){
		.address = envelope.recipient,
		.junk_folder = str_from(config->junk_folder),
		.scripts = script,
		.script_count = 1,
	};
	return decide(arena, &question);
}

static void store(struct arena *arena, const struct config *config,
		  const struct input *input, const struct order *order,
		  const char *home)
{
	const char *path = arena_printf(arena, "%s/Maildir", home).ptr;
	const struct user user = { .name = "bob",
				   .uid = geteuid(),
				   .gid = getegid(),
				   .home = home,
				   .maildir = path };
	const struct delivery delivery = {
		.config = config,
		.user = &user,
		.maildir = maildir_open(arena, path, FSYNC_ALWAYS),
		.now = 1767225600,
		.input = input,
		.order = order,
	};

	if (delivery.maildir == NULL ||
	    deliver(arena, &delivery).status != STATUS_DELIVERED)
		fatal("not stored");
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_new((size_t)64 << 20, NULL);
	struct config config;
	struct input input, script_file;
	struct sieve_script script;
	struct order order;
	struct str bytes, error;
	const char *wrong;
	struct dns *dns;

	if (argc != 5)
		fatal("usage: deliver ZONE MAIL SCRIPT HOME");
	config_defaults(arena, &config);
	dns = zone_parse(arena, map(argv[1]).mail, &error);
	input = map(argv[2]);
	script_file = map(argv[3]);
	script = (struct sieve_script){ STR("rules"), script_file.mail };
	if (dns == NULL)
		fatal("the zone");
	order = ask(arena, &config, input.mail, dns, &script);
	if (order.user_error.len > 0 || order.disposition != DISPOSITION_INBOX)
		fatal("not as it should be");
	if (!order_encode(arena, &order, &bytes) ||
	    !order_decode(arena, bytes, input.mail.len, &order, &wrong))
		fatal("the order");
	store(arena, &config, &input, &order, argv[4]);
	return 0;
}
