"""Trains variants of the regularization experiment on the built-in set with NumPy and hand-written
backward passes, for networks of any depth, and prints what the Java training must reproduce.

    python3 reference.py > ../resources/dev/wengert/examples/regularization/builtin_experiment.json
"""

import json

import numpy as np

RATE, LAMBDA, EPSILON, MOMENTUM = 0.3, 0.7, 1e-5, 0.1

# With layer normalization the descent at this rate is chaotic: a rounding error grows tenfold every
# fifteen steps, so two right programs agree for the first steps only.
ITERATIONS = {
    "none": 30000,
    "l2": 30000,
    "l1": 5000,
    "dropout": 30000,
    "l2dropout": 5000,
    "batchnorm": 5000,
    "layernorm": 60,
    "standardized": 5000,
}
PUBLISHED = ((2, 20, 3, 1), (0.86, 0.86))
# Other networks with dropout: units, and what each hidden layer keeps.
NETWORKS = {
    "2,1": ((2, 1), ()),
    "2,5,1": ((2, 5, 1), (0.5,)),
    "2,20,10,5,1": ((2, 20, 10, 5, 1), (0.9, 0.8, 0.7)),
    "2,7,6,5,4,3,1": ((2, 7, 6, 5, 4, 3, 1), (0.9, 0.95, 0.8, 1.0, 0.85)),
}
DEEP_ITERATIONS = 600


def draw(random, size):
    """The built-in set: two classes split by a noisy diagonal."""
    points, labels = np.empty((2, size)), np.empty((1, size))
    for i in range(size):
        points[0, i] = -0.8 + 1.6 * random.random_sample()
        points[1, i] = -0.8 + 1.6 * random.random_sample()
        labels[0, i] = points[1, i] - points[0, i] + 0.15 * random.randn() > 0
    return points, labels


def layers(p):
    return sum(name.startswith("W") for name in p)


def forward(p, x, variant, masks, running):
    """Returns logits and what the backward pass needs; running is None in training."""
    kept, value = [], x
    for layer in range(1, layers(p)):
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
            mask, keep = masks[layer - 1]
            active = active * mask / keep
        kept.append((value, z, hat, root, scaled))
        value = active
    last = layers(p)
    return p[f"W{last}"] @ value + p[f"b{last}"], kept, value


def backward(p, logits, kept, last, y, variant, masks):
    m = y.shape[1]
    g = {}
    end = layers(p)
    d = (1 / (1 + np.exp(-logits)) - y) / m
    g[f"W{end}"], g[f"b{end}"] = d @ last.T, d.sum(axis=1, keepdims=True)
    d = p[f"W{end}"].T @ d
    for layer in range(end - 1, 0, -1):
        below, z, hat, root, scaled = kept[layer - 1]
        if masks:
            mask, keep = masks[layer - 1]
            d = d * mask / keep
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
    if variant in ("l2", "l2dropout"):
        for layer in range(1, end + 1):
            g[f"W{layer}"] = g[f"W{layer}"] + LAMBDA / m * p[f"W{layer}"]
    return g


def cost(p, logits, y, variant):
    m = y.shape[1]
    loss = np.maximum(logits, 0) - logits * y + np.log1p(np.exp(-np.abs(logits)))
    total = loss.sum() / m
    weights = [p[f"W{layer}"] for layer in range(1, layers(p) + 1)]
    if variant in ("l2", "l2dropout"):
        total += LAMBDA / (2 * m) * sum((w**2).sum() for w in weights)
    if variant == "l1":
        total += LAMBDA / (2 * m) * sum(np.abs(w).sum() for w in weights)
    return total


def train(variant, network, iterations, x, y, x_test, y_test):
    m = x.shape[1]
    if variant == "standardized":
        mean, deviation = x.mean(axis=1, keepdims=True), x.std(axis=1, keepdims=True)
        x, x_test = (x - mean) / deviation, (x_test - mean) / deviation
    random = np.random.RandomState(3)
    units, keeps = network
    depth = len(units) - 1
    p = {}
    for layer in range(1, depth + 1):
        n, below = units[layer], units[layer - 1]
        p[f"W{layer}"] = random.randn(n, below) / np.sqrt(below)
        p[f"b{layer}"] = np.zeros((n, 1))
        if variant in ("batchnorm", "layernorm") and layer < depth:
            p[f"g{layer}"], p[f"s{layer}"] = np.ones((n, 1)), np.zeros((n, 1))
    masks = None
    if variant in ("dropout", "l2dropout"):
        random = np.random.RandomState(1)
        masks = [(random.rand(n, m) < keep, keep) for n, keep in zip(units[1:-1], keeps)]
    running = {
        layer: (np.zeros((units[layer], 1)), np.ones((units[layer], 1)))
        for layer in range(1, depth)
    }
    costs = []
    for i in range(iterations):
        logits, kept, last = forward(p, x, variant, masks, None)
        if i % -(-iterations // 30) == 0 or i == iterations - 1:
            costs.append([i, float(cost(p, logits, y, variant))])
        if variant == "batchnorm":
            for layer in range(1, depth):
                z = kept[layer - 1][1]
                mean, variance = running[layer]
                running[layer] = (
                    (1 - MOMENTUM) * mean + MOMENTUM * z.mean(axis=1, keepdims=True),
                    (1 - MOMENTUM) * variance + MOMENTUM * z.var(axis=1, ddof=1, keepdims=True),
                )
        for name, gradient in backward(p, logits, kept, last, y, variant, masks).items():
            p[name] = p[name] - RATE * gradient
            if variant == "l1" and name.startswith("W"):
                most = RATE * LAMBDA / (2 * m)
                p[name] = np.sign(p[name]) * np.maximum(np.abs(p[name]) - most, 0)

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
    data = (x, y, x_test, y_test)
    results = {v: train(v, PUBLISHED, n, *data) for v, n in ITERATIONS.items()}
    for name, network in NETWORKS.items():
        results[name] = train("dropout", network, DEEP_ITERATIONS, *data)
    print(json.dumps(results))


if __name__ == "__main__":
    main()
