#include "room.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "log.h"
#include "quota_sum.h"

static struct quota_size size_of(const struct copy *copies, size_t count)
{
	struct quota_size size = { 0 };

	for (size_t i = 0; i < count; i++)
		if (quota_counts(copies[i].directory, copies[i].info)) {
			size.bytes += copies[i].size.stored;
			size.mails++;
		}
	return size;
}

/* "1.5 GiB" */
static struct str bytes_text(struct arena *arena, uint64_t bytes)
{
	static const char *const units[] = { "bytes", "KiB", "MiB", "GiB",
					     "TiB" };
	double value = (double)bytes;
	size_t unit = 0;

	while (value >= 1024 && unit + 1 < sizeof(units) / sizeof(units[0])) {
		value /= 1024;
		unit++;
	}
	return arena_printf(arena, "%.*f %s", unit > 0, value, units[unit]);
}

/* "900.0 MiB of 1.0 GiB, 12 of 100 mails": what is limited. */
static struct str use_text(struct arena *arena, const struct quota *quota)
{
	const struct quota_size *used = &quota->used, *limit = &quota->limit;
	struct str text = STR("");

	if (limit->bytes > 0)
		text = arena_printf(arena, "%.*s of %.*s",
				    STR_ARG(bytes_text(arena, used->bytes)),
				    STR_ARG(bytes_text(arena, limit->bytes)));
	if (limit->mails > 0)
		text = arena_printf(arena, "%.*s%s%llu of %llu mails",
				    STR_ARG(text), text.len > 0 ? ", " : "",
				    (unsigned long long)used->mails,
				    (unsigned long long)limit->mails);
	return text;
}

static void cannot_keep(void)
{
	log_line(LOG_LEVEL_WARNING, "maildirsize: %s", strerror(errno));
}

bool room_open(struct arena *arena, const struct delivery *delivery,
	       const struct copy *copies, size_t count, struct room *room)
{
	*room = (struct room){ .more = size_of(copies, count) };
	if (!quota_open(arena, delivery->maildir, &delivery->user->quota,
			&room->quota)) {
		cannot_keep();
		quota_close(&room->quota);
		if (errno == EAGAIN)
			return false;
	}
	if (!quota_has_room(arena, &room->quota, &room->more,
			    delivery->config->quota_grace, time(NULL)))
		room->full = use_text(arena, &room->quota);
	return true;
}

/* The highest threshold that lies above before and not above after; 0: none. */
static unsigned crossed(const char *thresholds, unsigned before, unsigned after)
{
	struct str rest = str_from(thresholds), word;
	unsigned highest = 0;
	uint64_t percent;

	while (str_cut(&rest, ' ', &word))
		if (str_to_u64(word, 100, &percent) && percent > before &&
		    percent <= after && percent > highest)
			highest = (unsigned)percent;
	return highest;
}

struct str room_take(struct arena *arena, const struct delivery *delivery,
		     struct room *room)
{
	struct quota *quota = &room->quota;
	unsigned before = quota_percent(quota, &quota->used), after, percent;

	if (!quota_add(arena, quota, &room->more))
		cannot_keep();
	after = quota_percent(quota, &quota->used);
	percent = crossed(delivery->config->quota_warnings, before, after);
	if (percent == 0)
		return STR("");
	return arena_printf(arena,
			    "Your mailbox is %u %% full: %.*s.  When it is "
			    "full, new mail %s.",
			    after, STR_ARG(use_text(arena, quota)),
			    delivery->config->quota_refuse
				    ? "is refused"
				    : "waits for some days and is then "
				      "returned to its senders");
}

void room_close(struct room *room)
{
	quota_close(&room->quota);
}
