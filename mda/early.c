#include "early.h"

#ifdef __x86_64__

#include <sys/syscall.h>

#define TEXT_OF(value) #value
#define TEXT(value) TEXT_OF(value)

/*
 * madvise(what is written, MADV_POPULATE_WRITE): from the page of the linker's
 * first writable section to its last one.  Nothing is relocated yet, so it is no
 * C; %rdx and the stack are left as the kernel made them.  A kernel before 5.14
 * does not know how, and nothing is lost.
 */
__asm__(".globl early_start\n"
	".type early_start, @function\n"
	"early_start:\n"
	"	mov %rdx, %r8\n"
	"	lea __init_array_start(%rip), %rdi\n"
	"	and $-4096, %rdi\n"
	"	lea _end(%rip), %rsi\n"
	"	sub %rdi, %rsi\n"
	"	mov $23, %edx\n"
	"	mov $" TEXT(
		SYS_madvise) ", %eax\n"
			     "	syscall\n"
			     "	mov %r8, %rdx\n"
			     "	jmp _start\n"
			     ".size early_start, . - early_start\n");

#else

__asm__(".globl early_start\n"
	".set early_start, _start\n");

#endif
