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

  /** How many programs are kept; the one that was used longest ago makes room. */
  public static final int KEPT = 16;

  private static final System.Logger LOG = System.getLogger(Compiled.class.getName());

  private final Function<List<Tensor>, List<Tensor>> f;
  private final boolean fallsBack;
  private final AtomicBoolean hasSaid = new AtomicBoolean();

  /** By what they were recorded for; empty where that was not possible. */
  private final Cache<ImmutableList<Spec>, Optional<Program>> programs =
      CacheBuilder.newBuilder().maximumSize(KEPT).build();

  /** The one that served last, which mostly serves next. */
  private volatile @Nullable Program last;

  Compiled(Function<List<Tensor>, List<Tensor>> f, boolean fallsBack) {
    this.f = f;
    this.fallsBack = fallsBack;
  }

  /**
   * Returns the function that runs {@code f} as it is for what cannot be recorded, and says so once
   * in the log, instead of throwing.
   */
  public Compiled orEager() {
    return new Compiled(f, true);
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

  private @Nullable Program find(ImmutableList<Spec> specs) {
    Optional<Program> known = programs.getIfPresent(specs);
    if (known == null) {
      known = Optional.ofNullable(record(specs));
      programs.put(specs, known);
    }
    return known.orElse(null);
  }

  private @Nullable Program record(ImmutableList<Spec> specs) {
    try {
      return Program.of(f, specs.toArray(new Spec[0]));
    } catch (RecordingException e) {
      if (!fallsBack) {
        throw e;
      }
      if (hasSaid.compareAndSet(false, true)) {
        LOG.log(System.Logger.Level.WARNING, "a function runs uncompiled: {0}", e.getMessage());
      }
      return null;
    }
  }
}
