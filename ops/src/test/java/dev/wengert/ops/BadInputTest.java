package dev.wengert.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Autodiff;
import dev.wengert.Index;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.ops.Pooling.Pool;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What each function says to input that it cannot take: the operation, the values, the remedy. */
class BadInputTest {

  private static final Tensor SCALAR = Tensor.scalar(1.0);
  private static final Tensor TWO = Tensor.of(1.0, 2);
  private static final Tensor THREE = Tensor.of(1.0, 2, 3);
  private static final Tensor MATRIX = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}});
  private static final Tensor IMAGE = Tensor.ones(DType.FLOAT64, 1, 2, 4, 4);
  private static final Tensor KERNEL = Tensor.ones(DType.FLOAT64, 3, 2, 2, 2);
  private static final Tensor WHOLE = Tensor.of(1, 2, 3);
  private static final Tensor TRUTH = Tensor.of(true, false, true);
  private static final Tensor NONE = Tensor.zeros(DType.FLOAT64, 0, 3);

  private final List<DynamicTest> tests = new ArrayList<>();

  private void argument(String message, Supplier<?> call) {
    bad(IllegalArgumentException.class, message, call);
  }

  private void index(String message, Supplier<?> call) {
    bad(IndexOutOfBoundsException.class, message, call);
  }

  private void bad(Class<? extends RuntimeException> kind, String message, Supplier<?> call) {
    tests.add(
        DynamicTest.dynamicTest(
            message, () -> assertThatThrownBy(call::get).isInstanceOf(kind).hasMessage(message)));
  }

  @TestFactory
  List<DynamicTest> numbersOnTheLeft() {
    String words =
        " does not fit the dtype INT32; convert the tensor with to(FLOAT32) or to(FLOAT64)";
    argument("plus: the number 0.5" + words, () -> Operators.plus(0.5, WHOLE));
    argument("minus: the number 0.5" + words, () -> Operators.minus(0.5, WHOLE));
    argument("times: the number 0.5" + words, () -> Operators.times(0.5, WHOLE));
    argument("div: the number 0.5" + words, () -> Operators.div(0.5, WHOLE));
    argument(
        "pow: not defined for INT32; convert with to(FLOAT32) or to(FLOAT64)",
        () -> Operators.pow(2, WHOLE));
    return tests;
  }

  /** Results too large for a Java array; none of the inputs takes memory. */
  @TestFactory
  List<DynamicTest> tooLarge() {
    Tensor wide = Tensor.ones(DType.FLOAT32, 1 << 16);
    Tensor half = Tensor.ones(DType.FLOAT32, 1 << 30);
    tooLarge("shape", "[65536, 65536]", () -> Tensor.full(DType.FLOAT32, 1, 1 << 16, 1 << 16));
    tooLarge("shape", "[65536, 65536]", () -> wide.broadcastTo(1 << 16, 1 << 16));
    tooLarge("plus", "[65536, 65536]", () -> wide.reshape(1 << 16, 1).plus(wide));
    tooLarge(
        "shape", "[65536, 65536]", () -> wide.reshape(1 << 16, 1).matmul(wide.reshape(1, 1 << 16)));
    tooLarge("times", "[65536, 65536]", () -> LinearAlgebra.outer(wide, wide));
    tooLarge("times", "[65536, 65536]", () -> LinearAlgebra.einsum("i,j->ij", wide, wide));
    tooLarge("concat", "an axis of 3221225472", () -> Shapes.concat(0, half, half, half));
    tooLarge("shape", "[3, 1073741824]", () -> Shapes.stack(0, half, half, half));
    tooLarge("tile", "an axis of 4294967296", () -> Shapes.tile(wide, 1 << 16));
    tooLarge("shape", "[65536, 65536]", () -> Shapes.repeat(wide, 1 << 16, 0));
    Tensor none = Tensor.ones(DType.FLOAT32, 0, 1 << 16);
    tooLarge("tile", "an axis of 4294967296", () -> Shapes.tile(none, 1, 1 << 16));
    tooLarge("repeat", "an axis of 4294967296", () -> Shapes.repeat(none, 1 << 16, 1));
    tooLarge("shape", "[65536, 65536]", () -> Shapes.meshgrid(wide, wide));
    int[] most = {Integer.MAX_VALUE};
    tooLarge("pad", "an axis of 4295032830", () -> Shapes.pad(wide, most, most));
    tooLarge("diag", "an axis of 4294967296", () -> LinearAlgebra.diag(wide));
    tooLarge("diag", "an axis of 4294967296", () -> Creation.eye(DType.FLOAT32, 1 << 16));
    tooLarge(
        "arange",
        "an axis of 4294967295",
        () -> Creation.arange(Integer.MIN_VALUE, Integer.MAX_VALUE, 1));
    tooLarge("linspace", "an axis of 2147483647", () -> Creation.linspace(0, 1, Integer.MAX_VALUE));
    tooLarge(
        "shape",
        "[65536, 65536]",
        () -> Autodiff.jacobian(x -> x.times(2), Tensor.ones(DType.FLOAT32, 1 << 16)));
    Tensor line = Tensor.ones(DType.FLOAT32, 1, 1, 9);
    Tensor five = Tensor.ones(DType.FLOAT32, 1, 1, 5);
    argument(
        "conv1d: the window does not fit: its extent along spatial axis 0 is 4294967297, the padded"
            + " side 9 of [9]; use a smaller window or more padding",
        () -> Convolutions.conv1d(line, five, Conv.DEFAULT.dilation(1 << 30)));
    tooLarge(
        "conv1d",
        "an axis of 4294967303",
        () -> Convolutions.conv1d(line, five, Conv.DEFAULT.padding(Integer.MAX_VALUE)));
    tooLarge(
        "conv1d",
        "an axis of 4294967305",
        () -> Convolutions.conv1d(line, five, Conv.same().dilation(1 << 30)));
    return tests;
  }

  private void tooLarge(String operation, String what, Supplier<?> call) {
    argument(
        operation
            + ": too many elements for one Java array: "
            + what
            + "; split the tensor into parts of less than 2^31 elements",
        call);
  }

  @TestFactory
  List<DynamicTest> elementary() {
    argument(
        "exp: not defined for INT32; convert with to(FLOAT32) or to(FLOAT64)",
        () -> Elementary.exp(WHOLE));
    argument(
        "erf: input 0 is BOOL; it takes numbers: convert with to(FLOAT32)",
        () -> Elementary.erf(TRUTH));
    argument(
        "maximum: shapes do not broadcast: [2] and [3] differ at axis -1; make the sides equal, or"
            + " one of them 1 with reshape(...)",
        () -> Elementary.maximum(TWO, THREE));
    argument(
        "hypot: dtypes differ: FLOAT64 and FLOAT32; convert one of them with to(FLOAT64) or"
            + " to(FLOAT32)",
        () -> Elementary.hypot(TWO, TWO.to(DType.FLOAT32)));
    argument(
        "clamp: the limits are not in order: 2.0 and 1.0; give the lower first",
        () -> Elementary.clamp(TWO, 2, 1));
    argument(
        "where: input 0 is FLOAT64; it takes truth values: make them by a comparison",
        () -> Selection.where(TWO, TWO, TWO));
    argument(
        "and: input 1 is FLOAT64; it takes truth values: make them by a comparison",
        () -> Comparisons.and(TRUTH, THREE));
    argument(
        "any: the tensor is FLOAT64; make truth values by a comparison",
        () -> Comparisons.any(THREE));
    argument(
        "all: the tensor is INT32; make truth values by a comparison",
        () -> Comparisons.all(WHOLE));
    argument(
        "relu: input 0 is BOOL; it takes numbers: convert with to(FLOAT32)",
        () -> Activations.relu(TRUTH));
    argument(
        "allClose: shapes do not broadcast: [2] and [3] differ at axis -1; make the sides equal, or"
            + " one of them 1 with reshape(...)",
        () -> Comparisons.allClose(TWO, THREE, 0, 0));
    argument(
        "isClose: shapes do not broadcast: [2] and [3] differ at axis -1; make the sides equal, or"
            + " one of them 1 with reshape(...)",
        () -> Comparisons.isClose(TWO, THREE, 0, 0));
    argument(
        "nanToNum: the dtype is BOOL; convert with to(FLOAT32) or to(FLOAT64)",
        () -> Selection.nanToNum(TRUTH, 0, 1, 2));
    return counted(13);
  }

  @TestFactory
  List<DynamicTest> dtypes() {
    argument(
        "isClose: the dtype is INT32; convert with to(FLOAT32) or to(FLOAT64)",
        () -> Comparisons.isClose(WHOLE, WHOLE, 1e-5, 1e-8));
    argument(
        "allClose: the dtype is INT32; convert with to(FLOAT32) or to(FLOAT64)",
        () -> Comparisons.allClose(WHOLE, WHOLE));
    argument(
        "nanToNum: the dtype is INT32; convert with to(FLOAT32) or to(FLOAT64)",
        () -> Selection.nanToNum(WHOLE));
    argument(
        "where: the number 0.5 does not fit the dtype INT32; convert the tensor with to(FLOAT32) or"
            + " to(FLOAT64)",
        () -> Selection.where(TRUTH, WHOLE, 0.5));
    argument(
        "maskedFill: the number 1.0E10 does not fit the dtype INT32; convert the tensor with"
            + " to(FLOAT32) or to(FLOAT64)",
        () -> Indexing.maskedFill(WHOLE, TRUTH, 1e10));
    argument(
        "clamp: the number 0.5 does not fit the dtype INT32; convert the tensor with to(FLOAT32) or"
            + " to(FLOAT64)",
        () -> Elementary.clamp(WHOLE, 0.5, 2));
    argument(
        "prod: not defined for BOOL; convert with to(INT32) first", () -> Reductions.prod(TRUTH));
    argument(
        "cumprod: not defined for BOOL; convert with to(INT32) first",
        () -> Reductions.cumprod(TRUTH, 0));
    argument(
        "logSumExp: the dtype is INT32; convert with to(FLOAT32) or to(FLOAT64)",
        () -> Reductions.logSumExp(WHOLE));
    argument(
        "norm: the dtype is INT32; convert with to(FLOAT32) or to(FLOAT64)",
        () -> Reductions.norm(WHOLE));
    argument(
        "norm: the dtype is INT32; convert with to(FLOAT32) or to(FLOAT64)",
        () -> Reductions.norm(WHOLE, Norm.of(3)));
    argument(
        "norm: not defined for BOOL; convert with to(INT32) first",
        () -> Reductions.norm(TRUTH, Norm.MAX));
    argument(
        "scatterAdd: dtypes differ: FLOAT64 and FLOAT32; convert one of them with to(...)",
        () -> Indexing.scatterAdd(THREE, Tensor.of(0), Tensor.of(1f), 0));
    return counted(13);
  }

  /** Functions of numbers refuse truth values, those of truth values numbers. */
  @TestFactory
  List<DynamicTest> elementByElement() throws ReflectiveOperationException {
    int count = 0;
    for (Class<?> family :
        List.of(
            Elementary.class,
            Activations.class,
            Thresholds.class,
            Logarithms.class,
            Comparisons.class)) {
      for (Method method : family.getDeclaredMethods()) {
        Object[] arguments = arguments(method, family == Comparisons.class ? TWO : TRUTH);
        if (arguments != null) {
          argument(
              method.getName()
                  + (family == Comparisons.class
                      ? ": input 0 is FLOAT64; it takes truth values: make them by a comparison"
                      : ": input 0 is BOOL; it takes numbers: convert with to(FLOAT32)"),
              () -> call(method, arguments));
          count++;
        }
      }
    }
    for (String name : List.of("isNaN", "isInfinite", "isFinite")) {
      Method method = Comparisons.class.getMethod(name, Tensor.class);
      argument(
          name + ": input 0 is BOOL; it takes numbers: convert with to(FLOAT32)",
          () -> call(method, TRUTH));
    }
    return counted(count + 3);
  }

  /** The tensor for each operand and 1 for each number; null for what is tested by hand. */
  private static Object @Nullable [] arguments(Method method, Tensor operand) {
    boolean byHand =
        !Modifier.isPublic(method.getModifiers())
            || List.of(
                    "any",
                    "all",
                    "allClose",
                    "isClose",
                    "isNaN",
                    "isInfinite",
                    "isFinite",
                    "glu",
                    "softmax",
                    "logSoftmax")
                .contains(method.getName());
    List<Object> arguments = new ArrayList<>();
    for (Class<?> type : method.getParameterTypes()) {
      arguments.add(type == Tensor.class ? operand : type == int.class ? (Object) 1 : 1.0);
    }
    return byHand ? null : arguments.toArray();
  }

  private static Object call(Method method, Object... arguments) {
    try {
      return method.invoke(null, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  /** Each function of the catalogue refuses something here, and under its own name. */
  @Test
  void noFunctionIsLeftOut() throws ReflectiveOperationException, IOException {
    Set<String> tested = new TreeSet<>();
    for (Class<?> tests : List.of(BadInputTest.class, FurtherBadInputTest.class)) {
      for (Method method : tests.getDeclaredMethods()) {
        if (method.isAnnotationPresent(TestFactory.class)) {
          Object test = tests.getDeclaredConstructor().newInstance();
          for (Object each : (List<?>) method.invoke(test)) {
            String message = ((DynamicTest) each).getDisplayName();
            tested.add(message.substring(0, message.indexOf(':')));
          }
        }
      }
    }
    Set<String> functions = new TreeSet<>(CatalogueTest.table().values());
    assertThat(functions).hasSizeGreaterThan(250);
    assertThat(tested).containsAll(functions);
  }

  @TestFactory
  List<DynamicTest> reductions() {
    index(
        "sum: no such axis: 2 of shape [2, 3]; axes go from -2 to 1",
        () -> Reductions.sum(MATRIX, 2));
    argument(
        "sum: axis 1 is named twice: [1, -1] of shape [2, 3]; name each axis once",
        () -> Reductions.sum(MATRIX, 1, -1));
    argument("sum: not defined for BOOL; count with to(INT32) first", () -> Reductions.sum(TRUTH));
    argument(
        "mean: nothing to average: the shape is [0, 3]; reduce along axes that are not empty",
        () -> Reductions.mean(NONE, 0));
    argument(
        "variance: nothing to average: the shape is [0, 3]; reduce along axes that are not empty",
        () -> Reductions.variance(NONE));
    argument(
        "variance: too few elements for correction 3: 3 along axes [1] of shape [2, 3]; give"
            + " correction 0 or more elements",
        () -> Reductions.variance(MATRIX, 3, false, 1));
    argument(
        "max: nothing to choose from: axis 0 of shape [0, 3] is empty; reduce along axes that are"
            + " not empty",
        () -> Reductions.max(NONE, 0));
    argument(
        "min: nothing to choose from: axis 0 of shape [0, 3] is empty; reduce along axes that are"
            + " not empty",
        () -> Reductions.min(NONE));
    argument(
        "max: not defined for BOOL; convert with to(INT32) first", () -> Reductions.max(TRUTH));
    argument(
        "argmax: nothing to choose from: axis 0 of shape [0, 3] is empty; reduce along an axis that"
            + " is not empty",
        () -> Reductions.argmax(NONE, 0));
    index(
        "argmin: no such axis: 0 of shape []; a scalar has no axes",
        () -> Reductions.argmin(SCALAR, 0));
    index(
        "mean: no such axis: 2 of shape [2, 3]; axes go from -2 to 1",
        () -> Reductions.mean(MATRIX, 2));
    index(
        "logSumExp: no such axis: 2 of shape [2, 3]; axes go from -2 to 1",
        () -> Reductions.logSumExp(MATRIX, 2));
    argument(
        "norm: the order is below 1: 0.5; give 1, 2, another p >= 1 or infinity",
        () -> Reductions.norm(TWO, Norm.of(0.5)));
    argument(
        "cumsum: not defined for BOOL; convert with to(INT32) first",
        () -> Reductions.cumsum(TRUTH, 0));
    index(
        "cumprod: no such axis: 1 of shape [2]; axes go from -1 to 0",
        () -> Reductions.cumprod(TWO, 1));
    index(
        "softmax: no such axis: 5 of shape [2]; axes go from -1 to 0",
        () -> Activations.softmax(TWO, 5));
    argument(
        "logSoftmax: nothing to sum: axis 0 of shape [0, 3] is empty; reduce along axes that are"
            + " not empty",
        () -> Activations.logSoftmax(NONE, 0));
    argument(
        "std: too few elements for correction 3: 3 along axes [1] of shape [2, 3]; give correction"
            + " 0 or more elements",
        () -> Reductions.std(MATRIX, 3, false, 1));
    for (String name : List.of("mean", "variance", "std")) {
      argument(
          name + ": the dtype is INT32; convert with to(FLOAT32) or to(FLOAT64)",
          () ->
              switch (name) {
                case "mean" -> Reductions.mean(WHOLE);
                case "std" -> Reductions.std(WHOLE);
                default -> Reductions.variance(WHOLE);
              });
    }
    index(
        "prod: no such axis: 2 of shape [2, 3]; axes go from -2 to 1",
        () -> Reductions.prod(MATRIX, 2));
    index(
        "countNonZero: no such axis: 2 of shape [2, 3]; axes go from -2 to 1",
        () -> Reductions.countNonZero(MATRIX, 2));
    index(
        "any: no such axis: 1 of shape [3]; axes go from -1 to 0", () -> Comparisons.any(TRUTH, 1));
    index(
        "all: no such axis: 1 of shape [3]; axes go from -1 to 0", () -> Comparisons.all(TRUTH, 1));
    return counted(26);
  }

  @TestFactory
  List<DynamicTest> statistics() {
    argument(
        "median: nothing to choose from: axis 0 of shape [0, 3] is empty; reduce along an axis that"
            + " is not empty",
        () -> Statistics.median(NONE, 0));
    argument(
        "median: the dtype is INT32; convert with to(FLOAT32) or to(FLOAT64)",
        () -> Statistics.median(WHOLE));
    argument(
        "quantile: not a share: 1.5; give a number from 0 to 1",
        () -> Statistics.quantile(TWO, 1.5));
    argument(
        "quantile: not a share: NaN; give a number from 0 to 1",
        () -> Statistics.quantile(TWO, Double.NaN, 0));
    index(
        "quantile: no such axis: 1 of shape [2]; axes go from -1 to 0",
        () -> Statistics.quantile(TWO, 0.5, 1));
    argument(
        "covariance: not a matrix: the shape is [2]; give [variables, observations]",
        () -> Statistics.covariance(TWO));
    argument(
        "covariance: too few elements for correction 1: 1 along axes [1] of shape [2, 1]; give"
            + " correction 0 or more elements",
        () -> Statistics.covariance(TWO.reshape(2, 1)));
    index(
        "bincount: the number at [0, 1] is out of range: -1 of 2 classes; give 0 to 1",
        () -> Statistics.bincount(Tensor.of(new int[][] {{1, -1}}), 2));
    argument(
        "bincount: the number is FLOAT64; give INT32, by to(INT32) if need be",
        () -> Statistics.bincount(TWO, 2));
    argument(
        "bincount: not a number of classes: -1; give 0 or more",
        () -> Statistics.bincount(WHOLE, -1));
    argument(
        "searchSorted: not a vector: the sorted numbers are [2, 3]; flatten them first",
        () -> Statistics.searchSorted(MATRIX, TWO, false));
    argument(
        "searchSorted: dtypes differ: FLOAT64 and INT32; convert one of them with to(...)",
        () -> Statistics.searchSorted(TWO, WHOLE, false));
    argument(
        "logCumSumExp: the dtype is INT32; convert with to(FLOAT32) or to(FLOAT64)",
        () -> Reductions.logCumSumExp(WHOLE, 0));
    argument(
        "diff: not defined for BOOL; convert with to(INT32) first",
        () -> Reductions.diff(TRUTH, 0));
    argument("meshgrid: no vectors; give at least one", () -> Shapes.meshgrid());
    argument(
        "meshgrid: number 1 is not a vector: its shape is [2, 3]; flatten it first",
        () -> Shapes.meshgrid(TWO, MATRIX));
    argument(
        "kron: dtypes differ: FLOAT64 and INT32; convert one of them with to(...)",
        () -> LinearAlgebra.kron(TWO, WHOLE));
    return counted(17);
  }

  @TestFactory
  List<DynamicTest> shapes() {
    argument(
        "squeeze: axis 1 has side 3: the shape is [2, 3]; only an axis of side 1 can go",
        () -> Shapes.squeeze(MATRIX, -1));
    index(
        "unsqueeze: no place 3 for a new axis of shape [2]; places go from -2 to 1",
        () -> Shapes.unsqueeze(TWO, 3));
    argument(
        "flatten: the axes are not in order: 1 and 0; give the first one first",
        () -> Shapes.flatten(MATRIX, 1, 0));
    index(
        "moveAxis: no such axis: 2 of shape [2, 3]; axes go from -2 to 1",
        () -> Shapes.moveAxis(MATRIX, 0, 2));
    index(
        "swapAxes: no such axis: -3 of shape [2, 3]; axes go from -2 to 1",
        () -> Shapes.swapAxes(MATRIX, -3, 0));
    argument("concat: no tensors; give at least one", () -> Shapes.concat(0));
    argument(
        "concat: shapes differ outside axis 0: [2, 3] and [2]; all other sides must be equal",
        () -> Shapes.concat(0, MATRIX, TWO));
    argument(
        "concat: dtypes differ: FLOAT64 and INT32; convert with to(...) first",
        () -> Shapes.concat(0, THREE, WHOLE));
    argument("stack: no tensors; give at least one", () -> Shapes.stack(0));
    argument(
        "stack: the tensors differ: FLOAT64[2] and FLOAT64[3]; give them one dtype and shape",
        () -> Shapes.stack(0, TWO, THREE));
    argument(
        "split: the sides do not add up to axis 1 of shape [2, 3]: [1, 1]; give sides that sum to"
            + " 3",
        () -> Shapes.split(MATRIX, 1, 1, 1));
    argument("chunk: not a number of parts: 0; give 1 or more", () -> Shapes.chunk(MATRIX, 0, 0));
    argument("tile: a count is negative: -1; give 0 or more", () -> Shapes.tile(TWO, -1));
    argument("repeat: a count is negative: -2; give 0 or more", () -> Shapes.repeat(TWO, -2, 0));
    index("roll: no such axis: 1 of shape [2]; axes go from -1 to 0", () -> Shapes.roll(TWO, 1, 1));
    index("flip: no such axis: 1 of shape [2]; axes go from -1 to 0", () -> Shapes.flip(TWO, 1));
    argument(
        "pad: the widths do not fit the shape [2]: before is [1, 1], after is [0]; give one an"
            + " axis",
        () -> Shapes.pad(TWO, new int[] {1, 1}, new int[] {0}));
    argument(
        "pad: a width is negative: before is [-1], after is [0]; cut with get(...) instead",
        () -> Shapes.pad(TWO, new int[] {-1}, new int[] {0}));
    argument(
        "tril: not a matrix: the shape is [2]; give rank 2 or more", () -> LinearAlgebra.tril(TWO));
    argument(
        "triu: not a matrix: the shape is []; give rank 2 or more",
        () -> LinearAlgebra.triu(SCALAR));
    argument(
        "diagonal: the matrices have no diagonal 4: the shape is [2, 3]; offsets go from -2 to 3",
        () -> LinearAlgebra.diagonal(MATRIX, 4));
    argument(
        "diag: a scalar has no axis to lay out; reshape it to [1] first",
        () -> LinearAlgebra.diag(SCALAR));
    argument("arange: the step is 0; give 1 or another step", () -> Creation.arange(0, 3, 0));
    argument(
        "linspace: not a number of points: -1; give 0 or more", () -> Creation.linspace(0, 1, -1));
    index(
        "oneHot: the index at [2] is out of range: 3 of 3 classes; give 0 to 2",
        () -> Creation.oneHot(WHOLE, 3, DType.FLOAT32));
    index(
        "oneHot: the index at [1, 0] is out of range: -1 of 3 classes; give 0 to 2",
        () -> Creation.oneHot(Tensor.of(new int[][] {{2}, {-1}}), 3, DType.FLOAT32));
    argument(
        "oneHot: the index is FLOAT64; give INT32, by to(INT32) if need be",
        () -> Creation.oneHot(THREE, 3, DType.FLOAT32));
    argument("eye: not a side: -1; give 0 or more", () -> Creation.eye(DType.FLOAT32, -1));
    argument(
        "uniform: the dtype is not floating: INT32; draw FLOAT32 or FLOAT64 and convert",
        () -> Creation.uniform(dev.wengert.Key.of(1), WHOLE.spec(), 0, 1));
    argument(
        "permutation: not a number of positions: -1; give 0 or more",
        () -> Creation.permutation(dev.wengert.Key.of(1), -1));
    return counted(30);
  }

  @TestFactory
  List<DynamicTest> indexing() {
    index(
        "take: index 2 is outside axis 0 of size 2; positions go from -2 to 1",
        () -> Indexing.take(MATRIX, WHOLE, 0));
    argument(
        "take: the index is FLOAT64; give INT32 positions, by to(INT32) if need be",
        () -> Indexing.take(MATRIX, TWO, 0));
    index(
        "take: no such axis: 2 of shape [2, 3]; axes go from -2 to 1",
        () -> Indexing.take(MATRIX, WHOLE, 2));
    argument(
        "indexSelect: the index must have rank 1: its shape is []; use take(...) for others",
        () -> Indexing.indexSelect(MATRIX, Tensor.scalar(1), 0));
    argument(
        "embedding: the table is not a matrix: its shape is [2]; give [rows, width]",
        () -> Indexing.embedding(TWO, WHOLE));
    index(
        "embedding: the symbol at [] is out of range: -1 of 2 rows; give 0 to 1",
        () -> Indexing.embedding(MATRIX, Tensor.scalar(-1)));
    argument(
        "gather: the index does not fit: x is [2, 3], the index is [3]; it must have x's rank and"
            + " be no longer than x along all axes but 0",
        () -> Indexing.gather(MATRIX, WHOLE, 0));
    index(
        "gather: index 3 is outside axis 1 of size 3; positions go from -3 to 2",
        () -> Indexing.gather(MATRIX, WHOLE.reshape(1, 3), 1));
    argument(
        "scatterAdd: index and values differ in shape: [3] and [2]; give one position a value",
        () -> Indexing.scatterAdd(THREE, WHOLE, TWO, 0));
    index(
        "gather: index 2 is outside axis 0 of size 2; positions go from -2 to 1",
        () -> Indexing.gather(MATRIX, Tensor.of(new int[][] {{0, 1, 2}}), 0));
    index(
        "gather: index -4 is outside axis 2 of size 3; positions go from -3 to 2",
        () -> Indexing.gather(MATRIX.reshape(1, 2, 3), Tensor.wrap(new int[] {-4}, 1, 1, 1), -1));
    argument(
        "gather: the index is FLOAT64; give INT32 positions, by to(INT32) if need be",
        () -> Indexing.gather(MATRIX, MATRIX, 1));
    index(
        "scatterAdd: index 3 is outside axis 0 of size 3; positions go from -3 to 2",
        () -> Indexing.scatterAdd(THREE, WHOLE, THREE, 0));
    index(
        "scatterAdd: index 3 is outside axis 2 of size 3; positions go from -3 to 2",
        () ->
            Indexing.scatterAdd(
                MATRIX.reshape(1, 2, 3),
                Tensor.wrap(new int[] {3}, 1, 1, 1),
                Tensor.wrap(new double[1], 1, 1, 1),
                2));
    argument(
        "argsort: not defined for BOOL; convert with to(INT32) first",
        () -> Indexing.argsort(TRUTH, 0, false));
    argument(
        "sort: not defined for BOOL; convert with to(INT32) first", () -> Indexing.sort(TRUTH, 0));
    index(
        "sort: no such axis: 1 of shape [3]; axes go from -1 to 0", () -> Indexing.sort(THREE, 1));
    argument(
        "topk: not defined for BOOL; convert with to(INT32) first",
        () -> Indexing.topk(TRUTH, 1, 0));
    index(
        "indexSelect: index 2 is outside axis 0 of size 2; positions go from -2 to 1",
        () -> Indexing.indexSelect(MATRIX, Tensor.of(0, 2), 0));
    argument(
        "embedding: the symbol is FLOAT64; give INT32, by to(INT32) if need be",
        () -> Indexing.embedding(MATRIX, TWO));
    argument(
        "maskedFill: input 1 is FLOAT64; it takes truth values: make them by a comparison",
        () -> Indexing.maskedFill(THREE, THREE, 0));
    argument(
        "topk: k is 4, but axis 1 has size 3 (shape [2, 3]); give k from 0 to 3",
        () -> Indexing.topk(MATRIX, 4, 1));
    argument(
        "maskedSelect: the mask does not fit: it is FLOAT64[3], x is [3]; give BOOL of the sides"
            + " of x's leading axes, at least one",
        () -> Indexing.maskedSelect(THREE, THREE));
    argument(
        "maskedSelect: the mask does not fit: it is BOOL[3], x is [2, 3]; give BOOL of the sides of"
            + " x's leading axes, at least one",
        () -> Indexing.maskedSelect(MATRIX, TRUTH));
    argument(
        "get: the mask is FLOAT64[3]; make truth values by a comparison, of rank 1 or more",
        () -> THREE.get(Index.mask(THREE)));
    argument(
        "get: the mask does not fit: it is [3], the axes from 0 on of shape [2, 3] must have the"
            + " same sides",
        () -> MATRIX.get(Index.mask(TRUTH)));
    argument(
        "argwhere: the mask is INT32; make truth values by a comparison",
        () -> Indexing.argwhere(WHOLE));
    index(
        "get: index 3 is outside axis 1 of size 3; positions go from -3 to 2",
        () -> MATRIX.get(Index.all(), Index.positions(0, 3)));
    argument(
        "get: positions are FLOAT64; give INT32, by to(INT32) if need be",
        () -> MATRIX.get(Index.positions(TWO)));
    argument(
        "get: shapes do not broadcast: [2] and [3] differ at axis -1; make the sides equal, or one"
            + " of them 1 with reshape(...)",
        () -> MATRIX.get(Index.positions(0, 1), Index.positions(0, 1, 2)));
    return counted(30);
  }

  @TestFactory
  List<DynamicTest> linearAlgebra() {
    argument(
        "matmul: inner dimensions differ: a is [2, 3], b is [2, 3]; a needs as many columns as b"
            + " has rows",
        () -> LinearAlgebra.matmul(MATRIX, MATRIX));
    argument(
        "matmul: inner dimensions differ: a is [2, 3] transposed, b is [2, 3] transposed; a needs"
            + " as many columns as b has rows",
        () -> LinearAlgebra.matmul(MATRIX, MATRIX, true, true));
    argument(
        "dot: not two vectors of one length: a is [2], b is [3]; use matmul(...) for matrices",
        () -> LinearAlgebra.dot(TWO, THREE));
    argument(
        "outer: not two vectors: a is [2], b is [2, 3]; flatten them first",
        () -> LinearAlgebra.outer(TWO, MATRIX));
    argument(
        "trace: not a matrix: the shape is [2]; give rank 2 or more",
        () -> LinearAlgebra.trace(TWO));
    argument(
        "inverse: not square: the shape is [2, 3]; give [..., n, n]",
        () -> LinearAlgebra.inverse(MATRIX));
    argument(
        "inverse: the dtype is INT32; convert with to(FLOAT32) or to(FLOAT64)",
        () -> LinearAlgebra.inverse(Tensor.ones(DType.INT32, 2, 2)));
    argument(
        "solve: the operands do not fit: a is [2, 2], b is [3]; give b 2 rows",
        () -> LinearAlgebra.solve(Creation.eye(DType.FLOAT64, 2), THREE));
    argument(
        "cholesky: not square: the shape is [3]; give [..., n, n]",
        () -> LinearAlgebra.cholesky(THREE));
    argument(
        "det: not square: the shape is [2, 3]; give [..., n, n]", () -> LinearAlgebra.det(MATRIX));
    argument(
        "slogdet: not square: the shape is [2, 3]; give [..., n, n]",
        () -> LinearAlgebra.slogdet(MATRIX));
    argument(
        "logdet: not square: the shape is [2, 3]; give [..., n, n]",
        () -> LinearAlgebra.logdet(MATRIX));
    Tensor singular = Tensor.of(new double[][] {{1, 2}, {2, 4}});
    String singularity =
        ": the matrix is singular: pivot 1 of matrix 0 is zero to rounding; add a small multiple of"
            + " the unit matrix, or use fewer rows";
    bad(ArithmeticException.class, "inverse" + singularity, () -> LinearAlgebra.inverse(singular));
    bad(ArithmeticException.class, "solve" + singularity, () -> LinearAlgebra.solve(singular, TWO));
    bad(
        ArithmeticException.class,
        "cholesky: the matrix is not positive definite: pivot 0 of matrix 0 is -1.0; add a small"
            + " multiple of the unit matrix",
        () -> LinearAlgebra.cholesky(singular.unaryMinus()));
    String remedy = "; name each axis of each operand by one letter, as in \"ij,jk->ik\"";
    argument(
        "einsum: 2 operands are named, 1 given: the equation is \"ij,jk\"" + remedy,
        () -> LinearAlgebra.einsum("ij,jk", MATRIX));
    argument(
        "einsum: \"ijk\" does not name the axes of shape [2, 3]: the equation is \"ijk->i\""
            + remedy,
        () -> LinearAlgebra.einsum("ijk->i", MATRIX));
    argument(
        "einsum: '1' is not a letter: the equation is \"i1->i\"" + remedy,
        () -> LinearAlgebra.einsum("i1->i", MATRIX));
    argument(
        "einsum: 'j' has sides 3 and 2: the equation is \"ij,jk\"" + remedy,
        () -> LinearAlgebra.einsum("ij,jk", MATRIX, MATRIX));
    argument(
        "einsum: 'k' of the result must be a letter of an operand, and occur once: the equation is"
            + " \"ij->k\""
            + remedy,
        () -> LinearAlgebra.einsum("ij->k", MATRIX));
    argument(
        "einsum: an axis of the ellipsis has sides 3 and 2: the equation is \"...,...\"" + remedy,
        () -> LinearAlgebra.einsum("...,...", THREE, TWO));
    argument(
        "einsum: operand 1 is BOOL; it takes numbers: convert with to(INT32) or to(FLOAT32)",
        () -> LinearAlgebra.einsum("i,i", WHOLE, TRUTH));
    argument(
        "einsum: dtypes differ: FLOAT64 and INT32; convert one of them with to(...)",
        () -> LinearAlgebra.einsum("i,i", THREE, WHOLE));
    return counted(23);
  }

  @TestFactory
  List<DynamicTest> windows() {
    argument(
        "conv2d: the operands do not fit: x is FLOAT64[2, 3], the weight FLOAT64[3, 2, 2, 2]; give"
            + " both rank 4 and one dtype",
        () -> Convolutions.conv2d(MATRIX, KERNEL));
    argument(
        "conv1d: the dtype is INT32; convert with to(FLOAT32) or to(FLOAT64)",
        () ->
            Convolutions.conv1d(
                Tensor.ones(DType.INT32, 1, 1, 3), Tensor.ones(DType.INT32, 1, 1, 3)));
    argument(
        "conv2d: the channels do not fit: x is [1, 2, 4, 4], the weight [3, 2, 2, 2], 2 groups;"
            + " give a weight [O, 2 / groups, ...] with O and channels divisible by the groups",
        () -> Convolutions.conv2d(IMAGE, KERNEL, Conv.DEFAULT.groups(2)));
    argument(
        "conv2d: the window does not fit: its extent along spatial axis 0 is 5, the padded side 4"
            + " of [4, 4]; use a smaller window or more padding",
        () -> Convolutions.conv2d(IMAGE, KERNEL, Conv.DEFAULT.dilation(4)));
    argument(
        "conv2d: the bias does not fit: it is FLOAT64[2]; give one FLOAT64 for each of 3 output"
            + " channels",
        () -> Convolutions.conv2d(IMAGE, KERNEL, TWO, Conv.DEFAULT));
    argument(
        "conv2d: the stride does not fit: [1, 1, 1]; give one number, or one for each of 2 spatial"
            + " axes",
        () -> Convolutions.conv2d(IMAGE, KERNEL, Conv.stride(1, 1, 1)));
    argument(
        "conv2d: sides, stride and dilation must be positive: the window is [2, 2], the stride [0,"
            + " 0], the dilation [1, 1]; give 1 or more",
        () -> Convolutions.conv2d(IMAGE, KERNEL, Conv.stride(0)));
    argument(
        "conv2d: the padding is negative: [-1, -1] before, [-1, -1] after; cut with get(...)"
            + " instead",
        () -> Convolutions.conv2d(IMAGE, KERNEL, Conv.DEFAULT.padding(-1)));
    argument("conv: not a number of groups: 0; give 1 or more", () -> Conv.DEFAULT.groups(0));
    String rank = "; give both rank ";
    argument(
        "conv3d: the operands do not fit: x is FLOAT64[1, 2, 4, 4], the weight FLOAT64[3, 2, 2, 2]"
            + rank
            + "5 and one dtype",
        () -> Convolutions.conv3d(IMAGE, KERNEL));
    argument(
        "convTranspose1d: the operands do not fit: x is FLOAT64[1, 2, 4, 4], the weight FLOAT64[3,"
            + " 2, 2, 2]"
            + rank
            + "3 and one dtype",
        () -> Convolutions.convTranspose1d(IMAGE, KERNEL, Conv.DEFAULT));
    argument(
        "convTranspose3d: the operands do not fit: x is FLOAT64[1, 2, 4, 4], the weight FLOAT64[3,"
            + " 2, 2, 2]"
            + rank
            + "5 and one dtype",
        () -> Convolutions.convTranspose3d(IMAGE, KERNEL, Conv.DEFAULT));
    argument(
        "conv2d: the bias does not fit: it is FLOAT32[3]; give one FLOAT64 for each of 3 output"
            + " channels",
        () -> Convolutions.conv2d(IMAGE, KERNEL, THREE.to(DType.FLOAT32), Conv.DEFAULT));
    argument(
        "convTranspose2d: the channels do not fit: x is [1, 2, 4, 4], the weight [3, 2, 2, 2], 1"
            + " groups; give a weight [2, O / groups, ...] with channels divisible by the groups",
        () -> Convolutions.convTranspose2d(IMAGE, KERNEL, Conv.DEFAULT));
    argument(
        "convTranspose2d: the output padding must be less than stride or dilation: [2, 2] for"
            + " stride [2, 2]; give 0 to stride - 1",
        () ->
            Convolutions.convTranspose2d(
                IMAGE, KERNEL.get(Index.to(2)), Conv.stride(2).outputPadding(2)));
    argument(
        "convTranspose2d: the padding takes away the whole result: without padding its sides are"
            + " [5, 5], the padding is [3, 0] on both sides; pad with less than half of them",
        () ->
            Convolutions.convTranspose2d(
                IMAGE, KERNEL.get(Index.to(2)), Conv.DEFAULT.padding(3, 0)));
    argument(
        "convTranspose2d: the output padding [1, 1] does not go with SAME: the sides are those of x"
            + " times the stride [2, 2]; give 0, or a fixed padding",
        () ->
            Convolutions.convTranspose2d(
                IMAGE,
                KERNEL.get(Index.to(2)),
                Conv.stride(2).padding(Padding.same()).outputPadding(1)));
    for (int axes = 1; axes <= 3; axes++) {
      int[] sides = new int[axes + 2];
      java.util.Arrays.fill(sides, 2);
      Tensor x = Tensor.ones(DType.FLOAT64, sides);
      Conv how = Conv.stride(2).outputPadding(1);
      argument(
          "conv"
              + axes
              + "d: the output padding is [1]: only a transposed convolution has one; give 0",
          () ->
              switch (x.rank()) {
                case 3 -> Convolutions.conv1d(x, x, how);
                case 4 -> Convolutions.conv2d(x, x, how);
                default -> Convolutions.conv3d(x, x, how);
              });
    }
    argument(
        "avgPool: a window lies in the padding as a whole: place 0 of spatial axis 0 with padding 2"
            + " and window 2; pad with at most half the window",
        () -> Pooling.avgPool(IMAGE, Pool.of(2).padding(2), false));
    argument(
        "maxPool: x is FLOAT64[2, 3]; give a floating tensor [N, C, spatial...]",
        () -> Pooling.maxPool(MATRIX, Pool.of(2)));
    argument(
        "maxPool: a window lies in the padding as a whole: place 0 of spatial axis 0 with padding 2"
            + " and window 2; pad with at most half the window",
        () -> Pooling.maxPool(IMAGE, Pool.of(2).padding(2)));
    argument(
        "avgPool: the window does not fit: its extent along spatial axis 0 is 5, the padded side 4"
            + " of [4, 4]; use a smaller window or more padding",
        () -> Pooling.avgPool(IMAGE, Pool.of(5)));
    argument(
        "adaptiveAvgPool: sides must be positive: [0, 0] from [4, 4]; give 1 or more, and elements"
            + " to take them from",
        () -> Pooling.adaptiveAvgPool(IMAGE, 0));
    argument(
        "upsampleNearest: the number does not fit: [1, 2, 3]; give one number, or one for each of 2"
            + " spatial axes",
        () -> Pooling.upsampleNearest(IMAGE, 1, 2, 3));
    argument(
        "upsampleLinear: x is INT32[3]; give a floating tensor [N, C, spatial...]",
        () -> Pooling.upsampleLinear(WHOLE, 2));
    return counted(27);
  }

  @TestFactory
  List<DynamicTest> normalization() {
    argument(
        "batchNorm: x has no channel axis: its shape is [3]; give [N, C, ...]",
        () -> Normalization.batchNorm(THREE, SCALAR, SCALAR, 1e-5));
    argument(
        "batchNormWithStatistics: x has no channel axis: its shape is [3]; give [N, C, ...]",
        () -> Normalization.batchNormWithStatistics(THREE, SCALAR, SCALAR, 1e-5));
    argument(
        "channels: [2] does not have one value a channel of [2, 3]; give [3]",
        () -> Normalization.batchNorm(MATRIX, TWO, TWO, 1e-5));
    argument(
        "groupNorm: 2 groups do not divide 3 channels of shape [2, 3]; give a divisor",
        () -> Normalization.groupNorm(MATRIX, 2, THREE, THREE, 1e-5));
    argument(
        "instanceNorm: x has no spatial axis: its shape is [2, 3]; give [N, C, ...]",
        () -> Normalization.instanceNorm(MATRIX, THREE, THREE, 1e-5));
    argument(
        "rmsNorm: x does not end in gamma's shape: x is [2, 3], gamma is [2]; give gamma the sides"
            + " of the axes to normalize over",
        () -> Normalization.rmsNorm(MATRIX, TWO, 1e-5));
    argument(
        "weightNorm: g does not fit: it is [3] for v [2, 3] and axis 0; give [2, 1]",
        () -> Normalization.weightNorm(MATRIX, THREE, 0));
    argument(
        "normalize: epsilon must be positive: 0.0; 1e-5 is usual",
        () -> Normalization.normalize(MATRIX, Norm.L2, 0, 1));
    argument(
        "standardize: epsilon must be positive: 0.0; 1e-5 is usual",
        () -> Normalization.standardize(MATRIX, 0, 1));
    argument(
        "layerNorm: shapes differ: gamma is [3], beta is [2]; give both the sides of the axes to"
            + " normalize over",
        () -> Normalization.layerNorm(MATRIX, THREE, TWO, 1e-5));
    return counted(10);
  }

  @TestFactory
  List<DynamicTest> lossesAndNetworks() {
    for (String loss : List.of("mseLoss", "l1Loss", "binaryCrossEntropy", "hingeLoss")) {
      argument(
          loss
              + ": shapes differ: the prediction is [2], the target [3]; give one target a"
              + " prediction",
          () ->
              switch (loss) {
                case "mseLoss" -> Losses.mseLoss(TWO, THREE);
                case "l1Loss" -> Losses.l1Loss(TWO, THREE);
                case "hingeLoss" -> Losses.hingeLoss(TWO, THREE);
                default -> Losses.binaryCrossEntropy(TWO, THREE);
              });
    }
    argument(
        "klDivergence: shapes differ: the prediction is [2], the target [3]; give one target a"
            + " prediction",
        () -> Losses.klDivergence(TWO, THREE));
    argument(
        "huberLoss: delta must be positive: 0.0; 1 is usual", () -> Losses.huberLoss(TWO, TWO, 0));
    argument(
        "mean: nothing to average: the shape is [0, 3]; reduce along axes that are not empty",
        () -> Losses.mseLoss(NONE, NONE));
    argument(
        "crossEntropy: the targets do not fit: the scores are FLOAT64[2, 3], the targets"
            + " FLOAT64[2]; give [N, classes, ...] and INT32 [N, ...] or probabilities of the"
            + " scores' shape",
        () -> Losses.crossEntropy(MATRIX, TWO));
    argument(
        "crossEntropy: the smoothing is not in [0, 1]: 2.0; 0.1 is usual",
        () -> Losses.crossEntropy(MATRIX, Tensor.of(0, 1), 2, Reduce.MEAN));
    index(
        "crossEntropy: the target at [1] is out of range: 3 of 3 classes; give 0 to 2",
        () -> Losses.crossEntropy(MATRIX, Tensor.of(0, 3)));
    index(
        "crossEntropy: the target at [0] is out of range: -100 of 3 classes; give 0 to 2",
        () -> Losses.crossEntropy(MATRIX, Tensor.of(-100, 0), 0.1, Reduce.NONE));
    index(
        "nllLoss: the target at [1] is out of range: -1 of 3 classes; give 0 to 2",
        () -> Losses.nllLoss(MATRIX, Tensor.of(0, -1)));
    index(
        "nllLoss: the target at [0] is out of range: 0 of 0 classes; there is none to give",
        () -> Losses.nllLoss(Tensor.zeros(DType.FLOAT64, 1, 0), Tensor.of(0)));
    argument(
        "nllLoss: the targets do not fit: the scores are FLOAT64[2, 3], the targets INT32[3]; give"
            + " [N, classes, ...] and INT32 [N, ...]",
        () -> Losses.nllLoss(MATRIX, WHOLE));
    argument(
        "nllLoss: the targets do not fit: the scores are FLOAT64[2, 3, 4], the targets INT32[2, 3];"
            + " give [N, classes, ...] and INT32 [N, ...]",
        () ->
            Losses.nllLoss(Tensor.zeros(DType.FLOAT64, 2, 3, 4), Tensor.zeros(DType.INT32, 2, 3)));
    argument(
        "means: the operands do not fit: the weights are FLOAT64[2, 3], the values FLOAT64[2, 3];"
            + " give floating [..., T, S] and [..., S, V] over equal leading axes",
        () -> Attention.means(MATRIX, MATRIX));
    index(
        "sequenceMask: the length at [1] is out of range: -1 of 4 steps; give 0 to 4",
        () -> Creation.sequenceMask(Tensor.of(4, -1), 4));
    index(
        "sequenceMask: the length at [0] is out of range: 5 of 4 steps; give 0 to 4",
        () -> Creation.sequenceMask(Tensor.of(5, 1), 4));
    argument(
        "sequenceMask: the length is FLOAT64; give INT32, by to(INT32) if need be",
        () -> Creation.sequenceMask(Tensor.of(1.0), 4));
    index(
        "cosineSimilarity: no such axis: 1 of shape [2]; axes go from -1 to 0",
        () -> Losses.cosineSimilarity(TWO, TWO, 1));
    argument(
        "weighted: the weights do not fit: they are [2] for losses [3]; give what broadcasts to the"
            + " losses",
        () -> Losses.weighted(THREE, TWO, Reduce.MEAN));
    argument(
        "weighted: nothing to average: the shape is [0, 3]; reduce along axes that are not empty",
        () -> Losses.weighted(NONE, SCALAR, Reduce.MEAN));
    argument(
        "focalLoss: not a focus and a share: gamma is -1.0, alpha 0.5; give gamma from 0 and alpha"
            + " from 0 to 1, 2 and 0.25 are usual",
        () -> Losses.focalLoss(TWO, TWO, -1, 0.5, Reduce.MEAN));
    argument(
        "focalLoss: shapes differ: the prediction is [2], the target [3]; give one target a"
            + " prediction",
        () -> Losses.focalLoss(TWO, THREE));
    argument(
        "cosineLoss: the vectors do not fit: they are [2, 3] and [2]; give both one shape, with the"
            + " vectors along the last axis",
        () -> SimilarityLosses.cosineLoss(MATRIX, TWO, TWO));
    argument(
        "cosineLoss: the targets do not fit: they are [3] for vectors [2, 3]; give [2]",
        () -> SimilarityLosses.cosineLoss(MATRIX, MATRIX, THREE));
    argument(
        "cosineLoss: the margin is not in [-1, 1]: 2.0; 0 to 0.5 is usual",
        () -> SimilarityLosses.cosineLoss(MATRIX, MATRIX, TWO, 2, Reduce.MEAN));
    argument(
        "tripletLoss: the vectors do not fit: they are [2, 3] and [3]; give both one shape, with"
            + " the vectors along the last axis",
        () -> SimilarityLosses.tripletLoss(MATRIX, MATRIX, THREE));
    argument(
        "tripletLoss: the margin must be positive: 0.0; 1 is usual",
        () -> SimilarityLosses.tripletLoss(MATRIX, MATRIX, MATRIX, 0, Reduce.MEAN));
    Tensor scores = Tensor.zeros(DType.FLOAT64, 4, 1, 3);
    Tensor label = Tensor.of(new int[][] {{1, 2}});
    Tensor one = Tensor.of(1);
    argument(
        "ctcLoss: the operands do not fit: the log-probabilities are FLOAT64[2, 3], the targets"
            + " INT32[1, 2], the lengths INT32[1] and INT32[1]; give [T, N, classes], INT32 [N, S]"
            + " and twice INT32 [N]",
        () -> SequenceLosses.ctcLoss(MATRIX, label, one, one));
    argument(
        "ctcLoss: the blank is no class: 3 of 3 classes; 0 is usual",
        () -> SequenceLosses.ctcLoss(scores, label, one, one, 3, Reduce.MEAN));
    index(
        "ctcLoss: the input length at [0] is out of range: 5 of 4 times; give 0 to 4",
        () -> SequenceLosses.ctcLoss(scores, label, Tensor.of(5), one));
    index(
        "ctcLoss: the target length at [0] is out of range: -1 of 2 labels; give 0 to 2",
        () -> SequenceLosses.ctcLoss(scores, label, one, Tensor.of(-1)));
    index(
        "ctcLoss: the target at [0, 0] is out of range: 3 of 3 classes; give 0 to 2",
        () -> SequenceLosses.ctcLoss(scores, Tensor.of(new int[][] {{3, 2}}), Tensor.of(4), one));
    index(
        "ctcLoss: the target at [0, 1] is out of range: -1 of 3 classes; give 0 to 2",
        () ->
            SequenceLosses.ctcLoss(
                scores, Tensor.of(new int[][] {{1, -1}}), Tensor.of(4), Tensor.of(2)));
    String shapes =
        ": the operands do not fit: x is [2, 3], h [2], wx [2], wh [2], bx [2], bh [2];";
    argument(
        "rnnCell"
            + shapes
            + " give [N, in], [N, hidden], [1 hidden, in], [1 hidden, hidden] and twice [1 hidden]",
        () -> Cells.rnnCell(MATRIX, TWO, TWO, TWO, TWO, TWO));
    argument(
        "lstmCell"
            + shapes
            + " give [N, in], [N, hidden], [4 hidden, in], [4 hidden, hidden] and twice [4 hidden]",
        () -> Cells.lstmCell(MATRIX, new Cells.LstmState(TWO, TWO), TWO, TWO, TWO, TWO));
    argument(
        "gruCell"
            + shapes
            + " give [N, in], [N, hidden], [3 hidden, in], [3 hidden, hidden] and twice [3 hidden]",
        () -> Cells.gruCell(MATRIX, TWO, TWO, TWO, TWO, TWO));
    argument(
        "lstmGates: the gates do not fit the state: they are [2, 3], the state is [2, 3]; give [N,"
            + " 4 hidden] and [N, hidden]",
        () -> Cells.lstmGates(MATRIX, MATRIX));
    argument(
        "gruGates: the gates do not fit the state: they are [2], the state is [2, 3]; give [N, 3"
            + " hidden] and [N, hidden]",
        () -> Cells.gruGates(TWO, MATRIX, MATRIX));
    argument(
        "scaledDotProductAttention: the operands do not fit: the query is [2, 3], the key [2], the"
            + " value [2, 3]; give [..., T, E], [..., S, E] and [..., S, V] over equal leading"
            + " axes",
        () -> Attention.scaledDotProductAttention(MATRIX, TWO, MATRIX));
    argument(
        "causalAttention: the operands do not fit: the query is [2, 3], the key [2], the value [2,"
            + " 3]; give [..., T, E], [..., S, E] and [..., S, V] over equal leading axes",
        () -> Attention.causalAttention(MATRIX, TWO, MATRIX));
    argument(
        "scaledDotProductAttention: the mask does not broadcast: it is [3], the scores are [2, 2];"
            + " give [..., queries, keys]",
        () -> Attention.scaledDotProductAttention(MATRIX, MATRIX, MATRIX, TRUTH));
    argument(
        "attentionWeights: the mask does not broadcast: it is [3], the scores are [2, 2]; give"
            + " [..., queries, keys]",
        () -> Attention.attentionWeights(MATRIX, MATRIX, TRUTH));
    argument(
        "attentionWeights: the dtypes must be equal and floating: the query is FLOAT64, the key"
            + " FLOAT32, the value FLOAT32; convert with to(FLOAT32) or to(FLOAT64)",
        () -> Attention.attentionWeights(MATRIX, MATRIX.to(DType.FLOAT32)));
    argument(
        "causalMask: a number is negative: -1 queries, 2 keys; give 0 or more",
        () -> Attention.causalMask(-1, 2));
    argument(
        "binaryCrossEntropyWithLogits: shapes differ: logits are [2], targets are [3]; give one"
            + " target a logit",
        () -> Losses.binaryCrossEntropyWithLogits(TWO, THREE));
    String dtypes =
        ": dtypes differ: FLOAT64 and FLOAT32; convert one of them with to(FLOAT64) or to(FLOAT32)";
    Tensor single = TWO.to(DType.FLOAT32);
    argument("mseLoss" + dtypes, () -> Losses.mseLoss(TWO, single));
    argument("l1Loss" + dtypes, () -> Losses.l1Loss(TWO, single));
    argument("huberLoss" + dtypes, () -> Losses.huberLoss(TWO, single, 1));
    argument("hingeLoss" + dtypes, () -> Losses.hingeLoss(TWO, single));
    argument("klDivergence" + dtypes, () -> Losses.klDivergence(TWO, single));
    argument("binaryCrossEntropy" + dtypes, () -> Losses.binaryCrossEntropy(TWO, single));
    argument(
        "binaryCrossEntropyWithLogits" + dtypes,
        () -> Losses.binaryCrossEntropyWithLogits(TWO, single));
    argument(
        "dropout: not a keep probability: 0.0; give a number above 0, at most 1",
        () -> Regularization.dropout(TWO, dev.wengert.Key.of(1), 0));
    argument(
        "mask: input 1 is FLOAT64; it takes truth values: make them by a comparison",
        () -> Regularization.mask(TWO, TWO));
    argument(
        "l1: input 0 is BOOL; it takes numbers: convert with to(FLOAT32)",
        () -> Regularization.l1(TRUTH));
    argument(
        "l2: input 0 is BOOL; it takes numbers: convert with to(FLOAT32)",
        () -> Regularization.l2(TRUTH));
    return counted(58);
  }

  private List<DynamicTest> counted(int n) {
    assertThat(tests).hasSize(n);
    return tests;
  }
}
