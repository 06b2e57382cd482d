package dev.wengert.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.Key;
import dev.wengert.Tensor;
import dev.wengert.array.Shape;
import dev.wengert.io.MalformedFileException;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {

  @TempDir Path folder;

  /** Two classes; of 2 x 3 images one is coloured, one grey. */
  @BeforeEach
  void paint() throws IOException {
    BufferedImage coloured = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    coloured.setRGB(0, 0, 0xff0000);
    coloured.setRGB(2, 1, 0x336699);
    save(coloured, "dogs/a.png");
    BufferedImage grey = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSample(1, 0, 0, 51);
    grey.getRaster().setSample(2, 1, 0, 255);
    save(grey, "cats/b.png");
    save(coloured, "dogs/c.png");
    Files.write(folder.resolve("dogs/.hidden"), new byte[1]);
  }

  private Path save(BufferedImage image, String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  @Test
  void aFolderIsAClass() throws IOException {
    ImageFolder set = ImageFolder.of(folder, 3, 2, 3);
    assertThat(set.classes()).containsExactly("cats", "dogs");
    assertThat(set.files())
        .extracting(file -> folder.relativize(file).toString())
        .containsExactly("cats/b.png", "dogs/a.png", "dogs/c.png");
    assertThat(set.size()).hasValue(3);
    Examples examples = set.read();
    assertThat(examples.y().toIntArray()).containsExactly(0, 1, 1);
    assertThat(examples.x().shape()).isEqualTo(Shape.of(3, 3, 2, 3));
  }

  @Test
  void coloursAreChannelsFromZeroToOne() throws IOException {
    Tensor image = ImageFolder.of(folder, 3, 2, 3).read().x().get(1);
    assertThat(image.get(0).toFloatArray()).containsExactly(1, 0, 0, 0, 0, 0.2f);
    assertThat(image.get(1).toFloatArray()).containsExactly(0, 0, 0, 0, 0, 0.4f);
    assertThat(image.get(2).toFloatArray()).containsExactly(0, 0, 0, 0, 0, 0.6f);
  }

  @Test
  void greyIsAsStoredAndInEveryChannel() throws IOException {
    Tensor image = ImageFolder.of(folder, 3, 2, 3).read().x().get(0);
    for (int channel = 0; channel < 3; channel++) {
      assertThat(image.get(channel).toFloatArray()).containsExactly(0, 0.2f, 0, 0, 0, 1);
    }
    assertThat(ImageFolder.of(folder, 1, 2, 3).read().x().get(0).toFloatArray())
        .containsExactly(0, 0.2f, 0, 0, 0, 1);
  }

  /** A fifth and the whole of what 8, 16 and 32 bits hold. */
  @Test
  void greyOfAnyWholeSamplesIsFromZeroToOne() throws IOException {
    Path file = folder.resolve("cats/b.png");
    int[][] samples = {
      {DataBuffer.TYPE_BYTE, 51, 255},
      {DataBuffer.TYPE_USHORT, 13_107, 65_535},
      {DataBuffer.TYPE_INT, 858_993_459, -1}
    };
    for (int[] type : samples) {
      assertThat(ImageIO.write(grey(type[0], type[1], type[2]), "tiff", file.toFile())).isTrue();
      assertThat(ImageFolder.of(folder, 1, 2, 3).read().x().get(0).toFloatArray())
          .as("type %s", type[0])
          .containsExactly(0, 0.2f, 0, 0, 0, 1);
    }
    for (int type : new int[] {DataBuffer.TYPE_SHORT, DataBuffer.TYPE_FLOAT}) {
      assertThat(ImageIO.write(grey(type, 1, 1), "tiff", file.toFile())).isTrue();
      assertThatThrownBy(ImageFolder.of(folder, 1, 2, 3)::read)
          .isInstanceOf(MalformedFileException.class)
          .hasMessage(
              "imageFolder: "
                  + file
                  + ": its shades of grey are signed or no whole numbers; convert it to PNG");
    }
  }

  private static BufferedImage grey(int type, int second, int last) {
    ColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY), false, false, Transparency.OPAQUE, type);
    WritableRaster raster = model.createCompatibleWritableRaster(3, 2);
    raster.setSample(1, 0, 0, second);
    raster.setSample(2, 1, 0, last);
    return new BufferedImage(model, raster, false, null);
  }

  @Test
  void luminanceOfColours() throws IOException {
    float[] image = ImageFolder.of(folder, 1, 2, 3).read().x().get(1).toFloatArray();
    assertThat(image[0]).isEqualTo(0.299f);
    assertThat(image[5]).isEqualTo((float) (0.299 * 0.2 + 0.587 * 0.4 + 0.114 * 0.6));
  }

  @Test
  void filesAreShuffledByTheKey() throws IOException {
    ImageFolder set = ImageFolder.of(folder, 1, 2, 3);
    for (int epoch = 0; epoch < 4; epoch++) {
      int[] order = new int[3];
      try (Batches run = set.shuffled(Batching.of(1), Key.of(8), epoch)) {
        for (int i = 0; i < 3; i++) {
          Batch batch = run.next();
          order[i] = (int) batch.indices().item();
          assertThat(batch.y().item()).isEqualTo(order[i] == 0 ? 0 : 1);
        }
        assertThat(run.hasNext()).isFalse();
      }
      assertThat(order).isEqualTo(Key.of(8).fold(epoch).permutation(3).toIntArray());
    }
  }

  @Test
  void anImageOfAnotherSizeIsNamed() throws IOException {
    Path file = save(new BufferedImage(4, 2, BufferedImage.TYPE_INT_RGB), "cats/a.png");
    ImageFolder set = ImageFolder.of(folder, 3, 2, 3);
    assertThatThrownBy(set::read)
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            "imageFolder: "
                + file
                + ": the image is 2 high and 4 wide; it must be 2 x 3, scale it before");
    try (Batches run = set.inOrder(Batching.of(2))) {
      assertThatThrownBy(run::next)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("cats");
    }
  }

  @Test
  void whatIsNoImageIsAnErrorOrLeftOut() throws IOException {
    Path file = Files.writeString(folder.resolve("cats/notes.txt"), "no image");
    assertThatThrownBy(ImageFolder.of(folder, 3, 2, 3)::read)
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            "imageFolder: "
                + file
                + ": is no image of a known format; convert it to PNG, or take it out");
    BadRecords bad = BadRecords.skip();
    assertThat(ImageFolder.of(folder, 3, 2, 3, bad).read().count()).isEqualTo(3);
    assertThat(bad.skipped()).isEqualTo(1);
  }

  @Test
  void damagedImagesAreRefused() throws IOException {
    Path file = folder.resolve("cats/b.png");
    byte[] whole = Files.readAllBytes(file);
    // The last 20 bytes are checksums and the end mark, which readers do without.
    for (int length = 8; length < whole.length - 24; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(ImageFolder.of(folder, 3, 2, 3)::read)
          .as("length %s", length)
          .isInstanceOf(MalformedFileException.class)
          .hasMessageContaining("b.png");
    }
  }

  @Test
  void aBmpAroundAnotherPictureIsRefused() throws IOException {
    Path file = folder.resolve("cats/b.png");
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_3BYTE_BGR);
    assertThat(ImageIO.write(image, "bmp", file.toFile())).isTrue();
    assertThat(ImageFolder.of(folder, 3, 2, 3).read().count()).isEqualTo(3);
    byte[] bytes = Files.readAllBytes(file);
    bytes[30] = 5; // a PNG file, of almost 2^31 bytes
    ByteBuffer.wrap(bytes).putInt(34, 0xffffff7f);
    Files.write(file, bytes);
    assertThatThrownBy(ImageFolder.of(folder, 3, 2, 3)::read)
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            "imageFolder: " + file + ": is a BMP file around another picture; convert it to PNG");
  }

  @Test
  void aHeaderThatClaimsAHugeImageIsRefusedUnread() throws IOException {
    Path file = folder.resolve("cats/b.png");
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer.wrap(bytes).putInt(16, 2_000_000_000).putInt(20, 2_000_000_000);
    Files.write(file, bytes);
    assertThatThrownBy(ImageFolder.of(folder, 3, 2, 3)::read)
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("b.png");
  }

  @Test
  void refusesFoldersWithoutImages() throws IOException {
    Path none = folder.resolve("none");
    Files.createDirectories(none.resolve("a"));
    assertThatThrownBy(() -> ImageFolder.of(none, 3, 2, 3))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            "imageFolder: "
                + none
                + ": holds no images: the folders in it are [a]; put the images of each class into"
                + " a folder of its own");
    assertThatThrownBy(() -> ImageFolder.of(folder, 2, 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "imageFolder: the number of channels is 2; 1 is grey, 3 is red, green and blue");
    assertThatThrownBy(() -> ImageFolder.of(folder, 3, 0, 3))
        .hasMessage("imageFolder: the size is not positive: 0 x 3; give at least 1 x 1");
  }

  @Test
  void aFolderTooDeepIsNamedOrLeftOut() throws IOException {
    save(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB), "cats/kittens/d.png");
    assertThatThrownBy(() -> ImageFolder.of(folder, 3, 2, 3))
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            "imageFolder: "
                + folder
                + ": a folder is too deep: "
                + Path.of("cats", "kittens")
                + " lies within the folder of a class; put images into the folder of their class"
                + " itself, or give the folder whose folders are the classes");
    BadRecords bad = BadRecords.skip();
    ImageFolder set = ImageFolder.of(folder, 3, 2, 3, bad);
    assertThat(set.classes()).containsExactly("cats", "dogs");
    assertThat(set.read().count()).isEqualTo(3);
    assertThat(bad.skipped()).isEqualTo(1);
    // One folder above the right one.
    Path outer = Files.createDirectories(folder.resolve("outer"));
    Files.move(folder.resolve("cats"), outer.resolve("cats"));
    assertThatThrownBy(() -> ImageFolder.of(folder, 3, 2, 3))
        .hasMessageContaining("a folder is too deep: " + Path.of("outer", "cats"));
  }
}
