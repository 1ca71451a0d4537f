#include "copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../filter/buf.h"
#include "keywords.h"
#include "limits.h"
#include "path.h"

/* -- names ---------------------------------------------------------------- */

static const char *final_name(struct arena *arena, const struct copy *copy,
			      const char *unique)
{
	return arena_printf(arena, "%s,S=%llu,W=%llu%s", unique,
			    (unsigned long long)copy->size.stored,
			    (unsigned long long)copy->size.wire, copy->info)
		.ptr;
}

/* Maildir's letters in the order of ASCII.  Keywords have none. */
const char *copy_info(struct arena *arena, const struct str_list *flags)
{
	static const struct {
		const char *flag, *letter;
	} letters[] = {
		{ "\\Draft", "D" },    { "\\Flagged", "F" },
		{ "$Forwarded", "P" }, { "\\Answered", "R" },
		{ "\\Seen", "S" },     { "\\Deleted", "T" },
	};
	struct buf info = buf_new(arena, 16);

	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
		if (flags != NULL &&
		    str_list_has(flags, str_from(letters[i].flag)))
			buf_printf(&info, "%s%s", info.len == 0 ? ":2," : "",
				   letters[i].letter);
	return arena_cstr(arena, buf_str(&info));
}

/* -- step one: tmp/ ------------------------------------------------------- */

/* A new file in tmp/ under a name of its own.  -1 with errno. */
static int create_file(struct arena *arena, struct maildir *maildir, int tmp_fd,
		       const char **name)
{
	int fd = -1;

	for (unsigned i = 0; i < LIMIT_NAME_TRIES; i++) {
		*name = maildir_unique_name(arena, maildir);
		if (*name == NULL)
			return -1;
		fd = openat(tmp_fd, *name,
			    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			    0600);
		if (fd >= 0 || errno != EEXIST)
			break;
	}
	return fd;
}

static bool sync_file(const struct maildir *maildir, int fd)
{
	int result;

	do {
		result = maildir->fsync == FSYNC_NEVER	? 0
			 : maildir->fsync == FSYNC_DATA ? fdatasync(fd)
							: fsync(fd);
	} while (result < 0 && errno == EINTR);
	return result == 0;
}

static bool know_file(int fd, struct copy *copy)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return false;
	copy->device = status.st_dev;
	copy->inode = status.st_ino;
	return true;
}

static bool write_file(struct arena *arena, struct copy *copy,
		       const struct content *content)
{
	struct maildir *maildir = copy->maildir;
	int fd = create_file(arena, maildir, copy->tmp_fd, &copy->tmp_name);
	bool written;

	if (fd < 0) {
		copy->tmp_name = NULL;
		return false;
	}
	written = know_file(fd, copy) &&
		  content_write(fd, content, &copy->size) &&
		  (maildir->file_mode == 0600 ||
		   fchmod(fd, maildir->file_mode) == 0) &&
		  sync_file(maildir, fd);
	if (!written)
		path_close(fd);
	return written && close(fd) == 0;
}

/* False: not possible here; it has to be written. */
static bool link_file(struct arena *arena, struct copy *copy,
		      const struct copy *first)
{
	const char *name = maildir_unique_name(arena, copy->maildir);

	if (name == NULL ||
	    linkat(first->tmp_fd, first->tmp_name, copy->tmp_fd, name, 0) < 0)
		return false;
	copy->tmp_name = name;
	copy->size = first->size;
	copy->device = first->device;
	copy->inode = first->inode;
	return true;
}

/* The letters of keywords stand behind the others: ASCII's order. */
static const char *info_in(struct arena *arena, const struct maildir *maildir,
			   int folder, const struct str_list *flags)
{
	const char *info = copy_info(arena, flags);
	struct buf text = buf_new(arena, 64);
	struct keywords keywords;

	if (flags == NULL || flags->count == 0 ||
	    maildir->keywords != KEYWORDS_DOVECOT)
		return info;
	keywords = keywords_give(arena, maildir, folder, flags);
	for (size_t i = 0; i < KEYWORDS; i++)
		if (str_list_has(flags, keywords.names[i]))
			buf_printf(&text, "%s%c",
				   text.len > 0	     ? ""
				   : info[0] != '\0' ? info
						     : ":2,",
				   (char)('a' + i));
	return text.len > 0 ? arena_cstr(arena, buf_str(&text)) : info;
}

/* tmp/ and where the mail goes from there. */
static bool open_copy(struct arena *arena, struct copy *copy, bool create,
		      const struct str_list *flags)
{
	const struct maildir *maildir = copy->maildir;
	int folder = maildir_folder(maildir, copy->directory, create);

	if (folder < 0)
		return false;
	copy->info = info_in(arena, maildir, folder, flags);
	copy->tmp_fd = maildir_part(maildir, folder, "tmp");
	if (copy->tmp_fd >= 0)
		copy->to_fd = maildir_part(
			maildir, folder, copy->info[0] != '\0' ? "cur" : "new");
	path_close(folder);
	return copy->to_fd >= 0;
}

bool copy_write(struct arena *arena, struct maildir *maildir,
		const char *directory, bool create,
		const struct content *content, const struct str_list *flags,
		const struct copy *first, struct copy *copy)
{
	*copy = (struct copy){
		.maildir = maildir,
		.directory = directory,
		.tmp_fd = -1,
		.to_fd = -1,
		.flags = flags,
	};
	if (open_copy(arena, copy, create, flags) &&
	    ((first != NULL && link_file(arena, copy, first)) ||
	     write_file(arena, copy, content))) {
		copy->final_name = final_name(arena, copy, copy->tmp_name);
		return true;
	}
	copy_abandon(copy);
	return false;
}

/* -- step two: new/ or cur/ ----------------------------------------------- */

/* NFS repeats a request whose answer got lost, and then says that it failed. */
static bool is_there(const struct copy *copy)
{
	struct stat there;

	return fstatat(copy->to_fd, copy->final_name, &there,
		       AT_SYMLINK_NOFOLLOW) == 0 &&
	       there.st_dev == copy->device && there.st_ino == copy->inode;
}

static bool lacks(int error)
{
	return error == EPERM || error == EOPNOTSUPP || error == ENOSYS ||
	       error == EXDEV || error == EMLINK || error == EINVAL;
}

/* In one step: what is gone from tmp/ is published. */
static bool move(struct copy *copy)
{
	if (renameat2(copy->tmp_fd, copy->tmp_name, copy->to_fd,
		      copy->final_name, RENAME_NOREPLACE) < 0)
		return false;
	copy->tmp_name = NULL;
	return true;
}

/* Where a move cannot refuse to overwrite, as on NFS. */
static bool link_name(struct copy *copy)
{
	return linkat(copy->tmp_fd, copy->tmp_name, copy->to_fd,
		      copy->final_name, 0) == 0;
}

/* Where there are no hard links either: we look first, and rely on the random
 * bits of the name. */
static bool overwrite(struct copy *copy)
{
	struct stat there;

	if (fstatat(copy->to_fd, copy->final_name, &there,
		    AT_SYMLINK_NOFOLLOW) == 0)
		errno = EEXIST;
	if (errno != ENOENT || renameat(copy->tmp_fd, copy->tmp_name,
					copy->to_fd, copy->final_name) < 0)
		return false;
	copy->tmp_name = NULL;
	return true;
}

static bool appear(struct copy *copy)
{
	static bool (*const ways[])(struct copy *) = { move, link_name,
						       overwrite };

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		int error;

		if (ways[i](copy))
			return true;
		error = errno;
		if (is_there(copy))
			return true;
		errno = error;
		if (!lacks(error))
			return false;
	}
	return false;
}

/* For Courier, before the mail can be seen; without them it is stored too. */
static void save_keywords(struct arena *arena, const struct copy *copy)
{
	int folder;

	if (copy->flags == NULL || copy->flags->count == 0 ||
	    copy->maildir->keywords != KEYWORDS_COURIER)
		return;
	folder = maildir_folder(copy->maildir, copy->directory, false);
	if (folder >= 0)
		keywords_save(arena, copy->maildir, folder, copy->final_name,
			      copy->flags);
	path_close(folder);
}

bool copy_publish(struct arena *arena, struct copy *copy)
{
	for (unsigned i = 0; i < LIMIT_NAME_TRIES; i++) {
		const char *unique;

		save_keywords(arena, copy);
		if (appear(copy)) {
			copy->published = true;
			return maildir_sync(copy->maildir, copy->to_fd);
		}
		if (errno != EEXIST)
			return false;
		unique = maildir_unique_name(arena, copy->maildir);
		if (unique == NULL)
			return false;
		copy->final_name = final_name(arena, copy, unique);
	}
	return false;
}

void copy_leave(struct copy *copy)
{
	path_close(copy->tmp_fd);
	path_close(copy->to_fd);
	copy->tmp_fd = copy->to_fd = -1;
}

/* A name left in tmp/ harms nobody: readers remove old ones. */
void copy_finish(struct copy *copy)
{
	int error = errno;

	if (copy->tmp_name != NULL)
		unlinkat(copy->tmp_fd, copy->tmp_name, 0);
	copy->tmp_name = NULL;
	errno = error;
	copy_leave(copy);
}

void copy_abandon(struct copy *copy)
{
	int error = errno;

	if (copy->published)
		unlinkat(copy->to_fd, copy->final_name, 0);
	copy->published = false;
	errno = error;
	copy_finish(copy);
}

/* -- a file without a name ------------------------------------------------- */

int copy_scratch(struct arena *arena, struct maildir *maildir,
		 const struct content *content)
{
	struct content_size size;
	const char *name;
	int tmp_fd = maildir_part(maildir, maildir->fd, "tmp");
	int fd = tmp_fd < 0 ? -1 : create_file(arena, maildir, tmp_fd, &name);
	bool done = fd >= 0 && unlinkat(tmp_fd, name, 0) == 0 &&
		    content_write(fd, content, &size) &&
		    lseek(fd, 0, SEEK_SET) == 0;

	path_close(tmp_fd);
	if (done)
		return fd;
	path_close(fd);
	return -1;
}
