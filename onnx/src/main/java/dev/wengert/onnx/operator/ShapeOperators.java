package dev.wengert.onnx.operator;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.ops.Creation;
import dev.wengert.ops.LinearAlgebra;
import dev.wengert.ops.Shapes;
import java.util.Arrays;
import java.util.Map;

/** Shapes, and tensors made of shapes. */
final class ShapeOperators {

  private ShapeOperators() {}

  static void register(Map<String, Operator> all) {
    all.put("Constant", Operator.one(ShapeOperators::constant));
    all.put("ConstantOfShape", Operator.one(ShapeOperators::constantOfShape));
    all.put("DepthToSpace", Operator.one(ShapeOperators::depthToSpace));
    all.put("Expand", Operator.one(ShapeOperators::expand));
    all.put("EyeLike", Operator.one(ShapeOperators::eyeLike));
    all.put("Flatten", Operator.one(ShapeOperators::flatten));
    all.put("Range", Operator.one(ShapeOperators::range));
    all.put("Reshape", Operator.one(ShapeOperators::reshape));
    all.put("Shape", Operator.one(ShapeOperators::shape));
    all.put("Size", Operator.one(c -> Tensor.scalar(c.in(0).size())));
    all.put("SpaceToDepth", Operator.one(ShapeOperators::spaceToDepth));
    all.put("Squeeze", Operator.one(ShapeOperators::squeeze));
    all.put("Tile", Operator.one(c -> Shapes.tile(c.in(0), c.integers(1))));
    all.put("Transpose", Operator.one(ShapeOperators::transpose));
    all.put("Unsqueeze", Operator.one(ShapeOperators::unsqueeze));
  }

  private static Tensor constant(Call c) {
    if (c.hasAttribute("value")) {
      return c.tensor("value");
    }
    if (c.hasAttribute("value_float")) {
      return Tensor.full(c.floats(), c.number("value_float", 0));
    }
    if (c.hasAttribute("value_int")) {
      return Tensor.scalar(c.integer("value_int", 0));
    }
    double[] numbers = c.numbers("value_floats");
    if (numbers != null) {
      return Tensor.of(numbers).to(c.floats());
    }
    c.require(c.hasAttribute("value_ints"), "a constant that is a text or a sparse tensor");
    return Tensor.of(c.integers("value_ints", new int[0]));
  }

  private static Tensor constantOfShape(Call c) {
    int[] sides = c.integers(0);
    if (!c.hasAttribute("value")) {
      return Tensor.zeros(c.floats(), sides);
    }
    return c.tensor("value").reshape().broadcastTo(sides);
  }

  private static Tensor range(Call c) {
    double start = c.number(0);
    double limit = c.number(1);
    double step = c.number(2);
    DType dtype = c.in(0).dtype();
    Preconditions.checkArgument(
        step != 0, "range: the step from %s to %s is 0; the file is damaged", start, limit);
    int count = Shape.side("range", (long) Math.max(0, Math.ceil((limit - start) / step)));
    return Creation.arange(count).to(dtype).times(step).plus(start);
  }

  private static Tensor eyeLike(Call c) {
    Shape shape = c.in(0).shape();
    DType dtype = c.hasAttribute("dtype") ? c.dtype(c.integer("dtype", 0)) : c.in(0).dtype();
    Preconditions.checkArgument(shape.rank() == 2, "eyeLike: not a matrix: %s; give rank 2", shape);
    Tensor rows = Creation.arange(shape.side(0)).reshape(shape.side(0), 1);
    Tensor columns = Creation.arange(shape.side(1)).minus(c.integer("k", 0));
    return rows.eq(columns).to(dtype);
  }

  private static Tensor shape(Call c) {
    int[] sides = c.in(0).shape().sides();
    int start = place(c.integer("start", 0), sides.length);
    int end = place(c.integer("end", sides.length), sides.length);
    return Tensor.of(Arrays.copyOfRange(sides, start, Math.max(start, end)));
  }

  private static int place(int given, int rank) {
    return Math.clamp(given < 0 ? given + rank : given, 0, rank);
  }

  private static Tensor reshape(Call c) {
    Tensor x = c.in(0);
    int[] sides = c.integers(1);
    if (!c.flag("allowzero", false)) {
      for (int i = 0; i < sides.length; i++) {
        if (sides[i] == 0) {
          Preconditions.checkArgument(
              i < x.rank(),
              "reshape: side %s is to stay and x has no axis %s: %s; the file does not fit the"
                  + " input",
              i,
              i,
              x.shape());
          sides[i] = x.shape().side(i);
        }
      }
    }
    return x.reshape(sides);
  }

  private static Tensor flatten(Call c) {
    Tensor x = c.in(0);
    int given = c.integer("axis", 1);
    int axis = given < 0 ? given + x.rank() : given;
    int rows = 1;
    for (int i = 0; i < axis; i++) {
      rows *= x.shape().side(i);
    }
    int columns = 1;
    for (int i = axis; i < x.rank(); i++) {
      columns *= x.shape().side(i);
    }
    return x.reshape(rows, columns);
  }

  private static Tensor transpose(Call c) {
    Tensor x = c.in(0);
    int[] axes = new int[x.rank()];
    Arrays.setAll(axes, i -> x.rank() - 1 - i);
    return x.transpose(c.integers("perm", axes));
  }

  /** The axes are an attribute, and from version 13 on an operand. */
  private static int[] axes(Call c) {
    return c.has(1) ? c.integers(1) : c.integers("axes", new int[0]);
  }

  private static Tensor squeeze(Call c) {
    boolean all = !c.has(1) && !c.hasAttribute("axes");
    return all ? Shapes.squeeze(c.in(0)) : Shapes.squeeze(c.in(0), axes(c));
  }

  private static Tensor unsqueeze(Call c) {
    Tensor x = c.in(0);
    int[] axes = axes(c);
    int rank = x.rank() + axes.length;
    for (int i = 0; i < axes.length; i++) {
      axes[i] = axes[i] < 0 ? axes[i] + rank : axes[i];
    }
    Arrays.sort(axes);
    for (int axis : axes) {
      x = Shapes.unsqueeze(x, axis);
    }
    return x;
  }

  /** Sides of 1 are stretched, on either side. */
  private static Tensor expand(Call c) {
    Tensor x = c.in(0);
    return x.broadcastTo(Shape.broadcast("expand", x.shape(), Shape.of(c.integers(1))));
  }

  private static int blockSize(Call c, int... sides) {
    Preconditions.checkArgument(
        sides.length == 4,
        "blocks lie in images [n, c, h, w], not in %s; the file is damaged",
        Arrays.toString(sides));
    return c.count("blocksize");
  }

  private static Tensor depthToSpace(Call c) {
    Tensor x = c.in(0);
    int[] s = x.shape().sides();
    int b = blockSize(c, s);
    int deep = s[1] / (b * b);
    Tensor parts =
        c.text("mode", "DCR").equals("DCR")
            ? x.reshape(s[0], b, b, deep, s[2], s[3]).transpose(0, 3, 4, 1, 5, 2)
            : x.reshape(s[0], deep, b, b, s[2], s[3]).transpose(0, 1, 4, 2, 5, 3);
    return parts.reshape(s[0], deep, s[2] * b, s[3] * b);
  }

  private static Tensor spaceToDepth(Call c) {
    Tensor x = c.in(0);
    int[] s = x.shape().sides();
    int b = blockSize(c, s);
    return x.reshape(s[0], s[1], s[2] / b, b, s[3] / b, b)
        .transpose(0, 3, 5, 1, 2, 4)
        .reshape(s[0], s[1] * b * b, s[2] / b, s[3] / b);
  }

  /** Returns what stays on one side of a diagonal. */
  static Tensor triangle(Call c) {
    int diagonal = c.has(1) ? (int) c.number(1) : 0;
    return c.flag("upper", true)
        ? LinearAlgebra.triu(c.in(0), diagonal)
        : LinearAlgebra.tril(c.in(0), diagonal);
  }
}
