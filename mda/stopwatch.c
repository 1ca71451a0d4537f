#include "stopwatch.h"

#include <time.h>

uint64_t stopwatch_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static struct stopwatch *stopwatch_of(struct dns *dns)
{
	return (struct stopwatch *)dns;
}

/* A hint does not wait, but sending it is work for DNS as well. */
static void prefetch(struct dns *dns, struct str name, enum dns_type type)
{
	struct stopwatch *stopwatch = stopwatch_of(dns);
	uint64_t start = stopwatch_now();

	stopwatch->real->prefetch(stopwatch->real, name, type);
	stopwatch->waited += stopwatch_now() - start;
}

static struct dns_answer lookup(struct dns *dns, struct arena *arena,
				struct str name, enum dns_type type)
{
	struct stopwatch *stopwatch = stopwatch_of(dns);
	uint64_t start = stopwatch_now();
	struct dns_answer answer =
		stopwatch->real->lookup(stopwatch->real, arena, name, type);

	stopwatch->waited += stopwatch_now() - start;
	return answer;
}

struct stopwatch *stopwatch_new(struct arena *arena, struct dns *real)
{
	struct stopwatch *stopwatch = ARENA_NEW(arena, struct stopwatch);

	stopwatch->dns = (struct dns){ prefetch, lookup };
	stopwatch->real = real;
	return stopwatch;
}

void stopwatch_begin(struct stopwatch *stopwatch)
{
	stopwatch->begun = stopwatch_now();
	stopwatch->waited_before = stopwatch->waited;
}

uint64_t stopwatch_end(const struct stopwatch *stopwatch)
{
	uint64_t took = stopwatch_now() - stopwatch->begun;
	uint64_t waited = stopwatch->waited - stopwatch->waited_before;

	return took > waited ? took - waited : 0;
}
