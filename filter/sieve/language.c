#include "language.h"

#include "commands.h"
#include "extension.h"
#include "sieve.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const struct command *const commands[] = {
	/* RFC 5228: control, actions, tests */
	&cmd_if,
	&cmd_elsif,
	&cmd_else,
	&cmd_require,
	&cmd_stop,
	&cmd_keep,
	&cmd_fileinto,
	&cmd_redirect,
	&cmd_discard,
	&test_address,
	&test_allof,
	&test_anyof,
	&test_envelope,
	&test_exists,
	&test_false,
	&test_header,
	&test_not,
	&test_size,
	&test_true,
	/* RFC 5229 */
	&cmd_set,
	&test_string,
	/* RFC 5232 */
	&cmd_setflag,
	&cmd_addflag,
	&cmd_removeflag,
	&test_hasflag,
	/* RFC 5173 */
	&test_body,
	/* RFC 5183, 5235, 5260, 5490 */
	&test_environment,
	&test_spamtest,
	&test_virustest,
	&test_date,
	&test_currentdate,
	&test_mailboxexists,
	/* RFC 5230, 5429, 5435, 7352 */
	&cmd_vacation,
	&cmd_reject,
	&cmd_ereject,
	&cmd_notify,
	&test_valid_notify_method,
	&test_notify_method_capability,
	&test_duplicate,
	/* RFC 5293, 5703 */
	&cmd_addheader,
	&cmd_deleteheader,
	&cmd_foreverypart,
	&cmd_break,
	&cmd_extracttext,
	&cmd_replace,
	&cmd_enclose,
	/* RFC 5463 */
	&test_ihave,
	&cmd_error,
	&test_metadata,
	&test_metadataexists,
	&test_servermetadata,
	&test_servermetadataexists,
	/* RFC 6134, 8579, 9042 */
	&test_valid_ext_list,
	&test_specialuse_exists,
	&test_mailboxidexists,
	/* RFC 6609 */
	&cmd_include,
	&cmd_return,
	&cmd_global,
	/* waxseal-sieve(5) */
	&test_auth,
	/* Pigeonhole's own */
	&cmd_pipe,
	&cmd_filter,
	&cmd_execute,
	&cmd_debug_log,
	&cmd_report,
};

static const struct tag tags[] = {
	/* RFC 5228 2.7 */
	{ STR_INIT("is"), OPTION_MATCH, MATCH_IS, ARGUMENT_NONE, 0 },
	{ STR_INIT("contains"), OPTION_MATCH, MATCH_CONTAINS, ARGUMENT_NONE,
	  0 },
	{ STR_INIT("matches"), OPTION_MATCH, MATCH_MATCHES, ARGUMENT_NONE, 0 },
	{ STR_INIT("comparator"), OPTION_COMPARATOR, 0, ARGUMENT_STRING, 0 },
	{ STR_INIT("all"), OPTION_PART, PART_ALL, ARGUMENT_NONE, 0 },
	{ STR_INIT("localpart"), OPTION_PART, PART_LOCALPART, ARGUMENT_NONE,
	  0 },
	{ STR_INIT("domain"), OPTION_PART, PART_DOMAIN, ARGUMENT_NONE, 0 },
	/* RFC 5228 5.9 */
	{ STR_INIT("over"), OPTION_LIMIT, SIZE_OVER, ARGUMENT_NONE, 0 },
	{ STR_INIT("under"), OPTION_LIMIT, SIZE_UNDER, ARGUMENT_NONE, 0 },
	/* RFC 3894 */
	{ STR_INIT("copy"), OPTION_COPY, 0, ARGUMENT_NONE, EXT_COPY },
	/* RFC 5229 4.1 */
	{ STR_INIT("lower"), OPTION_CASE, CASE_LOWER, ARGUMENT_NONE, 0 },
	{ STR_INIT("upper"), OPTION_CASE, CASE_UPPER, ARGUMENT_NONE, 0 },
	{ STR_INIT("lowerfirst"), OPTION_FIRST, CASE_LOWER, ARGUMENT_NONE, 0 },
	{ STR_INIT("upperfirst"), OPTION_FIRST, CASE_UPPER, ARGUMENT_NONE, 0 },
	{ STR_INIT("quotewildcard"), OPTION_QUOTE, 0, ARGUMENT_NONE, 0 },
	{ STR_INIT("length"), OPTION_LENGTH, 0, ARGUMENT_NONE, 0 },
	/* RFC 5231 4 */
	{ STR_INIT("value"), OPTION_MATCH, MATCH_VALUE, ARGUMENT_STRING,
	  EXT_RELATIONAL },
	{ STR_INIT("count"), OPTION_MATCH, MATCH_COUNT, ARGUMENT_STRING,
	  EXT_RELATIONAL },
	/* draft-murchison-sieve-regex-08 3 */
	{ STR_INIT("regex"), OPTION_MATCH, MATCH_REGEX, ARGUMENT_NONE,
	  EXT_REGEX },
	/* RFC 5232 5 */
	{ STR_INIT("flags"), OPTION_FLAGS, 0, ARGUMENT_STRINGS,
	  EXT_IMAP4FLAGS },
	/* RFC 5233 4 */
	{ STR_INIT("user"), OPTION_PART, PART_USER, ARGUMENT_NONE,
	  EXT_SUBADDRESS },
	{ STR_INIT("detail"), OPTION_PART, PART_DETAIL, ARGUMENT_NONE,
	  EXT_SUBADDRESS },
	/* RFC 5173 5 */
	{ STR_INIT("raw"), OPTION_BODY, BODY_RAW, ARGUMENT_NONE, 0 },
	{ STR_INIT("content"), OPTION_BODY, BODY_CONTENT, ARGUMENT_STRINGS, 0 },
	{ STR_INIT("text"), OPTION_BODY, BODY_TEXT, ARGUMENT_NONE, 0 },
	/* RFC 5235 3.2 */
	{ STR_INIT("percent"), OPTION_PERCENT, 0, ARGUMENT_NONE,
	  EXT_SPAMTESTPLUS },
	/* RFC 5260 4.1, 6 */
	{ STR_INIT("zone"), OPTION_ZONE, ZONE_GIVEN, ARGUMENT_STRING, 0 },
	{ STR_INIT("originalzone"), OPTION_ZONE, ZONE_ORIGINAL, ARGUMENT_NONE,
	  0 },
	{ STR_INIT("index"), OPTION_INDEX, 0, ARGUMENT_NUMBER, EXT_INDEX },
	{ STR_INIT("last"), OPTION_LAST, 0, ARGUMENT_NONE, EXT_INDEX },
	/* RFC 5490 3.2 */
	{ STR_INIT("create"), OPTION_CREATE, 0, ARGUMENT_NONE, EXT_MAILBOX },
	/* RFC 6134 2.2, 2.7; RFC 8579 4.1; RFC 9042 4 */
	{ STR_INIT("list"), OPTION_MATCH, MATCH_LIST, ARGUMENT_NONE,
	  EXT_EXTLISTS },
	{ STR_INIT("list"), OPTION_LIST, 0, ARGUMENT_NONE, EXT_EXTLISTS },
	{ STR_INIT("specialuse"), OPTION_SPECIALUSE, 0, ARGUMENT_STRING,
	  EXT_SPECIAL_USE },
	{ STR_INIT("mailboxid"), OPTION_MAILBOXID, 0, ARGUMENT_STRING,
	  EXT_MAILBOXID },
	/* RFC 6609 3.2 */
	{ STR_INIT("personal"), OPTION_LOCATION, SIEVE_PERSONAL, ARGUMENT_NONE,
	  0 },
	{ STR_INIT("global"), OPTION_LOCATION, SIEVE_GLOBAL, ARGUMENT_NONE, 0 },
	{ STR_INIT("once"), OPTION_ONCE, 0, ARGUMENT_NONE, 0 },
	{ STR_INIT("optional"), OPTION_OPTIONAL, 0, ARGUMENT_NONE, 0 },
	/* RFC 5230 4, 6131 2 */
	{ STR_INIT("days"), OPTION_PERIOD, PERIOD_DAYS, ARGUMENT_NUMBER, 0 },
	{ STR_INIT("seconds"), OPTION_PERIOD, PERIOD_SECONDS, ARGUMENT_NUMBER,
	  EXT_VACATION_SECONDS },
	{ STR_INIT("subject"), OPTION_SUBJECT, 0, ARGUMENT_STRING, 0 },
	{ STR_INIT("from"), OPTION_FROM, 0, ARGUMENT_STRING, 0 },
	{ STR_INIT("addresses"), OPTION_ADDRESSES, 0, ARGUMENT_STRINGS, 0 },
	{ STR_INIT("mime"), OPTION_ENTITY, 0, ARGUMENT_NONE, 0 },
	{ STR_INIT("handle"), OPTION_HANDLE, 0, ARGUMENT_STRING, 0 },
	/* RFC 5435 3, 6 */
	{ STR_INIT("importance"), OPTION_IMPORTANCE, 0, ARGUMENT_STRING, 0 },
	{ STR_INIT("options"), OPTION_OPTIONS, 0, ARGUMENT_STRINGS, 0 },
	{ STR_INIT("message"), OPTION_MESSAGE, 0, ARGUMENT_STRING, 0 },
	{ STR_INIT("encodeurl"), OPTION_ENCODEURL, 0, ARGUMENT_NONE,
	  EXT_ENOTIFY },
	/* RFC 8580 3.1 */
	{ STR_INIT("fcc"), OPTION_FCC, 0, ARGUMENT_STRING, EXT_FCC },
	/* RFC 6009 6, 7 */
	{ STR_INIT("notify"), OPTION_NOTIFY, 0, ARGUMENT_STRING,
	  EXT_REDIRECT_DSN },
	{ STR_INIT("ret"), OPTION_RET, 0, ARGUMENT_STRING, EXT_REDIRECT_DSN },
	{ STR_INIT("bytimerelative"), OPTION_BYTIME, BYTIME_RELATIVE,
	  ARGUMENT_NUMBER, EXT_REDIRECT_DELIVERBY },
	{ STR_INIT("bytimeabsolute"), OPTION_BYTIME, BYTIME_ABSOLUTE,
	  ARGUMENT_STRING, EXT_REDIRECT_DELIVERBY },
	{ STR_INIT("bymode"), OPTION_BYMODE, 0, ARGUMENT_STRING,
	  EXT_REDIRECT_DELIVERBY },
	{ STR_INIT("bytrace"), OPTION_BYTRACE, 0, ARGUMENT_NONE,
	  EXT_REDIRECT_DELIVERBY },
	/* RFC 7352 3 */
	{ STR_INIT("header"), OPTION_UNIQUE, UNIQUE_FIELD, ARGUMENT_STRING, 0 },
	{ STR_INIT("uniqueid"), OPTION_UNIQUE, UNIQUE_TEXT, ARGUMENT_STRING,
	  0 },
	{ STR_INIT("seconds"), OPTION_SECONDS, 0, ARGUMENT_NUMBER, 0 },
	{ STR_INIT("last"), OPTION_RENEW, 0, ARGUMENT_NONE, 0 },
	/* Pigeonhole's own */
	{ STR_INIT("try"), OPTION_TRY, 0, ARGUMENT_NONE, 0 },
	{ STR_INIT("input"), OPTION_INPUT, INPUT_TEXT, ARGUMENT_STRING, 0 },
	{ STR_INIT("pipe"), OPTION_INPUT, INPUT_MAIL, ARGUMENT_NONE, 0 },
	{ STR_INIT("output"), OPTION_OUTPUT, 0, ARGUMENT_STRING,
	  EXT_VARIABLES },
	{ STR_INIT("headers_only"), OPTION_HEADERS_ONLY, 0, ARGUMENT_NONE, 0 },
	/* RFC 5293 4, 5 */
	{ STR_INIT("index"), OPTION_NTH, 0, ARGUMENT_NUMBER, 0 },
	{ STR_INIT("last"), OPTION_FROM_END, 0, ARGUMENT_NONE, 0 },
	/* RFC 5703 3 to 7 */
	{ STR_INIT("name"), OPTION_NAME, 0, ARGUMENT_STRING, 0 },
	{ STR_INIT("mime"), OPTION_MIME, 0, ARGUMENT_NONE, EXT_MIME },
	{ STR_INIT("anychild"), OPTION_ANYCHILD, 0, ARGUMENT_NONE, EXT_MIME },
	{ STR_INIT("type"), OPTION_ASPECT, ASPECT_TYPE, ARGUMENT_NONE,
	  EXT_MIME },
	{ STR_INIT("subtype"), OPTION_ASPECT, ASPECT_SUBTYPE, ARGUMENT_NONE,
	  EXT_MIME },
	{ STR_INIT("contenttype"), OPTION_ASPECT, ASPECT_CONTENTTYPE,
	  ARGUMENT_NONE, EXT_MIME },
	{ STR_INIT("param"), OPTION_ASPECT, ASPECT_PARAM, ARGUMENT_STRINGS,
	  EXT_MIME },
	{ STR_INIT("headers"), OPTION_COPIED, 0, ARGUMENT_STRINGS, 0 },
	{ STR_INIT("first"), OPTION_CHARACTERS, 0, ARGUMENT_NUMBER, 0 },
	/* waxseal-sieve(5) */
	{ STR_INIT("domain"), OPTION_PROOF, PROOF_DOMAIN, ARGUMENT_NONE, 0 },
	{ STR_INIT("selector"), OPTION_PROOF, PROOF_SELECTOR, ARGUMENT_NONE,
	  0 },
	{ STR_INIT("sealer"), OPTION_PROOF, PROOF_SEALER, ARGUMENT_NONE, 0 },
	{ STR_INIT("policy"), OPTION_PROOF, PROOF_POLICY, ARGUMENT_NONE, 0 },
	{ STR_INIT("any"), OPTION_AMONG, AMONG_ANY, ARGUMENT_NONE, 0 },
	{ STR_INIT("all"), OPTION_AMONG, AMONG_ALL, ARGUMENT_NONE, 0 },
	{ STR_INIT("aligned"), OPTION_ALIGNED, 0, ARGUMENT_NONE, 0 },
};

const struct command *command_nth(size_t n)
{
	return n < COUNT(commands) ? commands[n] : NULL;
}

const struct command *command_find(struct str name)
{
	for (size_t i = 0; i < COUNT(commands); i++)
		if (str_eq_nocase(commands[i]->name, name))
			return commands[i];
	return NULL;
}

bool command_fits(const struct command *command, bool test)
{
	return test ? command->test != NULL : command->run != NULL;
}

const struct tag *tag_nth(size_t n)
{
	return n < COUNT(tags) ? &tags[n] : NULL;
}

const struct tag *tag_find(struct str name, uint64_t options)
{
	for (size_t i = 0; i < COUNT(tags); i++)
		if ((tags[i].option & options) != 0 &&
		    str_eq_nocase(tags[i].name, name))
			return &tags[i];
	return NULL;
}

const struct option *node_option(const struct node *node, uint64_t option)
{
	const struct option *given = node->options;

	while (given != NULL && given->tag->option != option)
		given = given->next;
	return given;
}

int node_option_value(const struct node *node, uint64_t option, int otherwise)
{
	const struct option *given = node_option(node, option);

	return given != NULL ? given->tag->value : otherwise;
}
