#include "trace.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROCESSES 16
#define SYSCALL_STOP (SIGTRAP | 0x80)
#define OPTIONS                                                                \
	(PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |    \
	 PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL)

/* One that is traced; pid 0 is free. */
struct process {
	pid_t pid;
	unsigned role, calls;
	bool inside; /* a call */
	const struct fault *struck; /* until the call returns; NULL: not */
	int refused; /* an error, until the call returns */
	struct iovec vector; /* what SHORT changed in its memory */
	unsigned long long vector_at;
};

struct trace {
	struct process processes[PROCESSES];
	unsigned roles;
	bool started; /* main() runs */
	const struct refusal *refused;
	const struct strikes *strikes;
	unsigned left; /* strikes that have not been */
	unsigned since; /* calls since the first */
	struct calls *calls;
	struct ending ending;
};

/* -- starting --------------------------------------------------------------- */

static volatile sig_atomic_t late;
static pid_t running;

static void on_alarm(int number)
{
	(void)number;
	late = 1;
	kill(running, SIGKILL);
}

static _Noreturn void become(const struct command *command, bool traced)
{
	int in = open(command->input, O_RDONLY);
	int err = open(command->errors, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (dup2(in, 0) < 0 || dup2(err, 1) < 0 || dup2(err, 2) < 0)
		_exit(126);
	closefrom(3);
	if (traced) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
	}
	execve(command->argv[0], command->argv, command->envp);
	_exit(126);
}

static void start(const struct command *command, bool traced)
{
	struct sigaction action = { .sa_handler = on_alarm };

	sigaction(SIGALRM, &action, NULL);
	late = 0;
	running = fork();
	if (running == 0)
		become(command, traced);
	alarm(command->seconds);
}

/* -- one system call -------------------------------------------------------- */

static unsigned long long minimum(unsigned long long n)
{
	return n > 1 ? n / 2 : n;
}

/* Half of the first of its vectors; put back afterwards, for who looks at it
 * again. */
static void shorten_vector(struct process *process,
			   struct user_regs_struct *regs)
{
	struct iovec half, here = { &half, sizeof(half) };
	struct iovec there = { (void *)regs->rsi, sizeof(half) };

	if (regs->rdx == 0 ||
	    process_vm_readv(process->pid, &here, 1, &there, 1, 0) < 0)
		return;
	process->vector = half;
	process->vector_at = regs->rsi;
	half.iov_len = minimum(half.iov_len);
	process_vm_writev(process->pid, &here, 1, &there, 1, 0);
	regs->rdx = 1;
}

static void restore_vector(struct process *process)
{
	struct iovec here = { &process->vector, sizeof(process->vector) };
	struct iovec there = { (void *)process->vector_at,
			       sizeof(process->vector) };

	if (process->vector_at != 0)
		process_vm_writev(process->pid, &here, 1, &there, 1, 0);
	process->vector_at = 0;
}

static void skip(struct user_regs_struct *regs)
{
	regs->orig_rax = (unsigned long long)-1;
}

static void answer(const struct process *process, int error)
{
	struct user_regs_struct regs;

	ptrace(PTRACE_GETREGS, process->pid, 0, &regs);
	regs.rax = (unsigned long long)-error;
	ptrace(PTRACE_SETREGS, process->pid, 0, &regs);
}

static void strike(struct trace *trace, struct process *process,
		   const struct fault *fault, struct user_regs_struct *regs)
{
	process->struck = fault;
	trace->ending.hits++;
	trace->left--;
	switch (fault->kind) {
	case FAULT_KILL_BEFORE:
		kill(process->pid, SIGKILL);
		break;
	case FAULT_ERROR:
		skip(regs);
		break;
	case FAULT_SHORT:
		if (regs->orig_rax == SYS_writev)
			shorten_vector(process, regs);
		else
			regs->rdx = minimum(regs->rdx);
		break;
	default:
		return;
	}
	ptrace(PTRACE_SETREGS, process->pid, 0, regs);
}

static void strike_again(struct process *process)
{
	const struct fault *fault = process->struck;

	process->struck = NULL;
	restore_vector(process);
	if (fault->kind == FAULT_KILL_AFTER)
		kill(process->pid, SIGKILL);
	if (fault->kind == FAULT_ERROR || fault->kind == FAULT_LIE)
		answer(process, fault->error);
}

/* The fault of this call; or NULL. */
static const struct fault *fault_of(struct trace *trace,
				    const struct call *call)
{
	const struct strikes *strikes = trace->strikes;
	const struct fault *fault;

	if (trace->left == 0)
		return NULL;
	if (strikes->call != NULL && trace->ending.hits == 0)
		return strikes->call->process == call->process &&
				       strikes->call->number == call->number
			       ? strikes->fault
			       : NULL;
	if (++trace->since < strikes->after)
		return NULL;
	fault = strikes->choose(strikes->turn, call);
	trace->ending.second = *call;
	trace->ending.second_fault = fault;
	return fault;
}

static void refuse(const struct refusal *list, struct process *process,
		   struct user_regs_struct *regs)
{
	while (list->error != 0 && list->name != (long)regs->orig_rax)
		list++;
	process->refused = list->error;
	if (list->error == 0)
		return;
	skip(regs);
	ptrace(PTRACE_SETREGS, process->pid, 0, regs);
}

static void write_down(struct calls *calls, const struct call *call)
{
	if ((calls->count & (calls->count - 1)) == 0)
		calls->list = reallocarray(calls->list, calls->count * 2 + 1,
					   sizeof(*calls->list));
	calls->list[calls->count++] = *call;
}

/* main() begins with a question that no library asks. */
static bool is_start(const struct user_regs_struct *regs)
{
	return regs->orig_rax == SYS_fcntl && regs->rdi == 0 &&
	       regs->rsi == F_GETFD;
}

static void enter(struct trace *trace, struct process *process)
{
	struct user_regs_struct regs;
	const struct fault *fault;
	struct call call;

	ptrace(PTRACE_GETREGS, process->pid, 0, &regs);
	trace->started = trace->started || is_start(&regs);
	if (!trace->started)
		return;
	call = (struct call){ process->role, process->calls++,
			      (long)regs.orig_rax, regs.rdi };
	if (trace->calls != NULL)
		write_down(trace->calls, &call);
	refuse(trace->refused, process, &regs);
	fault = fault_of(trace, &call);
	if (fault != NULL)
		strike(trace, process, fault, &regs);
}

static void at_call(struct trace *trace, struct process *process)
{
	process->inside = !process->inside;
	if (process->inside) {
		enter(trace, process);
		return;
	}
	if (process->refused != 0)
		answer(process, process->refused);
	process->refused = 0;
	if (process->struck != NULL)
		strike_again(process);
}

/* -- all of them ------------------------------------------------------------ */

static struct process *find(struct trace *trace, pid_t pid)
{
	struct process *unused = NULL;

	for (size_t i = 0; i < PROCESSES; i++) {
		if (trace->processes[i].pid == pid)
			return &trace->processes[i];
		if (trace->processes[i].pid == 0)
			unused = &trace->processes[i];
	}
	if (unused == NULL)
		abort();
	*unused = (struct process){ .pid = pid, .role = trace->roles++ };
	return unused;
}

/* Nothing more can happen that is for us to do. */
static bool is_over(const struct trace *trace, const struct process *process)
{
	return trace->strikes != NULL && trace->left == 0 &&
	       process->struck == NULL && trace->refused[0].error == 0;
}

/* Once another program runs in it, it is no longer ours. */
static void go_on(struct trace *trace, struct process *process, int status)
{
	int event = status >> 16, number = WSTOPSIG(status);
	bool foreign = event == PTRACE_EVENT_EXEC && process->role > 0;

	if (number == SYSCALL_STOP)
		at_call(trace, process);
	if (number == SYSCALL_STOP || number == SIGSTOP || number == SIGTRAP)
		number = 0;
	if (foreign || is_over(trace, process)) {
		ptrace(PTRACE_DETACH, process->pid, 0, number);
		process->pid = 0;
	} else {
		ptrace(PTRACE_SYSCALL, process->pid, 0, number);
	}
}

bool trace_works(void)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0)
		_exit(ptrace(PTRACE_TRACEME, 0, 0, 0) < 0);
	return waitpid(pid, &status, 0) == pid && status == 0;
}

static unsigned count_strikes(const struct strikes *strikes)
{
	return strikes == NULL ? 0
			       : (strikes->call != NULL) + (strikes->after > 0);
}

struct ending trace_run(const struct command *command,
			const struct strikes *strikes, struct calls *calls)
{
	struct trace trace = { .refused = command->refused,
			       .strikes = strikes,
			       .left = count_strikes(strikes),
			       .calls = calls };
	int status;
	pid_t pid;

	start(command, true);
	waitpid(running, &status, 0);
	ptrace(PTRACE_SETOPTIONS, running, 0, OPTIONS);
	find(&trace, running);
	ptrace(PTRACE_SYSCALL, running, 0, 0);
	while ((pid = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR) {
		if (pid < 0)
			continue;
		if (WIFSTOPPED(status)) {
			go_on(&trace, find(&trace, pid), status);
			continue;
		}
		for (size_t i = 0; i < PROCESSES; i++)
			if (trace.processes[i].pid == pid)
				trace.processes[i].pid = 0;
		if (pid == running)
			trace.ending.status = status;
	}
	alarm(0);
	trace.ending.hung = late != 0;
	return trace.ending;
}

struct ending plain_run(const struct command *command)
{
	struct ending ending = { 0 };
	int status;
	pid_t pid;

	start(command, false);
	while ((pid = waitpid(-1, &status, 0)) > 0 || errno == EINTR)
		if (pid == running)
			ending.status = status;
	alarm(0);
	ending.hung = late != 0;
	return ending;
}
