"""Prints what schedules give at every step, by the formulas of the frameworks that they name as their model.

Each function is written down from its model's documentation and source, in its model's order of operations:
torch.optim.lr_scheduler (PyTorch 2.5) and keras.optimizers.schedules (Keras 3). A line is: schedule, its
arguments, and the rates from step 0 on, some beyond the last.

    python3 schedules.py > ../resources/dev/wengert/nn/optim/schedules.txt
"""

from math import cos, pi

BEYOND = 3


def step_lr(base, gamma, size):
    """StepLR: decays by gamma every `size` epochs."""
    return lambda step: base * gamma ** (step // size)


def exponential_lr(base, gamma):
    """ExponentialLR."""
    return lambda step: base * gamma**step


def linear_lr(start, end, total):
    """LinearLR: the factor goes from start to end in `total` iterations and stays."""
    return lambda step: start + (end - start) * min(total, step) / total


def polynomial_decay(initial, end, steps, power):
    """Keras PolynomialDecay; with end 0 it is PyTorch's PolynomialLR."""
    return lambda step: (initial - end) * (1 - min(step, steps) / steps) ** power + end


def cosine_decay(initial, end, steps):
    """Keras CosineDecay with alpha = end / initial; up to its last step PyTorch's CosineAnnealingLR."""
    return lambda step: (initial - end) * 0.5 * (1 + cos(pi * min(step, steps) / steps)) + end


def cosine_decay_warmed_up(initial, end, steps, warmup):
    """Keras CosineDecay with initial_learning_rate 0, warmup_target and warmup_steps."""
    decay = cosine_decay(initial, end, steps)
    return lambda step: initial * step / warmup if step < warmup else decay(step - warmup)


def cosine_annealing_warm_restarts(base, eta_min, t_0):
    """CosineAnnealingWarmRestarts with T_mult = 1."""
    return lambda step: eta_min + (base - eta_min) * (1 + cos(pi * (step % t_0) / t_0)) / 2


def one_cycle_lr(max_lr, total_steps):
    """OneCycleLR with its defaults: pct_start 0.3, cosine annealing, two phases."""
    initial_lr = max_lr / 25.0
    min_lr = initial_lr / 1e4
    phases = [
        (float(0.3 * total_steps) - 1, initial_lr, max_lr),
        (total_steps - 1, max_lr, min_lr),
    ]

    def annealing_cos(start, end, pct):
        return end + (start - end) / 2.0 * (cos(pi * pct) + 1)

    def at(step):
        step = min(step, total_steps - 1)  # PyTorch ends with an error here
        begin = 0.0
        for i, (finish, start, end) in enumerate(phases):
            if step <= finish or i == len(phases) - 1:
                return annealing_cos(start, end, (step - begin) / (finish - begin))
            begin = finish

    return at


def reduce_lr_on_plateau(factor, patience, least, metrics):
    """ReduceLROnPlateau, mode min, with threshold, eps and cooldown 0, from a rate of 1."""
    best, bad, rate, rates = float("inf"), 0, 1.0, []
    for metric in metrics:
        if metric < best:
            best, bad = metric, 0
        else:
            bad += 1
        if bad > patience:
            rate, bad = max(rate * factor, least), 0
        rates.append(rate)
    return rates


def show(name, arguments, rates):
    print(name, ",".join(repr(a) for a in arguments), *map(repr, rates))


def table(name, model, steps, *arguments):
    at = model(*arguments)
    show(name, arguments, [at(step) for step in range(steps + BEYOND)])


METRICS = [3, 2, 2, 2, 2, 1.5, 1.6, 1.5, 1.7, 1.8, 1.9, 1, 1, 1, 1, 1, 1, 1, 1, 0.5, 0.6, 0.6, 0.6, 0.6]

for size in (1, 2, 7):
    table("stepwise", step_lr, 30, 0.8, 0.5, size)
table("exponential", exponential_lr, 40, 0.3, 0.9)
for total in (1, 2, 5, 37):
    table("linear", linear_lr, total, 0.0, 0.1, total)
    table("linear", linear_lr, total, 0.1, 0.03, total)
for power in (0.5, 1.0, 2.0, 3.5):
    for steps in (1, 3, 40):
        table("polynomial", polynomial_decay, steps, 0.7, 0.1, steps, power)
        table("polynomial", polynomial_decay, steps, 0.3, 0.0, steps, power)
for steps in (1, 2, 7, 50):
    table("cosine", cosine_decay, steps, 0.3, 0.01, steps)
    table("cosine", cosine_decay, steps, 0.1, 0.0, steps)
table("warmedUp", cosine_decay_warmed_up, 40, 0.3, 0.02, 30, 10)
table("repeated", cosine_annealing_warm_restarts, 40, 0.3, 0.02, 9)
for steps in (4, 5, 6, 7, 8, 9, 10, 11, 13, 20, 33, 50, 99, 100, 128):
    table("oneCycle", one_cycle_lr, steps, 0.01, steps)
    table("oneCycle", one_cycle_lr, steps, 2.5, steps)
for patience in (0, 1, 2, 3):
    arguments = (0.5, patience, 0.1)
    show("plateau", arguments, METRICS + reduce_lr_on_plateau(*arguments, METRICS))
