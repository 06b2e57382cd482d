package dev.wengert.nn.data.table;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Index;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.nn.Declarations;
import dev.wengert.nn.Layer;
import dev.wengert.nn.Pass;
import dev.wengert.nn.layer.Embedding;
import dev.wengert.ops.Shapes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The layer that looks up a vector for each code of {@link Features}: x [N, features], y [N, {@link
 * #width}], the features that are no codes and behind them the vectors.
 *
 * <p>Each embedded column has a child {@code columnN} with its {@code weight} [codes, vector],
 * numbered from 0, which begins as normal numbers of variance 1 over the vector's width. A category
 * that training did not have is a vector of zeros.
 */
public final class EmbeddedColumns implements Layer {

  private final int dense;
  private final ImmutableList<Embedding> embeddings;
  private final int width;

  private EmbeddedColumns(int dense, ImmutableList<Embedding> embeddings, int width) {
    this.dense = dense;
    this.embeddings = embeddings;
    this.width = width;
  }

  /**
   * Returns the layer of features, whose vectors are as wide as a rule of thumb says: {@code 1.6
   * codes^0.56}, at most 50 (Howard and Gugger, fastai, 2018).
   */
  public static EmbeddedColumns of(Features features) {
    ImmutableMap.Builder<String, Integer> widths = ImmutableMap.builder();
    features
        .codes()
        .forEach(
            (column, codes) ->
                widths.put(column, (int) Math.min(50, Math.round(1.6 * Math.pow(codes, 0.56)))));
    return of(features, widths.buildOrThrow());
  }

  /**
   * Returns the layer of features.
   *
   * @param widths how wide the vectors of each embedded column are
   * @throws IllegalArgumentException if they are not those of the features, or one is not positive
   */
  public static EmbeddedColumns of(Features features, ImmutableMap<String, Integer> widths) {
    ImmutableMap<String, Integer> codes = features.codes();
    Preconditions.checkArgument(
        widths.keySet().equals(codes.keySet())
            && widths.values().stream().allMatch(width -> width > 0),
        "embeddedColumns: the widths are %s; give one of 1 or more for each of %s",
        widths,
        codes.keySet());
    ImmutableList.Builder<Embedding> embeddings = ImmutableList.builder();
    int dense = features.width() - codes.size();
    int width = dense;
    for (Map.Entry<String, Integer> column : codes.entrySet()) {
      int own = widths.getOrDefault(column.getKey(), 0);
      double size = 1 / Math.sqrt(own);
      embeddings.add(
          Embedding.of(column.getValue(), own, (key, spec) -> key.normal(spec).times(size))
              .withPadding(Encoder.Category.UNSEEN));
      width += own;
    }
    return new EmbeddedColumns(dense, embeddings.build(), width);
  }

  /** Returns how many numbers an example has behind this layer. */
  public int width() {
    return width;
  }

  @Override
  public void declare(Declarations declarations) {
    for (int i = 0; i < embeddings.size(); i++) {
      declarations.child("column" + i, embeddings.get(i));
    }
  }

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    int features = dense + embeddings.size();
    pass.check(
        this,
        "embeddedColumns",
        x.rank() == 2 && x.shape().side(1) == features,
        "the input is %s; give what features of so many make: [N, %s]",
        x.shape(),
        features);
    List<Tensor> parts = new ArrayList<>();
    if (dense > 0) {
      parts.add(x.get(Index.all(), Index.range(0, dense)));
    }
    for (int i = 0; i < embeddings.size(); i++) {
      Tensor codes = x.get(Index.all(), Index.at(dense + i)).to(DType.INT32);
      parts.add(embeddings.get(i).forward(codes, pass));
    }
    return Shapes.concat(1, parts);
  }
}
