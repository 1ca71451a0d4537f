/*
 * check_host: RFC 7208's check_host() by itself, with the arguments as they
 * are, over a text zone or a real server.
 *
 *	check_host zone=FILE|server=ADDRESS:PORT IP DOMAIN SENDER HELO
 *		prints the result, and on a second line the explanation
 */
#include <stdio.h>
#include <stdlib.h>

#include "../filter/limits.h"
#include "../filter/spf.h"
#include "../mda/input.h"
#include "../mda/resolver.h"
#include "../mda/zone.h"

static _Noreturn void fatal(const char *what)
{
	fprintf(stderr, "check_host: %s\n", what);
	exit(2);
}

static struct dns *dns_of_zone(struct arena *arena, const char *path)
{
	struct str error = STR("cannot read the zone");
	struct input input;
	struct dns *dns = NULL;

	if (input_map(path, &input))
		dns = zone_parse(arena, input.mail, &error);
	if (dns == NULL)
		fatal(arena_cstr(arena, error));
	return dns;
}

static struct dns *dns_of(struct arena *arena, const char *argument)
{
	struct resolver_options options = { .timeout = 20 };
	const char *error;
	struct dns *dns;

	if (str_starts(str_from(argument), STR("zone=")))
		return dns_of_zone(arena, argument + 5);
	if (!str_starts(str_from(argument), STR("server=")))
		fatal("zone= or server= is wanted");
	options.servers = argument + 7;
	dns = resolver_new(&options, &error);
	if (dns == NULL)
		fatal(error);
	return dns;
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_new(LIMIT_ARENA, NULL);
	struct check_context context = { .arena = arena, .now = 1000000000 };
	struct spf_result result;
	struct ip ip;

	if (argc != 6 || !ip_parse(str_from(argv[2]), &ip))
		fatal("zone=FILE|server=ADDRESS:PORT IP DOMAIN SENDER HELO");
	context.dns = dns_of(arena, argv[1]);
	result = spf_check_host(&context, &ip, str_from(argv[3]),
				str_from(argv[4]), str_from(argv[5]),
				STR("mx.example.org"));
	printf("%.*s\n%.*s\n", STR_ARG(check_name(result.status)),
	       STR_ARG(result.explanation));
	arena_free(arena);
	return 0;
}
