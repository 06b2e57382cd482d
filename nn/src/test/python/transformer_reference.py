"""Writes nn/src/test/resources/transformer.txt: attention and whole transformer blocks in NumPy.

    python3 nn/src/test/python/transformer_reference.py

Each head of each example is computed by itself, with plain loops, from the formulas of Vaswani et
al., "Attention is all you need", 2017, and Xiong et al., "On layer normalization in the transformer
architecture", 2020. A line of the output is `case/name sides... : values...`; parameters have the
paths of the layer under test.
"""

import math
import os

import numpy as np

OUTPUT = os.path.join(os.path.dirname(__file__), "..", "resources", "transformer.txt")

rng = np.random.default_rng(20170612)
lines = []


def emit(case, name, array):
    array = np.asarray(array, dtype=np.float64)
    sides = " ".join(str(side) for side in array.shape)
    values = " ".join(repr(float(value)) for value in array.ravel())
    lines.append(f"{case}/{name} {sides} : {values}")


def affine(x, p, path):
    y = x @ p[path + ".weight"].T
    return y + p[path + ".bias"] if path + ".bias" in p else y


def softmax(row):
    powers = np.exp(row - np.max(row))
    return powers / powers.sum()


def attention(q, k, v, p, path, heads, allowed):
    """One example: q [T, E], k and v [S, M]; allowed[i][j] says whether query i may see key j."""
    q, k, v = (affine(x, p, f"{path}{name}") for x, name in ((q, "query"), (k, "key"), (v, "value")))
    size = q.shape[1] // heads
    joined = np.zeros_like(q)
    for head in range(heads):
        part = slice(head * size, (head + 1) * size)
        for i in range(q.shape[0]):
            seen = [j for j in range(k.shape[0]) if allowed[i][j]]
            if seen:
                scores = np.array([q[i, part] @ k[j, part] / math.sqrt(size) for j in seen])
                weights = softmax(scores)
                joined[i, part] = sum(w * v[j, part] for w, j in zip(weights, seen))
    return affine(joined, p, path + "output")


def layer_norm(x, p, path):
    mean = x.mean(axis=1, keepdims=True)
    variance = ((x - mean) ** 2).mean(axis=1, keepdims=True)
    return (x - mean) / np.sqrt(variance + 1e-5) * p[path + ".weight"] + p[path + ".bias"]


def relu(x):
    return np.maximum(x, 0)


def gelu(x):
    return x * 0.5 * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))


def around(x, part, p, path, norm_first):
    if norm_first:
        return x + part(layer_norm(x, p, path))
    return layer_norm(x + part(x), p, path)


def feed_forward(x, p, path, activation):
    return affine(activation(affine(x, p, path + ".expand")), p, path + ".contract")


def encoder_block(x, p, path, heads, activation, norm_first, allowed):
    y = around(x, lambda z: attention(z, z, z, p, path + "attention.", heads, allowed),
               p, path + "attentionNorm", norm_first)
    return around(y, lambda z: feed_forward(z, p, path + "feedForward", activation),
                  p, path + "feedForwardNorm", norm_first)


def decoder_block(x, memory, p, path, heads, activation, norm_first, allowed, allowed_memory):
    y = around(x, lambda z: attention(z, z, z, p, path + "attention.", heads, allowed),
               p, path + "attentionNorm", norm_first)
    z = around(y, lambda u: attention(u, memory, memory, p, path + "memoryAttention.", heads,
                                      allowed_memory),
               p, path + "memoryNorm", norm_first)
    return around(z, lambda u: feed_forward(u, p, path + "feedForward", activation),
                  p, path + "feedForwardNorm", norm_first)


def everywhere(t, s):
    return [[True] * s for _ in range(t)]


def causal(t):
    return [[j <= i for j in range(t)] for i in range(t)]


def affine_parameters(p, path, outputs, inputs, bias=True):
    p[path + ".weight"] = rng.normal(size=(outputs, inputs)) / math.sqrt(inputs)
    if bias:
        p[path + ".bias"] = rng.normal(size=outputs) * 0.3


def attention_parameters(p, path, width, memory, bias=True):
    affine_parameters(p, path + "query", width, width, bias)
    affine_parameters(p, path + "key", width, memory, bias)
    affine_parameters(p, path + "value", width, memory, bias)
    affine_parameters(p, path + "output", width, width, bias)


def norm_parameters(p, path, width):
    p[path + ".weight"] = 1 + rng.normal(size=width) * 0.3
    p[path + ".bias"] = rng.normal(size=width) * 0.3


def block_parameters(p, path, width, hidden, decoder):
    attention_parameters(p, path + "attention.", width, width)
    norm_parameters(p, path + "attentionNorm", width)
    if decoder:
        attention_parameters(p, path + "memoryAttention.", width, width)
        norm_parameters(p, path + "memoryNorm", width)
    affine_parameters(p, path + "feedForward.expand", hidden, width)
    affine_parameters(p, path + "feedForward.contract", width, hidden)
    norm_parameters(p, path + "feedForwardNorm", width)


def finish(case, parameters, inputs, output):
    for path, value in parameters.items():
        emit(case, "parameter/" + path, value)
    for name, value in inputs.items():
        emit(case, "input/" + name, value)
    emit(case, "output", output)


def main():
    n, t, s, width, heads, hidden = 2, 4, 3, 6, 2, 10

    p = {}
    attention_parameters(p, "", width, width)
    x = rng.normal(size=(n, t, width))
    finish("self", p, {"x": x},
           [attention(e, e, e, p, "", heads, everywhere(t, t)) for e in x])
    finish("causal", p, {"x": x}, [attention(e, e, e, p, "", heads, causal(t)) for e in x])
    valid = np.array([[1, 1, 1, 0], [0, 1, 0, 1]])
    finish("padded", p, {"x": x, "valid": valid},
           [attention(e, e, e, p, "", heads, [list(m)] * t) for e, m in zip(x, valid > 0)])

    p = {}
    attention_parameters(p, "", width, 5, bias=False)
    q, k, v = (rng.normal(size=sides) for sides in ((n, t, width), (n, s, 5), (n, s, 5)))
    finish("cross", p, {"q": q, "k": k, "v": v},
           [attention(a, b, c, p, "", heads, everywhere(t, s)) for a, b, c in zip(q, k, v)])

    for kind, norm_first, activation in (("post", False, relu), ("pre", True, gelu)):
        p = {}
        block_parameters(p, "", width, hidden, decoder=False)
        x = rng.normal(size=(n, t, width))
        finish(f"encoder-{kind}", p, {"x": x},
               [encoder_block(e, p, "", heads, activation, norm_first, everywhere(t, t))
                for e in x])
        p = {}
        block_parameters(p, "", width, hidden, decoder=True)
        x, memory = rng.normal(size=(n, t, width)), rng.normal(size=(n, s, width))
        finish(f"decoder-{kind}", p, {"x": x, "memory": memory},
               [decoder_block(e, m, p, "", heads, activation, norm_first, causal(t),
                              everywhere(t, s)) for e, m in zip(x, memory)])

    # Stacks of two pre-norm blocks with the last normalization.
    for decoder in (False, True):
        p = {}
        for i in range(2):
            block_parameters(p, f"{i}.", width, hidden, decoder)
        norm_parameters(p, "norm", width)
        x, memory = rng.normal(size=(n, t, width)), rng.normal(size=(n, s, width))
        outputs = []
        for e, m in zip(x, memory):
            for i in range(2):
                if decoder:
                    e = decoder_block(e, m, p, f"{i}.", heads, relu, True, causal(t),
                                      everywhere(t, s))
                else:
                    e = encoder_block(e, p, f"{i}.", heads, relu, True, everywhere(t, t))
            outputs.append(layer_norm(e, p, "norm"))
        finish("decoder" if decoder else "encoder", p,
               {"x": x, "memory": memory} if decoder else {"x": x}, outputs)

    with open(OUTPUT, "w", encoding="ascii") as file:
        file.write("\n".join(lines) + "\n")


main()
