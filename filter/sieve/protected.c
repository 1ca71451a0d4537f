#include "protected.h"

/*
 * RFC 5293 6: some must stay, for loops are found by them (of Delivered-To see
 * draft_sent.h).  And what others take for our word about the mail, scripts
 * neither write nor delete.  A last "-" or "_" means all that begin so.
 */
static const struct {
	struct str name;
	unsigned forbidden;
} rows[] = {
	{ STR_INIT("Received"), CHANGE_DELETE },
	{ STR_INIT("Auto-Submitted"), CHANGE_DELETE },
	{ STR_INIT("Authentication-Results"), CHANGE_ADD },
	{ STR_INIT("Received-SPF"), CHANGE_ADD },
	{ STR_INIT("Return-Path"), CHANGE_ADD | CHANGE_DELETE },
	{ STR_INIT("X-Spam"), CHANGE_ADD | CHANGE_DELETE },
	{ STR_INIT("X-Spam-"), CHANGE_ADD | CHANGE_DELETE },
	{ STR_INIT("X-Spam_"), CHANGE_ADD },
	{ STR_INIT("X-Spamd-"), CHANGE_ADD },
	{ STR_INIT("X-Rspamd-"), CHANGE_ADD },
	{ STR_INIT("X-Waxseal-"), CHANGE_ADD | CHANGE_DELETE },
};

bool protected_from(struct str name, enum change change)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct str row = rows[i].name;

		if ((rows[i].forbidden & change) != 0 &&
		    (str_eq_nocase(name, row) ||
		     ((str_ends(row, STR("-")) || str_ends(row, STR("_"))) &&
		      str_starts_nocase(name, row))))
			return true;
	}
	return false;
}
