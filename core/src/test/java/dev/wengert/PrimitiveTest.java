package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableIntArray;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
        Arguments.of(new CheckpointName("here"), 1),
        Arguments.of(new Observation(x -> {}), 1),
        Arguments.of(new Split(0, FIRST), 1),
        Arguments.of(new AxisSum(MappedAxis.unnamed(2)), 1),
        Arguments.of(new AxisGather(MappedAxis.unnamed(2)), 2),
        Arguments.of(new InRange("classes", "class", 2, "3 classes"), 1),
        Arguments.of(new CotangentProduct(new MatMul(false, true), true, false), 2),
        Arguments.of(Elementwise.NEG, 1));
  }

  /** Those that take any number but none. */
  private static final ImmutableList<Primitive> OPEN =
      ImmutableList.of(new Concat(0), new Barrier());

  /** Those of a function that may take nothing. */
  private static final ImmutableSet<String> FUNCTIONS =
      ImmutableSet.of("Custom", "Checkpoint", "Iteration", "Branching");

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

  @Test
  void refusesNothingWhereTheNumberIsOpen() {
    for (Primitive primitive : OPEN) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> primitive.apply())
          .withMessageStartingWith(primitive.name() + ": ");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Elementwise.of("one", 0, Expression.constant(1)))
        .withMessage("one: an elementwise operation has at least one input; give it one");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FlatIndex("get", ImmutableIntArray.of(), ImmutableIntArray.of()))
        .withMessage("get: the axes [] with sides []; give one axis or more, and a side for each");
  }

  @Test
  void noPrimitiveIsLeftOut() {
    Set<String> tried = new TreeSet<>(FUNCTIONS);
    OPEN.forEach(primitive -> tried.add(primitive.getClass().getSimpleName()));
    primitives().forEach(row -> tried.add(row.get()[0].getClass().getSimpleName()));
    Set<String> all = new TreeSet<>();
    JavaClasses classes = new ClassFileImporter().importPackagesOf(Primitive.class);
    String itself = uri(classes.get(Primitive.class));
    String main = itself.substring(0, itself.length() - "Primitive.class".length());
    for (JavaClass type : classes) {
      if (type.getPackageName().equals("dev.wengert")
          && type.isAssignableTo(Primitive.class)
          && !type.getModifiers().contains(JavaModifier.ABSTRACT)
          && uri(type).startsWith(main)) {
        all.add(type.getSimpleName());
      }
    }
    assertThat(tried).isEqualTo(all);
  }

  private static String uri(JavaClass type) {
    return type.getSource().orElseThrow().getUri().toString();
  }
}
