/*
 * srs: "waxseal srs forward ADDRESS", "... reverse ADDRESS", and the same as a
 * service on stdin and stdout for whoever asks: Postfix' spawn(8), a socket of
 * systemd with Accept=yes.  It listens nowhere itself.
 */
#ifndef MDA_SRS_H
#define MDA_SRS_H

/* argv[0] is "srs". */
int srs_main(int argc, char **argv);

#endif
