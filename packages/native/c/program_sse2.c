/* Programs for every x86-64. */
#define ISA sse2
#define LANES 2
#include "program.h"
