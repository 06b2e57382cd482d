package dev.wengert.ops;

import static dev.wengert.ops.Convolutions.conv2d;
import static dev.wengert.ops.Elementary.clamp;
import static dev.wengert.ops.Elementary.square;
import static dev.wengert.ops.Losses.crossEntropy;
import static dev.wengert.ops.Losses.weighted;
import static dev.wengert.ops.Reductions.mean;
import static dev.wengert.ops.Reductions.sum;
import static dev.wengert.ops.Selection.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Autodiff;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The code that the javadoc of this module and of the core's tape shows. */
class SnippetsTest {

  @Test
  void theGradientOfASquaredError() {
    Tensor x = Tensor.of(new double[][] {{1, 2}, {3, 4}});
    Tensor y = Tensor.of(1.0, 0);
    Tensor w0 = Tensor.of(1.0, -1);
    // @start region="tape"
    Tape tape = new Tape();
    Tensor w = tape.watch(w0);
    Tensor loss = mean(square(x.matmul(w).minus(y)));
    Tensor dw = tape.gradients(loss).of(w);
    // @end region="tape"
    // The errors are -2 and -1; the gradient is x^T errors.
    assertThat(loss.item()).isEqualTo(2.5);
    assertThat(dw.toDoubleArray()).containsExactly(-5, -8);
  }

  @Test
  void aCotangentIsSeenAndChangedOnItsWay() {
    Tensor x = Tensor.of(1.0, 2, 3);
    // @start region="onCotangent"
    // No element of the gradient is to be larger than 3.
    UnaryOperator<Tensor> slope =
        Autodiff.grad(a -> sum(square(Hooks.onCotangent(a, d -> clamp(d, -3, 3)))));
    // @end region="onCotangent"
    assertThat(slope.apply(x).toDoubleArray()).containsExactly(2, 3, 3);
  }

  @Test
  void settingsOfAConvolution() {
    Tensor x = Tensor.ones(DType.FLOAT32, 1, 1, 8, 8);
    Tensor weight = Tensor.ones(DType.FLOAT32, 2, 1, 3, 3);
    Tensor bias = Tensor.zeros(DType.FLOAT32, 2);
    // @start region="conv"
    Tensor halved = conv2d(x, weight, bias, Conv.stride(2).padding(1));
    Tensor same = conv2d(x, weight, Conv.same());
    // @end region="conv"
    assertThat(halved.shape()).isEqualTo(Shape.of(1, 2, 4, 4));
    assertThat(same.shape()).isEqualTo(Shape.of(1, 2, 8, 8));
  }

  @Test
  void whatIsMarkedToBeLeftOut() {
    Tensor scores = Tensor.of(new double[][] {{0, 0}, {1, 5}, {Math.log(3), 0}});
    Tensor targets = Tensor.of(1, -100, 0);
    // @start region="weighted"
    Tensor counts = targets.ne(-100);
    Tensor each = crossEntropy(scores, where(counts, targets, 0), 0, Reduce.NONE);
    Tensor loss = weighted(each, counts.to(scores.dtype()), Reduce.MEAN);
    // @end region="weighted"
    assertThat(loss.item()).isCloseTo((Math.log(2) + Math.log(4.0 / 3)) / 2, within(1e-15));
  }
}
