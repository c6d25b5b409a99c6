/* x86-64 with AVX-512 F, DQ, BW and VL (servers of 2017 and later): eight doubles at a time. */
#define ISA avx512
#define LANES 8
#include "kernels.h"
