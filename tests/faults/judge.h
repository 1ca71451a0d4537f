/*
 * judge: what a world looks like after a delivery that something went wrong
 * with, and after the MTA has tried again.
 */
#ifndef TESTS_FAULTS_JUDGE_H
#define TESTS_FAULTS_JUDGE_H

#include "world.h"

/* Shared by all workers. */
struct score {
	unsigned calls, tried, missed, lost, doubled, bad, twice, unsent;
};

extern struct score *score;

/* Adds to one of its numbers. */
void score_add(unsigned *number, unsigned more);

/* An environment without anything special. */
extern char *const plain_environment[];

struct command command_of(const struct world *world, char *const *envp);

/* Without a fault, as fast as the file system of the scenario allows. */
struct ending run(const struct command *command);

/* A delivery that has ended. */
struct attempt {
	struct ending ending;
	bool killed; /* by a fault */
	bool silent; /* a fault kept it from saying why */
	unsigned sent; /* by tries before it, which did not end well */
	const char *faults; /* in words; "": none */
};

/* It delivered all, once; or it did not, says so, and the next try does. */
void judge(const struct world *world, const struct attempt *attempt);

/* It ended as it may: with status 0, with 75 and a reason, or killed. */
void judge_ending(const struct world *world, const struct attempt *attempt);

/* The mail is where it is to be, once.  sent: as in struct attempt. */
void judge_world(const struct world *world, unsigned sent, const char *faults);

#endif
