#include "sendmail.h"

#include "../filter/envelope.h"

enum program_status sendmail_run(struct arena *arena,
				 const struct sendmail *sendmail, int mail_fd,
				 struct str sender, struct str recipient,
				 struct str *error)
{
	struct sender from = sender_parse(sender), to = sender_parse(recipient);
	bool null = from.status == SENDER_NULL;
	char *const argv[] = { (char *)sendmail->program,
			       "-i",
			       "-f",
			       null ? "<>" : arena_cstr(arena, from.address),
			       "--",
			       arena_cstr(arena, to.address),
			       NULL };
	struct program program = {
		.argv = argv,
		.environment =
			program_environment(arena, sendmail->user, NULL, 0),
		.input_fd = mail_fd,
		.seconds = sendmail->seconds,
	};

	if (to.status != SENDER_ADDRESS) {
		*error = STR("the recipient is not one address");
		return PROGRAM_FAILED;
	}
	if (!null && from.status != SENDER_ADDRESS) {
		*error = STR("the sender is not one address");
		return PROGRAM_FAILED;
	}
	return program_run(arena, &program, error);
}
