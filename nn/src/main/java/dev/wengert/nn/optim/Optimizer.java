package dev.wengert.nn.optim;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.wengert.Tape;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import dev.wengert.nn.Model;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A {@link Chain} of transformations for all parameters of a model, or one for each group of them:
 * a function from values, gradients and state to the next values and state. It holds nothing that
 * changes.
 *
 * {@snippet class="dev.wengert.nn.SnippetsTest" region="optimizer"}
 *
 * <p>Only weights decay ({@link Parameter.Role#WEIGHT}), unless a group says otherwise. A parameter
 * that is in several groups follows the first.
 */
public final class Optimizer {

  /**
   * What an optimiser remembers between steps.
   *
   * @param step how many steps were taken
   * @param scale a factor of all rates, 1 at the start (see {@link ReduceOnPlateau})
   * @param slots the transformations' tensors, those of parameters by {@code slot/parameter.path}
   */
  public record State(long step, double scale, Values slots) {

    /** Returns this state with another factor of all rates. */
    public State withScale(double factor) {
      Hyperparameters.positive("optimizer", "scale", factor);
      return new State(step, factor, slots);
    }
  }

  /**
   * What a step gives.
   *
   * @param values the next values
   * @param state the next state
   */
  public record Result(Values values, State state) {}

  private final Model<?> model;
  private final GradientTransformation<?> rule;

  /** The first is the rule's; it may have no parameter. */
  private final ImmutableList<Section> sections;

  private final ImmutableSet<String> trainable;
  private final StateLayout layout;

  /** All different ones, in the order of {@link #scalars}. */
  private final ImmutableList<Schedule> rates;

  /** The others, behind them. */
  private final ImmutableList<Schedule> numbers;

  private Optimizer(
      Model<?> model, GradientTransformation<?> rule, ImmutableList<Section> sections) {
    this.model = model;
    this.rule = rule;
    this.sections = sections;
    Set<String> updated = new HashSet<>();
    sections.forEach(section -> updated.addAll(section.treatments().keySet()));
    this.trainable =
        ImmutableSet.copyOf(Sets.filter(model.parameters().keySet(), updated::contains));
    this.layout = StateLayout.of(states(zeros()), trainable);
    this.rates =
        sections.stream()
            .flatMap(section -> section.rates().stream())
            .distinct()
            .collect(ImmutableList.toImmutableList());
    this.numbers =
        sections.stream()
            .flatMap(section -> section.schedules().stream())
            .distinct()
            .collect(ImmutableList.toImmutableList());
  }

  /**
   * Returns the optimiser of a model.
   *
   * @param rule a named optimiser, as {@link Adam}, or a {@link Chain}, for all parameters whose
   *     group has none of its own
   * @throws IllegalArgumentException if a group has no members, or asks for a rate or a decay that
   *     no link of its chain takes, or a chain has no learning rate, or two, and its steps would go
   *     up the slope
   */
  public static Optimizer of(
      Model<?> model, GradientTransformation<?> rule, ParameterGroup... groups) {
    return new Optimizer(model, rule, Section.all(model, rule, groups));
  }

  /** Returns the paths of the parameters that it changes: all that are not frozen. */
  public ImmutableSet<String> trainable() {
    return trainable;
  }

  /** Returns the paths of the parameters that it leaves alone. */
  public ImmutableSet<String> frozen() {
    return Sets.difference(model.parameters().keySet(), trainable()).immutableCopy();
  }

  /** Returns the rule, and what is frozen. */
  @Override
  public String toString() {
    ImmutableSet<String> frozen = frozen();
    return rule
        + " of "
        + trainable().size()
        + " parameters"
        + (frozen.isEmpty() ? "" : ", frozen are " + frozen);
  }

  /**
   * Returns the rate that the rule's own schedule gives a state's next step; of a chain with
   * several the last, of one with none the state's scale.
   */
  public double rate(State state) {
    Schedule own = sections.get(0).rate();
    return (own == null ? 1 : own.at(state.step())) * state.scale();
  }

  /**
   * Returns the state before the first step, where it does not depend on the values.
   *
   * @throws IllegalStateException if a transformation begins with the values, an average of them
   *     say
   */
  public State start() {
    Tape tape = new Tape();
    Values states = layout.flat(states(zeros().map((path, value) -> tape.watch(value, path))));
    states
        .byPath()
        .forEach(
            (name, tensor) ->
                Preconditions.checkState(
                    !tensor.isTraced(),
                    "optimizer: the state %s begins with the values; give them: start(values)",
                    name));
    return new State(0, 1, states);
  }

  /**
   * Returns the state before the first step from these values.
   *
   * @throws IllegalArgumentException if they are not of the model's dtype and shapes
   */
  public State start(Values values) {
    zeros()
        .byPath()
        .forEach(
            (path, like) ->
                Preconditions.checkArgument(
                    values.get(path).spec().equals(like.spec()),
                    "optimizer: the value of %s is %s, the parameter %s; begin with values of the"
                        + " model",
                    path,
                    values.get(path).spec(),
                    like.spec()));
    return new State(0, 1, layout.flat(states(values)));
  }

  /** Returns dtype and shape of each tensor of the state, by name. */
  public ImmutableMap<String, Spec> specs() {
    return layout.specs();
  }

  private Values zeros() {
    ImmutableMap.Builder<String, Tensor> zeros = ImmutableMap.builder();
    model
        .parameters()
        .forEach(
            (path, parameter) ->
                zeros.put(path, Tensor.zeros(new Spec(model.dtype(), parameter.shape()))));
    return new Values(zeros.buildOrThrow());
  }

  private List<ImmutableMap<String, Object>> states(Values values) {
    List<ImmutableMap<String, Object>> states = new ArrayList<>();
    for (Section section : sections) {
      states.add(section.chain().init(values.only(section.treatments().keySet())));
    }
    return states;
  }

  private List<ImmutableMap<String, Object>> states(State state) {
    List<ImmutableMap<String, Object>> states = new ArrayList<>();
    for (int i = 0; i < sections.size(); i++) {
      states.add(layout.state(i, state.slots()));
    }
    return states;
  }

  /**
   * Returns how many steps in a row may be left out since their loss or their gradients are not
   * finite: what {@link Wrappers#skipNonFinite} says of all parameters, the least of several; 0 if
   * it does not.
   */
  public int mostSkipped() {
    return sections.stream()
        .filter(section -> !section.treatments().isEmpty())
        .mapToInt(Section::mostSkipped)
        .min()
        .orElse(0);
  }

  /**
   * Returns the values to measure and to ship: those that are trained, unless a transformation
   * keeps better ones, as {@link Transformations#averageParameters} does.
   */
  public Values evaluated(Values values, State state) {
    Values result = values;
    List<ImmutableMap<String, Object>> states = states(state);
    for (int i = 0; i < sections.size(); i++) {
      Section section = sections.get(i);
      Values own = values.only(section.treatments().keySet());
      result = result.with(section.chain().evaluated(own, states.get(i)));
    }
    return result;
  }

  /**
   * Returns the values and the state after one step; parameters without a gradient, and statistics,
   * stay.
   *
   * @throws IllegalArgumentException if a gradient does not fit its value or is of no parameter, or
   *     a schedule gives a rate that is negative or not finite
   */
  public Result step(Values values, Values gradients, State state) {
    return step(values, gradients, state, StepSignals.none());
  }

  /**
   * Returns the values and the state after one step, for transformations that ask for the loss or
   * for a key.
   *
   * @throws IllegalArgumentException if a gradient does not fit its value or is of no parameter, or
   *     a schedule gives a rate that is negative or not finite
   */
  public Result step(Values values, Values gradients, State state, StepSignals signals) {
    return step(values, gradients, state, scalars(state), signals);
  }

  /**
   * Returns what changes from step to step: the number of the next step, from 1, the rates, and
   * what other schedules give. FLOAT64 scalars, the same number each time.
   *
   * @throws IllegalArgumentException if a schedule gives a rate that is negative or not finite
   */
  public ImmutableList<Tensor> scalars(State state) {
    Preconditions.checkArgument(
        state.scale() == 1 || !rates.isEmpty(),
        "%s: the rates are scaled by %s, and no link has one; take steps by"
            + " scaleByLearningRate(...)",
        rule.name(),
        state.scale());
    ImmutableList.Builder<Tensor> result = ImmutableList.builder();
    result.add(Tensor.scalar(state.step() + 1.0));
    for (Schedule schedule : rates) {
      double rate = schedule.at(state.step()) * state.scale();
      Preconditions.checkArgument(
          rate >= 0 && Double.isFinite(rate),
          "%s: not a learning rate: the schedule gives %s at step %s; give 0 or a positive number",
          rule.name(),
          rate,
          state.step());
      result.add(Tensor.scalar(rate));
    }
    for (Schedule schedule : numbers) {
      double number = schedule.at(state.step());
      Preconditions.checkArgument(
          Double.isFinite(number),
          "%s: a schedule gives %s at step %s; give a finite number",
          rule.name(),
          number,
          state.step());
      result.add(Tensor.scalar(number));
    }
    return result.build();
  }

  /**
   * Returns the values and the state after one step, as a function of tensors alone: with {@link
   * #scalars} as inputs it can be recorded once and run at every step.
   *
   * @throws IllegalArgumentException if a gradient does not fit its value or is of no parameter
   */
  public Result step(Values values, Values gradients, State state, List<Tensor> scalars) {
    return step(values, gradients, state, scalars, StepSignals.none());
  }

  /**
   * Returns the values and the state after one step, as a function of tensors alone, for
   * transformations that ask for the loss or for a key.
   *
   * @throws IllegalArgumentException if a gradient does not fit its value or is of no parameter
   */
  public Result step(
      Values values, Values gradients, State state, List<Tensor> scalars, StepSignals signals) {
    check(values, gradients);
    StepContext.Numbers changing = changing(scalars);
    List<ImmutableMap<String, Object>> states = states(state);
    Values next = values;
    for (int i = 0; i < sections.size(); i++) {
      Section section = sections.get(i);
      Set<String> paths = section.treatments().keySet();
      Values own = within(gradients, paths);
      if (own.byPath().isEmpty()) {
        continue;
      }
      StepContext context =
          new StepContext(
              model.dtype(), within(values, paths), section.treatments(), changing, signals);
      GradientTransformation.Update<ImmutableMap<String, Object>> update =
          section.chain().apply(own, states.get(i), context);
      next = next.with(ProximalStep.of(update.updates(), section, context));
      states.set(i, update.state());
    }
    return new Result(next, new State(state.step() + 1, state.scale(), layout.flat(states)));
  }

  /** Returns the values of those of some paths that are there. */
  private static Values within(Values values, Set<String> paths) {
    Set<String> own = values.byPath().keySet();
    return paths.containsAll(own) ? values : values.only(Sets.intersection(own, paths));
  }

  private StepContext.Numbers changing(List<Tensor> scalars) {
    Map<Schedule, Tensor> byRate = new HashMap<>();
    for (int i = 0; i < rates.size(); i++) {
      byRate.put(rates.get(i), scalars.get(1 + i));
    }
    Map<Schedule, Tensor> byNumber = new HashMap<>();
    for (int i = 0; i < numbers.size(); i++) {
      byNumber.put(numbers.get(i), scalars.get(1 + rates.size() + i));
    }
    return new StepContext.Numbers(scalars.get(0), byRate, byNumber);
  }

  private void check(Values values, Values gradients) {
    gradients
        .byPath()
        .forEach(
            (path, gradient) -> {
              Preconditions.checkArgument(
                  model.parameters().containsKey(path),
                  "%s: a gradient is of %s, which is no parameter of the model: those are %s;"
                      + " give what its differentiate(...) returns",
                  rule.name(),
                  path,
                  model.parameters().keySet());
              Tensor value = values.get(path);
              Preconditions.checkArgument(
                  gradient.spec().equals(value.spec()) || !trainable.contains(path),
                  "%s: the gradient of %s is %s, the parameter %s; both must have one dtype and"
                      + " shape",
                  rule.name(),
                  path,
                  gradient.spec(),
                  value.spec());
            });
  }
}
