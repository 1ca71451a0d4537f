#include "zone.h"

#include "../moment.h"

void zone_check(struct checker *checker, const struct node *node)
{
	const struct option *option = node_option(node, OPTION_ZONE);
	int zone;

	if (option != NULL && option->value != NULL &&
	    option->value->strings->parts == NULL &&
	    !moment_zone_parse(option->value->strings->text, &zone))
		report_error(checker->report, option->value->place,
			     "this is no time zone; one is written \"+0130\"");
}

int zone_of(struct run *run, const struct node *node, int otherwise)
{
	const struct option *option = node_option(node, OPTION_ZONE);
	int zone;

	if (option == NULL || option->value == NULL ||
	    !moment_zone_parse(run_text(run, option->value->strings), &zone))
		return otherwise;
	return zone;
}
