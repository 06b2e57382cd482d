package dev.wengert.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableSet;
import com.sun.management.ThreadMXBean;
import dev.wengert.array.Buffer;
import dev.wengert.array.DType;
import dev.wengert.array.Layout;
import dev.wengert.cpu.machine.Simd;
import dev.wengert.cpu.machine.Threads;
import dev.wengert.kernel.BoundRun;
import dev.wengert.kernel.Host;
import dev.wengert.kernel.Kernel;
import dev.wengert.kernel.MatrixFunction;
import dev.wengert.kernel.Order;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A task is bound once and run often, by anyone. */
class TaskTest {

  /** Java functions make arrays of their own; sorting may. */
  private static final ImmutableSet<Class<? extends Kernel>> ALLOCATE =
      ImmutableSet.of(Host.class, MatrixFunction.class, Order.class);

  private static Layout[] layouts(KernelCase c) {
    Layout[] layouts = new Layout[c.results().length];
    Arrays.setAll(layouts, i -> c.kernel().layout(i, c.results()[i], c.inputs()));
    return layouts;
  }

  private static boolean isBound(KernelCase c) {
    return !c.kernel().isView(c.results(), c.inputs());
  }

  /** Until HotSpot's second compiler has seen them, vectors are objects: then small ones only. */
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void aRunAllocatesNothing(DType dtype) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assumeTrue(threads.isThreadAllocatedMemorySupported(), "skipped: the JVM does not count bytes");
    Threads.with(
        1,
        () -> {
          for (KernelCase c :
              Simd.isAvailable() ? KernelCase.small(dtype) : KernelCase.all(dtype)) {
            if (!isBound(c) || ALLOCATE.contains(c.kernel().getClass())) {
              continue;
            }
            BoundRun bound = new BoundRun(new Cpu(), c.kernel(), c.inputs(), layouts(c));
            for (int i = 0; i < 3; i++) {
              bound.run();
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 10; i++) {
              bound.run();
            }
            long after = threads.getCurrentThreadAllocatedBytes();
            assertThat(after - before).as("bytes of ten runs of %s", c.kernel()).isZero();
          }
        });
  }

  @Test
  void manyThreadsRunOneTaskInFramesOfTheirOwn() throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      for (KernelCase c : KernelCase.all(DType.FLOAT64)) {
        if (!isBound(c)) {
          continue;
        }
        Buffer[] expected = new Cpu().run(c.kernel(), c.inputs(), c.results());
        BoundRun first = new BoundRun(new Cpu(), c.kernel(), c.inputs(), layouts(c));
        List<Future<?>> runs = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
          BoundRun own = first.inAFrameOfItsOwn();
          runs.add(
              pool.submit(
                  () -> {
                    for (int i = 0; i < 5; i++) {
                      own.isLike(expected);
                    }
                  }));
        }
        for (Future<?> run : runs) {
          run.get();
        }
      }
    }
  }
}
