/*
 * Indicators over whole series, in fast mode only. Outputs have the inputs' length, NaN at first. A kernel answers 1, or 0
 * where an element of an input is not finite, or an overflow was noticed; its outputs are then of no use.
 */
#include "averages.h"
#include "cci.h"
#include "chain.h"
#include "decay.h"
#include "directional.h"
#include "macd.h"
#include "moments.h"
#include "momentum.h"
#include "range.h"
#include "rsi.h"
#include "stochastic.h"
#include "volume.h"
