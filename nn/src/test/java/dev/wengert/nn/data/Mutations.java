package dev.wengert.nn.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/** Damage to files: what transmission, bugs and malice do to bytes. */
final class Mutations {

  /** Numbers at which lengths go wrong. */
  private static final long[] EDGES = {
    0,
    1,
    -1,
    2,
    7,
    8,
    127,
    128,
    255,
    256,
    32767,
    65535,
    65536,
    1 << 20,
    1 << 24,
    1 << 28,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 32,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private final Random random;
  private final ImmutableList<byte[]> seeds;
  private final ImmutableList<String> words;

  Mutations(Random random, ImmutableList<byte[]> seeds, ImmutableList<String> words) {
    this.random = random;
    this.seeds = seeds;
    this.words = words;
  }

  /** Returns one of the files with one to six damages. */
  byte[] next() {
    byte[] bytes = any(seeds).clone();
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      bytes = mutate(bytes);
    }
    return bytes;
  }

  private <T> T any(ImmutableList<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private byte[] mutate(byte[] bytes) {
    if (bytes.length == 0) {
      return any(seeds).clone();
    }
    int at = random.nextInt(bytes.length);
    int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 8 : 64));
    byte[] front = Arrays.copyOf(bytes, at);
    byte[] part = Arrays.copyOfRange(bytes, at, at + length);
    byte[] back = Arrays.copyOfRange(bytes, at + length, bytes.length);
    return switch (random.nextInt(10)) {
      case 0 -> {
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        yield bytes;
      }
      case 1 -> {
        bytes[at] = (byte) random.nextInt(256);
        yield bytes;
      }
      case 2 -> withNumber(bytes, at);
      case 3 -> Bytes.concat(front, back);
      case 4 -> Bytes.concat(front, part, part, back);
      case 5 -> front;
      case 6 -> {
        byte[] other = any(seeds);
        yield Bytes.concat(
            front, Arrays.copyOfRange(other, random.nextInt(other.length), other.length));
      }
      case 7 -> Bytes.concat(bytes, part);
      case 8 -> withWord(bytes);
      default -> Bytes.concat(front, any(words).getBytes(ISO_8859_1), back);
    };
  }

  private byte[] withNumber(byte[] bytes, int at) {
    long number = EDGES[random.nextInt(EDGES.length)];
    ByteBuffer buffer =
        ByteBuffer.wrap(bytes)
            .order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int width = 1 << random.nextInt(4);
    if (bytes.length < width) {
      return bytes;
    }
    int place = Math.min(at, bytes.length - width);
    switch (width) {
      case 1 -> buffer.put(place, (byte) number);
      case 2 -> buffer.putShort(place, (short) number);
      case 4 -> buffer.putInt(place, (int) number);
      default -> buffer.putLong(place, number);
    }
    return bytes;
  }

  /** Puts one of the format's words in the place of another. */
  private byte[] withWord(byte[] bytes) {
    String text = new String(bytes, ISO_8859_1);
    String old = any(words);
    int at = text.indexOf(old, random.nextInt(bytes.length));
    return at < 0
        ? bytes
        : (text.substring(0, at) + any(words) + text.substring(at + old.length()))
            .getBytes(ISO_8859_1);
  }
}
