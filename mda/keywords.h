/*
 * keywords: which of the letters a to z in a file's name stands for which IMAP
 * keyword.  Each folder has its own, in the file dovecot-keywords:
 *	0 $Forwarded
 *	1 work
 */
#ifndef MDA_KEYWORDS_H
#define MDA_KEYWORDS_H

#include "maildir.h"

#define KEYWORDS 26

struct keywords {
	bool unknown; /* the file could not be read */
	struct str names[KEYWORDS]; /* empty: the letter means nothing */
};

/* Of an open folder; one without that file has none.  unknown with errno. */
struct keywords keywords_read(struct arena *arena, int folder);
/* The same, when those of flags that have no letter yet have got the lowest free
 * ones.  What gets none (all are taken, or the file stays locked) has none. */
struct keywords keywords_give(struct arena *arena,
			      const struct maildir *maildir, int folder,
			      const struct str_list *flags);
/* 0: it has no letter for this one. */
char keywords_letter(const struct keywords *keywords, struct str name);

/* A flag of the system's, "\\Seen", is none. */
bool keywords_is_one(struct str flag);

/*
 * Courier's way: a file in courierimapkeywords/ of the folder with the name of
 * the mail, a keyword a line.  False with errno; the mail is stored even so.
 */
bool keywords_save(struct arena *arena, const struct maildir *maildir,
		   int folder, const char *mail, const struct str_list *flags);

/* Those of a mail: what such a file says, or Courier's own list of all mails
 * that it has seen.  False with errno: they are not known. */
bool keywords_saved(struct arena *arena, int folder, const char *mail,
		    struct str_list *flags);
/* In the text of that list:
 *	$Forwarded
 *	work
 *
 *	1790000000.M1.host:0 1
 */
struct str_list keywords_of(struct arena *arena, struct str list,
			    struct str mail);
/* The mail is not there any more. */
void keywords_forget(int folder, const char *mail);

#endif
