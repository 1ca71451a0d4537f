#include "pipe.h"

#include <errno.h>
#include <string.h>

#include "copy.h"
#include "errand.h"
#include "path.h"

enum program_status pipe_run(struct arena *arena,
			     const struct delivery *delivery,
			     const struct action *action, struct str *error)
{
	struct content content =
		content_sent(arena, delivery->order, action->version,
			     delivery->input, STR(""));
	const struct errand errand = {
		.kind = ERRAND_PIPE,
		.action = action,
		.mail_fd = copy_scratch(arena, delivery->maildir, &content),
	};
	enum program_status status;

	if (errand.mail_fd < 0) {
		*error = str_from(strerror(errno));
		return PROGRAM_RETRY;
	}
	status = errand_run(arena, delivery, &errand, error);
	path_close(errand.mail_fd);
	return status;
}
