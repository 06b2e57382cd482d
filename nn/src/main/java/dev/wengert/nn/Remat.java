package dev.wengert.nn;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.LinkedListMultimap;
import com.google.common.collect.ListMultimap;
import dev.wengert.Autodiff;
import dev.wengert.Keep;
import dev.wengert.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * A layer of which training keeps no intermediate values: the backward walk runs it a second time.
 * It trades about a third more time for the memory of all that the layer computes; the values,
 * gradients and statistics are those of the layer alone, to the bit, and so are its paths.
 *
 * {@snippet class="dev.wengert.nn.SnippetsTest" region="remat"}
 *
 * <p>The second run draws the same random masks and notes no statistics again. A {@link Keep} says
 * what is kept after all. All parameters and statistics below the layer are its inputs without
 * being passed; what it uses from elsewhere must not be traced.
 *
 * <p>Source: Chen, Xu, Zhang and Guestrin, "Training deep nets with sublinear memory cost", 2016.
 * JAX: {@code jax.checkpoint}, also {@code remat}; PyTorch: {@code torch.utils.checkpoint}.
 */
public final class Remat implements Layer {

  private final Layer layer;
  private final Keep keep;
  private final ImmutableList<Object> owned;

  private Remat(Layer layer, Keep keep) {
    this.layer = layer;
    this.keep = keep;
    this.owned = owned(layer);
  }

  /** Returns a layer that keeps nothing but its input. */
  public static Remat of(Layer layer) {
    return new Remat(layer, Keep.nothing());
  }

  /** Returns this layer keeping what a policy says. */
  public Remat keeping(Keep policy) {
    return new Remat(layer, policy);
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.inPlace(layer);
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    return run(
            owned, keep, List.of(x), pass, (in, own) -> List.of(layer.forward(in.getFirst(), own)))
        .getFirst();
  }

  /** What a component computes, of any number of inputs. */
  @FunctionalInterface
  public interface Forward {
    /** Returns any number of outputs. */
    List<Tensor> of(List<Tensor> inputs, Pass pass);
  }

  /**
   * Runs a component that is no layer as {@link #forward} runs one.
   *
   * @param part the component whose parameters and statistics take part
   * @param keep what is kept besides the inputs
   * @param inputs every traced tensor that is needed besides those
   * @param forward runs the component with the inputs and the pass that it is given
   * @return the outputs
   */
  public static ImmutableList<Tensor> run(
      Component part, Keep keep, List<Tensor> inputs, Pass pass, Forward forward) {
    return run(owned(part), keep, inputs, pass, forward);
  }

  private static ImmutableList<Tensor> run(
      ImmutableList<Object> owned, Keep keep, List<Tensor> inputs, Pass pass, Forward forward) {
    List<Tensor> all = new ArrayList<>(inputs);
    for (Object one : owned) {
      all.add(one instanceof Parameter p ? pass.value(p) : pass.value((Statistic) one));
    }
    int given = inputs.size();
    List<String> noted = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    List<Tensor> results =
        Autodiff.checkpoint(
            in -> {
              IdentityHashMap<Object, Tensor> standIns = new IdentityHashMap<>();
              for (int i = 0; i < owned.size(); i++) {
                standIns.put(owned.get(i), in.get(given + i));
              }
              Pass apart = pass.apart(standIns);
              List<Tensor> outputs = new ArrayList<>(forward.of(in.subList(0, given), apart));
              ImmutableMap<String, Tensor> updates = apart.updates().byPath();
              noted.clear();
              noted.addAll(updates.keySet());
              outputs.addAll(updates.values());
              ImmutableListMultimap<String, Tensor> captured = apart.captured();
              seen.clear();
              seen.addAll(captured.keys());
              outputs.addAll(captured.values());
              return outputs;
            },
            keep,
            all);
    int outputs = results.size() - noted.size() - seen.size();
    ImmutableMap.Builder<String, Tensor> updates = ImmutableMap.builder();
    for (int i = 0; i < noted.size(); i++) {
      updates.put(noted.get(i), results.get(outputs + i));
    }
    ListMultimap<String, Tensor> captured = LinkedListMultimap.create();
    for (int i = 0; i < seen.size(); i++) {
      captured.put(seen.get(i), results.get(outputs + noted.size() + i));
    }
    pass.note(new Values(updates.buildOrThrow()), captured);
    return ImmutableList.copyOf(results.subList(0, outputs));
  }

  private static ImmutableList<Object> owned(Component part) {
    Declarations declarations = Declarations.of(part);
    return ImmutableList.builder()
        .addAll(declarations.parameters().keySet())
        .addAll(declarations.statistics().keySet())
        .build();
  }
}
