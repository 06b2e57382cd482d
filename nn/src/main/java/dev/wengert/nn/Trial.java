package dev.wengert.nn;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Autodiff;
import dev.wengert.Leaves;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import java.util.Iterator;

/** Runs of a model in inference with values that have a dtype and a shape only. */
final class Trial {

  private Trial() {}

  /** Returns what a model's root makes of zeros. */
  static Spec output(Model<?> model, Layer root, Spec input) {
    return Autodiff.shapes(
        symbols -> {
          Iterator<Tensor> next = symbols.iterator();
          ImmutableMap.Builder<String, Tensor> values = ImmutableMap.builder();
          model.specs().keySet().forEach(path -> values.put(path, next.next()));
          Pass pass = new Pass(model, new Values(values.buildOrThrow()), null);
          return root.forward(Tensor.zeros(input), pass);
        },
        model.specs().values().asList());
  }

  /**
   * Returns the table of a model with what a run computes.
   *
   * @param what how the run is called
   */
  static <M extends Component, E> ModelTable table(
      Model<M> model, String what, E inputs, Model.ExampleLoss<? super M, E> run) {
    OperationCount count = new OperationCount();
    ImmutableMap.Builder<String, Tensor> values = ImmutableMap.builder();
    model.specs().forEach((path, spec) -> values.put(path, count.unknown(spec)));
    Pass pass = new Pass(model, new Values(values.buildOrThrow()), null, count);
    Leaves<E> leaves = Leaves.of(inputs);
    E given =
        leaves.with(
            leaves.tensors().stream().map(count::given).collect(ImmutableList.toImmutableList()));
    run.of(model.root(), pass, given);
    return ModelTable.of(model, what, count.outputs(), count.flops());
  }
}
