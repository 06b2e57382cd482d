"""Prints values of functions as NumPy, SciPy and ONNX's reference implementation have them.

A line is JSON: a name, inputs, results. A tensor is [dtype, shape, elements], elements that are no
numbers as words. What none of the three has is written out here in loops. Needs numpy, scipy, onnx.

    python3 names.py > ../resources/dev/wengert/ops/names.jsonl
"""

import json
import math

import numpy as np
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator
from scipy import linalg, special, stats
from scipy.spatial import distance

rng = np.random.default_rng(17)
NAN, INF = float("nan"), float("inf")
EDGES = np.array([0.0, -0.0, 1, -1, 0.5, -2.5, 3.7, 1e-300, 1e300, INF, -INF, NAN])


def element(value):
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    value = float(value)
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return value


def tensor(x):
    x = np.asarray(x)
    kind = {"f": "FLOAT64", "i": "INT32", "b": "BOOL"}[x.dtype.kind]
    return [kind, list(x.shape), [element(v) for v in x.ravel()]]


def case(name, inputs, *results):
    print(json.dumps([name, [tensor(x) for x in inputs], [tensor(y) for y in results]]))


def run(operator, inputs, **attributes):
    """One operator of ONNX's reference implementation."""
    names = ["" if x is None else "x%d" % i for i, x in enumerate(inputs)]
    node = helper.make_node(operator, names, ["y"], **attributes)
    kinds = {"f": TensorProto.DOUBLE, "i": TensorProto.INT64}
    given = [(n, x) for n, x in zip(names, inputs) if x is not None]
    graph = helper.make_graph(
        [node], "one",
        [helper.make_tensor_value_info(n, kinds[x.dtype.kind], x.shape) for n, x in given],
        [helper.make_tensor_value_info("y", TensorProto.DOUBLE, None)])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)])
    return ReferenceEvaluator(model).run(None, dict(given))[0]


def cubic_beyond_border(x, grid, aligned):
    """PyTorch's bicubic reading: each of the elements is the one at the edge, not the place."""
    def weight(t):
        t = abs(t)
        if t <= 1:
            return (1.25 * t - 2.25) * t * t + 1
        return ((-0.75 * t + 3.75) * t - 6) * t + 3 if t < 2 else 0

    h, w = x.shape[2:]
    y = np.zeros(x.shape[:2] + grid.shape[1:3])
    for n, i, j in np.ndindex(*y.shape[:1], *y.shape[2:]):
        gx, gy = grid[n, i, j]
        px = (gx + 1) / 2 * (w - 1) if aligned else ((gx + 1) * w - 1) / 2
        py = (gy + 1) / 2 * (h - 1) if aligned else ((gy + 1) * h - 1) / 2
        for r in range(math.floor(py) - 1, math.floor(py) + 3):
            for c in range(math.floor(px) - 1, math.floor(px) + 3):
                value = x[n, :, min(max(r, 0), h - 1), min(max(c, 0), w - 1)]
                y[n, :, i, j] += weight(py - r) * weight(px - c) * value
    return y


def pairs(a, b):
    return [m.ravel() for m in np.meshgrid(a, b, indexing="ij")]


def elements():
    x, y = pairs(EDGES, EDGES)
    plain = np.abs(y) < 1e200
    with np.errstate(all="ignore"):
        few = (np.abs(x) < 1e200) & plain & ~((np.abs(y) < 1e-200) & (y != 0)) | ~np.isfinite(x * y)
    a, b = x[few], y[few]
    a, b = np.append(a, [1.0, -1.0, 5.5, 1e17, 6e22]), np.append(b, [0.1, 0.1, -1.1, 0.3, 0.7])
    # A tiny divisor of 1 has a quotient beyond what is computed.
    fine = ~((np.abs(b) == 1e-300) & (np.abs(a) > 1e-200))
    a, b = a[fine], b[fine]
    with np.errstate(all="ignore"):
        case("fmod", [a, b], np.fmod(a, b))
        case("remainder", [a, b], np.remainder(a, b))
        case("floorDivide", [a, b], np.floor_divide(a, b))
        case("copySign", [x[y == y], y[y == y]], np.copysign(x[y == y], y[y == y]))
        case("heaviside", [x, y], np.heaviside(x, y))
        case("trunc", [EDGES], np.trunc(EDGES))
        f, n = np.frexp(EDGES[np.isfinite(EDGES)])
        case("frexp", [EDGES[np.isfinite(EDGES)]], f, n)
        tiny = np.array([5e-324, 2.0**-1022, 1.7976931348623157e308, -3.0, 2.0**100 * (1 - 2.0**-53)])
        case("frexp", [tiny], *np.frexp(tiny))
        case("nextAfter", [x, y], np.nextafter(x, y))
        near = np.array([1.0, 1, -1, 2.0**-1022, 5e-324, -5e-324, 1.7976931348623157e308, 0.75])
        to = np.array([2.0, 0, 0, 0, 0, 1, INF, -INF])
        case("nextAfter", [near, to], np.nextafter(near, to))
        single = np.array([1.0, 1, -1, 2.0**-126, 2.0**-149, 0, INF, 3.4028234663852886e38, 0.1],
                          dtype=np.float32)
        far = np.array([2.0, 0, 0, 0, 0, -1, 0, INF, 1], dtype=np.float32)
        after = np.nextafter(single, far)
        case("nextAfter single", [np.float64(single), np.float64(far)], np.float64(after))
        words = np.append(single, np.array([-0.0, -0.1, 1e-40, -INF, NAN, 123.456], dtype=np.float32))
        case("floatBits", [np.float64(words)], words.view(np.int32))
        case("bitsToFloat", [words.view(np.int32)], np.float64(words))
        case("xlogy", [x, y], special.xlogy(x, y))
        case("xlog1py", [x, y], special.xlog1py(x, y))
        case("entr", [EDGES], special.entr(EDGES))
        case("logit", [EDGES], special.logit(EDGES))
        case("sinc", [EDGES[:9]], np.where(EDGES[:9] == 1e300, 0, np.sinc(np.round(EDGES[:9], 12))))
        case("cbrt", [EDGES], np.cbrt(EDGES))
        case("fmax", [x, y], np.fmax(x, y))
        case("fmin", [x, y], np.fmin(x, y))
    i = np.array([7, -7, 7, -7, 0, 2**31 - 1, -(2**31)], dtype=np.int32)
    j = np.array([3, 3, -3, -3, 5, 2, 7], dtype=np.int32)
    case("fmod", [i, j], np.fmod(i, j))
    case("remainder", [i, j], np.remainder(i, j))
    case("floorDivide", [i, j], np.floor_divide(i, j))
    case("bitwiseAnd", [i, j], i & j)
    case("bitwiseOr", [i, j], i | j)
    case("bitwiseXor", [i, j], i ^ j)
    case("bitwiseNot", [i], ~i)
    case("bitCount", [i], np.array([bin(int(v) & 0xFFFFFFFF).count("1") for v in i], dtype=np.int32))
    wide = i.astype(np.int64)[:, None] * i[None, :]
    case("multiplyHigh", [i[:, None], i[None, :]], (wide >> 32).astype(np.int32))
    case("shiftLeft", [i], i << np.int32(4))
    case("shiftRight", [i], i >> np.int32(4))
    g = np.array([12, -18, 0, 0, 7, 46368], dtype=np.int32)
    h = np.array([18, 12, 5, 0, 13, 28657], dtype=np.int32)
    case("gcd", [g, h], np.gcd(g, h))
    case("lcm", [g[:5], h[:5]], np.lcm(g[:5], h[:5]))
    t = np.array([0.0, 0.25, 1.0, 1.5])
    case("lerp", [t - 3, t * 5, t], (t - 3) + t * (t * 5 - (t - 3)))
    px, py = np.array([-1.0, 0.5, 2.0]), np.array([3.0, -1.0, 4.0])
    at = np.array([-2.0, -1.0, 0.0, 0.5, 1.7, 2.0, 9.0, NAN, INF, -INF])
    case("interp", [at, px, py], np.interp(at, px, py))


def without_nan():
    x = rng.standard_normal((4, 5))
    x[0, 1] = x[2, 2] = x[3, 1] = NAN
    x[1, 3] = INF
    y = x.copy()
    y[1, 3] = -INF
    z = np.where(np.isinf(x), 3.0, x)
    case("nanSum", [z], np.nansum(z, 1))
    case("nanMean", [z], np.nanmean(z, 1))
    case("nanVariance", [z], np.nanvar(z, 1))
    case("nanStd", [z], np.nanstd(z, 1))
    for w in (x, y, z):
        case("nanMax", [w], np.nanmax(w, 1))
        case("nanMin", [w], np.nanmin(w, 1))
        case("nanArgmax", [w], np.nanargmax(w, 1))
        case("nanArgmin", [w], np.nanargmin(w, 1))
    case("nanMedian", [z], np.nanmedian(z, 1))
    case("nanQuantile", [z], np.nanquantile(z, 0.3, 1))
    v = np.array([1.0, 3, 2, NAN, 5, 0])
    case("cummax", [v[:3]], np.maximum.accumulate(v[:3]), np.array([0, 1, 1]))
    case("cummax", [v], np.maximum.accumulate(v), np.array([0, 1, 1, 3, 3, 3]))
    case("cummin", [v], np.minimum.accumulate(v), np.array([0, 0, 0, 3, 3, 3]))
    ties = np.array([2.0, 2, 1, 1, 3, 3])
    case("cummax", [ties], np.maximum.accumulate(ties), np.array([0, 1, 1, 1, 4, 5]))
    u = np.array([[3.0, 1, NAN], [1, -2, 3], [NAN, 1, 0.0]])
    values, index, inverse, counts = np.unique(u, True, True, True)
    case("unique", [u], values, index, inverse.reshape(u.shape), counts)
    w = np.array([2, 2, 7, -1, -1, -1, 2], dtype=np.int32)
    values, index, inverse, counts = np.unique(w, True, True, True)
    case("unique", [w], values, index, inverse, counts)
    case("uniqueConsecutive", [w], np.array([2, 7, -1, 2], dtype=np.int32), np.array([0, 2, 3, 6]),
         np.array([0, 0, 1, 2, 2, 2, 3]), np.array([2, 1, 3, 1]))
    case("isIn", [u, np.array([1.0, NAN])], np.isin(u, [1.0, NAN]))
    m = np.round(rng.standard_normal((4, 9)) * 1.5)
    case("mode", [m], stats.mode(m, 1).mode)
    case("correlation", [z[:, [0, 3, 4]]], np.corrcoef(z[:, [0, 3, 4]]))
    edges = np.array([-1.0, 0, 0.5, 2])
    points = np.append(rng.standard_normal(50), [-1.0, 0, 0.5, 2, 2, 3, NAN])
    case("histogram", [points, edges], np.histogram(points[~np.isnan(points)], edges)[0])
    p = rng.standard_normal((60, 2))
    other = np.array([-2.0, 0, 1])
    case("histogramOfPoints", [p, edges, other],
         np.histogramdd(p, [edges, other])[0].astype(np.int32))


def moves():
    x = rng.standard_normal((3, 4))
    for k, mode in enumerate(["reflect", "symmetric", "edge", "wrap"]):
        case("pad%d" % k, [x], np.pad(x, ((1, 2), (3, 0)), mode))
    c = rng.standard_normal((2, 8, 2, 3))
    y = np.zeros((2, 2, 4, 6))
    for n, ch, i, j, h, w in np.ndindex(2, 2, 2, 2, 2, 3):
        y[n, ch, 2 * h + i, 2 * w + j] = c[n, ch * 4 + i * 2 + j, h, w]
    case("pixelShuffle", [c], y)
    case("pixelUnshuffle", [y], c)
    s = np.arange(6.0).reshape(1, 6, 1)
    case("channelShuffle", [s], np.array([0.0, 3, 1, 4, 2, 5]).reshape(1, 6, 1))
    for k in range(-1, 4):
        case("rot90 %d" % k, [x], np.rot90(x, k))
    case("windows", [x], np.lib.stride_tricks.sliding_window_view(x, 2, 1)[:, ::2])
    case("logspace", [], np.logspace(-1, 2, 5, base=3.0))
    case("geomspace", [], np.geomspace(-3, -700, 5))
    case("trilIndices", [], np.array(np.tril_indices(3, -1, 4)))
    case("triuIndices", [], np.array(np.triu_indices(3, 1, 4)))


def positions():
    x = np.round(rng.standard_normal((3, 5)), 2)
    index = rng.integers(-5, 5, (2, 7)).astype(np.int32)
    values = np.round(rng.standard_normal((2, 7)), 2)
    values[0, 3] = 0
    put, most, least, times = x.copy(), x.copy(), x.copy(), x.copy()
    total, count = x.copy(), np.ones_like(x)
    for i, j in np.ndindex(2, 7):
        at = (i, index[i, j])
        put[at] = values[i, j]
        most[at] = max(most[at], values[i, j])
        least[at] = min(least[at], values[i, j])
        times[at] *= values[i, j]
        total[at] += values[i, j]
        count[at] += 1
    for name, y in [("scatter", put), ("scatterMax", most), ("scatterMin", least),
                    ("scatterMul", times), ("scatterMean", total / count)]:
        case(name, [x, index, values], y)
    rows = rng.standard_normal((6, 2))
    rows[4, 0] = 0
    ids = np.array([2, 0, 2, 2, 0, 4], dtype=np.int32)
    parts = [rows[ids == k] for k in range(5)]
    case("segmentSum", [rows, ids], np.array([p.sum(0) for p in parts]))
    case("segmentMean", [rows, ids], np.array([p.mean(0) if len(p) else [0, 0] for p in parts]))
    case("segmentProd", [rows, ids], np.array([p.prod(0) for p in parts]))
    case("segmentMax", [rows, ids], np.array([p.max(0) if len(p) else [-INF] * 2 for p in parts]))
    case("segmentMin", [rows, ids], np.array([p.min(0) if len(p) else [INF] * 2 for p in parts]))
    y = x.copy()
    y[[0, 2], 1:4] = [7.0, 8, 9]
    case("indexSet", [x, np.array([7.0, 8, 9])], y)
    y = x.copy()
    np.add.at(y, ([0, 2, 0],), 1.5)
    case("indexAdd", [x, np.array(1.5)], y)


def windows():
    x = rng.permutation(2 * 1 * 5 * 6).reshape(2, 1, 5, 6).astype(float)
    out, at = np.zeros((2, 1, 2, 3)), np.zeros((2, 1, 2, 3), dtype=np.int32)
    for n, i, j in np.ndindex(2, 2, 3):
        part = x[n, 0, 2 * i:2 * i + 2, 2 * j:2 * j + 2]
        k = int(part.argmax())
        out[n, 0, i, j] = part.max()
        at[n, 0, i, j] = (2 * i + k // 2) * 6 + 2 * j + k % 2
    case("maxPoolWithIndices", [x], out, at)
    back = np.zeros_like(x)
    for n, i, j in np.ndindex(2, 2, 3):
        back[n, 0].flat[at[n, 0, i, j]] = out[n, 0, i, j]
    case("maxUnpool", [out, at], back)
    out, at = np.zeros((2, 1, 3, 4)), np.zeros((2, 1, 3, 4), dtype=np.int32)
    for n, i, j in np.ndindex(2, 3, 4):
        rows = range(i * 5 // 3, -(-(i + 1) * 5 // 3))
        columns = range(j * 6 // 4, -(-(j + 1) * 6 // 4))
        best = max(((x[n, 0, r, c], -(r * 6 + c)) for r in rows for c in columns))
        out[n, 0, i, j], at[n, 0, i, j] = best[0], -best[1]
    case("adaptiveMaxPool", [x], out, at)
    v = rng.standard_normal((2, 2, 4, 3))
    padded = np.pad(v, ((0, 0), (0, 0), (1, 1), (1, 1)))
    cols = np.zeros((2, 8, 3 * 4))
    for n, c, ki, kj, i, j in np.ndindex(2, 2, 2, 2, 3, 4):
        cols[n, c * 4 + ki * 2 + kj, i * 4 + j] = padded[n, c, 2 * i + ki, j + kj]
    case("unfold", [v], cols)
    again = np.zeros_like(padded)
    for n, c, ki, kj, i, j in np.ndindex(2, 2, 2, 2, 3, 4):
        again[n, c, 2 * i + ki, j + kj] += cols[n, c * 4 + ki * 2 + kj, i * 4 + j]
    case("fold", [cols], again[:, :, 1:5, 1:4])
    wide = np.pad(v, ((0, 0), (0, 0), (1, 1), (1, 1)), constant_values=0.5)
    prod = np.zeros((2, 2, 3, 4))
    for n, c, i, j in np.ndindex(2, 2, 3, 4):
        prod[n, c, i, j] = wide[n, c, 2 * i:2 * i + 2, j:j + 2].prod()
    case("reduceWindow", [v], prod)


def resizing():
    x = rng.standard_normal((1, 2, 5, 7))
    for out in ((3, 4), (8, 9), (1, 13)):
        sizes = np.array((1, 2) + out, dtype=np.int64)
        for name, mode, place, anti, a, nearest in [
            ("nearest", "nearest", "asymmetric", 0, -0.75, "floor"),
            ("nearestExact", "nearest", "half_pixel", 0, -0.75, "round_prefer_ceil"),
            ("linear", "linear", "half_pixel", 0, -0.75, None),
            ("linear aligned", "linear", "align_corners", 0, -0.75, None),
            ("linear antialiased", "linear", "half_pixel", 1, -0.75, None),
            ("cubic", "cubic", "half_pixel", 0, -0.75, None),
            ("cubic aligned", "cubic", "align_corners", 0, -0.75, None),
            ("cubic antialiased", "cubic", "half_pixel", 1, -0.5, None),
        ]:
            if out[0] == 1 and "aligned" in name and "anti" not in name:
                continue
            y = run("Resize", [x, None, None, sizes], antialias=anti, cubic_coeff_a=a, mode=mode,
                    coordinate_transformation_mode=place, exclude_outside=anti,
                    nearest_mode=nearest or "floor")
            case("resize " + name, [x], y)
    grid = rng.uniform(-1.6, 1.6, (1, 4, 3, 2))
    for mode in ("linear", "nearest", "cubic"):
        for outside in ("zeros", "border", "reflection"):
            for aligned in (0, 1):
                # ONNX's moves the place itself to the border.
                own = mode == "cubic" and outside == "border"
                y = cubic_beyond_border(x, grid, aligned) if own else run(
                    "GridSample", [x, grid], mode=mode, padding_mode=outside, align_corners=aligned)
                case("gridSample %s %s %d" % (mode, outside, aligned), [x, grid], y)
    theta = rng.standard_normal((2, 2, 3))
    for aligned in (0, 1):
        ys = np.linspace(-1, 1, 3) if aligned else (2 * np.arange(3) + 1) / 3 - 1
        xs = np.linspace(-1, 1, 4) if aligned else (2 * np.arange(4) + 1) / 4 - 1
        base = np.stack([*np.meshgrid(xs, ys), np.ones((3, 4))], -1)
        case("affineGrid %d" % aligned, [theta], np.einsum("hwk,nik->nhwi", base, theta))


def products():
    a, b = rng.standard_normal((2, 3, 4)), rng.standard_normal((3, 4, 2))
    case("tensordot", [a, b], np.tensordot(a, b, 2))
    case("tensordot axes", [a, b], np.tensordot(a, b, ([2, 0], [1, -1])))
    u, v = rng.standard_normal((4, 3)), rng.standard_normal(3)
    case("cross", [u, v], np.cross(u, v))
    case("cdist", [u, a[0].T], distance.cdist(u, a[0].T))
    case("cdist 1", [u, a[0].T], distance.cdist(u, a[0].T, "cityblock"))
    case("pdist", [u], distance.pdist(u))
    m = rng.standard_normal((2, 3, 3))
    for n in (-2, 0, 1, 5):
        case("matrixPower %d" % n, [m], np.linalg.matrix_power(m, n))
    large = np.array([[0.0, 40], [0, -3]])
    case("matrixExp", [m], np.stack([linalg.expm(e) for e in m]))
    case("matrixExp", [large], linalg.expm(large))
    case("matrixExp", [m * 0], np.stack([np.eye(3)] * 2))
    p, q = np.array([2.0, -1, 0, 3, 5]), np.array([1.5, 2, -4])
    x = rng.standard_normal((2, 2))
    case("polyval", [p, x], np.polyval(p, x))
    case("polymul", [p, q], np.polymul(p, q))
    exact = np.array([1.0, -1, 2, 5, 3])
    case("polydiv", [exact, np.array([1.0, 1])], *np.polydiv(exact, np.array([1.0, 1])))
    case("polydiv", [p, q], *np.polydiv(p, q))
    case("polyder", [p], np.polyder(p))
    case("polyint", [p], np.polyint(p, 1, 7.0))
    case("vander", [v], np.vander(v, 4))


def losses():
    x, y = rng.standard_normal((3, 4)), rng.standard_normal((3, 4))
    e = np.abs(x - y)
    case("smoothL1Loss", [x, y], np.where(e < 0.8, e * e / 1.6, e - 0.4))
    var = np.abs(rng.standard_normal((3, 4))) + 0.1
    case("gaussianNllLoss", [x, y, var], 0.5 * (np.log(var) + (x - y) ** 2 / var))
    case("poissonNllLoss", [x, np.abs(y)], np.exp(x) - np.abs(y) * x)
    sign = np.sign(rng.standard_normal((3, 4)))
    case("marginRankingLoss", [x, y, sign], np.maximum(0, -sign * (x - y) + 0.3))
    case("hingeEmbeddingLoss", [x, sign], np.where(sign > 0, x, np.maximum(0, 0.7 - x)))
    case("softMarginLoss", [x, sign], np.log1p(np.exp(-sign * x)))
    t = np.array([2, 0, 3], dtype=np.int32)
    for p in (1, 2):
        loss = np.zeros(3)
        for n in range(3):
            for j in range(4):
                if j != t[n]:
                    loss[n] += max(0, 1.2 - x[n, t[n]] + x[n, j]) ** p / 4
        case("multiMarginLoss %d" % p, [x, t], loss)
    # The example of PyTorch's documentation, and rows with one class, none and all.
    s = np.array([[0.1, 0.2, 0.4, 0.8], [1.0, -1, 2, 0], [1.0, -1, 2, 0], [1.0, -1, 2, 0]])
    t = np.array([[3, 0, -1, 1], [1, -1, 0, 2], [-1, 2, 1, 0], [0, 1, 2, 3]], dtype=np.int32)
    loss = np.zeros(4)
    for n in range(4):
        named = []
        for k in t[n]:
            if k < 0:
                break
            named.append(int(k))
        for j in named:
            loss[n] += sum(max(0, 1 - (s[n, j] - s[n, i])) for i in range(4) if i not in named) / 4
    assert abs(loss[0] - 0.85) < 1e-12
    case("multiLabelMarginLoss", [s, t], loss)
    y = (sign > 0).astype(float)
    bce = y * np.log1p(np.exp(-x)) + (1 - y) * np.log1p(np.exp(x))
    case("multiLabelSoftMarginLoss", [x, y], bce.mean(1))


for part in (elements, without_nan, moves, positions, windows, resizing, products, losses):
    part()
