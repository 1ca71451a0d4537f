#include "extension.h"

static const struct extension extensions[] = {
	/* RFC 5228 */
	{ STR_INIT("fileinto"), EXT_FILEINTO },
	{ STR_INIT("envelope"), EXT_ENVELOPE },
	{ STR_INIT("encoded-character"), EXT_ENCODED_CHARACTER },
	{ STR_INIT("comparator-i;octet"), 0 },
	{ STR_INIT("comparator-i;ascii-casemap"), 0 },
	/* RFC 4790 */
	{ STR_INIT("comparator-i;ascii-numeric"), EXT_ASCII_NUMERIC },
	/* RFC 5051 */
	{ STR_INIT("comparator-i;unicode-casemap"), EXT_UNICODE_CASEMAP },
	/* RFC 3894, 5229, 5231, 5232, 5233 */
	{ STR_INIT("copy"), EXT_COPY },
	{ STR_INIT("variables"), EXT_VARIABLES },
	{ STR_INIT("relational"), EXT_RELATIONAL },
	{ STR_INIT("imap4flags"), EXT_IMAP4FLAGS },
	{ STR_INIT("subaddress"), EXT_SUBADDRESS },
	/* RFC 5173 */
	{ STR_INIT("body"), EXT_BODY },
	/* RFC 5183, 5235, 5260, 5490 */
	{ STR_INIT("environment"), EXT_ENVIRONMENT },
	{ STR_INIT("spamtest"), EXT_SPAMTEST },
	{ STR_INIT("spamtestplus"), EXT_SPAMTEST | EXT_SPAMTESTPLUS },
	{ STR_INIT("virustest"), EXT_VIRUSTEST },
	{ STR_INIT("date"), EXT_DATE },
	{ STR_INIT("index"), EXT_INDEX },
	{ STR_INIT("mailbox"), EXT_MAILBOX },
	/* RFC 5230, 6131, 5429, 5435, 7352, 8580 */
	{ STR_INIT("vacation"), EXT_VACATION },
	{ STR_INIT("vacation-seconds"), EXT_VACATION | EXT_VACATION_SECONDS },
	{ STR_INIT("reject"), EXT_REJECT },
	{ STR_INIT("ereject"), EXT_EREJECT },
	{ STR_INIT("enotify"), EXT_ENOTIFY },
	{ STR_INIT("duplicate"), EXT_DUPLICATE },
	{ STR_INIT("fcc"), EXT_FCC },
	/* RFC 6009 */
	{ STR_INIT("envelope-dsn"), EXT_ENVELOPE_DSN },
	{ STR_INIT("envelope-deliverby"), EXT_ENVELOPE_DELIVERBY },
	{ STR_INIT("redirect-dsn"), EXT_REDIRECT_DSN },
	{ STR_INIT("redirect-deliverby"), EXT_REDIRECT_DELIVERBY },
	/* RFC 5293, 5703 */
	{ STR_INIT("editheader"), EXT_EDITHEADER },
	{ STR_INIT("mime"), EXT_MIME },
	{ STR_INIT("foreverypart"), EXT_FOREVERYPART },
	{ STR_INIT("extracttext"), EXT_EXTRACTTEXT },
	{ STR_INIT("replace"), EXT_REPLACE },
	{ STR_INIT("enclose"), EXT_ENCLOSE },
	/* RFC 5463 */
	{ STR_INIT("ihave"), EXT_IHAVE },
	/* draft-murchison-sieve-regex-08 */
	{ STR_INIT("regex"), EXT_REGEX },
	{ STR_INIT("mboxmetadata"), EXT_MBOXMETADATA },
	{ STR_INIT("servermetadata"), EXT_SERVERMETADATA },
	/* RFC 6134, 8579, 9042 */
	{ STR_INIT("extlists"), EXT_EXTLISTS },
	{ STR_INIT("special-use"), EXT_SPECIAL_USE },
	{ STR_INIT("mailboxid"), EXT_MAILBOXID },
	/* RFC 6609 */
	{ STR_INIT("include"), EXT_INCLUDE },
	/* waxseal-sieve(5) */
	{ STR_INIT("vnd.waxseal.auth"), EXT_AUTH | EXT_ENVIRONMENT_VARIABLES },
	/* Pigeonhole's own */
	{ STR_INIT("vnd.dovecot.pipe"), EXT_PIPE },
	{ STR_INIT("vnd.dovecot.filter"), EXT_FILTER },
	{ STR_INIT("vnd.dovecot.execute"), EXT_EXECUTE },
	{ STR_INIT("vnd.dovecot.environment"),
	  EXT_ENVIRONMENT | EXT_DOVECOT_ENVIRONMENT |
		  EXT_ENVIRONMENT_VARIABLES },
	{ STR_INIT("vnd.dovecot.debug"), EXT_DEBUG },
	{ STR_INIT("vnd.dovecot.report"), EXT_REPORT },
};

const struct extension *extension_nth(size_t n)
{
	size_t count = sizeof(extensions) / sizeof(*extensions);

	return n < count ? &extensions[n] : NULL;
}

const struct extension *extension_find(struct str name)
{
	const struct extension *extension;

	for (size_t i = 0; (extension = extension_nth(i)) != NULL; i++)
		if (str_eq(extension->name, name))
			return extension;
	return NULL;
}

const struct extension *extension_for(uint64_t features)
{
	const struct extension *extension;

	for (size_t i = 0; (extension = extension_nth(i)) != NULL; i++)
		if ((extension->enables & features) != 0)
			return extension;
	return NULL;
}
