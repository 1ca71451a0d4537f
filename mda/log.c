#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "limits.h"
#include "path.h"

#define LOG_LINE 16384

/* The log of this process: there is one, as there is one stderr. */
static struct {
	enum { TO_STDERR, TO_SYSLOG, TO_FILE } to;
	int fd;
	char about[1024];
} journal = { .fd = STDERR_FILENO };

/* Who could have made it otherwise would read what is delivered to others, or
 * lead root's pen. */
static bool is_trusted(int fd)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return false;
	errno = EPERM;
	return (status.st_uid == 0 || status.st_uid == geteuid()) &&
	       (!S_ISREG(status.st_mode) || status.st_nlink == 1);
}

static void use_syslog(void)
{
	int error = errno;

	openlog("waxseal", LOG_PID | LOG_NDELAY, LOG_MAIL);
	journal.to = TO_SYSLOG;
	errno = error;
}

bool log_open(const char *target)
{
	int fd;

	if (strcmp(target, "stderr") == 0)
		return true;
	if (strcmp(target, "syslog") == 0) {
		use_syslog();
		return true;
	}
	fd = open(target,
		  O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW |
			  O_NONBLOCK | O_NOCTTY,
		  0640);
	if (fd < 0 || !is_trusted(fd)) {
		path_close(fd);
		use_syslog();
		return false;
	}
	journal.to = TO_FILE;
	journal.fd = fd;
	return true;
}

bool log_is_stderr(void)
{
	return journal.to == TO_STDERR;
}

void log_about(struct str pairs)
{
	snprintf(journal.about, sizeof(journal.about), "%.*s%s", STR_ARG(pairs),
		 pairs.len > 0 ? " " : "");
}

static const struct {
	const char *name;
	int priority;
} levels[] = {
	[LOG_LEVEL_ERROR] = { "error", LOG_ERR },
	[LOG_LEVEL_WARNING] = { "warning", LOG_WARNING },
	[LOG_LEVEL_INFO] = { "info", LOG_INFO },
};

/* A log that cannot be written is no reason to lose or to delay a mail. */
static void write_line(enum log_level level, const char *text)
{
	char line[LOG_LINE + 128], stamp[32] = "";
	time_t now = time(NULL);
	struct tm utc;
	int len;

	if (gmtime_r(&now, &utc) != NULL)
		strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ ", &utc);
	len = snprintf(line, sizeof(line), "%swaxseal[%ld]: %s: %s\n",
		       journal.to == TO_FILE ? stamp : "", (long)getpid(),
		       levels[level].name, text);
	if (write(journal.fd, line, (size_t)len) < 0)
		return;
}

void log_line(enum log_level level, const char *format, ...)
{
	char text[LOG_LINE];
	int saved = errno;
	size_t about;
	va_list args;

	about = (size_t)snprintf(text, sizeof(text), "%s", journal.about);
	va_start(args, format);
	vsnprintf(text + about, sizeof(text) - about, format, args);
	va_end(args);
	for (char *at = text; *at != '\0'; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = '?';
	if (journal.to == TO_SYSLOG)
		syslog(levels[level].priority, "%s", text);
	else
		write_line(level, text);
	errno = saved;
}

static bool is_plain(char c)
{
	return c > ' ' && c <= '~' && c != '"' && c != '\\' && c != '=';
}

static bool all_plain(struct str value)
{
	for (size_t i = 0; i < value.len; i++)
		if (!is_plain(value.ptr[i]))
			return false;
	return value.len > 0;
}

/* Room for the longest form of one byte, the closing quote and the NUL. */
#define QUOTE_RESERVE 6

const char *log_quote(char *text, size_t size, struct str value)
{
	size_t at = 0;

	value = str_first(value, LIMIT_SHOWN_VALUE);
	if (all_plain(value) && value.len < size) {
		snprintf(text, size, "%.*s", STR_ARG(value));
		return text;
	}
	if (size < QUOTE_RESERVE)
		return "";
	text[at++] = '"';
	for (size_t i = 0; i < value.len && size - at >= QUOTE_RESERVE; i++) {
		unsigned char c = (unsigned char)value.ptr[i];

		if (c < ' ' || c > '~')
			at += (size_t)snprintf(text + at, size - at, "\\x%02x",
					       c);
		else if (c == '"' || c == '\\')
			at += (size_t)snprintf(text + at, size - at, "\\%c", c);
		else
			text[at++] = (char)c;
	}
	text[at++] = '"';
	text[at] = '\0';
	return text;
}
