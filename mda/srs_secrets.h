/*
 * srs_secrets: filter/srs with what the configuration and the file of secrets
 * say.
 */
#ifndef MDA_SRS_SECRETS_H
#define MDA_SRS_SECRETS_H

#include "../filter/srs.h"
#include "config.h"
#include "secret.h"

/*
 * One secret a line, the first one signs; empty lines do not count, as in
 * postsrsd's file.  False with *error: it cannot be read, or holds none or too
 * many.
 */
bool srs_secrets_read(struct arena *arena, const struct config *config,
		      const struct secret *secret, struct srs *srs,
		      struct str *error);

#endif
