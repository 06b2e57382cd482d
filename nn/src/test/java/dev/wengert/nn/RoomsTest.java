package dev.wengert.nn;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The plan of this module: which room may see which. */
class RoomsTest {

  private static final String OWN = "dev.wengert.nn";

  /**
   * For each package the others of this module that it sees. What is not here must not be there.
   */
  private static final ImmutableMap<String, ImmutableSet<String>> SEES =
      ImmutableMap.<String, ImmutableSet<String>>builder()
          .put("", ImmutableSet.of())
          .put("check", ImmutableSet.of(""))
          .put("layer", ImmutableSet.of(""))
          .put("layer.convolution", ImmutableSet.of("", "layer"))
          .put("layer.normalization", ImmutableSet.of("", "layer", "layer.convolution"))
          .put("layer.recurrent", ImmutableSet.of("", "layer"))
          .put("layer.attention", ImmutableSet.of("", "layer", "layer.normalization"))
          .put(
              "architecture",
              ImmutableSet.of(
                  "",
                  "layer",
                  "layer.attention",
                  "layer.convolution",
                  "layer.normalization",
                  "text"))
          .put("text", ImmutableSet.of("layer.attention", "library"))
          .put("library", ImmutableSet.of())
          .put("data", ImmutableSet.of("data.augment", "library"))
          .put("data.table", ImmutableSet.of("", "data", "layer", "library"))
          .put("data.augment", ImmutableSet.of())
          .put("optim", ImmutableSet.of(""))
          .put("metric", ImmutableSet.of())
          .put("train", ImmutableSet.of("", "data", "optim", "metric"))
          .put("checkpoint", ImmutableSet.of("", "optim", "train"))
          .put("tensorboard", ImmutableSet.of("train"))
          .put("tuning", ImmutableSet.of("data"))
          .put("report", ImmutableSet.of("", "data", "metric", "train"))
          .put("explain", ImmutableSet.of("data"))
          .buildOrThrow();

  private static final JavaClasses MODULE =
      new ClassFileImporter()
          .importUrl(Model.class.getProtectionDomain().getCodeSource().getLocation());

  private static String room(JavaClass type) {
    String name = type.getPackageName();
    return name.equals(OWN) ? "" : name.substring(OWN.length() + 1);
  }

  private static boolean isOwn(JavaClass type) {
    return type.getPackageName().equals(OWN) || type.getPackageName().startsWith(OWN + ".");
  }

  @Test
  void aRoomSeesWhatItMay() {
    Set<String> rooms = new TreeSet<>();
    Set<String> amiss = new TreeSet<>();
    for (JavaClass type : MODULE) {
      String room = room(type);
      rooms.add(room);
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (isOwn(target)
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
    SlicesRuleDefinition.slices()
        .matching("(dev.wengert.nn..)")
        .should()
        .beFreeOfCycles()
        .check(MODULE);
  }
}
