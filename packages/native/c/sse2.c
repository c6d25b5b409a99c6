/* Every x86-64: two doubles at a time. */
#define ISA sse2
#define LANES 2
#include "kernels.h"
