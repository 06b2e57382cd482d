package dev.wengert.io;

import com.google.common.collect.ImmutableList;
import com.google.common.graph.ElementOrder;
import com.google.common.graph.EndpointPair;
import com.google.common.graph.GraphBuilder;
import com.google.common.graph.ImmutableGraph;
import com.google.common.html.HtmlEscapers;
import com.google.common.primitives.ImmutableIntArray;
import dev.wengert.Tape;
import dev.wengert.program.Body;
import dev.wengert.program.Instruction;
import dev.wengert.program.Program;
import java.util.function.Function;

/**
 * Drawings of what a tape recorded, or of what a program does: a node for each entry or
 * instruction, an arrow for each value that one takes from another.
 *
 * <p>Values that a tape does not record (constants, data) are not drawn, nor are a program's
 * constants. A tape's entries may be drawn in groups, those of a layer together, say.
 */
public final class Graphs {

  private Graphs() {}

  /** Returns the entries of a tape and which takes a value of which. */
  public static ImmutableGraph<Tape.Step> graph(Tape tape) {
    return graph(tape.steps(), tape.places());
  }

  /** Returns the arguments and instructions of a program and which takes a value of which. */
  public static ImmutableGraph<Tape.Step> graph(Program program) {
    Body body = program.body();
    ImmutableList.Builder<Tape.Step> steps = ImmutableList.builder();
    for (int i = 0; i < body.inputs().size(); i++) {
      ImmutableIntArray nothing = ImmutableIntArray.of();
      steps.add(new Tape.Step("input", nothing, i, ImmutableList.of(body.inputs().get(i))));
    }
    for (Instruction instruction : body.instructions()) {
      steps.add(
          new Tape.Step(
              instruction.title(),
              instruction.operands(),
              instruction.firstResult(),
              instruction.results()));
    }
    return graph(steps.build(), body.values());
  }

  private static ImmutableGraph<Tape.Step> graph(ImmutableList<Tape.Step> steps, int places) {
    ImmutableGraph.Builder<Tape.Step> graph =
        GraphBuilder.directed()
            .allowsSelfLoops(false)
            .nodeOrder(ElementOrder.insertion())
            .incidentEdgeOrder(ElementOrder.stable())
            .<Tape.Step>immutable();
    Tape.Step[] maker = new Tape.Step[places];
    for (Tape.Step step : steps) {
      graph.addNode(step);
      for (int i = 0; i < step.outputs().size(); i++) {
        maker[step.firstOutput() + i] = step;
      }
      for (int place : step.inputs().toArray()) {
        if (place >= 0) {
          graph.putEdge(maker[place], step);
        }
      }
    }
    return graph.build();
  }

  /** Returns a tape as a DOT digraph, which Graphviz draws: watched tensors blue, outcomes red. */
  public static String dot(Tape tape) {
    return dot(tape, step -> "");
  }

  /**
   * Returns a tape as a DOT digraph with a frame around the entries of each group.
   *
   * @param groups each entry's group, {@code encoder.0}, which is inside the group {@code encoder};
   *     the empty text for none
   */
  public static String dot(Tape tape, Function<Tape.Step, String> groups) {
    return dot("tape", graph(tape), groups);
  }

  /** Returns a program as a DOT digraph: arguments blue, outcomes red. */
  public static String dot(Program program) {
    return dot("program", graph(program), step -> "");
  }

  private static String dot(
      String kind, ImmutableGraph<Tape.Step> graph, Function<Tape.Step, String> groups) {
    StringBuilder text =
        new StringBuilder(
            """
            digraph NAME {
              node [shape=box, style="rounded,filled", color="#808080", fillcolor="#f4f4f4", \
            fontname="Helvetica,Arial,sans-serif", fontsize=13];
              edge [color="#808080", arrowsize=0.7];
            """
                .replace("NAME", kind));
    Frames frames = Frames.of(graph.nodes(), groups);
    frames.write(
        text,
        "  ",
        (indent, name) ->
            indent
                + "subgraph \"cluster_"
                + name.replace("\"", "\\\"")
                + "\" {\n"
                + indent
                + "  label=<<b>"
                + html(name)
                + "</b>>; color=\"#b0b0b0\"; style=rounded;"
                + " fontname=\"Helvetica,Arial,sans-serif\";\n",
        "}",
        step -> dotNode(graph, step));
    for (EndpointPair<Tape.Step> edge : graph.edges()) {
      text.append("  n").append(edge.source().firstOutput());
      text.append(" -> n").append(edge.target().firstOutput()).append(";\n");
    }
    return text.append("}\n").toString();
  }

  private static String dotNode(ImmutableGraph<Tape.Step> graph, Tape.Step step) {
    StringBuilder text = new StringBuilder("n").append(step.firstOutput());
    text.append(" [label=<").append(dotLabel(step)).append('>');
    if (step.isWatch()) {
      text.append(", fillcolor=\"#cfe3f3\"");
    } else if (graph.successors(step).isEmpty()) {
      text.append(", fillcolor=\"#f8d7c4\"");
    }
    return text.append("];").toString();
  }

  /** The name is what a reader looks for; attributes and results are smaller beneath it. */
  private static String dotLabel(Tape.Step step) {
    String operation = step.operation();
    int bracket = operation.indexOf('[');
    int end = bracket < 0 ? operation.length() : bracket;
    StringBuilder text = new StringBuilder("<b>" + html(operation.substring(0, end)) + "</b>");
    String small = "<br/><font point-size=\"10\" color=\"#505050\">";
    if (bracket >= 0) {
      text.append(small).append(html(operation.substring(end))).append("</font>");
    }
    for (int i = 0; i < step.outputs().size(); i++) {
      text.append(small).append('%').append(step.firstOutput() + i).append(' ');
      text.append(html(step.outputs().get(i).toString())).append("</font>");
    }
    return text.toString();
  }

  private static String html(String text) {
    return HtmlEscapers.htmlEscaper().escape(text);
  }

  /** Returns a tape as a Mermaid flowchart, which Markdown viewers draw. */
  public static String mermaid(Tape tape) {
    return mermaid(tape, step -> "");
  }

  /**
   * Returns a tape as a Mermaid flowchart with a frame around the entries of each group.
   *
   * @param groups each entry's group, as {@link #dot(Tape, Function)} takes it
   */
  public static String mermaid(Tape tape, Function<Tape.Step, String> groups) {
    return mermaid(graph(tape), groups);
  }

  /** Returns a program as a Mermaid flowchart. */
  public static String mermaid(Program program) {
    return mermaid(graph(program), step -> "");
  }

  private static String mermaid(
      ImmutableGraph<Tape.Step> graph, Function<Tape.Step, String> groups) {
    StringBuilder text = new StringBuilder("flowchart TD\n");
    Frames.of(graph.nodes(), groups)
        .write(
            text,
            "  ",
            (indent, name) ->
                indent + "subgraph g" + name.replaceAll("\\W", "_") + "[\"" + html(name) + "\"]\n",
            "end",
            Graphs::mermaidNode);
    for (EndpointPair<Tape.Step> edge : graph.edges()) {
      text.append("  n").append(edge.source().firstOutput());
      text.append(" --> n").append(edge.target().firstOutput()).append('\n');
    }
    return text.toString();
  }

  private static String mermaidNode(Tape.Step step) {
    String label = html(label(step)).replace("\n", "<br>");
    return "n"
        + step.firstOutput()
        + (step.isWatch() ? "([\"" + label + "\"])" : "[\"" + label + "\"]");
  }

  private static String label(Tape.Step step) {
    StringBuilder text = new StringBuilder(step.operation());
    for (int i = 0; i < step.outputs().size(); i++) {
      text.append("\n%").append(step.firstOutput() + i).append(' ').append(step.outputs().get(i));
    }
    return text.toString();
  }
}
