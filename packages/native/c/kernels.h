/*
 * All kernels, for the instruction set whose file includes this.
 *
 * Each file is compiled twice: without fused multiply-adds, and as FAST with them. A kernel is exported as
 * hotpath_<name>_<isa>, its fast form as hotpath_<name>_fast_<isa>. Only <stdint.h> is included and nothing outside is
 * called, so that one library serves every C library. The TypeScript wrapper has checked every length before it calls.
 */
#include "names.h"

#include "matrix.h"
#include "reduce.h"
#include "risk_matrix.h"

#ifdef FAST
#include "fast/series.h"
#else
#include "batch.h"
#include "checksum.h"
#include "order.h"
#include "risk_normals.h"
#include "risk_tail.h"
#include "scan.h"
#include "trees.h"
#endif
