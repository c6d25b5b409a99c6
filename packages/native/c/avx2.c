/* x86-64 with AVX2, FMA, BMI2 and PCLMUL (2013 and later): four doubles at a time. */
#define ISA avx2
#define LANES 4
#include "kernels.h"
