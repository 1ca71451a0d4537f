/*
 * trace: the two fields of final delivery (RFC 5321 4.4, and Delivered-To).
 */
#ifndef FILTER_TRACE_H
#define FILTER_TRACE_H

#include "arena.h"
#include "envelope.h"
#include "message.h"

/*
 * Return-Path and Delivered-To, each only when it is known and the MTA did not
 * already put it among the trace fields on top of the mail; a Return-Path of
 * another sender is not the MTA's.  above: fields that a script puts on top; a
 * Delivered-To of its own stands for ours.  A byte of an address that is neither
 * printable nor UTF-8, or would end the address, is shown as '_'.
 */
struct str trace_fields(struct arena *arena, const struct message *message,
			struct str above, const struct envelope *envelope);

#endif
