"""Prints what update rules do to two parameters, by their published formulas, to 50 digits.

The loss is f(x, y) = (x - 3 y)^2 / 2 + x / 4 with gradient (x - 3 y + 1/4, -3 (x - 3 y)). A line is:
rule, step, x, y. Needs mpmath.

    python3 optimizers.py > ../resources/dev/wengert/nn/optim/optimizers.txt
"""

from mpmath import mp, mpf, sign, sqrt

mp.dps = 50
STEPS = 12
START = (mpf(1) / 2, mpf(1) / 8)


def gradient(w):
    x, y = w
    return (x - 3 * y + mpf(1) / 4, -3 * (x - 3 * y))


def run(name, update, slots):
    """update(t, w, g, state) -> (w, state), for one of the two parameters."""
    w, states = list(START), [[mpf(0)] * slots for _ in START]
    for t in range(1, STEPS + 1):
        g = gradient(w)
        for i in range(2):
            w[i], states[i] = update(t, w[i], g[i], states[i])
        print(name, t, *[mp.nstr(v, 25) for v in w])


def real(text):
    """The double that a Java program means when it writes a decimal fraction."""
    return mpf(float(text))


def gradient_descent(t, w, g, s):
    # Robbins and Monro, 1951, equation 6.
    return w - real("0.01") * g, s


def momentum(t, w, g, s):
    # Sutskever et al., 2013, equations 1 and 2: their velocity is -rate times ours.
    v = real("0.9") * s[0] - real("0.01") * g
    return w + v, [v]


def adagrad(t, w, g, s):
    # Duchi, Hazan and Singer, 2011, figure 1 (diagonal).
    total = s[0] + g**2
    return w - real("0.1") * g / (sqrt(total) + real("1e-10")), [total]


def rmsprop(t, w, g, s):
    # Tieleman and Hinton, 2012, lecture 6.5, slide 29.
    mean = real("0.9") * s[0] + (1 - real("0.9")) * g**2
    return w - real("0.05") * g / (sqrt(mean) + real("1e-8")), [mean]


def adadelta(t, w, g, s):
    # Zeiler, 2012, algorithm 1.
    rho, eps = real("0.95"), real("1e-6")
    eg = rho * s[0] + (1 - rho) * g**2
    dx = -sqrt(s[1] + eps) / sqrt(eg + eps) * g
    return w + dx, [eg, rho * s[1] + (1 - rho) * dx**2]


def adam(t, w, g, s, decay=mpf(0)):
    # Kingma and Ba, 2015, algorithm 1; decay as Loshchilov and Hutter, 2019, algorithm 2, line 12.
    b1, b2, rate, eps = real("0.9"), real("0.999"), real("0.05"), real("1e-8")
    m = b1 * s[0] + (1 - b1) * g
    v = b2 * s[1] + (1 - b2) * g**2
    mhat, vhat = m / (1 - b1**t), v / (1 - b2**t)
    return w - (rate * mhat / (sqrt(vhat) + eps) + rate * decay * w), [m, v]


def adamw(t, w, g, s):
    return adam(t, w, g, s, real("0.2"))


def nadam(t, w, g, s):
    # Dozat, 2016, algorithm 2, all mu_t = mu.
    mu, nu, rate, eps = real("0.9"), real("0.999"), real("0.05"), real("1e-8")
    ghat = g / (1 - mu**t)
    m = mu * s[0] + (1 - mu) * g
    mhat = m / (1 - mu ** (t + 1))
    n = nu * s[1] + (1 - nu) * g**2
    nhat = n / (1 - nu**t)
    mbar = (1 - mu) * ghat + mu * mhat
    return w - rate * mbar / (sqrt(nhat) + eps), [m, n]


def lion(t, w, g, s):
    # Chen et al., 2023, algorithm 2.
    b1, b2, rate, decay = real("0.9"), real("0.99"), real("0.05"), real("0.2")
    c = b1 * s[0] + (1 - b1) * g
    return w - rate * (sign(c) + decay * w), [b2 * s[0] + (1 - b2) * g]


def nesterov():
    """Sutskever et al., 2013, equations 3 and 4, gradient at theta + mu v; prints that point."""
    mu, rate = real("0.9"), real("0.01")
    theta, v = list(START), [mpf(0), mpf(0)]
    for t in range(1, STEPS + 1):
        g = gradient([a + mu * b for a, b in zip(theta, v)])
        v = [mu * b - rate * d for b, d in zip(v, g)]
        theta = [a + b for a, b in zip(theta, v)]
        print("nesterov", t, *[mp.nstr(a + mu * b, 25) for a, b in zip(theta, v)])


run("gradientDescent", gradient_descent, 0)
run("momentum", momentum, 1)
nesterov()
run("adagrad", adagrad, 1)
run("rmsProp", rmsprop, 1)
run("adadelta", adadelta, 2)
run("adam", adam, 2)
run("adamW", adamw, 2)
run("nadam", nadam, 2)
run("lion", lion, 1)
