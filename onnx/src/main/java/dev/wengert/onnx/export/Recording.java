package dev.wengert.onnx.export;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.kernel.Kernel;
import dev.wengert.program.Body;
import dev.wengert.program.Instruction;
import dev.wengert.program.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** One list of instructions, recorded at several sizes of open axes. */
final class Recording {

  private final ImmutableList<OpenAxis> axes;
  private final ImmutableList<Body> bodies;
  private final List<Spec[]> specs = new ArrayList<>();
  private final int[] makers;

  /**
   * Makes a recording.
   *
   * @param bodies one for the sizes that were given, and one for each open axis
   * @throws IllegalArgumentException if they do not do the same
   */
  Recording(ImmutableList<OpenAxis> axes, ImmutableList<Body> bodies) {
    this.axes = axes;
    this.bodies = bodies;
    for (int i = 1; i < bodies.size(); i++) {
      checkAlike(bodies.get(0), bodies.get(i), axes.get(i - 1));
    }
    for (Body body : bodies) {
      specs.add(specs(body));
    }
    makers = new int[body().values()];
    Arrays.fill(makers, -1);
    for (int at = 0; at < body().instructions().size(); at++) {
      Instruction instruction = body().instructions().get(at);
      for (int i = 0; i < instruction.results().size(); i++) {
        makers[instruction.result(i)] = at;
      }
    }
  }

  private static Spec[] specs(Body body) {
    Spec[] specs = new Spec[body.values()];
    for (int i = 0; i < body.inputs().size(); i++) {
      specs[i] = body.inputs().get(i);
    }
    for (Instruction instruction : body.instructions()) {
      for (int i = 0; i < instruction.results().size(); i++) {
        specs[instruction.result(i)] = instruction.results().get(i);
      }
    }
    return specs;
  }

  private static void checkAlike(Body base, Body other, OpenAxis axis) {
    boolean alike = base.instructions().size() == other.instructions().size();
    for (int i = 0; i < base.instructions().size() && alike; i++) {
      Instruction a = base.instructions().get(i);
      Instruction b = other.instructions().get(i);
      alike =
          a.operands().equals(b.operands())
              && a.firstResult() == b.firstResult()
              && a.results().size() == b.results().size()
              && kind(a).equals(kind(b));
    }
    if (!alike || !base.outputs().equals(other.outputs())) {
      throw new IllegalArgumentException(
          "export: the function does other things when the axis \""
              + axis.name()
              + "\" has "
              + axis.other()
              + " elements than when it has "
              + axis.size()
              + "; give that axis a fixed size");
    }
  }

  private static Class<?> kind(Instruction instruction) {
    return instruction.operation() instanceof Operation.Compute(Kernel kernel)
        ? kernel.getClass()
        : instruction.operation().getClass();
  }

  /** Returns the open axes. */
  ImmutableList<OpenAxis> axes() {
    return axes;
  }

  /** Returns the list at the sizes that were given. */
  Body body() {
    return bodies.get(0);
  }

  /** Returns dtype and shape of a value at the sizes that were given. */
  Spec spec(int value) {
    return spec(0, value);
  }

  /** Returns dtype and shape of a value in a recording. */
  Spec spec(int recording, int value) {
    return value < 0
        ? bodies.get(recording).constants().get(-1 - value).spec()
        : specs.get(recording)[value];
  }

  /** Returns the sides of a value. */
  Side[] sides(int value) {
    Side[] sides = new Side[spec(value).shape().rank()];
    for (int axis = 0; axis < sides.length; axis++) {
      int at = axis;
      sides[axis] = side(i -> spec(i, value).shape().side(at));
    }
    return sides;
  }

  /** Returns a number that each recording has. */
  Side side(ToIntFunction<Integer> number) {
    ImmutableIntArray.Builder others = ImmutableIntArray.builder(axes.size());
    for (int i = 1; i < bodies.size(); i++) {
      others.add(number.applyAsInt(i));
    }
    return new Side(number.applyAsInt(0), others.build());
  }

  /** Returns a fixed number. */
  Side fixed(int number) {
    return side(i -> number);
  }

  /** Returns a product of sides. */
  Side product(Side... sides) {
    Side product = fixed(1);
    for (Side side : sides) {
      product = product.times(side);
    }
    return product;
  }

  /** Returns the instruction that makes a value; null for inputs and constants. */
  @Nullable Instruction maker(int value) {
    return value < 0 || makers[value] < 0 ? null : body().instructions().get(makers[value]);
  }

  /** Returns the kernel that makes a value; null for inputs, constants and barriers. */
  @Nullable Kernel kernel(int value) {
    Instruction maker = maker(value);
    return maker != null && maker.operation() instanceof Operation.Compute(Kernel kernel)
        ? kernel
        : null;
  }

  /** Returns an instruction's kernel in a recording. */
  Kernel kernel(int recording, Instruction instruction) {
    return ((Operation.Compute) operation(recording, instruction)).kernel();
  }

  /** Returns what an instruction does in a recording. */
  Operation operation(int recording, Instruction instruction) {
    int at = makers[instruction.firstResult()];
    return bodies.get(recording).instructions().get(at).operation();
  }

  /** Returns one of the bodies within an instruction, as it is in each recording. */
  Recording within(Instruction instruction, int body) {
    ImmutableList.Builder<Body> inner = ImmutableList.builder();
    for (int i = 0; i < bodies.size(); i++) {
      inner.add(operation(i, instruction).bodies().get(body));
    }
    return new Recording(axes, inner.build());
  }

  /** Returns how many recordings there are. */
  int size() {
    return bodies.size();
  }

  /** Returns a constant at the sizes that were given. */
  Tensor constant(int value) {
    return constant(0, value);
  }

  /** Returns a constant of a recording. */
  Tensor constant(int recording, int value) {
    return bodies.get(recording).constants().get(-1 - value);
  }

  /** Returns whether a constant is the same in all recordings. */
  boolean isSame(int constant) {
    Tensor base = constant(constant);
    for (Body body : bodies) {
      Tensor other = body.constants().get(-1 - constant);
      if (other != base
          && !(other.spec().equals(base.spec())
              && Arrays.equals(
                  other.to(DType.FLOAT64).toDoubleArray(),
                  base.to(DType.FLOAT64).toDoubleArray()))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns the whole number that a constant is everywhere, in each recording; null if it is none.
   */
  @Nullable Side whole(int constant) {
    for (Body body : bodies) {
      Tensor each = body.constants().get(-1 - constant);
      if (!each.buffer().isFill() || each.size() == 0) {
        return null;
      }
      double number = first(each);
      if (number != Math.rint(number) || Math.abs(number) > 1 << 24) {
        return null;
      }
    }
    return side(i -> (int) first(bodies.get(i).constants().get(-1 - constant)));
  }

  /** Returns the first number of a tensor of numbers. */
  static double first(Tensor tensor) {
    return Tensor.wrap(tensor.buffer().fill(Shape.SCALAR)).to(DType.FLOAT64).item();
  }
}
