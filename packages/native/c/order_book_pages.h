/*
 * Huge pages for the memory of many books. Its records lie anywhere in it, so that with pages of 4 KiB nearly every access
 * asks for a translation of its own; on many systems a process gets larger ones only where it asks for them.
 */
#ifndef HOTPATH_ORDER_BOOK_PAGES_H
#define HOTPATH_ORDER_BOOK_PAGES_H

#include <stdint.h>

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))
/* madvise(2), for which there is no library here. */
static long advise(uintptr_t from, uintptr_t bytes, long advice) {
#if defined(__x86_64__)
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(28L), "D"(from), "S"(bytes), "d"(advice) : "rcx", "r11", "memory");
  return result;
#else
  register long x0 __asm__("x0") = (long)from;
  register long x1 __asm__("x1") = (long)bytes;
  register long x2 __asm__("x2") = advice;
  register long x8 __asm__("x8") = 233;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x1), "r"(x2), "r"(x8) : "memory");
  return x0;
#endif
}
#else
static long advise(uintptr_t from, uintptr_t bytes, long advice) {
  (void)from, (void)bytes, (void)advice;
  return -1;
}
#endif

/* Asks for them, for whole pages inside the memory. A wish: nothing depends on whether it is granted. */
static int ask_for_huge_pages(void *memory, uintptr_t bytes) {
  const long huge_pages = 14;
  uintptr_t page = (uintptr_t)1 << 21, at = (uintptr_t)memory;
  uintptr_t from = (at + page - 1) & ~(page - 1), end = (at + bytes) & ~(page - 1);
  return from < end && advise(from, end - from, huge_pages) == 0;
}

#endif
