package dev.wengert;

import dev.wengert.array.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The trace whose tensors have a dtype and a shape but no values: it answers what a function
 * returns.
 */
final class Symbolic extends Trace {

  /** Returns dtype and shape of a function's values for arguments of these. */
  static Spec[] shapes(Function<List<Tensor>, List<Tensor>> f, Spec... arguments) {
    Symbolic trace = new Symbolic();
    List<Tensor> symbols = new ArrayList<>(arguments.length);
    for (Spec argument : arguments) {
      symbols.add(trace.symbol(argument));
    }
    List<Tensor> values = f.apply(symbols);
    Spec[] specs = new Spec[values.size()];
    Arrays.setAll(specs, i -> values.get(i).spec());
    return specs;
  }

  @Override
  protected Tensor[] process(Primitive primitive, Tensor[] inputs) {
    Spec[] specs = new Spec[inputs.length];
    for (int i = 0; i < specs.length; i++) {
      specs[i] = inputs[i].spec();
    }
    Spec[] results = primitive.infer(specs);
    Tensor[] symbols = new Tensor[results.length];
    for (int i = 0; i < symbols.length; i++) {
      symbols[i] = symbol(results[i]);
    }
    return symbols;
  }
}
