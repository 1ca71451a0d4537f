#include "columns.h"

#include "../filter/shown.h"
#include "limits.h"

struct columns columns_new(struct arena *arena)
{
	return (struct columns){ .arena = arena,
				 .out = buf_new(arena, LIMIT_REPORT),
				 .label = "" };
}

struct str columns_safe(struct columns *report, struct str value)
{
	return shown(report->arena, value, LIMIT_SHOWN_VALUE);
}

void columns_subject(struct columns *report, const char *label)
{
	buf_add_char(&report->out, '\n');
	report->label = label;
}

void columns_row(struct columns *report, struct str text)
{
	buf_printf(&report->out, "%-10s ", report->label);
	buf_add(&report->out, text);
	buf_add_char(&report->out, '\n');
	report->label = "";
}

void columns_result(struct columns *report, enum check_status status,
		    struct str about)
{
	columns_row(report, str_trim(arena_printf(
				    report->arena, "%-10.*s %.*s",
				    STR_ARG(check_name(status)),
				    STR_ARG(columns_safe(report, about)))));
}

void columns_note(struct columns *report, const char *lead, struct str text)
{
	if (text.len > 0)
		columns_row(report,
			    arena_printf(report->arena, "  %s%.*s", lead,
					 STR_ARG(shown(report->arena, text,
						       LIMIT_REPORT_NOTE))));
}
