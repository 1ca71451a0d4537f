/*
 * people: an address book made of the mails that a user sent.
 */
#ifndef MDA_PEOPLE_H
#define MDA_PEOPLE_H

/* waxseal addressbook FOLDER...: of Maildir folders, on stdout, each line once;
 * argv[0] is "addressbook".  0; 64: usage; 75: files. */
int people_main(int argc, char **argv);

#endif
