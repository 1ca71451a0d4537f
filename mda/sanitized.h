/*
 * sanitized: is this a build with the address sanitizer?  It reserves terabytes
 * of address space, makes system calls of its own, and its words are wanted on
 * stderr.
 */
#ifndef MDA_SANITIZED_H
#define MDA_SANITIZED_H

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

#endif
