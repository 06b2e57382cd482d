package dev.wengert.program;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A function that gives what another gives, to the bit, by a {@link Program} for each list of
 * dtypes and shapes that it meets. {@link Program#compile} makes it.
 */
public final class Compiled implements Function<List<Tensor>, List<Tensor>> {

  /**
   * How many programs are kept; the one that was used longest ago makes room, unless the function
   * is {@link #whenRepeated}.
   */
  public static final int KEPT = 16;

  /** Of how many kinds of arguments it is kept that they have come. */
  private static final int SEEN = 256;

  private static final System.Logger LOG = System.getLogger(Compiled.class.getName());

  private final Function<List<Tensor>, List<Tensor>> f;
  private final boolean fallsBack;
  private final boolean waits;
  private final AtomicBoolean hasSaid = new AtomicBoolean();

  /** By what they were recorded for; empty where that was not possible. */
  private final Cache<ImmutableList<Spec>, Optional<Program>> programs =
      CacheBuilder.newBuilder().concurrencyLevel(1).maximumSize(KEPT).build();

  /** What came before a program was there, with what was recorded for it, if anything was. */
  private final Cache<ImmutableList<Spec>, Optional<Body>> rehearsed =
      CacheBuilder.newBuilder().maximumSize(SEEN).build();

  /** The one that served last, which mostly serves next. */
  private volatile @Nullable Program last;

  Compiled(Function<List<Tensor>, List<Tensor>> f, boolean fallsBack, boolean waits) {
    this.f = f;
    this.fallsBack = fallsBack;
    this.waits = waits;
  }

  /**
   * Returns the function that runs {@code f} as it is for what cannot be recorded, and says so once
   * in the log, instead of throwing.
   */
  public Compiled orEager() {
    return new Compiled(f, true, waits);
  }

  /**
   * Returns the function that runs {@code f} as it is for arguments whose dtypes and shapes have
   * not come before, as most might not where sequences are of any length. It records {@code f} when
   * they come for the second and the third time; where both recordings agree in instructions and
   * constants, a program serves from then on. Where they do not, or cannot be made, {@code f} runs
   * as it is, and the log says so once.
   *
   * <p>The first {@value #KEPT} kinds of arguments that come so often get programs, and keep them.
   */
  public Compiled whenRepeated() {
    return new Compiled(f, true, true);
  }

  /**
   * Returns what the function gives.
   *
   * @throws RecordingException if it cannot be recorded, unless it is {@link #orEager}
   */
  @Override
  public List<Tensor> apply(List<Tensor> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).isTraced()) {
        return f.apply(arguments);
      }
    }
    Program program = last;
    if (program == null || !program.fits(arguments)) {
      program = find(Specs.of(arguments));
      last = program;
    }
    return program == null ? f.apply(arguments) : program.ran(arguments);
  }

  /** Returns the program for arguments of these; null if there can be none. */
  public @Nullable Program program(Spec... specs) {
    return find(ImmutableList.copyOf(specs));
  }

  /** Returns the program for arguments of these; null if there can be none. */
  @Nullable Program find(ImmutableList<Spec> specs) {
    Optional<Program> known = programs.getIfPresent(specs);
    if (known == null) {
      Optional<Body> before = Optional.empty();
      if (waits) {
        Optional<Body> seen = rehearsed.getIfPresent(specs);
        if (seen == null || programs.size() >= KEPT) {
          rehearsed.put(specs, Optional.empty());
          return null;
        }
        before = seen;
      }
      Optional<Body> now = recorded(specs);
      if (waits && now.isPresent() && before.isEmpty()) {
        rehearsed.put(specs, now);
        return null;
      }
      known =
          now.isPresent() && isSame(before, now.get()) ? now.map(Program::new) : Optional.empty();
      programs.put(specs, known);
    }
    return known.orElse(null);
  }

  private boolean isSame(Optional<Body> before, Body now) {
    Optional<String> difference = before.flatMap(body -> Difference.between(body, now));
    difference.ifPresent(found -> say("two recordings of it differ: " + found));
    return difference.isEmpty();
  }

  /** Returns what the function does to arguments of these; nothing if it cannot be recorded. */
  private Optional<Body> recorded(ImmutableList<Spec> specs) {
    try {
      return Optional.of(Recorder.record(f, specs, false));
    } catch (RuntimeException e) {
      // Where the function has run before, whatever it throws now is because it is recorded.
      if (!fallsBack || !(waits || e instanceof RecordingException)) {
        throw e;
      }
      say(e.getMessage());
      return Optional.empty();
    }
  }

  private void say(@Nullable String why) {
    if (hasSaid.compareAndSet(false, true)) {
      LOG.log(System.Logger.Level.WARNING, "a function runs uncompiled: {0}", why);
    }
  }
}
