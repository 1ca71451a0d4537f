#include "status.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "log.h"

#define STATUS_LINE 2048

/* Of this process: it ends once. */
static volatile sig_atomic_t settled;

/* One write(), so that lines of several processes do not mix; one line,
 * whatever the text holds. */
static void say(const char *enhanced, const char *text)
{
	char line[STATUS_LINE + 32];
	int len = snprintf(line, sizeof(line), "%s %s", enhanced, text);

	for (int i = 0; i < len; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
			line[i] = ' ';
	line[len] = '\n';
	if (write(STDERR_FILENO, line, (size_t)len + 1) < 0)
		return;
}

void status_say(const char *enhanced, const char *format, ...)
{
	char text[STATUS_LINE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	say(enhanced, text);
}

_Noreturn void status_exit(enum status status, const char *enhanced,
			   const char *format, ...)
{
	char text[STATUS_LINE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	say(enhanced, text);
	if (!log_is_stderr())
		log_line(LOG_LEVEL_ERROR, "status=%d %s %s", status, enhanced,
			 text);
	exit(status_of_failure(status));
}

enum status status_after_output(enum status status)
{
	if (fflush(stdout) != 0)
		status_exit(STATUS_RETRY, "4.3.0", "stdout: %s",
			    strerror(errno));
	return status;
}

void status_settle(void)
{
	settled = 1;
}

enum status status_of_failure(enum status status)
{
	return settled ? STATUS_DELIVERED : status;
}

void status_out_of_memory(void)
{
	status_exit(STATUS_RETRY, "4.3.0", "out of memory");
}

const char *status_of_errno(int error)
{
	return error == ENOSPC || error == EDQUOT || error == EFBIG ? "4.2.2"
								    : "4.3.0";
}
