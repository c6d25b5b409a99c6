/* Every 64-bit ARM: two doubles at a time. */
#define ISA neon
#define LANES 2
#include "kernels.h"
