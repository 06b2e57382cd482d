package dev.wengert.nn.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.testing.Gates;
import java.io.IOException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;

/** The readers of files take whatever comes. {@link FileFuzzer} tries more of the same. */
class FileFuzzTest {

  @Property(tries = 2, seed = "20261120", shrinking = ShrinkingMode.OFF)
  void aDamagedFileIsReadOrRefused(@ForAll long first) throws IOException {
    tryAll(first);
  }

  @Property(tries = 10, seed = "20261120", shrinking = ShrinkingMode.OFF)
  @Tag(Gates.TAG)
  void moreDamagedFilesAreReadOrRefused(@ForAll long first) throws IOException {
    tryAll(first);
  }

  private static void tryAll(long first) throws IOException {
    for (FuzzTarget target : FuzzTarget.values()) {
      try (FileFuzzer fuzzer = new FileFuzzer(target)) {
        // Java's readers of images take a millisecond each, and those of Parquet start threads.
        boolean isSlow = target == FuzzTarget.IMAGE || target == FuzzTarget.PARQUET;
        int files = isSlow ? 20 : 200;
        for (int i = 0; i < files; i++) {
          fuzzer.tryOne(first + i);
        }
        assertThat(fuzzer.refused()).as("%s files refused", target).isBetween(1L, (long) files);
      }
    }
  }
}
