/*
 * parser: the grammar of RFC 5228 8.2.  It knows no command; what a name means
 * and takes is the checker's business.
 */
#ifndef FILTER_SIEVE_PARSER_H
#define FILTER_SIEVE_PARSER_H

#include "report.h"

/*
 * The script's commands; NULL when there are none.  After an error it goes on
 * behind the command (or in its block): such a node is broken or not there.
 */
struct node *parse_script(struct report *report, struct str text);

#endif
