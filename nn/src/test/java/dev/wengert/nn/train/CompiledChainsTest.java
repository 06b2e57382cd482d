package dev.wengert.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Penalty;
import dev.wengert.nn.Values;
import dev.wengert.nn.checkpoint.Checkpoints;
import dev.wengert.nn.data.Batching;
import dev.wengert.nn.data.DataSet;
import dev.wengert.nn.data.Examples;
import dev.wengert.nn.layer.Sequential;
import dev.wengert.nn.optim.Adafactor;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.AdamW;
import dev.wengert.nn.optim.Chain;
import dev.wengert.nn.optim.GradientDescent;
import dev.wengert.nn.optim.GradientTransformation;
import dev.wengert.nn.optim.Lamb;
import dev.wengert.nn.optim.Lars;
import dev.wengert.nn.optim.Moments;
import dev.wengert.nn.optim.Momentum;
import dev.wengert.nn.optim.Muon;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.optim.ParameterGroup;
import dev.wengert.nn.optim.Schedule;
import dev.wengert.nn.optim.Transformations;
import dev.wengert.nn.optim.Wrappers;
import dev.wengert.ops.Reductions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chains of transformations in whole steps, eager and compiled, broken off and gone on with. */
class CompiledChainsTest {

  private static final int EPOCHS = 3;

  /** Batches of 8, 8 and 3. */
  private static final Examples DATA = Blobs.data(Key.of(5), 19);

  private static final Batching EIGHT = Batching.of(8);

  /** A chain, and what a group may have of its own. */
  record Rule(GradientTransformation<?> chain, List<ParameterGroup> groups) {}

  private static Arguments rule(String name, GradientTransformation<?> chain) {
    return arguments(named(name, new Rule(chain, List.of())));
  }

  static Stream<Arguments> rules() {
    GradientTransformation<Values> down =
        Transformations.scaleByLearningRate(Schedule.exponential(0.05, 0.9));
    ParameterGroup matrices =
        ParameterGroup.where((path, p) -> p.shape().rank() == 2).withRule(Muon.of(0.05, 0.1));
    return Stream.of(
        rule("AMSGrad", Chain.of(Moments.scaleByAmsgrad(0.9, 0.99, 1e-8), down)),
        rule("Adamax", Chain.of(Moments.scaleByAdamax(0.9, 0.99, 1e-8), down)),
        rule("RAdam", Chain.of(Moments.scaleByRadam(0.9, 0.75, 1e-8), down)),
        rule("AdaBelief", Chain.of(Moments.scaleByBelief(0.9, 0.99, 1e-6), down)),
        rule(
            "masked",
            Chain.of(
                Transformations.adaptiveGradClip(0.1),
                Wrappers.masked(path -> path.endsWith("weight"), Moments.scaleByStddev(0.9, 0.01)),
                Moments.ema(0.5),
                down)),
        rule("LAMB", Lamb.of(0.05, 0.1)),
        rule("LARS", new Lars(Schedule.constant(1), 0.9, 0.05, 0.1)),
        rule("Adafactor", new Adafactor(Schedule.constant(0.05), 2, 1, 0.1)),
        arguments(named("Muon", new Rule(AdamW.of(0.05, 0.1), List.of(matrices)))),
        rule(
            "noise",
            Chain.of(
                Transformations.clipByNorm(0.5),
                Transformations.addNoise(0.01, 0.55),
                Moments.trace(0.9),
                down)),
        rule("Polyak", Chain.of(Transformations.scaleByPolyak(1, 1e-3), Momentum.of(0.1))),
        rule("applyEvery", Chain.of(Adam.of(0.05), Transformations.applyEvery(3))),
        rule("multiSteps", Wrappers.multiSteps(3, Adam.of(0.05))),
        rule("skipNonFinite", Wrappers.skipNonFinite(2, Adam.of(0.05))),
        rule("lookahead", Chain.of(AdamW.of(0.05, 0.1), Transformations.lookahead(5, 0.5))),
        rule("average", Chain.of(Adam.of(0.05), Transformations.averageParameters(0.9))),
        rule("schedule-free", Wrappers.scheduleFree(GradientDescent.of(0.5), 0.9)));
  }

  /** Those whose states are no means of gradients alone. */
  static Stream<Arguments> remembering() {
    Set<String> others = Set.of("AMSGrad", "Adamax", "RAdam", "AdaBelief", "LAMB", "LARS");
    return rules().filter(rule -> !others.contains(((Named<?>) rule.get()[0]).getName()));
  }

  private static Trainer.Builder<Sequential> trainer(
      Model<Sequential> model, Rule rule, AtomicInteger eagerRuns) {
    BatchLoss<Layer> loss =
        (net, batch, pass) -> {
          eagerRuns.addAndGet(batch.x().isTraced() ? 0 : 1);
          return Blobs.LOSS.of(net, batch, pass);
        };
    return Trainer.of(
            model,
            loss,
            Optimizer.of(model, rule.chain(), rule.groups().toArray(ParameterGroup[]::new)))
        .penalty("l2", Penalty.l2(1e-3));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void aCompiledRunHasTheBitsOfAnEagerOne(Rule rule) {
    Model<Sequential> model = Blobs.model();
    for (int accumulation : new int[] {1, 2}) {
      List<Outcome> outcomes = new ArrayList<>();
      for (boolean isCompiled : new boolean[] {false, true}) {
        AtomicInteger eagerRuns = new AtomicInteger();
        Trainer<Sequential> trainer =
            trainer(model, rule, eagerRuns).accumulation(accumulation).compiled(isCompiled).build();
        outcomes.add(trainer.train(DATA, EIGHT, Limit.epochs(EPOCHS), trainer.start(Key.of(7))));
        assertThat(eagerRuns.get()).isEqualTo(isCompiled ? 1 + 1 + accumulation / 2 : 3 * EPOCHS);
      }
      States.assertSame(outcomes.get(1).state(), outcomes.get(0).state());
      States.assertSame(outcomes.get(1).values(), outcomes.get(0).values());
    }
  }

  @ParameterizedTest
  @MethodSource("remembering")
  void aRunThatWasBrokenOffGoesOnToTheSameBits(Rule rule, @TempDir Path folder) {
    Model<Sequential> model = Blobs.model();
    Trainer<Sequential> whole = trainer(model, rule, new AtomicInteger()).build();
    Outcome expected = whole.train(DATA, EIGHT, Limit.epochs(EPOCHS), whole.start(Key.of(7)));
    Outcome last = null;
    for (int steps : new int[] {5, 3 * EPOCHS}) {
      Trainer<Sequential> parts =
          trainer(model, rule, new AtomicInteger()).checkpoints(Checkpoints.of(folder, 5)).build();
      last = parts.train(DATA, EIGHT, new Limit(EPOCHS, steps), parts.resumeOrStart(Key.of(7)));
    }
    States.assertSame(java.util.Objects.requireNonNull(last).state(), expected.state());
    States.assertSame(last.values(), expected.values());
  }

  /** Where a step goes wrong, all that a chain remembers is as it was before. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStepThatDivergesLeavesTheStateOfBefore(boolean isCompiled) {
    Model<Sequential> model = Blobs.plainModel();
    Examples data = withBroken(12);
    Optimizer optimizer =
        Optimizer.of(
            model,
            Chain.of(Moments.trace(0.5), Adam.of(0.05), Transformations.averageParameters(0.9)));
    Trainer<Sequential> trainer =
        Trainer.of(model, Blobs.LOSS, optimizer).compiled(isCompiled).build();
    TrainingState start = trainer.start(Key.of(7));
    TrainingState reached =
        catchThrowableOfType(
                DivergenceException.class,
                () -> trainer.train(data, Batching.of(1), Limit.epochs(1), start))
            .state();
    assertThat(reached.step()).isGreaterThan(3);
    TrainingState before =
        trainer.train(data, Batching.of(1), new Limit(1, reached.step()), start).state();
    States.assertSame(reached.values(), before.values());
    States.assertSame(reached.optimizer().slots(), before.optimizer().slots());
  }

  /** One example is NaN. */
  private static Examples withBroken(int... places) {
    Examples data = Blobs.data(Key.of(6), 18, DType.FLOAT64);
    double[] x = data.x().toDoubleArray();
    for (int place : places) {
      x[2 * place] = Double.NaN;
    }
    return DataSet.of(Tensor.wrap(x, 18, 2), data.y());
  }

  private static TrainingListener noting(List<String> warned, List<Double> losses) {
    return new TrainingListener() {
      @Override
      public void warned(String message) {
        warned.add(message);
      }

      @Override
      public void epochEnded(EpochReport report) {
        losses.add(report.loss().total());
      }
    };
  }

  /** Three epochs, of each of which one step in eighteen is left out. */
  @Test
  void stepsThatAreNotFiniteAreLeftOut() {
    Model<Sequential> model = Blobs.plainModel();
    Optimizer optimizer =
        Optimizer.of(
            model,
            Chain.of(
                Wrappers.skipNonFinite(1, Adam.of(0.05)), Transformations.averageParameters(0.9)));
    List<Outcome> outcomes = new ArrayList<>();
    List<List<Double>> losses = new ArrayList<>();
    for (boolean isCompiled : new boolean[] {false, true}) {
      List<String> warned = new ArrayList<>();
      List<Double> ofEpochs = new ArrayList<>();
      Trainer<Sequential> trainer =
          Trainer.of(model, Blobs.LOSS, optimizer)
              .listener(noting(warned, ofEpochs))
              .compiled(isCompiled)
              .build();
      Outcome outcome =
          trainer.train(withBroken(12), Batching.of(1), Limit.epochs(3), trainer.start(Key.of(7)));
      assertThat(warned).hasSize(3);
      assertThat(warned.get(0))
          .matches(
              "training: step \\d+ is left out: the loss is NaN and the norm of the gradients NaN");
      assertThat(outcome.state().step()).isEqualTo(54);
      assertThat(outcome.state().optimizer().slots().get("taken").item()).isEqualTo(51);
      assertThat(Reductions.sum(outcome.values().toVector()).item()).isFinite();
      assertThat(ofEpochs.get(2)).isBetween(0.0, ofEpochs.get(0));
      outcomes.add(outcome);
      losses.add(ofEpochs);
    }
    States.assertSame(outcomes.get(1).state(), outcomes.get(0).state());
    assertThat(losses.get(1)).isEqualTo(losses.get(0));

    Trainer<Sequential> trainer = Trainer.of(model, Blobs.LOSS, optimizer).build();
    Examples all = withBroken(java.util.stream.IntStream.range(0, 18).toArray());
    assertThatThrownBy(
            () -> trainer.train(all, Batching.of(1), Limit.epochs(1), trainer.start(Key.of(7))))
        .isInstanceOf(DivergenceException.class)
        .hasMessageStartingWith("training: the loss is NaN and the norm of the gradients NaN at")
        .hasMessageContaining("at step 2 (epoch 1)");
  }

  /** The figure, the best values and the outcome are those of the average. */
  @Test
  void averagesAreMeasuredAndReturned() {
    Model<Sequential> model = Blobs.plainModel();
    Examples data = Blobs.data(Key.of(6), 18, DType.FLOAT64);
    Optimizer optimizer =
        Optimizer.of(model, Chain.of(Adam.of(0.05), Transformations.averageParameters(0.9)));
    List<Double> measured = new ArrayList<>();
    Trainer<Sequential> trainer =
        Trainer.of(model, Blobs.LOSS, optimizer)
            .evaluation(Evaluation.loss("data", data, Batching.of(18), Blobs.LOSS))
            .listener(
                new TrainingListener() {
                  @Override
                  public void epochEnded(EpochReport report) {
                    measured.add(
                        java.util.Objects.requireNonNull(report.figures().get("data.loss")));
                  }
                })
            .build();
    Outcome outcome =
        trainer.train(data, Batching.of(6), Limit.epochs(2), trainer.start(Key.of(7)));
    Values average = optimizer.evaluated(outcome.state().values(), outcome.state().optimizer());
    States.assertSame(outcome.values(), average);
    States.assertSame(
        average.only(Set.of("0.weight")),
        new Values(
            com.google.common.collect.ImmutableMap.of(
                "0.weight", outcome.state().optimizer().slots().get("average/0.weight"))));
    assertThat(measured.get(1)).isCloseTo(loss(model, average, data), within(1e-12));
    assertThat(Math.abs(measured.get(1) - loss(model, outcome.state().values(), data)))
        .isGreaterThan(1e-3);
  }

  private static double loss(Model<Sequential> model, Values values, Examples data) {
    return dev.wengert.ops.Losses.crossEntropy(
            model.root().forward(data.x(), model.inference(values)), data.y())
        .item();
  }

  /** One step goes by the gradient of the values above, and its loss is that of the values. */
  @Test
  void aSharpnessAwareStepGoesByTheGradientAbove() {
    Model<Sequential> model = Blobs.plainModel();
    Examples data = Blobs.data(Key.of(6), 18, DType.FLOAT64);
    Optimizer optimizer = Optimizer.of(model, GradientDescent.of(0.5));
    List<StepReport> reports = new ArrayList<>();
    Trainer<Sequential> trainer =
        Trainer.of(model, Blobs.LOSS, optimizer)
            .sharpness(0.25)
            .listener(
                new TrainingListener() {
                  @Override
                  public void stepped(StepReport report) {
                    reports.add(report);
                  }
                })
            .build();
    TrainingState start = trainer.start(Key.of(7));
    Values values = start.values();
    Values g = gradients(model, values, data);
    double norm = Reductions.norm(g.toVector()).item();
    Values above = values.map((path, w) -> w.plus(g.get(path).times(0.25 / norm)));
    Values there = gradients(model, above, data);
    double[] expected = values.toVector().minus(there.toVector().times(0.5)).toDoubleArray();
    Values found = trainer.train(data, Batching.of(18), new Limit(1, 1), start).values();
    assertThat(found.toVector().toDoubleArray()).containsExactly(expected, within(1e-12));
    assertThat(reports.get(0).loss().total()).isCloseTo(loss(model, values, data), within(1e-12));
    assertThat(Reductions.norm(there.toVector()).item() - norm).isGreaterThan(1e-3);
  }

  private static Values gradients(Model<Sequential> model, Values values, Examples data) {
    return model
        .differentiate(
            values,
            Key.of(1),
            (net, pass) ->
                dev.wengert.ops.Losses.crossEntropy(net.forward(data.x(), pass), data.y()))
        .gradients();
  }

  /** With dropout and statistics, one batch a step and two. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void sharpnessAwareStepsAreCompiledToTheSameBits(int accumulation) {
    Model<Sequential> model = Blobs.model();
    List<TrainingState> states = new ArrayList<>();
    for (boolean isCompiled : new boolean[] {false, true}) {
      Trainer<Sequential> trainer =
          Trainer.of(model, Blobs.LOSS, Optimizer.of(model, Adam.of(0.05)))
              .sharpness(0.1)
              .accumulation(accumulation)
              .compiled(isCompiled)
              .build();
      states.add(
          trainer.train(DATA, EIGHT, Limit.epochs(EPOCHS), trainer.start(Key.of(7))).state());
    }
    States.assertSame(states.get(1), states.get(0));
    assertThatThrownBy(
            () -> Trainer.of(model, Blobs.LOSS, Optimizer.of(model, Adam.of(0.05))).sharpness(-1))
        .hasMessage("trainer: the radius of sharpness is -1.0; give a positive number");
  }
}
