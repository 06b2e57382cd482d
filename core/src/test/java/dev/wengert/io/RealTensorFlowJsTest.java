package dev.wengert.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.testing.NpmPackage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Published models: {@code -Dtest.tfjs=FOLDER} names the folder {@code model} of the package {@code
 * @vladmandic/face-api}, and {@code -Dtest.tfjs=npm} fetches it, 13 MB, by npm and tar.
 */
@EnabledIfSystemProperty(named = "test.tfjs", matches = ".+")
class RealTensorFlowJsTest {

  @TempDir Path folder;

  private Path models() throws IOException, InterruptedException {
    String where = Objects.requireNonNull(System.getProperty("test.tfjs"));
    return where.equals("npm")
        ? NpmPackage.unpack("@vladmandic/face-api", "1.7.15", folder).resolve("model")
        : Path.of(where);
  }

  /**
   * How many weights and numbers, and the checksum of the numbers as 32 bits each, are those of
   * what {@code tf.io.decodeWeights} of TensorFlow.js 4.22 makes of the files.
   */
  @Test
  void numbersAreThoseOfTensorFlowJs() throws Exception {
    Path models = models();
    assertThat(summary(models, "age_gender_model")).isEqualTo("51 421731 2fdc61d4");
    assertThat(summary(models, "face_expression_model")).isEqualTo("49 323687 b3359b5e");
    assertThat(summary(models, "face_landmark_68_model")).isEqualTo("49 356840 39e9be80");
    assertThat(summary(models, "face_landmark_68_tiny_model")).isEqualTo("28 77224 fb252b38");
    assertThat(summary(models, "face_recognition_model")).isEqualTo("117 5614592 2d8a7037");
    assertThat(summary(models, "ssd_mobilenetv1_model")).isEqualTo("151 5555541 e5feb6dd");
    assertThat(summary(models, "tiny_face_detector_model")).isEqualTo("19 193321 fdec5bd3");
  }

  private static String summary(Path models, String name) throws IOException {
    Map<String, Tensor> weights =
        TensorFlowJs.read(models.resolve(name + "-weights_manifest.json"));
    CRC32 checksum = new CRC32();
    int size = 0;
    for (Tensor weight : weights.values()) {
      ByteBuffer bytes = ByteBuffer.allocate(4 * weight.size()).order(ByteOrder.LITTLE_ENDIAN);
      if (weight.dtype() == DType.INT32) {
        bytes.asIntBuffer().put(weight.toIntArray());
      } else {
        bytes.asFloatBuffer().put(weight.toFloatArray());
      }
      checksum.update(bytes);
      size += weight.size();
    }
    return weights.size() + " " + size + " " + Long.toHexString(checksum.getValue());
  }
}
