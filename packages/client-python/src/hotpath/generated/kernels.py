# Generated from @hotpath/native/signatures by scripts/generate.ts. Do not edit.
"""How each kernel of the native library is called: its symbol without the instruction set, what it takes and returns."""

from collections.abc import Mapping

Signature = tuple[str, tuple[str, ...], str]

ABI = 7
"""What `hotpath_abi` of a library with these signatures answers."""

ISAS: tuple[tuple[str, int], ...] = (
    ("sse2", 1),
    ("neon", 8),
    ("avx2", 2),
    ("avx512", 4),
)
"""Instruction sets, the best last, and their bits in what `hotpath_isas` answers."""

NARROW: frozenset[str] = frozenset(
    {
        "aroon",
        "atr",
        "bbands",
        "emaFast",
        "extremes",
        "highest",
        "lowest",
        "midprice",
        "movingSum",
        "movingVariance",
        "natr",
        "regression",
        "regressionSlope",
        "smaFast",
        "stddev",
        "stoch",
        "willr",
        "wma",
    }
)
"""Kernels that are called for AVX2 where there is AVX-512."""

KERNELS: Mapping[str, Signature] = {
    "sum": ("sum", ("buffer", "i32"), "f64"),
    "minMax": ("min_max", ("buffer", "i32", "buffer"), "void"),
    "meanVariance": ("mean_variance", ("buffer", "i32", "i32", "buffer"), "void"),
    "meanVarianceFast": ("mean_variance_fast", ("buffer", "i32", "i32", "buffer"), "void"),
    "dot": ("dot", ("buffer", "buffer", "i32"), "f64"),
    "dotFast": ("dot_fast", ("buffer", "buffer", "i32"), "f64"),
    "covariance": ("covariance", ("buffer", "buffer", "i32", "i32"), "f64"),
    "covarianceFast": ("covariance_fast", ("buffer", "buffer", "i32", "i32"), "f64"),
    "covarianceMatrix": ("covariance_matrix", ("buffer", "i32", "i32", "i32", "buffer", "buffer"), "void"),
    "covarianceMatrixFast": ("covariance_matrix_fast", ("buffer", "i32", "i32", "i32", "buffer", "buffer"), "void"),
    "weightedGram": ("weighted_gram", ("buffer", "buffer", "i32", "i32", "buffer", "buffer"), "void"),
    "weightedGramFast": ("weighted_gram_fast", ("buffer", "buffer", "i32", "i32", "buffer", "buffer"), "void"),
    "cholesky": ("cholesky", ("buffer", "i32", "f64"), "i32"),
    "choleskyFast": ("cholesky_fast", ("buffer", "i32", "f64"), "i32"),
    "sma": ("sma", ("buffer", "i32", "i32", "buffer"), "void"),
    "smaFast": ("sma_fast", ("buffer", "i32", "i32", "buffer", "buffer"), "i32"),
    "ema": ("ema", ("buffer", "i32", "f64", "f64", "buffer"), "void"),
    "emaFast": ("ema_fast", ("buffer", "i32", "f64", "f64", "buffer"), "void"),
    "sort": ("sort", ("buffer", "i32", "buffer"), "void"),
    "select": ("select", ("buffer", "i32", "i32", "buffer"), "f64"),
    "crc32c": ("crc32c", ("buffer", "i32", "u32"), "u32"),
    "exp": ("exp", ("buffer", "i32", "buffer"), "void"),
    "log": ("log", ("buffer", "i32", "buffer"), "void"),
    "sin": ("sin", ("buffer", "i32", "buffer"), "void"),
    "cos": ("cos", ("buffer", "i32", "buffer"), "void"),
    "atan": ("atan", ("buffer", "i32", "buffer"), "void"),
    "inverseNormal": ("inverse_normal", ("buffer", "i32", "buffer"), "void"),
    "movingSum": ("moving_sum_fast", ("buffer", "i32", "i32", "buffer", "buffer"), "i32"),
    "wma": ("wma_fast", ("buffer", "i32", "i32", "buffer", "buffer"), "i32"),
    "highest": ("highest_fast", ("buffer", "i32", "i32", "buffer", "buffer"), "i32"),
    "lowest": ("lowest_fast", ("buffer", "i32", "i32", "buffer", "buffer"), "i32"),
    "extremes": ("extremes_fast", ("buffer", "buffer", "i32", "i32", "buffer", "buffer", "buffer"), "i32"),
    "midprice": ("midprice_fast", ("buffer", "buffer", "i32", "i32", "buffer", "buffer"), "i32"),
    "willr": ("willr_fast", ("buffer", "buffer", "buffer", "i32", "i32", "buffer", "buffer"), "i32"),
    "stoch": ("stoch_fast", ("buffer", "buffer", "buffer", "i32", "i32", "i32", "i32", "buffer", "buffer", "buffer"), "i32"),
    "movingVariance": ("moving_variance_fast", ("buffer", "i32", "i32", "buffer", "buffer"), "i32"),
    "stddev": ("stddev_fast", ("buffer", "i32", "i32", "f64", "buffer", "buffer"), "i32"),
    "bbands": ("bbands_fast", ("buffer", "i32", "i32", "f64", "f64", "buffer", "buffer", "buffer", "buffer"), "i32"),
    "correl": ("correl_fast", ("buffer", "buffer", "i32", "i32", "buffer", "buffer"), "i32"),
    "beta": ("beta_fast", ("buffer", "buffer", "i32", "i32", "buffer", "buffer"), "i32"),
    "regression": ("regression_fast", ("buffer", "i32", "i32", "f64", "buffer", "buffer"), "i32"),
    "regressionSlope": ("regression_slope_fast", ("buffer", "i32", "i32", "buffer", "buffer"), "i32"),
    "seededEma": ("seeded_ema_fast", ("buffer", "i32", "i32", "f64", "buffer"), "i32"),
    "macd": ("macd_fast", ("buffer", "i32", "i32", "i32", "i32", "buffer", "buffer", "buffer"), "i32"),
    "rsi": ("rsi_fast", ("buffer", "i32", "i32", "f64", "buffer"), "i32"),
    "trueRange": ("true_range_fast", ("buffer", "buffer", "buffer", "i32", "buffer"), "i32"),
    "atr": ("atr_fast", ("buffer", "buffer", "buffer", "i32", "i32", "buffer"), "i32"),
    "natr": ("natr_fast", ("buffer", "buffer", "buffer", "i32", "i32", "buffer"), "i32"),
    "directional": ("directional_fast", ("buffer", "buffer", "buffer", "i32", "i32", "i32", "f64", "buffer", "buffer", "buffer", "buffer"), "i32"),
    "cci": ("cci_fast", ("buffer", "buffer", "buffer", "i32", "i32", "buffer", "buffer"), "i32"),
    "tan": ("tan", ("buffer", "i32", "buffer"), "void"),
    "asin": ("asin", ("buffer", "i32", "buffer"), "void"),
    "acos": ("acos", ("buffer", "i32", "buffer"), "void"),
    "sinh": ("sinh", ("buffer", "i32", "buffer"), "void"),
    "cosh": ("cosh", ("buffer", "i32", "buffer"), "void"),
    "tanh": ("tanh", ("buffer", "i32", "buffer"), "void"),
    "log10": ("log10", ("buffer", "i32", "buffer"), "void"),
    "expm1": ("expm1", ("buffer", "i32", "buffer"), "void"),
    "log1p": ("log1p", ("buffer", "i32", "buffer"), "void"),
    "normalCdf": ("normal_cdf", ("buffer", "i32", "buffer"), "void"),
    "pow": ("pow", ("buffer", "buffer", "i32", "buffer"), "void"),
    "aroon": ("aroon_fast", ("buffer", "buffer", "i32", "i32", "buffer", "buffer", "buffer"), "i32"),
    "mfi": ("mfi_fast", ("buffer", "buffer", "buffer", "buffer", "i32", "i32", "f64", "buffer", "buffer"), "i32"),
    "emaChain": ("ema_chain_fast", ("buffer", "i32", "i32", "i32", "buffer", "i32", "buffer"), "i32"),
    "momentum": ("momentum_fast", ("buffer", "i32", "i32", "i32", "buffer"), "i32"),
    "obv": ("obv_fast", ("buffer", "buffer", "i32", "buffer"), "i32"),
    "accumulation": ("accumulation_fast", ("buffer", "buffer", "buffer", "buffer", "i32", "buffer"), "i32"),
}

RISK_KERNELS: Mapping[str, Signature] = {
    "lowerTail": ("risk_lower_tail", ("buffer", "i32", "i32", "buffer", "buffer"), "i32"),
    "normals": ("risk_normals", ("buffer", "i32", "buffer", "buffer"), "void"),
    "correlate": ("risk_correlate", ("buffer", "buffer", "i32", "i32", "i32", "i32", "buffer"), "void"),
    "correlateFast": ("risk_correlate_fast", ("buffer", "buffer", "i32", "i32", "i32", "i32", "buffer"), "void"),
    "weigh": ("risk_weigh", ("buffer", "buffer", "i32", "i32", "buffer"), "void"),
}
