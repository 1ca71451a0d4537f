/*
 * Every limit of mda/ and its reason; those of filter/ are in filter/limits.h.
 */
#ifndef MDA_LIMITS_H
#define MDA_LIMITS_H

#include "../filter/limits.h"

/* -- the process ----------------------------------------------------------- */

/* Memory of the process that acts: configuration, scripts, one order. */
#define LIMIT_PARENT_ARENA ((size_t)64 * 1024 * 1024)
/* Memory of the process that decides: one mail, and its order twice (typed
 * and as bytes). */
#define LIMIT_CHILD_ARENA (LIMIT_ARENA + (size_t)24 * 1024 * 1024)
/* Address space of the child beyond the mail that is mapped: the arena, the
 * program and its libraries. */
#define LIMIT_CHILD_SPACE ((size_t)512 * 1024 * 1024)
/* Descriptors of the child: the mail, the answer, the resolver's sockets. */
#define LIMIT_CHILD_FILES 64
/* Seconds that a mail is remembered on which the decider failed: longer than an
 * MTA tries again. */
#define LIMIT_POISON_SECONDS ((time_t)30 * 24 * 3600)
/* Of a mail, what is hashed to know it again, with its size. */
#define LIMIT_POISON_HASH ((size_t)64 * 1024)
/* A delivery may not take longer than Postfix waits (command_time_limit). */
#define LIMIT_DEADLINE 999

/* -- input ------------------------------------------------------------------ */

/* Mail up to this size stays in memory; most mail does. */
#define LIMIT_MEMORY_MAIL ((size_t)64 * 1024)
/* waxseal.conf: lists of some thousand domains fit. */
#define LIMIT_CONFIG ((size_t)1024 * 1024)
/* One value, continuation lines joined. */
#define LIMIT_CONFIG_VALUE ((size_t)64 * 1024)
/* A Sieve script; Pigeonhole's default too. */
#define LIMIT_SCRIPT ((size_t)1024 * 1024)
/* Scripts before and after the user's, together. */
#define LIMIT_SCRIPTS 100
/* Scripts of one folder; and the bytes of all that can be included: the parent
 * cannot know which are. */
#define LIMIT_INCLUDABLE ((size_t)500)
#define LIMIT_INCLUDABLE_BYTES ((size_t)4 * 1024 * 1024)
/* External lists, and the bytes of all of them. */
#define LIMIT_LISTS ((size_t)100)
#define LIMIT_LIST_BYTES ((size_t)4 * 1024 * 1024)
/* Of a dovecot-uidlist, what holds the first line. */
#define LIMIT_UIDLIST_LINE ((size_t)256)
/* An address book (some ten thousand people), a list of whom a user trusts. */
#define LIMIT_USER_FILE ((size_t)1024 * 1024)
/* Of a sent mail, what is looked at for whom it was written to. */
#define LIMIT_SENT_HEADER ((size_t)64 * 1024)
/* A zone file for replay. */
#define LIMIT_ZONE ((size_t)16 * 1024 * 1024)
/* What is kept of a user's script errors, next to the script. */
#define LIMIT_SCRIPT_LOG ((off_t)64 * 1024)

/* -- DNS ------------------------------------------------------------------ */

/* CNAMEs followed for one question; real chains have one or two. */
#define LIMIT_DNS_CNAMES 8
/* Questions of one channel, CNAMEs that are asked on among them.  The dearest
 * mail that keeps to the limits of filter/ needs some 350. */
#define LIMIT_DNS_QUESTIONS 400
/* Of these, announced ones: hints must not crowd out what is really wanted. */
#define LIMIT_DNS_PREFETCHES 200
/* Name servers that are asked; glibc asks 3. */
#define LIMIT_DNS_SERVERS 4
/* Sockets of the resolver: UDP and TCP for each server, and spare. */
#define LIMIT_DNS_SOCKETS 16
/* Sockets made for one mail: one for each round of questions, and TCP for what
 * is too long.  Only a decider that was taken over asks for more. */
#define LIMIT_DOOR_SOCKETS 1000
/* Times that a question is sent without getting an answer in time. */
#define LIMIT_DNS_TRIES 6
/* Bytes of an answer by UDP: not fragmented on any path (DNS flag day 2020). */
#define LIMIT_DNS_UDP 1232

/* -- the order that crosses --------------------------------------------------- */

/* IMAP flags and keywords of one copy, and the length of one. */
#define LIMIT_ORDER_FLAGS 64
#define LIMIT_ORDER_FLAG 128
/* RFC 5321 4.5.3.1: local part 64, domain 255; UTF-8 takes more. */
#define LIMIT_ORDER_ADDRESS 1024
/* The text of a reply or refusal. */
#define LIMIT_ORDER_TEXT ((size_t)256 * 1024)
/* A mail of ours: a reply, a notice, a report. */
#define LIMIT_ORDER_MAIL ((size_t)512 * 1024)
/* Arguments of a program that a script starts. */
#define LIMIT_ORDER_ARGUMENTS 16
/* Seconds that anything is remembered: a year. */
#define LIMIT_ORDER_PERIOD ((uint64_t)366 * 24 * 3600)
/* The log line's part. */
#define LIMIT_ORDER_LOG ((size_t)8 * 1024)
/* Fields above the mail: trace fields and evidence besides those filter/
 * writes. */
#define LIMIT_ORDER_FIELDS (LIMIT_OUTPUT_FIELDS * 2 + (size_t)32 * 1024)
/* Names of scripts and of mailboxes as paths. */
#define LIMIT_ORDER_NAME 4096

/* -- another Sieve engine ------------------------------------------------------- */

/* A request with script and header, or its answer. */
#define LIMIT_ENGINE_MESSAGE ((size_t)8 * 1024 * 1024)
/* Scripts that it runs for one mail: the user's, and the administrator's. */
#define LIMIT_ENGINE_RUNS 100
/* Addresses of a vacation command. */
#define LIMIT_ENGINE_ADDRESSES 64

/* -- mailboxes ---------------------------------------------------------------- */

/* A folder's name, as text and as a directory (NAME_MAX). */
#define LIMIT_FOLDER_NAME ((size_t)255)
/* Levels of a folder's name; Dovecot allows as many. */
#define LIMIT_FOLDER_LEVELS 16
/* Folders of one mailbox that scripts can ask about. */
#define LIMIT_FOLDERS 10000
/* The file of subscriptions: as many folders, some dozen bytes each. */
#define LIMIT_SUBSCRIPTIONS ((size_t)1024 * 1024)
/* The file that names the keywords of a folder, at most 26. */
#define LIMIT_KEYWORDS ((size_t)16 * 1024)
/* Courier's keywords of all mails of a folder: some ten thousand. */
#define LIMIT_KEYWORD_LIST ((size_t)1024 * 1024)
/* New names tried when one is taken: they hold 64 random bits. */
#define LIMIT_NAME_TRIES 16

/* -- users ---------------------------------------------------------------------- */

/* A name to deliver to: RFC 5321 4.5.3.1 allows 64 + 1 + 255. */
#define LIMIT_USER_NAME ((size_t)320)
/* One value of the users' database; two paths of PATH_MAX do not fit. */
#define LIMIT_USER_ENTRY ((size_t)4096)
/* The text file: a million users. */
#define LIMIT_USERS_FILE ((size_t)128 * 1024 * 1024)
/* Memory for reading one line of a table's text, or looking one up. */
#define LIMIT_TABLE_ARENA ((size_t)1024 * 1024)
/* Memory for one record of NSS; a group of thousands is not read by us. */
#define LIMIT_PASSWD ((size_t)1024 * 1024)

/* -- sendmail --------------------------------------------------------------------- */

/* Seconds for the program to take over one mail. */
#define LIMIT_SENDMAIL_SECONDS 60
/* Seconds for a server to do so: it is told why not before the program that asks
 * it is killed. */
#define LIMIT_SMTP_SECONDS 50
/* A reply; servers with many extensions answer EHLO by 500 bytes.  A command: two
 * addresses of 64 + 1 + 255 bytes with each byte as three, and parameters. */
#define LIMIT_SMTP_REPLY ((size_t)8 * 1024)
#define LIMIT_SMTP_COMMAND ((size_t)4 * 1024)
/* What is read of a program's complaints. */
#define LIMIT_PROGRAM_OUTPUT ((size_t)1024)
/* Programs that are run while the scripts of one mail run, and what they are
 * asked, or answer: the texts of a mail's edits. */
#define LIMIT_PROGRAM_RUNS 8
#define LIMIT_PROGRAM_MESSAGE ((size_t)8 * 1024 * 1024)
/* A program that a script starts: seconds, on the clock and of the processor;
 * bytes of memory and of a file; descriptors. */
#define LIMIT_PROGRAM_SECONDS 30
#define LIMIT_PROGRAM_MEMORY ((rlim_t)1024 * 1024 * 1024)
#define LIMIT_PROGRAM_FILE ((rlim_t)256 * 1024 * 1024)
#define LIMIT_PROGRAM_FILES 64
/* What the process that starts them is asked: three numbers and an address. */
#define LIMIT_ERRAND ((size_t)2 * 1024)
/* Notices and reports that one user's scripts send in an hour: as many as RFC
 * 5436 5 has as its example. */
#define LIMIT_HOURLY_NOTICES 30
/* What a delivery says of itself: a line for the log and the user. */
#define LIMIT_DELIVERY_TEXT ((size_t)4096)
/* Redirects of one mail, to the members of an external list among them. */
#define LIMIT_REDIRECTS 32
/* Times that a mail may have been redirected by programs like this one. */
#define LIMIT_REDIRECT_HOPS 5

/* -- what is remembered ------------------------------------------------------- */

/* A key, and a value: the steps of a delivery into as many folders as a script
 * can name. */
#define LIMIT_SEEN_KEY ((size_t)256)
#define LIMIT_SEEN_VALUE ((size_t)64 * 1024)
/* Keys, and bytes in all: a thousand mails a day for a week.  Beyond them the
 * oldest are forgotten. */
#define LIMIT_SEEN_ENTRIES 16384
#define LIMIT_SEEN_BYTES ((size_t)4 * 1024 * 1024)
/* The journal is folded into the cdb from here on: some hundred mails. */
#define LIMIT_SEEN_FOLD ((size_t)64 * 1024)
/* A journal that cannot be folded, as on a full disk, ends here. */
#define LIMIT_SEEN_JOURNAL ((size_t)1024 * 1024)
/* Seconds from now to the last end of anything that is remembered: the longest
 * period, and a day by which a clock may have been set back. */
#define LIMIT_SEEN_AHEAD (LIMIT_ORDER_PERIOD + 24 * 3600)
/* Memory for one look. */
#define LIMIT_SEEN_ARENA ((size_t)8 * 1024 * 1024)

/* Seconds that a delivery is remembered: MTAs try for five days. */
#define LIMIT_PROGRESS_SECONDS ((time_t)7 * 24 * 3600)
/* Seconds that a stored mail is tried again because it could not be sent on:
 * below the time after which MTAs tell the sender of a delay. */
#define LIMIT_PROGRESS_WAIT ((time_t)2 * 3600)
/* Readers remove what lies in tmp/ for 36 hours: a file that was planned so
 * long ago and is gone may never have been published. */
#define LIMIT_PROGRESS_TMP ((time_t)30 * 3600)

/* -- SRS and signatures ----------------------------------------------------------- */

/* Seconds that a service waits for the next question; Postfix asks anew. */
#define LIMIT_SRS_IDLE 600
/* Memory for one question. */
#define LIMIT_SRS_ARENA ((size_t)256 * 1024)

/* -- evidence ----------------------------------------------------------------- */

/* Its text, of which the field is some tenth longer.  A mail with SPF, two
 * signatures and DMARC needs 3 KiB; with ARC, a list or a forwarder, 6. */
#define LIMIT_EVIDENCE ((size_t)14 * 1024)
/* A mail in which fields that were taken off are put back, for which it is
 * copied: it must fit the memory of the process that decides. */
#define LIMIT_EVIDENCE_MAIL ((size_t)12 * 1024 * 1024)

/* -- explain ------------------------------------------------------------------ */

/* The report for people, whatever the mail holds. */
#define LIMIT_REPORT ((size_t)1024 * 1024)
/* Signatures, fields and the like told one by one. */
#define LIMIT_REPORT_ROWS ((size_t)100)
/* A record or a reason in it: SPF records reach 500. */
#define LIMIT_REPORT_NOTE ((size_t)1024)

#endif
