package dev.wengert.gradcheck.point;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import dev.wengert.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The arguments of a function under check, as they are declared one after the other. */
public final class Arguments {

  private static final int LEAST_RATIO = 32;

  private final List<Argument> arguments = new ArrayList<>();

  /**
   * Adds an input, whose derivative is checked.
   *
   * @throws IllegalArgumentException if it is not floating, or the name is taken
   */
  public void input(String name, Tensor value) {
    Preconditions.checkArgument(
        value.dtype().isFloating(),
        "gradcheck: input %s has no derivative: it is %s; declare it with constant(...)",
        name,
        value.spec());
    add(new Argument(name, value.detach(), true));
  }

  /**
   * Adds a constant.
   *
   * @throws IllegalArgumentException if the name is taken
   */
  public void constant(String name, Tensor value) {
    add(new Argument(name, value.detach(), false));
  }

  private void add(Argument argument) {
    for (Argument other : arguments) {
      Preconditions.checkArgument(
          !other.name().equals(argument.name()),
          "gradcheck: the name %s is taken; give each argument its own",
          argument.name());
    }
    arguments.add(argument);
  }

  /**
   * Sets between which values an input may lie.
   *
   * @throws IllegalArgumentException if there is no such input, no value in between, or the input
   *     is outside
   */
  public void domain(String input, double low, double high) {
    Preconditions.checkArgument(
        low < high,
        "gradcheck: the domain of %s is empty: [%s, %s]; order its ends",
        input,
        low,
        high);
    int place = place("domain", input);
    Argument argument = arguments.get(place);
    for (double value : argument.numbers()) {
      Preconditions.checkArgument(
          value >= low && value <= high,
          "gradcheck: %s is outside its domain [%s, %s]: %s; check it at a point inside",
          input,
          low,
          high,
          value);
    }
    arguments.set(place, argument.with(argument.reach().within(low, high)));
  }

  /**
   * Sets how far probes may move an input.
   *
   * @throws IllegalArgumentException if there is no such input, or too few steps are left
   */
  public void steps(String input, double least, double largest) {
    Preconditions.checkArgument(
        least >= 0 && largest > 0 && largest >= LEAST_RATIO * least,
        "gradcheck: the steps of %s leave no choice: [%s, %s]; let the longest be %s times the"
            + " shortest, or more",
        input,
        least,
        largest,
        LEAST_RATIO);
    int place = place("steps", input);
    Argument argument = arguments.get(place);
    arguments.set(place, argument.with(argument.reach().steps(least, largest)));
  }

  /** Returns where an input stands among the arguments. */
  private int place(String setting, String input) {
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).differentiated() && arguments.get(i).name().equals(input)) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "gradcheck: %s names no input: %s; the arguments so far are %s"
            .formatted(setting, input, names()));
  }

  /**
   * Returns all of them, in order.
   *
   * @param zeros the inputs whose derivative is said to be zero
   * @throws IllegalArgumentException if none is an input, or one that is said to be zero is none
   */
  public ImmutableList<Argument> checked(Iterable<String> zeros) {
    Preconditions.checkArgument(
        arguments.stream().anyMatch(Argument::differentiated),
        "gradcheck: nothing to differentiate: no input is declared; add input(name, value)");
    for (String zero : zeros) {
      Preconditions.checkArgument(
          arguments.stream().anyMatch(a -> a.differentiated() && a.name().equals(zero)),
          "gradcheck: expectZero names no input: %s; the arguments are %s",
          zero,
          names());
    }
    return ImmutableList.copyOf(arguments);
  }

  /** Returns the name of an argument. */
  public String name(int i) {
    return arguments.get(i).name();
  }

  private List<String> names() {
    return arguments.stream().map(Argument::name).toList();
  }

  /** Puts zeros in the places of constants, where a pullback left them out. */
  public List<Tensor> withZeros(List<Tensor> pulled) {
    long inputs = arguments.stream().filter(Argument::differentiated).count();
    if (pulled.size() == arguments.size() || pulled.size() != inputs) {
      return pulled;
    }
    List<Tensor> all = new ArrayList<>();
    int next = 0;
    for (Argument argument : arguments) {
      all.add(
          argument.differentiated() ? pulled.get(next++) : Tensor.zeros(argument.value().spec()));
    }
    return all;
  }
}
