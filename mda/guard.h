/*
 * guard: the subcommand that tells what the processes may do on this machine.
 */
#ifndef MDA_GUARD_H
#define MDA_GUARD_H

/* waxseal sandbox: enters it, and prints a table of its layers. */
int guard_main(int argc, char **argv);

#endif
