/*
 * check: waxseal check SCRIPT...: what is wrong with Sieve scripts.
 */
#ifndef MDA_CHECK_H
#define MDA_CHECK_H

/* 0: no errors; 65: errors, each printed with line, column and the line
 * itself; 64: usage; 75: a script that could not be read. */
int check_main(int argc, char **argv);

#endif
