#include "arc_claim.h"

#include "authres_parse.h"
#include "domain.h"
#include "grammar.h"
#include "limits.h"

#define DKIM_DOMAINS                                                           \
	(sizeof((struct arc_claim){ 0 }.dkim_domains) / sizeof(struct str))

/* RFC 8617 4.2.1: instance = [CFWS] "i" [CFWS] "=" [CFWS] position, where
 * position = 1*2DIGIT ; 1 - 50.  Then [CFWS] ";". */
static bool read_instance(struct str *rest, unsigned *instance)
{
	size_t digits = 0;
	uint64_t number;
	struct str text;

	if (!grammar_cfws(rest) || !grammar_char(rest, 'i') ||
	    !grammar_cfws(rest) || !grammar_char(rest, '=') ||
	    !grammar_cfws(rest))
		return false;
	while (digits < rest->len && char_is_digit(rest->ptr[digits]))
		digits++;
	text = str_first(*rest, digits);
	*rest = str_skip(*rest, digits);
	if (digits > 2 || !str_to_u64(text, LIMIT_ARC_SETS, &number) ||
	    number == 0)
		return false;
	*instance = (unsigned)number;
	return grammar_cfws(rest) && grammar_char(rest, ';');
}

static enum check_status read_status(struct str keyword)
{
	for (unsigned status = CHECK_NONE; status <= CHECK_PERMERROR; status++)
		if (str_eq_nocase(keyword, check_name(status)))
			return status;
	return CHECK_NONE;
}

static void claim_dkim(struct arena *arena, struct arc_claim *claim,
		       const struct authres_result *result)
{
	enum check_status status = read_status(result->result);
	struct str domain;

	if (claim->dkim == CHECK_NONE || status == CHECK_PASS)
		claim->dkim = status;
	if (status != CHECK_PASS || claim->dkim_domain_count == DKIM_DOMAINS)
		return;
	domain = authres_value(arena, result, STR("header"), STR("d"));
	if (domain.len == 0)
		domain = authres_value(arena, result, STR("header"), STR("i"));
	domain = domain_of_identity(arena, domain);
	if (domain.len > 0)
		claim->dkim_domains[claim->dkim_domain_count++] = domain;
}

static void claim_dmarc(struct arena *arena, struct arc_claim *claim,
			const struct authres_result *result)
{
	claim->dmarc = read_status(result->result);
	claim->header_from = domain_of_identity(
		arena,
		authres_value(arena, result, STR("header"), STR("from")));
}

static void claim_spf(struct arena *arena, struct arc_claim *claim,
		      const struct authres_result *result)
{
	claim->spf = read_status(result->result);
	claim->spf_domain = domain_of_identity(
		arena,
		authres_value(arena, result, STR("smtp"), STR("mailfrom")));
}

static void read_results(struct arena *arena, struct str results,
			 struct arc_claim *claim)
{
	struct authres_result result;
	size_t dmarc = 0, spf = 0;

	while (authres_next(&results, &result)) {
		if (str_eq_nocase(result.method, STR("dkim")))
			claim_dkim(arena, claim, &result);
		else if (str_eq_nocase(result.method, STR("dmarc")) &&
			 dmarc++ == 0)
			claim_dmarc(arena, claim, &result);
		else if (str_eq_nocase(result.method, STR("spf")) && spf++ == 0)
			claim_spf(arena, claim, &result);
	}
	if (dmarc > 1) {
		claim->dmarc = CHECK_NONE;
		claim->header_from = STR("");
	}
	if (spf > 1) {
		claim->spf = CHECK_NONE;
		claim->spf_domain = STR("");
	}
}

bool arc_claim_instance(struct str value, unsigned *instance)
{
	return read_instance(&value, instance);
}

bool arc_claim_parse(struct arena *arena, struct str value, unsigned *instance,
		     struct arc_claim *claim)
{
	struct authres authres;

	*claim = (struct arc_claim){ .dmarc = CHECK_NONE };
	if (!read_instance(&value, instance))
		return false;
	if (!authres_parse(arena, value, &authres))
		return true;
	claim->authserv_id = authres.authserv_id;
	read_results(arena, authres.results, claim);
	return true;
}
