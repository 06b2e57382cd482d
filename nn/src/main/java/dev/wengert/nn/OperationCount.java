package dev.wengert.nn;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Composite;
import dev.wengert.Primitive;
import dev.wengert.Tensor;
import dev.wengert.Trace;
import dev.wengert.array.Spec;
import dev.wengert.program.Program;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The trace that counts, for each layer that runs, the floating-point operations of what it does.
 * Its tensors have no values, except where a layer computes of the input alone: a layer may ask for
 * those.
 */
final class OperationCount extends Trace implements PassObserver {

  /** What is done to tensors of which dtypes and shapes. */
  private record Call(Primitive primitive, ImmutableList<Spec> inputs) {}

  private final Map<Call, Long> known = new HashMap<>();
  private final Map<String, Long> flops = new HashMap<>();
  private final Map<String, Spec> outputs = new HashMap<>();
  private final Deque<String> running = new ArrayDeque<>(List.of(""));

  /** Returns a tensor that has a dtype and a shape only. */
  Tensor unknown(Spec spec) {
    return symbol(spec);
  }

  /** Returns a tensor with its value. */
  Tensor given(Tensor value) {
    return lift(value, null);
  }

  /** Returns the operations by the path of the layer that did them. */
  ImmutableMap<String, Long> flops() {
    return ImmutableMap.copyOf(flops);
  }

  /** Returns what each layer made, by path; of several times the last. */
  ImmutableMap<String, Spec> outputs() {
    return ImmutableMap.copyOf(outputs);
  }

  @Override
  public void entered(String path) {
    running.push(path);
  }

  @Override
  public Tensor left(Pass pass, String path, Tensor y) {
    running.pop();
    outputs.put(path, y.spec());
    return y;
  }

  @Override
  protected Tensor[] process(Primitive primitive, Tensor[] inputs) {
    if (primitive instanceof Composite composite) {
      return inline(composite, inputs);
    }
    Spec[] specs = new Spec[inputs.length];
    Arrays.setAll(specs, i -> inputs[i].spec());
    long count =
        known.computeIfAbsent(
            new Call(primitive, ImmutableList.copyOf(specs)), call -> flops(primitive, specs));
    flops.merge(running.element(), count, Long::sum);
    if (Arrays.stream(inputs).allMatch(input -> !owns(input) || reveals(input))) {
      Tensor[] values = new Tensor[inputs.length];
      Arrays.setAll(values, i -> lower(inputs[i]));
      Tensor[] results = primitive.applyAll(values);
      Arrays.setAll(results, i -> lift(results[i], null));
      return results;
    }
    Spec[] results = primitive.infer(specs);
    Tensor[] symbols = new Tensor[results.length];
    Arrays.setAll(symbols, i -> symbol(results[i]));
    return symbols;
  }

  private static long flops(Primitive primitive, Spec[] specs) {
    return Program.of(in -> List.of(primitive.applyAll(in.toArray(new Tensor[0]))), specs)
        .cost()
        .flops();
  }
}
