package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableSet;
import dev.wengert.nn.Parameter;
import java.util.OptionalDouble;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Parameters that an {@link Optimizer} treats differently: with a rate or a decay of their own, or
 * not at all.
 *
 * {@snippet class="dev.wengert.nn.SnippetsTest" region="group"}
 *
 * @param members which parameters, by path and name plate
 * @param rate their learning rate; null for the rule's
 * @param decay their decay; if absent, the rule's for weights and 0 for others
 * @param isFrozen whether they stay as they are
 */
public record ParameterGroup(
    BiPredicate<String, Parameter> members,
    @Nullable Schedule rate,
    OptionalDouble decay,
    boolean isFrozen) {

  /** Returns a group with the rule's own settings. */
  public static ParameterGroup where(BiPredicate<String, Parameter> members) {
    return new ParameterGroup(members, null, OptionalDouble.empty(), false);
  }

  /** Returns the group of all parameters that do certain things in their layers. */
  public static ParameterGroup ofRoles(Parameter.Role... roles) {
    ImmutableSet<Parameter.Role> wanted = ImmutableSet.copyOf(roles);
    return where((path, parameter) -> wanted.contains(parameter.role()));
  }

  /** Returns this group with a rate of its own. */
  public ParameterGroup withRate(Schedule own) {
    return new ParameterGroup(members, own, decay, isFrozen);
  }

  /**
   * Returns this group with a decay of its own, which all its members get.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public ParameterGroup withDecay(double own) {
    Settings.notNegative("group", "decay", own);
    return new ParameterGroup(members, rate, OptionalDouble.of(own), isFrozen);
  }

  /**
   * Returns this group, never changed.
   *
   * <p>This freezes parameters and nothing else. A layer of them still runs in training: it drops
   * at random, normalizes by its batch and moves its running statistics. Run such a part with
   * {@link dev.wengert.nn.Pass#inference()}; a trainer warns of statistics that move among frozen
   * parameters.
   */
  public ParameterGroup frozen() {
    return new ParameterGroup(members, rate, decay, true);
  }
}
