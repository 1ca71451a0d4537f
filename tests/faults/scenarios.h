/*
 * scenarios: which deliveries are tried, and what can go wrong at a call.
 */
#ifndef TESTS_FAULTS_SCENARIOS_H
#define TESTS_FAULTS_SCENARIOS_H

#include "world.h"

#define SCENARIOS 12
#define FAULTS 11

extern const struct scenario scenarios[SCENARIOS];
extern const struct fault faults[FAULTS];

bool fault_applies(const struct fault *fault, const struct call *call);

/* The first that applies, from the turn'th on, and round again; or NULL. */
const struct fault *fault_from(unsigned turn, const struct call *call);

/* The list ends with -1. */
bool is_in(long name, const long *list);

#endif
