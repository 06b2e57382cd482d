"""Prints values and first and second derivatives of functions of one number, exact to all digits.

A line is: name, argument, value, slope, second derivative, each the nearest double. Needs mpmath.

    python3 accuracy.py > ../resources/dev/wengert/ops/accuracy.txt
"""

import random

from mpmath import (
    acos, acosh, asin, asinh, atan, atanh, cos, cosh, diff, erf, erfc, exp, expm1, inf, log, log1p,
    mp, mpf, pi, sin, sinh, sqrt, tan, tanh,
)

mp.prec = 1500
random.seed(11)

SELU_ALPHA = mpf(1.6732632423543772)
SELU_SCALE = mpf(1.0507009873554805)


def sigmoid(x):
    return exp(x) / (1 + exp(x)) if x < 0 else 1 / (1 + exp(-x))


def softplus(x):
    return log1p(exp(-abs(x))) + (x if x > 0 else 0)


def elu(alpha):
    return lambda x: x if x > 0 else alpha * expm1(x)


def gelu(x):
    """Beyond 60 the rest is no double."""
    return x * erfc(-x / sqrt(mpf(2))) / 2 if abs(x) < 60 else max(x, mpf(0))


def gelu_tanh(x):
    return x * sigmoid(2 * sqrt(2 / pi) * (x + mpf(0.044715) * x**3))


FUNCTIONS = {
    "sigmoid": sigmoid,
    "logSigmoid": lambda x: -softplus(-x),
    "tanh": tanh,
    "softplus": softplus,
    "softsign": lambda x: x / (1 + abs(x)),
    "elu": elu(1),
    "selu": lambda x: SELU_SCALE * elu(SELU_ALPHA)(x),
    "silu": lambda x: x * sigmoid(x),
    "mish": lambda x: x * tanh(softplus(x)),
    "gelu": gelu,
    "geluTanh": gelu_tanh,
    "exp": exp,
    "expm1": expm1,
    "log": log,
    "log1p": log1p,
    "log2": lambda x: log(x, 2),
    "log10": lambda x: log(x, 10),
    "sqrt": sqrt,
    "rsqrt": lambda x: 1 / sqrt(x),
    "reciprocal": lambda x: 1 / x,
    "square": lambda x: x * x,
    "sin": sin,
    "cos": cos,
    "tan": tan,
    "asin": asin,
    "acos": acos,
    "atan": atan,
    "sinh": sinh,
    "cosh": cosh,
    "asinh": asinh,
    "acosh": acosh,
    "atanh": atanh,
    "erf": lambda x: erf(x) if abs(x) < 60 else mpf(1 if x > 0 else -1),
    "sinc": lambda x: sin(pi * x) / (pi * x),
    "cbrt": lambda x: x ** (mpf(1) / 3) if x > 0 else -((-x) ** (mpf(1) / 3)),
    "entr": lambda x: -x * log(x),
    "logit": lambda x: log(x / (1 - x)),
    "log1mExp": lambda x: log(-expm1(x)),
}

DOMAINS = {name: (mpf(0), inf) for name in ("log", "log2", "log10", "sqrt", "rsqrt")}
DOMAINS.update({name: (mpf(-1), mpf(1)) for name in ("asin", "acos", "atanh")})
DOMAINS.update({"log1p": (mpf(-1), inf), "acosh": (mpf(1), inf)})
DOMAINS.update({"entr": (mpf(0), inf), "logit": (mpf(0), mpf(1)), "log1mExp": (-inf, mpf(0))})

FAR = [20, 30, 37.5, 40, 100, 700, 709.9, 1e4, 1e8, 1e20, 1e160, 1e300]


def points(name):
    low, high = DOMAINS.get(name, (-inf, inf))
    far = FAR[:9] if name in ("sin", "cos", "tan", "sinc") else FAR
    candidates = [s * x for x in far for s in (1, -1)]
    for scale in (1, 5, 40):
        candidates += [random.uniform(-scale, scale) for _ in range(10)]
    candidates += [random.choice([-1, 1]) * 2.0 ** random.uniform(-60, 1) for _ in range(10)]
    if name == "acosh":
        candidates += [1 + 2.0 ** random.uniform(-50, 1) for _ in range(10)]
    return [x for x in candidates if low < x < high]


def number(value):
    if abs(value) < mpf(2) ** 1024:
        return float(value).hex()
    return "inf" if value > 0 else "-inf"


def main():
    for name, function in FUNCTIONS.items():
        for x in points(name):
            at = mpf(x)
            h = abs(at) * mpf(2) ** -400
            slope = diff(function, at, 1, h=h)
            bend = diff(function, at, 2, h=h)
            print(name, float(x).hex(), *[number(v) for v in (function(at), slope, bend)])


if __name__ == "__main__":
    main()
