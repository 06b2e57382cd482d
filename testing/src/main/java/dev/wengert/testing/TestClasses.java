package dev.wengert.testing;

import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The tests of a folder of class files, read and not loaded.
 *
 * @param tests by the binary name of each class that can be made, the names of its test methods,
 *     inherited ones included
 */
record TestClasses(ImmutableSortedMap<String, Set<String>> tests) {

  private static final Set<String> ANNOTATIONS =
      Set.of(
          "Lorg/junit/jupiter/api/Test;",
          "Lorg/junit/jupiter/api/RepeatedTest;",
          "Lorg/junit/jupiter/api/TestFactory;",
          "Lorg/junit/jupiter/api/TestTemplate;",
          "Lorg/junit/jupiter/params/ParameterizedTest;",
          "Lnet/jqwik/api/Property;",
          "Lnet/jqwik/api/Example;",
          "Ldev/wengert/gradcheck/junit/GradCheckTest;");

  private static final Set<String> TAGS =
      Set.of("Lorg/junit/jupiter/api/Tag;", "Lnet/jqwik/api/Tag;");

  /** Reads a folder, but for the classes and methods of a tag; an empty one leaves nothing out. */
  static TestClasses in(Path folder, String leftOut) throws IOException {
    Map<String, ClassModel> models = new TreeMap<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file :
            (Iterable<Path>) files.filter(f -> f.toString().endsWith(".class"))::iterator) {
          ClassModel model = ClassFile.of().parse(file);
          models.put(model.thisClass().asInternalName(), model);
        }
      }
    }
    ImmutableSortedMap.Builder<String, Set<String>> tests = ImmutableSortedMap.naturalOrder();
    models.forEach(
        (name, model) -> {
          Set<String> methods = new TreeSet<>();
          if (!model.flags().has(AccessFlag.ABSTRACT) && !isTagged(model, leftOut)) {
            collect(model, models, leftOut, methods);
          }
          if (!methods.isEmpty()) {
            tests.put(name.replace('/', '.'), methods);
          }
        });
    return new TestClasses(tests.buildOrThrow());
  }

  private static void collect(
      ClassModel model, Map<String, ClassModel> models, String leftOut, Set<String> methods) {
    for (MethodModel method : model.methods()) {
      if (isTest(method, models) && !isTagged(method, leftOut)) {
        methods.add(method.methodName().stringValue());
      }
    }
    Stream.concat(model.superclass().stream(), model.interfaces().stream())
        .map(parent -> models.get(parent.asInternalName()))
        .filter(parent -> parent != null)
        .forEach(parent -> collect(parent, models, leftOut, methods));
  }

  private static boolean isTagged(AttributedElement element, String tag) {
    return element.findAttribute(Attributes.runtimeVisibleAnnotations()).stream()
        .flatMap(all -> all.annotations().stream())
        .filter(annotation -> TAGS.contains(annotation.classSymbol().descriptorString()))
        .anyMatch(annotation -> isNamed(annotation, tag));
  }

  private static boolean isNamed(Annotation annotation, String tag) {
    return annotation.elements().stream()
        .anyMatch(
            element ->
                element.value() instanceof AnnotationValue.OfString name
                    && name.stringValue().equals(tag));
  }

  private static boolean isTest(MethodModel method, Map<String, ClassModel> models) {
    return method.findAttribute(Attributes.runtimeVisibleAnnotations()).stream()
        .flatMap(all -> all.annotations().stream())
        .anyMatch(annotation -> isTest(annotation.classSymbol(), models));
  }

  /** An annotation that makes a test, or one of the folder's own that is annotated with such. */
  private static boolean isTest(ClassDesc annotation, Map<String, ClassModel> models) {
    String descriptor = annotation.descriptorString();
    if (ANNOTATIONS.contains(descriptor)) {
      return true;
    }
    ClassModel own = models.get(descriptor.substring(1, descriptor.length() - 1));
    return own != null
        && own.findAttribute(Attributes.runtimeVisibleAnnotations()).stream()
            .flatMap(all -> all.annotations().stream())
            .map(each -> each.classSymbol())
            .filter(each -> !each.equals(annotation))
            .anyMatch(each -> isTest(each, models));
  }
}
