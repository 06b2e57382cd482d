package dev.wengert.nn.tensorboard;

import com.google.common.base.Preconditions;
import dev.wengert.Tensor;
import dev.wengert.io.proto.ProtoWriter;
import dev.wengert.nn.train.TrainingListener;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;

/**
 * What writes figures, distributions and pictures to an event file that TensorBoard shows.
 *
 * <p>The file is a sequence of TensorFlow records, each an {@code Event} protocol buffer; the first
 * says {@code brain.Event:2}. {@code tensorboard --logdir} takes the folder, each sub-folder being
 * a run. Steps of one tag should not go back. A writer may be used by several threads. PyTorch:
 * {@code utils.tensorboard.SummaryWriter}.
 */
public final class EventWriter implements Closeable {

  private static final int EVENT_WALL_TIME = 1;
  private static final int EVENT_STEP = 2;
  private static final int EVENT_FILE_VERSION = 3;
  private static final int EVENT_SUMMARY = 5;
  private static final int SUMMARY_VALUE = 1;
  private static final int VALUE_TAG = 1;
  private static final int VALUE_SIMPLE = 2;
  private static final int VALUE_IMAGE = 4;
  private static final int VALUE_HISTOGRAM = 5;

  private final Path file;
  private final Clock clock;
  private final OutputStream out;

  private EventWriter(Path file, Clock clock) throws IOException {
    this.file = file;
    this.clock = clock;
    this.out =
        new BufferedOutputStream(
            Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    write(event().string(EVENT_FILE_VERSION, "brain.Event:2"));
  }

  /**
   * Opens a new event file in a folder, which is made if it is not there.
   *
   * @throws IOException if the file cannot be written
   */
  public static EventWriter open(Path folder) throws IOException {
    return open(folder, Clock.systemUTC());
  }

  /**
   * Opens a new event file in a folder, which is made if it is not there.
   *
   * @param clock what gives the events their times
   * @throws IOException if the file cannot be written
   */
  public static EventWriter open(Path folder, Clock clock) throws IOException {
    Files.createDirectories(folder);
    // TensorBoard reads what has tfevents in its name, in the order of names.
    String name =
        String.format(Locale.ROOT, "events.out.tfevents.%010d", clock.instant().getEpochSecond());
    for (int i = 0; ; i++) {
      Path file = folder.resolve(name + "." + i + ".wengert");
      if (!Files.exists(file)) {
        return new EventWriter(file, clock);
      }
    }
  }

  /** Returns the file that is written. */
  public Path file() {
    return file;
  }

  /**
   * Returns a listener that writes each step's {@code training/loss}, its parts {@code
   * training/data} and {@code training/penalty.NAME} where there are penalties, {@code
   * training/gradientNorm} and {@code training/rate}, and each epoch's figures under their own
   * names. It flushes after each epoch and at the end, failed runs included, and leaves the writer
   * open.
   */
  public TrainingListener listener() {
    return new EventListener(this);
  }

  /**
   * Writes a number. Not a number and infinities are written as they are.
   *
   * @param tag the curve's name; slashes group curves
   * @throws IOException if the file cannot be written
   */
  public void scalar(String tag, long step, double value) throws IOException {
    write(step, tag, new ProtoWriter().float32(VALUE_SIMPLE, (float) value));
  }

  /**
   * Writes how a tensor's elements are distributed.
   *
   * @param tag the distribution's name
   * @param values floating or INT32, any shape, finite
   * @throws IllegalArgumentException if there are none or one is not finite
   * @throws IOException if the file cannot be written
   */
  public void histogram(String tag, long step, Tensor values) throws IOException {
    write(step, tag, new ProtoWriter().message(VALUE_HISTOGRAM, Histogram.encode(tag, values)));
  }

  /**
   * Writes a picture.
   *
   * @param tag the picture's name
   * @param image floating [H, W, C] with 1, 3 or 4 channels (grey, RGB, RGB and opacity); 0 is dark
   *     and 1 is bright, what lies outside is clamped
   * @throws IllegalArgumentException if the shape or dtype does not fit or an element is NaN
   * @throws IOException if the file cannot be written
   */
  public void image(String tag, long step, Tensor image) throws IOException {
    int channels = image.rank() == 3 ? image.shape().side(2) : 0;
    Preconditions.checkArgument(
        image.dtype().isFloating()
            && (channels == 1 || channels == 3 || channels == 4)
            && image.size() > 0,
        "image: %s is %s; give floating [H, W, 1], [H, W, 3] or [H, W, 4]",
        tag,
        image.spec());
    int height = image.shape().side(0);
    int width = image.shape().side(1);
    ProtoWriter value =
        new ProtoWriter()
            .int64(1, height)
            .int64(2, width)
            .int64(3, channels)
            .bytes(4, Png.encode(pixels(tag, image), height, width, channels));
    write(step, tag, new ProtoWriter().message(VALUE_IMAGE, value));
  }

  private static byte[] pixels(String tag, Tensor image) {
    double[] values = image.toDoubleArray();
    byte[] pixels = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      Preconditions.checkArgument(
          !Double.isNaN(values[i]), "image: %s holds NaN; look for where it came from", tag);
      pixels[i] = (byte) Math.round(255 * Math.clamp(values[i], 0.0, 1.0));
    }
    return pixels;
  }

  private void write(long step, String tag, ProtoWriter value) throws IOException {
    ProtoWriter tagged = new ProtoWriter().string(VALUE_TAG, tag).append(value);
    write(
        event()
            .int64(EVENT_STEP, step)
            .message(EVENT_SUMMARY, new ProtoWriter().message(SUMMARY_VALUE, tagged)));
  }

  private ProtoWriter event() {
    Instant now = clock.instant();
    return new ProtoWriter().float64(EVENT_WALL_TIME, now.getEpochSecond() + now.getNano() / 1e9);
  }

  private synchronized void write(ProtoWriter event) throws IOException {
    TfRecord.write(out, event.toBytes());
  }

  /**
   * Hands everything written to the file, so that TensorBoard can show it.
   *
   * @throws IOException if the file cannot be written
   */
  public synchronized void flush() throws IOException {
    out.flush();
  }

  @Override
  public synchronized void close() throws IOException {
    out.close();
  }
}
