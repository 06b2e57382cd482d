package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.expression.Expression;
import dev.wengert.testing.Seeds;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class CheckpointTest {

  private static final Elementwise TANH = Elementwise.of("tanh", x -> Expression.tanh(x));

  private final Random random = Seeds.random(29);
  private final Tensor x = Samples.normal(random, 3, 4);
  private final Tensor w = Samples.normal(random, 4, 2);

  private static Tensor layer(List<Tensor> in) {
    return TANH.apply(in.get(0).matmul(in.get(1))).times(in.get(0).get(0, 0));
  }

  private static Tensor plain(List<Tensor> in) {
    return Samples.sum(layer(in));
  }

  private static Tensor checkpointed(List<Tensor> in) {
    return Samples.sum(Autodiff.checkpoint(CheckpointTest::layer, in.get(0), in.get(1)));
  }

  @Test
  void hasTheSameDerivativesOfEveryOrder() {
    List<Tensor> at = List.of(x, w);
    List<Tensor> along = List.of(Samples.normal(random, 3, 4), Samples.normal(random, 4, 2));
    Autodiff.ValueAndGrad<List<Tensor>> expected = Autodiff.valueAndGrad(CheckpointTest::plain, at);
    Autodiff.ValueAndGrad<List<Tensor>> actual =
        Autodiff.valueAndGrad(CheckpointTest::checkpointed, at);
    Samples.assertClose(actual.value(), expected.value(), 0);
    List<Tensor> hvp = Autodiff.hvp(CheckpointTest::plain, at, along);
    List<Tensor> again = Autodiff.hvp(CheckpointTest::checkpointed, at, along);
    for (int i = 0; i < 2; i++) {
      Samples.assertClose(actual.gradients().get(i), expected.gradients().get(i), 1e-15);
      Samples.assertClose(again.get(i), hvp.get(i), 1e-13);
    }
    Samples.assertClose(
        Autodiff.jvp(CheckpointTest::checkpointed, at, along).tangent(),
        Autodiff.jvp(CheckpointTest::plain, at, along).tangent(),
        1e-14);
  }

  /** One entry on the tape, and one more run of the function for the walk back. */
  @Test
  void recordsOneEntryAndRunsTwice() {
    int[] runs = {0};
    Function<List<Tensor>, Tensor> counted =
        in -> {
          runs[0]++;
          return layer(in);
        };
    Tape tape = new Tape();
    Tensor watched = tape.watch(w);
    Tensor loss = Samples.sum(Autodiff.checkpoint(counted, x, watched));
    assertThat(tape.size()).isEqualTo(2);
    assertThat(runs[0]).isEqualTo(1);
    Tensor gradient = tape.gradients(loss).of(watched);
    assertThat(runs[0]).isEqualTo(2);
    Samples.assertClose(
        gradient,
        Autodiff.valueAndGrad(in -> plain(List.of(x, in.get(0))), List.of(w)).gradients().get(0),
        1e-15);
  }

  @Test
  void refusesTracedTensorsThatAreNotInputs() {
    Tape tape = new Tape();
    Tensor watched = tape.watch(w);
    assertThatThrownBy(() -> Autodiff.checkpoint(in -> in.get(0).matmul(watched), x))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "checkpoint: the function used a traced tensor that is not among its inputs");
  }

  private static final List<Keep> POLICIES =
      List.of(
          Keep.nothing(),
          Keep.products(),
          Keep.named("inner"),
          Keep.named("inner").or(Keep.products()));

  private static List<Tensor> two(List<Tensor> in) {
    Tensor inner = Autodiff.checkpointName(in.get(0).matmul(in.get(1)), "inner");
    Tensor y = TANH.apply(inner);
    return List.of(y.matmul(in.get(1).transpose()).times(in.get(0)), y.times(y), Tensor.of(1, 2));
  }

  private static Tensor together(List<Tensor> values) {
    return Samples.sum(TANH.apply(values.get(0)))
        .plus(Samples.sum(values.get(1).times(values.get(1))));
  }

  @Test
  void severalValuesUnderEveryPolicyHaveTheSameDerivatives() {
    List<Tensor> at = List.of(x, w);
    List<Tensor> along = List.of(Samples.normal(random, 3, 4), Samples.normal(random, 4, 2));
    Function<List<Tensor>, Tensor> plain = in -> together(two(in));
    Autodiff.ValueAndGrad<List<Tensor>> expected = Autodiff.valueAndGrad(plain, at);
    for (Keep keep : POLICIES) {
      Function<List<Tensor>, Tensor> f =
          in -> together(Autodiff.checkpoint(CheckpointTest::two, keep, in));
      Autodiff.ValueAndGrad<List<Tensor>> actual = Autodiff.valueAndGrad(f, at);
      Samples.assertClose(actual.value(), expected.value(), 0);
      Samples.assertClose(
          Autodiff.jvp(f, at, along).tangent(), Autodiff.jvp(plain, at, along).tangent(), 1e-13);
      List<Tensor> hvp = Autodiff.hvp(plain, at, along);
      List<Tensor> again = Autodiff.hvp(f, at, along);
      List<Tensor> reverse = reverseOverReverse(f, at, along);
      for (int i = 0; i < 2; i++) {
        Samples.assertClose(actual.gradients().get(i), expected.gradients().get(i), 1e-14);
        Samples.assertClose(again.get(i), hvp.get(i), 1e-12);
        Samples.assertClose(reverse.get(i), hvp.get(i), 1e-12);
      }
      Tensor xs = Samples.normal(random, 5, 3, 4);
      Samples.assertClose(
          Autodiff.vmap(Autodiff.grad(one -> f.apply(List.of(one, w)))).apply(xs),
          Autodiff.vmap(Autodiff.grad(one -> plain.apply(List.of(one, w)))).apply(xs),
          1e-13);
      Samples.assertClose(
          Autodiff.grad(
                  all -> Samples.sum(Autodiff.vmap(one -> f.apply(List.of(one, w))).apply(all)))
              .apply(xs),
          Autodiff.grad(
                  all -> Samples.sum(Autodiff.vmap(one -> plain.apply(List.of(one, w))).apply(all)))
              .apply(xs),
          1e-13);
    }
  }

  private static List<Tensor> reverseOverReverse(
      Function<List<Tensor>, Tensor> f, List<Tensor> at, List<Tensor> along) {
    return Autodiff.valueAndGrad(
            in -> {
              List<Tensor> gradients = Autodiff.valueAndGrad(f, in).gradients();
              return Samples.sum(gradients.get(0).times(along.get(0)))
                  .plus(Samples.sum(gradients.get(1).times(along.get(1))));
            },
            at)
        .gradients();
  }

  /** Counts how often an operation runs on numbers. */
  @SuppressWarnings("ArrayRecordComponent") // one counter for all that see it
  private record Counted(int[] runs) implements Bilinear {
    @Override
    public String name() {
      return "counted";
    }

    @Override
    public dev.wengert.array.Spec[] infer(dev.wengert.array.Spec... inputs) {
      return Elementwise.MUL.infer(inputs);
    }

    @Override
    public dev.wengert.kernel.Kernel lower(dev.wengert.array.Spec... inputs) {
      runs[0]++;
      return Elementwise.MUL.lower(inputs);
    }

    @Override
    public Tensor transposeFirst(Tensor cotangent, Tensor second, dev.wengert.array.Spec first) {
      return cotangent.times(second);
    }

    @Override
    public Tensor transposeSecond(Tensor cotangent, Tensor first, dev.wengert.array.Spec second) {
      return cotangent.times(first);
    }
  }

  @Test
  void whatIsKeptIsNotComputedAgain() {
    int[] runs = {0};
    Counted counted = new Counted(runs);
    Function<List<Tensor>, List<Tensor>> f =
        in -> {
          Tensor product = counted.apply(in.get(0), in.get(0));
          return List.of(TANH.apply(Autodiff.checkpointName(product, "p")));
        };
    int[] expected = {2, 1, 1, 2};
    List<Keep> policies =
        List.of(Keep.nothing(), Keep.products(), Keep.named("p"), Keep.named("q"));
    for (int i = 0; i < expected.length; i++) {
      Keep keep = policies.get(i);
      runs[0] = 0;
      Tensor gradient =
          Autodiff.grad(a -> Samples.sum(Autodiff.checkpoint(f, keep, List.of(a)).get(0))).apply(x);
      assertThat(gradient.spec()).isEqualTo(x.spec());
      assertThat(runs[0]).as("%s", keep).isEqualTo(expected[i]);
    }
  }

  private static void refusesBreach(Function<List<Tensor>, Tensor> f, String message) {
    Tensor at = Tensor.of(0.5, -1.0, 2.0);
    assertThatThrownBy(() -> Autodiff.grad(a -> Samples.sum(Autodiff.checkpoint(f, a))).apply(at))
        .isInstanceOf(ReplayException.class)
        .hasMessageContaining(message);
    assertThatThrownBy(
            () -> Autodiff.jvp(in -> Autodiff.checkpoint(f, in.get(0)), List.of(at), List.of(at)))
        .isInstanceOf(ReplayException.class);
  }

  @Test
  void findsAFunctionThatIsNotTheSameEachTime() {
    int[] calls = {0};
    refusesBreach(
        in -> in.get(0).times(Key.of(++calls[0]).uniform(in.get(0).spec())),
        "checkpoint: the function gave another value when it ran again: result 0, FLOAT64[3], is"
            + " not what it was; make random keys outside of it");
    double[] state = {1};
    refusesBreach(in -> in.get(0).times(state[0] += 1e-15), "gave another value");
    refusesBreach(
        in -> calls[0]++ % 2 == 0 ? in.get(0) : in.get(0).reshape(3, 1),
        "is not what it was but FLOAT64[3, 1]");
  }

  /** What counts while it computes, and asks {@link Replay} for its state. */
  private static final class Counter {
    final int[] count = {0};

    Tensor factor() {
      return Tensor.scalar(1.0 + ++Replay.state(count, int[]::clone)[0]);
    }
  }

  @Test
  void whatCountsUsesCountsOnce() {
    Tensor at = Tensor.of(0.5, -1.0, 2.0);
    Counter counter = new Counter();
    Function<Tensor, Tensor> inner = a -> a.times(counter.factor()).times(a);
    Function<Tensor, Tensor> nested =
        a ->
            Autodiff.checkpoint(
                in ->
                    TANH.apply(
                        Autodiff.checkpoint(p -> inner.apply(p.get(0)), in.get(0))
                            .times(counter.factor())),
                a);
    Tensor gradient =
        Autodiff.grad(a -> Samples.sum(nested.apply(a.times(counter.factor())))).apply(at);
    // The factors are 2, 3 and 4: tanh(4 * 3 * (2 a)^2).
    Samples.assertClose(
        gradient,
        Autodiff.grad(a -> Samples.sum(TANH.apply(a.times(a).times(48)))).apply(at),
        1e-14);
    assertThat(counter.count[0]).isEqualTo(3);

    Tensor all =
        Autodiff.vmap(a -> nested.apply(a))
            .apply(Tensor.of(new double[][] {{0.1, 0.2}, {0.1, 0.2}}));
    assertThat(all.get(0).toDoubleArray()).isEqualTo(all.get(1).toDoubleArray());
    Counter wide = new Counter();
    Tensor jacobian =
        Autodiff.jacobian(
            a -> a.times(wide.factor()).reshape(1, 2).broadcastTo(2, 2), Tensor.of(1.0, 1.0));
    assertThat(jacobian.get(0, 0, 0).item()).isEqualTo(2);
    assertThat(wide.count[0]).isEqualTo(1);
  }
}
