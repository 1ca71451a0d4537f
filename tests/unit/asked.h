/*
 * asked: a zone in text as a check's context, that keeps what it was asked.
 */
#ifndef TESTS_ASKED_H
#define TESTS_ASKED_H

#include <stdio.h>
#include <stdlib.h>

#include "../../filter/buf.h"
#include "../../filter/check.h"
#include "../../filter/limits.h"
#include "../../mda/zone.h"

#define ASKED_NOW 1000000000

struct asked {
	struct dns dns;
	struct dns *zone;
	struct check_context context;
	unsigned lookups;
	struct buf announced; /* "TXT example.com\n", each once asked for */
	struct buf looked_up;
};

static inline void asked_prefetch(struct dns *dns, struct str name,
				  enum dns_type type)
{
	struct asked *asked = (struct asked *)dns;

	buf_printf(&asked->announced, "%s %.*s\n", dns_type_name(type),
		   STR_ARG(name));
}

static inline struct dns_answer asked_lookup(struct dns *dns,
					     struct arena *arena,
					     struct str name,
					     enum dns_type type)
{
	struct asked *asked = (struct asked *)dns;

	asked->lookups++;
	buf_printf(&asked->looked_up, "%s %.*s\n", dns_type_name(type),
		   STR_ARG(name));
	return dns_lookup(asked->zone, arena, name, type);
}

static inline struct asked *asked_new(struct arena *arena, const char *zone)
{
	struct asked *asked = ARENA_NEW(arena, struct asked);
	struct str error;

	asked->dns = (struct dns){ asked_prefetch, asked_lookup };
	asked->zone = zone_parse(arena, str_from(zone), &error);
	if (asked->zone == NULL) {
		printf("Bail out! %.*s\n", STR_ARG(error));
		exit(1);
	}
	asked->announced = buf_new(arena, 65536);
	asked->looked_up = buf_new(arena, 65536);
	asked->context =
		(struct check_context){ arena, &asked->dns, ASKED_NOW };
	return asked;
}

#endif
