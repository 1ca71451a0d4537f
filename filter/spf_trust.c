#include "spf_trust.h"

#include "arc_claim.h"
#include "authres_parse.h"
#include "dmarc.h"
#include "domain.h"
#include "grammar.h"
#include "limits.h"

/* A reader: the domain that the value says failed SPF, or empty. */
typedef struct str reader(struct arena *arena, struct str value);

/* Some write it in quotes or brackets. */
static struct str domain_of(struct arena *arena, struct str identity)
{
	while (identity.len > 0 &&
	       str_find(STR("\"<> \t"), identity.ptr[identity.len - 1]) < 5)
		identity.len--;
	return domain_of_identity(arena, identity);
}

static struct str failed_in_results(struct arena *arena, struct str results)
{
	struct authres_result result;
	struct str value;

	while (authres_next(&results, &result)) {
		if (!str_eq_nocase(result.method, STR("spf")) ||
		    !str_eq_nocase(result.result, STR("fail")))
			continue;
		value = authres_value(arena, &result, STR("smtp"),
				      STR("mailfrom"));
		if (value.len == 0)
			value = authres_value(arena, &result, STR("smtp"),
					      STR("mail"));
		return domain_of(arena, value);
	}
	return STR("");
}

static struct str failed_in_authres(struct arena *arena, struct str value)
{
	struct authres authres;

	/* Exchange writes the results without an id. */
	return failed_in_results(arena, authres_parse(arena, value, &authres)
						? authres.results
						: value);
}

static struct str failed_in_aar(struct arena *arena, struct str value)
{
	struct arc_claim claim;
	unsigned instance;

	return arc_claim_parse(arena, value, &instance, &claim) &&
			       claim.spf == CHECK_FAIL
		       ? claim.spf_domain
		       : STR("");
}

/* "... domain of user@example.com does not designate ...": Google, Postfix. */
static struct str domain_in_comment(struct arena *arena, struct str comment)
{
	static const struct str lead = STR_INIT("domain of ");
	struct str rest = str_skip(comment, str_find_str(comment, lead));

	rest = str_skip(rest, lead.len);
	return domain_of(arena, str_first(rest, str_find(rest, ' ')));
}

/* RFC 7208 9.1: result FWS [comment FWS] [key-value-list] */
static struct str failed_in_received_spf(struct arena *arena, struct str value)
{
	struct str rest = value, result, comment = STR(""), pair;

	grammar_fws(&rest);
	if (!grammar_atom(&rest, &result) ||
	    !str_eq_nocase(result, STR("fail")))
		return STR("");
	grammar_fws(&rest);
	grammar_comment(&rest, &comment);
	while (str_cut(&rest, ';', &pair)) {
		size_t equals = str_find(pair, '=');

		if (str_eq_nocase(str_trim(str_first(pair, equals)),
				  STR("envelope-from")))
			return domain_of(arena, str_skip(pair, equals + 1));
	}
	return domain_in_comment(arena, comment);
}

static const struct {
	struct str name;
	reader *read;
} fields[] = {
	{ STR_INIT("Received-SPF"), failed_in_received_spf },
	{ STR_INIT("Authentication-Results"), failed_in_authres },
	{ STR_INIT("ARC-Authentication-Results"), failed_in_aar },
	{ STR_INIT("X-MS-Exchange-Authentication-Results"), failed_in_authres },
	{ STR_INIT("Authentication-Results-Original"), failed_in_authres },
	{ STR_INIT("X-Original-Authentication-Results"), failed_in_authres },
};

static reader *reader_of(struct str name)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (str_eq_nocase(name, fields[i].name))
			return fields[i].read;
	return NULL;
}

struct str spf_older_fail(const struct check_context *context,
			  const struct message *message, struct str domain)
{
	size_t looked_at = 0;

	for (size_t i = 0; i < message->header_count; i++) {
		const struct header *header = &message->headers[i];
		reader *read = reader_of(header->name);
		struct str failed;

		if (read == NULL)
			continue;
		if (++looked_at > LIMIT_OLDER_RESULTS)
			break;
		failed = read(context->arena, header->value);
		if (failed.len > 0 && dmarc_same_org(context, failed, domain))
			return header->name;
	}
	return STR("");
}
