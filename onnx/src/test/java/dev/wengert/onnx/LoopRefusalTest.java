package dev.wengert.onnx;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.wengert.nn.Model;
import dev.wengert.onnx.ControlNodeCases.Body;
import dev.wengert.onnx.format.OnnxAttribute;
import dev.wengert.onnx.format.OnnxModel;
import dev.wengert.onnx.format.OnnxTensor;
import dev.wengert.onnx.format.OnnxType;
import org.junit.jupiter.api.Test;

/** Bodies that do not fit their loops and scans. */
class LoopRefusalTest {

  private static void assertRefused(OnnxModel file, String why) {
    OnnxLayer layer = Onnx.of(file);
    Model<OnnxLayer> model = layer.model();
    assertThatThrownBy(
            () -> layer.forward(Graphs.normal(5, 2, 3), model.inference(layer.values(model))))
        .hasMessage("onnx: " + why);
  }

  @Test
  void bodiesThatDoNotFitAreRefused() {
    Body body = ControlNodeCases.inputs("body").input("a", OnnxType.FLOAT, 2, 3);
    body.node("Identity", "on", "holds").node("Neg", "next", "a").node("Shape", "sides", "a");
    assertRefused(
        LoopImportTest.file(LoopImportTest.loop(body.of("on"), "most", "true", "x")),
        "Loop \"y\": the graph body takes 3 inputs and has 1 outputs; it must take 3 and have 2 or"
            + " more, the file is damaged");
    assertRefused(
        LoopImportTest.file(
            LoopImportTest.loop(body.of("on", "next", "next"), "most", "true", "x", "x")),
        "Loop \"y\": the graph body takes 3 inputs and has 3 outputs; it must take 4 and have 3 or"
            + " more, the file is damaged");
    assertRefused(
        LoopImportTest.file(LoopImportTest.loop(body.of("next", "next"), "most", "true", "x")),
        "Loop \"y\": the condition that the body returns is FLOAT32[2, 3]; it must be one element,"
            + " the file is damaged");
    assertRefused(
        LoopImportTest.file(LoopImportTest.loop(body.of("number", "next"), "most", "true", "x")),
        "Loop \"y\": the condition that the body returns is INT32[]; it must be a truth value, the"
            + " file is damaged");
    assertRefused(
        LoopImportTest.file(LoopImportTest.loop(body.of("on", "next"), "", "true", "x")),
        "Loop \"y\": it never ends: its condition always holds and nothing says how many trips"
            + " there are; give it a number of trips");
    assertRefused(
        LoopImportTest.file(
            LoopImportTest.loop(LoopImportTest.settling("a").of("on", "next"), "most", "", "x")),
        "Loop \"y\": a loop without a condition whose body computes one, which ends it in some"
            + " programs and not in others, is not imported; export the model without it, or"
            + " compute it outside");
    assertRefused(
        LoopImportTest.file(LoopImportTest.loop(body.of("on", "next"), "x", "true", "x")),
        "Loop \"y\": the number of trips is FLOAT32[2, 3]; it must be one element, the file is"
            + " damaged");
    assertRefused(
        LoopImportTest.file(Graphs.node("Loop", "y", "most", "true", "x")),
        "Loop \"y\": the attribute body is not a graph: null; the file is damaged, save it again");
    assertThatThrownBy(
            () ->
                Onnx.of(
                    LoopImportTest.file(
                        LoopImportTest.loop(body.of("on", "absent"), "most", "true", "x"))))
        .hasMessage(
            "onnx: nothing makes the output absent UNDEFINED[]; the file is damaged, save it"
                + " again");
    Body shadowing = ControlNodeCases.inputs("body").input("x", OnnxType.FLOAT, 2, 3);
    assertThatThrownBy(
            () ->
                Onnx.of(
                    LoopImportTest.file(
                        LoopImportTest.loop(shadowing.of("holds", "x"), "most", "true", "x"))))
        .hasMessage(
            "onnx: Loop \"y\" makes \"x\", which is there already; the file is damaged, save it"
                + " again");
  }

  private static OnnxModel scan(OnnxAttribute body, long rows, OnnxAttribute axes) {
    return LoopImportTest.file(
        LoopImportTest.results(
            Graphs.node(
                ImmutableMap.of(
                    "body", body,
                    "num_scan_inputs", OnnxAttribute.of(rows),
                    "scan_input_axes", axes),
                "Scan",
                "",
                "x"),
            "y"));
  }

  @Test
  void scansThatDoNotFitAreRefused() {
    Body body = ControlNodeCases.body("body").input("a", OnnxType.FLOAT, 3);
    body.node("Neg", "next", "a");
    OnnxAttribute first = OnnxAttribute.list(0);
    assertRefused(
        scan(body.of("next"), 2, first),
        "Scan \"y\": 2 operands are read row by row and there are 1; the file is damaged");
    assertRefused(
        scan(body.of("next"), 1, OnnxAttribute.list(2)),
        "Scan \"y\": the attribute scan_input_axes has axis 2 for a tensor of 2 axes; the file is"
            + " damaged");
    assertRefused(
        scan(body.of("next"), 1, OnnxAttribute.list(0, 1)),
        "Scan \"y\": the attribute scan_input_axes has 2 numbers for 1 tensors; the file is"
            + " damaged");
    OnnxModel changing =
        Graphs.model(
            13,
            ImmutableList.of(OnnxTensor.of("first", Graphs.normal(4, 3))),
            ImmutableList.of(Graphs.value("x", OnnxType.FLOAT, "2", "3")),
            "y",
            Graphs.node(
                ImmutableMap.of(
                    "body",
                    ControlNodeCases.body("body")
                        .input("s", OnnxType.FLOAT, 3)
                        .input("r", OnnxType.FLOAT, 3)
                        .node(
                            "Concat",
                            ImmutableMap.of("axis", OnnxAttribute.of(0L)),
                            "next",
                            "s",
                            "r")
                        .of("next"),
                    "num_scan_inputs",
                    OnnxAttribute.of(1L)),
                "Scan",
                "y",
                "first",
                "x"));
    assertRefused(
        changing,
        "Scan \"y\": scan: the carry 0 changes: it is FLOAT32[3] at first and"
            + " FLOAT32[6] after a step; return it with the dtype and shape that it has");
    assertRefused(
        new OnnxModel(
            8,
            "test",
            "",
            ImmutableMap.of("", 8L),
            ImmutableSet.of(),
            ImmutableMap.of(),
            changing.graph()),
        "Scan \"y\": a Scan of version 8, which goes along examples too, is not imported; export"
            + " the model without it, or compute it outside");
  }
}
