package dev.wengert.nn.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.Bytes;
import dev.wengert.Tensor;
import dev.wengert.io.MalformedFileException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images of all eight orientations, and tags of which no sense can be made. */
class OrientationTest {

  private static final int BLOCK = 16;

  @TempDir Path folder;

  /**
   * An F in blocks of grey, 3 high and 2 wide, as it is to be shown; JPEG keeps blocks well.
   *
   * <pre>
   * 255 200
   * 150  20
   *  90  40
   * </pre>
   */
  private static final int[][] SHOWN = {{255, 200}, {150, 20}, {90, 40}};

  /** What a camera stores of it: the rows that EXIF's table describes, written out by hand. */
  private static int[][] stored(int orientation) {
    return switch (orientation) {
      // The first row is at the top ...
      case 1 -> SHOWN;
      case 2 -> new int[][] {{200, 255}, {20, 150}, {40, 90}};
      // ... at the bottom ...
      case 3 -> new int[][] {{40, 90}, {20, 150}, {200, 255}};
      case 4 -> new int[][] {{90, 40}, {150, 20}, {255, 200}};
      // ... at the left, at the right, at the right, at the left.
      case 5 -> new int[][] {{255, 150, 90}, {200, 20, 40}};
      case 6 -> new int[][] {{200, 20, 40}, {255, 150, 90}};
      case 7 -> new int[][] {{40, 20, 200}, {90, 150, 255}};
      case 8 -> new int[][] {{90, 150, 255}, {40, 20, 200}};
      default -> throw new AssertionError(orientation);
    };
  }

  private static byte[] image(int[][] blocks, int type, String format) throws IOException {
    BufferedImage image = new BufferedImage(blocks[0].length * BLOCK, blocks.length * BLOCK, type);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int grey = blocks[y / BLOCK][x / BLOCK];
        image.getRaster().setSample(x, y, 0, grey);
        for (int band = 1; band < image.getRaster().getNumBands(); band++) {
          // Another colour, so that both ways of reading are tried.
          image.getRaster().setSample(x, y, band, 255 - grey);
        }
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, out)).isTrue();
    return out.toByteArray();
  }

  /** EXIF's tags, with another one before the orientation. */
  private static byte[] tags(ByteOrder order, int type, int count, int orientation) {
    ByteBuffer tags = ByteBuffer.allocate(8 + 2 + 2 * 12 + 4).order(order);
    tags.put((order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM").getBytes(ISO_8859_1));
    tags.putShort((short) 42).putInt(8).putShort((short) 2);
    tags.putShort((short) 0x100).putShort((short) 4).putInt(1).putInt(640);
    tags.putShort((short) 0x112).putShort((short) type).putInt(count);
    if (type == 4) {
      tags.putInt(orientation);
    } else {
      tags.putShort((short) orientation).putShort((short) 0);
    }
    return tags.putInt(0).array();
  }

  private static byte[] segment(int marker, byte[]... parts) {
    byte[] content = Bytes.concat(parts);
    int length = content.length + 2;
    return Bytes.concat(
        new byte[] {(byte) 0xff, (byte) marker, (byte) (length >> 8), (byte) length}, content);
  }

  private static byte[] exif(byte[] tags) {
    return segment(0xe1, "Exif\0\0".getBytes(ISO_8859_1), tags);
  }

  /** Puts segments behind the opening of a JPEG file. */
  private static byte[] withSegments(byte[] jpeg, byte[]... segments) {
    return Bytes.concat(
        Arrays.copyOf(jpeg, 2), Bytes.concat(segments), Arrays.copyOfRange(jpeg, 2, jpeg.length));
  }

  private Tensor read(String name, byte[] file, int channels, int height, int width)
      throws IOException {
    Files.createDirectories(folder.resolve("class"));
    Path path = folder.resolve("class").resolve(name);
    Files.write(path, file);
    Tensor image =
        ImageFolder.of(folder, channels, height * BLOCK, width * BLOCK).read().x().get(0);
    Files.delete(path);
    return image;
  }

  private static void assertShows(Tensor image, int[][] blocks) {
    int width = image.shape().side(2);
    float[] values = image.get(0).toFloatArray();
    for (int row = 0; row < blocks.length; row++) {
      for (int column = 0; column < blocks[0].length; column++) {
        float middle = values[(row * BLOCK + BLOCK / 2) * width + column * BLOCK + BLOCK / 2];
        assertThat(255.0 * middle)
            .as("block %s, %s", row, column)
            .isCloseTo(blocks[row][column], within(12.0));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3", "4", "5", "6", "7", "8"})
  void jpegs(int orientation) throws IOException {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      for (int type : new int[] {3, 4}) {
        byte[] exif = exif(tags(order, type, 1, orientation));
        byte[] grey = image(stored(orientation), BufferedImage.TYPE_BYTE_GRAY, "jpeg");
        assertShows(read("a.jpg", withSegments(grey, exif), 1, 3, 2), SHOWN);
        byte[] coloured = image(stored(orientation), BufferedImage.TYPE_INT_RGB, "jpeg");
        // Behind a comment, another application's segment, and a filling byte.
        byte[] file =
            withSegments(
                coloured,
                segment(0xfe, "made by a camera".getBytes(ISO_8859_1)),
                segment(0xe1, "http://ns.adobe.com/xap/1.0/\0<x/>".getBytes(ISO_8859_1)),
                new byte[] {(byte) 0xff},
                exif);
        assertShows(read("a.jpg", file, 3, 3, 2), SHOWN);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3", "4", "5", "6", "7", "8"})
  void otherFormatsThatHaveTheTag(int orientation) throws IOException {
    byte[] png = image(stored(orientation), BufferedImage.TYPE_BYTE_GRAY, "png");
    byte[] tags = tags(ByteOrder.BIG_ENDIAN, 3, 1, orientation);
    byte[] typed = Bytes.concat("eXIf".getBytes(ISO_8859_1), tags);
    CRC32 checksum = new CRC32();
    checksum.update(typed);
    byte[] chunk = Bytes.concat(number(tags.length), typed, number((int) checksum.getValue()));
    // Behind the signature and the header, 8 and 25 bytes.
    byte[] file =
        Bytes.concat(Arrays.copyOf(png, 33), chunk, Arrays.copyOfRange(png, 33, png.length));
    assertShows(read("a.png", file, 1, 3, 2), SHOWN);
    int end = png.length - 12;
    byte[] behindThePixels =
        Bytes.concat(Arrays.copyOf(png, end), chunk, Arrays.copyOfRange(png, end, png.length));
    assertShows(read("b.png", behindThePixels, 1, 3, 2), SHOWN);
    assertShows(read("a.tif", tiff(orientation), 1, 3, 2), SHOWN);
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }

  /** An uncompressed grey TIFF, its tags as TIFF 6.0 asks for them. */
  private static byte[] tiff(int orientation) {
    int[][] blocks = stored(orientation);
    int height = blocks.length * BLOCK;
    int width = blocks[0].length * BLOCK;
    int[][] tags = {
      {256, width},
      {257, height},
      {258, 8},
      {259, 1},
      {262, 1},
      {273, 8},
      {274, orientation},
      {277, 1},
      {278, height},
      {279, width * height}
    };
    int directory = 8 + width * height;
    ByteBuffer file = ByteBuffer.allocate(directory + 2 + tags.length * 12 + 4);
    file.put("MM".getBytes(ISO_8859_1)).putShort((short) 42).putInt(directory);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        file.put((byte) blocks[y / BLOCK][x / BLOCK]);
      }
    }
    file.putShort((short) tags.length);
    for (int[] tag : tags) {
      file.putShort((short) tag[0]).putShort((short) 3).putInt(1);
      file.putShort((short) tag[1]).putShort((short) 0);
    }
    return file.putInt(0).array();
  }

  /** Whatever stands there, the image is read as it is stored. */
  @Test
  void tagsOfWhichNoSenseCanBeMadeCostNoImage() throws IOException {
    byte[] jpeg = image(SHOWN, BufferedImage.TYPE_INT_RGB, "jpeg");
    byte[] good = tags(ByteOrder.LITTLE_ENDIAN, 3, 1, 6);
    byte[] far = good.clone();
    ByteBuffer.wrap(far).order(ByteOrder.LITTLE_ENDIAN).putInt(4, 4000);
    byte[] negative = good.clone();
    ByteBuffer.wrap(negative).order(ByteOrder.LITTLE_ENDIAN).putInt(4, -1);
    byte[] many = good.clone();
    many[8] = (byte) 0xff;
    many[9] = (byte) 0xff;
    many[2 + 8 + 12] = 0;
    byte[][] bad = {
      {},
      {'I'},
      "XX*\0\10\0\0\0".getBytes(ISO_8859_1),
      Arrays.copyOf(good, 7),
      Arrays.copyOf(good, 9),
      Arrays.copyOf(good, 30),
      far,
      negative,
      many,
      tags(ByteOrder.LITTLE_ENDIAN, 3, 1, 0),
      tags(ByteOrder.LITTLE_ENDIAN, 3, 1, 9),
      tags(ByteOrder.LITTLE_ENDIAN, 3, 1, 0x0600),
      tags(ByteOrder.BIG_ENDIAN, 3, 7, 6),
      tags(ByteOrder.BIG_ENDIAN, 2, 1, 6),
      tags(ByteOrder.BIG_ENDIAN, 4, 1, -6),
    };
    for (int i = 0; i < bad.length; i++) {
      assertShows(read("a" + i + ".jpg", withSegments(jpeg, exif(bad[i])), 3, 3, 2), SHOWN);
    }
    assertShows(read("a.jpg", withSegments(jpeg, segment(0xe1)), 3, 3, 2), SHOWN);
  }

  /** Any bytes in place of the tags: an image, or the words that its size is another one. */
  @Test
  void randomTagsCostNoImage() throws IOException {
    byte[] jpeg = image(SHOWN, BufferedImage.TYPE_INT_RGB, "jpeg");
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 300; trial++) {
      byte[] tags = tags(ByteOrder.BIG_ENDIAN, 3, 1, 1 + random.nextInt(4));
      for (int i = random.nextInt(4); i >= 0; i--) {
        tags[random.nextInt(tags.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(read("a.jpg", withSegments(jpeg, exif(tags)), 3, 3, 2).size())
            .isEqualTo(3 * 6 * BLOCK * BLOCK);
      } catch (MalformedFileException e) {
        assertThat(e).hasMessageContaining("the image is 32 high and 48 wide; it must be 48 x 32");
        Files.delete(folder.resolve("class").resolve("a.jpg"));
      }
    }
  }

  /** The size is that of the image as it is shown. */
  @Test
  void aTurnedImageOfAnotherSizeIsNamed() throws IOException {
    byte[] jpeg = image(stored(6), BufferedImage.TYPE_INT_RGB, "jpeg");
    byte[] file = withSegments(jpeg, exif(tags(ByteOrder.BIG_ENDIAN, 3, 1, 6)));
    assertThatThrownBy(() -> read("a.jpg", file, 3, 2, 3))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("the image is 48 high and 32 wide; it must be 32 x 48, scale it");
  }
}
