package dev.wengert;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.wengert.array.Spec;
import it.unimi.dsi.fastutil.ints.Int2ObjectMap;
import it.unimi.dsi.fastutil.ints.Int2ObjectMaps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The primitive that computes a function and keeps its inputs, and what a policy says, alone: the
 * backward walk runs it again.
 *
 * <p>That the second run gives what the first gave is not taken on trust: their results' bits are
 * compared, by a number that stands for them.
 */
final class Checkpoint implements Composite {

  private final Function<List<Tensor>, List<Tensor>> f;
  private final Keep policy;

  /** One for all runs: inside a mapped function, one slice's run repeats another's. */
  private final Replay replay = new Replay();

  /** What the last run on numbers kept: it belongs to the pullback that is made next. */
  private Int2ObjectMap<Keeping.Kept> kept = Int2ObjectMaps.emptyMap();

  Checkpoint(Function<List<Tensor>, List<Tensor>> f, Keep policy) {
    this.f = f;
    this.policy = policy;
  }

  @Override
  public String name() {
    return "checkpoint";
  }

  @Override
  public Tensor[] run(Tensor[] inputs) {
    return Trace.untraced(name(), "function", expand(inputs));
  }

  @Override
  public Tensor[] expand(Tensor[] inputs) {
    if (policy.isNothing()) {
      return computed(List.of(inputs));
    }
    Keeping keeping = new Keeping(policy);
    Tensor[] outputs = observed(keeping, List.of(inputs));
    kept = keeping.kept();
    return outputs;
  }

  private Tensor[] computed(List<Tensor> inputs) {
    return replay.run(() -> f.apply(inputs)).toArray(new Tensor[0]);
  }

  private Tensor[] observed(Keeping keeping, List<Tensor> inputs) {
    List<Tensor> arguments = new ArrayList<>(inputs.size());
    inputs.forEach(input -> arguments.add(keeping.observe(input)));
    Tensor[] outputs = computed(arguments);
    Arrays.setAll(outputs, i -> keeping.unobserved(outputs[i]));
    return outputs;
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    return replay.run(() -> Symbolic.shapes(f, inputs));
  }

  @Override
  public Pullback pullback(Tensor[] inputs, Tensor[] outputs, boolean[] needed) {
    Tensor[] arguments = inputs.clone();
    boolean[] wanted = needed.clone();
    Bits first = Bits.of(outputs);
    Int2ObjectMap<Keeping.Kept> given = kept;
    return cotangents -> recompute(arguments, wanted, first, given, cotangents);
  }

  private @Nullable Tensor[] recompute(
      Tensor[] inputs,
      boolean[] wanted,
      Bits first,
      Int2ObjectMap<Keeping.Kept> given,
      Tensor[] cotangents) {
    Tape tape = new Tape();
    Tensor[] watched = new Tensor[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      Tensor input = Barrier.behind(inputs[i], cotangents);
      watched[i] = wanted[i] ? tape.watch(input) : input;
    }
    Tensor[] outputs =
        given.isEmpty()
            ? computed(List.of(watched))
            : observed(new Keeping(given, tape), List.of(watched));
    Tensor[] values = new Tensor[outputs.length];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = tape.leave(outputs[i]);
      values[i] = tape.primal(outputs[i]);
    }
    first.compare(values);
    @Nullable Tensor[] pulled = tape.pull(outputs, cotangents);
    @Nullable Tensor[] result = new @Nullable Tensor[inputs.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = wanted[i] ? pulled[watched[i].place()] : null;
    }
    return result;
  }

  @Override
  public @Nullable Tensor[] pushforward(
      Tensor[] inputs, Tensor[] outputs, @Nullable Tensor[] tangents) {
    ForwardMode trace = new ForwardMode();
    ImmutableList.Builder<Tensor> duals = ImmutableList.builder();
    for (int i = 0; i < inputs.length; i++) {
      duals.add(trace.dual(inputs[i], tangents[i]));
    }
    Tensor[] again = computed(duals.build());
    Tensor[] values = new Tensor[again.length];
    @Nullable Tensor[] pushed = new @Nullable Tensor[again.length];
    for (int i = 0; i < again.length; i++) {
      Tensor dual = trace.leave(again[i]);
      values[i] = trace.primal(dual);
      pushed[i] = trace.tangent(dual);
    }
    Bits.of(outputs).compare(values);
    return pushed;
  }

  /** Numbers that stand for the bits of results; 0 where those cannot be read. */
  private record Bits(ImmutableList<Spec> specs, ImmutableLongArray digests) {

    static Bits of(Tensor[] outputs) {
      ImmutableList.Builder<Spec> specs = ImmutableList.builder();
      ImmutableLongArray.Builder digests = ImmutableLongArray.builder(outputs.length);
      for (Tensor output : outputs) {
        specs.add(output.spec());
        digests.add(digest(output));
      }
      return new Bits(specs.build(), digests.build());
    }

    private static long digest(Tensor x) {
      return Autodiff.isKnown(x) ? x.detach().buffer().digest() : 0;
    }

    /** Refuses results that are not these. */
    void compare(Tensor[] again) {
      if (again.length != specs.size()) {
        throw new ReplayException(
            "checkpoint: the function gave "
                + again.length
                + " results when it ran again, and "
                + specs.size()
                + " at first; it must give the same each time");
      }
      for (int i = 0; i < again.length; i++) {
        long digest = digest(again[i]);
        boolean differ = digests.get(i) != 0 && digest != 0 && digests.get(i) != digest;
        if (differ || !again[i].spec().equals(specs.get(i))) {
          throw new ReplayException(
              "checkpoint: the function gave another value when it ran again: result "
                  + i
                  + ", "
                  + specs.get(i)
                  + ", is not what it was"
                  + (differ ? "" : " but " + again[i].spec())
                  + "; make random keys outside of it, or draw them from a Pass, and let it read"
                  + " nothing that changes in between");
        }
      }
    }
  }
}
