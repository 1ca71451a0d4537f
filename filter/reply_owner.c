#include "reply_owner.h"

#include "compose.h"
#include "limits.h"
#include "shown.h"

/* The first lines: the log beside the script has all. */
#define LINES ((size_t)60)
#define LINE ((size_t)300)

static void add_errors(struct buf *body, struct str errors)
{
	struct str line;

	for (size_t i = 0; i < LINES && str_cut(&errors, '\n', &line); i++)
		if (line.len > 0)
			buf_printf(body, "    %.*s\n",
				   STR_ARG(shown(body->arena, line, LINE)));
}

static struct str body_text(struct arena *arena, struct str script,
			    struct str errors)
{
	struct buf body = buf_new(arena, LIMIT_REPLY / 4);

	script = shown(arena, script, LINE);
	buf_printf(&body,
		   "The script that sorts your mail did not work as it is "
		   "written:\n\n    %.*s\n\n"
		   "Nothing was done of what it asked for before the error, "
		   "and no mail was lost:\nwhat it could not sort is in your "
		   "inbox, or in the folder for Junk.  What was\nwrong:\n\n",
		   STR_ARG(script));
	add_errors(&body, errors);
	buf_printf(&body,
		   "\nMore of it stands in\n\n    %.*s.log\n\n"
		   "You get a mail like this once a day, as long as there are "
		   "errors.\n",
		   STR_ARG(script));
	return buf_str(&body);
}

static struct str mail(struct arena *arena, const struct reply_facts *facts,
		       const struct reply_head *head, struct str body)
{
	const struct message none = { .fields = STR("") };
	struct reply_facts about = *facts;
	struct buf out = buf_new(arena, LIMIT_REPLY);

	about.message = &none;
	reply_begin(&out, &about, head);
	compose_plain_text(&out, body);
	return buf_str(&out);
}

struct str reply_errors(struct arena *arena, const struct reply_facts *facts,
			struct str script, struct str errors)
{
	const struct reply_head head = {
		.kind = "errors",
		.to = facts->owner,
		.subject = STR("The script that sorts your mail has errors"),
		.automatic = STR("auto-generated"),
		.seed = errors,
	};

	return mail(arena, facts, &head, body_text(arena, script, errors));
}

struct str reply_quota(struct arena *arena, const struct reply_facts *facts,
		       struct str use)
{
	const struct reply_head head = {
		.kind = "quota",
		.to = facts->owner,
		.subject = STR("Your mailbox is nearly full"),
		.automatic = STR("auto-generated"),
		.seed = use,
	};
	struct str body = arena_printf(
		arena,
		"%.*s\n\nDelete what you do not need, and empty the folder "
		"for deleted mail.\n",
		STR_ARG(use));

	return mail(arena, facts, &head, body);
}
