#include "refilter.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "consult.h"
#include "folder.h"
#include "interrupt.h"
#include "limits.h"
#include "refilter_mail.h"

/* -- the folder ------------------------------------------------------------------- */

static void show_progress(const struct refilter *refilter)
{
	if (refilter->progress && refilter->seen % 100 == 0)
		fprintf(stderr, "\r%zu mails", refilter->seen);
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
	while (!interrupt_pending() && (entry = readdir(stream)) != NULL) {
		if (entry->d_name[0] != '.')
			refilter_mail(refilter, name, part, entry->d_name);
		show_progress(refilter);
	}
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
	if (refilter->session->config.sieve_programs != NULL)
		printf("Programs that scripts name were not run.\n");
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
	refilter->is_junk =
		folder_directory(session->arena,
				 str_from(session->config.junk_folder),
				 &junk) &&
		strcmp(junk, ".") != 0 &&
		strcmp(junk, refilter->directory) == 0;
	refilter->inbox_or_here = refilter->is_junk ? "." : refilter->directory;
}

static struct question make_question(const struct refilter *refilter)
{
	struct session *session = refilter->session;
	struct question question = consult_question_of_stored(session);

	question.report = REPORT_NAME;
	/* What it remembers of this mail is from when it came. */
	question.recipient.seen = NULL;
	question.recipient.standing =
		refilter->is_junk ? STANDING_JUNK : STANDING_INBOX;
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
	refilter.question = make_question(&refilter);
	/* In this order: a mail that gets flags goes from new/ to cur/. */
	visit_part(&refilter, "cur");
	visit_part(&refilter, "new");
	summarize(&refilter);
	return status_after_output(refilter.failed > 0 || interrupt_pending()
					   ? STATUS_RETRY
					   : STATUS_DELIVERED);
}
