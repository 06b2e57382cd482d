package dev.wengert.gradcheck;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The plan of this house: which room may see which. The package that users import is two of them:
 * the words in which rooms speak, such as {@link Verdict}, and the door, such as {@link GradCheck},
 * behind which they are.
 */
class ArchitectureTest {

  private static final String WORDS = "words";
  private static final String DOOR = "door";

  /** The classes of the package itself that rooms may see; they see no room. */
  private static final ImmutableSet<String> SAID =
      ImmutableSet.of(
          "Aspect",
          "Comparison",
          "Finding",
          "Measurement",
          "Mode",
          "ProbeException",
          "Rung",
          "Verdict");

  /**
   * For each room the ones that it sees, each after all of those. What is not here must not be
   * there.
   */
  private static final ImmutableMap<String, ImmutableSet<String>> SEES =
      ImmutableMap.<String, ImmutableSet<String>>builder()
          .put(WORDS, ImmutableSet.of())
          .put("coverage", ImmutableSet.of())
          .put("point", ImmutableSet.of(WORDS, "coverage"))
          .put("difference", ImmutableSet.of(WORDS, "point"))
          .put("hint", ImmutableSet.of(WORDS, "point"))
          .put("report", ImmutableSet.of(WORDS, "point"))
          .put(
              "verdict",
              ImmutableSet.of(WORDS, "coverage", "point", "difference", "hint", "report"))
          .put(DOOR, ImmutableSet.of(WORDS, "point", "verdict", "report"))
          .put("assertj", ImmutableSet.of(WORDS, DOOR))
          .put("junit", ImmutableSet.of(WORDS, DOOR))
          .put("jqwik", ImmutableSet.of(WORDS, DOOR))
          .buildOrThrow();

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importUrl(GradCheck.class.getProtectionDomain().getCodeSource().getLocation());

  private static String room(JavaClass type) {
    String name = type.getName().substring("dev.wengert.gradcheck.".length());
    if (!type.getPackageName().equals("dev.wengert.gradcheck")) {
      return name.substring(0, name.indexOf('.'));
    }
    return SAID.contains(name.replaceAll("\\$.*", "")) ? WORDS : DOOR;
  }

  private static boolean isOurs(JavaClass type) {
    return type.getPackageName().startsWith("dev.wengert.gradcheck")
        && !type.getName().endsWith("package-info");
  }

  @Test
  void aRoomSeesWhatItMay() {
    Set<String> rooms = new TreeSet<>();
    Set<String> amiss = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      if (!isOurs(type)) {
        continue;
      }
      String room = room(type);
      rooms.add(room);
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (isOurs(target)
            && !room(target).equals(room)
            && !SEES.getOrDefault(room, ImmutableSet.of()).contains(room(target))) {
          amiss.add(type.getName() + " sees " + target.getName());
        }
      }
    }
    assertThat(amiss).isEmpty();
    assertThat(rooms).isEqualTo(new TreeSet<>(SEES.keySet()));
  }

  @Test
  void roomsFormNoCircle() {
    Set<String> before = new TreeSet<>();
    SEES.forEach(
        (room, seen) -> {
          assertThat(before).as("rooms before %s", room).containsAll(seen);
          before.add(room);
        });
  }
}
