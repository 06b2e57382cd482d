/**
 * Which derivatives of which operations a test run has exercised.
 *
 * <p>{@link dev.wengert.gradcheck.coverage.DerivativeCoverage} collects; {@link
 * dev.wengert.gradcheck.coverage.CoverageExtension} (JUnit) and {@link
 * dev.wengert.gradcheck.coverage.CoverageHook} (jqwik) collect from all gradient checks of a test
 * class and write the report when the run ends.
 */
@NullMarked
package dev.wengert.gradcheck.coverage;

import org.jspecify.annotations.NullMarked;
