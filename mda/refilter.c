/*
 * Each mail is judged in a process of its own, as it was when it came: see
 * explain.  Of what a script wants only places and flags are done: nothing is
 * sent once more, nothing is deleted, and the mail itself is not changed.
 *
 * A script files mail that arrives in INBOX.  Here what it keeps stays in the
 * folder where it is, with one exception: a mail in Junk that is none any more
 * goes to INBOX.
 */
#include "refilter.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "../filter/shown.h"
#include "decider.h"
#include "folder.h"
#include "interrupt.h"
#include "limits.h"
#include "move.h"
#include "path.h"
#include "sandbox.h"
#include "session.h"

struct refilter {
	struct session *session;
	struct question question; /* but for the mail */
	const char *directory; /* of the folder */
	const char *inbox_or_here; /* where a mail goes that is kept */
	int folder; /* open */
	bool apply;
	bool progress; /* on a terminal */
	struct str problem; /* of the script: told once */
	size_t seen, changed, gone, failed;
};

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

static void show_progress(const struct refilter *refilter)
{
	if (refilter->progress && refilter->seen % 100 == 0)
		fprintf(stderr, "\r%zu mails", refilter->seen);
}

/* -- the plan: what is done of what the script wants ------------------------------- */

struct plan {
	struct move_target *targets;
	struct move move;
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
	if (action->version > 0)
		say(mail, "not done: the mail is not changed");
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

static void carry_out(struct mail *mail, const struct move *move)
{
	struct refilter *refilter = mail->refilter;

	say_move(mail, move);
	if (!refilter->apply) {
		refilter->changed++;
		return;
	}
	switch (move_mail(mail->arena, &mail->file, move)) {
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
	struct question question = mail->refilter->question;
	const struct decider decider = {
		.enter = sandbox_enter, /* first: no rights */
		.decide = decide,
		.question = &question,
		.mail_size = mail->input.mail.len,
	};
	struct str error;

	question.mail = mail->input.mail;
	interrupt_deadline(mail->refilter->session->config.deadline);
	if (decider_run(mail->arena, &decider, &mail->order, &error))
		return true;
	mail->order.report = STR("");
	fail(mail, error.ptr);
	return false;
}

static void refilter_mail(struct mail *mail)
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

/* -- the folder ------------------------------------------------------------------- */

static bool open_mail(struct mail *mail)
{
	int fd = openat(mail->file.part, mail->file.name,
			O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK |
				O_NOCTTY);
	bool mapped = fd >= 0 && input_map_open(fd, &mail->input);

	path_close(fd);
	return mapped;
}

static void visit(struct refilter *refilter, const char *part_name, int part,
		  const char *name)
{
	struct mail mail = {
		.refilter = refilter,
		.arena = arena_new(LIMIT_PARENT_ARENA, status_out_of_memory),
		.part_name = part_name,
		.file = { refilter->session->maildir, refilter->folder, part,
			  name },
	};

	refilter->seen++;
	show_progress(refilter);
	if (move_is_deleted(&mail.file)) {
		/* its reader is about to remove it */
	} else if (open_mail(&mail)) {
		refilter_mail(&mail);
		input_release(&mail.input);
	} else if (errno == ENOENT) {
		refilter->gone++;
	} else {
		fail(&mail, strerror(errno));
	}
	arena_free(mail.arena);
}

static void visit_part(struct refilter *refilter, const char *name)
{
	int part = maildir_part(refilter->session->maildir, refilter->folder,
				name);
	int listed = part < 0 ? -1
			      : openat(part, ".",
				       O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = listed < 0 ? NULL : fdopendir(listed);
	const struct dirent *entry;

	if (stream == NULL)
		status_exit(STATUS_RETRY, "4.3.0", "%s/%s: %s",
			    refilter->directory, name, strerror(errno));
	while (!interrupt_pending() && (entry = readdir(stream)) != NULL)
		if (entry->d_name[0] != '.')
			visit(refilter, name, part, entry->d_name);
	if (refilter->apply)
		maildir_sync(refilter->session->maildir, part);
	closedir(stream);
	close(part);
}

static void summarize(const struct refilter *refilter)
{
	if (refilter->progress)
		fprintf(stderr, "\r");
	printf("%zu mails: %zu %s, %zu gone, %zu failed\n", refilter->seen,
	       refilter->changed, refilter->apply ? "changed" : "would change",
	       refilter->gone, refilter->failed);
	if (!refilter->apply && refilter->changed > 0)
		printf("Nothing was done: --apply does it.\n");
}

/* -- the steps -------------------------------------------------------------------- */

/* One at a time: what one of them moves, another would take for vanished. */
static void open_folder(struct refilter *refilter, const char *name)
{
	struct session *session = refilter->session;
	const char *junk;

	if (!folder_directory(session->arena, str_from(name),
			      &refilter->directory))
		status_exit(STATUS_USAGE, "5.5.4",
			    "no folder can have this name");
	refilter->folder =
		maildir_folder(session->maildir, refilter->directory, false);
	if (refilter->folder < 0 ||
	    flock(refilter->folder, LOCK_EX | LOCK_NB) < 0)
		status_exit(STATUS_RETRY, "4.3.0", "the folder %s: %s", name,
			    errno == EWOULDBLOCK ? "it is being refiltered"
						 : strerror(errno));
	refilter->inbox_or_here = refilter->directory;
	if (folder_directory(session->arena,
			     str_from(session->config.junk_folder), &junk) &&
	    strcmp(junk, refilter->directory) == 0)
		refilter->inbox_or_here = ".";
}

static struct question make_question(struct session *session)
{
	struct question question = session_question(session);

	question.stored = true;
	question.live = session->options.live;
	question.evidence = false;
	question.report = REPORT_NAME;
	/* What it remembers of this mail is from when it came. */
	question.recipient.seen = NULL;
	return question;
}

int refilter_main(int argc, char **argv)
{
	struct session session;
	struct refilter refilter = { .session = &session };

	session_configure(&session, argc, argv, STATUS_USAGE);
	if (session.options.argument_count != 1)
		status_exit(STATUS_USAGE, "5.5.4",
			    "refilter wants one folder, as INBOX");
	session_find_user(&session);
	session_become_user(&session);
	session_open_mailbox(&session, false);
	if (session.maildir == NULL)
		status_exit(STATUS_RETRY, "4.3.0", "mailbox %s: %s",
			    session.user.maildir, strerror(errno));
	open_folder(&refilter, session.options.arguments[0]);
	session_read_scripts(&session);
	refilter.apply = session.options.apply;
	refilter.progress = isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO);
	refilter.question = make_question(&session);
	/* In this order: a mail that gets flags goes from new/ to cur/. */
	visit_part(&refilter, "cur");
	visit_part(&refilter, "new");
	summarize(&refilter);
	if (fflush(stdout) != 0)
		status_exit(STATUS_RETRY, "4.3.0", "stdout: %s",
			    strerror(errno));
	return refilter.failed > 0 || interrupt_pending() ? STATUS_RETRY
							  : STATUS_DELIVERED;
}
