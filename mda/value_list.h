/*
 * value_list: values of waxseal.conf that are lists.
 */
#ifndef MDA_VALUE_LIST_H
#define MDA_VALUE_LIST_H

#include "value.h"

/* struct str_list, separated by blanks or commas: domains as A-labels; names of
 * header fields. */
value_reader value_domains, value_field_names;
/* policy.trusted_relays and their count. */
value_reader value_networks;
/* special_use and its count: "\Sent=Sent, \Trash=Deleted Items". */
value_reader value_special_use;
/* const char *: addresses with ports, NULL when empty. */
value_reader value_servers;

#endif
