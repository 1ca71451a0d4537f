/*
 * draft_sent: the mail as it is sent on.
 */
#ifndef FILTER_SIEVE_DRAFT_SENT_H
#define FILTER_SIEVE_DRAFT_SENT_H

#include "draft.h"

/*
 * Without what encloses it (RFC 5703 6), and with the Delivered-To fields that
 * it came with, neither more nor less: mail servers find a loop by them, so
 * that what scripts do to them is for the copies that are stored (RFC 5293 6).
 */
const struct draft *draft_sent(const struct draft *draft);

#endif
