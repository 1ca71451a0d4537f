#include "../shown.h"
#include "commands.h"
#include "extension.h"
#include "journal.h"
#include "run.h"

/* vnd.dovecot.debug: debug_log <message: string> */
static enum flow run_debug_log(struct run *run, const struct node *node)
{
	struct str text = run_text(run, node->parameters[0]->strings);
	struct sieve_note *note;

	text = shown(run->arena, text, LIMIT_SHOWN_VALUE);
	journal_note(run, node->place, text);
	if (run->note_count == LIMIT_SIEVE_NOTES)
		return FLOW_NEXT;
	note = &run->notes[run->note_count++];
	*note = (struct sieve_note){
		.script = run->sieve->script.name,
		.line = node->place.line,
		.text = text,
	};
	return FLOW_NEXT;
}

const struct command cmd_debug_log = {
	.name = STR_INIT("debug_log"),
	.needs = EXT_DEBUG,
	.parameters = { { "message", ARGUMENT_STRING, false } },
	.run = run_debug_log,
};
