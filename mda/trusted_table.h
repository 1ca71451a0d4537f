/*
 * trusted_table: whom the administrator trusts, as a cdb; its text form is that
 * of filter/trusted.h.
 */
#ifndef MDA_TRUSTED_TABLE_H
#define MDA_TRUSTED_TABLE_H

#include "../filter/policy.h"

/* NULL with *error.  Lives as long as the program. */
const struct trust_table *trusted_table_open(struct arena *arena,
					     const char *path,
					     struct str *error);

/* waxseal trusted build TEXT CDB; argv[0] is "trusted".  0; 64: usage; 65:
 * errors in the text; 75: files. */
int trusted_main(int argc, char **argv);

#endif
