/*
 * launch: how large a program gets.
 *
 *	launch PROGRAM ...
 *
 * runs it with stdin as it is, and prints the resident KiB of the largest of its
 * processes.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct rusage usage;
	int status;
	pid_t pid = argc > 1 ? fork() : -1;

	if (pid == 0) {
		dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
		execv(argv[1], argv + 1);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) < 0) {
		perror("launch");
		return 1;
	}
	printf("%ld\n", usage.ru_maxrss);
	return 0;
}
