package dev.wengert.nn.layer;

import com.google.common.base.Preconditions;
import dev.wengert.MatMul;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Initializer;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Pass;
import dev.wengert.ops.Creation;
import dev.wengert.ops.Indexing;
import dev.wengert.ops.Regularization;
import dev.wengert.ops.Shapes;

/**
 * The layer that looks up a vector for each symbol: x [...] INT32, y [..., width], {@code y[i] =
 * weight[x[i]]}.
 *
 * <p>Parameter: {@code weight} [rows, width], at first normal with variance 1. Where a padding
 * symbol is named, its vector is 0 whatever its row holds, and no gradient reaches that row. A
 * symbol outside the table, a negative one too, is an {@link IndexOutOfBoundsException}. PyTorch:
 * {@code Embedding}, whose name and layout are the same.
 */
public final class Embedding implements Layer {

  private static final int NO_PADDING = -1;

  private final Parameter weight;
  private final int padding;

  private Embedding(Parameter weight, int padding) {
    this.weight = weight;
    this.padding = padding;
  }

  /** Returns a layer whose vectors begin as normal numbers of variance 1. */
  public static Embedding of(int rows, int width) {
    return of(rows, width, (key, spec) -> key.normal(spec));
  }

  /** Returns a layer. */
  public static Embedding of(int rows, int width, Initializer vectors) {
    return new Embedding(Parameter.of(Parameter.Role.WEIGHT, vectors, rows, width), NO_PADDING);
  }

  /**
   * Returns the layer with this one's vectors in which a symbol stands for nothing.
   *
   * @throws IllegalArgumentException if the table has no such row
   */
  public Embedding withPadding(int symbol) {
    int rows = weight.shape().side(0);
    Preconditions.checkArgument(
        symbol >= 0 && symbol < rows,
        "embedding: the padding symbol has no row: %s of %s; give 0 to %s",
        symbol,
        rows,
        rows - 1);
    return new Embedding(weight, symbol);
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.parameter("weight", weight);
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    pass.check(
        this,
        "embedding",
        x.dtype() == DType.INT32,
        "the input holds no symbols: x is %s; give INT32, from 0 to %s",
        x.spec(),
        weight.shape().side(0) - 1);
    Tensor table = pass.value(weight);
    Tensor vectors = pass.named(this, () -> Indexing.embedding(table, x));
    return padding == NO_PADDING
        ? vectors
        : Regularization.mask(vectors, Shapes.unsqueeze(x.ne(padding), -1));
  }

  /**
   * Returns how well vectors fit each symbol: {@code x W^T}, x [..., width], the result [...,
   * rows]. Language models whose output is tied to their input ask this of the layer that looks
   * symbols up. A padding symbol, whose vector is 0, gets 0.
   *
   * <p>Source: Press and Wolf, "Using the output embedding to improve language models", 2017.
   *
   * @throws IllegalArgumentException if x does not fit the table
   */
  public Tensor scores(Tensor x, Pass pass) {
    int rows = weight.shape().side(0);
    int width = weight.shape().side(1);
    pass.check(
        this,
        "embedding",
        x.rank() >= 1 && x.shape().side(-1) == width,
        "the vectors do not fit the table: x is %s; give [..., %s]",
        x.shape(),
        width);
    pass.checkType(this, "embedding", x);
    int count = x.shape().withSide(-1, 1).size();
    Tensor scores = MatMul.of(x.reshape(count, width), pass.value(weight), false, true);
    Tensor shaped = scores.reshape(x.shape().withSide(-1, rows));
    return padding == NO_PADDING
        ? shaped
        : Regularization.mask(shaped, Creation.arange(rows).ne(padding));
  }
}
