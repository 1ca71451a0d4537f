#include "confine.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"
#include "path.h"
#include "sandbox.h"
#include "sanitized.h"

/* Mailbox, the one it is part of, what is remembered, the user's log. */
#define PLACES 4

struct places {
	struct landlock_place list[PLACES];
	size_t count;
};

static void add(struct places *places, int fd)
{
	if (fd >= 0)
		places->list[places->count++] =
			(struct landlock_place){ fd, LANDLOCK_KEEP_MAIL };
}

static void add_path(struct places *places, const char *path)
{
	add(places, open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC));
}

/* A quota is counted in the mailbox above (Maildir++). */
static void add_root(struct places *places, int maildir)
{
	struct stat marker;

	if (fstatat(maildir, "maildirfolder", &marker, AT_SYMLINK_NOFOLLOW) ==
	    0)
		add(places, openat(maildir, "..", O_PATH | O_CLOEXEC));
}

static void add_state(struct arena *arena, struct places *places,
		      const char *path)
{
	struct str whole = str_from(path);
	size_t slash = str_find_last(whole, '/');

	if (slash < whole.len)
		add_path(places, arena_cstr(arena, str_first(whole, slash)));
}

static void collect(const struct session *session, struct places *places)
{
	struct arena *arena = session->arena;

	add(places, openat(session->maildir->fd, ".", O_PATH | O_CLOEXEC));
	add_root(places, session->maildir->fd);
	add_state(arena, places, session->state);
	if (session->scripts.user_path != NULL)
		add_path(places, arena_printf(arena, "%s.log",
					      session->scripts.user_path)
					 .ptr);
}

/* Something may go otherwise than the script says, or it is wrong. */
static bool may_be_told(const struct session *session,
			const struct order *order)
{
	for (size_t i = 0; i < order->actions.count; i++) {
		const struct action *action = &order->actions.list[i];

		if ((action->type != ACTION_STORE &&
		     action->type != ACTION_DISCARD) ||
		    (!action->implicit && action->line > 0))
			return true;
	}
	return order->user_error.len > 0 || session->scripts.problem.len > 0;
}

/* A rule is on what is there: a right to make it later would be one to make
 * other files beside it. */
static void begin_log(const struct session *session, const struct order *order)
{
	const char *script = session->scripts.user_path;

	if (script != NULL && may_be_told(session, order) &&
	    access(arena_printf(session->arena, "%s.log", script).ptr, F_OK) <
		    0)
		script_log(session->arena, script, STR(""));
}

void confine(const struct session *session, const struct order *order,
	     bool asks)
{
	struct places places = { .count = 0 };

	if (session->maildir == NULL)
		return;
	begin_log(session, order);
#ifdef SANITIZED
	return; /* it looks for leaks by a process of its own */
#endif
	collect(session, &places);
	if (!sandbox_narrow(places.list, places.count, asks))
		log_line(LOG_LEVEL_WARNING, "rights cannot be given up: %s",
			 strerror(errno));
	for (size_t i = 0; i < places.count; i++)
		path_close(places.list[i].fd);
}
