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
#include "quota_sum.h"
#include "rename.h"

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

/* Courier's: those that it has, and those it gets.  False: they are not known. */
static bool saved_keywords(struct arena *arena, const struct mail_file *mail,
			   const struct str_list *flags, struct str_list *all)
{
	size_t given = flags != NULL ? flags->count : 0;
	struct str_list own;
	struct str *items;

	if (!keywords_saved(arena, mail->folder, mail->name, &own))
		return false;
	items = ARENA_ARRAY(arena, struct str, own.count + given);
	*all = (struct str_list){ items, own.count };
	for (size_t i = 0; i < own.count; i++)
		items[i] = own.items[i];
	for (size_t i = 0; i < given; i++)
		if (keywords_is_one(flags->items[i]) &&
		    !str_list_has(all, flags->items[i]))
			items[all->count++] = flags->items[i];
	return true;
}

/* False: it has all that Courier keeps for it. */
static bool lacks_saved(struct arena *arena, const struct mail_file *mail,
			const struct str_list *flags)
{
	struct str_list own, all;

	return mail->maildir->keywords == KEYWORDS_COURIER &&
	       keywords_saved(arena, mail->folder, mail->name, &own) &&
	       saved_keywords(arena, mail, flags, &all) &&
	       all.count > own.count;
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
	       !lacks_letter(arena, mail, flags) &&
	       !lacks_saved(arena, mail, flags);
}

bool move_is_deleted(const struct mail_file *mail)
{
	struct str letters = letters_of(str_from(mail->name));

	return str_find(letters, 'T') < letters.len;
}

/* -- a name more ------------------------------------------------------------- */

static const char *part_for(const char *name)
{
	return str_find(str_from(name), ':') < str_from(name).len ? "cur"
								  : "new";
}

/* Courier's keywords: before the name can be seen. */
static void keep_keywords(struct arena *arena, const struct mail_file *mail,
			  int folder, const char *name,
			  const struct str_list *flags)
{
	struct str_list wanted;

	if (mail->maildir->keywords == KEYWORDS_COURIER &&
	    saved_keywords(arena, mail, flags, &wanted))
		keywords_save(arena, mail->maildir, folder, name, &wanted);
}

/* last: the mail's old name will go. */
static bool add_link(struct arena *arena, const struct mail_file *mail,
		     const struct move_target *target, bool last,
		     struct rename_to *link)
{
	const struct rename_from from = { mail->maildir, mail->part, mail->name,
					  last };
	bool done;

	*link = (struct rename_to){
		.folder = maildir_folder(mail->maildir, target->directory,
					 target->create),
		.part = -1,
	};
	if (link->folder < 0)
		return false;
	link->name = name_in(arena, mail, link->folder, target->flags, true);
	link->part =
		maildir_part(mail->maildir, link->folder, part_for(link->name));
	if (link->part >= 0)
		keep_keywords(arena, mail, link->folder, link->name,
			      target->flags);
	done = link->part >= 0 && rename_add(arena, &from, link) &&
	       maildir_sync(mail->maildir, link->part);
	path_close(link->folder);
	return done;
}

/* Not the last name that the mail has, whoever took the others; a copy is not as
 * long as the mail has its own. */
static bool is_needed(const struct mail_file *mail,
		      const struct rename_to *link)
{
	struct stat status;

	if (fstatat(link->part, link->name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return true;
	return status.st_nlink < 2 && fstatat(mail->part, mail->name, &status,
					      AT_SYMLINK_NOFOLLOW) < 0;
}

static void take_back(const struct mail_file *mail, struct rename_to *links,
		      size_t count)
{
	int error = errno;

	for (size_t i = 0; i < count; i++)
		if (links[i].made && !is_needed(mail, &links[i]))
			unlinkat(links[i].part, links[i].name, 0);
	errno = error;
}

static void close_links(const struct rename_to *links, size_t count)
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
	keep_keywords(arena, mail, mail->folder, mail->name, move->flags);
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
	struct str_list saved;

	if (mail->maildir->keywords == KEYWORDS_COURIER &&
	    !keywords_saved(arena, mail->folder, mail->name, &saved))
		return false;
	for (size_t i = 0; i < letters.len; i++)
		if (letters.ptr[i] >= 'a' && letters.ptr[i] <= 'z')
			return !keywords_read(arena, mail->folder).unknown;
	return true;
}

/* Of the names that it has now, against the one that it had. */
static int count_more(struct arena *arena, const struct mail_file *mail,
		      const struct move *move, const struct rename_to *links)
{
	int more = -quota_counts(mail->directory, mail->name);

	for (size_t i = 0; i < move->count; i++)
		more += quota_counts(move->targets[i].directory, links[i].name);
	if (move->stays)
		more += quota_counts(
			mail->directory,
			name_in(arena, mail, mail->folder, move->flags, false));
	return more;
}

enum move_status move_mail(struct arena *arena, const struct mail_file *mail,
			   const struct move *move, int *more)
{
	struct rename_to *links =
		ARENA_ARRAY(arena, struct rename_to, move->count);
	enum move_status status = MOVE_DONE;
	size_t count = 0;

	if (!knows_keywords(arena, mail))
		return MOVE_FAILED;
	while (status == MOVE_DONE && count < move->count) {
		struct rename_to *link = &links[count];
		bool last = count + 1 == move->count && !move->stays;

		if (!add_link(arena, mail, &move->targets[count++], last, link))
			status = errno == ENOENT && link->part >= 0
					 ? MOVE_GONE
					 : MOVE_FAILED;
	}
	if (status == MOVE_DONE && (count == 0 || !links[count - 1].moved))
		status = give_up(arena, *mail, move);
	if (status == MOVE_DONE && !move->stays)
		keywords_forget(mail->folder, mail->name);
	if (status == MOVE_DONE)
		*more = count_more(arena, mail, move, links);
	else
		take_back(mail, links, count);
	close_links(links, count);
	return status;
}
