package dev.wengert.nn.optim;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
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
   * @throws IllegalArgumentException if a parameter is treated in a way that the chain cannot
   */
  Section {
    boolean decays = has(chain, link -> link instanceof AddDecayedWeights);
    boolean hasRate = has(chain, link -> !link.rates().isEmpty());
    treatments.forEach(
        (path, treatment) -> {
          Preconditions.checkArgument(
              decays || treatment.decay().isEmpty(),
              "%s: a group gives %s the decay %s, and no link takes it: those are %s; add"
                  + " addDecayedWeights(0)",
              name,
              path,
              treatment.decay().orElse(0),
              chain.links().keySet());
          Preconditions.checkArgument(
              hasRate || (treatment.rate() == null && treatment.l1() == 0),
              "%s: a group gives %s a rate or an L1 penalty, and no link has a learning rate: those"
                  + " are %s; add scaleByLearningRate(...)",
              name,
              path,
              chain.links().keySet());
        });
  }

  private static boolean has(
      GradientTransformation<?> transformation, Predicate<GradientTransformation<?>> wanted) {
    return wanted.test(transformation)
        || transformation.parts().stream().anyMatch(part -> has(part, wanted));
  }

  /** Returns the learning rate that is told: the last there is; null for none. */
  @Nullable Schedule rate() {
    List<Schedule> rates = new ArrayList<>();
    collect(chain, rates, new ArrayList<>());
    return rates.isEmpty() ? null : rates.getLast();
  }

  /** Returns the schedules of the learning rates of its parameters. */
  ImmutableList<Schedule> rates() {
    List<Schedule> usual = new ArrayList<>();
    collect(chain, usual, new ArrayList<>());
    return treatments.values().stream()
        .flatMap(treatment -> usual.stream().map(treatment::rate))
        .distinct()
        .collect(ImmutableList.toImmutableList());
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
