"""Prints values of the functions that loops compute, exact to 100 bits and more.

A line is: name, arguments, the nearest double, and what it lacks. Needs mpmath.

    python3 functions.py > ../resources/dev/wengert/cpu/loop/functions.txt
"""

import random

from mpmath import atan2, cos, erf, erfc, exp, expm1, log, log1p, mp, mpf, pi, power, sin, sqrt
from mpmath import tanh

mp.prec = 240
random.seed(7)
N = 120


def uniform(low, high, count=N):
    return [random.uniform(low, high) for _ in range(count)]


def magnitudes(low, high, count=N):
    """Numbers of either sign whose logarithms to base 2 are uniform."""
    return [random.choice([-1, 1]) * 2.0 ** random.uniform(low, high) for _ in range(count)]


def show(name, function, points):
    for point in points:
        arguments = point if isinstance(point, tuple) else (point,)
        value = function(*[mpf(a) for a in arguments])
        high = float(value)
        low = float(value - mpf(high)) if abs(high) < 1e308 else 0.0
        print(name, *[float(a).hex() for a in arguments], high.hex(), low.hex())


def main():
    small = magnitudes(-60, 0)
    angles = uniform(-(2.0**20), 2.0**20) + uniform(-7, 7) + magnitudes(-60, 60)
    angles += [float(k * pi / 2) for k in range(1, 60)]
    show("EXP", exp, uniform(-745, 709) + uniform(-1, 1) + small)
    show("EXPM1", expm1, uniform(-40, 709) + uniform(-1.5, 1.5) + small)
    positive = [abs(x) for x in magnitudes(-1070, 1020)]
    show("LOG", log, positive + uniform(0.5, 2) + [1 + x for x in magnitudes(-40, -2)])
    show("LOG1P", log1p, [abs(x) for x in magnitudes(-60, 1020)] + uniform(-0.99, 2) + small)
    show("TANH", tanh, uniform(-20, 20) + uniform(-2, 2) + small)
    show("SIGMOID", lambda x: 1 / (1 + exp(-x)), uniform(-700, 40) + uniform(-8, 8) + small)
    show("ERF", erf, uniform(-6.2, 6.2) + uniform(-1.2, 1.2) + small)
    show("SIN", sin, angles)
    show("COS", cos, angles)
    show("ATAN2", atan2, list(zip(uniform(-2, 2), uniform(-2, 2))))
    show("ATAN2", atan2, list(zip(magnitudes(-300, 300), magnitudes(-300, 300))))
    show("ATAN2", atan2, list(zip(magnitudes(-4, 4), magnitudes(-4, 4))))
    show("POW", power, list(zip(uniform(0, 10), uniform(-20, 20))))
    show("POW", power, list(zip(positive, uniform(-0.9, 0.9))))
    show("POW", power, [(1 + x, y) for x, y in zip(magnitudes(-20, -3), magnitudes(4, 12))])
    show("POW", power, [(x, float(random.randint(-30, 30))) for x in uniform(-9, 0)])
    show("LOG2", lambda x: log(x, 2), positive + uniform(0.5, 2) + [1 + x for x in small])
    show("LOG2", lambda x: log(x, 2), [2.0**n for n in range(-1074, 1024, 9)])
    show("LOG10", lambda x: log(x, 10), positive + uniform(0.5, 2) + [1 + x for x in small])
    show("LOG10", lambda x: log(x, 10), [10.0**n for n in range(-307, 309)])
    logistic = uniform(-700, 700) + uniform(-8, 8) + small
    show("LOGISTIC_PDF", lambda x: exp(-abs(x)) / (1 + exp(-abs(x))) ** 2, logistic)
    normal = uniform(-38.5, 9) + uniform(-5, 5) + uniform(-38.5, 0) + small
    show("NORMAL_CDF", lambda x: erfc(-x / sqrt(mpf(2))) / 2, normal)
    show("EXP_MUL", lambda x, y: exp(x * y), list(zip(uniform(-26, 26), uniform(-26, 26))))
    show("EXP_MUL", lambda x, y: exp(x * y), [(x, -x) for x in uniform(-27, 27)])
    show("EXP_MUL", lambda x, y: exp(x * y), [(x, -x / 2) for x in uniform(-38, 38)])


if __name__ == "__main__":
    main()
