package dev.wengert;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Fold;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.Reduction;
import org.jspecify.annotations.Nullable;

/**
 * The primitive that adds up an elementwise function along some axes, without storing its values.
 *
 * <p>It is {@link Sum} after {@link Elementwise} in one pass, and has their derivatives.
 *
 * @param map the function of each element
 * @param axes the axes of the inputs' common shape, ascending, counted from the front
 * @param keep whether they stay, with side 1
 */
public record MapSum(Elementwise map, ImmutableIntArray axes, boolean keep) implements Primitive {

  /** Returns the sum of a function of broadcast inputs along axes; over all when none is given. */
  public static Tensor of(Elementwise map, boolean keep, int[] axes, Tensor... inputs) {
    Shape space = inputs[0].shape();
    for (Tensor input : inputs) {
      space = Shape.broadcast(map.name(), space, input.shape());
    }
    return new MapSum(map, ImmutableIntArray.copyOf(space.axes("sum", axes)), keep).apply(inputs);
  }

  @Override
  public int arity() {
    return map.arity();
  }

  @Override
  public String name() {
    return "sum." + map.name();
  }

  private Sum sum() {
    return new Sum(axes, keep);
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    return sum().infer(map.infer(inputs));
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new Reduction(Fold.SUM, map.body(), axes);
  }

  @Override
  public @Nullable Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    // The function's own value is not there; a derivative that takes it computes it again.
    Pullback ofMap = map.pullback(inputs, () -> map.apply(inputs), needed);
    Spec[] specs = new Spec[inputs.length];
    for (int i = 0; i < specs.length; i++) {
      specs[i] = inputs[i].spec();
    }
    return ofMap == null
        ? null
        : cotangents ->
            ofMap.pull(new Tensor[] {sum().transpose(cotangents[0], map.infer(specs)[0])});
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    Tensor tangent = map.pushforward(inputs, new Tensor[] {map.apply(inputs)}, tangents)[0];
    return new @Nullable Tensor[] {tangent == null ? null : sum().apply(tangent)};
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return sum().batch(map.batch(inputs, mapped, size), new boolean[] {true}, size);
  }
}
