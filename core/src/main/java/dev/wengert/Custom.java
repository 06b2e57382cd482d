package dev.wengert;

import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The primitive whose forward function and derivative a user wrote with tensors.
 *
 * <p>What its pullback keeps comes out of it as further results, which nobody else sees: so it is
 * on each trace what the results are.
 *
 * @param name its name in messages and listings
 * @param rule how it was given
 */
record Custom(String name, OwnRule rule) implements Composite {

  @Override
  public Tensor[] run(Tensor[] inputs) {
    return Trace.untraced(name, "forward function", expand(inputs));
  }

  @Override
  public Tensor[] expand(Tensor[] inputs) {
    return rule.forward(inputs);
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    return Symbolic.shapes(in -> List.of(rule.forward(in.toArray(new Tensor[0]))), inputs);
  }

  @Override
  public Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    Tensor[] arguments = inputs.clone();
    Tensor[] all = outputs.clone();
    return cotangents -> pulled(arguments, all, cotangents);
  }

  private @Nullable Tensor[] pulled(Tensor[] inputs, Tensor[] outputs, Tensor[] cotangents) {
    int results = rule.results();
    @Nullable Tensor[] found = rule.pull(inputs, outputs, Arrays.copyOf(cotangents, results));
    for (int i = results; i < outputs.length; i++) {
      if (!isZero(cotangents[i])) {
        Cotangents.checkCount(name, found, inputs.length);
        addThroughKept(inputs, cotangents, found);
        break;
      }
    }
    return found;
  }

  /** Adds what reaches the inputs through what is kept: by the forward code's own derivative. */
  private void addThroughKept(Tensor[] inputs, Tensor[] cotangents, @Nullable Tensor[] found) {
    List<Integer> places = floating(inputs);
    int results = rule.results();
    List<Tensor> pulled =
        Autodiff.vjp(
                (List<Tensor> some) -> kept(rule.forward(replaced(inputs, places, some)), results),
                places.stream().map(place -> inputs[place]).toList())
            .pullback()
            .apply(kept(cotangents, results));
    for (int i = 0; i < places.size(); i++) {
      Tensor before = found[places.get(i)];
      Tensor further = pulled.get(i);
      found[places.get(i)] = before == null ? further : before.plus(further);
    }
  }

  private static List<Tensor> kept(Tensor[] outputs, int results) {
    return Arrays.asList(outputs).subList(results, outputs.length);
  }

  /** Returns the places of the inputs that have a derivative. */
  static List<Integer> floating(Tensor[] inputs) {
    List<Integer> places = new ArrayList<>(inputs.length);
    for (int i = 0; i < inputs.length; i++) {
      if (inputs[i].dtype().isFloating()) {
        places.add(i);
      }
    }
    return places;
  }

  /** Returns the inputs with others at some places. */
  static Tensor[] replaced(Tensor[] inputs, List<Integer> places, List<Tensor> others) {
    Tensor[] all = inputs.clone();
    for (int i = 0; i < others.size(); i++) {
      all[places.get(i)] = others.get(i);
    }
    return all;
  }

  /** Whether a cotangent is the zero that stands for none. */
  private static boolean isZero(Tensor cotangent) {
    return !cotangent.dtype().isFloating()
        || (cotangent.trace() == null
            && cotangent.buffer().isFill()
            && cotangent.size() > 0
            && new Tensor(cotangent.buffer().fill(Shape.SCALAR)).item() == 0);
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    int results = rule.results();
    Tensor[] along = new Tensor[inputs.length];
    Arrays.setAll(along, i -> tangents[i] == null ? Tensor.zeros(inputs[i].spec()) : tangents[i]);
    Tensor[] given = rule.push(inputs, along);
    @Nullable Tensor[] pushed =
        Arrays.copyOf(
            given == null ? transposed(inputs, outputs, tangents, results) : given, outputs.length);
    if (outputs.length > results) {
      List<Integer> places = floating(inputs);
      List<Tensor> kept =
          Autodiff.jvp(
                  (List<Tensor> some) ->
                      kept(rule.forward(replaced(inputs, places, some)), results),
                  places.stream().map(place -> inputs[place]).toList(),
                  places.stream().map(place -> along[place]).toList())
              .tangent();
      for (int i = 0; i < kept.size(); i++) {
        pushed[results + i] = kept.get(i);
      }
    }
    return pushed;
  }

  /**
   * Transposes the pullback, which is linear in the cotangents: the derivative with respect to u of
   * {@code <pullback(u), tangents>} is the pushforward of the tangents.
   */
  private @Nullable Tensor[] transposed(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents, int results) {
    List<Tensor> zeros = new ArrayList<>(results);
    for (int i = 0; i < results; i++) {
      zeros.add(Tensor.zeros(outputs[i].spec()));
    }
    return Autodiff.valueAndGrad(
            (List<Tensor> cotangents) ->
                paired(inputs, outputs, cotangents.toArray(new Tensor[0]), tangents),
            zeros)
        .gradients()
        .toArray(new @Nullable Tensor[0]);
  }

  private Tensor paired(
      Tensor[] inputs, Tensor[] outputs, Tensor[] cotangents, @Nullable Tensor[] tangents) {
    @Nullable Tensor[] pulled = rule.pull(inputs, outputs, cotangents);
    Cotangents.checkCount(name, pulled, tangents.length);
    Tensor total = null;
    for (int i = 0; i < tangents.length; i++) {
      Tensor tangent = tangents[i];
      Tensor slope = pulled[i];
      if (tangent != null && slope != null) {
        Cotangents.checkFits(name, i, slope, tangent.spec());
        Tensor term = Sum.of(slope.times(tangent), false);
        total = total == null ? term : total.plus(term);
      }
    }
    return total == null ? Tensor.full(cotangents[0].dtype(), 0) : total;
  }
}
