package dev.wengert.nn.optim;

import com.google.common.collect.ImmutableSet;
import dev.wengert.nn.Parameter;
import java.util.OptionalDouble;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Parameters that an {@link Optimizer} treats differently: with a rate, a decay or an optimiser of
 * their own, or not at all.
 *
 * {@snippet class="dev.wengert.nn.SnippetsTest" region="group"}
 *
 * @param members which parameters, by path and name plate
 * @param rate their learning rate; null for the rule's
 * @param decay their decay; if absent, the rule's for weights and 0 for others
 * @param l1 lambda of an L1 penalty that is taken by a proximal step; 0 for none
 * @param isFrozen whether they stay as they are
 * @param rule their own optimiser; null for that of the others
 */
public record ParameterGroup(
    BiPredicate<String, Parameter> members,
    @Nullable Schedule rate,
    OptionalDouble decay,
    double l1,
    boolean isFrozen,
    @Nullable GradientTransformation<?> rule) {

  /** Returns a group with the rule's own settings. */
  public static ParameterGroup where(BiPredicate<String, Parameter> members) {
    return new ParameterGroup(members, null, OptionalDouble.empty(), 0, false, null);
  }

  /** Returns the group of all parameters that do certain things in their layers. */
  public static ParameterGroup ofRoles(Parameter.Role... roles) {
    ImmutableSet<Parameter.Role> wanted = ImmutableSet.copyOf(roles);
    return where((path, parameter) -> wanted.contains(parameter.role()));
  }

  /** Returns this group with a rate of its own. */
  public ParameterGroup withRate(Schedule own) {
    return new ParameterGroup(members, own, decay, l1, isFrozen, rule);
  }

  /**
   * Returns this group with a decay of its own, which all its members get.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public ParameterGroup withDecay(double own) {
    Hyperparameters.notNegative("group", "decay", own);
    return new ParameterGroup(members, rate, OptionalDouble.of(own), l1, isFrozen, rule);
  }

  /**
   * Returns this group with the penalty {@code lambda * sum |w|}, taken by a proximal step: after
   * each step of the rule, at its rate, {@code w - clamp(w, -rate lambda, rate lambda)}. So weights
   * become exactly 0 where the loss does not need them, which a penalty in the loss, whose gradient
   * jumps at 0, does not give. With {@link dev.wengert.nn.Penalty#l2} in the loss it is the elastic
   * net.
   *
   * <p>Rules that scale each weight's step (Adam and its like) shrink all weights by the same
   * {@code rate lambda}; the point where they come to rest is then not quite that of the penalty.
   *
   * <p>Source: Daubechies, Defrise and De Mol, "An iterative thresholding algorithm for linear
   * inverse problems with a sparsity constraint", 2004; Parikh and Boyd, "Proximal algorithms",
   * 2014, section 4.2.
   *
   * @throws IllegalArgumentException if lambda is negative or not finite
   */
  public ParameterGroup withL1(double lambda) {
    Hyperparameters.notNegative("group", "lambda of L1", lambda);
    return new ParameterGroup(members, rate, decay, lambda, isFrozen, rule);
  }

  /**
   * Returns this group with an optimiser of its own: {@link Muon} for matrices, say, where the
   * others have {@link AdamW}. What looks at all gradients together, {@link
   * Transformations#clipByGlobalNorm} say, then sees those of this group alone.
   */
  public ParameterGroup withRule(GradientTransformation<?> own) {
    return new ParameterGroup(members, rate, decay, l1, isFrozen, own);
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
    return new ParameterGroup(members, rate, decay, l1, true, rule);
  }
}
