/* The elementary functions under the names that generated operations call them by. */
#ifndef HOTPATH_PROGRAM_CALLS_H
#define HOTPATH_PROGRAM_CALLS_H

#include "elementary_functions.h"

INLINE double hp_floor(double x) { return floor_scalar(x); }
INLINE double hp_ceil(double x) { return ceil_scalar(x); }
INLINE double hp_exp(double x) { return exp_scalar(x); }
INLINE double hp_log(double x) { return log_scalar(x); }
INLINE double hp_sin(double x) { return sin_scalar(x); }
INLINE double hp_cos(double x) { return cos_scalar(x); }
INLINE double hp_atan(double x) { return atan_scalar(x); }
INLINE double hp_inverseNormal(double x) { return inverse_normal_scalar(x); }
INLINE double hp_tan(double x) { return tan_scalar(x); }
INLINE double hp_asin(double x) { return asin_scalar(x); }
INLINE double hp_acos(double x) { return acos_scalar(x); }
INLINE double hp_sinh(double x) { return sinh_scalar(x); }
INLINE double hp_cosh(double x) { return cosh_scalar(x); }
INLINE double hp_tanh(double x) { return tanh_scalar(x); }
INLINE double hp_log10(double x) { return log10_scalar(x); }
INLINE double hp_expm1(double x) { return expm1_scalar(x); }
INLINE double hp_log1p(double x) { return log1p_scalar(x); }
INLINE double hp_pow(double x, double y) { return pow_scalar(x, y); }
INLINE double hp_normalCdf(double x) { return normal_cdf_scalar(x); }

#endif
