package dev.wengert.nn.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import javax.imageio.stream.ImageInputStream;

/**
 * How an image is to be shown whose pixels a camera stored as its sensor lay: EXIF's orientation,
 * which JPEG files carry in a segment, PNG files in a chunk and TIFF files among their own tags.
 *
 * <p>What says nothing, or nothing that can be made sense of, is to be shown as it is stored: a
 * damaged tag costs no image.
 *
 * <p>Source: CIPA DC-008, "Exif", 2.32, section 4.6.4 A, and TIFF 6.0, section 8.
 *
 * @param value 1 to 8: where the first row and the first column lie; 1 is at the top and at the
 *     left, from 5 on rows are columns
 */
record Orientation(int value) {

  private static final Orientation AS_STORED = new Orientation(1);

  private static final int JPEG = 0xffd8;
  private static final int APP1 = 0xe1;
  private static final int START_OF_SCAN = 0xda;
  private static final long EXIF = 0x457869660000L; // "Exif", 0, 0
  private static final int EXIF_BYTES = 6;

  private static final long PNG = 0x89504e470d0a1a0aL;
  private static final int PNG_EXIF = 0x65584966; // "eXIf"
  private static final int PNG_END = 0x49454e44; // "IEND"

  private static final int LITTLE_ENDIAN = 0x4949; // "II"
  private static final int BIG_ENDIAN = 0x4d4d; // "MM"
  private static final int TIFF = 42;
  private static final int TAG = 0x112;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int ENTRY_BYTES = 12;

  /** Returns what a file says, and leaves its stream at the beginning. */
  static Orientation of(ImageInputStream in) throws IOException {
    try {
      return find(in);
    } catch (EOFException e) {
      // Whoever reads the image says whether it is whole.
      return AS_STORED;
    } finally {
      in.setByteOrder(ByteOrder.BIG_ENDIAN);
      in.seek(0);
    }
  }

  private static Orientation find(ImageInputStream in) throws IOException {
    in.setByteOrder(ByteOrder.BIG_ENDIAN);
    in.seek(0);
    int opening = in.readUnsignedShort();
    if (opening == JPEG) {
      return ofJpeg(in);
    }
    if (opening == LITTLE_ENDIAN || opening == BIG_ENDIAN) {
      return ofTags(in, 0, in.length() < 0 ? Long.MAX_VALUE : in.length());
    }
    in.seek(0);
    return in.readLong() == PNG ? ofPng(in) : AS_STORED;
  }

  private static Orientation ofJpeg(ImageInputStream in) throws IOException {
    while (in.readUnsignedByte() == 0xff) {
      int marker = in.readUnsignedByte();
      while (marker == 0xff) {
        marker = in.readUnsignedByte();
      }
      if (marker == START_OF_SCAN) {
        break;
      }
      long start = in.getStreamPosition();
      int length = in.readUnsignedShort();
      if (marker == APP1 && length > 2 + EXIF_BYTES) {
        long name = ((long) in.readInt() << Short.SIZE) | in.readUnsignedShort();
        if (name == EXIF) {
          return ofTags(in, in.getStreamPosition(), length - 2 - EXIF_BYTES);
        }
      }
      in.seek(start + Math.max(2, length));
    }
    return AS_STORED;
  }

  /** The chunk may follow the pixels. */
  private static Orientation ofPng(ImageInputStream in) throws IOException {
    while (true) {
      long length = in.readUnsignedInt();
      int type = in.readInt();
      if (type == PNG_EXIF) {
        return ofTags(in, in.getStreamPosition(), length);
      }
      if (type == PNG_END) {
        return AS_STORED;
      }
      in.seek(in.getStreamPosition() + length + Integer.BYTES);
    }
  }

  /** Looks through the first directory of tags; what would lie behind the end is not looked at. */
  private static Orientation ofTags(ImageInputStream in, long start, long length)
      throws IOException {
    in.seek(start);
    int order = in.readUnsignedShort();
    if (length < 8 || (order != LITTLE_ENDIAN && order != BIG_ENDIAN)) {
      return AS_STORED;
    }
    in.setByteOrder(order == LITTLE_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int version = in.readUnsignedShort();
    long directory = in.readUnsignedInt();
    if (version != TIFF || directory + Short.BYTES > length) {
      return AS_STORED;
    }
    in.seek(start + directory);
    int entries = in.readUnsignedShort();
    for (int i = 0; i < entries; i++) {
      long at = directory + Short.BYTES + (long) i * ENTRY_BYTES;
      if (at + ENTRY_BYTES > length) {
        return AS_STORED;
      }
      in.seek(start + at);
      if (in.readUnsignedShort() == TAG) {
        return ofTag(in);
      }
    }
    return AS_STORED;
  }

  private static Orientation ofTag(ImageInputStream in) throws IOException {
    int type = in.readUnsignedShort();
    long count = in.readUnsignedInt();
    long value = type == SHORT ? in.readUnsignedShort() : type == LONG ? in.readUnsignedInt() : 0;
    return count == 1 && value >= 1 && value <= 8 ? new Orientation((int) value) : AS_STORED;
  }

  /** Returns whether what is stored as a row is shown as a column. */
  boolean isTurned() {
    return value >= 5;
  }

  /**
   * Returns which stored pixel is shown at a place, in row-major order.
   *
   * @param height of the image as it is stored
   * @param width of the image as it is stored
   */
  int stored(int row, int column, int height, int width) {
    int down = isTurned() ? column : row;
    int right = isTurned() ? row : column;
    boolean isUpsideDown = value == 3 || value == 4 || value == 6 || value == 7;
    boolean isMirrored = value == 2 || value == 3 || value == 7 || value == 8;
    return (isUpsideDown ? height - 1 - down : down) * width
        + (isMirrored ? width - 1 - right : right);
  }
}
