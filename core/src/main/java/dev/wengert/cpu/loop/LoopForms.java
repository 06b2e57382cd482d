package dev.wengert.cpu.loop;

import dev.wengert.array.DType;
import dev.wengert.expression.LoopBody;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All that is made of one loop body to run it: the body with functions written out, the parts of a
 * long one, and compiled loops. Each is made once, when first asked for; equal bodies share them.
 *
 * <p>How many bodies are known is bounded. Compiled loops are let go of when memory is short too:
 * then their classes are unloaded.
 */
public final class LoopForms {

  /** Bodies of a generation. */
  private static final int MOST_BODIES = 2048;

  // Two generations: when the younger is full it becomes the older, and what is in use comes back
  // from there. So a program that makes a new body at each step does not drive out its usual ones.
  private static volatile Map<LoopBody, LoopForms> younger = new ConcurrentHashMap<>();
  private static volatile Map<LoopBody, LoopForms> older = new ConcurrentHashMap<>();

  private record Entry(LoopForm form, SoftReference<StagedLoop> loop, @Nullable Entry next) {}

  private final LoopBody body;

  /** Whether the body is one that HotSpot compiles well as a whole. */
  private final boolean whole;

  // A benign race makes one twice.
  private @Nullable LoopForms single;
  private @Nullable LoopForms twofold;
  private @Nullable LoopSplit split;

  /**
   * The compiled loops. A body is run in few forms, so the list is short and searching it is
   * cheaper than hashing. It is replaced as a whole, so reading needs no lock.
   */
  private volatile @Nullable Entry first;

  LoopForms(LoopBody body) {
    this.body = body;
    this.whole = LoopCompiler.fits(body);
  }

  /** Returns what is made of a body. */
  public static LoopForms of(LoopBody body) {
    LoopForms known = younger.get(body);
    return known == null ? remember(body) : known;
  }

  private static synchronized LoopForms remember(LoopBody body) {
    if (younger.size() >= MOST_BODIES) {
      older = younger;
      younger = new ConcurrentHashMap<>();
    }
    LoopForms known = older.get(body);
    LoopForms forms = known == null ? new LoopForms(body) : known;
    LoopForms present = younger.putIfAbsent(forms.body, forms);
    return present == null ? forms : present;
  }

  /** Returns the body. */
  LoopBody body() {
    return body;
  }

  /** Returns whether the body, if it is written out, is compiled as a whole, not in parts. */
  boolean isWhole() {
    return whole;
  }

  /** Returns what is made of the body with functions written out for a dtype. */
  LoopForms written(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> {
        LoopForms known = single;
        if (known == null) {
          known = expand(dtype);
          single = known;
        }
        yield known;
      }
      case FLOAT64 -> {
        LoopForms known = twofold;
        if (known == null) {
          known = expand(dtype);
          twofold = known;
        }
        yield known;
      }
      case INT32, BOOL -> body.dtype() == null ? this : of(body.expanded(dtype));
    };
  }

  @SuppressWarnings("ReferenceEquality") // a body in which nothing is written out is itself
  private LoopForms expand(DType dtype) {
    LoopBody written = body.expanded(dtype);
    return written == body ? this : of(written);
  }

  /** Returns the parts into which a body too long for one compiled loop is split. */
  LoopSplit split() {
    LoopSplit known = split;
    if (known == null) {
      known = LoopSplit.of(body, LoopCompiler.MOST_INSTRUCTIONS);
      split = known;
    }
    return known;
  }

  /**
   * Returns the loop of a body that is written out and {@linkplain LoopCompiler#fits fits}; null
   * where classes cannot be defined.
   *
   * <p>What makes up a {@link LoopForm} is given by itself, since each small operation asks.
   */
  @Nullable StagedLoop loop(DType compute, long access, long operands, long results) {
    StagedLoop loop = known(compute, access, operands, results);
    return loop == null && LoopCompiler.isPossible()
        ? compiled(new LoopForm(compute, access, operands, results))
        : loop;
  }

  /** Returns the loop of a form if it is compiled. */
  @Nullable StagedLoop known(DType compute, long access, long operands, long results) {
    for (Entry entry = first; entry != null; entry = entry.next) {
      LoopForm form = entry.form;
      if (form.access() == access
          && form.compute() == compute
          && form.operands() == operands
          && form.results() == results) {
        return entry.loop.get();
      }
    }
    return null;
  }

  private synchronized @Nullable StagedLoop compiled(LoopForm form) {
    StagedLoop known = known(form.compute(), form.access(), form.operands(), form.results());
    if (known != null) {
      return known;
    }
    StagedLoop loop = StagedLoop.of(body, form);
    if (loop != null) {
      Entry others = null;
      for (Entry entry = first; entry != null; entry = entry.next) {
        if (!entry.form.equals(form)) {
          others = new Entry(entry.form, entry.loop, others);
        }
      }
      first = new Entry(form, new SoftReference<>(loop), others);
    }
    return loop;
  }
}
