package dev.wengert;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import dev.wengert.array.Buffer;
import dev.wengert.testing.Circles;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The plan of the house: which package may see which, and who may touch an array. */
class ArchitectureTest {

  /** For each package the ones that it sees. What is not here must not be there. */
  private static final ImmutableMap<String, ImmutableSet<String>> SEES =
      ImmutableMap.<String, ImmutableSet<String>>builder()
          .put("array", ImmutableSet.of())
          .put("expression", ImmutableSet.of("array"))
          .put("kernel", ImmutableSet.of("array", "expression"))
          .put("device", ImmutableSet.of("array", "kernel"))
          .put("cpu.machine", ImmutableSet.of("array", "device"))
          .put(
              "cpu.loop", ImmutableSet.of("array", "expression", "kernel", "device", "cpu.machine"))
          .put("cpu.copy", ImmutableSet.of("array", "kernel", "device", "cpu.loop", "cpu.machine"))
          .put(
              "cpu.fold",
              ImmutableSet.of(
                  "array", "expression", "kernel", "device", "cpu.machine", "cpu.loop", "cpu.copy"))
          .put(
              "cpu.gemm",
              ImmutableSet.of(
                  "array", "expression", "kernel", "device", "cpu.machine", "cpu.loop", "cpu.copy"))
          .put("cpu.index", ImmutableSet.of("array", "kernel", "device", "cpu.machine", "cpu.copy"))
          .put("cpu.sort", ImmutableSet.of("array", "kernel", "device", "cpu.loop", "cpu.machine"))
          .put(
              "cpu.window",
              ImmutableSet.of(
                  "array",
                  "expression",
                  "kernel",
                  "device",
                  "cpu.machine",
                  "cpu.loop",
                  "cpu.fold",
                  "cpu.gemm",
                  "cpu.copy"))
          .put(
              "cpu.random", ImmutableSet.of("array", "kernel", "device", "cpu.machine", "cpu.copy"))
          .put(
              "cpu",
              ImmutableSet.of(
                  "array",
                  "kernel",
                  "device",
                  "cpu.machine",
                  "cpu.loop",
                  "cpu.fold",
                  "cpu.gemm",
                  "cpu.copy",
                  "cpu.index",
                  "cpu.random",
                  "cpu.sort",
                  "cpu.window"))
          .put("", ImmutableSet.of("array", "expression", "kernel", "device", "cpu", "cpu.machine"))
          .put("program", ImmutableSet.of("", "array", "expression", "kernel", "device"))
          .put("io", ImmutableSet.of("array", "", "program"))
          .put("io.proto", ImmutableSet.of("io"))
          .buildOrThrow();

  /**
   * How many files of a package are in circles with each other at most, where any are: a tensor's
   * operators and the primitives need each other, and so do loops and their derivatives; the
   * language folds constants by its own formulas; a program prints as its list, a compiled function
   * makes programs, and loops and choices hold bodies, which hold such.
   */
  private static final ImmutableMap<String, Integer> IN_CIRCLES =
      ImmutableMap.of("", 75, "expression", 12, "program", 12);

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .importUrl(Tensor.class.getProtectionDomain().getCodeSource().getLocation());

  private static String room(JavaClass type) {
    String name = type.getPackageName();
    return name.equals("dev.wengert") ? "" : name.substring("dev.wengert.".length());
  }

  private static boolean isOurs(JavaClass type) {
    return type.getPackageName().equals("dev.wengert")
        || type.getPackageName().startsWith("dev.wengert.");
  }

  /** The class in whose file a class stands. */
  private static String file(JavaClass type) {
    return type.getName().replaceAll("\\$.*", "");
  }

  @Test
  void aPackageSeesWhatItMay() {
    Set<String> rooms = new TreeSet<>();
    Set<String> amiss = new TreeSet<>();
    for (JavaClass type : CORE) {
      String room = room(type);
      rooms.add(room);
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (isOurs(target)
            && !room(target).equals(room)
            && !SEES.getOrDefault(room, ImmutableSet.of()).contains(room(target))) {
          amiss.add(file(type) + " sees " + file(target));
        }
      }
    }
    assertThat(amiss).isEmpty();
    assertThat(rooms).isEqualTo(new TreeSet<>(SEES.keySet()));
  }

  @Test
  void packagesFormNoCircle() {
    SlicesRuleDefinition.slices().matching("(dev.wengert..)").should().beFreeOfCycles().check(CORE);
  }

  /**
   * Above a device and the readers of files only a tensor looks into its array; a frame hands
   * arrays to tasks.
   */
  @Test
  void arraysAreForDevices() {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : CORE) {
      if (room(type).startsWith("cpu") || room(type).equals("array") || room(type).equals("io")) {
        continue;
      }
      for (JavaAccess<?> access : type.getAccessesFromSelf()) {
        if (access.getTargetOwner().isEquivalentTo(Buffer.class)
            && access.getTarget().getName().matches("array|floats|doubles|ints|booleans")) {
          found.add(type.getSimpleName());
        }
      }
    }
    assertThat(found).containsExactlyInAnyOrder("Frame", "Tensor");
  }

  /** What the traces of the library do, those of others can. */
  @Test
  void tracesUseWhatAnybodyCould() {
    Set<Class<?>> traces =
        ImmutableSet.of(Tape.class, ForwardMode.class, Vmap.class, Symbolic.class, Anomaly.class);
    Set<String> amiss = new TreeSet<>();
    int seen = 0;
    for (JavaClass type : CORE) {
      if (traces.stream().noneMatch(trace -> file(type).equals(trace.getName()))) {
        continue;
      }
      for (JavaAccess<?> access : type.getAccessesFromSelf()) {
        JavaMember member = access.getTarget().resolveMember().orElse(null);
        if (member != null && isOfTracesOrTensors(member, type)) {
          seen++;
          Set<JavaModifier> modifiers = member.getModifiers();
          if (!modifiers.contains(JavaModifier.PUBLIC)
              && !modifiers.contains(JavaModifier.PROTECTED)) {
            amiss.add(file(type) + " uses " + member.getFullName());
          }
        }
      }
    }
    assertThat(amiss).isEmpty();
    assertThat(seen).isGreaterThan(50);
  }

  private static boolean isOfTracesOrTensors(JavaMember member, JavaClass user) {
    JavaClass owner = member.getOwner();
    return !file(owner).equals(file(user))
        && (owner.isEquivalentTo(Tensor.class) || owner.isAssignableTo(Trace.class));
  }

  @Test
  void fewFilesOfAPackageAreInCircles() {
    Map<String, Map<String, Set<String>>> needs = new TreeMap<>();
    for (JavaClass type : CORE) {
      Set<String> needed =
          needs
              .computeIfAbsent(room(type), room -> new TreeMap<>())
              .computeIfAbsent(file(type), file -> new TreeSet<>());
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (isOurs(target)
            && room(target).equals(room(type))
            && !file(target).equals(file(type))
            && !file(target).endsWith("package-info")) {
          needed.add(file(target));
        }
      }
    }
    needs.forEach(
        (room, files) ->
            assertThat(Circles.in(files))
                .as("files in circles in %s", room)
                .hasSizeLessThanOrEqualTo(IN_CIRCLES.getOrDefault(room, 0)));
    assertThat(needs.keySet()).containsAll(IN_CIRCLES.keySet());
  }
}
