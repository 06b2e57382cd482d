package dev.wengert.nn.optim;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.wengert.nn.Model;
import dev.wengert.nn.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that one chain updates.
 *
 * @param name what messages call the chain
 * @param chain the links
 * @param treatments the parameters by path, and how each is treated
 */
record Section(String name, Chain chain, ImmutableMap<String, Treatment> treatments) {

  /**
   * Makes a section.
   *
   * @throws IllegalArgumentException if the chain goes up the slope, or a parameter is treated in a
   *     way that the chain cannot
   */
  Section {
    treatments.forEach(
        (path, treatment) -> {
          checkGoesDown(name, chain, path);
          Preconditions.checkArgument(
              treatment.decay().isEmpty() || decays(chain, path),
              "%s: a group gives %s the decay %s, and no link takes it: those are %s; add"
                  + " addDecayedWeights(0)",
              name,
              path,
              treatment.decay().orElse(0),
              chain.links().keySet());
          Preconditions.checkArgument(
              (treatment.rate() == null && treatment.l1() == 0) || rate(chain, path) != null,
              "%s: a group gives %s a rate or an L1 penalty, and no link has a learning rate: those"
                  + " are %s; add scaleByLearningRate(...)",
              name,
              path,
              chain.links().keySet());
        });
  }

  /** One learning rate turns the sign; where it is forgotten, or given twice, a step would rise. */
  private static void checkGoesDown(String name, Chain chain, String path) {
    List<GradientTransformation<?>> leaves = new ArrayList<>();
    addLeaves(chain, path, leaves);
    long rates = leaves.stream().filter(link -> link instanceof ScaleByLearningRate).count();
    Preconditions.checkArgument(
        rates < 2,
        "%s: for %s %s links have a learning rate, and each turns the sign: the links are %s; keep"
            + " one of them",
        name,
        path,
        rates,
        chain.links().keySet());
    Preconditions.checkArgument(
        rates > 0 || !leaves.stream().allMatch(Section::keepsSign),
        "%s: no link turns the gradient of %s into a step down: the links are %s; end it with"
            + " scaleByLearningRate(...), or with scale(...) if it is to rise",
        name,
        path,
        chain.links().keySet());
  }

  private static boolean keepsSign(GradientTransformation<?> link) {
    return link instanceof KeepsSign || (link instanceof Stateless some && some.keepsSign());
  }

  /** Returns whether a parameter's gradient does not pass a link. */
  private static boolean passesBy(GradientTransformation<?> link, String path) {
    return link instanceof Masked masked && !masked.members().test(path);
  }

  /** Adds the transformations that a parameter's gradient passes. */
  private static void addLeaves(
      GradientTransformation<?> link, String path, List<GradientTransformation<?>> leaves) {
    if (passesBy(link, path)) {
      return;
    }
    if (link.parts().isEmpty() && !(link instanceof Chain)) {
      leaves.add(link);
    }
    link.parts().forEach(part -> addLeaves(part, path, leaves));
  }

  /**
   * Returns the sections of a model: that of the rule first, which may have no parameter, and then
   * one for each group with a rule of its own.
   *
   * @throws IllegalArgumentException if a group has no members, or a parameter is treated in a way
   *     that its chain cannot
   */
  static ImmutableList<Section> all(
      Model<?> model, GradientTransformation<?> rule, ParameterGroup... groups) {
    boolean[] used = new boolean[groups.length];
    List<ImmutableMap.Builder<String, Treatment>> treatments = new ArrayList<>();
    for (int i = 0; i <= groups.length; i++) {
      treatments.add(ImmutableMap.builder());
    }
    model
        .parameters()
        .forEach(
            (path, parameter) -> {
              int first = -1;
              for (int i = groups.length - 1; i >= 0; i--) {
                if (groups[i].members().test(path, parameter)) {
                  used[i] = true;
                  first = i;
                }
              }
              ParameterGroup group = first < 0 ? null : groups[first];
              if (group == null || !group.isFrozen()) {
                boolean hasOwn = group != null && group.rule() != null;
                treatments.get(hasOwn ? first + 1 : 0).put(path, treatment(parameter, group));
              }
            });
    for (int i = 0; i < groups.length; i++) {
      Preconditions.checkArgument(
          used[i],
          "optimizer: group %s has no members: the parameters are %s; correct its condition",
          i,
          model.parameters().keySet());
    }
    ImmutableList.Builder<Section> sections = ImmutableList.builder();
    sections.add(new Section(rule.name(), Chain.of(rule), treatments.get(0).buildOrThrow()));
    for (int i = 0; i < groups.length; i++) {
      GradientTransformation<?> own = groups[i].rule();
      if (own != null) {
        sections.add(new Section(own.name(), Chain.of(own), treatments.get(i + 1).buildOrThrow()));
      }
    }
    return sections.build();
  }

  private static Treatment treatment(Parameter parameter, @Nullable ParameterGroup group) {
    boolean isWeight = parameter.role() == Parameter.Role.WEIGHT;
    return group == null
        ? new Treatment(null, OptionalDouble.empty(), isWeight, 0, parameter.unitAxis())
        : new Treatment(group.rate(), group.decay(), isWeight, group.l1(), parameter.unitAxis());
  }

  /** Returns whether a parameter's gradient passes a link that adds a decay. */
  private static boolean decays(GradientTransformation<?> link, String path) {
    return !passesBy(link, path)
        && (link instanceof AddDecayedWeights
            || link.parts().stream().anyMatch(part -> decays(part, path)));
  }

  /** Returns the last learning rate of the links that a parameter's gradient passes. */
  private static @Nullable Schedule rate(GradientTransformation<?> link, String path) {
    if (passesBy(link, path)) {
      return null;
    }
    Schedule last = link.rates().isEmpty() ? null : link.rates().getLast();
    for (GradientTransformation<?> part : link.parts()) {
      Schedule within = rate(part, path);
      last = within == null ? last : within;
    }
    return last;
  }

  /** Returns the learning rate that is usual for a parameter: the last there is; null for none. */
  @Nullable Schedule rate(String path) {
    return rate(chain, path);
  }

  /** Returns the learning rate that is told: the last there is; null for none. */
  @Nullable Schedule rate() {
    return rate(chain);
  }

  /** Returns the last learning rate there is; null for none. */
  static @Nullable Schedule rate(GradientTransformation<?> chain) {
    List<Schedule> rates = new ArrayList<>();
    collect(chain, rates, new ArrayList<>());
    return rates.isEmpty() ? null : rates.getLast();
  }

  /**
   * Returns the schedules of the learning rates of its parameters, and those that are usual: a link
   * may ask for one where each parameter has its own.
   */
  ImmutableList<Schedule> rates() {
    List<Schedule> usual = new ArrayList<>();
    collect(chain, usual, new ArrayList<>());
    Set<Schedule> all = new LinkedHashSet<>();
    for (Treatment treatment : treatments.values()) {
      usual.forEach(schedule -> all.add(treatment.rate(schedule)));
    }
    all.addAll(treatments.isEmpty() ? List.of() : usual);
    return ImmutableList.copyOf(all);
  }

  /** Returns whether some parameter has an L1 penalty; it then has a rate. */
  boolean hasL1() {
    for (Treatment treatment : treatments.values()) {
      if (treatment.l1() != 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns how many steps in a row may be left out: what a link says that the gradients of all
   * parameters pass, within another one or not; 0 if there is none.
   */
  int mostSkipped() {
    return treatments.keySet().stream().mapToInt(path -> mostSkipped(chain, path)).min().orElse(0);
  }

  private static int mostSkipped(GradientTransformation<?> link, String path) {
    // The mean of several steps would be one of fewer.
    if (passesBy(link, path) || link instanceof MultiSteps) {
      return 0;
    }
    int most = link instanceof SkipNonFinite skip ? skip.most() : 0;
    for (GradientTransformation<?> part : link.parts()) {
      most = Math.max(most, mostSkipped(part, path));
    }
    return most;
  }

  /** Returns the schedules of other numbers. */
  ImmutableList<Schedule> schedules() {
    List<Schedule> numbers = new ArrayList<>();
    collect(chain, new ArrayList<>(), numbers);
    return ImmutableList.copyOf(numbers);
  }

  private static void collect(
      GradientTransformation<?> transformation, List<Schedule> rates, List<Schedule> numbers) {
    rates.addAll(transformation.rates());
    numbers.addAll(transformation.schedules());
    transformation.parts().forEach(part -> collect(part, rates, numbers));
  }
}
