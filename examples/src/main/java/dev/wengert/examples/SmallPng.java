package dev.wengert.examples;

import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntLinkedOpenHashSet;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * Writes drawings as PNG with a palette, a third of the size of one without.
 *
 * <p>A drawing has few colours but for the blends at the edges of its lines and letters. 64 colours
 * stay as they are, the most frequent of those that differ; every other becomes the nearest of
 * them.
 */
public final class SmallPng {

  private static final int COLORS = 64;

  /** The squared distance below which a colour is alike another. */
  private static final int ALIKE = 32 * 32;

  private SmallPng() {}

  /** Returns the picture as PNG. */
  public static byte[] of(BufferedImage image) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(reduce(image), "png", out)) {
        throw new IOException("Java cannot write PNG");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static BufferedImage reduce(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
    int[] palette = palette(pixels);
    IndexColorModel model =
        new IndexColorModel(8, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
    BufferedImage reduced =
        new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, model);
    Int2IntOpenHashMap places = new Int2IntOpenHashMap();
    byte[] row = new byte[width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int color = pixels[y * width + x];
        row[x] = (byte) places.computeIfAbsent(color, c -> nearest(palette, c));
      }
      reduced.getRaster().setDataElements(0, y, width, 1, row);
    }
    return reduced;
  }

  /**
   * Colours that differ come first, however rare, then others, however alike: shades of grey must
   * not take the place of the one red word.
   */
  private static int[] palette(int[] pixels) {
    Int2IntOpenHashMap counts = new Int2IntOpenHashMap();
    for (int pixel : pixels) {
      counts.addTo(pixel, 1);
    }
    // By count, then by colour: the same picture gives the same file.
    int[] colors =
        counts.int2IntEntrySet().stream()
            .sorted(
                (a, b) ->
                    a.getIntValue() != b.getIntValue()
                        ? Integer.compare(b.getIntValue(), a.getIntValue())
                        : Integer.compare(a.getIntKey(), b.getIntKey()))
            .mapToInt(entry -> entry.getIntKey())
            .toArray();
    IntLinkedOpenHashSet chosen = new IntLinkedOpenHashSet();
    for (int color : colors) {
      if (chosen.size() < COLORS && chosen.intStream().noneMatch(c -> distance(c, color) < ALIKE)) {
        chosen.add(color);
      }
    }
    for (int color : colors) {
      if (chosen.size() < COLORS) {
        chosen.add(color);
      }
    }
    return chosen.toIntArray();
  }

  private static int nearest(int[] palette, int color) {
    return IntStream.range(0, palette.length)
        .reduce((a, b) -> distance(palette[b], color) < distance(palette[a], color) ? b : a)
        .orElseThrow();
  }

  private static int distance(int a, int b) {
    int distance = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      int difference = (a >> shift & 0xff) - (b >> shift & 0xff);
      distance += difference * difference;
    }
    return distance;
  }
}
