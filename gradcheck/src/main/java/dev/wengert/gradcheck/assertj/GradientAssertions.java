package dev.wengert.gradcheck.assertj;

import dev.wengert.Tensor;
import dev.wengert.gradcheck.Report;

/** The entry points, to be imported statically. */
public final class GradientAssertions {

  private GradientAssertions() {}

  /** Begins an assertion on a report. */
  public static ReportAssert assertThatGradients(Report report) {
    return new ReportAssert(report);
  }

  /** Begins an assertion on a tensor. */
  public static TensorAssert assertThatTensor(Tensor tensor) {
    return new TensorAssert(tensor);
  }
}
