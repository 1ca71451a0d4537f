#include "become.h"

#include <errno.h>
#include <grp.h>
#include <string.h>
#include <unistd.h>

static bool is_only(uid_t uid)
{
	uid_t real, effective, saved;

	return getresuid(&real, &effective, &saved) == 0 && real == uid &&
	       effective == uid && saved == uid;
}

static bool is_only_group(gid_t gid)
{
	gid_t real, effective, saved;

	return getresgid(&real, &effective, &saved) == 0 && real == gid &&
	       effective == gid && saved == gid;
}

bool user_become(struct arena *arena, const struct user *user,
		 struct str *error)
{
	bool root = geteuid() == 0;
	gid_t gid = root ? user->gid : getegid();

	if (user->uid == 0) {
		*error = STR("mail is never delivered as root: make an alias");
		return false;
	}
	if (!root && geteuid() != user->uid) {
		*error = arena_printf(
			arena, "user %s has uid %lu, we run as %lu", user->name,
			(unsigned long)user->uid, (unsigned long)geteuid());
		return false;
	}
	if ((root && setgroups(1, &user->gid) < 0) ||
	    setresgid(gid, gid, gid) < 0 ||
	    setresuid(user->uid, user->uid, user->uid) < 0 ||
	    !is_only_group(gid) || !is_only(user->uid)) {
		*error = arena_printf(arena, "cannot become user %s: %s",
				      user->name, strerror(errno));
		return false;
	}
	if (setuid(0) == 0 || seteuid(0) == 0 ||
	    (gid != 0 && (setgid(0) == 0 || setegid(0) == 0))) {
		*error = STR("root's rights could be taken back");
		return false;
	}
	return true;
}
