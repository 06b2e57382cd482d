"""Prints what words of the guide's page of names must give, as NumPy and SciPy compute it.

A line is JSON: the words, the shape, the elements. Needs numpy and scipy.

    python3 names.py > ../resources/dev/wengert/examples/documents/names.jsonl
"""

import json
import math

import numpy as np
from scipy import linalg, special

x = np.array([[0.5, 0.25, 0.75], [0.125, 0.625, 0.375]])
y = np.array([[0.25, 0.5, 0.75], [0.5, 0.875, 0.625]])
v = np.array([0.5, 0.25, 0.125])
w = np.array([0.25, 0.5, 0.75])
a = np.array([[4.0, 1, 0], [1, 3, 1], [0, 1, 2]])
b = np.array([[1.0, 2, 0], [0, 1, 1], [2, 0, 1]])
n, m, index = np.array([6, 3, 5]), np.array([4, 9, 5]), np.array([2, 0, 2])
along = np.array([[2, 0, 1], [0, 0, 1]])
mask = x > 0.3
signs = np.where(mask, 1.0, -1.0)


def put(target, at, values):
    result = target.copy()
    result[at] = values
    return result


def clz(k):
    return 32 - int(k).bit_length()


PAGE = {
    "x.plus(x.div(y).times(0.5))": x + 0.5 * x / y,
    "x.times(Math.PI / 180)": np.deg2rad(x),
    "x.times(180 / Math.PI)": np.rad2deg(x),
    "n.div(m)": n // m,
    "pow(2, x)": np.exp2(x),
    "v.times(pow(2, n.to(v.dtype())))": np.ldexp(v, n),
    "log1mExp(x.unaryMinus())": np.log1p(-np.exp(-x)),
    "logAddExp(x.times(Math.log(2)), y.times(Math.log(2))).div(Math.log(2))": np.logaddexp2(x, y),
    "round(x.times(100)).div(100)": np.around(x, 2),
    "y.minus(x)": y - x,
    "bitwiseAnd(shiftRight(n, 2), Tensor.scalar(Integer.MAX_VALUE >> 1))": n >> 2,
    "argmax(concat(-1, flip(bits(n), -1).to(DType.INT32), Tensor.ones(DType.INT32, 3, 1)), -1)":
        np.array([clz(k) for k in n]),
    "fromBits(remainder(sum(bits(n).to(DType.INT32), 0), Tensor.scalar(2)).to(DType.BOOL))":
        np.bitwise_xor.reduce(n),
    "softmax(where(mask, x, Double.NEGATIVE_INFINITY), -1)":
        special.softmax(np.where(mask, x, -np.inf), -1),
    "where(x.ge(1), x, square(maximum(x, -1).plus(1)).div(4))": (x + 1) ** 2 / 4,
    "clamp(x.plus(1).div(2), 0, 1)": np.clip((x + 1) / 2, 0, 1),
    "x.plus(hypot(x, Tensor.scalar(2.0))).div(2)": (x + np.sqrt(x * x + 4)) / 2,
    "x.minus(tanh(x))": x - np.tanh(x),
    "softmax(x.unaryMinus(), -1)": special.softmax(-x, -1),
    "x.get(Index.positions(1, 0, 1), Index.positions(0, 1, 2))": np.choose([1, 0, 1], x),
    "where(x.lt(0.2), 0, where(x.lt(0.6), x, y))":
        np.select([x < 0.2, x < 0.6], [np.zeros_like(x), x], y),
    "sum(x.times(w), 1).div(sum(w))": np.average(x, 1, w),
    "norm(x.minus(y))": np.linalg.norm(x - y),
    "logSumExp(x, 1).minus(Math.log(3))": np.log(np.exp(x).mean(1)),
    "sort(x, 1).get(\":, 1\")": np.partition(x, 1, 1)[:, 1],
    "max(x, 1).minus(min(x, 1))": np.ptp(x, 1),
    "quantile(x, 0.9, 1)": np.percentile(x, 90, 1),
    "x.times(minimum(norm(x, Norm.L2, true, 1).pow(-1).times(0.5), 1))":
        x * np.minimum(0.5 / np.linalg.norm(x, axis=1, keepdims=True), 1),
    "std(x, 1, false, 1)": np.std(x, 1, ddof=1),
    "std(x, 1)": np.std(x, 1),
    "sum(Rearrangement.windows(x, 1, 2, 1), 1, 2).div(2)": np.trapezoid(x, axis=1),
    "vmap(row -> cumsum(row, 0), x)": np.apply_along_axis(np.cumsum, 1, x),
    "polymul(v, w)": np.convolve(v, w),
    "polymul(v, flip(w))": np.correlate(v, w, "full"),
    "correlation(x)": np.corrcoef(x),
    "covariance(x)": np.cov(x),
    "diff(flatten(x), 0)": np.ediff1d(x),
    "searchSorted(sort(v, 0), x, true)": np.digitize(x, np.sort(v)),
    "concat(0, diff(v, 0).get(\"0:1\"), v.get(\"2:\").minus(v.get(\":-2\")).div(2),"
    " diff(v, 0).get(\"-1:\"))": np.gradient(v),
    "histogram(x, linspace(0, 1, 5))": np.histogram(x, np.linspace(0, 1, 5))[0],
    "histogramOfPoints(x.transpose(), List.of(linspace(0, 1, 3), linspace(0, 1, 4)))":
        np.histogram2d(x[0], x[1], [np.linspace(0, 1, 3), np.linspace(0, 1, 4)])[0],
    "interp(x, linspace(0, 1, 3), v)": np.interp(x, np.linspace(0, 1, 3), v),
    "take(argsort(n, 0, false), argsort(take(m, argsort(n, 0, false), 0), 0, false), 0)":
        np.lexsort((n, m)),
    "v.minus(cumsum(concat(0, Tensor.of(0.0), round(diff(v, 0).div(2 * Math.PI))), 0)"
    ".times(2 * Math.PI))": np.unwrap(v),
    "maskedSelect(unique(v).values(), isIn(unique(v).values(), w))": np.intersect1d(v, w),
    "maskedSelect(unique(v).values(), not(isIn(unique(v).values(), w)))": np.setdiff1d(v, w),
    "unique(concat(0, maskedSelect(v, not(isIn(v, w))), maskedSelect(w, not(isIn(w, v))))).values()":
        np.setxor1d(v, w),
    "unique(concat(0, v, w)).values()": np.union1d(v, w),
    "concat(0, concat(1, x, y), concat(1, y, x))": np.block([[x, y], [y, x]]),
    "stack(1, v, w)": np.column_stack([v, w]),
    "stack(2, x, y)": np.dstack([x, y]),
    "concat(0, v.get(\"0:1\"), v.get(\"2:\"))": np.delete(v, 1),
    "concat(0, v.get(\":1\"), Tensor.of(7.0), v.get(\"1:\"))": np.insert(v, 1, 7),
    "tile(flatten(x), 2).get(\":8\").reshape(2, 4)": np.resize(x, (2, 4)),
    "rot90(x, 1, 0, 1)": np.rot90(x),
    "tile(x, 2, 3)": np.tile(x, (2, 3)),
    "Shapes.repeat(x, 2, 1)": np.repeat(x, 2, 1),
    "a.minus(diag(diagonal(a))).plus(diag(v))": put(a, ([0, 1, 2], [0, 1, 2]), v),
    "gather(x, along, 1)": np.take_along_axis(x, along, 1),
    "indexAdd(a, v, Index.positions(index))":
        a + np.array([[1], [0], [2]]) * v,
    "indexSet(a, b, Index.positions(2, 0, 1))": put(a, [2, 0, 1], b),
    "indexSet(a, Tensor.scalar(7.0), Index.positions(2, 0))": put(a, [2, 0], 7),
    "indexSet(x, Tensor.scalar(7.0), Index.at(0), Index.positions(2, 0))": put(x, (0, [2, 0]), 7),
    "maximum(a, segmentMax(b, index, 3))":
        np.stack([np.maximum(a[0], b[1]), a[1], np.maximum(a[2], np.maximum(b[0], b[2]))]),
    "indexSet(x, flatten(y).get(Index.to((int) countNonZero(mask).item())), Index.mask(mask))":
        put(x, mask, y.ravel()[:mask.sum()]),
    "maskedSelect(x, mask)": np.extract(mask, x),
    "indexSet(flatten(x), v, Index.positions(4, 0, 1)).reshape(x.shape())":
        put(x.ravel(), [4, 0, 1], v).reshape(2, 3),
    "scatterAdd(x, along, y.unaryMinus(), 1)":
        x - np.array([[0.5, 0.75, 0.25], [1.375, 0.625, 0]]),
    "indexSet(x, square(x.get(Index.at(1))), Index.at(1))": np.stack([x[0], x[1] ** 2]),
    "indexSet(x, v, Index.at(1))": np.stack([x[0], v]),
    "indexSet(x, y.get(\":, 1:3\"), Index.all(), Index.range(0, 2))":
        np.concatenate([y[:, 1:], x[:, 2:]], 1),
    "take(flatten(x), index, 0)": np.take(x, index),
    "argwhere(triu(Tensor.ones(DType.INT32, 3, 3), 1).to(DType.BOOL)).transpose()":
        np.array(np.mask_indices(3, np.triu, 1)),
    "n.times(10).plus(m)": np.ravel_multi_index((n, m), (10, 10)),
    "floorDivide(n, Tensor.scalar(3))": np.unravel_index(n, (3, 3))[0],
    "remainder(n, Tensor.scalar(3))": np.unravel_index(n, (3, 3))[1],
    "Operators.minus(1, abs(linspace(-1, 1, 9)))": np.bartlett(9),
    "cos(linspace(0, 2 * Math.PI, 9)).times(-0.5).plus(0.42)"
    ".plus(cos(linspace(0, 4 * Math.PI, 9)).times(0.08))": np.blackman(9),
    "cos(linspace(0, 2 * Math.PI, 9)).times(-0.46).plus(0.54)": np.hamming(9),
    "cos(linspace(0, 2 * Math.PI, 9)).times(-0.5).plus(0.5)": np.hanning(9),
    "geomspace(1, 1000, 4)": np.geomspace(1, 1000, 4),
    "logspace(0, 3, 4, 10)": np.logspace(0, 3, 4),
    "tril(Tensor.ones(DType.FLOAT64, 3, 4))": np.tri(3, 4),
    "a.plus(a.matmul(b))": a + a @ b,
    "v.plus(a.matmul(w))": v + a @ w,
    "a.plus(outer(v, w))": a + np.outer(v, w),
    "blockDiag(x, a)": linalg.block_diag(x, a),
    "inverse(a.matmul(a.transpose()))": np.linalg.inv(a @ a.T),
    "solve(a.matmul(a.transpose()), b)": np.linalg.solve(a @ a.T, b),
    "kron(x, y)": np.kron(x, y),
    "cross(v, w, 0)": np.cross(v, w),
    "solve(tril(a), b)": linalg.solve_triangular(np.tril(a), b, lower=True),
    "matmul(x, a, false, true).plus(v)": x @ a.T + v,
    "norm(x.minus(y).plus(1e-6), Norm.L2, -1)": np.linalg.norm(x - y + 1e-6, axis=-1),
    "sum(x.times(y), -1)": np.vecdot(x, y),
    "v.matmul(a)": np.vecmat(v, a),
    "polymul(Tensor.of(1.0, -2), Tensor.of(1.0, -3))": np.poly([2, 3]),
    "v.minus(pad(w.get(\"1:\"), new int[] {1}, new int[] {0}))": np.polysub(v, w[1:]),
    "solve(matmul(vander(v, 2), vander(v, 2), true, false), vander(v, 2).transpose().matmul(w))":
        np.polyfit(v, w, 1),
    "polyval(v, x)": np.polyval(v, x),
    "vander(v, 3)": np.vander(v, 3),
    "a.times(minimum(norm(a, Norm.L2, true, 1).pow(-1), 1))":
        a * np.minimum(1 / np.linalg.norm(a, axis=1, keepdims=True), 1),
    "segmentMean(embedding(a, index), Tensor.of(0, 0, 1), 2)":
        np.stack([(a[2] + a[0]) / 2, a[2]]),
    "nllLoss(concat(1, logSoftmax(x, 1).get(\":, :2\"), logSoftmax(x, 1).get(\":, 2:\")"
    ".plus(logSoftmax(y, 1))), classes)":
        -np.mean([special.log_softmax(x[0])[2] + special.log_softmax(y[0])[0],
                  special.log_softmax(x[1])[0]]),
    "smoothL1Loss(x, y, 1, Reduce.MEAN)": ((x - y) ** 2 / 2).mean(),
    "softMarginLoss(x, signs, Reduce.MEAN)": np.log1p(np.exp(-signs * x)).mean(),
    "mean(relu(sum(abs(x.minus(y)), -1).minus(sum(abs(x.minus(signs)), -1)).plus(1)))":
        np.maximum(0, abs(x - y).sum(-1) - abs(x - signs).sum(-1) + 1).mean(),
}

for words, value in PAGE.items():
    value = np.asarray(value)
    print(json.dumps([words, list(value.shape), [float(e) for e in value.ravel()]]))
