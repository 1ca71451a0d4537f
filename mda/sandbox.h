/*
 * sandbox: what the decider may still do: read what is open or readable, ask
 * DNS, answer.  No writing, no program, no new process, bounded memory and
 * time.
 */
#ifndef MDA_SANDBOX_H
#define MDA_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

/*
 * For the rest of this process's life.  Of what is open only answer stays: the
 * MTA would believe what stands on stderr.  mail_size: bytes that are mapped.
 * False with errno: then nothing may be decided.
 */
bool sandbox_enter(int answer, size_t mail_size, unsigned seconds);

#endif
