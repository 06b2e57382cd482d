package dev.wengert.nn.optim;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.wengert.Elementwise;
import dev.wengert.Tensor;
import dev.wengert.array.Spec;
import dev.wengert.expression.Expression;
import dev.wengert.nn.Model;
import dev.wengert.nn.Parameter;
import dev.wengert.nn.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An {@link UpdateRule} for all parameters of a model: a function from values, gradients and state
 * to the next values and state. It holds nothing that changes.
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
   * @param slots the rule's tensors, by {@code slot/parameter.path}
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

  /** How one parameter is treated; equal for all that share a {@link StepScalars}. */
  private record Treatment(Schedule rate, double decay, double l1) {}

  /** {@code w - clamp(w, -t, t)}: nearer to 0 by t, and 0 within t of it. */
  private static final Elementwise SHRINK =
      Elementwise.of(
          "shrink",
          2,
          Expression.input(0)
              .minus(
                  Expression.max(
                      Expression.min(Expression.input(0), Expression.input(1)),
                      Expression.input(1).times(-1))));

  private final Model<?> model;
  private final UpdateRule rule;
  private final ImmutableMap<String, Treatment> treatments;

  /** All different ones, in the order of {@link #scalars}. */
  private final ImmutableList<Schedule> schedules;

  private Optimizer(Model<?> model, UpdateRule rule, ImmutableMap<String, Treatment> treatments) {
    this.model = model;
    this.rule = rule;
    this.treatments = treatments;
    this.schedules =
        treatments.values().stream()
            .map(Treatment::rate)
            .distinct()
            .collect(ImmutableList.toImmutableList());
  }

  /**
   * Returns the optimiser of a model.
   *
   * @throws IllegalArgumentException if a group has no members
   */
  public static Optimizer of(Model<?> model, UpdateRule rule, ParameterGroup... groups) {
    boolean[] used = new boolean[groups.length];
    ImmutableMap.Builder<String, Treatment> treatments = ImmutableMap.builder();
    model
        .parameters()
        .forEach(
            (path, parameter) -> {
              ParameterGroup group = null;
              for (int i = 0; i < groups.length; i++) {
                if (groups[i].members().test(path, parameter)) {
                  used[i] = true;
                  group = group == null ? groups[i] : group;
                }
              }
              if (group == null || !group.isFrozen()) {
                treatments.put(path, treatment(rule, parameter, group));
              }
            });
    for (int i = 0; i < groups.length; i++) {
      Preconditions.checkArgument(
          used[i],
          "optimizer: group %s has no members: the parameters are %s; correct its condition",
          i,
          model.parameters().keySet());
    }
    return new Optimizer(model, rule, treatments.buildOrThrow());
  }

  private static Treatment treatment(
      UpdateRule rule, Parameter parameter, @Nullable ParameterGroup group) {
    double usual = parameter.role() == Parameter.Role.WEIGHT ? rule.decay() : 0;
    Schedule own = group == null ? null : group.rate();
    return new Treatment(
        own == null ? rule.rate() : own,
        group == null ? usual : group.decay().orElse(usual),
        group == null ? 0 : group.l1());
  }

  /** Returns the paths of the parameters that it changes: all that are not frozen. */
  public ImmutableSet<String> trainable() {
    return treatments.keySet();
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

  /** Returns the rate that the rule's own schedule gives a state's next step. */
  public double rate(State state) {
    return rule.rate().at(state.step()) * state.scale();
  }

  /** Returns the state before the first step. */
  public State start() {
    ImmutableMap.Builder<String, Tensor> slots = ImmutableMap.builder();
    for (String slot : rule.slots()) {
      model
          .parameters()
          .forEach(
              (path, parameter) -> {
                if (treatments.containsKey(path)) {
                  Spec spec = new Spec(model.dtype(), parameter.shape());
                  slots.put(slot + "/" + path, Tensor.zeros(spec));
                }
              });
    }
    return new State(0, 1, new Values(slots.buildOrThrow()));
  }

  /**
   * Returns the values and the state after one step; parameters without a gradient, and statistics,
   * stay.
   *
   * @throws IllegalArgumentException if a gradient does not fit its value or is of no parameter, or
   *     a schedule gives a rate that is negative or not finite
   */
  public Result step(Values values, Values gradients, State state) {
    return step(values, gradients, state, scalars(state));
  }

  /**
   * Returns what changes from step to step: the number of the next step, from 1, and the rates.
   * FLOAT64 scalars, the same number each time.
   *
   * @throws IllegalArgumentException if a schedule gives a rate that is negative or not finite
   */
  public ImmutableList<Tensor> scalars(State state) {
    ImmutableList.Builder<Tensor> result = ImmutableList.builder();
    result.add(Tensor.scalar(state.step() + 1.0));
    for (Schedule schedule : schedules) {
      double rate = schedule.at(state.step()) * state.scale();
      Preconditions.checkArgument(
          rate >= 0 && Double.isFinite(rate),
          "%s: not a learning rate: the schedule gives %s at step %s; give 0 or a positive number",
          rule.name(),
          rate,
          state.step());
      result.add(Tensor.scalar(rate));
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
    Map<Schedule, Tensor> rates = new HashMap<>();
    for (int i = 0; i < schedules.size(); i++) {
      rates.put(schedules.get(i), scalars.get(i + 1));
    }
    Map<Treatment, UpdateRule.Update> updates = new HashMap<>();
    Map<String, Tensor> nextValues = new LinkedHashMap<>();
    Map<String, Tensor> nextSlots = new LinkedHashMap<>();
    gradients
        .byPath()
        .forEach(
            (path, gradient) -> {
              Treatment treatment = treatments.get(path);
              if (treatment == null) {
                Preconditions.checkArgument(
                    model.parameters().containsKey(path),
                    "%s: a gradient is of %s, which is no parameter of the model: those are %s;"
                        + " give what its differentiate(...) returns",
                    rule.name(),
                    path,
                    model.parameters().keySet());
                return;
              }
              UpdateRule.Update update =
                  updates.computeIfAbsent(
                      treatment, t -> update(t, scalars.get(0), checkNotNull(rates.get(t.rate()))));
              Tensor value = values.get(path);
              Preconditions.checkArgument(
                  gradient.spec().equals(value.spec()),
                  "%s: the gradient of %s is %s, the parameter %s; both must have one dtype and"
                      + " shape",
                  rule.name(),
                  path,
                  gradient.spec(),
                  value.spec());
              List<String> names = slotPaths(path);
              Tensor[] slots = names.stream().map(state.slots()::get).toArray(Tensor[]::new);
              Tensor[] next = update.apply(value, gradient, slots);
              nextValues.put(path, next[0]);
              for (int i = 0; i < names.size(); i++) {
                nextSlots.put(names.get(i), next[i + 1]);
              }
            });
    return new Result(
        values.with(new Values(ImmutableMap.copyOf(nextValues))),
        new State(
            state.step() + 1,
            state.scale(),
            state.slots().with(new Values(ImmutableMap.copyOf(nextSlots)))));
  }

  /** Returns the rule at a step, followed by the proximal step of an L1 penalty if there is one. */
  private UpdateRule.Update update(Treatment treatment, Tensor step, Tensor rate) {
    StepScalars scalars = scalars(step, rate, treatment.decay());
    UpdateRule.Update update = rule.at(scalars);
    if (treatment.l1() == 0) {
      return update;
    }
    Tensor threshold = scalars.of(rate.times(treatment.l1()));
    return (value, gradient, slots) -> {
      Tensor[] next = update.apply(value, gradient, slots);
      next[0] = SHRINK.apply(next[0], threshold);
      return next;
    };
  }

  private StepScalars scalars(Tensor step, Tensor rate, double decay) {
    Tensor keep = decay == 0 ? Tensor.scalar(1.0) : Tensor.scalar(1.0).minus(rate.times(decay));
    return new StepScalars(model.dtype(), step, rate, keep);
  }

  private List<String> slotPaths(String path) {
    List<String> names = new ArrayList<>(rule.slots().size());
    for (String slot : rule.slots()) {
      names.add(slot + "/" + path);
    }
    return names;
  }
}
