package dev.wengert.nn;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Sets;
import java.util.List;
import java.util.Set;

/**
 * Says of what no component has declared, which class uses it and which should have declared it:
 * the component that runs, and the one that runs it.
 */
final class Undeclared {

  private static final StackWalker STACK =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private Undeclared() {}

  /**
   * Refuses a parameter or a statistic.
   *
   * @throws IllegalArgumentException always
   */
  static String refuse(String what) {
    List<Class<?>> users = users();
    String remedy = "; name it in its component's declare(...)";
    if (!users.isEmpty()) {
      String user = name(users.get(0));
      remedy = ", and " + user + " uses it; name it in " + user + ".declare(...), and ";
      remedy +=
          users.size() == 1
              ? "that in whatever holds it, up to the model's root"
              : "that by child(...) in " + name(users.get(1)) + ".declare(...)";
    }
    throw new IllegalArgumentException("pass: " + what + " is not declared in this model" + remedy);
  }

  /**
   * Refuses a component.
   *
   * @throws IllegalArgumentException always
   */
  static String refuse(Component component) {
    Class<?> holder = null;
    for (Class<?> user : users()) {
      holder = user == component.getClass() ? holder : user;
    }
    throw new IllegalArgumentException(
        "pass: the component "
            + Structure.label(component)
            + " is not declared in this model; name it by child(...) in "
            + (holder == null
                ? "the declare(...) of what holds it"
                : name(holder) + ".declare(...)"));
  }

  /**
   * Refuses the path of a component. The message names those beside it.
   *
   * @param all the paths of all components
   * @throws IllegalArgumentException always
   */
  static void refuse(String operation, String path, Set<String> all) {
    String around = Structure.around(path, all);
    throw new IllegalArgumentException(
        operation
            + ": the model has no component "
            + path
            + "; in "
            + (around.isEmpty() ? "it" : around)
            + " there are "
            + Sets.filter(all, one -> !one.isEmpty() && Structure.around(one, all).equals(around)));
  }

  /** Returns the classes of the components that run, innermost first, each once in a row. */
  private static List<Class<?>> users() {
    return STACK.walk(
        frames ->
            frames
                .<Class<?>>map(StackWalker.StackFrame::getDeclaringClass)
                .filter(Component.class::isAssignableFrom)
                .distinct()
                .limit(2)
                .collect(ImmutableList.toImmutableList()));
  }

  private static String name(Class<?> type) {
    String name = type.getSimpleName();
    return name.isEmpty() ? type.getName() : name;
  }
}
