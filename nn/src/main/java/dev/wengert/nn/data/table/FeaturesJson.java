package dev.wengert.nn.data.table;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.wengert.io.MalformedFileException;
import dev.wengert.nn.data.table.Encoder.Presence;
import dev.wengert.nn.data.table.Scaling.Scale;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Map;

/** {@link Features} as JSON; numbers are written so that they are read back to the bit. */
final class FeaturesJson {

  private FeaturesJson() {}

  static String write(Features features) {
    JsonObject all = new JsonObject();
    all.add("cells", rules(features.origin().rules()));
    all.add("header", strings(features.origin().header()));
    all.add("target", target(features.foretold()));
    JsonArray columns = new JsonArray();
    features.encoders().forEach(encoder -> columns.add(encoder(encoder)));
    all.add("columns", columns);
    return all.toString();
  }

  private static JsonArray strings(Collection<String> strings) {
    JsonArray array = new JsonArray();
    strings.forEach(array::add);
    return array;
  }

  private static JsonObject rules(TextRules rules) {
    JsonObject json = new JsonObject();
    json.addProperty("separator", mark(rules.separator()));
    json.addProperty("decimal", mark(rules.decimal()));
    json.add("missing", strings(rules.missing()));
    json.add("missingUnquoted", strings(rules.known()));
    if (rules.zone() != null) {
      json.addProperty("zone", rules.zone().getId());
    }
    JsonObject patterns = new JsonObject();
    rules.patterns().forEach(patterns::addProperty);
    json.add("patterns", patterns);
    return json;
  }

  private static String mark(char mark) {
    return mark == 0 ? "" : String.valueOf(mark);
  }

  private static JsonObject target(Target target) {
    JsonObject json = new JsonObject();
    json.addProperty("column", target.column());
    json.addProperty("type", target.type().name());
    json.add("scale", scale(target.scale()));
    json.addProperty("isYesOrNo", target.isYesOrNo());
    json.add("classes", strings(target.classes()));
    return json;
  }

  private static JsonObject scale(Scale scale) {
    JsonObject json = new JsonObject();
    json.addProperty("isLog", scale.isLog());
    json.addProperty("shift", scale.shift());
    json.addProperty("divisor", scale.divisor());
    return json;
  }

  private static JsonObject encoder(Encoder encoder) {
    JsonObject json = new JsonObject();
    json.addProperty("column", encoder.column());
    json.addProperty("type", encoder.type().name());
    switch (encoder) {
      case Encoder.Numeric number -> {
        presence(json, number.presence());
        imputed(json, number.imputed());
        json.add("scale", scale(number.scale()));
      }
      case Encoder.Date date -> {
        presence(json, date.presence());
        imputed(json, date.imputed());
        json.add("scale", scale(date.scale()));
        json.addProperty("hasTime", date.hasTime());
      }
      case Encoder.Category category -> {
        presence(json, category.presence());
        json.add("levels", strings(category.levels()));
        json.add("rare", strings(category.rare()));
        json.addProperty("isEmbedded", category.isEmbedded());
      }
    }
    return json;
  }

  private static void presence(JsonObject json, Presence presence) {
    json.addProperty("hasIndicator", presence.indicates());
    json.addProperty("refusesMissing", presence.refuses());
  }

  /** Where a missing cell is refused, nothing stands for it. */
  private static void imputed(JsonObject json, double imputed) {
    if (!Double.isNaN(imputed)) {
      json.addProperty("imputed", imputed);
    }
  }

  /**
   * Returns the features in a text.
   *
   * @param name what is read, for errors
   * @throws MalformedFileException if they are none
   */
  static Features read(String name, String text) throws MalformedFileException {
    try {
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      Target target = readTarget(json.getAsJsonObject("target"));
      ImmutableList.Builder<Encoder> encoders = ImmutableList.builder();
      for (JsonElement column : json.getAsJsonArray("columns")) {
        encoders.add(readEncoder(column.getAsJsonObject()));
      }
      Table.Origin origin =
          new Table.Origin(
              readRules(json.getAsJsonObject("cells")), readStrings(json.getAsJsonArray("header")));
      return new Features(origin, encoders.build(), target);
    } catch (JsonParseException
        | IllegalStateException
        | IllegalArgumentException
        | UnsupportedOperationException
        | ClassCastException
        | NullPointerException
        | DateTimeException e) {
      throw new MalformedFileException(
          name + ": its features are damaged: " + e.getMessage() + "; save them again", e);
    }
  }

  private static ImmutableList<String> readStrings(JsonArray array) {
    ImmutableList.Builder<String> strings = ImmutableList.builder();
    array.forEach(element -> strings.add(element.getAsString()));
    return strings.build();
  }

  private static TextRules readRules(JsonObject json) {
    ImmutableMap.Builder<String, String> patterns = ImmutableMap.builder();
    for (Map.Entry<String, JsonElement> one : json.getAsJsonObject("patterns").entrySet()) {
      DateForm.check(one.getValue().getAsString());
      patterns.put(one.getKey(), one.getValue().getAsString());
    }
    char decimal = readMark(json.get("decimal").getAsString());
    Numerals.check(decimal);
    return new TextRules(
        readMark(json.get("separator").getAsString()),
        decimal,
        ImmutableSet.copyOf(readStrings(json.getAsJsonArray("missing"))),
        ImmutableSet.copyOf(readStrings(json.getAsJsonArray("missingUnquoted"))),
        json.has("zone") ? ZoneId.of(json.get("zone").getAsString()) : null,
        patterns.buildOrThrow());
  }

  private static char readMark(String text) {
    return text.isEmpty() ? 0 : text.charAt(0);
  }

  private static ColumnType readType(JsonObject json) {
    return ColumnType.valueOf(json.get("type").getAsString());
  }

  private static Target readTarget(JsonObject json) {
    return new Target(
        json.get("column").getAsString(),
        readType(json),
        readScale(json.getAsJsonObject("scale")),
        json.get("isYesOrNo").getAsBoolean(),
        readStrings(json.getAsJsonArray("classes")));
  }

  private static Scale readScale(JsonObject json) {
    return new Scale(
        json.get("isLog").getAsBoolean(),
        json.get("shift").getAsDouble(),
        json.get("divisor").getAsDouble());
  }

  private static Encoder readEncoder(JsonObject json) {
    String column = json.get("column").getAsString();
    Presence presence =
        new Presence(
            json.get("hasIndicator").getAsBoolean(), json.get("refusesMissing").getAsBoolean());
    double imputed = json.has("imputed") ? json.get("imputed").getAsDouble() : Double.NaN;
    ColumnType type = readType(json);
    return switch (type) {
      case NUMBER, BOOLEAN ->
          new Encoder.Numeric(
              column, type, imputed, readScale(json.getAsJsonObject("scale")), presence);
      case DATE ->
          new Encoder.Date(
              column,
              imputed,
              readScale(json.getAsJsonObject("scale")),
              json.get("hasTime").getAsBoolean(),
              presence);
      case CATEGORY ->
          new Encoder.Category(
              column,
              readStrings(json.getAsJsonArray("levels")),
              readStrings(json.getAsJsonArray("rare")),
              json.get("isEmbedded").getAsBoolean(),
              presence);
      case TEXT -> throw new IllegalArgumentException("the column " + column + " is text");
    };
  }
}
