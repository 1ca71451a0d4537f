#include "move.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../filter/buf.h"
#include "copy.h"
#include "keywords.h"
#include "limits.h"
#include "path.h"

/* -- flags: the letters behind ":2," --------------------------------------- */

#define LETTERS 128

static struct str base_of(struct str name)
{
	return str_first(name, str_find(name, ':'));
}

static struct str letters_of(struct str name)
{
	struct str info = str_skip(name, str_find(name, ':'));

	return str_starts(info, STR(":2,")) ? str_skip(info, 3) : STR("");
}

/* Letters of keywords mean something in their folder only. */
static void take_letters(bool letters[LETTERS], struct str from,
			 const struct keywords *own,
			 const struct keywords *there)
{
	for (size_t i = 0; i < from.len; i++) {
		char letter = from.ptr[i];

		if (letter >= 'a' && letter <= 'z')
			letter = keywords_letter(there,
						 own->names[letter - 'a']);
		if (letter > 0)
			letters[(size_t)letter] = true;
	}
}

static void take_flags(struct arena *arena, bool letters[LETTERS],
		       const struct str_list *flags,
		       const struct keywords *there)
{
	struct str known = letters_of(str_from(copy_info(arena, flags)));

	take_letters(letters, known, there, there);
	for (size_t i = 0; flags != NULL && i < flags->count; i++)
		letters[(size_t)keywords_letter(there, flags->items[i])] = true;
}

/* All keywords that the mail is to have. */
static struct str_list wanted_keywords(struct arena *arena, struct str letters,
				       const struct keywords *own,
				       const struct str_list *flags)
{
	size_t given = flags != NULL ? flags->count : 0, count = 0;
	struct str *items = ARENA_ARRAY(arena, struct str, letters.len + given);

	for (size_t i = 0; i < letters.len; i++)
		if (letters.ptr[i] >= 'a' && letters.ptr[i] <= 'z')
			items[count++] = own->names[letters.ptr[i] - 'a'];
	for (size_t i = 0; i < given; i++)
		if (keywords_is_one(flags->items[i]))
			items[count++] = flags->items[i];
	return (struct str_list){ items, count };
}

/* Sorted, as Maildir wants them; without any, a mail in new/ is new.  give: the
 * folder gets letters for keywords that it does not have yet. */
static const char *name_in(struct arena *arena, const struct mail_file *mail,
			   int folder, const struct str_list *flags, bool give)
{
	const struct maildir *maildir = mail->maildir;
	const struct keywords own = keywords_read(arena, mail->folder);
	struct str name = str_from(mail->name);
	const struct str_list wanted =
		wanted_keywords(arena, letters_of(name), &own, flags);
	const struct keywords there =
		give && maildir->keywords == KEYWORDS_DOVECOT
			? keywords_give(arena, maildir, folder, &wanted)
			: keywords_read(arena, folder);
	struct buf out = buf_new(arena, name.len + LETTERS + 4);
	bool letters[LETTERS] = { false };
	size_t count = 0;

	take_letters(letters, letters_of(name), &own, &there);
	take_flags(arena, letters, flags, &there);
	buf_add(&out, base_of(name));
	for (size_t i = 1; i < LETTERS; i++)
		if (letters[i])
			buf_printf(&out, "%s%c", count++ == 0 ? ":2," : "",
				   (char)i);
	if (count == 0 && str_find(name, ':') < name.len)
		buf_add(&out, STR(":2,"));
	return arena_cstr(arena, buf_str(&out));
}

/* A keyword that could get a letter, but has none yet. */
static bool lacks_letter(struct arena *arena, const struct mail_file *mail,
			 const struct str_list *flags)
{
	const struct keywords own = keywords_read(arena, mail->folder);

	for (size_t i = 0; flags != NULL && i < flags->count; i++)
		if (mail->maildir->keywords == KEYWORDS_DOVECOT &&
		    keywords_is_one(flags->items[i]) &&
		    keywords_letter(&own, flags->items[i]) == 0)
			return true;
	return false;
}

bool move_has_flags(struct arena *arena, const struct mail_file *mail,
		    const struct str_list *flags)
{
	struct str with =
		str_from(name_in(arena, mail, mail->folder, flags, false));

	return str_eq(letters_of(with), letters_of(str_from(mail->name))) &&
	       !lacks_letter(arena, mail, flags);
}

bool move_is_deleted(const struct mail_file *mail)
{
	struct str letters = letters_of(str_from(mail->name));

	return str_find(letters, 'T') < letters.len;
}

/* -- a name more ------------------------------------------------------------- */

struct link {
	int part; /* new/ or cur/ */
	const char *name;
	bool made; /* by us, now */
};

static const char *part_for(const char *name)
{
	return str_find(str_from(name), ':') < str_from(name).len ? "cur"
								  : "new";
}

static bool is_same_file(int a, const char *name_a, int b, const char *name_b)
{
	struct stat first, second;

	return fstatat(a, name_a, &first, AT_SYMLINK_NOFOLLOW) == 0 &&
	       fstatat(b, name_b, &second, AT_SYMLINK_NOFOLLOW) == 0 &&
	       first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

/* A name that is there already is of an earlier run that was cut short. */
static bool add_name(const struct mail_file *mail, struct link *link)
{
	link->made =
		linkat(mail->part, mail->name, link->part, link->name, 0) == 0;
	if (link->made)
		return true;
	if (errno != EEXIST)
		return false;
	if (is_same_file(mail->part, mail->name, link->part, link->name))
		return true;
	errno = EEXIST;
	return false;
}

static bool add_link(struct arena *arena, const struct mail_file *mail,
		     const struct move_target *target, struct link *link)
{
	int folder = maildir_folder(mail->maildir, target->directory,
				    target->create);

	*link = (struct link){ .part = -1 };
	if (folder < 0)
		return false;
	link->name = name_in(arena, mail, folder, target->flags, true);
	link->part = maildir_part(mail->maildir, folder, part_for(link->name));
	path_close(folder);
	return link->part >= 0 && add_name(mail, link) &&
	       maildir_sync(mail->maildir, link->part);
}

/* Not the last name that the mail has, whoever took the others. */
static bool is_needed(const struct link *link)
{
	struct stat status;

	return fstatat(link->part, link->name, &status, AT_SYMLINK_NOFOLLOW) <
		       0 ||
	       status.st_nlink < 2;
}

static void take_back(struct link *links, size_t count)
{
	int error = errno;

	for (size_t i = 0; i < count; i++)
		if (links[i].made && !is_needed(&links[i]))
			unlinkat(links[i].part, links[i].name, 0);
	errno = error;
}

static void close_links(const struct link *links, size_t count)
{
	for (size_t i = 0; i < count; i++)
		path_close(links[i].part);
}

/* -- the old name ------------------------------------------------------------- */

/* The name in cur/ that a reader gave it meanwhile; NULL: it is gone. */
static const char *find_renamed(struct arena *arena,
				const struct mail_file *mail, int cur)
{
	struct str base = base_of(str_from(mail->name));
	int fd = openat(cur, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	const char *found = NULL;

	if (stream == NULL) {
		path_close(fd);
		return NULL;
	}
	while (found == NULL && (entry = readdir(stream)) != NULL)
		if (str_eq(base_of(str_from(entry->d_name)), base))
			found = arena_cstr(arena, str_from(entry->d_name));
	closedir(stream);
	return found;
}

/* The old name goes; or it becomes one in cur/ that says the new flags. */
static bool leave(struct arena *arena, const struct mail_file *mail, int cur,
		  const struct move *move)
{
	const char *name;

	if (!move->stays)
		return unlinkat(mail->part, mail->name, 0) == 0;
	name = name_in(arena, mail, mail->folder, move->flags, true);
	return strcmp(name, mail->name) == 0 ||
	       renameat(mail->part, mail->name, cur, name) == 0;
}

static enum move_status give_up(struct arena *arena, struct mail_file mail,
				const struct move *move)
{
	int cur = maildir_part(mail.maildir, mail.folder, "cur");
	enum move_status status = MOVE_FAILED;

	for (unsigned i = 0; cur >= 0 && i < LIMIT_NAME_TRIES; i++) {
		if (leave(arena, &mail, cur, move))
			status = MOVE_DONE;
		if (status == MOVE_DONE || errno != ENOENT)
			break;
		mail.part = cur;
		mail.name = find_renamed(arena, &mail, cur);
		if (mail.name == NULL) {
			status = MOVE_GONE;
			break;
		}
	}
	path_close(cur);
	return status;
}

/* A letter of which nobody can tell just now what it means would be lost. */
static bool knows_keywords(struct arena *arena, const struct mail_file *mail)
{
	struct str letters = letters_of(str_from(mail->name));

	for (size_t i = 0; i < letters.len; i++)
		if (letters.ptr[i] >= 'a' && letters.ptr[i] <= 'z')
			return !keywords_read(arena, mail->folder).unknown;
	return true;
}

enum move_status move_mail(struct arena *arena, const struct mail_file *mail,
			   const struct move *move)
{
	struct link *links = ARENA_ARRAY(arena, struct link, move->count);
	enum move_status status = MOVE_DONE;
	size_t count = 0;

	if (!knows_keywords(arena, mail))
		return MOVE_FAILED;
	while (status == MOVE_DONE && count < move->count) {
		struct link *link = &links[count];

		count++;
		if (!add_link(arena, mail, &move->targets[count - 1], link))
			status = errno == ENOENT && link->part >= 0
					 ? MOVE_GONE
					 : MOVE_FAILED;
	}
	if (status == MOVE_DONE)
		status = give_up(arena, *mail, move);
	if (status != MOVE_DONE)
		take_back(links, count);
	close_links(links, count);
	return status;
}
