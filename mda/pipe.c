#include "pipe.h"

#include <errno.h>
#include <string.h>

#include "copy.h"
#include "limits.h"
#include "path.h"
#include "script_program.h"

enum program_status pipe_run(struct arena *arena,
			     const struct delivery *delivery,
			     const struct action *action, struct str *error)
{
	struct content content =
		content_sent(arena, delivery->order, action->version,
			     delivery->input, STR(""));
	struct script_program program = {
		.config = delivery->config,
		.user = delivery->user,
		.name = action->program,
		.arguments = &action->arguments,
		.sender = delivery->sender,
		.recipient = delivery->recipient,
		.input_fd = copy_scratch(arena, delivery->maildir, &content),
		.seconds = LIMIT_PROGRAM_SECONDS,
	};
	enum program_status status;

	if (program.input_fd < 0) {
		*error = str_from(strerror(errno));
		return PROGRAM_RETRY;
	}
	status = script_program_run(arena, &program, error);
	path_close(program.input_fd);
	return status == PROGRAM_UNKNOWN ? PROGRAM_FAILED : status;
}
