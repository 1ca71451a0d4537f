/*
 * Every limit of filter/ and its reason.  A mail beyond a limit is still
 * delivered, with a verdict that says so.
 */
#ifndef FILTER_LIMITS_H
#define FILTER_LIMITS_H

/* -- the mail ------------------------------------------------------------ */

/* Genuine header blocks stay below 64 KiB; ARC with many hops reaches 100. */
#define LIMIT_HEADER_BLOCK ((size_t)1024 * 1024)
/* Header fields that are looked at; mailing lists reach 150. */
#define LIMIT_HEADERS ((size_t)2000)
/* One header field: an author list, a References of a long thread. */
#define LIMIT_HEADER_FIELD ((size_t)256 * 1024)
/* Of a mail that is mapped, what one reader leaves behind in memory; a power of
 * two.  Smaller ones stay in memory whole, and are read at once. */
#define LIMIT_TRAIL ((size_t)2 * 1024 * 1024)
/* Memory that one mail may take in filter/, whatever it holds. */
#define LIMIT_ARENA ((size_t)32 * 1024 * 1024)

/* -- domain names (RFC 1035 2.3.4) ---------------------------------------- */

#define LIMIT_DOMAIN 253
#define LIMIT_LABEL 63

/* -- DNS ------------------------------------------------------------------ */

/* Records of one answer that are looked at. */
#define LIMIT_DNS_RECORDS 64
/* One TXT record, its strings joined: a 4096-bit key needs 800. */
#define LIMIT_DNS_TXT ((size_t)16 * 1024)

/* -- SPF (RFC 7208 4.6.4) -------------------------------------------------- */

#define LIMIT_SPF_TERMS 10
#define LIMIT_SPF_MX 10
#define LIMIT_SPF_PTR 10
#define LIMIT_SPF_VOID 2
/* Prefix bits below which a network that passes is everybody's. */
#define LIMIT_SPF_WIDE_V4 8
#define LIMIT_SPF_WIDE_V6 16
/* A record beyond this fits no sane answer. */
#define LIMIT_SPF_RECORD ((size_t)4096)
#define LIMIT_SPF_EXPLANATION ((size_t)500)
/* A domain-spec with its macros expanded, before it is cut to a name. */
#define LIMIT_SPF_EXPANSION ((size_t)8 * 1024)
/* A local part that macros repeat; RFC 5321 has 64, long VERP forms 200. */
#define LIMIT_SPF_LOCAL_PART ((size_t)1024)

/* -- signatures ------------------------------------------------------------ */

/* tag=value pairs in one list; DKIM defines fourteen. */
#define LIMIT_TAGS 64
/* DKIM signatures verified; those aligned with the author come first. */
#define LIMIT_SIGNATURES 16
/* Names in h=. */
#define LIMIT_SIGNED_HEADERS 250
/* Bits of an RSA key: below, RFC 8301 3.2; above, too dear to verify. */
#define LIMIT_RSA_MIN_BITS 1024
#define LIMIT_RSA_WEAK_BITS 2048
#define LIMIT_RSA_MAX_BITS 8192
/* Bits of an RSA exponent; 65537 is the one in use, and cost grows with it. */
#define LIMIT_RSA_EXPONENT_BITS 64
/* Key records at one name that are tried; there should be one. */
#define LIMIT_KEY_RECORDS 4
/* Seconds that t= may lie ahead: a clock that missed a time change. */
#define LIMIT_CLOCK_SKEW 3600
/* Seconds that a Received of our own border may lie ahead of our clock. */
#define LIMIT_RECEIVED_SKEW 300
/* RFC 8617 4.2.1. */
#define LIMIT_ARC_SETS 50
/* Bits of an RSA key of ours: RFC 8301 3.2 for the least; what a TXT record
 * and one line of a header field hold for the most. */
#define LIMIT_RSA_SIGN_MIN_BITS 1024
#define LIMIT_RSA_SIGN_MAX_BITS 4096
/* A private key as PEM: 4096 bits need 3300. */
#define LIMIT_PRIVATE_KEY ((size_t)16 * 1024)
/* Fields of one name that our signatures cover: of DKIM-Signature, lists add
 * two or three. */
#define LIMIT_SIGNED_SAME ((size_t)10)

/* -- SRS --------------------------------------------------------------------- */

/* Days that a rewritten address is good for: as postsrsd and libsrs2. */
#define LIMIT_SRS_DAYS 21
/* A whole address (RFC 5321 4.5.3.1.3: 256 with the angle brackets). */
#define LIMIT_SRS_ADDRESS ((size_t)254)
/* Secrets that verify, the newest of which signs; and the length of one. */
#define LIMIT_SRS_SECRETS ((size_t)16)
#define LIMIT_SRS_SECRET ((size_t)1024)

/* -- DMARC (RFC 9989 4.10) -------------------------------------------------- */

#define LIMIT_TREE_WALK 8
#define LIMIT_DMARC_RECORD ((size_t)4096)

/* -- iprev ------------------------------------------------------------------ */

/* PTR names that are confirmed, as in SPF's ptr. */
#define LIMIT_IPREV_NAMES 10

/* -- addresses --------------------------------------------------------------- */

/* Mailboxes in one field that are looked at. */
#define LIMIT_MAILBOXES 1000
/* Nested comments: a parser that recurses must end. */
#define LIMIT_COMMENT_DEPTH 16
/* Encoded words decoded in one field. */
#define LIMIT_ENCODED_WORDS 500

/* -- the decision ---------------------------------------------------------------- */

/* Actions of all scripts together. */
#define LIMIT_ACTIONS 64
/* Different forms of one mail that scripts can make. */
#define LIMIT_VERSIONS ((size_t)16)
/* Text in all of them, beside the mail itself: it crosses with the decision. */
#define LIMIT_VERSION_TEXT ((size_t)3 * 1024 * 1024 + 512 * 1024)
/* Edits of one of them: fields that are forged or deleted, parts replaced. */
#define LIMIT_EDITS ((size_t)4096)
/* Things to remember of one mail, and the name of one: a prefix and SHA-256 in
 * hexadecimal. */
#define LIMIT_MARKS ((size_t)32)
#define LIMIT_MARK_KEY ((size_t)80)

/* -- MIME structure ------------------------------------------------------------ */

/* Parts of a mail that are looked at; an album of photographs has a hundred. */
#define LIMIT_MIME_PARTS ((size_t)200)
/* Parts within parts; forwards of forwards reach ten. */
#define LIMIT_MIME_DEPTH 20
/* Parameters of one field; a long file name comes in ten pieces. */
#define LIMIT_MIME_PARAMS ((size_t)100)
/* One field of MIME: a long file name in pieces has one. */
#define LIMIT_MIME_FIELD ((size_t)4096)

/* -- Sieve (RFC 5228 2.10.4, 2.10.7) ------------------------------------------- */

/* A script: as Pigeonhole's sieve_max_script_size. */
#define LIMIT_SIEVE_SCRIPT ((size_t)1024 * 1024)
/* Commands and tests of one script, a rule has five; its arguments and strings:
 * long lists of senders; the pieces of strings with variables.  They bound the
 * memory that a script takes: some 14 MiB. */
#define LIMIT_SIEVE_NODES ((size_t)20000)
#define LIMIT_SIEVE_STRINGS ((size_t)50000)
#define LIMIT_SIEVE_PIECES ((size_t)50000)
/* Arguments of one command; vacation has at most eight tags. */
#define LIMIT_SIEVE_ARGUMENTS ((size_t)32)
/* Nested blocks and tests: fifteen must work; what recurses must end. */
#define LIMIT_SIEVE_NESTING 32
/* Errors told in one run: more help nobody. */
#define LIMIT_SIEVE_ERRORS ((size_t)20)
/* Of a line of the script, shown with its error. */
#define LIMIT_SIEVE_SOURCE ((size_t)160)
/* Actions of one script, and redirects among them (each sends a mail). */
#define LIMIT_SIEVE_ACTIONS ((size_t)32)
#define LIMIT_SIEVE_REDIRECTS ((size_t)4)
/* Scripts that one includes, again and again counted again; and how deep they
 * may include each other: three must work (RFC 6609 3.1). */
#define LIMIT_SIEVE_INCLUDES ((size_t)255)
#define LIMIT_SIEVE_INCLUDE_DEPTH ((size_t)10)
/* Characters of a script's name, in bytes (RFC 5804 1.6). */
#define LIMIT_SIEVE_TITLE ((size_t)512)
/* Notifications, and reports, of one mail: each sends a mail. */
#define LIMIT_SIEVE_NOTIFICATIONS ((size_t)4)
#define LIMIT_SIEVE_REPORTS ((size_t)4)
/* Seconds: how often one sender is answered, RFC 5230 4.1 wants 30 days to be
 * possible; how long duplicates are remembered, what is remembered takes
 * room. */
#define LIMIT_VACATION_PERIOD ((uint64_t)365 * 86400)
#define LIMIT_DUPLICATE_PERIOD ((uint64_t)90 * 86400)
/* What a script gives to a program: the specification asks for 16 arguments of
 * 1024 bytes, and names of 128 characters in UTF-8. */
#define LIMIT_PROGRAM_ARGUMENTS ((size_t)16)
#define LIMIT_PROGRAM_ARGUMENT ((size_t)4096)
#define LIMIT_PROGRAM_NAME ((size_t)512)
#define LIMIT_SIEVE_PIPES ((size_t)4)
/* What a program makes of a mail, which is in memory as a whole. */
#define LIMIT_PROGRAM_MAIL ((size_t)3 * 1024 * 1024)
/* What goes wrong in one run of a script that goes on. */
#define LIMIT_SIEVE_TOLD ((size_t)8)
/* Text that a script has for people: a reply, a refusal, a notice. */
#define LIMIT_SIEVE_REASON ((size_t)64 * 1024)
/* Lines that a script writes for whoever debugs it. */
#define LIMIT_SIEVE_NOTES ((size_t)50)
/* Steps: about one a byte compared, one a command.  A second or so. */
#define LIMIT_SIEVE_WORK ((uint64_t)400 * 1000 * 1000)
/* Of all parts together, what the body test looks at: decoding takes up to
 * twenty times that memory, for each script. */
#define LIMIT_SIEVE_BODY ((size_t)256 * 1024)
/* Of the headers of all parts together, what tests look at: an album's take
 * 20 KiB, a digest's 100. */
#define LIMIT_SIEVE_PART_HEADERS ((size_t)256 * 1024)
/* One header field that a script adds, and all together: a value that a test
 * looked at, encoded, is one; two make no script fail. */
#define LIMIT_SIEVE_ADDED_FIELD ((size_t)256 * 1024)
#define LIMIT_SIEVE_ADDED (2 * LIMIT_SIEVE_ADDED_FIELD)
/* Of one header field, what tests look at.  A thousand recipients fit; a
 * longer one is there to use up the steps. */
#define LIMIT_SIEVE_VALUE ((size_t)64 * 1024)
/* Wildcards of a pattern that a script can name, ${1} to ${9} must be
 * (RFC 5229 6); its variables, of which 128 must be, with the bytes of their
 * values, where 4000 characters of four bytes must fit. */
#define LIMIT_SIEVE_CAPTURES ((size_t)32)
#define LIMIT_SIEVE_VARIABLES ((size_t)256)
#define LIMIT_SIEVE_VARIABLE ((size_t)16 * 1024)
/* Text that one run of a script makes: values, expansions. */
#define LIMIT_SIEVE_MEMORY ((size_t)4 * 1024 * 1024)
/* Memory that one run of a script takes, that text and all else that it looks
 * at together: half of what is left beside a large script. */
#define LIMIT_SIEVE_RUN ((size_t)10 * 1024 * 1024)
/* A regular expression: its length; the steps of one match, each item and every
 * eighth byte; how deep it may go back, and the memory for that, in KiB. */
#define LIMIT_SIEVE_REGEX ((size_t)4096)
#define LIMIT_SIEVE_REGEX_STEPS ((uint64_t)4000 * 1000)
#define LIMIT_SIEVE_REGEX_DEPTH ((uint32_t)100 * 1000)
#define LIMIT_SIEVE_REGEX_HEAP ((uint32_t)16 * 1024)
/* Flags of one set: IMAP servers keep some sixty keywords a mailbox. */
#define LIMIT_SIEVE_FLAGS ((size_t)64)
#define LIMIT_SIEVE_FLAG ((size_t)100)
/* A folder's name, all levels: what file systems take. */
#define LIMIT_SIEVE_FOLDER ((size_t)240)

/* What is told of a script's steps: some thousand lines. */
#define LIMIT_SIEVE_JOURNAL ((size_t)256 * 1024)

/* -- mails that we write -------------------------------------------------------- */

/* A mailto: URI, the addresses of each kind in it, its other fields. */
#define LIMIT_MAILTO ((size_t)8 * 1024)
#define LIMIT_MAILTO_ADDRESSES ((size_t)4)
#define LIMIT_MAILTO_FIELDS ((size_t)16)
/* One of them.  A refused or reported mail that is longer is not sent with it,
 * only its header. */
#define LIMIT_REPLY ((size_t)384 * 1024)
#define LIMIT_REPLY_MAIL ((size_t)256 * 1024)
#define LIMIT_REPLY_HEADER ((size_t)32 * 1024)
/* What is said in one of its header fields: a long subject has 200. */
#define LIMIT_COMPOSE_TEXT ((size_t)2048)
#define LIMIT_COMPOSE_VALUE ((size_t)8192)
/* Mails that came before, in References: the first and the latest (RFC 5322
 * 3.6.4 sets no limit); and the length of one. */
#define LIMIT_REFERENCES ((size_t)20)
#define LIMIT_MESSAGE_ID ((size_t)250)
/* Fields that may name the recipient: To, Cc, and those of some who resent it.
 */
#define LIMIT_RECIPIENT_FIELDS ((size_t)12)

/* -- Authentication-Results of others ------------------------------------------ */

/* Properties of one result that are looked at; DKIM has five. */
#define LIMIT_AUTHRES_PROPERTIES ((size_t)16)
/* Older fields that are searched for spf=fail; each hop writes one or two. */
#define LIMIT_OLDER_RESULTS ((size_t)50)

/* -- trust ---------------------------------------------------------------------- */

/* Lines of a user's list that are looked at: longer lists are the
 * administrator's, and looked up. */
#define LIMIT_TRUSTED_LINES ((size_t)1000)

/* -- what a mail pretends ------------------------------------------------------- */

/* Bytes of a display name that are searched: more than any client shows. */
#define LIMIT_DISPLAY_NAME ((size_t)1024)
/* The same before it is decoded: no room for LIMIT_ENCODED_WORDS. */
#define LIMIT_DISPLAY_FIELD ((size_t)4096)
/* Domains in it, or in a Reply-To, that are compared: each may ask DNS. */
#define LIMIT_DISPLAY_CLAIMS ((size_t)4)
/* Words of it that are compared with the look of each local domain. */
#define LIMIT_DISPLAY_WORDS ((size_t)16)
/* Bytes by which the lengths of two look-alikes in ASCII may differ. */
#define LIMIT_LOOK_ALIKE_BYTES ((size_t)2)

/* -- header fields that we write ---------------------------------------------- */

#define LIMIT_OUTPUT_FIELDS ((size_t)64 * 1024)
/* A value that a sender chose, shown in a header field or a log line. */
#define LIMIT_SHOWN_VALUE ((size_t)256)

#endif
