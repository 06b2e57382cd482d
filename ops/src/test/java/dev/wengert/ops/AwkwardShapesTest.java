package dev.wengert.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Autodiff;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every function of the catalogue at scalars, empty tensors, sides of 1 and a plain matrix, in both
 * floating dtypes: either it says under its own name what it cannot take, or its result has a known
 * dtype and its gradient the shape and dtype of what it is taken to.
 */
class AwkwardShapesTest {

  private static final int[][] SHAPES = {
    {}, {0}, {1}, {3}, {2, 0}, {0, 2}, {1, 1}, {3, 3}, {1, 3, 1}
  };

  /** Numbers that a function takes for its attributes: the first that fits is as good as any. */
  private static Object[] choices(Class<?> type, Tensor x) {
    if (type == Tensor.class) {
      return new Object[] {x};
    } else if (type == int.class) {
      return new Object[] {0, -1, 1};
    } else if (type == double.class) {
      return new Object[] {0.5};
    } else if (type == boolean.class) {
      return new Object[] {true, false};
    } else if (type == int[].class) {
      return new Object[] {new int[0], new int[] {0}, new int[] {-1}, ones(x.rank())};
    } else if (type == Norm.class) {
      return new Object[] {Norm.L1, Norm.L2, Norm.MAX, Norm.of(3)};
    } else if (type == Reduce.class) {
      return Reduce.values();
    } else if (type == Tensor[].class) {
      return new Object[] {new Tensor[] {x, x}};
    } else if (type == List.class) {
      return new Object[] {List.of(x, x)};
    }
    return new Object[0];
  }

  private static int[] ones(int n) {
    int[] ones = new int[n];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static void addCalls(
      Class<?>[] types, int at, Tensor x, List<Object> chosen, List<Object[]> calls) {
    if (at == types.length) {
      calls.add(chosen.toArray());
      return;
    }
    for (Object choice : choices(types[at], x)) {
      chosen.addLast(choice);
      addCalls(types, at + 1, x, chosen, calls);
      chosen.removeLast();
    }
  }

  private static List<Object[]> calls(Method method, Tensor x) {
    List<Object[]> calls = new ArrayList<>();
    addCalls(method.getParameterTypes(), 0, x, new ArrayList<>(), calls);
    return calls;
  }

  private static List<Method> methods() throws ClassNotFoundException, IOException {
    List<Method> methods = new ArrayList<>();
    for (String family : CatalogueTest.table().keySet()) {
      for (Method method : Class.forName("dev.wengert.ops." + family).getDeclaredMethods()) {
        List<Class<?>> types = List.of(method.getParameterTypes());
        boolean ofTensors =
            types.contains(Tensor.class)
                || types.contains(Tensor[].class)
                || types.contains(List.class);
        if (Modifier.isPublic(method.getModifiers())
            && ofTensors
            && !calls(method, Tensor.scalar(1.0)).isEmpty()) {
          methods.add(method);
        }
      }
    }
    return methods;
  }

  @TestFactory
  List<DynamicTest> refusesOrAnswers() throws ClassNotFoundException, IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Method method : methods()) {
      tests.add(
          DynamicTest.dynamicTest(
              method.getDeclaringClass().getSimpleName()
                  + "."
                  + method.getName()
                  + Arrays.toString(method.getParameterTypes()).replaceAll("(\\w+\\.)+|class ", ""),
              () -> assertRefusesOrAnswers(method)));
    }
    assertThat(tests).hasSizeGreaterThan(200);
    return tests;
  }

  private static void assertRefusesOrAnswers(Method method) {
    for (int[] shape : SHAPES) {
      for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.BOOL)) {
        Tensor x = Derivatives.uniform(3, 0.1, 0.9, shape).to(dtype);
        for (Object[] call : calls(method, x)) {
          assertRefusesOrAnswers(method, x, call);
        }
      }
    }
  }

  private static void assertRefusesOrAnswers(Method method, Tensor x, Object[] call) {
    String where = method.getName() + " of " + x.spec() + " " + Arrays.deepToString(call);
    try {
      for (Tensor result : results(method, call)) {
        DType own = method.getName().equals("bitsToFloat") ? DType.FLOAT32 : x.dtype();
        assertThat(result.dtype()).as(where).isIn(own, DType.INT32, DType.BOOL);
        // What is not there yet shows when the elements are read.
        assertThat(result.toDoubleArray()).as(where).hasSize(result.size());
      }
      if (x.dtype().isFloating()) {
        Tensor gradient = gradient(method, x, call);
        assertThat(gradient.spec()).as(where).isEqualTo(x.spec());
        assertThat(gradient.toDoubleArray()).as(where).hasSize(x.size());
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
      assertThat(e.getClass())
          .as("%s: %s", where, e)
          .isIn(
              IllegalArgumentException.class,
              IndexOutOfBoundsException.class,
              ArithmeticException.class);
      assertThat(e.getMessage()).as(where).matches("(?s)\\w+: .+[:;] .+");
    }
  }

  private static Tensor gradient(Method method, Tensor x, Object[] call) {
    return Autodiff.grad(
            in -> {
              Object[] traced = new Object[call.length];
              for (int i = 0; i < traced.length; i++) {
                traced[i] =
                    switch (call[i]) {
                      case Tensor given -> in;
                      case Tensor[] given -> new Tensor[] {in, in};
                      case List<?> given -> List.of(in, in);
                      default -> call[i];
                    };
              }
              Tensor total = Tensor.zeros(x.dtype());
              for (Tensor result : results(method, traced)) {
                total = result.dtype().isFloating() ? total.plus(Reductions.sum(result)) : total;
              }
              return total;
            })
        .apply(x);
  }

  private static List<Tensor> results(Method method, Object[] call) {
    try {
      Object result = method.invoke(null, call);
      return switch (result) {
        case Tensor tensor -> List.of(tensor);
        case List<?> list -> list.stream().map(Tensor.class::cast).toList();
        case Record record -> components(record);
        default -> throw new AssertionError(result);
      };
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Tensor> components(Record record) throws IllegalAccessException {
    List<Tensor> tensors = new ArrayList<>();
    try {
      for (var component : record.getClass().getRecordComponents()) {
        tensors.add((Tensor) component.getAccessor().invoke(record));
      }
    } catch (InvocationTargetException e) {
      throw new AssertionError(e);
    }
    return tensors;
  }

  /** What has attributes of its own, and so tests of its own at these shapes. */
  @Test
  void whatIsLeftOutIsKnown() throws ClassNotFoundException, IOException {
    Set<String> left = new TreeSet<>(CatalogueTest.table().values());
    methods().forEach(method -> left.remove(method.getName()));
    assertThat(left)
        .containsExactly(
            "arange",
            "avgPool",
            "causalMask",
            "convTranspose1d",
            "convTranspose2d",
            "convTranspose3d",
            "einsum",
            "eye",
            "fold",
            "fractionalMaxPool",
            "fractionalMaxPoolWithIndices",
            "geomspace",
            "gridSample",
            "indexAdd",
            "indexSet",
            "linspace",
            "logspace",
            "lstmCell",
            "maxPool",
            "maxPoolWithIndices",
            "onCotangent",
            "oneHot",
            "permutation",
            "reduceWindow",
            "resize",
            "trilIndices",
            "triuIndices",
            "unfold",
            "uniform");
  }
}
