/*
 * launch: starts programs, itself so small and quick that it does not count.
 *
 *	launch PROGRAM ...
 *
 * runs it with stdin as it is, and prints the resident KiB of the largest of its
 * processes.
 *
 *	launch -p PARALLEL TIMES MAIL PROGRAM ...
 *
 * runs it so often with MAIL on stdin, so many at a time, and prints how many
 * seconds that took.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static _Noreturn void fatal(const char *what)
{
	perror(what);
	exit(1);
}

static void run_once(char **program)
{
	struct rusage usage;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
		execv(program[0], program);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) < 0)
		fatal("launch");
	printf("%ld\n", usage.ru_maxrss);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void start(const char *mail, char **program)
{
	posix_spawn_file_actions_t files;
	pid_t pid;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, mail, O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
	if (posix_spawn(&pid, program[0], &files, NULL, program, environ) != 0)
		fatal(program[0]);
	posix_spawn_file_actions_destroy(&files);
}

static void run_parallel(int parallel, int times, const char *mail,
			 char **program)
{
	double begin = now();
	int running = 0;

	for (int left = times; left > 0 || running > 0; running--) {
		for (; left > 0 && running < parallel; left--, running++)
			start(mail, program);
		if (wait(NULL) < 0)
			fatal("launch");
	}
	printf("%.6f\n", now() - begin);
}

int main(int argc, char **argv)
{
	if (argc > 5 && strcmp(argv[1], "-p") == 0)
		run_parallel(atoi(argv[2]), atoi(argv[3]), argv[4], argv + 5);
	else if (argc > 1)
		run_once(argv + 1);
	return 0;
}
