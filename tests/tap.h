/*
 * tap: the Test Anything Protocol in a screen.  A unit test is:
 *	int main(void)
 *	{
 *		ok(1 + 1 == 2, "adds");
 *		is_str(str, "text", "reads %s", what);
 *		return done_testing();
 *	}
 */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "../filter/str.h"

static int tap_count, tap_failed;

__attribute__((format(printf, 2, 0), unused)) static bool tap_result(
	bool passed, const char *format, va_list args)
{
	printf("%sok %d - ", passed ? "" : "not ", ++tap_count);
	vprintf(format, args);
	putchar('\n');
	tap_failed += !passed;
	return passed;
}

__attribute__((format(printf, 2, 3), unused)) static bool ok(bool passed,
							     const char *format,
							     ...)
{
	va_list args;

	va_start(args, format);
	tap_result(passed, format, args);
	va_end(args);
	return passed;
}

__attribute__((format(printf, 3, 4), unused)) static bool is_str(
	struct str got, const char *want, const char *format, ...)
{
	bool passed = str_eq(got, str_from(want));
	va_list args;

	va_start(args, format);
	tap_result(passed, format, args);
	va_end(args);
	if (!passed)
		printf("#   got: \"%.*s\"\n#  want: \"%s\"\n", STR_ARG(got),
		       want);
	return passed;
}

__attribute__((format(printf, 3, 4), unused)) static bool is_int(
	long long got, long long want, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tap_result(got == want, format, args);
	va_end(args);
	if (got != want)
		printf("#   got: %lld\n#  want: %lld\n", got, want);
	return got == want;
}

__attribute__((format(printf, 1, 2), unused)) static void skip(
	const char *format, ...)
{
	va_list args;

	printf("ok %d # SKIP ", ++tap_count);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

__attribute__((unused)) static int done_testing(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed != 0;
}

#endif
