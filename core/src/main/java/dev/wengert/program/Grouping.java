package dev.wengert.program;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The instructions of a body in groups, each of which is to become one instruction: who takes from
 * whom, and who may join.
 */
final class Grouping<G extends Grouping.Group> {

  /** Instructions that belong together; a single one where nothing joined it. */
  abstract static class Group {
    final IntArrayList members = new IntArrayList();
    private int visit;

    Group(int member) {
      members.add(member);
    }

    final int last() {
      return members.getInt(members.size() - 1);
    }
  }

  final Body body;

  /** For each value the place of the instruction that makes it; -1 for inputs. */
  final int[] makers;

  private final List<G> groups = new ArrayList<>();

  /** For each value the places of those that take it. */
  private final List<IntArrayList> takers;

  /** For each value whether it is a result of the whole. */
  private final boolean[] outputs;

  private int visit;

  /** Makes a group of one instruction, given its place. */
  @FunctionalInterface
  interface Maker<G extends Group> {
    G make(Grouping<G> grouping, int at);
  }

  /** Makes groups of one instruction each. */
  Grouping(Body body, Maker<G> maker) {
    this.body = body;
    makers = body.makers();
    outputs = new boolean[makers.length];
    takers = body.takers();
    for (int output : body.outputs().toArray()) {
      if (output >= 0) {
        outputs[output] = true;
      }
    }
    for (int at = 0; at < body.instructions().size(); at++) {
      groups.add(maker.make(this, at));
    }
  }

  /** Returns the group of an instruction. */
  G at(int at) {
    return groups.get(at);
  }

  /** Returns the places of those that take a value. */
  IntArrayList takers(int value) {
    return takers.get(value);
  }

  /** Returns whether somebody, or the caller, takes what an instruction makes. */
  boolean isTaken(Instruction instruction) {
    for (int i = 0; i < instruction.results().size(); i++) {
      int value = instruction.result(i);
      if (outputs[value] || !takers.get(value).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether somebody outside of both groups, or the caller, takes a value. */
  boolean isTakenOutside(int value, G one, G two) {
    if (outputs[value]) {
      return true;
    }
    for (int taker : takers.get(value)) {
      if (!isIn(taker, one, two)) {
        return true;
      }
    }
    return false;
  }

  @SuppressWarnings("ReferenceEquality") // a group is itself
  boolean isIn(int at, G one, G two) {
    return groups.get(at) == one || groups.get(at) == two;
  }

  /** Returns whether nobody else would have to come both before and behind the two together. */
  boolean areNeighbours(G one, G two) {
    return !isBetween(one, two) && !isBetween(two, one);
  }

  /** Returns whether something outside of both takes what one makes and makes what two takes. */
  @SuppressWarnings("ReferenceEquality") // a group is itself
  private boolean isBetween(Group one, Group two) {
    visit++;
    IntArrayList open = new IntArrayList();
    two.visit = visit;
    push(two, one, true, open);
    while (!open.isEmpty()) {
      Group group = groups.get(open.popInt());
      if (group == one) {
        return true;
      }
      push(group, one, false, open);
    }
    return false;
  }

  /** Notes the groups that make what one takes; not the target itself where it is next to it. */
  @SuppressWarnings("ReferenceEquality") // a group is itself
  private void push(Group group, Group target, boolean skipsTarget, IntArrayList open) {
    for (int member : group.members) {
      for (int operand : body.instructions().get(member).operands().toArray()) {
        int maker = operand < 0 ? -1 : makers[operand];
        if (maker >= 0) {
          Group next = groups.get(maker);
          if (next.visit != visit && !(skipsTarget && next == target)) {
            next.visit = visit;
            open.add(maker);
          }
        }
      }
    }
  }

  /** Moves the members of one group to another. */
  void merge(G into, G from) {
    for (int member : from.members) {
      groups.set(member, into);
    }
    into.members.addAll(from.members);
    into.members.sort(null);
  }

  /** Puts an instruction into a group of its own. */
  void separate(int at, G alone) {
    groups.set(at, alone);
  }

  /** Returns the groups so that each comes behind those it takes from, else as they were. */
  List<G> ordered() {
    List<IntArrayList> waiting = new ArrayList<>();
    int[] missing = new int[groups.size()];
    for (int at = 0; at < missing.length; at++) {
      waiting.add(new IntArrayList());
    }
    Set<G> all = new LinkedHashSet<>(groups);
    PriorityQueue<Integer> ready = new PriorityQueue<>();
    for (G group : all) {
      for (G maker : makers(group)) {
        waiting.get(maker.last()).add(group.last());
        missing[group.last()]++;
      }
      if (missing[group.last()] == 0) {
        ready.add(group.last());
      }
    }
    List<G> ordered = new ArrayList<>();
    while (!ready.isEmpty()) {
      int last = ready.remove();
      ordered.add(groups.get(last));
      for (int taker : waiting.get(last)) {
        if (--missing[taker] == 0) {
          ready.add(taker);
        }
      }
    }
    return ordered;
  }

  @SuppressWarnings("ReferenceEquality") // a group is itself
  private Set<G> makers(G group) {
    Set<G> found = new LinkedHashSet<>();
    for (int member : group.members) {
      for (int operand : body.instructions().get(member).operands().toArray()) {
        if (operand >= 0 && makers[operand] >= 0 && groups.get(makers[operand]) != group) {
          found.add(groups.get(makers[operand]));
        }
      }
    }
    return found;
  }
}
