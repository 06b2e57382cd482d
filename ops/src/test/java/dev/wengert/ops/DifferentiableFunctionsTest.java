package dev.wengert.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import dev.wengert.Tensor;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every public function that has a derivative has an entry among the gradient properties. */
class DifferentiableFunctionsTest {

  private static final Path SOURCES = Path.of("src/main/java/dev/wengert/ops");

  private static final String LOGICAL = "truth values have no derivative";
  private static final String STEP = "zero wherever there is a derivative";
  private static final String WHOLE = "takes and makes whole numbers";
  private static final String POSITION = "positions are INT32";

  private static final ImmutableMap<String, String> WITHOUT_DERIVATIVE =
      ImmutableMap.<String, String>builder()
          .put("Comparisons.and(Tensor, Tensor)", LOGICAL)
          .put("Comparisons.or(Tensor, Tensor)", LOGICAL)
          .put("Comparisons.xor(Tensor, Tensor)", LOGICAL)
          .put("Comparisons.not(Tensor)", LOGICAL)
          .put("Comparisons.isNaN(Tensor)", LOGICAL)
          .put("Comparisons.isInfinite(Tensor)", LOGICAL)
          .put("Comparisons.isFinite(Tensor)", LOGICAL)
          .put("Comparisons.any(Tensor)", LOGICAL)
          .put("Comparisons.any(Tensor, int...)", LOGICAL)
          .put("Comparisons.all(Tensor)", LOGICAL)
          .put("Comparisons.all(Tensor, int...)", LOGICAL)
          .put("Comparisons.allClose(Tensor, Tensor, double, double)", LOGICAL)
          .put("Comparisons.allClose(Tensor, Tensor)", LOGICAL)
          .put("Comparisons.isClose(Tensor, Tensor, double, double)", LOGICAL)
          .put("Statistics.bincount(Tensor, int)", "counts are INT32")
          .put("Statistics.histogram(Tensor, Tensor)", "counts are INT32")
          .put("Statistics.histogramOfPoints(Tensor, List)", "counts are INT32")
          .put("Sets.isIn(Tensor, Tensor)", LOGICAL)
          .put("NanReductions.nanArgmax(Tensor, int)", POSITION)
          .put("NanReductions.nanArgmin(Tensor, int)", POSITION)
          .put("Rounding.trunc(Tensor)", STEP)
          .put("Rounding.floorDivide(Tensor, Tensor)", STEP)
          .put("Rounding.heaviside(Tensor, Tensor)", STEP)
          .put("Integers.bits(Tensor)", WHOLE)
          .put("Integers.fromBits(Tensor)", WHOLE)
          .put("Integers.bitwiseAnd(Tensor, Tensor)", WHOLE)
          .put("Integers.bitwiseOr(Tensor, Tensor)", WHOLE)
          .put("Integers.bitwiseXor(Tensor, Tensor)", WHOLE)
          .put("Integers.bitwiseNot(Tensor)", WHOLE)
          .put("Integers.bitCount(Tensor)", WHOLE)
          .put("Integers.shiftLeft(Tensor, int)", WHOLE)
          .put("Integers.shiftRight(Tensor, int)", WHOLE)
          .put("Integers.gcd(Tensor, Tensor)", WHOLE)
          .put("Integers.multiplyHigh(Tensor, Tensor)", WHOLE)
          .put("Integers.floatBits(Tensor)", WHOLE)
          .put("Integers.bitsToFloat(Tensor)", WHOLE)
          .put("Rounding.nextAfter(Tensor, Tensor)", "it refuses to be differentiated")
          .put("Integers.lcm(Tensor, Tensor)", WHOLE)
          .put("Statistics.searchSorted(Tensor, Tensor, boolean)", POSITION)
          .put("Creation.oneHot(Tensor, int, DType)", "takes positions, which are INT32")
          .put("Creation.sequenceMask(Tensor, int)", LOGICAL)
          .put("Elementary.sign(Tensor)", STEP)
          .put("Elementary.floor(Tensor)", STEP)
          .put("Elementary.ceil(Tensor)", STEP)
          .put("Elementary.round(Tensor)", STEP)
          .put("Indexing.argsort(Tensor, int, boolean)", POSITION)
          .put("Indexing.argwhere(Tensor)", POSITION)
          .put("Reductions.argmax(Tensor, int)", POSITION)
          .put("Reductions.argmin(Tensor, int)", POSITION)
          .put("Reductions.countNonZero(Tensor)", "counts are INT32")
          .put("Reductions.countNonZero(Tensor, int...)", "counts are INT32")
          .buildOrThrow();

  @Test
  void eachHasAProperty() throws IOException, ClassNotFoundException {
    Set<String> functions = functions();
    TreeSet<String> checked = new TreeSet<>(GradientPropertiesTest.all().keySet());
    assertThat(Collections.disjoint(checked, WITHOUT_DERIVATIVE.keySet())).isTrue();
    TreeSet<String> listed = new TreeSet<>(checked);
    listed.addAll(WITHOUT_DERIVATIVE.keySet());
    assertThat(listed).containsExactlyElementsOf(functions);
    assertThat(functions).hasSizeGreaterThan(190);
    assertThat(checked).hasSizeGreaterThan(170);
  }

  /** The public static methods that make tensors of tensors, as the table names them. */
  private static Set<String> functions() throws IOException, ClassNotFoundException {
    Set<String> functions = new TreeSet<>();
    for (Class<?> type : classes()) {
      for (Method method : type.getDeclaredMethods()) {
        int modifiers = method.getModifiers();
        if (Modifier.isPublic(modifiers)
            && Modifier.isStatic(modifiers)
            && isOfTensors(method.getReturnType())
            && Arrays.stream(method.getParameterTypes()).anyMatch(t -> isOfTensors(t))) {
          functions.add(signature(type, method));
        }
      }
    }
    return functions;
  }

  private static List<Class<?>> classes() throws IOException, ClassNotFoundException {
    List<Class<?>> classes = new ArrayList<>();
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.toList()) {
        String name = new File(file.toString()).getName().replace(".java", "");
        if (file.toString().endsWith(".java") && !name.equals("package-info")) {
          Class<?> type = Class.forName("dev.wengert.ops." + name);
          if (Modifier.isPublic(type.getModifiers())) {
            classes.add(type);
          }
        }
      }
    }
    return classes;
  }

  /** Whether values of a type are tensors, or arrays, lists or records of them. */
  private static boolean isOfTensors(Class<?> type) {
    return type == Tensor.class
        || type == Tensor[].class
        || type == List.class
        || (type.isRecord()
            && Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .anyMatch(component -> component == Tensor.class));
  }

  private static String signature(Class<?> type, Method method) {
    StringJoiner text =
        new StringJoiner(", ", type.getSimpleName() + "." + method.getName() + "(", ")");
    Class<?>[] parameters = method.getParameterTypes();
    for (int i = 0; i < parameters.length; i++) {
      String name = parameters[i].getSimpleName();
      boolean open = method.isVarArgs() && i == parameters.length - 1;
      text.add(open ? name.replace("[]", "...") : name);
    }
    return text.toString();
  }
}
