package dev.wengert.testing;

import java.security.SecureRandom;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The seeds of random tests. Each test names its own, so that a build tries the same points each
 * time; {@code -Dtest.seed=fresh} draws others and prints a number, and {@code -Dtest.seed=NUMBER}
 * draws those of that number again.
 */
public final class Seeds {

  private static final String PROPERTY = "test.seed";
  private static final @Nullable Long DRAWN = drawn();

  private Seeds() {}

  /** Returns a test's own seed, or where others are asked for, one that follows from both. */
  public static long of(long own) {
    return DRAWN == null ? own : mixed(own, DRAWN);
  }

  /** Returns a generator with the seed {@link #of(long) of} a test. */
  public static Random random(long own) {
    return new Random(of(own));
  }

  /** Steele et al. 2014, "Fast splittable pseudorandom number generators", figure 15. */
  static long mixed(long own, long drawn) {
    long z = drawn + own * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  private static @Nullable Long drawn() {
    String asked = System.getProperty(PROPERTY, "");
    if (asked.isEmpty()) {
      return null;
    }
    long drawn = parsed(asked);
    System.out.printf("Random tests draw from -D%s=%d%n", PROPERTY, drawn);
    return drawn;
  }

  static long parsed(String asked) {
    if (asked.equals("fresh")) {
      return new SecureRandom().nextInt(1, 1_000_000_000);
    }
    try {
      return Long.parseLong(asked);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          PROPERTY + ": neither a number nor fresh: " + asked + "; give one of them", e);
    }
  }
}
