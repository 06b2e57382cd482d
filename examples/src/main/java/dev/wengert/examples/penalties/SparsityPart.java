package dev.wengert.examples.penalties;

import static dev.wengert.ops.Elementary.square;
import static dev.wengert.ops.Reductions.mean;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.examples.Figures;
import dev.wengert.examples.LineChart;
import dev.wengert.nn.MaxNorm;
import dev.wengert.nn.Model;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Penalty;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.Dense;
import dev.wengert.nn.optim.GradientDescent;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.nn.optim.ParameterGroup;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * A line fitted to forty inputs of which six matter, with each kind of penalty: how many weights
 * become exactly zero, and how well the six are found.
 */
final class SparsityPart {

  private static final double[] LAMBDAS = {0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1};
  private static final double[] TRUE = {3, -2, 1.5, -1, 0.8, 0.5};
  private static final int INPUTS = 40;
  private static final int EXAMPLES = 60;
  private static final int STEPS = 600;
  private static final double RATE = 0.1;
  private static final double LIMIT = 4;

  private SparsityPart() {}

  /** What holds the weights down. */
  enum Kind {
    L2("L2"),
    L1("L1 in the loss"),
    PROXIMAL("L1 by proximal steps"),
    ELASTIC("elastic net, proximal"),
    MAX_NORM("max-norm " + Figures.plain(LIMIT));

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    @Override
    public String toString() {
      return title;
    }
  }

  /**
   * What came out.
   *
   * @param weights the fitted weights
   * @param error the mean squared error on new examples
   */
  @SuppressWarnings("ArrayRecordComponent") // a value inside this package, compared by nobody
  record Fit(double[] weights, double error) {

    /** Returns how many weights are exactly 0. */
    long zeros() {
      return Arrays.stream(weights).filter(w -> w == 0).count();
    }
  }

  static Fit fit(Kind kind, double lambda) {
    Model<Dense> model = Model.of(Dense.of(INPUTS, 1), DType.FLOAT64);
    Key key = Key.of(7);
    Tensor x = inputs(key.fold("training"));
    Tensor y = targets(x, key.fold("noise"));
    Penalty penalty =
        switch (kind) {
          case L2 -> Penalty.l2(lambda);
          case L1 -> Penalty.l1(lambda);
          case ELASTIC -> Penalty.l2(lambda / 2);
          case PROXIMAL, MAX_NORM -> Penalty.l2(0);
        };
    ParameterGroup weights = ParameterGroup.ofRoles(Parameter.Role.WEIGHT);
    double proximal = kind == Kind.PROXIMAL ? lambda : kind == Kind.ELASTIC ? lambda / 2 : 0;
    Optimizer optimizer = Optimizer.of(model, GradientDescent.of(RATE), weights.withL1(proximal));
    Values values = model.initialize(key.fold("values"));
    Optimizer.State state = optimizer.start();
    for (int step = 0; step < STEPS; step++) {
      Model.Step done =
          model.differentiate(
              values,
              key.fold(step),
              (net, pass) ->
                  mean(square(net.forward(x, pass).minus(y))).times(0.5).plus(penalty.of(pass)));
      Optimizer.Result next = optimizer.step(values, done.gradients(), state);
      values =
          kind == Kind.MAX_NORM ? MaxNorm.of(LIMIT).apply(model, next.values()) : next.values();
      state = next.state();
    }
    Tensor test = inputs(key.fold("test"));
    Tensor outputs = model.root().forward(test, model.inference(values));
    double error = mean(square(outputs.minus(targets(test, null)))).item();
    return new Fit(values.get("weight").toDoubleArray(), error);
  }

  private static Tensor inputs(Key key) {
    return key.normal(new Spec(DType.FLOAT64, Shape.of(EXAMPLES, INPUTS)));
  }

  private static Tensor targets(Tensor x, @Nullable Key noise) {
    Tensor weights = Tensor.wrap(Arrays.copyOf(TRUE, INPUTS), INPUTS, 1);
    Tensor exact = x.matmul(weights);
    return noise == null ? exact : exact.plus(noise.normal(exact.spec()));
  }

  static void show(Figures figures) {
    figures.print("Forty weights of which six matter: how many are exactly 0, and the test error");
    StringBuilder head = new StringBuilder(String.format(Locale.ROOT, "  %-22s", "lambda"));
    for (double lambda : LAMBDAS) {
      head.append(String.format(Locale.ROOT, "%11s", Figures.plain(lambda)));
    }
    figures.print(head.toString());
    LineChart chart =
        LineChart.of("Weights of forty that are exactly zero, by lambda", "lambda", "zeros")
            .logarithmicX()
            .logarithmicFrom(Double.POSITIVE_INFINITY)
            .legend(LegendPosition.InsideNW);
    for (Kind kind : Kind.values()) {
      if (kind == Kind.MAX_NORM) {
        continue; // it has a limit in the place of lambda
      }
      double[] zeros = new double[LAMBDAS.length];
      StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "  %-22s", kind));
      for (int i = 0; i < LAMBDAS.length; i++) {
        Fit fit = fit(kind, LAMBDAS[i]);
        zeros[i] = fit.zeros();
        row.append(String.format(Locale.ROOT, "  %2d (%.2f)", fit.zeros(), fit.error));
      }
      chart.line(kind.toString(), LAMBDAS, zeros);
      figures.print(row.toString());
    }
    Fit limited = fit(Kind.MAX_NORM, 0);
    figures.print(
        String.format(
            Locale.ROOT,
            "  %-22s  %2d (%.2f) whatever lambda",
            Kind.MAX_NORM,
            limited.zeros(),
            limited.error));
    figures.picture("sparsity.png", chart);
  }
}
