package dev.wengert.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.RuntimeVisibleAnnotationsAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestCountTest {

  private static final ClassDesc OBJECT = ConstantDescs.CD_Object;

  @TempDir Path folder;
  private Path classes;
  private Path reports;

  @BeforeEach
  void twoFolders() throws IOException {
    classes = Files.createDirectories(folder.resolve("classes"));
    reports = Files.createDirectories(folder.resolve("reports"));
  }

  @Test
  void allIsWellWhereEveryTestRan() throws IOException {
    write("a.OneTest", OBJECT, 0, Test.class, "f", "g");
    report("a.OneTest", "f(int)[1]", "f(int)[2]", "g");
    assertThat(amiss()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(classes = {Test.class, Property.class, TestFactory.class, ParameterizedTest.class})
  void aClassThatNeverRanIsNamedAndCounted(Class<?> annotation) throws IOException {
    write("a.OneTest", OBJECT, 0, Test.class, "f");
    report("a.OneTest", "f");
    write("a.OneProperties", OBJECT, 0, annotation, "f");
    assertThat(amiss())
        .containsExactly(
            "2 classes have tests, and 1 of them ran; does a name match no pattern of Surefire?",
            "never ran: a.OneProperties");
  }

  @Test
  void aMethodThatNeverRanIsNamed() throws IOException {
    write("a.OneTest", OBJECT, 0, Test.class, "f", "g");
    report("a.OneTest", "f");
    assertThat(amiss()).containsExactly("never ran: a.OneTest.g");
  }

  @Test
  void testsAreInherited() throws IOException {
    write("a.Contract", OBJECT, ClassFile.ACC_ABSTRACT, Test.class, "f");
    write("a.OneTest", ClassDesc.of("a.Contract"), 0, Test.class);
    assertThat(amiss()).contains("never ran: a.OneTest").doesNotContain("never ran: a.Contract");
    report("a.OneTest", "f");
    assertThat(amiss()).isEmpty();
  }

  @Test
  void nestedTestsAreLookedForInTheReportOfTheOutermostClass() throws IOException {
    write("a.OneTest", OBJECT, 0, Test.class, "f");
    write("a.OneTest$Inner", OBJECT, 0, Test.class, "f");
    report("a.OneTest", "f");
    assertThat(amiss()).contains("never ran: a.OneTest$Inner");
    reportAs("a.OneTest$Inner", "a.OneTest", "f");
    assertThat(amiss())
        .containsExactly(
            "2 classes have tests, and 1 of them ran; does a name match no pattern of Surefire?",
            "never ran: a.OneTest");
    reportAs("Inner", "a.OneTest", "f");
    assertThat(amiss()).doesNotContain("never ran: a.OneTest$Inner");
  }

  @Test
  void whatOtherTestsRunIsNamedAndThere() throws IOException {
    write("a.OneTest$Planted", OBJECT, 0, Property.class, "f");
    assertThat(TestCount.amiss(classes, reports, Set.of("a.OneTest$Planted"), "")).isEmpty();
    assertThatThrownBy(() -> TestCount.amiss(classes, reports, Set.of("a.Gone"), ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[a.Gone]; remove it");
  }

  @ParameterizedTest
  @ValueSource(classes = {Tag.class, net.jqwik.api.Tag.class})
  void whatHasTheTagThatIsLeftOutIsNotCounted(Class<?> tag) throws IOException {
    Annotation slow = of(tag, AnnotationElement.ofString("value", "slow"));
    write("a.OneTest", OBJECT, 0, List.of(of(Test.class), slow), "f");
    assertThat(amiss("slow")).isEmpty();
    assertThat(amiss("other")).contains("never ran: a.OneTest");
    assertThat(amiss("")).contains("never ran: a.OneTest");
  }

  @Test
  void whatTestsNothingIsNotCounted() throws IOException {
    write("a.Helper", OBJECT, 0, Deprecated.class, "f");
    assertThat(amiss()).isEmpty();
    assertThat(TestCount.amiss(folder.resolve("none"), reports, Set.of(), "")).isEmpty();
  }

  private List<String> amiss() throws IOException {
    return amiss("");
  }

  private List<String> amiss(String leftOut) throws IOException {
    return TestCount.amiss(classes, reports, Set.of(), leftOut);
  }

  private void write(
      String name, ClassDesc parent, int flags, Class<?> annotation, String... methods)
      throws IOException {
    write(name, parent, flags, List.of(of(annotation)), methods);
  }

  private static Annotation of(Class<?> annotation, AnnotationElement... elements) {
    return Annotation.of(ClassDesc.ofDescriptor(annotation.descriptorString()), elements);
  }

  private void write(
      String name, ClassDesc parent, int flags, List<Annotation> annotations, String... methods)
      throws IOException {
    Path file = classes.resolve(name.replace('.', '/') + ".class");
    Files.createDirectories(file.getParent());
    RuntimeVisibleAnnotationsAttribute annotated =
        RuntimeVisibleAnnotationsAttribute.of(annotations);
    ClassFile.of()
        .buildTo(
            file,
            ClassDesc.of(name),
            type -> {
              type.withSuperclass(parent).withFlags(flags);
              for (String method : methods) {
                type.withMethod(
                    method,
                    ConstantDescs.MTD_void,
                    0,
                    m -> m.with(annotated).withCode(code -> code.return_()));
              }
            });
  }

  private void report(String type, String... cases) throws IOException {
    reportAs(type, type, cases);
  }

  /** jqwik's classes have their simple names there. */
  private void reportAs(String as, String type, String... cases) throws IOException {
    StringBuilder xml = new StringBuilder("<testsuite>\n");
    for (String name : cases) {
      xml.append("  <testcase name=\"%s\" classname=\"%s\" time=\"0\"/>\n".formatted(name, as));
    }
    Files.writeString(reports.resolve("TEST-" + type + ".xml"), xml.append("</testsuite>\n"));
  }
}
