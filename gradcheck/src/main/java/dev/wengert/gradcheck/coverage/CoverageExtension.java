package dev.wengert.gradcheck.coverage;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Collects from the gradient checks of a JUnit Jupiter test class which derivatives they exercised,
 * and writes {@code derivative-coverage.json} and {@code .html} when the run ends: to {@code
 * target}, or to the folder that the system property {@code wengert.coverage.folder} names.
 *
 * {@snippet class="dev.wengert.gradcheck.SnippetsTest" region="extension"}
 */
public final class CoverageExtension implements BeforeAllCallback, InvocationInterceptor {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(CoverageExtension.class);

  /** Makes the extension; JUnit does. */
  public CoverageExtension() {}

  /** Writes the files when the store of the whole run is closed. */
  private record WriteAtEnd() implements AutoCloseable {
    @Override
    public void close() {
      CoverageFiles.write();
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(WriteAtEnd.class, key -> new WriteAtEnd(), WriteAtEnd.class);
  }

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> invocationContext,
      ExtensionContext extensionContext)
      throws Throwable {
    CoverageFiles.RUN.<@Nullable Void, Throwable>collect(false, invocation::proceed);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> invocationContext,
      ExtensionContext extensionContext)
      throws Throwable {
    CoverageFiles.RUN.<@Nullable Void, Throwable>collect(false, invocation::proceed);
  }

  @Override
  public void interceptDynamicTest(
      Invocation<@Nullable Void> invocation,
      org.junit.jupiter.api.extension.DynamicTestInvocationContext invocationContext,
      ExtensionContext extensionContext)
      throws Throwable {
    CoverageFiles.RUN.<@Nullable Void, Throwable>collect(false, invocation::proceed);
  }
}
