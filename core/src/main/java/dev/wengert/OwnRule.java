package dev.wengert;

import com.google.common.base.Preconditions;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How a derivative of one's own was given, seen as one kind: on arrays of tensors. */
interface OwnRule {

  /** Computes the results, and behind them what is kept for the pullback. */
  Tensor[] forward(Tensor[] inputs);

  /** Returns how many of what {@link #forward} gave are results; it has run before. */
  int results();

  /** Returns the cotangents of the inputs. */
  @Nullable Tensor[] pull(Tensor[] inputs, Tensor[] outputs, Tensor[] cotangents);

  /** Returns the tangents of the results, if they are given; null if they follow from the other. */
  default Tensor @Nullable [] push(Tensor[] inputs, Tensor[] tangents) {
    return null;
  }

  /** Of a function of a list and its pullback, which takes inputs and output. */
  record Listed(String name, Function<List<Tensor>, Tensor> function, Autodiff.CustomPullback rule)
      implements OwnRule {

    @Override
    public Tensor[] forward(Tensor[] inputs) {
      return new Tensor[] {
        Preconditions.checkNotNull(
            function.apply(List.of(inputs)),
            "%s: the forward function returned null; return its result",
            name)
      };
    }

    @Override
    public int results() {
      return 1;
    }

    @Override
    public @Nullable Tensor[] pull(Tensor[] inputs, Tensor[] outputs, Tensor[] cotangents) {
      return Preconditions.checkNotNull(
              rule.pull(List.of(inputs), outputs[0], cotangents[0]),
              "%s: the pullback returned null; return a list of one cotangent an input",
              name)
          .toArray(new Tensor[0]);
    }
  }

  /** Of structures, with residuals. */
  final class Kept<A, R, X> implements OwnRule {
    private final CustomRule<A, R, X> rule;
    private final Leaves<A> arguments;
    private @Nullable Leaves<R> results;
    private @Nullable Leaves<X> residuals;

    Kept(CustomRule<A, R, X> rule, Leaves<A> arguments) {
      this.rule = rule;
      this.arguments = arguments;
    }

    @Override
    public Tensor[] forward(Tensor[] inputs) {
      CustomRule.Forward<R, X> forward =
          Preconditions.checkNotNull(
              rule.forward(arguments.with(Arrays.asList(inputs))),
              "%s: the forward function returned null; return its results and residuals",
              rule.name());
      Leaves<R> first = Leaves.of(forward.results());
      Leaves<X> second = Leaves.of(forward.residuals());
      results = first;
      residuals = second;
      Tensor[] all =
          Arrays.copyOf(
              first.tensors().toArray(new Tensor[0]),
              first.tensors().size() + second.tensors().size());
      for (int i = 0; i < second.tensors().size(); i++) {
        all[first.tensors().size() + i] = second.tensors().get(i);
      }
      return all;
    }

    @Override
    public int results() {
      return ran(results).tensors().size();
    }

    @Override
    public @Nullable Tensor[] pull(Tensor[] inputs, Tensor[] outputs, Tensor[] cotangents) {
      List<Tensor> all = Arrays.asList(outputs);
      A pulled =
          rule.pullback(
              ran(residuals).with(all.subList(results(), all.size())),
              ran(results).with(Arrays.asList(cotangents)));
      @Nullable Tensor[] found =
          arguments
              .alike(rule.name(), "what the pullback returned", pulled)
              .toArray(new @Nullable Tensor[0]);
      for (int i = 0; i < found.length; i++) {
        if (!inputs[i].dtype().isFloating()) {
          found[i] = null;
        }
      }
      return found;
    }

    R made(List<Tensor> outputs) {
      return ran(results).with(outputs.subList(0, results()));
    }
  }

  /** Of a pushforward, which is transposed. */
  final class Forwards<A, R> implements OwnRule {
    private final PushforwardRule<A, R> rule;
    private final Leaves<A> arguments;
    private @Nullable Leaves<R> results;

    Forwards(PushforwardRule<A, R> rule, Leaves<A> arguments) {
      this.rule = rule;
      this.arguments = arguments;
    }

    @Override
    public Tensor[] forward(Tensor[] inputs) {
      Leaves<R> leaves = Leaves.of(rule.forward(arguments.with(Arrays.asList(inputs))));
      results = leaves;
      return leaves.tensors().toArray(new Tensor[0]);
    }

    @Override
    public int results() {
      return ran(results).tensors().size();
    }

    @Override
    public Tensor[] push(Tensor[] inputs, Tensor[] tangents) {
      R pushed =
          rule.pushforward(
              arguments.with(Arrays.asList(inputs)), arguments.with(Arrays.asList(tangents)));
      return ran(results)
          .alike(rule.name(), "what the pushforward returned", pushed)
          .toArray(new Tensor[0]);
    }

    @Override
    public @Nullable Tensor[] pull(Tensor[] inputs, Tensor[] outputs, Tensor[] cotangents) {
      List<Integer> places = Custom.floating(inputs);
      Tensor[] zeros = new Tensor[inputs.length];
      Arrays.setAll(zeros, i -> Tensor.zeros(inputs[i].spec()));
      Autodiff.Vjp<List<Tensor>, List<Tensor>> linear =
          Autodiff.vjp(
              along -> List.of(push(inputs, Custom.replaced(zeros, places, along))),
              places.stream().map(place -> zeros[place]).toList());
      checkZero(linear.value());
      List<Tensor> pulled = linear.pullback().apply(Arrays.asList(cotangents));
      @Nullable Tensor[] found = new @Nullable Tensor[inputs.length];
      for (int i = 0; i < places.size(); i++) {
        found[places.get(i)] = pulled.get(i);
      }
      return found;
    }

    /** What is linear is 0 at 0, or NaN where a slope is infinite. */
    private void checkZero(List<Tensor> pushed) {
      for (int i = 0; i < pushed.size(); i++) {
        Tensor one = pushed.get(i);
        if (!one.dtype().isFloating() || !Autodiff.isKnown(one)) {
          continue;
        }
        double[] numbers = one.toDoubleArray();
        for (int at = 0; at < numbers.length; at++) {
          if (numbers[at] != 0 && !Double.isNaN(numbers[at])) {
            throw new IllegalStateException(
                rule.name()
                    + ": the pushforward is not linear: of tangents 0 it returned "
                    + numbers[at]
                    + " at "
                    + Arrays.toString(one.shape().indices(at))
                    + " of "
                    + ran(results).called("the result", i)
                    + ", "
                    + one.spec()
                    + "; leave out what does not depend on the tangents");
          }
        }
      }
    }

    R made(List<Tensor> outputs) {
      return ran(results).with(outputs);
    }
  }

  private static <T> Leaves<T> ran(@Nullable Leaves<T> leaves) {
    if (leaves == null) {
      throw new IllegalStateException("custom: the forward function has not run");
    }
    return leaves;
  }
}
