package dev.wengert.gradcheck.junit;

import dev.wengert.gradcheck.GradCheck;
import java.lang.reflect.Method;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.engine.support.hierarchical.Node;

/** The nodes of the engine's tree. */
final class Descriptors {

  private Descriptors() {}

  /** A class with gradient checks. */
  static final class OfClass extends AbstractTestDescriptor
      implements Node<GradCheckTestEngine.Run> {

    OfClass(UniqueId id, Class<?> type) {
      super(id, type.getSimpleName(), ClassSource.from(type));
    }

    @Override
    public Type getType() {
      return Type.CONTAINER;
    }
  }

  /** A method that returns a gradient check. */
  static final class OfMethod extends AbstractTestDescriptor
      implements Node<GradCheckTestEngine.Run> {

    private final Class<?> type;
    private final Method method;

    OfMethod(UniqueId id, Class<?> type, Method method) {
      super(id, method.getName() + "()", MethodSource.from(type, method));
      this.type = type;
      this.method = method;
    }

    @Override
    public Type getType() {
      return Type.TEST;
    }

    @Override
    public GradCheckTestEngine.Run execute(
        GradCheckTestEngine.Run context, DynamicTestExecutor executor) {
      Object instance = ReflectionSupport.newInstance(type);
      Object result = ReflectionSupport.invokeMethod(method, instance);
      if (!(result instanceof GradCheck check)) {
        throw new JUnitException(
            "@GradCheckTest: "
                + type.getSimpleName()
                + "."
                + method.getName()
                + "() returned "
                + result
                + "; return a GradCheck");
      }
      check.run().assertCorrect();
      return context;
    }
  }
}
