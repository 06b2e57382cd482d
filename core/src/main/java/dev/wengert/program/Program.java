package dev.wengert.program;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.Leaves;
import dev.wengert.Tensor;
import dev.wengert.Wengert;
import dev.wengert.array.Buffer;
import dev.wengert.array.Spec;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A recorded computation as a value: the list of what a function did, in SSA form, to be printed,
 * drawn, counted and run.
 *
 * <p>The function runs once, on tensors that have a dtype and a shape and no value. What it does to
 * them is the program: gradients taken in it (of any order), mapped functions, tangents, custom
 * gradients and checkpoints included. Running the program gives the same bits as running the
 * function.
 *
 * {@snippet class="dev.wengert.SnippetsTest" region="program"}
 *
 * <p>Recorded once and for all is whatever is no tensor: a Java number, the branch that an {@code
 * if} took, what a Java random number generator or a counter gave, and what was computed from
 * constants alone. Such a thing cannot be seen, and stands in the list as a constant. What is to
 * change from run to run is an argument: a learning rate as a scalar tensor, a random key as its
 * bits.
 *
 * <p>A program is immutable and serves any number of threads; each run has memory of its own, which
 * is used again. Results share none of it.
 */
public final class Program {

  /** What each pass left, by its name, in order. */
  private final ImmutableMap<String, Body> stages;

  private final Body body;
  private final Schedule schedule;
  private final Pool<Arena> arenas;

  Program(Body recorded) {
    this(recorded, Passes.WHERE_THEY_PAY);
  }

  Program(Body recorded, ImmutableList<Pass> passes) {
    this.stages = Passes.run(recorded, passes);
    this.body = Passes.last(stages);
    this.schedule = Schedule.of(Plan.of(body), Wengert.device());
    this.arenas = new Pool<>(() -> new Arena(schedule));
  }

  /**
   * Records a function.
   *
   * @param f from tensors of the given dtypes and shapes to any number of tensors
   * @throws RecordingException if it reads a value (by {@code item()}, or where a mask decides a
   *     shape), or uses a tensor of a trace that is not among its arguments
   */
  public static Program of(Function<List<Tensor>, List<Tensor>> f, Spec... specs) {
    return new Program(Recorder.record(f, ImmutableList.copyOf(specs), false));
  }

  /**
   * Records a function of a structure of tensors to another, of which {@link Leaves} tells.
   *
   * <p>The program takes the tensors of the arguments in order, {@code Leaves.of(arguments)
   * .tensors()}, and gives those of the result. {@link CompiledFunction} runs it on structures.
   *
   * @param like arguments as those of a run are: dtypes and shapes of their tensors are looked at,
   *     and what is no tensor is a constant
   * @throws RecordingException as {@link #of} does
   */
  public static <A> Program ofStructure(Function<A, ?> f, A like) {
    Leaves<A> arguments = Leaves.of(like);
    return of(
        in -> Leaves.of(f.apply(arguments.with(in))).tensors(),
        Specs.of(arguments.tensors()).toArray(new Spec[0]));
  }

  /**
   * Records a function as {@link #of} does, and notes for each instruction the line of the user's
   * code that asked for it, which the listing then shows. That takes some microseconds an
   * instruction.
   */
  public static Program withLines(Function<List<Tensor>, List<Tensor>> f, Spec... specs) {
    return new Program(Recorder.record(f, ImmutableList.copyOf(specs), true));
  }

  /**
   * Returns a function that gives what {@code f} gives, faster: it records {@code f} for each list
   * of dtypes and shapes it is called with, and keeps the last {@value Compiled#KEPT} programs.
   *
   * <p>With an argument that something traces (a tape, a mapped function) it is {@code f} itself,
   * so that derivatives are taken through it. A function that cannot be recorded is a {@link
   * RecordingException} when it is called; {@link Compiled#orEager} runs it as it is instead.
   * {@link CompiledFunction#of} is the same for functions of any structure.
   */
  public static Compiled compile(Function<List<Tensor>, List<Tensor>> f) {
    return new Compiled(f, false, false);
  }

  /** Returns dtype and shape of each argument. */
  public ImmutableList<Spec> inputs() {
    return body.inputs();
  }

  /** Returns the list as it is run. */
  public Body body() {
    return body;
  }

  /**
   * Returns the list as a pass left it: {@code program.after("fusion")} prints it at that point,
   * and {@code after("recording")} as it was recorded.
   *
   * @throws IllegalArgumentException if there is no pass of that name
   */
  public Body after(String pass) {
    Body stage = stages.get(pass);
    if (stage == null) {
      throw new IllegalArgumentException(
          "after: there is no such pass: " + pass + "; they are " + stages.keySet());
    }
    return stage;
  }

  /**
   * Returns what the function gives for these arguments, to the bit.
   *
   * @throws IllegalArgumentException if their number, dtypes or shapes are not the program's, or a
   *     trace sees one of them
   */
  public ImmutableList<Tensor> run(Tensor... inputs) {
    return run(Arrays.asList(inputs));
  }

  /** Returns what the function gives for these arguments, as {@link #run(Tensor...)} does. */
  public ImmutableList<Tensor> run(List<Tensor> inputs) {
    check(inputs);
    return ran(inputs);
  }

  /**
   * Returns what the function gives for arguments that {@linkplain #fits fit} and nothing traces.
   */
  ImmutableList<Tensor> ran(List<Tensor> inputs) {
    Pool.Lent<Arena> arena = arenas.take();
    Buffer[] results;
    try {
      results = arena.memory.run(inputs);
    } finally {
      arenas.give(arena);
    }
    return tensors(results);
  }

  /** Returns what leaves a run, as tensors. */
  static ImmutableList<Tensor> tensors(Buffer[] results) {
    ImmutableList.Builder<Tensor> tensors = ImmutableList.builderWithExpectedSize(results.length);
    for (Buffer result : results) {
      tensors.add(Tensor.wrap(result));
    }
    return tensors.build();
  }

  private void check(List<Tensor> inputs) {
    Specs.check(
        body.inputs(),
        inputs,
        "Program.compile(f)",
        "use Program.compile(f), which is f itself then, or detach() the argument");
  }

  /** Returns whether these have the dtypes and shapes that it was recorded for. */
  boolean fits(List<Tensor> arguments) {
    return Specs.fit(body.inputs(), arguments);
  }

  /** Returns how many operations and bytes each instruction takes, and how much memory. */
  public Cost cost() {
    return Counting.of(schedule.plan());
  }

  /**
   * Runs the program for a second or two and returns how long its instructions take, beside how
   * long they would at this machine's limits.
   *
   * @throws IllegalArgumentException if the arguments are not the program's
   */
  public Profile profile(List<Tensor> inputs) {
    check(inputs);
    return Profile.of(schedule, new Arena(schedule), inputs);
  }

  /** Returns the Wengert list, an instruction a line: {@code %2 = mul %0 0.5 : FLOAT32[8]}. */
  @Override
  public String toString() {
    return body.toString();
  }
}
