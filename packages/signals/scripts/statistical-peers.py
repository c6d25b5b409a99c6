"""Answers the questions of src/testing/statistical-peers.ts by statsmodels, hmmlearn and pandas, or by textbook code.

usage: statistical-peers.py questions.json answers.json
"""

import json
import sys
import warnings

import numpy as np
import pandas as pd
from hmmlearn.hmm import GaussianHMM
from scipy.special import gammaln
from scipy.stats import ttest_ind
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.multitest import multipletests
from statsmodels.tsa.statespace.kalman_filter import KalmanFilter
from statsmodels.tsa.stattools import adfuller, coint
from statsmodels.tsa.vector_ar.vecm import coint_johansen

warnings.simplefilter("ignore")


def adf(series, regression, maxLag, autolag):
    result = adfuller(np.array(series), maxLag, regression, autolag, result_object=False)
    critical = [result[4][key] for key in ("1%", "5%", "10%")]
    return dict(statistic=result[0], pValue=result[1], lags=int(result[2]), rows=int(result[3]), critical=critical)


def engle_granger(y, x, trend, maxLag, autolag):
    statistic, p, critical = coint(np.array(y), np.array(x).T, trend, maxlag=maxLag, autolag=autolag)
    return dict(statistic=statistic, pValue=p, critical=list(critical))


def johansen(series, order, lags):
    result = coint_johansen(np.array(series).T, order, lags)
    return dict(
        eigenvalues=list(result.eig),
        trace=list(result.trace_stat),
        maximum=list(result.max_eig_stat),
        traceCritical=result.trace_stat_crit_vals.tolist(),
        maximumCritical=result.max_eig_stat_crit_vals.tolist(),
        vectors=result.evec.T.tolist(),
    )


def markov(series, model, iterations):
    x = np.array(series).reshape(-1, 1)
    states = len(model["means"])
    hmm = GaussianHMM(
        states, "diag", init_params="", n_iter=max(1, iterations), tol=-np.inf, covars_prior=0, covars_weight=1, min_covar=0
    )
    hmm.startprob_ = np.array(model["initial"])
    hmm.transmat_ = np.array(model["transition"]).reshape(states, states)
    hmm.means_ = np.array(model["means"]).reshape(-1, 1)
    hmm.covars_ = np.array(model["variances"]).reshape(-1, 1)
    if iterations > 0:
        hmm.fit(x)
    score, smoothed = hmm.score_samples(x)
    return dict(
        logLikelihood=score,
        initial=hmm.startprob_.tolist(),
        transition=hmm.transmat_.ravel().tolist(),
        means=hmm.means_.ravel().tolist(),
        variances=hmm.covars_.ravel().tolist(),
        smoothed=smoothed[::25].ravel().tolist(),
        path="".join(map(str, hmm.predict(x))),
    )


def run_lengths(series, hazard, mean, strength, variance, degrees):
    """Adams and MacKay's recursion with every run length kept."""
    weight, m, k = np.array([1.0]), np.array([mean]), np.array([strength])
    a, b = np.array([degrees / 2]), np.array([degrees * variance / 2])
    recent, expected = [], []
    for x in series:
        square = b * (k + 1) / (a * k)
        log = gammaln(a + 0.5) - gammaln(a) - 0.5 * np.log(2 * np.pi * a * square)
        density = np.exp(log - (a + 0.5) * np.log1p((x - m) ** 2 / (2 * a * square)))
        joint = weight * density
        weight = np.append(joint.sum() * hazard, joint * (1 - hazard))
        weight /= weight.sum()
        b = np.append(degrees * variance / 2, b + k * (x - m) ** 2 / (2 * (k + 1)))
        m = np.append(mean, m + (x - m) / (k + 1))
        k, a = np.append(strength, k + 1), np.append(degrees / 2, a + 0.5)
        recent.append(weight[:10].sum())
        expected.append(weight @ m)
    return dict(recent=recent[::10], means=expected[::10], last=weight.tolist()[:40], likeliest=int(weight.argmax()))


def ornstein_uhlenbeck(series, step):
    x = np.array(series)
    fit = OLS(x[1:], np.column_stack([np.ones(len(x) - 1), x[:-1]])).fit()
    phi, variance = fit.params[1], fit.ssr / fit.nobs
    speed = -np.log(phi) / step
    return dict(
        speed=speed,
        mean=fit.params[0] / (1 - phi),
        volatility=np.sqrt(variance * 2 * speed / (1 - phi**2)),
        halfLife=np.log(2) / speed,
        speedError=fit.bse[1] / phi / step,
        dickeyFuller=(phi - 1) / fit.bse[1],
        logLikelihood=fit.llf,
    )


def kalman(y, x, slopeNoise, interceptNoise, noise, variance):
    y, x = np.array(y), np.array(x)
    kf = KalmanFilter(k_endog=1, k_states=2)
    kf.bind(y.reshape(-1, 1))
    kf["design"] = np.stack([x, np.ones(len(x))])[None, :, :]
    kf["transition"], kf["selection"] = np.eye(2), np.eye(2)
    kf["state_cov"], kf["obs_cov", 0, 0] = np.diag([slopeNoise, interceptNoise]), noise
    kf.initialize_known(np.zeros(2), np.eye(2) * variance + np.diag([slopeNoise, interceptNoise]))
    result = kf.filter()
    return dict(
        slopes=result.filtered_state[0][::25].tolist(),
        intercepts=result.filtered_state[1][::25].tolist(),
        errors=result.forecasts_error[0][::25].tolist(),
        variances=result.forecasts_error_cov[0, 0][::25].tolist(),
        covariance=result.filtered_state_cov[:, :, -1].ravel().tolist(),
        logLikelihood=float(result.llf_obs.sum()),
    )


def weighted(series, span):
    ewm = pd.Series(series).ewm(span=span, adjust=False)
    mean, variance = ewm.mean(), ewm.var(bias=True)
    z = (pd.Series(series) - mean.shift()) / np.sqrt(variance.shift())
    return dict(z=z.iloc[50::50].tolist())


def seasonal(values, bins):
    values, bins = np.array(values), np.array(bins)
    tests = [ttest_ind(values[bins == b], values[bins != b], equal_var=False) for b in np.unique(bins)]
    p = [test.pvalue for test in tests]
    return dict(
        t=[test.statistic for test in tests],
        pValues=p,
        holm=multipletests(p, method="holm")[1].tolist(),
        discovery=multipletests(p, method="fdr_bh")[1].tolist(),
        means=[values[bins == b].mean() for b in np.unique(bins)],
        deviations=[values[bins == b].std(ddof=1) for b in np.unique(bins)],
    )


def without_nan(value):
    """JSON has no NaN: critical values that do not exist are null."""
    if isinstance(value, dict):
        return {key: without_nan(each) for key, each in value.items()}
    if isinstance(value, list):
        return [without_nan(each) for each in value]
    return None if isinstance(value, float) and np.isnan(value) else value


answers = dict(
    adf=adf,
    engleGranger=engle_granger,
    johansen=johansen,
    markov=markov,
    runLengths=run_lengths,
    ornsteinUhlenbeck=ornstein_uhlenbeck,
    kalman=kalman,
    weighted=weighted,
    seasonal=seasonal,
)
with open(sys.argv[1]) as file:
    questions = json.load(file)
with open(sys.argv[2], "w") as file:
    json.dump(without_nan({name: answers[q.pop("kind")](**q) for name, q in questions.items()}), file)
