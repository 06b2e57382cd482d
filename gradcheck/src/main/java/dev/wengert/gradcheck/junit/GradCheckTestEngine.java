package dev.wengert.gradcheck.junit;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.engine.EngineDiscoveryRequest;
import org.junit.platform.engine.ExecutionRequest;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.discovery.MethodSelector;
import org.junit.platform.engine.support.descriptor.EngineDescriptor;
import org.junit.platform.engine.support.discovery.EngineDiscoveryRequestResolver;
import org.junit.platform.engine.support.discovery.SelectorResolver;
import org.junit.platform.engine.support.hierarchical.EngineExecutionContext;
import org.junit.platform.engine.support.hierarchical.HierarchicalTestEngine;

/** The engine of the JUnit Platform that finds and runs {@link GradCheckTest} methods. */
public final class GradCheckTestEngine extends HierarchicalTestEngine<GradCheckTestEngine.Run> {

  private static final String ID = "wengert-gradcheck";

  /** What the tests of a run share: nothing. */
  public record Run() implements EngineExecutionContext {}

  /** Makes the engine; the platform does. */
  public GradCheckTestEngine() {}

  @Override
  public String getId() {
    return ID;
  }

  @Override
  public TestDescriptor discover(EngineDiscoveryRequest request, UniqueId uniqueId) {
    EngineDescriptor engine = new EngineDescriptor(uniqueId, "Gradient checks");
    EngineDiscoveryRequestResolver.<TestDescriptor>builder()
        .addClassContainerSelectorResolver(type -> !methods(type).isEmpty())
        .addSelectorResolver(new Resolver())
        .addTestDescriptorVisitor(context -> TestDescriptor::prune)
        .build()
        .resolve(request, engine);
    return engine;
  }

  @Override
  protected Run createExecutionContext(ExecutionRequest request) {
    return new Run();
  }

  private static List<Method> methods(Class<?> type) {
    return AnnotationSupport.findAnnotatedMethods(
        type, GradCheckTest.class, HierarchyTraversalMode.TOP_DOWN);
  }

  /** Turns selected classes and methods into descriptors. */
  private static final class Resolver implements SelectorResolver {

    @Override
    public Resolution resolve(ClassSelector selector, Context context) {
      Class<?> type = selector.getJavaClass();
      List<Method> methods = methods(type);
      if (methods.isEmpty()) {
        return Resolution.unresolved();
      }
      Optional<Descriptors.OfClass> descriptor =
          context.addToParent(
              parent ->
                  Optional.of(
                      new Descriptors.OfClass(
                          parent.getUniqueId().append("class", type.getName()), type)));
      return resolution(
          descriptor,
          methods.stream().map(method -> DiscoverySelectors.selectMethod(type, method)).toList());
    }

    @Override
    public Resolution resolve(MethodSelector selector, Context context) {
      Method method = selector.getJavaMethod();
      if (!AnnotationSupport.isAnnotated(method, GradCheckTest.class)) {
        return Resolution.unresolved();
      }
      Class<?> type = selector.getJavaClass();
      Optional<Descriptors.OfMethod> descriptor =
          context.addToParent(
              () -> DiscoverySelectors.selectClass(type),
              parent ->
                  Optional.of(
                      new Descriptors.OfMethod(
                          parent.getUniqueId().append("method", method.getName()), type, method)));
      return resolution(descriptor, List.of());
    }

    private static Resolution resolution(
        Optional<? extends TestDescriptor> descriptor, List<MethodSelector> children) {
      return descriptor
          .map(found -> Resolution.match(Match.exact(found, () -> Set.copyOf(children))))
          .orElseGet(Resolution::unresolved);
    }
  }
}
