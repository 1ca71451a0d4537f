/*
 * log: one line a delivery, key=value, to syslog, stderr or a file.  Values
 * are quoted and cut, so that nothing of a mail can forge a line.
 */
#ifndef MDA_LOG_H
#define MDA_LOG_H

#include "../filter/str.h"

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO };

/* target: "syslog", "stderr" or a path, opened now (before privileges drop and
 * the sandbox).  A file belongs to us or to root, under this name alone.  False
 * with errno when it cannot be opened: then it is syslog, since the MTA takes
 * the first that stands on stderr for our answer. */
bool log_open(const char *target);
/* Before the configuration is known, lines go to stderr. */
void log_line(enum log_level level, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Lines go to stderr: what is printed there need not be logged too. */
bool log_is_stderr(void);
/* Every later line begins with it: key=value pairs that name the mail. */
void log_about(struct str pairs);

/* A value as it may stand in a log line: quoted when it is empty or holds
 * anything but printable ASCII without space, quote, backslash and "=";
 * control and 8-bit bytes as \xNN; at most 256 bytes of it.  Returns text (a
 * buffer of size bytes). */
const char *log_quote(char *text, size_t size, struct str value);
/* The most bytes that log_quote() writes, NUL included. */
#define LOG_QUOTED 1040

#endif
