/* How kernels are called outside: hotpath_<name>_<isa>, and hotpath_<name>_fast_<isa> for a fast form. */
#ifndef HOTPATH_NAMES_H
#define HOTPATH_NAMES_H

#define JOIN_(a, b, c) a##b##c
#define JOIN(a, b, c) JOIN_(a, b, c)
#ifdef FAST
#define KERNEL(name) JOIN(hotpath_##name##_fast, _, ISA)
#else
#define KERNEL(name) JOIN(hotpath_##name, _, ISA)
#endif
#define EXPORT __attribute__((visibility("default")))

#endif
