#include "sendmail.h"

#include <limits.h>
#include <unistd.h>

#include "../filter/envelope.h"

/* PROGRAM -i -S URL -N NOTIFY -R RET -B BY -f SENDER -- RECIPIENT */
#define ARGUMENTS 15

struct arguments {
	struct arena *arena;
	char *list[ARGUMENTS];
	size_t count;
};

static void add(struct arguments *arguments, struct str text)
{
	arguments->list[arguments->count++] =
		arena_cstr(arguments->arena, text);
}

static void add_option(struct arguments *arguments, struct str option,
		       struct str value)
{
	if (value.len == 0)
		return;
	add(arguments, option);
	add(arguments, value);
}

/* Beside the running program, built or installed; "" when that is not known. */
static struct str submit_program(struct arena *arena)
{
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self));
	struct str path = { self, len > 0 ? (size_t)len : 0 };

	path = str_first(path, str_find_last(path, '/'));
	if (len <= 0 || len == sizeof(self))
		return STR("");
	return arena_printf(arena, "%.*s/waxseal-submit", STR_ARG(path));
}

static void add_program(struct arguments *arguments,
			const struct sendmail *sendmail,
			const struct redirect_wish *wish)
{
	struct arena *arena = arguments->arena;

	if (sendmail->relay == NULL) {
		add(arguments, str_from(sendmail->program));
	} else {
		add(arguments, submit_program(arena));
		add(arguments, STR("-S"));
		add(arguments, arena_printf(arena, "%s/%.*s", sendmail->relay,
					    STR_ARG(sendmail->name)));
		add_option(arguments, STR("-B"), wish->by);
	}
	if (sendmail->relay != NULL || sendmail->dsn) {
		add_option(arguments, STR("-N"), wish->notify);
		add_option(arguments, STR("-R"), wish->ret);
	}
}

enum program_status sendmail_run(struct arena *arena,
				 const struct sendmail *sendmail, int mail_fd,
				 const struct departure *departure,
				 struct str *error)
{
	struct sender from = sender_parse(departure->sender),
		      to = sender_parse(departure->recipient);
	bool null = from.status == SENDER_NULL;
	struct arguments arguments = { .arena = arena };
	struct program program = {
		.argv = arguments.list,
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
	add_program(&arguments, sendmail, &departure->wish);
	add(&arguments, STR("-i"));
	add(&arguments, STR("-f"));
	add(&arguments, null ? STR("<>") : from.address);
	add(&arguments, STR("--"));
	add(&arguments, to.address);
	return program_run(arena, &program, error);
}
