package dev.wengert.gradcheck.report;

import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.wengert.array.Shape;
import dev.wengert.gradcheck.Comparison;
import dev.wengert.gradcheck.Finding;
import dev.wengert.gradcheck.Measurement;
import dev.wengert.gradcheck.Rung;
import dev.wengert.gradcheck.point.Argument;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Writes a report as JSON; the README of this module describes the fields. */
public final class ReportJson {

  /** Grows when a field changes its meaning or goes away. */
  private static final int SCHEMA_VERSION = 1;

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  private ReportJson() {}

  public static String of(Contents report) {
    JsonObject json = new JsonObject();
    json.addProperty("schemaVersion", SCHEMA_VERSION);
    json.addProperty("verdict", report.verdict().name());
    json.addProperty("isCorrect", report.verdict().isCorrect());
    json.addProperty("seed", "0x" + Long.toHexString(report.seed()));
    json.addProperty("evaluations", report.evaluations());
    json.add("relativeDifference", number(report.relativeDifference()));
    JsonArray arguments = new JsonArray();
    for (Argument argument : report.arguments()) {
      arguments.add(argument(argument));
    }
    json.add("arguments", arguments);
    JsonArray findings = new JsonArray();
    for (Finding finding : report.findings()) {
      findings.add(finding(finding));
    }
    json.add("findings", findings);
    json.addProperty("mode", report.mode().name());
    JsonArray notes = new JsonArray();
    report.notes().forEach(notes::add);
    json.add("notes", notes);
    return GSON.toJson(json);
  }

  private static JsonObject argument(Argument argument) {
    JsonObject json = new JsonObject();
    json.addProperty("name", argument.name());
    json.addProperty("dtype", argument.value().dtype().name());
    json.add("shape", shape(argument.value().shape()));
    json.addProperty("isDifferentiated", argument.differentiated());
    JsonArray values = new JsonArray();
    for (double value : argument.numbers()) {
      values.add(Double.toHexString(value));
    }
    json.add("values", values);
    return json;
  }

  private static JsonObject finding(Finding finding) {
    JsonObject json = new JsonObject();
    json.addProperty("aspect", finding.aspect().name());
    json.addProperty("input", finding.input());
    json.add("shape", shape(finding.shape()));
    json.addProperty("verdict", finding.verdict().name());
    json.addProperty("meaning", finding.verdict().meaning());
    json.addProperty("mode", finding.mode().name());
    json.add("place", place(finding.place()));
    json.add("output", place(finding.output()));
    json.add("worst", worst(finding.worst()));
    json.add("resolution", number(finding.resolution()));
    json.addProperty("detail", finding.detail());
    json.addProperty("hint", finding.hint());
    json.addProperty("evaluations", finding.evaluations());
    Comparison values = finding.comparison();
    JsonObject comparison = new JsonObject();
    comparison.add("analytic", numbers(values.size(), values::analytic));
    comparison.add("numeric", numbers(values.size(), values::numeric));
    comparison.add("tolerance", numbers(values.size(), values::tolerance));
    json.add("comparison", comparison);
    JsonArray ladder = new JsonArray();
    for (Rung rung : finding.ladder()) {
      ladder.add(rung(rung));
    }
    json.add("ladder", ladder);
    return json;
  }

  private static JsonElement worst(@Nullable Measurement worst) {
    if (worst == null) {
      return JsonNull.INSTANCE;
    }
    JsonObject json = new JsonObject();
    json.add("analytic", number(worst.analytic()));
    json.add("numeric", number(worst.numeric()));
    json.add("bar", number(worst.bar()));
    json.add("tolerance", number(worst.tolerance()));
    json.add("relativeError", number(worst.relativeError()));
    json.add("ulps", number(worst.ulps()));
    return json;
  }

  private static JsonObject rung(Rung rung) {
    JsonObject json = new JsonObject();
    json.add("step", number(rung.step()));
    json.add("central", number(rung.central()));
    json.add("forward", number(rung.forward()));
    json.add("backward", number(rung.backward()));
    json.add("bar", number(rung.bar()));
    return json;
  }

  private static JsonArray shape(Shape shape) {
    JsonArray json = new JsonArray();
    for (int side : shape.sides()) {
      json.add(side);
    }
    return json;
  }

  private static JsonElement place(@Nullable ImmutableIntArray place) {
    if (place == null) {
      return JsonNull.INSTANCE;
    }
    JsonArray json = new JsonArray();
    place.forEach(json::add);
    return json;
  }

  private static JsonArray numbers(int size, IntToDoubleFunction values) {
    JsonArray json = new JsonArray(size);
    for (int i = 0; i < size; i++) {
      json.add(number(values.applyAsDouble(i)));
    }
    return json;
  }

  /** JSON has no NaN and no infinity: they become null. */
  private static JsonElement number(double value) {
    return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
  }
}
