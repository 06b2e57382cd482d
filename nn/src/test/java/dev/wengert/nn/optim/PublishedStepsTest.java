package dev.wengert.nn.optim;

import static dev.wengert.nn.optim.PublishedSteps.follow;
import static dev.wengert.nn.optim.PublishedSteps.norm;

import dev.wengert.nn.Parameter;
import dev.wengert.nn.optim.PublishedSteps.Reference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Every optimiser that looks at whole parameters, or at other points, follows its paper. */
class PublishedStepsTest {

  private static final double RATE = 0.05;

  /** Adam's direction, in place of the gradient. */
  private static final class AdamState {
    private double[] m = {};
    private double[] v = {};
    private double[] largest = {};

    double[] direction(int t, double[] g, double epsilon, boolean isAmsgrad) {
      if (t == 1) {
        m = new double[g.length];
        v = new double[g.length];
        largest = new double[g.length];
      }
      double[] result = new double[g.length];
      for (int i = 0; i < g.length; i++) {
        m[i] = 0.9 * m[i] + 0.1 * g[i];
        v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
        largest[i] = Math.max(largest[i], v[i]);
        double square = (isAmsgrad ? largest[i] : v[i]) / (1 - Math.pow(0.999, t));
        result[i] = m[i] / (1 - Math.pow(0.9, t)) / (Math.sqrt(square) + epsilon);
      }
      return result;
    }
  }

  @Test
  void amsgradGoesByTheLargestMeanSquare() {
    follow(
        Chain.of(
            Moments.scaleByAmsgrad(0.9, 0.999, 1e-8), Transformations.scaleByLearningRate(RATE)),
        () -> {
          AdamState moments = new AdamState();
          return (t, w, g, rows, isWeight) -> {
            double[] d = moments.direction(t, g, 1e-8, true);
            for (int i = 0; i < w.length; i++) {
              w[i] -= RATE * d[i];
            }
          };
        });
  }

  @Test
  void adamaxDividesByTheFadingMaximum() {
    follow(
        Chain.of(Moments.scaleByAdamax(0.9, 0.75, 1e-8), Transformations.scaleByLearningRate(RATE)),
        () -> {
          double[] m = new double[12];
          double[] u = new double[12];
          return (t, w, g, rows, isWeight) -> {
            for (int i = 0; i < w.length; i++) {
              m[i] = 0.9 * m[i] + 0.1 * g[i];
              u[i] = Math.max(0.75 * u[i], Math.abs(g[i]) + 1e-8);
              w[i] -= RATE / (1 - Math.pow(0.9, t)) * m[i] / u[i];
            }
          };
        });
  }

  @Test
  void theSignAloneDecides() {
    follow(
        Chain.of(Moments.scaleBySign(), Transformations.scaleByLearningRate(RATE)),
        () ->
            (t, w, g, rows, isWeight) -> {
              for (int i = 0; i < w.length; i++) {
                w[i] -= RATE * Math.signum(g[i]);
              }
            });
  }

  @Test
  void centeredGradientsHaveMeanZeroInEachRow() {
    follow(
        Chain.of(Transformations.centralize(), Transformations.scaleByLearningRate(RATE)),
        () ->
            (t, w, g, rows, isWeight) -> {
              int columns = w.length / rows;
              for (int i = 0; i < w.length; i++) {
                double mean = 0;
                for (int j = 0; isWeight && j < columns; j++) {
                  mean += g[i / columns * columns + j] / columns;
                }
                w[i] -= RATE * (g[i] - mean);
              }
            });
  }

  @Test
  void lambStepsInProportionToTheParameter() {
    follow(
        Lamb.of(RATE, 0.25),
        () -> {
          AdamState moments = new AdamState();
          return (t, w, g, rows, isWeight) -> {
            double[] u = moments.direction(t, g, 1e-6, false);
            for (int i = 0; i < w.length; i++) {
              u[i] += isWeight ? 0.25 * w[i] : 0;
            }
            double ratio = norm(w) / norm(u);
            for (int i = 0; i < w.length; i++) {
              w[i] -= RATE * ratio * u[i];
            }
          };
        });
  }

  @Test
  void larsHasItsRatioWithinTheMomentum() {
    follow(
        new Lars(Schedule.exponential(2, 0.5), 0.75, 0.01, 0.25),
        () -> {
          double[] v = new double[12];
          return (t, w, g, rows, isWeight) -> {
            double[] u = g.clone();
            for (int i = 0; i < w.length; i++) {
              u[i] += isWeight ? 0.25 * w[i] : 0;
            }
            double ratio = 0.01 * norm(w) / norm(u);
            double rate = 2 * Math.pow(0.5, t - 1);
            for (int i = 0; i < w.length; i++) {
              v[i] = 0.75 * v[i] + rate * ratio * u[i];
              w[i] -= v[i];
            }
          };
        });
  }

  /** The matrix [4, 3] is factored, [2, 4] is not: its shorter side is below 3. */
  @Test
  void adafactorKeepsRowsAndColumns() {
    Supplier<Reference> reference =
        () -> {
          double[] row = new double[12];
          double[] column = new double[12];
          double[] whole = new double[12];
          return (t, w, g, rows, isWeight) -> {
            int columns = w.length / rows;
            double b = 1 - Math.pow(t, -0.8);
            double[] u = new double[w.length];
            if (isWeight && rows >= 3 && columns >= 3) {
              double meanOfRows = 0;
              for (int i = 0; i < rows; i++) {
                double mean = 0;
                for (int j = 0; j < columns; j++) {
                  mean += (g[i * columns + j] * g[i * columns + j] + 1e-30) / columns;
                }
                row[i] = b * row[i] + (1 - b) * mean;
                meanOfRows += row[i] / rows;
              }
              for (int j = 0; j < columns; j++) {
                double mean = 0;
                for (int i = 0; i < rows; i++) {
                  mean += (g[i * columns + j] * g[i * columns + j] + 1e-30) / rows;
                }
                column[j] = b * column[j] + (1 - b) * mean;
              }
              for (int i = 0; i < w.length; i++) {
                double square = row[i / columns] * column[i % columns] / meanOfRows;
                u[i] = g[i] / Math.sqrt(square);
              }
            } else {
              for (int i = 0; i < w.length; i++) {
                whole[i] = b * whole[i] + (1 - b) * (g[i] * g[i] + 1e-30);
                u[i] = g[i] / Math.sqrt(whole[i]);
              }
            }
            double clipped = Math.max(1, norm(u) / Math.sqrt(w.length) / 0.9);
            double size = Math.max(1e-3, norm(w) / Math.sqrt(w.length));
            double rate = Math.min(0.01, 1 / Math.sqrt(t));
            for (int i = 0; i < w.length; i++) {
              w[i] -= rate * size * u[i] / clipped + rate * (isWeight ? 0.5 * w[i] : 0);
            }
          };
        };
    follow(new Adafactor(Adafactor.standard().rate(), 3, 0.9, 0.5), reference);
  }

  /** X of the paper, as lists of rows. */
  private static double[][] orthogonalized(double[] g, int rows) {
    int columns = g.length / rows;
    double[][] x = new double[rows][columns];
    for (int i = 0; i < g.length; i++) {
      x[i / columns][i % columns] = g[i] / (norm(g) + 1e-7);
    }
    for (int step = 0; step < 5; step++) {
      double[][] a = product(x, transposed(x));
      double[][] a2x = product(a, product(a, x));
      double[][] ax = product(a, x);
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          x[i][j] = 3.4445 * x[i][j] - 4.7750 * ax[i][j] + 2.0315 * a2x[i][j];
        }
      }
    }
    return x;
  }

  private static double[][] transposed(double[][] x) {
    double[][] result = new double[x[0].length][x.length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x[0].length; j++) {
        result[j][i] = x[i][j];
      }
    }
    return result;
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] result = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b[0].length; j++) {
        for (int k = 0; k < b.length; k++) {
          result[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return result;
  }

  @Test
  void muonMakesSingularValuesEqual() {
    follow(
        Muon.of(RATE, 0.25),
        () -> {
          double[] v = new double[12];
          return (t, w, g, rows, isWeight) -> {
            double[] nesterov = new double[w.length];
            for (int i = 0; i < w.length; i++) {
              v[i] = 0.95 * v[i] + g[i];
              nesterov[i] = g[i] + 0.95 * v[i];
            }
            int columns = w.length / rows;
            double[][] o = orthogonalized(nesterov, rows);
            double scale = Math.sqrt(Math.max(1, (double) rows / columns));
            for (int i = 0; i < w.length; i++) {
              double step = scale * o[i / columns][i % columns];
              w[i] -= RATE * (step + 0.25 * w[i]);
            }
          };
        },
        ParameterGroup.ofRoles(Parameter.Role.BIAS).frozen());
  }

  @Test
  void lookaheadGoesBackToTheSlowWeights() {
    follow(
        Chain.of(Momentum.of(RATE), Transformations.lookahead(3, 0.25)),
        () -> {
          double[] v = new double[12];
          double[] slow = new double[12];
          return (t, w, g, rows, isWeight) -> {
            for (int i = 0; i < w.length; i++) {
              slow[i] = t == 1 ? w[i] : slow[i];
              v[i] = 0.9 * v[i] + g[i];
              w[i] -= RATE * v[i];
              if (t % 3 == 0) {
                slow[i] += 0.25 * (w[i] - slow[i]);
                w[i] = slow[i];
              }
            }
          };
        });
  }

  @Test
  void everyThirdStepAppliesAllThree() {
    follow(
        Chain.of(GradientDescent.of(RATE), Transformations.applyEvery(3)),
        () -> {
          double[] sum = new double[12];
          return (t, w, g, rows, isWeight) -> {
            for (int i = 0; i < w.length; i++) {
              sum[i] += RATE * g[i];
              if (t % 3 == 0) {
                w[i] -= sum[i];
                sum[i] = 0;
              }
            }
          };
        });
  }

  /** Adam's corrections go by its own steps, one of three. */
  @Test
  void multiStepsTakeTheMean() {
    follow(
        Wrappers.multiSteps(3, Adam.of(RATE)),
        () -> {
          AdamState moments = new AdamState();
          double[] sum = new double[12];
          return (t, w, g, rows, isWeight) -> {
            double[] mean = new double[w.length];
            for (int i = 0; i < w.length; i++) {
              sum[i] += g[i];
              mean[i] = sum[i] / 3;
            }
            if (t % 3 == 0) {
              double[] d = moments.direction(t / 3, mean, 1e-8, false);
              for (int i = 0; i < w.length; i++) {
                w[i] -= RATE * d[i];
                sum[i] = 0;
              }
            }
          };
        });
  }

  /** With a rate that begins with 0, whose weight is then 0. */
  @Test
  void scheduleFreeStepsAverageAllPoints() {
    Schedule rate = Schedule.constant(RATE).after(Schedule.linear(0, RATE, 2), 2);
    follow(
        Wrappers.scheduleFree(new GradientDescent(rate), 0.75),
        () -> {
          double[] x = new double[12];
          double[] z = new double[12];
          double[] sums = {0};
          return (t, w, g, rows, isWeight) -> {
            double now = Math.min(RATE * (t - 1) / 2, RATE);
            sums[0] += now * now;
            double c = sums[0] == 0 ? 0 : now * now / sums[0];
            for (int i = 0; i < w.length; i++) {
              x[i] = t == 1 ? w[i] : x[i];
              z[i] = t == 1 ? w[i] : z[i];
              z[i] -= now * g[i];
              x[i] = (1 - c) * x[i] + c * z[i];
              w[i] = 0.75 * x[i] + 0.25 * z[i];
            }
          };
        });
  }

  @Test
  void eachParameterIsClippedByItself() {
    follow(
        Chain.of(Transformations.clipByNorm(1.5), Transformations.scaleByLearningRate(RATE)),
        () ->
            (t, w, g, rows, isWeight) -> {
              for (int i = 0; i < w.length; i++) {
                w[i] -= RATE * g[i] * Math.min(1, 1.5 / norm(g));
              }
            });
  }

  @Test
  void radamRectifiesItsVariance() {
    // With beta2 0.75 the fifth gradient is the first by which there is a variance.
    follow(
        Chain.of(Moments.scaleByRadam(0.5, 0.75, 1e-8), Transformations.scaleByLearningRate(RATE)),
        () -> {
          double[] m = new double[12];
          double[] v = new double[12];
          return (t, w, g, rows, isWeight) -> {
            double most = 2 / 0.25 - 1;
            double length = most - 2 * t * Math.pow(0.75, t) / (1 - Math.pow(0.75, t));
            for (int i = 0; i < w.length; i++) {
              m[i] = 0.5 * m[i] + 0.5 * g[i];
              v[i] = 0.75 * v[i] + 0.25 * g[i] * g[i];
              double mean = m[i] / (1 - Math.pow(0.5, t));
              if (length > 5) {
                double r =
                    Math.sqrt(
                        (length - 4) * (length - 2) * most / ((most - 4) * (most - 2) * length));
                w[i] -= RATE * r * mean / (Math.sqrt(v[i] / (1 - Math.pow(0.75, t))) + 1e-8);
              } else {
                w[i] -= RATE * mean;
              }
            }
          };
        });
  }

  @Test
  void adaBeliefGoesByWhatWasNotForeseen() {
    follow(
        Chain.of(Moments.scaleByBelief(0.9, 0.99, 1e-4), Transformations.scaleByLearningRate(RATE)),
        () -> {
          double[] m = new double[12];
          double[] s = new double[12];
          return (t, w, g, rows, isWeight) -> {
            for (int i = 0; i < w.length; i++) {
              m[i] = 0.9 * m[i] + 0.1 * g[i];
              s[i] = 0.99 * s[i] + 0.01 * Math.pow(g[i] - m[i], 2) + 1e-4;
              double square = s[i] / (1 - Math.pow(0.99, t));
              w[i] -= RATE * m[i] / (1 - Math.pow(0.9, t)) / (Math.sqrt(square) + 1e-4);
            }
          };
        });
  }

  @Test
  void centeredRmsPropDividesByTheDeviation() {
    follow(
        Chain.of(Moments.scaleByStddev(0.75, 0.01), Transformations.scaleByLearningRate(RATE)),
        () -> {
          double[] m = new double[12];
          double[] s = new double[12];
          return (t, w, g, rows, isWeight) -> {
            for (int i = 0; i < w.length; i++) {
              m[i] = 0.75 * m[i] + 0.25 * g[i];
              s[i] = 0.75 * s[i] + 0.25 * g[i] * g[i];
              w[i] -= RATE * g[i] / (Math.sqrt(s[i] - m[i] * m[i]) + 0.01);
            }
          };
        });
  }

  @Test
  void aMeanIsCorrectedForItsStart() {
    follow(
        Chain.of(Moments.ema(0.75), Transformations.scaleByLearningRate(RATE)),
        () -> {
          double[] m = new double[12];
          return (t, w, g, rows, isWeight) -> {
            for (int i = 0; i < w.length; i++) {
              m[i] = 0.75 * m[i] + 0.25 * g[i];
              w[i] -= RATE * m[i] / (1 - Math.pow(0.75, t));
            }
          };
        });
  }

  @Test
  void unitsAreClippedByTheirWeights() {
    follow(
        Chain.of(Transformations.adaptiveGradClip(0.5), Transformations.scaleByLearningRate(RATE)),
        () ->
            (t, w, g, rows, isWeight) -> {
              int unit = isWeight ? w.length / rows : w.length;
              for (int from = 0; from < w.length; from += unit) {
                double size = norm(java.util.Arrays.copyOfRange(w, from, from + unit));
                double slope = norm(java.util.Arrays.copyOfRange(g, from, from + unit));
                double factor = Math.min(1, 0.5 * Math.max(size, 1e-3) / slope);
                for (int i = from; i < from + unit; i++) {
                  w[i] -= RATE * factor * g[i];
                }
              }
            });
  }

  @Test
  void aMaskLeavesTheOthersAlone() {
    follow(
        Chain.of(
            Wrappers.masked(path -> path.endsWith("bias"), Moments.trace(0.9)),
            Transformations.scaleByLearningRate(RATE)),
        () -> {
          double[] v = new double[12];
          return (t, w, g, rows, isWeight) -> {
            for (int i = 0; i < w.length; i++) {
              v[i] = (isWeight ? 0 : 0.9 * v[i]) + g[i];
              w[i] -= RATE * v[i];
            }
          };
        });
  }
}
