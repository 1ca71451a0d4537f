/*
 * test: waxseal test SCRIPT MAIL: what a script does with a mail, step by step.
 */
#ifndef MDA_TEST_H
#define MDA_TEST_H

/* 0: the script ran; 65: it, or another one, has errors; 64: usage; 75: files. */
int test_main(int argc, char **argv);

#endif
