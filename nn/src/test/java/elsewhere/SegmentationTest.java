package elsewhere;

import static dev.wengert.ops.Activations.relu;
import static dev.wengert.ops.Losses.binaryCrossEntropyWithLogits;
import static dev.wengert.ops.Pooling.maxPool;
import static dev.wengert.ops.Reductions.sum;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Index;
import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Model;
import dev.wengert.nn.Pass;
import dev.wengert.nn.Values;
import dev.wengert.nn.layer.convolution.Convolution;
import dev.wengert.nn.layer.normalization.BatchNorm;
import dev.wengert.nn.optim.Adam;
import dev.wengert.nn.optim.Optimizer;
import dev.wengert.ops.Comparisons;
import dev.wengert.ops.Conv;
import dev.wengert.ops.Pooling.Pool;
import dev.wengert.ops.Shapes;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A U-Net: down to small images and up again, each level joined with what was there on the way
 * down. Source: Ronneberger, Fischer and Brox, "U-Net: convolutional networks for biomedical image
 * segmentation", 2015, figure 1.
 */
class SegmentationTest {

  private static final int SIDE = 16;

  /** Two convolutions, each normalized and rectified. */
  record Block(Convolution first, BatchNorm norm, Convolution second) implements Layer {
    static Block of(int inputs, int outputs) {
      return new Block(
          Convolution.of2d(inputs, outputs, Conv.same(), 3).withoutBias(),
          BatchNorm.of(outputs),
          Convolution.of2d(outputs, outputs, Conv.same(), 3));
    }

    @Override
    public void declare(Declarations declarations) {
      declarations.child("first", first);
      declarations.child("norm", norm);
      declarations.child("second", second);
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
      Tensor middle = relu(norm.forward(first.forward(x, pass), pass));
      return relu(second.forward(middle, pass));
    }
  }

  /** A level of the U: within is a level of half the sides, or the bottom. */
  record Level(Block down, Layer within, Convolution up, Block joined) implements Layer {
    static Layer of(int inputs, int width, int levels) {
      return levels == 0
          ? Block.of(inputs, width)
          : new Level(
              Block.of(inputs, width),
              of(width, 2 * width, levels - 1),
              Convolution.transposed2d(2 * width, width, Conv.stride(2), 2),
              Block.of(2 * width, width));
    }

    @Override
    public void declare(Declarations declarations) {
      declarations.child("down", down);
      declarations.child("within", within);
      declarations.child("up", up);
      declarations.child("joined", joined);
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
      Tensor here = down.forward(x, pass);
      Tensor below = within.forward(maxPool(here, Pool.of(2)), pass);
      return joined.forward(Shapes.concat(1, here, up.forward(below, pass)), pass);
    }
  }

  /** Images to one logit a pixel, [N, 1, H, W]. */
  record UNet(Layer levels, Convolution head) implements Layer {
    @Override
    public void declare(Declarations declarations) {
      declarations.child("levels", levels);
      declarations.child("head", head);
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
      return head.forward(levels.forward(x, pass), pass);
    }
  }

  /** Outlines of rectangles among specks; y is 1 within: what a pixel is, its neighbours know. */
  private record Images(Tensor x, Tensor y) {
    static Images of(int count, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      float[] x = new float[count * SIDE * SIDE];
      float[] y = new float[x.length];
      for (int i = 0; i < count; i++) {
        int top = random.nextInt(8);
        int left = random.nextInt(8);
        int bottom = top + 4 + random.nextInt(SIDE - top - 4);
        int right = left + 4 + random.nextInt(SIDE - left - 4);
        for (int k = 0; k < SIDE * SIDE; k++) {
          int row = k / SIDE;
          int column = k % SIDE;
          boolean within = row > top && row < bottom && column > left && column < right;
          boolean around = row >= top && row <= bottom && column >= left && column <= right;
          boolean isSpeck = random.nextInt(20) == 0;
          x[i * SIDE * SIDE + k] = (around && !within) || isSpeck ? 1 : 0;
          y[i * SIDE * SIDE + k] = within ? 1 : 0;
        }
      }
      return new Images(Tensor.wrap(x, count, 1, SIDE, SIDE), Tensor.wrap(y, count, 1, SIDE, SIDE));
    }
  }

  @Test
  void whatIsWithinAnOutlineIsFound() {
    Model<UNet> model = Model.of(new UNet(Level.of(1, 6, 2), Convolution.of2d(6, 1, 1)));
    Images training = Images.of(192, 1);
    Optimizer optimizer = Optimizer.of(model, Adam.of(0.01));
    Values values = model.initialize(Key.of(1));
    Optimizer.State state = optimizer.start();
    for (int i = 0; i < 60; i++) {
      Index batch = Index.range(i % 12 * 16, i % 12 * 16 + 16);
      Tensor x = training.x().get(batch);
      Tensor y = training.y().get(batch);
      Model.Step step =
          model.differentiate(
              values,
              Key.of(i),
              (net, pass) -> binaryCrossEntropyWithLogits(net.forward(x, pass), y));
      Optimizer.Result next = optimizer.step(values, step.gradients(), state);
      values = next.values().with(step.statistics());
      state = next.state();
    }
    Images held = Images.of(100, 2);
    Tensor found = model.predictor(values).of(held.x()).gt(0);
    Tensor wanted = held.y().gt(0);
    double both = sum(Comparisons.and(found, wanted).to(DType.FLOAT32)).item();
    double either = sum(Comparisons.or(found, wanted).to(DType.FLOAT32)).item();
    // Intersection over union. All pixels together would give 0.18.
    assertThat(both / either).isGreaterThan(0.85);
  }
}
