#include "zone.h"

#include "../moment.h"

#define NO_ZONE "this is no time zone; one is written \"+0130\""

void zone_check(struct checker *checker, const struct node *node)
{
	const struct option *option = node_option(node, OPTION_ZONE);
	int zone;

	if (option != NULL && option->value != NULL &&
	    option->value->strings->parts == NULL &&
	    !moment_zone_parse(option->value->strings->text, &zone))
		report_error(checker->report, option->value->place, NO_ZONE);
}

bool zone_of(struct run *run, const struct node *node, time_t when, int *zone)
{
	const struct option *option = node_option(node, OPTION_ZONE);
	struct str text;

	if (option == NULL || option->value == NULL) {
		*zone = zone_at(run->facts->local, when);
		return true;
	}
	text = run_text(run, option->value->strings);
	if (moment_zone_parse(text, zone))
		return true;
	run_warn(run, option->value->place, NO_ZONE);
	return false;
}
