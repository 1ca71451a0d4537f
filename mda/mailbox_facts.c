#include "mailbox_facts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "folder.h"
#include "includable.h"
#include "limits.h"
#include "log.h"
#include "status.h"
#include "user_file.h"

bool mailbox_is_mentioned(const struct scripts *scripts, struct str word)
{
	const struct sieve_includable *includable = &scripts->includable;

	for (size_t i = 0; i < scripts->count; i++)
		if (includable_mentions(scripts->list[i].text, word))
			return true;
	for (size_t i = 0; i < includable->count; i++)
		if (includable_mentions(includable->list[i].script.text, word))
			return true;
	return false;
}

/* RFC 5490 5: what cannot be read for the moment is as a script that cannot be. */
static void tell(const char *what, struct str error)
{
	if (file_is_surprise(errno))
		status_exit(STATUS_RETRY, "4.3.0", "%s: %.*s", what,
			    STR_ARG(error));
	log_line(LOG_LEVEL_WARNING, "%s: %.*s", what, STR_ARG(error));
}

/* -- ids ------------------------------------------------------------------------ */

/* "3 V1275660208 N25022 G3085f01b7f11094c501100008c4a11c1" */
struct str mailbox_id_parse(struct str line)
{
	static const size_t length = 32;
	struct str word;

	line = str_first(line, str_find(line, '\n'));
	if (!str_cut(&line, ' ', &word) || !str_eq(word, STR("3")))
		return STR("");
	while (str_cut(&line, ' ', &word)) {
		struct str id = str_skip(word, 1);

		if (!str_starts(word, STR("G")) || id.len != length)
			continue;
		for (size_t i = 0; i < id.len; i++)
			if (!char_is_alnum(id.ptr[i]))
				return STR("");
		return id;
	}
	return STR("");
}

static struct str read_id(struct arena *arena, int folder)
{
	int fd = openat(folder, "dovecot-uidlist",
			O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK |
				O_NOCTTY);
	char *bytes = arena_alloc(arena, LIMIT_UIDLIST_LINE);
	ssize_t got;

	if (fd < 0)
		return STR("");
	got = read(fd, bytes, LIMIT_UIDLIST_LINE);
	close(fd);
	return mailbox_id_parse(
		(struct str){ bytes, got > 0 ? (size_t)got : 0 });
}

static void add_id(struct arena *arena, const struct maildir *maildir,
		   struct str folder, struct sieve_mailboxes *known,
		   struct sieve_mailbox *list)
{
	const char *directory;
	struct str id;
	int fd;

	if (!folder_directory(arena, folder, &directory))
		return;
	fd = maildir_folder(maildir, directory, false);
	if (fd < 0)
		return;
	id = read_id(arena, fd);
	close(fd);
	if (id.len > 0)
		list[known->id_count++] = (struct sieve_mailbox){ id, folder };
}

static void read_ids(struct arena *arena,
		     const struct mailbox_question *question,
		     struct sieve_mailboxes *known)
{
	const struct str_list *folders = &question->folders;
	struct sieve_mailbox *list =
		ARENA_ARRAY(arena, struct sieve_mailbox, folders->count + 1);

	known->ids = list;
	add_id(arena, question->maildir, STR("INBOX"), known, list);
	for (size_t i = 0; i < folders->count; i++)
		add_id(arena, question->maildir, folders->items[i], known,
		       list);
}

/* -- special uses --------------------------------------------------------------- */

/* As Sieve has it, however the configuration spells it. */
static struct str canonical(struct arena *arena, struct str folder)
{
	const char *directory;
	struct str name;

	if (folder_directory(arena, folder, &directory) &&
	    folder_from_directory(arena, str_from(directory), &name))
		return name;
	return folder;
}

static void list_uses(struct arena *arena, const struct config *config,
		      struct sieve_mailboxes *known)
{
	struct sieve_mailbox *list = ARENA_ARRAY(arena, struct sieve_mailbox,
						 config->special_use_count + 1);

	list[known->use_count++] = (struct sieve_mailbox){
		STR("Junk"), canonical(arena, str_from(config->junk_folder))
	};
	for (size_t i = 0; i < config->special_use_count; i++)
		list[known->use_count++] = (struct sieve_mailbox){
			config->special_use[i].name,
			canonical(arena, config->special_use[i].folder)
		};
	known->uses = list;
}

struct sieve_mailboxes mailbox_facts(struct arena *arena,
				     const struct mailbox_question *question)
{
	const struct scripts *scripts = question->scripts;
	struct sieve_mailboxes known = { .annotations = STR("") };
	bool metadata = mailbox_is_mentioned(scripts, STR("metadata"));
	struct str error;

	list_uses(arena, question->config, &known);
	if (question->maildir == NULL)
		return known;
	if (metadata || mailbox_is_mentioned(scripts, STR("mailboxid")))
		read_ids(arena, question, &known);
	if (metadata && !user_file_read(arena, question->user,
					question->config->annotations,
					&known.annotations, &error))
		tell("annotations", error);
	return known;
}

/* -- lists ---------------------------------------------------------------------- */

static void read_list(struct arena *arena, const char *folder, const char *name,
		      struct sieve_list *list, size_t *count)
{
	struct str path = arena_printf(arena, "%s/%s", folder, name);
	struct stat status;
	struct str text, error;

	if (!file_read(arena, path.ptr, LIMIT_USER_FILE, &text, &status,
		       &error)) {
		tell("sieve_lists", error);
		return;
	}
	if ((status.st_mode & S_IWOTH) != 0) {
		log_line(LOG_LEVEL_WARNING,
			 "sieve_lists: %s: everybody can write it", path.ptr);
		return;
	}
	list[*count].name = str_from(arena_cstr(arena, str_from(name)));
	list[*count].text = text;
	(*count)++;
}

struct sieve_lists mailbox_lists(struct arena *arena,
				 const struct mailbox_question *question)
{
	const char *folder = question->config->sieve_lists;
	struct sieve_list *list =
		ARENA_ARRAY(arena, struct sieve_list, LIMIT_LISTS);
	const struct dirent *entry;
	size_t count = 0, bytes = 0;
	DIR *directory;

	if (folder == NULL ||
	    !mailbox_is_mentioned(question->scripts, STR("extlists")))
		return (struct sieve_lists){ NULL, 0 };
	directory = opendir(folder);
	if (directory == NULL) {
		tell("sieve_lists",
		     arena_printf(arena, "%s: %s", folder, strerror(errno)));
		return (struct sieve_lists){ NULL, 0 };
	}
	while (count < LIMIT_LISTS && bytes < LIMIT_LIST_BYTES &&
	       (entry = readdir(directory)) != NULL) {
		size_t before = count;

		if (entry->d_name[0] != '.')
			read_list(arena, folder, entry->d_name, list, &count);
		bytes += count > before ? list[before].text.len : 0;
	}
	closedir(directory);
	return (struct sieve_lists){ list, count };
}
