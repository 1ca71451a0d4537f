/*
 * bench: what the programs that are compared share.
 *
 *	PROGRAM ZONE MAIL RSA ED25519 SETS SECONDS
 *
 * verifies MAIL again and again for SECONDS of CPU time, with keys from ZONE.
 * RSA, ED25519: the DKIM signatures that have to pass each time, SETS: the ARC
 * sets.  Prints "MAILS CPU WALL KIB": how many mails in how many seconds, and
 * the largest resident size.
 */
#ifndef TESTS_BENCH_H
#define TESTS_BENCH_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "../../mda/input.h"
#include "../../mda/zone.h"

struct bench {
	const char *program;
	struct dns *dns;
	struct str mail;
	unsigned rsa, ed25519, sets;
	double seconds;
};

static _Noreturn void bench_fatal(const struct bench *bench, const char *what)
{
	fprintf(stderr, "%s: %s\n", bench->program, what);
	exit(1);
}

static struct str bench_read(const struct bench *bench, const char *path)
{
	struct input input;

	if (!input_map(path, &input))
		bench_fatal(bench, path);
	return input.mail;
}

static struct bench bench_open(int argc, char **argv)
{
	struct bench bench = { .program = argv[0] };
	struct arena *arena = arena_new((size_t)1 << 24, NULL);
	struct str error;

	if (argc != 7)
		bench_fatal(&bench, "ZONE MAIL RSA ED25519 SETS SECONDS");
	bench.mail = bench_read(&bench, argv[2]);
	bench.rsa = (unsigned)atoi(argv[3]);
	bench.ed25519 = (unsigned)atoi(argv[4]);
	bench.sets = (unsigned)atoi(argv[5]);
	bench.seconds = atof(argv[6]);
	bench.dns = zone_parse(arena, bench_read(&bench, argv[1]), &error);
	if (bench.dns == NULL)
		bench_fatal(&bench, arena_cstr(arena, error));
	return bench;
}

static double bench_clock(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* verify: one mail; false when a signature did not pass. */
static int bench_run(const struct bench *bench,
		     bool (*verify)(const struct bench *bench, void *state),
		     void *state)
{
	double cpu, cpu_start = bench_clock(CLOCK_PROCESS_CPUTIME_ID);
	double wall_start = bench_clock(CLOCK_MONOTONIC);
	struct rusage usage;
	unsigned long mails = 0;

	do {
		if (!verify(bench, state))
			bench_fatal(bench, "a signature did not pass");
		mails++;
		cpu = bench_clock(CLOCK_PROCESS_CPUTIME_ID) - cpu_start;
	} while (cpu < bench->seconds);
	getrusage(RUSAGE_SELF, &usage);
	printf("%lu %.9f %.9f %ld\n", mails, cpu,
	       bench_clock(CLOCK_MONOTONIC) - wall_start, usage.ru_maxrss);
	return 0;
}

#endif
