package dev.wengert.nn.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.DType;
import dev.wengert.array.Shape;
import dev.wengert.array.Spec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers of fields are those of TensorFlow's event.proto, summary.proto, histogram.proto. */
class EventWriterTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochSecond(1_700_000_000, 250_000_000), ZoneOffset.UTC);

  @TempDir Path folder;

  private EventWriter open() throws IOException {
    return EventWriter.open(folder.resolve("runs/a"), CLOCK);
  }

  /** Returns the one value of an event's summary. */
  private static byte[] value(byte[] event) {
    return EventFile.bytes(EventFile.bytes(event, 5), 1);
  }

  /** RFC 3720, appendix B.4, and the check value of the CRC catalogue. */
  @Test
  void theReadersChecksumIsThePublishedOne() {
    byte[] ascending = new byte[32];
    for (int i = 0; i < 32; i++) {
      ascending[i] = (byte) i;
    }
    byte[] ones = new byte[32];
    Arrays.fill(ones, (byte) -1);
    assertThat(EventFile.crc32c(new byte[32])).isEqualTo(0x8a9136aa);
    assertThat(EventFile.crc32c(ones)).isEqualTo(0x62a8ab43);
    assertThat(EventFile.crc32c(ascending)).isEqualTo(0x46dd794e);
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    assertThat(EventFile.crc32c(digits)).isEqualTo(0xe3069283);
    assertThat(TfRecord.maskedCrc(digits)).isEqualTo(0xc78ab0e5);
  }

  /**
   * By hand: 0x18 bytes; field 1 holds 1.7e9 + 0.25 as a double, field 3 the version. The length's
   * masked CRC is that in every event file that TensorFlow writes.
   */
  @Test
  void theFileBeginsWithItsVersion() throws IOException {
    Path file;
    try (EventWriter writer = open()) {
      file = writer.file();
    }
    assertThat(file.getFileName().toString()).startsWith("events.out.tfevents.1700000000.");
    byte[] bytes = Files.readAllBytes(file);
    assertThat(HexFormat.of().formatHex(bytes, 0, 8)).isEqualTo("1800000000000000");
    assertThat(HexFormat.of().formatHex(bytes, 8, 12)).isEqualTo("a37f4b22");
    assertThat(HexFormat.of().formatHex(bytes, 12, 36))
        .isEqualTo(
            "09"
                + "00001040fc54d941"
                + "1a0d"
                + HexFormat.of().formatHex("brain.Event:2".getBytes(StandardCharsets.US_ASCII)));
    assertThat(EventFile.records(file)).hasSize(1);
  }

  @Test
  void scalarsAreRead() throws IOException {
    EventWriter writer = open();
    writer.scalar("loss/train", 0, 1.5);
    writer.scalar("größe", 300, -0.1);
    writer.scalar("far", 1L << 40, Double.NaN);
    writer.close();
    List<byte[]> records = EventFile.records(writer.file());
    assertThat(records).hasSize(4);
    assertThat(EventFile.field(records.get(1), 1)).isEqualTo(1_700_000_000.25);
    assertThat(EventFile.field(records.get(1), 2)).isEqualTo(0L);
    assertThat(EventFile.string(value(records.get(1)), 1)).isEqualTo("loss/train");
    assertThat(EventFile.field(value(records.get(1)), 2)).isEqualTo(1.5f);
    assertThat(EventFile.field(records.get(2), 2)).isEqualTo(300L);
    assertThat(EventFile.string(value(records.get(2)), 1)).isEqualTo("größe");
    assertThat(EventFile.field(value(records.get(2)), 2)).isEqualTo(-0.1f);
    assertThat(EventFile.field(records.get(3), 2)).isEqualTo(1L << 40);
    assertThat(EventFile.field(value(records.get(3)), 2)).isEqualTo(Float.NaN);
  }

  @Test
  void aDamagedRecordIsNoticed() throws IOException {
    EventWriter writer = open();
    writer.scalar("loss", 1, 2);
    writer.close();
    byte[] bytes = Files.readAllBytes(writer.file());
    bytes[bytes.length - 6] ^= 1;
    Path damaged = folder.resolve("damaged");
    Files.write(damaged, bytes);
    assertThatThrownBy(() -> EventFile.records(damaged)).hasMessageContaining("CRC of a record's");
  }

  @Test
  void histogramsAreRead() throws IOException {
    Tensor values = Key.of(1).normal(new Spec(DType.FLOAT32, Shape.of(40, 25)));
    EventWriter writer = open();
    writer.histogram("weights", 7, values);
    writer.histogram("same", 7, Tensor.of(3, 3, 3));
    writer.close();
    List<byte[]> records = EventFile.records(writer.file());
    byte[] histogram = EventFile.bytes(value(records.get(1)), 5);
    double[] sorted = values.toDoubleArray();
    Arrays.sort(sorted);
    assertThat(EventFile.field(histogram, 1)).isEqualTo(sorted[0]);
    assertThat(EventFile.field(histogram, 2)).isEqualTo(sorted[999]);
    assertThat(EventFile.field(histogram, 3)).isEqualTo(1000.0);
    assertThat((Double) EventFile.field(histogram, 4))
        .isCloseTo(Arrays.stream(sorted).sum(), within(1e-10));
    assertThat((Double) EventFile.field(histogram, 5))
        .isCloseTo(Arrays.stream(sorted).map(v -> v * v).sum(), within(1e-10));
    double[] limits = EventFile.doubles(histogram, 6);
    double[] counts = EventFile.doubles(histogram, 7);
    assertThat(limits).hasSize(30).isSorted().endsWith(sorted[999]);
    assertThat(counts).hasSameSizeAs(limits);
    double from = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < limits.length; i++) {
      double low = from;
      double high = limits[i];
      assertThat(counts[i])
          .isEqualTo((double) Arrays.stream(sorted).filter(v -> v > low && v <= high).count());
      from = high;
    }
    byte[] same = EventFile.bytes(value(records.get(2)), 5);
    assertThat(EventFile.doubles(same, 6)).containsExactly(3);
    assertThat(EventFile.doubles(same, 7)).containsExactly(3);
  }

  @Test
  void picturesAreRead() throws IOException {
    EventWriter writer = open();
    double[][][] pixels = {
      {{0, 0.5, 1}, {1, 0, 0}}, {{-3, 7, 0.2}, {0.1, 0.1, 0.1}}, {{1, 1, 1}, {0, 0, 0}}
    };
    writer.image("digits", 5, Tensor.of(pixels));
    writer.image("grey", 5, Tensor.ones(DType.FLOAT32, 2, 1, 1));
    writer.close();
    List<byte[]> records = EventFile.records(writer.file());
    byte[] image = EventFile.bytes(value(records.get(1)), 4);
    assertThat(EventFile.field(image, 1)).isEqualTo(3L);
    assertThat(EventFile.field(image, 2)).isEqualTo(2L);
    assertThat(EventFile.field(image, 3)).isEqualTo(3L);
    assertThat(pixels(EventFile.bytes(image, 4), 2, 3, 2, 3))
        .containsExactly(0, 128, 255, 255, 0, 0, 0, 255, 51, 26, 26, 26, 255, 255, 255, 0, 0, 0);
    byte[] grey = EventFile.bytes(value(records.get(2)), 4);
    assertThat(pixels(EventFile.bytes(grey, 4), 1, 2, 0, 1)).containsExactly(255, 255);
  }

  /** Reads a PNG by ISO/IEC 15948: chunks with their CRCs, then rows without a filter. */
  private static int[] pixels(byte[] png, int width, int height, int colorType, int channels)
      throws IOException {
    ByteBuffer in = ByteBuffer.wrap(png);
    assertThat(in.getLong()).isEqualTo(0x89504e470d0a1a0aL);
    List<String> names = new ArrayList<>();
    byte[] header = new byte[0];
    byte[] data = new byte[0];
    while (in.hasRemaining()) {
      int length = in.getInt();
      CRC32 crc = new CRC32();
      crc.update(png, in.position(), length + 4);
      byte[] name = new byte[4];
      in.get(name);
      byte[] content = new byte[length];
      in.get(content);
      assertThat(in.getInt()).isEqualTo((int) crc.getValue());
      names.add(new String(name, StandardCharsets.US_ASCII));
      header = names.size() == 1 ? content : header;
      data = names.size() == 2 ? content : data;
    }
    assertThat(names).containsExactly("IHDR", "IDAT", "IEND");
    ByteBuffer head = ByteBuffer.wrap(header);
    assertThat(head.getInt()).isEqualTo(width);
    assertThat(head.getInt()).isEqualTo(height);
    assertThat(Arrays.copyOfRange(header, 8, 13)).containsExactly(8, colorType, 0, 0, 0);
    byte[] rows = new InflaterInputStream(new ByteArrayInputStream(data)).readAllBytes();
    int stride = width * channels + 1;
    assertThat(rows).hasSize(height * stride);
    int[] pixels = new int[height * width * channels];
    for (int i = 0; i < pixels.length; i++) {
      int row = i / (stride - 1);
      assertThat(rows[row * stride]).isZero();
      pixels[i] = rows[row * stride + 1 + i % (stride - 1)] & 0xff;
    }
    return pixels;
  }

  @Test
  void twoWritersInOneSecondHaveTwoFiles() throws IOException {
    try (EventWriter first = open();
        EventWriter second = open()) {
      assertThat(first.file()).isNotEqualTo(second.file());
      first.scalar("loss", 1, 1);
      first.flush();
      assertThat(EventFile.records(first.file())).hasSize(2);
    }
  }

  @Test
  void nonsenseIsRefused() throws IOException {
    try (EventWriter writer = open()) {
      assertThatThrownBy(() -> writer.image("x", 0, Tensor.ones(DType.FLOAT32, 2, 2)))
          .hasMessage("image: x is FLOAT32[2, 2]; give floating [H, W, 1], [H, W, 3] or [H, W, 4]");
      assertThatThrownBy(
              () -> writer.image("x", 0, Tensor.full(DType.FLOAT64, Double.NaN, 1, 1, 1)))
          .hasMessage("image: x holds NaN; look for where it came from");
      assertThatThrownBy(() -> writer.histogram("w", 0, Tensor.zeros(DType.FLOAT64, 0)))
          .hasMessage("histogram: w has no elements; give one or more");
      assertThatThrownBy(() -> writer.histogram("w", 0, Tensor.of(1, Double.POSITIVE_INFINITY)))
          .hasMessage("histogram: w holds Infinity; give finite elements");
    }
  }
}
