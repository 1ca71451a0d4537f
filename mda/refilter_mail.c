#include "refilter_mail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../filter/shown.h"
#include "folder.h"
#include "interrupt.h"
#include "limits.h"
#include "log.h"
#include "move.h"
#include "path.h"
#include "quota.h"
#include "quota_sum.h"

/* One mail, for as long as it is looked at. */
struct mail {
	struct refilter *refilter;
	struct arena *arena;
	const char *part_name;
	struct mail_file file;
	struct input input;
	struct order order;
	bool named; /* on stdout */
};

/* -- words ------------------------------------------------------------------------ */

static void say(struct mail *mail, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Of a mail about which nothing is said, nothing is said at all. */
static void say(struct mail *mail, const char *format, ...)
{
	struct str name = shown(mail->arena, str_from(mail->file.name),
				LIMIT_SHOWN_VALUE);
	va_list args;

	if (!mail->named)
		printf("%s/%.*s  %.*s\n", mail->part_name, STR_ARG(name),
		       STR_ARG(mail->order.report));
	mail->named = true;
	printf("    ");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

/* As the user knows it. */
static struct str folder_text(struct mail *mail, const char *directory)
{
	struct str folder;

	if (strcmp(directory, ".") == 0 ||
	    !folder_from_directory(mail->arena, str_from(directory), &folder))
		return STR("INBOX");
	return shown(mail->arena, folder, LIMIT_SHOWN_VALUE);
}

static void fail(struct mail *mail, const char *what)
{
	say(mail, "%s", what);
	mail->refilter->failed++;
}

/* -- the plan: what is done of what the script wants ------------------------------- */

struct plan {
	struct move_target *targets;
	struct move move;
	bool changes; /* the script edits the mail */
};

static bool is_junk(const struct mail *mail)
{
	return mail->order.disposition == DISPOSITION_JUNK;
}

/* False: no folder can have this name. */
static bool target_directory(const struct mail *mail,
			     const struct action *action,
			     const char **directory)
{
	bool kept =
		action->implicit || str_eq_nocase(action->folder, STR("INBOX"));

	if (kept && !is_junk(mail)) {
		*directory = mail->refilter->inbox_or_here;
		return true;
	}
	return folder_directory(mail->arena, action->folder, directory);
}

static bool is_planned(const struct move *move, const char *directory)
{
	for (size_t i = 0; i < move->count; i++)
		if (strcmp(move->targets[i].directory, directory) == 0)
			return true;
	return false;
}

static void plan_store(struct mail *mail, struct plan *plan,
		       const struct action *action)
{
	const char *directory;

	if (!target_directory(mail, action, &directory)) {
		say(mail, "no folder can have this name: %.*s",
		    STR_ARG(action_text(mail->arena, action)));
		plan->move.stays = true;
	} else if (strcmp(directory, mail->refilter->directory) == 0) {
		plan->move.stays = true;
		plan->move.flags = &action->flags;
	} else if (!is_planned(&plan->move, directory)) {
		plan->targets[plan->move.count++] = (struct move_target){
			.directory = directory,
			.create = action->create,
			.flags = &action->flags,
		};
	}
}

static void plan_action(struct mail *mail, struct plan *plan,
			const struct action *action)
{
	if (action->type == ACTION_STORE)
		plan_store(mail, plan, action);
	else
		say(mail, "not done: %.*s",
		    STR_ARG(action_text(mail->arena, action)));
	plan->changes |= action->version > 0;
}

/* A folder that is not there: the mail stays where it is. */
static bool target_exists(struct mail *mail, const struct move_target *target)
{
	int folder =
		maildir_folder(mail->file.maildir, target->directory, false);

	path_close(folder);
	return folder >= 0 || (errno == ENOENT && target->create);
}

static void drop_missing(struct mail *mail, struct plan *plan)
{
	size_t count = 0;

	for (size_t i = 0; i < plan->move.count; i++)
		if (target_exists(mail, &plan->targets[i]))
			plan->targets[count++] = plan->targets[i];
		else
			say(mail, "there is no folder %.*s",
			    STR_ARG(folder_text(mail,
						plan->targets[i].directory)));
	plan->move.count = count;
}

static struct plan make_plan(struct mail *mail)
{
	const struct actions *actions = &mail->order.actions;
	struct plan plan = {
		.targets = ARENA_ARRAY(mail->arena, struct move_target,
				       actions->count),
	};

	plan.move.targets = plan.targets;
	for (size_t i = 0; i < actions->count; i++)
		plan_action(mail, &plan, &actions->list[i]);
	if (plan.changes)
		say(mail, "not done: the mail is not changed");
	drop_missing(mail, &plan);
	plan.move.stays |= plan.move.count == 0;
	return plan;
}

/* -- one mail --------------------------------------------------------------------- */

static bool changes(const struct mail *mail, const struct move *move)
{
	return move->count > 0 || !move->stays ||
	       !move_has_flags(mail->arena, &mail->file, move->flags);
}

static void say_move(struct mail *mail, const struct move *move)
{
	const struct actions *actions = &mail->order.actions;

	for (size_t i = 0; i < move->count; i++)
		say(mail, "-> %.*s%s",
		    STR_ARG(folder_text(mail, move->targets[i].directory)),
		    move->stays ? ", and stays" : "");
	if (move->count == 0)
		say(mail, "gets flags");
	for (size_t i = 0; i < actions->count; i++)
		if (actions->list[i].type == ACTION_STORE &&
		    actions->list[i].line > 0)
			say(mail, "   %.*s",
			    STR_ARG(action_text(mail->arena,
						&actions->list[i])));
	if (is_junk(mail))
		say(mail, "   %.*s", STR_ARG(mail->order.reason));
}

/* The move with its place in the quota: others wait meanwhile. */
static enum move_status move_counted(struct mail *mail, const struct move *move)
{
	const struct mail_file *file = &mail->file;
	struct str name = str_from(file->name);
	enum move_status status;
	struct quota quota;
	uint64_t size = 0;
	int more = 0;
	bool open = quota_open(mail->arena, file->maildir,
			       &mail->refilter->session->user.quota, &quota);
	bool counted = open && quota_size_of(file->part, name, &size) &&
		       size <= QUOTA_MOST;

	status = move_mail(mail->arena, file, move, &more);
	if (status == MOVE_DONE &&
	    (!counted ||
	     !quota_change(mail->arena, &quota, more * (int64_t)size, more)))
		log_line(LOG_LEVEL_WARNING, "maildirsize: not kept");
	quota_close(&quota);
	return status;
}

static void carry_out(struct mail *mail, const struct move *move)
{
	struct refilter *refilter = mail->refilter;

	say_move(mail, move);
	if (!refilter->apply) {
		refilter->changed++;
		return;
	}
	switch (move_counted(mail, move)) {
	case MOVE_DONE:
		refilter->changed++;
		break;
	case MOVE_GONE:
		say(mail, "somebody else moved or removed it meanwhile");
		refilter->gone++;
		break;
	case MOVE_FAILED:
		fail(mail, strerror(errno));
		break;
	}
}

/* What is wrong with the script is told once; such a mail stays. */
static bool script_failed(struct mail *mail)
{
	struct refilter *refilter = mail->refilter;
	struct str problem = mail->order.user_error;

	if (problem.len == 0)
		return false;
	if (!str_eq(problem, refilter->problem)) {
		printf("%.*s", STR_ARG(problem));
		refilter->problem =
			arena_copy(refilter->session->arena,
				   str_first(problem, LIMIT_SHOWN_VALUE));
	}
	fail(mail, "stays: the script fails");
	return true;
}

static bool decide_mail(struct mail *mail)
{
	const struct session *session = mail->refilter->session;
	struct question question = mail->refilter->question;
	struct str error;

	question.mail = mail->input.mail;
	question.input = &mail->input;
	interrupt_deadline(session->config.deadline);
	if (consult(mail->arena, session, &question, &mail->order, &error))
		return true;
	mail->order.report = STR("");
	fail(mail, error.ptr);
	return false;
}

static void look_at(struct mail *mail)
{
	struct plan plan;

	if (!decide_mail(mail) || script_failed(mail))
		return;
	if (mail->order.exit_status == STATUS_DATA) {
		fail(mail, "stays: a script changed its body, so that it "
			   "cannot be judged again");
		return;
	}
	if (mail->order.disposition == DISPOSITION_RETRY) {
		fail(mail, "stays: DNS does not answer");
		return;
	}
	plan = make_plan(mail);
	if (changes(mail, &plan.move))
		carry_out(mail, &plan.move);
}

static bool open_mail(struct mail *mail)
{
	int fd = openat(mail->file.part, mail->file.name,
			O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK |
				O_NOCTTY);
	bool mapped = fd >= 0 && input_map_open(fd, &mail->input);

	path_close(fd);
	return mapped;
}

void refilter_mail(struct refilter *refilter, const char *part_name, int part,
		   const char *name)
{
	struct mail mail = {
		.refilter = refilter,
		.arena = arena_new(LIMIT_PARENT_ARENA, status_out_of_memory),
		.part_name = part_name,
		.file = { refilter->session->maildir, refilter->directory,
			  refilter->folder, part, name },
	};

	refilter->seen++;
	if (move_is_deleted(&mail.file)) {
		/* its reader is about to remove it */
	} else if (open_mail(&mail)) {
		look_at(&mail);
		input_release(&mail.input);
	} else if (errno == ENOENT) {
		refilter->gone++;
	} else {
		fail(&mail, strerror(errno));
	}
	arena_free(mail.arena);
}
