package dev.wengert.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.common.collect.TreeMultimap;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.wengert.Autodiff;
import dev.wengert.Primitive;
import dev.wengert.Tensor;
import dev.wengert.testing.Circles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The plan of this house: functions for users, and below them what they are made of. */
class ArchitectureTest {

  private static final String OWN = "dev.wengert.ops";

  /** For each package what it sees of the library. What is not here must not be there. */
  private static final ImmutableMap<String, ImmutableSet<String>> SEES =
      ImmutableMap.of(
          "dev.wengert.ops.primitive",
          core(),
          "dev.wengert.ops.matrix",
          with(core(), "dev.wengert.ops.primitive"),
          "dev.wengert.ops.moment",
          with(core(), "dev.wengert.ops.primitive"),
          OWN,
          with(
              core(),
              "dev.wengert.ops.primitive",
              "dev.wengert.ops.matrix",
              "dev.wengert.ops.moment"));

  /**
   * How many files of a package need each other at most, where any do: the second derivative of the
   * determinant takes the determinant, and two primitives are each other's transposes.
   */
  private static final ImmutableMap<String, Integer> IN_CIRCLES =
      ImmutableMap.of("dev.wengert.ops.matrix", 3, "dev.wengert.ops.primitive", 2);

  /** Classes of one name in several packages, and why. */
  private static final ImmutableMap<String, String> SAME_NAME = ImmutableMap.of();

  private static final JavaClasses OPS = classes(Elementary.class);
  private static final JavaClasses CORE = classes(Tensor.class);

  /** What users see of the core, and no device: kernels say what is done. */
  private static ImmutableSet<String> core() {
    return ImmutableSet.of(
        "dev.wengert", "dev.wengert.array", "dev.wengert.expression", "dev.wengert.kernel");
  }

  private static ImmutableSet<String> with(ImmutableSet<String> some, String... more) {
    return ImmutableSet.<String>builder().addAll(some).add(more).build();
  }

  private static JavaClasses classes(Class<?> one) {
    return new ClassFileImporter()
        .importUrl(one.getProtectionDomain().getCodeSource().getLocation());
  }

  private static boolean isOurs(JavaClass type) {
    return type.getPackageName().equals("dev.wengert")
        || type.getPackageName().startsWith("dev.wengert.");
  }

  /** The class in whose file a class stands. */
  private static String file(JavaClass type) {
    return type.getName().replaceAll("\\$.*", "");
  }

  /** The class that a dependency is on, without arrays of it. */
  private static JavaClass target(Dependency dependency) {
    return dependency.getTargetClass().getBaseComponentType();
  }

  @Test
  void aPackageSeesWhatItMay() {
    Set<String> packages = new TreeSet<>();
    Set<String> amiss = new TreeSet<>();
    for (JavaClass type : OPS) {
      packages.add(type.getPackageName());
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = target(dependency);
        ImmutableSet<String> seen = SEES.getOrDefault(type.getPackageName(), ImmutableSet.of());
        if (isOurs(target)
            && !target.getPackageName().equals(type.getPackageName())
            && !seen.contains(target.getPackageName())) {
          amiss.add(file(type) + " sees " + file(target));
        }
      }
    }
    assertThat(amiss).isEmpty();
    assertThat(packages).isEqualTo(new TreeSet<>(SEES.keySet()));
  }

  /** Arrays are for devices: what a function does is said by kernels. */
  @Test
  void noFunctionTouchesABuffer() {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : OPS) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        if (target(dependency).getName().matches("dev\\.wengert\\.array\\.(Buffer|Layout)")) {
          found.add(file(type));
        }
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void fewFilesNeedEachOther() {
    Map<String, Map<String, Set<String>>> needs = new TreeMap<>();
    for (JavaClass type : OPS) {
      Set<String> needed =
          needs
              .computeIfAbsent(type.getPackageName(), name -> new TreeMap<>())
              .computeIfAbsent(file(type), name -> new TreeSet<>());
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = target(dependency);
        if (target.getPackageName().equals(type.getPackageName())
            && !file(target).equals(file(type))) {
          needed.add(file(target));
        }
      }
    }
    needs.forEach(
        (name, files) ->
            assertThat(Circles.in(files))
                .as("files in circles in %s", name)
                .hasSize(IN_CIRCLES.getOrDefault(name, 0)));
  }

  /** An open number of inputs is for those of the core that join. */
  @Test
  void everyPrimitiveSaysHowManyInputsItTakes() throws ReflectiveOperationException {
    int primitives = 0;
    for (JavaClass type : OPS) {
      if (type.isAssignableTo(Primitive.class)
          && !type.getModifiers().contains(JavaModifier.ABSTRACT)) {
        Method arity = Class.forName(type.getName()).getMethod("arity");
        assertThat(arity.getDeclaringClass()).as(type.getName()).isNotEqualTo(Primitive.class);
        primitives++;
      }
    }
    assertThat(primitives).isGreaterThan(15);
  }

  /** So that a program may import all families statically. */
  @Test
  void noTwoFamiliesHaveTheSameFunction() throws ClassNotFoundException {
    TreeMultimap<String, String> families = TreeMultimap.create();
    for (JavaClass type : Iterables.concat(OPS, CORE)) {
      // Some of the device's classes cannot be loaded without vectors.
      if (type.getPackageName().startsWith("dev.wengert.cpu")) {
        continue;
      }
      boolean isFamily =
          type.getName().equals(Autodiff.class.getName())
              || isFamily(Class.forName(type.getName()));
      if (!isFamily) {
        continue;
      }
      for (Method method : Class.forName(type.getName()).getDeclaredMethods()) {
        if (Modifier.isPublic(method.getModifiers()) && Modifier.isStatic(method.getModifiers())) {
          families.put(
              method.getName() + Arrays.toString(method.getParameterTypes()), type.getSimpleName());
        }
      }
    }
    assertThat(families.keySet()).hasSizeGreaterThan(250);
    families
        .asMap()
        .forEach((function, where) -> assertThat(where).as("who has %s", function).hasSize(1));
  }

  /** A public class of this package that nobody can make an object of. */
  private static boolean isFamily(Class<?> type) {
    return type.getPackageName().equals(OWN)
        && Modifier.isPublic(type.getModifiers())
        && !type.isEnum()
        && !type.isInterface()
        && type.getEnclosingClass() == null
        && type.getConstructors().length == 0;
  }

  @Test
  void aNameIsThatOfOneClass() {
    TreeMultimap<String, String> names = TreeMultimap.create();
    for (JavaClass type : Iterables.concat(OPS, CORE)) {
      if (type.getModifiers().contains(JavaModifier.PUBLIC) && type.isTopLevelClass()) {
        names.put(type.getSimpleName(), type.getName());
      }
    }
    Set<String> several = new TreeSet<>();
    names
        .asMap()
        .forEach(
            (name, where) -> {
              if (where.size() > 1) {
                several.add(name);
              }
            });
    assertThat(several).isEqualTo(SAME_NAME.keySet());
  }
}
