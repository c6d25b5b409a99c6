/* Programs for x86-64 with AVX2 or more: wider vectors gain them nothing. */
#define ISA avx2
#define LANES 4
#include "program.h"
