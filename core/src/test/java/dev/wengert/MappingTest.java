package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import dev.wengert.program.Program;
import dev.wengert.testing.Seeds;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Axes, chunks, keys, and what examples know of each other. */
class MappingTest {

  private static final Elementwise TANH = Elementwise.of("tanh", x -> Expression.tanh(x));
  private static final Elementwise SQRT = Elementwise.of("sqrt", x -> Expression.sqrt(x));

  private final Random random = Seeds.random(1515);

  private record Model(Tensor weight, Tensor bias) {}

  private record Data(Model model, Tensor x) {}

  private record Results(Tensor y, Tensor norm) {}

  private static Results results(Data in) {
    Tensor y = TANH.apply(in.x().matmul(in.model().weight()).plus(in.model().bias()));
    return new Results(y, Samples.sum(y.times(y)));
  }

  @Test
  void mapsOverAnyAxisOfStructures() {
    Data data =
        new Data(
            new Model(Samples.normal(random, 3, 2), Samples.normal(random, 2, 5)),
            Samples.normal(random, 4, 5, 3));
    Mapping how =
        Mapping.along(1).shared("model").input("model.bias", -1).output(2).output("norm", 0);
    Results found = Autodiff.vmap(MappingTest::results, data, how);
    assertThat(found.y().shape()).isEqualTo(Shape.of(4, 2, 5));
    assertThat(found.norm().shape()).isEqualTo(Shape.of(5));
    for (int i = 0; i < 5; i++) {
      Results one =
          results(
              new Data(
                  new Model(
                      data.model().weight(), data.model().bias().get(Index.all(), Index.at(i))),
                  data.x().get(Index.all(), Index.at(i))));
      Samples.assertClose(found.y().get(Index.all(), Index.all(), Index.at(i)), one.y(), 1e-14);
      Samples.assertClose(found.norm().get(i), one.norm(), 1e-14);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 50})
  void chunksGiveWhatAllAtATimeGive(int chunk) {
    Tensor x = Samples.normal(random, 7, 3);
    Tensor w = Samples.normal(random, 3, 3);
    Function<Tensor, List<Tensor>> f = e -> List.of(TANH.apply(e.matmul(w)), Samples.sum(e));
    Mapping how = Mapping.along(0).inChunksOf(chunk).output("0", 1);
    List<Tensor> found = Autodiff.vmap(f, x, how);
    List<Tensor> expected = Autodiff.vmap(f, x);
    Samples.assertClose(found.get(0), expected.get(0).transpose(), 1e-14);
    Samples.assertClose(found.get(1), expected.get(1), 1e-14);
    Function<Tensor, Tensor> chunked =
        v -> Samples.sum(Autodiff.vmap(e -> TANH.apply(e.matmul(v)), x, how(chunk)).pow(2));
    Function<Tensor, Tensor> whole =
        v -> Samples.sum(Autodiff.vmap(e -> TANH.apply(e.matmul(v)), x).pow(2));
    Samples.assertClose(Autodiff.grad(chunked, w), Autodiff.grad(whole, w), 1e-13);
    Samples.assertClose(
        Autodiff.vmap(
            e -> Autodiff.grad(v -> Samples.sum(TANH.apply(v.times(w)).times(v)), e),
            x,
            how(chunk)),
        Autodiff.vmap(e -> Autodiff.grad(v -> Samples.sum(TANH.apply(v.times(w)).times(v)), e), x),
        1e-14);
  }

  private static Mapping how(int chunk) {
    return Mapping.along(0).inChunksOf(chunk);
  }

  @Test
  void aProgramOfManyChunksIsAsShortAsOneOfFew() {
    Function<Integer, Integer> lines =
        n ->
            (int)
                Program.of(
                        in ->
                            List.of(Autodiff.<Tensor, Tensor>vmap(TANH::apply, in.get(0), how(2))),
                        new Spec(DType.FLOAT64, Shape.of(n, 3)))
                    .toString()
                    .lines()
                    .count();
    assertThat(lines.apply(200)).isEqualTo(lines.apply(4));
  }

  @Test
  void eachExampleDrawsByItsOwnKey() {
    Key key = Key.of(5);
    Tensor rows = key.rows(4);
    Key[] keys = key.split(4);
    Function<Tensor, List<Tensor>> draw =
        bits ->
            List.of(
                Key.ofBits(bits).normal(DType.FLOAT64, 3),
                Key.ofBits(bits).fold("mask").bernoulli(0.5, Shape.of(9)),
                Key.ofBits(bits).fold(3).bits());
    List<Tensor> found = Autodiff.vmap(draw, rows);
    List<Tensor> compiled = Program.of(in -> Autodiff.vmap(draw, in.get(0)), rows.spec()).run(rows);
    for (int i = 0; i < 4; i++) {
      assertThat(rows.get(i).toIntArray()).isEqualTo(keys[i].bits().toIntArray());
      List<Tensor> one = draw.apply(keys[i].bits());
      for (int part = 0; part < 3; part++) {
        double[] expected = one.get(part).to(DType.FLOAT64).toDoubleArray();
        for (List<Tensor> all : List.of(found, compiled)) {
          assertThat(all.get(part).get(i).to(DType.FLOAT64).toDoubleArray()).isEqualTo(expected);
        }
      }
    }
    assertThat(key.rows(0).shape()).isEqualTo(Shape.of(0, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> key.rows(-1))
        .withMessage("rows: the number of keys is negative: -1; give 0 or more");
  }

  @Test
  void aProgramOfManyKeysIsAsShortAsOneOfFew() {
    Function<Integer, Integer> lines =
        n ->
            (int)
                Program.of(
                        in ->
                            List.of(
                                Autodiff.<Tensor, Tensor>vmap(
                                    e -> Key.ofBits(e).normal(DType.FLOAT64, 2), in.get(0))),
                        new Spec(DType.INT32, Shape.of(n, 2)))
                    .toString()
                    .lines()
                    .count();
    assertThat(lines.apply(100)).isEqualTo(lines.apply(3));
  }

  // What examples know of each other

  private static final Mapping BATCH = Mapping.along(0).named("batch");

  /** Batch normalization as one example sees it. */
  private static Tensor normalized(Tensor x) {
    Tensor centred = x.minus(Collectives.pmean(x, "batch"));
    Tensor variance = Collectives.pmean(centred.times(centred), "batch");
    return centred.div(SQRT.apply(variance.plus(1e-5)));
  }

  private static Tensor batchNormalized(Tensor x) {
    Tensor centred = x.minus(Sum.of(x, true, 0).div(x.shape().side(0)));
    Tensor variance = Sum.of(centred.times(centred), true, 0).div(x.shape().side(0));
    return centred.div(SQRT.apply(variance.plus(1e-5)));
  }

  @Test
  void aBatchIsNormalizedOverAMappedAxis() {
    Tensor x = Samples.normal(random, 5, 3);
    Tensor w = Samples.normal(random, 5, 3);
    Samples.assertClose(
        Autodiff.vmap(MappingTest::normalized, x, BATCH), batchNormalized(x), 1e-13);
    Function<Tensor, Tensor> mapped =
        in -> Samples.sum(Autodiff.vmap(MappingTest::normalized, in, BATCH).times(w));
    Function<Tensor, Tensor> written = in -> Samples.sum(batchNormalized(in).times(w));
    Samples.assertClose(Autodiff.grad(mapped, x), Autodiff.grad(written, x), 1e-12);
    Samples.assertClose(Autodiff.hessian(mapped, x), Autodiff.hessian(written, x), 1e-11);
    Tensor direction = Samples.normal(random, 5, 3);
    Samples.assertClose(
        Autodiff.jvp(mapped, x, direction).tangent(),
        Autodiff.jvp(written, x, direction).tangent(),
        1e-12);
    // A derivative that is taken within is that of the sum of all examples' values.
    Samples.assertClose(
        Autodiff.vmap(
            (List<Tensor> in) ->
                Autodiff.grad(e -> Samples.sum(normalized(e).times(in.get(1))), in.get(0)),
            List.of(x, w),
            BATCH),
        Autodiff.grad(written, x),
        1e-12);
    Program program = Program.of(in -> List.of(Autodiff.grad(mapped, in.get(0))), x.spec());
    assertThat(program.run(x).get(0).toDoubleArray())
        .isEqualTo(Autodiff.grad(mapped, x).toDoubleArray());
  }

  @Test
  void examplesSumAndGather() {
    Tensor x = Tensor.of(1.0, 2, 4);
    Function<Tensor, List<Tensor>> f =
        e ->
            List.of(
                Collectives.psum(e, "batch"),
                Collectives.pmean(e, "batch"),
                Collectives.psum(Tensor.scalar(5.0), "batch"),
                Collectives.allGather(e, "batch"),
                Collectives.allGather(Tensor.of(1.0, 2), "batch"),
                Collectives.axisIndex("batch"),
                e.times(Collectives.axisSize("batch")));
    List<Tensor> found = Autodiff.vmap(f, x, BATCH);
    assertThat(found.get(0).toDoubleArray()).containsExactly(7, 7, 7);
    assertThat(found.get(1).toDoubleArray()).containsExactly(7 / 3.0, 7 / 3.0, 7 / 3.0);
    assertThat(found.get(2).toDoubleArray()).containsExactly(15, 15, 15);
    assertThat(found.get(3).toDoubleArray()).containsExactly(1, 2, 4, 1, 2, 4, 1, 2, 4);
    assertThat(found.get(4).shape()).isEqualTo(Shape.of(3, 3, 2));
    assertThat(found.get(5).toIntArray()).containsExactly(0, 1, 2);
    assertThat(found.get(6).toDoubleArray()).containsExactly(3, 6, 12);
  }

  @Test
  void derivativesGoThroughWhatWasGathered() {
    Tensor x = Samples.normal(random, 4, 2);
    Tensor w = Samples.normal(random, 4, 4);
    // y_i = sum_j w_ij tanh(x_i . x_j).
    Function<Tensor, Tensor> mapped =
        in ->
            Samples.sum(
                Autodiff.vmap(
                    (List<Tensor> e) ->
                        Samples.sum(
                            TANH.apply(Collectives.allGather(e.get(0), "batch").matmul(e.get(0)))
                                .times(e.get(1))),
                    List.of(in, w),
                    BATCH));
    Function<Tensor, Tensor> written =
        in -> Samples.sum(TANH.apply(MatMul.of(in, in, false, true)).times(w));
    Samples.assertClose(mapped.apply(x), written.apply(x), 1e-13);
    Samples.assertClose(Autodiff.grad(mapped, x), Autodiff.grad(written, x), 1e-12);
    Samples.assertClose(Autodiff.hessian(mapped, x), Autodiff.hessian(written, x), 1e-12);
    Samples.assertClose(
        Autodiff.vmap(
            (List<Tensor> e) ->
                Autodiff.grad(
                    one ->
                        Samples.sum(
                            TANH.apply(Collectives.allGather(one, "batch").matmul(one))
                                .times(e.get(1))),
                    e.get(0)),
            List.of(x, w),
            BATCH),
        Autodiff.grad(written, x),
        1e-12);
  }

  @Test
  void namesNestAndReachIntoLoops() {
    Tensor x = Samples.normal(random, 3, 2);
    Tensor found =
        Autodiff.vmap(
            row ->
                Autodiff.vmap(
                    e -> Collectives.psum(e, "rows").plus(Collectives.psum(e, "columns").times(10)),
                    row,
                    Mapping.along(0).named("columns")),
            x,
            Mapping.along(0).named("rows"));
    Samples.assertClose(found, Sum.of(x, true, 0).plus(Sum.of(x, true, 1).times(10)), 1e-13);
    Tensor gathered =
        Autodiff.vmap(
            row ->
                Autodiff.vmap(
                    e -> Collectives.allGather(e, "rows"), row, Mapping.along(0).named("columns")),
            x,
            Mapping.along(0).named("rows"));
    for (int i = 0; i < 3; i++) {
      Samples.assertClose(gathered.get(i), x.transpose(), 0);
    }
    // Three steps towards the mean of all, and its derivative.
    Function<Tensor, Tensor> looped =
        in ->
            Samples.sum(
                Autodiff.vmap(
                        first ->
                            ControlFlow.<Tensor, List<Tensor>, Tensor>scan(
                                    (c, nothing) ->
                                        new ControlFlow.Step<>(
                                            TANH.apply(
                                                c.plus(Collectives.pmean(c, "batch"))
                                                    .plus(
                                                        Samples.sum(
                                                            Collectives.allGather(c, "batch")
                                                                .pow(2)))),
                                            c),
                                    first,
                                    List.of(),
                                    Scan.forwards().ofLength(3))
                                .carry(),
                        in,
                        BATCH)
                    .pow(2));
    Function<Tensor, Tensor> written =
        in -> {
          Tensor c = in;
          for (int i = 0; i < 3; i++) {
            c = TANH.apply(c.plus(Sum.of(c, true, 0).div(3)).plus(Samples.sum(c.pow(2))));
          }
          return Samples.sum(c.pow(2));
        };
    Tensor small = x.times(0.1);
    Samples.assertClose(looped.apply(small), written.apply(small), 1e-13);
    Samples.assertClose(Autodiff.grad(looped, small), Autodiff.grad(written, small), 1e-12);
  }

  @Test
  void saysWhatIsWrong() {
    Tensor x = Tensor.of(1.0, 2);
    Tensor y = Samples.normal(random, 3, 2);
    Function<List<Tensor>, Tensor> sum = in -> Samples.sum(in.get(0)).plus(Samples.sum(in.get(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Autodiff.vmap(sum, List.of(x, y)))
        .withMessage(
            "vmap: the first axes differ: [2] and [3, 2], of 0 and 1; give every argument one slice"
                + " an example");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Autodiff.vmap(sum, List.of(y, x), Mapping.along(0).input("0", 1).input("1", 2)))
        .withMessage(
            "vmap: the argument 1 has no axis 2 to map over: its shape is [2]; name one that it"
                + " has, or say that it is shared");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Autodiff.vmap(
                    sum, List.of(y, Samples.normal(random, 2, 4)), Mapping.along(0).input("1", 1)))
        .withMessage(
            "vmap: the mapped axes differ: the argument 0 has 3 examples along axis 0, and the"
                + " argument 1 has 4 along axis 1; give every argument one slice an example");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Autodiff.vmap(sum, List.of(x, x), Mapping.along(0).shared("z")))
        .withMessage("vmap: there is no argument of the name z; they are [0, 1]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Autodiff.vmap(sum, List.of(x, x), Mapping.along(0).shared("0", "1")))
        .withMessage("vmap: no arguments; give at least one to map over");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Autodiff.vmap(sum, List.of(x, x), Mapping.along(0).output(1)))
        .withMessage(
            "vmap: the result has no axis 1 for the examples: its shape is [2] with them in front;"
                + " name one that it has");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mapping.along(0).named("batch").inChunksOf(3))
        .withMessage(
            "vmap: the axis batch has a name, and examples in chunks of 3 do not see each other;"
                + " leave out one of the two");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mapping.along(0).inChunksOf(0))
        .withMessage("vmap: not a number of examples at a time: 0; give 1 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mapping.along(0).named(""))
        .withMessage("vmap: the axis' name is empty; give it one");
    assertThatIllegalStateException()
        .isThrownBy(() -> Autodiff.vmap(e -> Collectives.psum(e, "batches"), x, BATCH))
        .withMessageStartingWith(
            "psum: no function is mapped over an axis of the name batches here, at ")
        .withMessageEndingWith(
            "; there are [batch]; give the name by Mapping.along(0).named(\"batches\")");
    assertThatIllegalStateException()
        .isThrownBy(() -> Collectives.allGather(x, "batch"))
        .withMessageContaining("allGather: no function is mapped over an axis of the name batch");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Autodiff.vmap(e -> Collectives.psum(e.gt(0), "batch"), x, BATCH))
        .withMessage("psum: not defined for BOOL; count with to(INT32) first");
  }
}
