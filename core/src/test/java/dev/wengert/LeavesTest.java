package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.array.DType;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeavesTest {

  private record Dense(Tensor weight, Tensor bias) {}

  private record Model(Dense encoder, List<Dense> layers, Map<String, Tensor> more, int size) {}

  /** A class of its own: two tensors and a word. */
  private static final class Pair implements Structured<Pair> {
    final Tensor first;
    final Tensor second;
    final String word;

    Pair(Tensor first, Tensor second, String word) {
      this.first = first;
      this.second = second;
      this.word = word;
    }

    @Override
    public ImmutableMap<String, ?> parts() {
      return ImmutableMap.of("first", first, "word", word, "second", second);
    }

    @Override
    public Pair withParts(List<?> parts) {
      return new Pair((Tensor) parts.get(0), (Tensor) parts.get(2), (String) parts.get(1));
    }
  }

  private static Tensor more(Model m, String key) {
    return Objects.requireNonNull(m.more().get(key));
  }

  private static Tensor scalar(double value) {
    return Tensor.scalar(value);
  }

  private static Model model() {
    Map<String, Tensor> more = new LinkedHashMap<>();
    more.put("z", scalar(6));
    more.put("a", scalar(7));
    return new Model(
        new Dense(scalar(1), scalar(2)),
        List.of(new Dense(scalar(3), scalar(4)), new Dense(scalar(5), scalar(5.5))),
        more,
        9);
  }

  @Test
  void namesLeavesByTheWayToThem() {
    assertThat(Leaves.of(model()).names())
        .containsExactly(
            "encoder.weight",
            "encoder.bias",
            "layers.0.weight",
            "layers.0.bias",
            "layers.1.weight",
            "layers.1.bias",
            "more.z",
            "more.a");
    assertThat(Leaves.of(scalar(1)).names()).containsExactly("");
    assertThat(Leaves.of(List.of(3, "x")).names()).isEmpty();
  }

  @Test
  void makesTheSameStructureOfOthers() {
    Leaves<Model> leaves = Leaves.of(model());
    Model doubled = leaves.with(leaves.tensors().stream().map(x -> x.times(2)).toList());
    assertThat(doubled.encoder().bias().item()).isEqualTo(4);
    assertThat(doubled.layers().get(1).weight().item()).isEqualTo(10);
    assertThat(doubled.more().keySet()).containsExactly("z", "a");
    assertThat(more(doubled, "a").item()).isEqualTo(14);
    assertThat(doubled.size()).isEqualTo(9);
    Pair pair = new Pair(scalar(1), scalar(2), "kept");
    Pair other = Leaves.of(pair).with(List.of(scalar(3), scalar(4)));
    assertThat(other.second.item()).isEqualTo(4);
    assertThat(other.word).isEqualTo("kept");
  }

  private record OtherDense(Tensor weight, Tensor bias) {}

  /** All but the tensors, of a class of one's own too, tells forms apart. */
  @Test
  void aFormIsAStructureWithoutItsTensors() {
    Object form = Leaves.of(model()).form();
    assertThat(Leaves.of(model()).form()).isEqualTo(form).hasSameHashCodeAs(form);
    Model m = model();
    assertThat(Leaves.of(new Model(m.encoder(), m.layers(), m.more(), 8)).form())
        .isNotEqualTo(form);
    assertThat(Leaves.of(new Model(m.encoder(), List.of(), m.more(), 9)).form()).isNotEqualTo(form);
    Tensor x = scalar(1);
    assertThat(Leaves.of(new Dense(x, x)).form())
        .isNotEqualTo(Leaves.of(new OtherDense(x, x)).form());
    assertThat(Leaves.of(List.of(x)).form()).isNotEqualTo(Leaves.of(Map.of("0", x)).form());
    Object pair = Leaves.of(new Pair(x, scalar(2), "a")).form();
    assertThat(Leaves.of(new Pair(scalar(3), x, "a")).form())
        .isEqualTo(pair)
        .hasSameHashCodeAs(pair);
    assertThat(Leaves.of(new Pair(x, x, "b")).form()).isNotEqualTo(pair);
  }

  private record Maybe(@Nullable Tensor tensor, Tensor other) {}

  @Test
  void keepsWhatIsNotThere() {
    Leaves<Maybe> leaves = Leaves.of(new Maybe(null, scalar(1)));
    assertThat(leaves.names()).containsExactly("other");
    assertThat(leaves.with(List.of(scalar(2))).tensor()).isNull();
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Leaves.of(List.of(scalar(1))).with(List.of()))
        .withMessage("leaves: 0 tensors for a structure of 1: [0]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Leaves.of(Map.of(1, scalar(1))))
        .withMessage(
            "structure: the keys of a map are text, and 1 is none; a leaf is named by them");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Leaves.of(Arrays.asList(scalar(1), null)))
        .withMessage("structure: 1 is null; leave it out of the list or the map");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Leaves.of(List.of(Collections.singletonMap("b", null))))
        .withMessage("structure: 0.b is null; leave it out of the list or the map");
  }

  /** A tensor, and what may hold others. */
  private record Several(Tensor weight, Object others) {}

  /** What would otherwise be its own gradient, and a constant of a program. */
  @Test
  void refusesTensorsThatItWouldNotSee() {
    Tensor[] array = {scalar(1)};
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Autodiff.grad(a -> a[0].times(3), array))
        .withMessage(
            "structure: it is Tensor[], whose tensors would not be seen; give a list, a map or a"
                + " record in its place");
    for (Object hidden :
        List.of(array, Optional.of(scalar(1)), Set.of(scalar(1)), new Object[] {List.of(array)})) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Leaves.of(new Several(scalar(1), hidden)))
          .withMessageContaining("whose tensors would not be seen");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Autodiff.vjp(a -> new Tensor[] {a}, scalar(1)))
        .withMessageContaining("Tensor[], whose tensors would not be seen");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Autodiff.grad(a -> scalar(1), new StringBuilder()))
        .withMessage(
            "grad: the argument has no tensors that could be seen: it is StringBuilder; give a"
                + " tensor, or a list, a map or a record of them");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Autodiff.jvp(a -> scalar(1), 1, 1))
        .withMessageContaining(
            "jvp: the argument has no tensors that could be seen: it is Integer");
    for (Object constant :
        List.of(new int[] {1}, Optional.empty(), Set.of(1, 2), new String[] {"a"}, 7)) {
      assertThat(Leaves.of(new Several(scalar(1), constant)).names()).containsExactly("weight");
    }
  }

  private static Tensor total(Model m) {
    Tensor sum = m.encoder().weight().times(m.encoder().bias());
    for (Dense layer : m.layers()) {
      sum = sum.plus(layer.weight().pow(2).times(layer.bias()));
    }
    return sum.plus(more(m, "a").times(m.size()));
  }

  @Test
  void aGradientHasTheStructureOfItsArgument() {
    Autodiff.ValueAndGrad<Model> found = Autodiff.valueAndGrad(LeavesTest::total, model());
    assertThat(found.value().item()).isEqualTo(2 + 36 + 25 * 5.5 + 63);
    Model gradient = found.gradients();
    assertThat(gradient.encoder().weight().item()).isEqualTo(2);
    assertThat(gradient.layers().get(0).weight().item()).isEqualTo(24);
    assertThat(gradient.layers().get(1).bias().item()).isEqualTo(25);
    assertThat(more(gradient, "z").item()).isZero();
    assertThat(more(gradient, "a").item()).isEqualTo(9);
  }

  @Test
  void aProductWithTheHessianHasItToo() {
    Model direction = Leaves.of(model()).with(ones(8));
    Model product = Autodiff.hvp(LeavesTest::total, model(), direction);
    // d/dw of 2 w b along (1, 1) is 2 b + 2 w.
    assertThat(product.layers().get(0).weight().item()).isEqualTo(8 + 6);
    assertThat(product.encoder().bias().item()).isEqualTo(1);
  }

  private static ImmutableList<Tensor> ones(int count) {
    ImmutableList.Builder<Tensor> ones = ImmutableList.builder();
    for (int i = 0; i < count; i++) {
      ones.add(scalar(1));
    }
    return ones.build();
  }

  @Test
  void someArgumentsMayBeConstants() {
    record Given(Tensor x, Tensor labels) {}
    Given given = new Given(Tensor.of(2.0, 3.0), Tensor.of(4, 5));
    Function<Given, Tensor> f =
        g -> Sum.of(g.x().times(g.x()).times(g.labels().to(DType.FLOAT64)), false);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Autodiff.grad(f, given))
        .withMessage(
            "grad: the argument labels is INT32[2], and only floating tensors have a derivative;"
                + " convert it, or choose which arguments are differentiated");
    Given gradient = Autodiff.valueAndGrad(f, given, "x"::equals).gradients();
    assertThat(gradient.x().toDoubleArray()).containsExactly(16, 30);
    assertThat(gradient.labels().toIntArray()).containsExactly(0, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Autodiff.valueAndGrad(f, given, "y"::equals))
        .withMessage("grad: no argument is chosen of [x, labels]; choose at least one");
  }

  @Test
  void whatIsReturnedBesidesIsAConstantHereAndNoneOutside() {
    record Statistics(Tensor mean) {}
    Function<Tensor, Autodiff.WithAux<Statistics>> f =
        x -> new Autodiff.WithAux<>(x.pow(3), new Statistics(x.times(x)));
    Autodiff.ValueGradAndAux<Tensor, Statistics> found = Autodiff.valueGradAndAux(f, scalar(2));
    assertThat(found.value().item()).isEqualTo(8);
    assertThat(found.gradients().item()).isEqualTo(12);
    assertThat(found.aux().mean().item()).isEqualTo(4);
    assertThat(found.aux().mean().trace()).isNull();
    assertThat(
            Autodiff.grad(x -> Autodiff.valueGradAndAux(f, x).aux().mean()).apply(scalar(2)).item())
        .isEqualTo(4);
  }

  @Test
  void severalResultsArePulledBackAndPushedForward() {
    Function<Pair, Dense> f =
        p -> new Dense(p.first.times(p.second), p.first.plus(p.second.times(3)));
    Pair at = new Pair(scalar(2), scalar(5), "at");
    Autodiff.Vjp<Pair, Dense> vjp = Autodiff.vjp(f, at);
    assertThat(vjp.value().weight().item()).isEqualTo(10);
    Pair pulled = vjp.pullback().apply(new Dense(scalar(1), scalar(10)));
    assertThat(pulled.first.item()).isEqualTo(5 + 10);
    assertThat(pulled.second.item()).isEqualTo(2 + 30);
    Pair along = new Pair(scalar(1), scalar(-1), "along");
    Autodiff.Jvp<Dense> jvp = Autodiff.jvp(f, at, along);
    assertThat(jvp.tangent().weight().item()).isEqualTo(5 - 2);
    assertThat(jvp.tangent().bias().item()).isEqualTo(-2);
    Autodiff.Linearized<Pair, Dense> linear = Autodiff.linearize(f, at);
    assertThat(linear.value().bias().item()).isEqualTo(17);
    assertThat(linear.pushforward().apply(along).weight().item()).isEqualTo(3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> vjp.pullback().apply(new Dense(scalar(1), Tensor.of(1.0, 2.0))))
        .withMessage(
            "vjp: the cotangent does not fit the value bias: FLOAT64[2] for FLOAT64[]; give it the"
                + " value's dtype and shape");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Autodiff.jvp(f, at, new Pair(scalar(1), Tensor.of(1f), "wrong")))
        .withMessage(
            "jvp: tangent second does not fit its argument: FLOAT32[1] for FLOAT64[]; both must be"
                + " floating, of one dtype and shape");
  }

  @Test
  void mapsOverStructures() {
    Dense rows = new Dense(Tensor.of(new double[][] {{1, 2}, {3, 4}}), Tensor.of(10.0, 20.0));
    Dense sums =
        Autodiff.vmap(
            (Dense d) -> new Dense(Sum.of(d.weight(), false).plus(d.bias()), d.bias()), rows);
    assertThat(sums.weight().toDoubleArray()).containsExactly(13, 27);
    assertThat(sums.bias().toDoubleArray()).containsExactly(10, 20);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Autodiff.vmap((Dense d) -> d, new Dense(rows.weight(), scalar(1))))
        .withMessage(
            "vmap: the first axes differ: [2, 2] and [], of weight and bias; give every argument"
                + " one slice an example");
  }

  @Test
  void computesAgainWithStructures() {
    Function<Pair, Dense> f =
        p -> new Dense(p.first.times(p.second), p.first.pow(2).times(p.second));
    Pair at = new Pair(scalar(2), scalar(5), "at");
    Function<Pair, Tensor> plain = p -> f.apply(p).weight().times(f.apply(p).bias());
    Function<Pair, Tensor> again =
        p -> {
          Dense both = Autodiff.checkpoint(f, Keep.nothing(), p);
          return both.weight().times(both.bias());
        };
    assertThat(Autodiff.grad(again, at).first.item())
        .isEqualTo(Autodiff.grad(plain, at).first.item());
    assertThat(Autodiff.grad(again, at).second.item())
        .isEqualTo(Autodiff.grad(plain, at).second.item())
        .isEqualTo(2 * 5 * 8);
  }

  /** exp, whose pullback keeps the result, wrong on purpose by a factor where it is asked for. */
  private record Exponential(double factor) implements CustomRule<Tensor, Pair, Tensor> {
    @Override
    public String name() {
      return "exponential";
    }

    @Override
    public Forward<Pair, Tensor> forward(Tensor x) {
      Tensor power = Tensor.scalar(Math.E).pow(x);
      return new Forward<>(new Pair(power, power.times(power), "results"), power);
    }

    @Override
    public Tensor pullback(Tensor power, Pair d) {
      return d.first.times(power).plus(d.second.times(power).times(power).times(2)).times(factor);
    }
  }

  @Test
  void aRuleWithResidualsHasDerivativesOfEveryOrderAndBothModes() {
    Function<Tensor, Pair> both = Autodiff.custom(new Exponential(1));
    Function<Tensor, Tensor> sum = x -> both.apply(x).first.plus(both.apply(x).second);
    double e = Math.exp(0.5);
    Tensor at = scalar(0.5);
    assertThat(Autodiff.grad(sum, at).item()).isCloseTo(e + 2 * e * e, within(1e-13));
    assertThat(Autodiff.grad(Autodiff.grad(sum)).apply(at).item())
        .isCloseTo(e + 4 * e * e, within(1e-13));
    assertThat(Autodiff.grad(Autodiff.grad(Autodiff.grad(sum))).apply(at).item())
        .isCloseTo(e + 8 * e * e, within(1e-12));
    assertThat(Autodiff.jvp(sum, at, scalar(2)).tangent().item())
        .isCloseTo(2 * (e + 2 * e * e), within(1e-13));
    assertThat(Autodiff.hvp(sum, at, scalar(1)).item()).isCloseTo(e + 4 * e * e, within(1e-13));
    assertThat(Autodiff.vmap(Autodiff.grad(sum)).apply(Tensor.of(0.5, 0.0)).toDoubleArray()[1])
        .isCloseTo(3, within(1e-13));
    Function<Tensor, Pair> wrong = Autodiff.custom(new Exponential(3));
    assertThat(Autodiff.grad(x -> wrong.apply(x).first, at).item()).isCloseTo(3 * e, within(1e-13));
  }

  /** A product of two, given by its pushforward alone; the factor shows that it is what is used. */
  private record Product(double factor) implements PushforwardRule<Pair, Tensor> {
    @Override
    public String name() {
      return "product";
    }

    @Override
    public Tensor forward(Pair p) {
      return p.first.times(p.second);
    }

    @Override
    public Tensor pushforward(Pair p, Pair along) {
      return p.first.times(along.second).plus(along.first.times(p.second)).times(factor);
    }
  }

  @Test
  void reverseModeTransposesAPushforward() {
    Function<Pair, Tensor> product = Autodiff.custom(new Product(1));
    Pair at = new Pair(scalar(2), scalar(5), "at");
    assertThat(Autodiff.grad(product, at).first.item()).isEqualTo(5);
    assertThat(Autodiff.grad(product, at).second.item()).isEqualTo(2);
    assertThat(Autodiff.grad(Autodiff.custom(new Product(3)), at).second.item()).isEqualTo(6);
    assertThat(Autodiff.jvp(product, at, new Pair(scalar(1), scalar(1), "along")).tangent().item())
        .isEqualTo(7);
    assertThat(Autodiff.hvp(product, at, new Pair(scalar(1), scalar(0), "along")).second.item())
        .isEqualTo(1);
  }
}
