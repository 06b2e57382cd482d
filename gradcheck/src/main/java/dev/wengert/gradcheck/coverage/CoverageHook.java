package dev.wengert.gradcheck.coverage;

import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/**
 * Collects from the gradient checks of jqwik properties which derivatives they exercised, and
 * writes the same files as {@link CoverageExtension}.
 *
 * {@snippet class="dev.wengert.gradcheck.SnippetsTest" region="hook"}
 */
public final class CoverageHook implements AroundPropertyHook {

  /** Makes the hook; jqwik does. */
  public CoverageHook() {}

  /** A hook of a class is one of each property in it. */
  @Override
  public PropagationMode propagateTo() {
    return PropagationMode.ALL_DESCENDANTS;
  }

  @Override
  public PropertyExecutionResult aroundProperty(
      PropertyLifecycleContext context, PropertyExecutor property) {
    PropertyExecutionResult result = CoverageFiles.RUN.collect(true, property::execute);
    CoverageFiles.write();
    return result;
  }
}
