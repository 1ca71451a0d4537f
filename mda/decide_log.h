/*
 * decide_log: what the log says of a mail that was judged.
 */
#ifndef MDA_DECIDE_LOG_H
#define MDA_DECIDE_LOG_H

#include "judged.h"

/* key=value pairs, one printable line. */
struct str decide_log(struct arena *arena, const struct judged *judged);

#endif
