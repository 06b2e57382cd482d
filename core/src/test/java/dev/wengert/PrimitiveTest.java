package dev.wengert;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PrimitiveTest {

  private static final ImmutableIntArray FIRST = ImmutableIntArray.of(0);

  static Stream<Arguments> primitives() {
    return Stream.of(
        Arguments.of(new Reshape(Shape.of(2)), 1),
        Arguments.of(new Permute(FIRST), 1),
        Arguments.of(new Broadcast(Shape.of(2)), 1),
        Arguments.of(new Sum(FIRST, false), 1),
        Arguments.of(new Extreme(true, FIRST, false), 1),
        Arguments.of(new Slice(FIRST, ImmutableIntArray.of(1), Shape.of(2)), 1),
        Arguments.of(new Pad(FIRST, ImmutableIntArray.of(1), Shape.of(2)), 1),
        Arguments.of(new Cast(DType.FLOAT32), 1),
        Arguments.of(new StopGradient(), 1),
        Arguments.of(new Permutation(), 1),
        Arguments.of(new RandomDraw(new Spec(DType.FLOAT32, Shape.of(2)), 0), 2),
        Arguments.of(new Gather(0, 0), 2),
        Arguments.of(new ScatterAdd(0, 0, 2), 2),
        Arguments.of(new MatMul(false, false), 2),
        Arguments.of(new FlatIndex("get", FIRST, ImmutableIntArray.of(2)), 1),
        Arguments.of(new MapSum(Elementwise.MUL, FIRST, false), 2),
        Arguments.of(Elementwise.NEG, 1));
  }

  @ParameterizedTest
  @MethodSource("primitives")
  void refusesAnotherNumberOfInputs(Primitive primitive, int arity) {
    Tensor[] tooMany = new Tensor[arity + 1];
    java.util.Arrays.fill(tooMany, Tensor.of(1.0, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> primitive.apply(tooMany))
        .withMessage(
            primitive.name() + ": wrong number of inputs: " + (arity + 1) + "; it takes " + arity);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> primitive.applyAll())
        .withMessage(primitive.name() + ": wrong number of inputs: 0; it takes " + arity);
  }
}
