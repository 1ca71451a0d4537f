/*
 * commands: the rows that make up the language.
 */
#ifndef FILTER_SIEVE_COMMANDS_H
#define FILTER_SIEVE_COMMANDS_H

#include "language.h"

/* cmd_control.c (RFC 5228 3) */
extern const struct command cmd_if, cmd_elsif, cmd_else, cmd_require, cmd_stop;
/* cmd_keep.c, cmd_fileinto.c, cmd_redirect.c, cmd_discard.c (RFC 5228 4) */
extern const struct command cmd_keep, cmd_fileinto, cmd_redirect, cmd_discard;
/* test_logic.c (RFC 5228 5.2, 5.3, 5.6, 5.8, 5.10) */
extern const struct command test_allof, test_anyof, test_false, test_not,
	test_true;
/* test_address.c, test_envelope.c, test_header.c, test_size.c (RFC 5228 5) */
extern const struct command test_address, test_envelope, test_exists,
	test_header, test_size;
/* cmd_set.c, test_string.c (RFC 5229) */
extern const struct command cmd_set, test_string;
/* cmd_flag.c, test_hasflag.c (RFC 5232) */
extern const struct command cmd_setflag, cmd_addflag, cmd_removeflag,
	test_hasflag;
/* test_body.c (RFC 5173) */
extern const struct command test_body;
/* test_environment.c (RFC 5183), test_spam.c (RFC 5235), test_date.c
 * (RFC 5260) */
extern const struct command test_environment, test_spamtest, test_virustest,
	test_date, test_currentdate;
/* test_mailboxexists.c (RFC 5490 3.1, RFC 8579, RFC 9042), test_metadata.c
 * (RFC 5490 3.3, 3.4, 4) */
extern const struct command test_mailboxexists, test_specialuse_exists,
	test_mailboxidexists, test_metadata, test_metadataexists,
	test_servermetadata, test_servermetadataexists;
/* cmd_vacation.c (RFC 5230), cmd_reject.c (RFC 5429), cmd_notify.c,
 * test_notify.c (RFC 5435), test_duplicate.c (RFC 7352) */
extern const struct command cmd_vacation, cmd_reject, cmd_ereject, cmd_notify,
	test_valid_notify_method, test_notify_method_capability, test_duplicate;
/* cmd_pipe.c, cmd_filter.c, cmd_execute.c, cmd_debug_log.c, cmd_report.c
 * (Pigeonhole's own) */
extern const struct command cmd_pipe, cmd_filter, cmd_execute, cmd_debug_log,
	cmd_report;
/* test_extlist.c (RFC 6134) */
extern const struct command test_valid_ext_list;
/* cmd_editheader.c (RFC 5293) */
extern const struct command cmd_addheader, cmd_deleteheader;
/* cmd_foreverypart.c, cmd_extracttext.c, cmd_replace.c, cmd_enclose.c
 * (RFC 5703) */
extern const struct command cmd_foreverypart, cmd_break, cmd_extracttext,
	cmd_replace, cmd_enclose;
/* test_ihave.c (RFC 5463) */
extern const struct command test_ihave, cmd_error;
/* cmd_include.c (RFC 6609) */
extern const struct command cmd_include, cmd_return, cmd_global;
/* test_auth.c (waxseal-sieve(5)) */
extern const struct command test_auth;

#endif
