/*
 * version: of the program.
 */
#ifndef MDA_VERSION_H
#define MDA_VERSION_H

#define WAXSEAL_VERSION "0.1"

#endif
