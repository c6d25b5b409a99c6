/* Programs for every 64-bit ARM. */
#define ISA neon
#define LANES 2
#include "program.h"
