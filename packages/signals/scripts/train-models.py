"""Trains models by LightGBM, XGBoost and scikit-learn, and writes them with rows and the libraries' own raw scores.

    python3 train-models.py FILE.json.gz ROWS TREES

For each case: the model in each format, the rows and their scores as little-endian doubles, all in base 64.
"""
import base64
import gzip
import json
import os
import sys
import tempfile

os.environ["OMP_NUM_THREADS"] = "1"
import lightgbm
import numpy
import onnxruntime
import xgboost
from skl2onnx import to_onnx
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier, RandomForestRegressor
from sklearn.tree import DecisionTreeRegressor

answer, count, trees = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
scratch = tempfile.TemporaryDirectory()
folder = scratch.name
random = numpy.random.default_rng(7)
cases = []
FEATURES = 8
TRAINED = max(600, min(4000, 40 * trees))


def table(rows, seed, nans=True):
    """Six numbers, some missing, some zero or next to it, and two categories."""
    r = numpy.random.default_rng(seed)
    x = r.normal(size=(rows, FEATURES)).round(r.integers(1, 9))
    x[r.random(x.shape) < 0.05] = 0.0
    x[r.random(x.shape) < 0.02] = 1e-36
    x[:, 6] = r.integers(0, 12, rows)
    x[:, 7] = r.integers(0, 70, rows)
    if nans:
        x[r.random(x.shape) < 0.08] = numpy.nan
    return x


def target(x):
    v = numpy.nan_to_num(x)
    noise = numpy.random.default_rng(3).normal(size=len(x))
    return v[:, 0] + v[:, 1] * v[:, 2] + (v[:, 6] % 3 == 1) + (v[:, 7] % 7 == 2) + 0.3 * numpy.isnan(x[:, 3]) + 0.5 * noise


def keep(name, formats, rows, scores, predictions=()):
    text = lambda data: base64.b64encode(data).decode()
    doubles = lambda values: text(numpy.asarray(values).astype("<f8").tobytes())
    models = {each: text(open(f"{folder}/{name}.{each}", "rb").read()) for each in formats}
    cases.append({"name": name, "models": models, "features": FEATURES, "rows": doubles(rows), "scores": doubles(scores), "predictions": doubles(predictions)})


def strange(x, thresholds=()):
    """Rows that are out of the ordinary: infinities, categories that were never seen, values at thresholds."""
    x = x.copy()
    r = numpy.random.default_rng(11)
    n = len(x)
    for value in (numpy.inf, -numpy.inf, 1e300, -0.0, 1e-35, -1e-35, 1.0000001e-35, 5e-324):
        x[r.integers(0, n, max(1, n // 100)), r.integers(0, 6)] = value
    for value in (-1.0, -0.5, 2.7, 999.0, 31.0, 32.0, 3e9, 1e300, -7.0):
        x[r.integers(0, n, max(1, n // 100)), r.integers(6, 8)] = value
    for feature, threshold in thresholds:
        x[r.integers(0, n, 2), feature] = threshold
    return x


def by_lightgbm(name, parameters, y, nans=True, categories=True):
    x = table(TRAINED, 1, nans)
    y = y(target(x))
    parameters = dict(verbose=-1, num_threads=1, num_leaves=31, min_data_in_leaf=5, min_data_per_group=5, cat_smooth=1.0, max_cat_to_onehot=2, deterministic=True, seed=1) | parameters
    data = lightgbm.Dataset(x, y, categorical_feature=[6, 7] if categories else [])
    booster = lightgbm.train(parameters, data, trees)
    booster.save_model(f"{folder}/{name}.txt")
    dumped = booster.dump_model()
    with open(f"{folder}/{name}.json", "w") as out:
        json.dump(dumped, out)
    found = []

    def walk(node):
        if "left_child" in node:
            if node["decision_type"] == "<=":
                found.append((node["split_feature"], node["threshold"]))
            walk(node["left_child"])
            walk(node["right_child"])

    for tree in dumped["tree_info"]:
        walk(tree["tree_structure"])
    rows = strange(table(count, 2), found[: count // 4])
    keep(name, ["txt", "json"], rows, booster.predict(rows, raw_score=True, num_threads=1), booster.predict(rows, num_threads=1))


def by_xgboost(name, parameters, y, rounds=None, categories=True):
    x = table(TRAINED, 1)
    y = y(target(x))
    parameters = dict(max_depth=5, nthread=1, max_cat_to_onehot=2, seed=1) | parameters
    kinds = ["q"] * 6 + (["c", "c"] if categories else ["q", "q"])
    matrix = lambda v: xgboost.DMatrix(v.astype(numpy.float32), feature_types=kinds, enable_categorical=True)
    data = matrix(x)
    data.set_label(y)
    booster = xgboost.train(parameters, data, rounds or trees)
    booster.save_model(f"{folder}/{name}.json")
    booster.save_model(f"{folder}/{name}.ubj")
    rows = table(count, 2)
    unseen = numpy.random.default_rng(5).integers(0, count, max(1, count // 50))
    rows[unseen, 7] = 200.0
    if not categories:
        rows[unseen, 6] = -3.0
    predictions = () if parameters["objective"] == "multi:softmax" else booster.predict(matrix(rows))
    keep(name, ["json", "ubj"], rows, booster.predict(matrix(rows), output_margin=True), predictions)


def by_sklearn(name, model, y):
    x = table(TRAINED, 1, False).astype(numpy.float32)
    model.fit(x, y(target(x.astype(float))))
    options = {id(model): {"zipmap": False}} if hasattr(model, "predict_proba") else None
    converted = to_onnx(model, x[:1], options=options).SerializeToString()
    with open(f"{folder}/{name}.onnx", "wb") as out:
        out.write(converted)
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(converted, settings, providers=["CPUExecutionProvider"])
    rows = table(count, 2, False)
    rows[0, 0], rows[1, 1] = numpy.inf, -numpy.inf
    answers = session.run(None, {session.get_inputs()[0].name: rows.astype(numpy.float32)})
    keep(name, ["onnx"], rows, answers[-1])


positive = lambda v: (v > 0.5).astype(int)
thirds = lambda v: numpy.digitize(v, [0.0, 1.0])
counts = lambda v: numpy.clip(numpy.round(v + 3), 0, None)
same = lambda v: v
by_lightgbm("lightgbm-binary", dict(objective="binary"), positive)
by_lightgbm("lightgbm-zero", dict(objective="regression", zero_as_missing=True), same)
by_lightgbm("lightgbm-no-missing", dict(objective="regression_l1", use_missing=False), same)
by_lightgbm("lightgbm-complete", dict(objective="huber"), same, nans=False, categories=False)
by_lightgbm("lightgbm-multiclass", dict(objective="multiclass", num_class=3, num_leaves=15), thirds)
by_lightgbm("lightgbm-forest", dict(objective="regression", boosting="rf", bagging_freq=1, bagging_fraction=0.6), same)
by_lightgbm("lightgbm-dart", dict(objective="binary", boosting="dart", drop_rate=0.5), positive)
by_lightgbm("lightgbm-poisson", dict(objective="poisson", num_leaves=64), counts)
by_lightgbm("lightgbm-large", dict(objective="regression", num_leaves=100, min_data_in_leaf=1), same)
by_xgboost("xgboost-binary", dict(objective="binary:logistic"), positive)
by_xgboost("xgboost-regression", dict(objective="reg:squarederror", base_score=0.3), same, categories=False)
by_xgboost("xgboost-multiclass", dict(objective="multi:softprob", num_class=3), thirds)
by_xgboost("xgboost-dart", dict(objective="reg:squarederror", booster="dart", rate_drop=0.5), same)
by_xgboost("xgboost-poisson", dict(objective="count:poisson", max_depth=6), counts)
by_xgboost("xgboost-forest", dict(objective="binary:logistic", num_parallel_tree=5, subsample=0.7, learning_rate=1), positive, 1)
by_xgboost("xgboost-large", dict(objective="reg:squarederror", max_depth=9), same)
few = dict(num_leaves=6)
shares = lambda v: 1 / (1 + numpy.exp(-v))
above = lambda v: numpy.exp(v / 2)
for name, y in dict(fair=same, quantile=same, mape=above, gamma=above, tweedie=above, cross_entropy=shares, cross_entropy_lambda=shares).items():
    by_lightgbm(f"lightgbm-{name}", dict(objective=name) | few, y)
by_lightgbm("lightgbm-sqrt", dict(objective="regression", reg_sqrt=True) | few, same)
by_lightgbm("lightgbm-ova", dict(objective="multiclassova", num_class=3, sigmoid=0.7) | few, thirds)
by_lightgbm("lightgbm-slope", dict(objective="binary", sigmoid=2.5, boosting="goss", path_smooth=1.0, extra_trees=True) | few, positive)
shallow = dict(max_depth=2)
for name, y in {"reg:logistic": shares, "binary:logitraw": positive, "binary:hinge": positive, "reg:gamma": above, "reg:tweedie": above, "reg:absoluteerror": same, "reg:pseudohubererror": same, "reg:squaredlogerror": above, "survival:cox": above, "rank:pairwise": positive}.items():
    by_xgboost("xgboost-" + name.replace(":", "-"), dict(objective=name) | shallow, y)
by_xgboost("xgboost-softmax", dict(objective="multi:softmax", num_class=3) | shallow, thirds)
by_xgboost("xgboost-base", dict(objective="binary:logistic", base_score=0.9, tree_method="exact", booster="dart", rate_drop=0.3), positive, categories=False)
size = max(2, trees // 2)
by_sklearn("onnx-forest", RandomForestRegressor(size, max_depth=5, random_state=1, n_jobs=1), same)
by_sklearn("onnx-large", RandomForestRegressor(size, max_depth=None, min_samples_leaf=3, random_state=1, n_jobs=1), same)
by_sklearn("onnx-classes", RandomForestClassifier(size, max_depth=5, random_state=1, n_jobs=1), thirds)
by_sklearn("onnx-binary", ExtraTreesClassifier(size, max_depth=5, random_state=1, n_jobs=1), positive)
by_sklearn("onnx-tree", DecisionTreeRegressor(max_depth=6, random_state=1), same)
with open(answer, "wb") as out, gzip.GzipFile("", "wb", 9, out, 0) as packed:
    packed.write(json.dumps(cases).encode())
