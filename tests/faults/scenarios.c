#include "scenarios.h"

#include <errno.h>
#include <sys/syscall.h>

#define MEGABYTE ((size_t)1024 * 1024)

const struct scenario scenarios[SCENARIOS] = {
	{ .name = "small mail", .folders = { "Maildir/new" }, .size = 500 },
	{ .name = "first mail",
	  .folders = { "Maildir/new" },
	  .nothing_there = true,
	  .size = 500 },
	{ .name = "30 MB",
	  .folders = { "Maildir/new" },
	  .size = 30 * MEGABYTE },
	{ .name = "three folders",
	  .script = "require [\"fileinto\", \"imap4flags\", \"mailbox\"];"
		    "fileinto \"A\"; fileinto :create :flags \"\\\\Seen\" "
		    "\"B\"; keep;",
	  .folders = { "Maildir/new", "Maildir/.A/new", "Maildir/.B/cur" },
	  .size = 500 },
	{ .name = "new folder",
	  .script = "require [\"fileinto\", \"mailbox\"];"
		    "fileinto :create \"New\";",
	  .folders = { "Maildir/.New/new" },
	  .size = 500 },
	{ .name = "new folder, subscribed",
	  .script = "require [\"fileinto\", \"mailbox\"];"
		    "fileinto :create \"Gr\xC3\xBC\xC3\x9F"
		    "e/New\";",
	  .folders = { "Maildir/.Gr\xC3\xBC\xC3\x9F"
		       "e.New/new" },
	  .options = "subscribe = on\nfolder_names = utf8\n",
	  .size = 500 },
	{ .name = "redirect",
	  .script = "redirect \"carl@c.example\";",
	  .sent = 1,
	  .size = 500 },
	{ .name = "redirect and keep",
	  .script = "redirect \"carl@c.example\"; keep;",
	  .folders = { "Maildir/new" },
	  .sent = 1,
	  .size = 500 },
	{ .name = "vacation",
	  .script = "require \"vacation\"; vacation \"gone\";",
	  .folders = { "Maildir/new" },
	  .sent = 1,
	  .replies = true,
	  .size = 500 },
	{ .name = "quota",
	  .folders = { "Maildir/new" },
	  .options = "quota = 100M\n",
	  .size = 500 },
	{ .name = "where a move overwrites",
	  .script = "require \"fileinto\"; fileinto \"A\"; keep;",
	  .folders = { "Maildir/new", "Maildir/.A/new" },
	  .refused = { { SYS_renameat2, EINVAL } },
	  .size = 500 },
	{ .name = "without hard links",
	  .script = "require \"fileinto\"; fileinto \"A\"; keep;",
	  .folders = { "Maildir/new", "Maildir/.A/new" },
	  .refused = { { SYS_renameat2, EINVAL }, { SYS_linkat, EPERM } },
	  .size = 500 },
};

const struct fault faults[FAULTS] = {
	{ FAULT_ERROR, ENOSPC, "ENOSPC" },
	{ FAULT_ERROR, EDQUOT, "EDQUOT" },
	{ FAULT_ERROR, EIO, "EIO" },
	{ FAULT_ERROR, EINTR, "EINTR" },
	{ FAULT_ERROR, EMFILE, "EMFILE" },
	{ FAULT_ERROR, ENOMEM, "ENOMEM" },
	{ FAULT_SHORT, 0, "half of it" },
	{ FAULT_LIE, EIO, "EIO, but done" },
	{ FAULT_LIE, EEXIST, "EEXIST, but done" },
	{ FAULT_KILL_BEFORE, 0, "killed before" },
	{ FAULT_KILL_AFTER, 0, "killed after" },
};

bool is_in(long name, const long *list)
{
	while (*list >= 0 && *list != name)
		list++;
	return *list == name;
}

/* These cannot fail, close_range() as we call it: errno says nothing then. */
static bool can_fail(const struct call *call)
{
	static const long sure[] = { SYS_getpid, SYS_getuid,	  SYS_geteuid,
				     SYS_getgid, SYS_getegid,	  SYS_gettid,
				     SYS_umask,	 SYS_close_range, -1 };

	return !is_in(call->name, sure);
}

/* exit_group() does not return; close() closes, whatever it says; only what
 * transfers can be cut short; only what changes names can be done unheard of. */
bool fault_applies(const struct fault *fault, const struct call *call)
{
	static const long transfers[] = { SYS_read,	SYS_pread64, SYS_write,
					  SYS_pwrite64, SYS_writev,  -1 };
	static const long changes[] = { SYS_linkat,   SYS_renameat2,
					SYS_renameat, SYS_unlinkat,
					SYS_mkdirat,  -1 };

	if (call->name == SYS_exit_group || call->name == SYS_rt_sigreturn)
		return fault->kind == FAULT_KILL_BEFORE;
	if (call->name == SYS_close && fault->kind == FAULT_LIE)
		return fault->error == EIO;
	if (call->name == SYS_close && fault->kind == FAULT_ERROR)
		return false;
	if (fault->kind == FAULT_SHORT)
		return is_in(call->name, transfers);
	if (fault->kind == FAULT_ERROR)
		return can_fail(call);
	return fault->kind != FAULT_LIE || is_in(call->name, changes);
}

const struct fault *fault_from(unsigned turn, const struct call *call)
{
	for (unsigned i = 0; i < FAULTS; i++) {
		const struct fault *fault = &faults[(turn + i) % FAULTS];

		if (fault_applies(fault, call))
			return fault;
	}
	return NULL;
}
