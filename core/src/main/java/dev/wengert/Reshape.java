package dev.wengert;

import com.google.common.base.Preconditions;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.View;
import java.util.Arrays;

/**
 * The primitive that gives the same elements, in row-major order, another shape.
 *
 * @param shape the shape of the result
 */
public record Reshape(Shape shape) implements Linear {

  /** Returns x under another shape; itself when it has that shape. */
  public static Tensor of(Tensor x, Shape shape) {
    return x.shape().equals(shape) ? x : new Reshape(shape).apply(x);
  }

  /** Returns sides in which one -1 is replaced by what the size leaves for it. */
  static Shape resolve(Shape from, int... sides) {
    int unknown = -1;
    int known = 1;
    for (int i = 0; i < sides.length; i++) {
      if (sides[i] == -1) {
        Preconditions.checkArgument(
            unknown < 0,
            "reshape: more than one side is left open: %s; one may be -1, give the others",
            Arrays.toString(sides));
        unknown = i;
      } else {
        known *= Math.max(sides[i], 0);
      }
    }
    if (unknown < 0) {
      return Shape.of(sides);
    }
    int[] resolved = sides.clone();
    resolved[unknown] = known == 0 ? 0 : from.size() / known;
    return Shape.of(resolved);
  }

  @Override
  public String name() {
    return "reshape";
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    if (inputs[0].shape().size() != shape.size()) {
      throw new IllegalArgumentException(
          "reshape: the number of elements changes: "
              + inputs[0].shape()
              + " has "
              + inputs[0].shape().size()
              + ", "
              + shape
              + " has "
              + shape.size()
              + "; give sides with the same product, one of them may be -1");
    }
    return new Spec[] {inputs[0].withShape(shape)};
  }

  @Override
  public Kernel lower(Spec... inputs) {
    return new View();
  }

  @Override
  public Tensor transpose(Tensor cotangent, Spec input) {
    return of(cotangent, input.shape());
  }

  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, int size) {
    return new Reshape(shape.prepend(size)).applyAll(inputs);
  }
}
