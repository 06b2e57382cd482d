package dev.wengert;

import com.google.common.collect.ImmutableList;
import dev.wengert.array.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The primitive that runs one of several blocks, as a number says. {@link ControlFlow#cond} and
 * {@link ControlFlow#switchCase} are made of it, and so are their derivatives.
 *
 * <p>Its first input is the number, INT32 [], which has been checked; the others go to the block.
 *
 * @param name what it is called
 * @param branches the blocks, all of the same arguments and results
 */
public record Branching(String name, ImmutableList<Block> branches) implements Region {

  @Override
  public String title() {
    return name + "[" + branches.size() + "]";
  }

  @Override
  public ImmutableList<Block> blocks() {
    return branches;
  }

  @Override
  public int arity() {
    return 1 + branches.get(0).inputs().size();
  }

  @Override
  public Spec[] infer(Spec... inputs) {
    List<Spec> expected = new ArrayList<>();
    expected.add(Rows.NUMBER);
    expected.addAll(branches.get(0).inputs());
    if (!expected.equals(Arrays.asList(inputs))) {
      throw new IllegalArgumentException(
          name
              + ": the inputs are not those it was written down for: "
              + Arrays.asList(inputs)
              + " for "
              + expected);
    }
    return branches.get(0).results().toArray(new Spec[0]);
  }

  private Block chosen(Tensor number) {
    return branches.get((int) number.item());
  }

  private static Tensor[] rest(Tensor[] inputs) {
    return Rows.part(inputs, 1, inputs.length - 1);
  }

  @Override
  public Tensor[] run(Tensor[] inputs) {
    return expand(inputs);
  }

  @Override
  public Tensor[] expand(Tensor[] inputs) {
    return chosen(inputs[0]).run(rest(inputs));
  }

  // The derivative, backwards

  @Override
  public Recorded record(Tensor[] inputs, boolean[] needed) {
    boolean[] wanted = new boolean[inputs.length - 1];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = needed[i + 1] && inputs[i + 1].dtype().isFloating();
    }
    boolean[] varies = varies(wanted);
    if (IterationRules.count(varies, 0, varies.length) == 0) {
      return new Recorded(applyAll(inputs), null);
    }
    return Rows.anyTraced(inputs)
        ? new Recorded(applyAll(inputs), cotangents -> pulled(inputs, wanted, varies, cotangents))
        : onNumbers(inputs, wanted, varies);
  }

  /** Returns for each result whether it varies in one of the branches. */
  private boolean[] varies(boolean[] wanted) {
    boolean[] varies = new boolean[branches.get(0).results().size()];
    for (Block branch : branches) {
      boolean[] some = branch.varies(wanted);
      for (int i = 0; i < varies.length; i++) {
        varies[i] |= some[i];
      }
    }
    return varies;
  }

  /** Keeps what the walk needs of the branch that was taken. */
  private Recorded onNumbers(Tensor[] inputs, boolean[] wanted, boolean[] varies) {
    Reverse reverse = reverse(chosen(inputs[0]), wanted, varies);
    Tensor[] all = reverse.forward.run(rest(inputs));
    Tensor[] outputs = Rows.part(all, 0, varies.length);
    Tensor[] kept = Rows.part(all, varies.length, all.length - varies.length);
    return new Recorded(
        outputs,
        cotangents -> {
          if (Rows.anyTraced(cotangents)) {
            return pulled(inputs, wanted, varies, cotangents);
          }
          Tensor[] found = reverse.backward.run(Rows.joined(seeds(cotangents, varies), kept));
          @Nullable Tensor[] placed = new @Nullable Tensor[inputs.length];
          int at = 0;
          for (int i = 0; i < wanted.length; i++) {
            placed[i + 1] =
                reverse.isFound[i]
                    ? found[at++]
                    : wanted[i] ? Tensor.zeros(inputs[i + 1].spec()) : null;
          }
          return placed;
        });
  }

  private Reverse reverse(Block branch, boolean[] wanted, boolean[] varies) {
    return Reverse.of(
        name,
        branch,
        wanted,
        varies,
        (forward, values) -> {
          boolean[] all = new boolean[values.length];
          Arrays.fill(all, true);
          return all;
        });
  }

  private static Tensor[] seeds(Tensor[] cotangents, boolean[] varies) {
    List<Tensor> seeds = new ArrayList<>();
    for (int i = 0; i < varies.length; i++) {
      if (varies[i]) {
        seeds.add(cotangents[i]);
      }
    }
    return seeds.toArray(new Tensor[0]);
  }

  /** Chooses once more, between the derivatives of the branches, each of which runs it again. */
  private @Nullable Tensor[] pulled(
      Tensor[] inputs, boolean[] wanted, boolean[] varies, Tensor[] cotangents) {
    Tensor[] seeds = seeds(cotangents, varies);
    int n = wanted.length;
    List<Spec> specs = Rows.specs(Rows.joined(rest(inputs), seeds), 0, List.of());
    ImmutableList.Builder<Block> pullbacks = ImmutableList.builder();
    for (Block branch : branches) {
      Reverse reverse = reverse(branch, wanted, varies);
      pullbacks.add(
          Block.of(
              name,
              in -> {
                Tensor[] all = reverse.forward.run(Rows.part(in, 0, n));
                Tensor[] kept = Rows.part(all, varies.length, all.length - varies.length);
                Tensor[] found =
                    reverse.backward.run(Rows.joined(Rows.part(in, n, seeds.length), kept));
                List<Tensor> given = new ArrayList<>();
                int at = 0;
                for (int i = 0; i < n; i++) {
                  if (wanted[i]) {
                    given.add(reverse.isFound[i] ? found[at++] : Tensor.zeros(in[i].spec()));
                  }
                }
                return given.toArray(new Tensor[0]);
              },
              specs));
    }
    Tensor[] found = new Branching(name, pullbacks.build()).applyAll(Rows.joined(inputs, seeds));
    @Nullable Tensor[] placed = new @Nullable Tensor[inputs.length];
    int at = 0;
    for (int i = 0; i < n; i++) {
      placed[i + 1] = wanted[i] ? found[at++] : null;
    }
    return placed;
  }

  // Forward mode and mapping

  @Override
  public Pushed push(Tensor[] inputs, @Nullable Tensor[] tangents) {
    int n = inputs.length - 1;
    boolean[] given = new boolean[n];
    List<Tensor> arguments = new ArrayList<>(Arrays.asList(inputs));
    for (int i = 0; i < n; i++) {
      Tensor tangent = tangents[i + 1];
      given[i] = tangent != null;
      if (tangent != null) {
        arguments.add(tangent);
      }
    }
    boolean[] varies = varies(given);
    Tensor[] all = arguments.toArray(new Tensor[0]);
    List<Spec> specs = Rows.specs(rest(all), 0, List.of());
    ImmutableList.Builder<Block> pushed = ImmutableList.builder();
    for (Block branch : branches) {
      pushed.add(Block.of(name, in -> pushed(branch, in, given, varies), specs));
    }
    Tensor[] found = new Branching(name, pushed.build()).applyAll(all);
    @Nullable Tensor[] outTangents = new @Nullable Tensor[varies.length];
    int at = varies.length;
    for (int i = 0; i < varies.length; i++) {
      outTangents[i] = varies[i] ? found[at++] : null;
    }
    return new Pushed(Rows.part(found, 0, varies.length), outTangents);
  }

  private static Tensor[] pushed(Block branch, Tensor[] in, boolean[] given, boolean[] varies) {
    ForwardMode trace = new ForwardMode();
    Tensor[] duals = new Tensor[given.length];
    int at = given.length;
    for (int i = 0; i < duals.length; i++) {
      duals[i] = given[i] ? trace.dual(in[i], in[at++]) : in[i];
    }
    Tensor[] results = branch.run(duals);
    List<Tensor> all = new ArrayList<>();
    for (Tensor result : results) {
      all.add(trace.primal(result));
    }
    for (int i = 0; i < results.length; i++) {
      if (varies[i]) {
        Tensor tangent = trace.tangent(results[i]);
        all.add(tangent == null ? Tensor.zeros(results[i].spec()) : tangent);
      }
    }
    return all.toArray(new Tensor[0]);
  }

  /** Where each example has a number of its own, all branches run, and each example takes one. */
  @Override
  public Tensor[] batch(Tensor[] inputs, boolean[] mapped, MappedAxis axis) {
    int n = inputs.length - 1;
    boolean[] given = Arrays.copyOfRange(mapped, 1, n + 1);
    boolean[] out = new boolean[branches.get(0).results().size()];
    for (Block branch : branches) {
      boolean[] some = branch.depends(given);
      for (int i = 0; i < out.length; i++) {
        out[i] |= some[i] || mapped[0];
      }
    }
    List<Spec> specs = Rows.specs(rest(inputs), 0, List.of());
    List<Block> ofAll = new ArrayList<>();
    for (Block branch : branches) {
      ofAll.add(Block.of(name, in -> all(branch, in, given, out, axis), specs));
    }
    Tensor[] found =
        mapped[0]
            ? selected(inputs, ofAll)
            : new Branching(name, ImmutableList.copyOf(ofAll)).applyAll(inputs);
    for (int i = 0; i < found.length; i++) {
      found[i] = Batching.spread(found[i], out[i], axis.size());
    }
    return found;
  }

  private static Tensor[] all(
      Block branch, Tensor[] in, boolean[] given, boolean[] out, MappedAxis axis) {
    Vmap trace = new Vmap(axis);
    Tensor[] examples = new Tensor[given.length];
    for (int i = 0; i < examples.length; i++) {
      examples[i] = given[i] ? trace.example(in[i]) : in[i];
    }
    Tensor[] results = branch.run(examples);
    for (int i = 0; i < results.length; i++) {
      results[i] = out[i] ? trace.all(results[i]) : results[i];
    }
    return results;
  }

  private Tensor[] selected(Tensor[] inputs, List<Block> ofAll) {
    Tensor[] found = ofAll.get(0).run(rest(inputs));
    for (int branch = 1; branch < ofAll.size(); branch++) {
      Tensor[] other = ofAll.get(branch).run(rest(inputs));
      for (int i = 0; i < found.length; i++) {
        int[] sides = new int[found[i].rank()];
        Arrays.fill(sides, 1);
        sides[0] = inputs[0].size();
        Tensor isThis = inputs[0].eq(branch).reshape(sides);
        found[i] = IterationRules.chosen(isThis, other[i], found[i]);
      }
    }
    return found;
  }
}
