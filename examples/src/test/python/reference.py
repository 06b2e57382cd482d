"""Trains six variants of the regularization experiment on the built-in set with NumPy and
hand-written backward passes, and prints what the Java training must reproduce.

    python3 reference.py > ../resources/dev/wengert/examples/regularization/builtin_experiment.json
"""

import json

import numpy as np

RATE, LAMBDA, KEEP, EPSILON, MOMENTUM = 0.3, 0.7, 0.86, 1e-5, 0.1

# With layer normalization the descent at this rate is chaotic: a rounding error grows tenfold every
# fifteen steps, so two right programs agree for the first steps only.
ITERATIONS = {
    "none": 30000,
    "l2": 30000,
    "dropout": 30000,
    "batchnorm": 30000,
    "layernorm": 60,
    "standardized": 30000,
}


def draw(random, size):
    """The built-in set: two classes split by a noisy diagonal."""
    points, labels = np.empty((2, size)), np.empty((1, size))
    for i in range(size):
        points[0, i] = -0.8 + 1.6 * random.random_sample()
        points[1, i] = -0.8 + 1.6 * random.random_sample()
        labels[0, i] = points[1, i] - points[0, i] + 0.15 * random.randn() > 0
    return points, labels


def forward(p, x, variant, masks, running):
    """Returns logits and what the backward pass needs; running is None in training."""
    kept, value = [], x
    for layer in (1, 2):
        z = p[f"W{layer}"] @ value + p[f"b{layer}"]
        scaled = z
        hat = root = None
        if variant in ("batchnorm", "layernorm"):
            axis = 1 if variant == "batchnorm" else 0
            if running is not None and variant == "batchnorm":
                mean, variance = running[layer]
            else:
                mean = z.mean(axis=axis, keepdims=True)
                variance = ((z - mean) ** 2).mean(axis=axis, keepdims=True)
            root = np.sqrt(variance + EPSILON)
            hat = (z - mean) / root
            scaled = p[f"g{layer}"] * hat + p[f"s{layer}"]
        active = np.maximum(scaled, 0)
        if masks:
            active = active * masks[layer - 1] / KEEP
        kept.append((value, z, hat, root, scaled))
        value = active
    return p["W3"] @ value + p["b3"], kept, value


def backward(p, logits, kept, last, y, variant, masks):
    m = y.shape[1]
    g = {}
    d = (1 / (1 + np.exp(-logits)) - y) / m
    g["W3"], g["b3"] = d @ last.T, d.sum(axis=1, keepdims=True)
    d = p["W3"].T @ d
    for layer in (2, 1):
        below, z, hat, root, scaled = kept[layer - 1]
        if masks:
            d = d * masks[layer - 1] / KEEP
        d = d * (scaled > 0)
        if hat is not None:
            g[f"g{layer}"] = (d * hat).sum(axis=1, keepdims=True)
            g[f"s{layer}"] = d.sum(axis=1, keepdims=True)
            d = d * p[f"g{layer}"]
            axis = 1 if variant == "batchnorm" else 0
            d = (
                d
                - d.mean(axis=axis, keepdims=True)
                - hat * (d * hat).mean(axis=axis, keepdims=True)
            ) / root
        g[f"W{layer}"], g[f"b{layer}"] = d @ below.T, d.sum(axis=1, keepdims=True)
        d = p[f"W{layer}"].T @ d
    if variant == "l2":
        for layer in (1, 2, 3):
            g[f"W{layer}"] = g[f"W{layer}"] + LAMBDA / m * p[f"W{layer}"]
    return g


def cost(p, logits, y, variant):
    m = y.shape[1]
    loss = np.maximum(logits, 0) - logits * y + np.log1p(np.exp(-np.abs(logits)))
    total = loss.sum() / m
    if variant == "l2":
        total += LAMBDA / (2 * m) * sum((p[f"W{layer}"] ** 2).sum() for layer in (1, 2, 3))
    return total


def train(variant, x, y, x_test, y_test):
    m = x.shape[1]
    if variant == "standardized":
        mean, deviation = x.mean(axis=1, keepdims=True), x.std(axis=1, keepdims=True)
        x, x_test = (x - mean) / deviation, (x_test - mean) / deviation
    random = np.random.RandomState(3)
    units = (2, 20, 3, 1)
    p = {}
    for layer in (1, 2, 3):
        n, below = units[layer], units[layer - 1]
        p[f"W{layer}"] = random.randn(n, below) / np.sqrt(below)
        p[f"b{layer}"] = np.zeros((n, 1))
        if variant in ("batchnorm", "layernorm") and layer < 3:
            p[f"g{layer}"], p[f"s{layer}"] = np.ones((n, 1)), np.zeros((n, 1))
    masks = None
    if variant == "dropout":
        random = np.random.RandomState(1)
        masks = [random.rand(20, m) < KEEP, random.rand(3, m) < KEEP]
    running = {layer: (np.zeros((units[layer], 1)), np.ones((units[layer], 1))) for layer in (1, 2)}
    costs = []
    iterations = ITERATIONS[variant]
    for i in range(iterations):
        logits, kept, last = forward(p, x, variant, masks, None)
        if i % -(-iterations // 30) == 0 or i == iterations - 1:
            costs.append([i, float(cost(p, logits, y, variant))])
        if variant == "batchnorm":
            for layer in (1, 2):
                z = kept[layer - 1][1]
                mean, variance = running[layer]
                running[layer] = (
                    (1 - MOMENTUM) * mean + MOMENTUM * z.mean(axis=1, keepdims=True),
                    (1 - MOMENTUM) * variance + MOMENTUM * z.var(axis=1, ddof=1, keepdims=True),
                )
        for name, gradient in backward(p, logits, kept, last, y, variant, masks).items():
            p[name] = p[name] - RATE * gradient

    def accuracy(points, labels):
        logits = forward(p, points, variant, None, running)[0]
        return float(((logits > 0) == labels).mean())

    return {
        "iterations": iterations,
        "costs": costs,
        "final": {k: {"shape": list(v.shape), "data": v.ravel().tolist()} for k, v in p.items()},
        "train_accuracy": accuracy(x, y),
        "test_accuracy": accuracy(x_test, y_test),
    }


def main():
    random = np.random.RandomState(1964)
    x, y = draw(random, 211)
    x_test, y_test = draw(random, 200)
    print(json.dumps({v: train(v, x, y, x_test, y_test) for v in ITERATIONS}))


if __name__ == "__main__":
    main()
