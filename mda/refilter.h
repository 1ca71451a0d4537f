/*
 * refilter: waxseal refilter -d user FOLDER: the user's scripts, and the verdict
 * as it would be today, over mail that is there already.
 */
#ifndef MDA_REFILTER_H
#define MDA_REFILTER_H

/* 0; 64: usage; 67: no such user; 75: files, or a mail that could not be moved. */
int refilter_main(int argc, char **argv);

#endif
