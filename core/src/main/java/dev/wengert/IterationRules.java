package dev.wengert;

import dev.wengert.array.DType;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What forward mode and mapping make of an {@link Iteration}: another one. */
final class IterationRules {

  /** Returns one of two by a truth value. */
  static final Elementwise WHERE =
      Elementwise.of(
          "where",
          3,
          Expression.select(Expression.logical(0), Expression.input(1), Expression.input(2)));

  private static final Elementwise WHERE_TRUE =
      Elementwise.of(
          "where",
          3,
          Expression.or(
              Expression.and(Expression.logical(0), Expression.logical(1)),
              Expression.and(Expression.not(Expression.logical(0)), Expression.logical(2))));

  private IterationRules() {}

  // Forward mode: the state and its tangent go together from step to step.

  static Region.Pushed push(Iteration of, Tensor[] inputs, @Nullable Tensor[] tangents) {
    Block body = of.body();
    int first = of.first();
    int states = of.states();
    int end = states + of.rows();
    int n = body.inputs().size();
    boolean[] given = new boolean[n];
    for (int i = 0; i < n; i++) {
      given[i] = tangents[first + i] != null && body.inputs().get(i).dtype().isFloating();
    }
    body.spread(given, states, false);
    boolean[] varies = body.varies(given);
    for (int i = 0; i < states; i++) {
      varies[i] = given[i];
    }
    List<Spec> specs = new ArrayList<>();
    List<Tensor> arguments = new ArrayList<>();
    if (of.isCounted()) {
      arguments.add(inputs[0]);
    }
    int[] bounds = {0, states, end, n};
    for (int kind = 0; kind < 3; kind++) {
      for (int i = bounds[kind]; i < bounds[kind + 1]; i++) {
        specs.add(body.inputs().get(i));
        arguments.add(inputs[first + i]);
      }
      for (int i = bounds[kind]; i < bounds[kind + 1]; i++) {
        if (given[i]) {
          Tensor tangent = tangents[first + i];
          specs.add(body.inputs().get(i));
          arguments.add(tangent == null ? Tensor.zeros(inputs[first + i].spec()) : tangent);
        }
      }
    }
    Block pushed =
        Block.of(of.name(), in -> pushed(body, in, bounds, given, varies, states), specs);
    int moved = count(given, 0, states);
    Block condition = of.condition();
    Block ending = condition == null ? null : ending(of, condition, given);
    Iteration both =
        new Iteration(
            of.name(),
            pushed,
            ending,
            states + moved,
            of.rows() + count(given, states, end),
            of.length(),
            of.isReversed(),
            of.isCounted(),
            of.every());
    Tensor[] found = both.applyAll(arguments.toArray(new Tensor[0]));
    int results = body.results().size();
    Tensor[] outputs = new Tensor[results];
    @Nullable Tensor[] outTangents = new @Nullable Tensor[results];
    int at = 0;
    int[] resultBounds = {0, states, results};
    for (int kind = 0; kind < 2; kind++) {
      for (int i = resultBounds[kind]; i < resultBounds[kind + 1]; i++) {
        outputs[i] = found[at++];
      }
      for (int i = resultBounds[kind]; i < resultBounds[kind + 1]; i++) {
        outTangents[i] = varies[i] ? found[at++] : null;
      }
    }
    return new Region.Pushed(outputs, outTangents);
  }

  static int count(boolean[] flags, int from, int to) {
    int n = 0;
    for (int i = from; i < to; i++) {
      n += flags[i] ? 1 : 0;
    }
    return n;
  }

  /** Runs a block with tangents, each kind of arguments followed by its tangents. */
  private static Tensor[] pushed(
      Block block, Tensor[] in, int[] bounds, boolean[] given, boolean[] varies, int states) {
    ForwardMode trace = new ForwardMode();
    Tensor[] arguments = new Tensor[given.length];
    int at = 0;
    for (int kind = 0; kind < bounds.length - 1; kind++) {
      int tangent = at + bounds[kind + 1] - bounds[kind];
      for (int i = bounds[kind]; i < bounds[kind + 1]; i++) {
        arguments[i] = given[i] ? trace.dual(in[at], in[tangent++]) : in[at];
        at++;
      }
      at = tangent;
    }
    Tensor[] results = block.run(arguments);
    List<Tensor> all = new ArrayList<>();
    int[] resultBounds = {0, states, results.length};
    for (int kind = 0; kind < 2; kind++) {
      for (int i = resultBounds[kind]; i < resultBounds[kind + 1]; i++) {
        all.add(trace.primal(results[i]));
      }
      for (int i = resultBounds[kind]; i < resultBounds[kind + 1]; i++) {
        if (varies[i]) {
          Tensor tangent = trace.tangent(results[i]);
          all.add(tangent == null ? Tensor.zeros(results[i].spec()) : tangent);
        }
      }
    }
    return all.toArray(new Tensor[0]);
  }

  /** The condition looks at values alone. */
  private static Block ending(Iteration of, Block condition, boolean[] given) {
    int states = of.states();
    int from = states + of.rows();
    List<Spec> specs = new ArrayList<>(condition.inputs().subList(0, states));
    for (int i = 0; i < states; i++) {
      if (given[i]) {
        specs.add(condition.inputs().get(i));
      }
    }
    int place = specs.size();
    specs.addAll(condition.inputs().subList(states, condition.inputs().size()));
    for (int i = from; i < given.length; i++) {
      if (given[i]) {
        specs.add(of.body().inputs().get(i));
      }
    }
    int constants = condition.inputs().size() - states;
    return Block.of(
        of.name(),
        in -> condition.run(Rows.joined(Rows.part(in, 0, states), Rows.part(in, place, constants))),
        specs);
  }

  // Mapping: the state of all examples goes from step to step; where some of them have no step, it
  // stays.

  static Tensor[] batch(Iteration of, Tensor[] inputs, boolean[] mapped, MappedAxis axis) {
    int size = axis.size();
    Block body = of.body();
    int first = of.first();
    int states = of.states();
    int end = states + of.rows();
    int n = body.inputs().size();
    boolean[] isMapped = new boolean[n];
    for (int i = 0; i < n; i++) {
      isMapped[i] = mapped[first + i];
    }
    boolean hasOwnCount = of.isCounted() && mapped[0];
    body.spread(isMapped, states, true);
    boolean[] seenByCondition = conditionFlags(of, isMapped);
    Block condition = of.condition();
    boolean isOwn = hasOwnCount || (condition != null && condition.depends(seenByCondition)[0]);
    if (isOwn) {
      Arrays.fill(isMapped, 0, states, true);
    }
    boolean[] given = isMapped;
    boolean[] out = body.depends(given);
    for (int i = 0; i < out.length; i++) {
      out[i] |= isOwn || (i < states && given[i]);
    }
    List<Spec> specs = new ArrayList<>();
    List<Tensor> arguments = new ArrayList<>();
    Tensor[] counts = {};
    if (of.isCounted()) {
      arguments.add(hasOwnCount ? largest(inputs[0]) : inputs[0]);
      counts = hasOwnCount ? Rows.part(inputs, 0, 1) : counts;
    }
    for (int i = 0; i < n; i++) {
      Spec spec = body.inputs().get(i);
      Tensor input = inputs[first + i];
      specs.add(given[i] ? Rows.stacked(spec, size) : spec);
      if (i < states) {
        arguments.add(given[i] && !mapped[first + i] ? Batching.spread(input, false, size) : input);
      } else {
        arguments.add(i < end && given[i] ? Rows.swapped(input) : input);
      }
    }
    int further = hasOwnCount ? 1 : 0;
    if (hasOwnCount) {
      specs.add(end, Rows.NUMBER);
      arguments.add(1 + end, Rows.numbers(of.length()));
      specs.add(counts[0].spec());
      arguments.add(counts[0]);
    }
    Block conditionOfAll = condition == null ? null : anyHolds(of, condition, given, axis);
    Block ofAll =
        Block.of(of.name(), in -> stepOfAll(of, in, given, out, isOwn, hasOwnCount, axis), specs);
    Iteration all =
        new Iteration(
            of.name(),
            ofAll,
            conditionOfAll,
            states,
            of.rows() + further,
            of.length(),
            of.isReversed(),
            of.isCounted(),
            of.every());
    Tensor[] found = all.applyAll(arguments.toArray(new Tensor[0]));
    for (int i = 0; i < found.length; i++) {
      found[i] =
          i < states
              ? Batching.spread(found[i], out[i], size)
              : out[i] ? Rows.swapped(found[i]) : Batching.spread(found[i], false, size);
    }
    return found;
  }

  private static boolean[] conditionFlags(Iteration of, boolean[] given) {
    Block condition = of.condition();
    if (condition == null) {
      return new boolean[0];
    }
    boolean[] flags = new boolean[condition.inputs().size()];
    int states = of.states();
    int skipped = of.rows();
    for (int i = 0; i < flags.length; i++) {
      flags[i] = given[i < states ? i : i + skipped];
    }
    return flags;
  }

  private static Tensor largest(Tensor counts) {
    return counts.size() == 0 ? Tensor.scalar(0) : Extreme.of(counts, true, false, 0);
  }

  private static Tensor[] stepOfAll(
      Iteration of,
      Tensor[] in,
      boolean[] given,
      boolean[] out,
      boolean isOwn,
      boolean hasOwnCount,
      MappedAxis axis) {
    int states = of.states();
    int end = states + of.rows();
    Tensor[] taken = in;
    Vmap trace = new Vmap(axis);
    Tensor active = null;
    if (hasOwnCount) {
      taken = Rows.joined(Rows.part(in, 0, end), Rows.part(in, end + 1, in.length - end - 2));
      active = trace.example(Elementwise.LT.apply(in[end], in[in.length - 1]));
    }
    Tensor[] examples = new Tensor[taken.length];
    for (int i = 0; i < examples.length; i++) {
      examples[i] = given[i] ? trace.example(taken[i]) : taken[i];
    }
    Block condition = of.condition();
    if (condition != null && isOwn) {
      active =
          condition
              .run(
                  Rows.joined(
                      Rows.part(examples, 0, states),
                      Rows.part(examples, end, examples.length - end)))[0];
    }
    Tensor[] results = of.body().run(examples);
    for (int i = 0; i < results.length; i++) {
      if (isOwn && active != null) {
        Tensor otherwise = i < states ? examples[i] : Tensor.zeros(results[i].spec());
        results[i] = chosen(active, results[i], otherwise);
      }
      results[i] = out[i] ? trace.all(results[i]) : results[i];
    }
    return results;
  }

  /** The loop goes on as long as one example does. */
  private static Block anyHolds(Iteration of, Block condition, boolean[] given, MappedAxis axis) {
    boolean[] flags = conditionFlags(of, given);
    boolean isOwn = condition.depends(flags)[0];
    List<Spec> specs = new ArrayList<>();
    for (int i = 0; i < flags.length; i++) {
      Spec spec = condition.inputs().get(i);
      specs.add(flags[i] ? Rows.stacked(spec, axis.size()) : spec);
    }
    return Block.of(
        of.name(),
        in -> {
          Vmap trace = new Vmap(axis);
          Tensor[] examples = new Tensor[in.length];
          for (int i = 0; i < in.length; i++) {
            examples[i] = flags[i] ? trace.example(in[i]) : in[i];
          }
          Tensor holds = condition.run(examples)[0];
          return new Tensor[] {isOwn ? any(trace.all(holds)) : holds};
        },
        specs);
  }

  /** Returns one of two of any dtype. */
  static Tensor chosen(Tensor condition, Tensor x, Tensor y) {
    return (x.dtype() == DType.BOOL ? WHERE_TRUE : WHERE).apply(condition, x, y);
  }

  private static Tensor any(Tensor holds) {
    return Sum.of(holds.to(DType.INT32), false).gt(0);
  }
}
