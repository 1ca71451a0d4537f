/*
 * quota_sum: what is in a mailbox, added up mail by mail.
 */
#ifndef MDA_QUOTA_SUM_H
#define MDA_QUOTA_SUM_H

#include "quota_size.h"

/* Is a file of that name counted there?  directory: of folder_directory().
 * Trash is not, nor is what is marked as deleted. */
bool quota_counts(const char *directory, const char *name);

/* For how much: ",S=1234" of the name, or what the disk says.  False: it is no
 * mail. */
bool quota_size_of(int part, struct str name, uint64_t *size);

/* All of it; moved: something was put in, moved or taken away meanwhile.  False
 * with errno. */
bool quota_sum(int root, struct quota_size *size, bool *moved);

#endif
