package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.expression.Expression;
import dev.wengert.program.CompiledFunction;
import dev.wengert.program.CompiledTransition;
import dev.wengert.program.Program;
import dev.wengert.program.State;
import dev.wengert.program.Transition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The code that the javadoc of this module shows. */
class SnippetsTest {

  // @start region="elementwise"
  static final Elementwise SWISH = Elementwise.of("swish", x -> x.times(Expression.sigmoid(x)));

  static Tensor swish(Tensor x) {
    return SWISH.apply(x);
  }

  // @end region="elementwise"

  @Test
  void swishIsTheInputTimesItsSigmoid() {
    assertThat(swish(Tensor.scalar(2.0)).item()).isCloseTo(2 / (1 + Math.exp(-2)), within(1e-15));
  }

  @Test
  void anExpressionIsBuiltFromItsInputs() {
    // @start region="expression"
    Expression x = Expression.input(0);
    Expression swish = x.times(Expression.sigmoid(x));
    // @end region="expression"
    assertThat(swish).hasToString("mul(x0, sigmoid(x0))");
  }

  @Test
  void theCurvatureOfACubeIsSixTimesItsSide() {
    // @start region="grad"
    UnaryOperator<Tensor> slope = Autodiff.grad(x -> x.pow(3));
    UnaryOperator<Tensor> curvature = Autodiff.grad(slope);
    // @end region="grad"
    assertThat(slope.apply(Tensor.scalar(2.0)).item()).isEqualTo(12);
    assertThat(curvature.apply(Tensor.scalar(2.0)).item()).isEqualTo(12);
    assertThat(curvature.apply(Tensor.scalar(3.0)).item()).isEqualTo(18);
  }

  @Test
  void aReversalIsTheIdentityWithTheGradientTurnedRound() {
    // @start region="custom"
    // The identity whose gradient is turned round (Ganin and Lempitsky, 2015).
    Function<List<Tensor>, Tensor> reversal =
        Autodiff.custom("reversal", in -> in.get(0), (in, out, d) -> List.of(d.unaryMinus()));
    // @end region="custom"
    UnaryOperator<Tensor> slope = Autodiff.grad(x -> reversal.apply(List.of(x)).times(5));
    assertThat(slope.apply(Tensor.scalar(2.0)).item()).isEqualTo(-5);
  }

  @Test
  void aCompiledFunctionOfARecord() {
    Network network =
        new Network(
            List.of(new Linear(Tensor.of(new double[][] {{1, 2}, {3, 4}}), Tensor.of(0.5, 0.25))),
            Tensor.scalar(2.0));
    Tensor x = Tensor.of(new double[][] {{1, 10}});
    // @start region="compiledFunction"
    CompiledFunction<Network, Network> gradient =
        CompiledFunction.of(n -> Autodiff.grad(m -> loss(m, x), n));
    Network found = gradient.apply(network);
    // @end region="compiledFunction"
    assertThat(found.scale().item()).isEqualTo(31.5 + 42.25);
  }

  @Test
  void theJacobianOfARecordByARecord() {
    Point at = new Point(Tensor.of(1.0, 2), Tensor.scalar(3.0));
    // @start region="jacobians"
    Map<String, Point> found =
        Autodiff.jacobians((Point p) -> new Point(p.x().times(p.y()), p.y().times(p.y())), at);
    // found.get("x").y() is the derivative of the new x by the old y
    // @end region="jacobians"
    Point ofX = Objects.requireNonNull(found.get("x"));
    assertThat(ofX.x().toDoubleArray()).containsExactly(3, 0, 0, 3);
    assertThat(ofX.y().toDoubleArray()).containsExactly(1, 2);
  }

  @Test
  void anObserverSeesTheNumbersWithinADerivative() {
    Tensor x = Tensor.of(1.0, 2, 3);
    List<Tensor> seen = new ArrayList<>();
    // @start region="observe"
    UnaryOperator<Tensor> slope =
        Autodiff.grad(a -> Sum.of(Observation.of(a.times(a), seen::add).times(a), false));
    // @end region="observe"
    assertThat(slope.apply(x).toDoubleArray()).containsExactly(3, 12, 27);
    assertThat(seen.get(0).toDoubleArray()).containsExactly(1, 4, 9);
  }

  // @start region="customRule"
  /** x^2 + y^2, whose pullback keeps 2 x and 2 y. */
  record Distance() implements CustomRule<Point, Tensor, Point> {
    @Override
    public Forward<Tensor, Point> forward(Point p) {
      Tensor value = p.x().times(p.x()).plus(p.y().times(p.y()));
      return new Forward<>(value, new Point(p.x().times(2), p.y().times(2)));
    }

    @Override
    public Point pullback(Point twice, Tensor d) {
      return new Point(twice.x().times(d), twice.y().times(d));
    }

    @Override
    public String name() {
      return "distance";
    }
  }

  record Point(Tensor x, Tensor y) {}

  static final Function<Point, Tensor> DISTANCE = Autodiff.custom(new Distance());

  // @end region="customRule"

  @Test
  void aRuleOfStructuresIsDifferentiatedByItsPullback() {
    Point at = new Point(Tensor.scalar(3.0), Tensor.scalar(4.0));
    assertThat(DISTANCE.apply(at).item()).isEqualTo(25);
    Point gradient = Autodiff.grad(DISTANCE, at);
    assertThat(gradient.x().item()).isEqualTo(6);
    assertThat(gradient.y().item()).isEqualTo(8);
  }

  // @start region="structured"
  record Linear(Tensor weight, Tensor bias) {
    Tensor of(Tensor x) {
      return x.matmul(weight).plus(bias);
    }
  }

  record Network(List<Linear> layers, Tensor scale) {}

  static Tensor loss(Network network, Tensor x) {
    Tensor y = x;
    for (Linear layer : network.layers()) {
      y = layer.of(y);
    }
    return Sum.of(y.times(network.scale()), false);
  }

  // @end region="structured"

  @Test
  void aRecordOfParametersHasARecordOfGradients() {
    Linear first = new Linear(Tensor.of(new double[][] {{1, 2}, {3, 4}}), Tensor.of(0.5, 0.25));
    Network network = new Network(List.of(first), Tensor.scalar(2.0));
    Tensor x = Tensor.of(new double[][] {{1, 10}});
    // @start region="structuredGradient"
    Network gradient = Autodiff.grad(n -> loss(n, x), network);
    Tensor bias = gradient.layers().get(0).bias();
    // @end region="structuredGradient"
    assertThat(bias.toDoubleArray()).containsExactly(2, 2);
    assertThat(gradient.scale().item()).isEqualTo(31.5 + 42.25);
  }

  @Test
  void aProgramIsALossWithItsGradient() {
    Tensor weights = Tensor.wrap(new double[] {1, 2}, 2, 1);
    Tensor data = Tensor.wrap(new double[] {3, 4, 5, 6}, 2, 2);
    // @start region="program"
    Program step =
        Program.of(
            in -> {
              Tensor x = in.get(1);
              var loss =
                  Autodiff.valueAndGrad((Tensor w) -> Sum.of(x.matmul(w).pow(2), false), in.get(0));
              return List.of(loss.value(), loss.gradients());
            },
            weights.spec(),
            data.spec());
    String list = step.toString(); // %2 = matmul %1 %0 : ...
    List<Tensor> lossAndGradient = step.run(weights, data);
    // @end region="program"
    assertThat(list)
        .contains("%2 = matmul[transposeA=false, transposeB=false] %1 %0 : FLOAT64[2, 1]");
    assertThat(lossAndGradient.get(0).item()).isEqualTo(11 * 11 + 17 * 17);
    assertThat(lossAndGradient.get(1).toDoubleArray())
        .containsExactly(2 * (11 * 3 + 17 * 5), 2 * (11 * 4 + 17 * 6));
  }

  @Test
  void aRunningMeanIsAScan() {
    Tensor x = Tensor.of(4.0, 2, 0, 6);
    // @start region="scan"
    // An exponential moving average: m = m + 0.5 (x - m), and the average after each step.
    ControlFlow.Scanned<Tensor, Tensor> averages =
        ControlFlow.scan(
            (Tensor mean, Tensor row) -> {
              Tensor next = mean.plus(row.minus(mean).times(0.5));
              return new ControlFlow.Step<>(next, next);
            },
            Tensor.scalar(0.0),
            x);
    // @end region="scan"
    assertThat(averages.outputs().toDoubleArray()).containsExactly(2, 2, 1, 3.5);
    assertThat(averages.carry().item()).isEqualTo(3.5);
  }

  @Test
  void newtonsMethodIsALoop() {
    // @start region="whileLoop"
    // The square root of a by Newton's method, differentiable, in 20 steps at most.
    Function<Tensor, Tensor> root =
        a ->
            ControlFlow.whileLoop(
                (Tensor x) -> x.times(x).minus(a).pow(2).gt(1e-20),
                x -> x.plus(a.div(x)).times(0.5),
                Tensor.scalar(1.0),
                20);
    Tensor slope = Autodiff.grad(root, Tensor.scalar(2.0));
    // @end region="whileLoop"
    assertThat(slope.item()).isCloseTo(0.5 / Math.sqrt(2), within(1e-6));
  }

  @Test
  void aChoiceRunsOneOfTwo() {
    // @start region="cond"
    // The loss of Huber: a square near 0, a line farther away.
    UnaryOperator<Tensor> huber =
        x ->
            ControlFlow.cond(
                x.times(x).lt(1),
                near -> near.times(near).times(0.5),
                far -> far.times(far).pow(0.5).minus(0.5),
                x);
    // @end region="cond"
    assertThat(huber.apply(Tensor.scalar(0.5)).item()).isEqualTo(0.125);
    assertThat(huber.apply(Tensor.scalar(-3.0)).item()).isEqualTo(2.5);
  }

  @Test
  void runningProductsAreAnAssociativeScan() {
    // @start region="associativeScan"
    Tensor growth = Tensor.of(1.1, 0.9, 1.2);
    Tensor sofar = ControlFlow.associativeScan(Tensor::times, growth);
    // @end region="associativeScan"
    assertThat(sofar.toDoubleArray())
        .containsExactly(new double[] {1.1, 0.99, 1.188}, within(1e-15));
  }

  @Test
  void aStepChangesItsStateInPlace() {
    Tensor x = Tensor.of(new double[][] {{1, 0}, {1, 1}, {1, 2}});
    Tensor y = Tensor.of(new double[][] {{1}, {3}, {5}});
    // @start region="state"
    // Least squares: a step of descent on |x w - y|^2, recorded once.
    Transition<Tensor> descend =
        (w, in) -> {
          Autodiff.ValueAndGrad<Tensor> loss =
              Autodiff.valueAndGrad(
                  v -> {
                    Tensor residual = in.get(0).matmul(v).minus(in.get(1));
                    return Sum.of(residual.times(residual), false);
                  },
                  w);
          Tensor next = w.minus(loss.gradients().times(in.get(2)));
          return new Transition.Next<>(next, List.of(loss.value()));
        };
    State<Tensor> weights = State.of(Tensor.zeros(DType.FLOAT64, 2, 1));
    CompiledTransition<Tensor> step = CompiledTransition.of(weights, descend);
    for (int t = 0; t < 300; t++) {
      step.apply(List.of(x, y, Tensor.scalar(0.1))); // writes the weights where they lie
    }
    Tensor w = weights.get(); // a copy: [[1], [2]]
    // @end region="state"
    assertThat(w.toDoubleArray()).containsExactly(new double[] {1, 2}, within(1e-6));
  }

  @Test
  void anEnsembleIsMappedOverItsMembers() {
    Tensor weights = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}});
    Tensor x = Tensor.of(1.0, 10);
    // @start region="mapping"
    // Three models, one a column of the weights, on one input; 2 models at a time.
    record Ensemble(Tensor weights, Tensor x) {}
    Tensor outputs =
        Autodiff.vmap(
            (Ensemble in) -> in.weights().times(in.x()),
            new Ensemble(weights, x),
            Mapping.along(0).input("weights", 1).shared("x").output(1).inChunksOf(2));
    // @end region="mapping"
    assertThat(outputs.shape()).isEqualTo(Shape.of(2, 3));
    assertThat(outputs.toDoubleArray()).containsExactly(1, 2, 3, 40, 50, 60);
  }

  @Test
  void anExampleIsCentredByTheMeanOfAll() {
    Tensor x = Tensor.of(1.0, 2, 6);
    // @start region="psum"
    Tensor centred =
        Autodiff.vmap(
            e -> e.minus(Collectives.pmean(e, "batch")), x, Mapping.along(0).named("batch"));
    // @end region="psum"
    assertThat(centred.toDoubleArray()).containsExactly(-2, -1, 3);
  }

  @Test
  void aTapeKeepsLessInHalfPrecision() {
    Tensor x = Tensor.of(0.5f, 1, 2);
    // @start region="savedTensors"
    Tape tape = new Tape(SavedTensors.inFloat16());
    Tensor w = tape.watch(x);
    Tensor loss = Sum.of(w.pow(3), false);
    Tensor slope = tape.gradients(loss).of(w);
    for (Tape.Held held : tape.held()) {
      System.Logger log = System.getLogger("memory");
      log.log(System.Logger.Level.DEBUG, "{0} holds {1} bytes", held.operation(), held.bytes());
    }
    // @end region="savedTensors"
    assertThat(slope.toFloatArray()).containsExactly(0.75f, 3, 12);
  }
}
