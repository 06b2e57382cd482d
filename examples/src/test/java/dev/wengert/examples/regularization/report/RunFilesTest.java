package dev.wengert.examples.regularization.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.wengert.examples.regularization.data.PlanarData;
import dev.wengert.examples.regularization.data.SyntheticData;
import dev.wengert.examples.regularization.training.FakeTrainer;
import dev.wengert.examples.regularization.training.GradientVerdict;
import dev.wengert.examples.regularization.training.Settings;
import dev.wengert.examples.regularization.training.Variant;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFilesTest {

  @TempDir Path folder;

  @Test
  void whereNothingCanBeDrawnThePageAndTheNumbersAreWritten() throws IOException {
    PlanarData data = SyntheticData.create();
    VariantResult result =
        VariantResult.of(
            new FakeTrainer().train(Variant.NONE, Settings.DEFAULT, data.train(), step -> {}),
            new GradientVerdict(true, "PASS"),
            data.test(),
            null,
            0.0);
    RunFiles.write(
        folder, new Results(Settings.DEFAULT, data, ImmutableList.of(result), null), false);
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("report.html", "results.json");
    assertThat(RunFiles.names())
        .contains("report.html", "results.json", "cost.png", "boundary-tuned.png", "lambda.png");
  }
}
