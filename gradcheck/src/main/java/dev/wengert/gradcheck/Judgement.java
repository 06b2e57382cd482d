package dev.wengert.gradcheck;

import com.google.common.collect.ImmutableList;

/**
 * What one probe said about one derivative.
 *
 * @param verdict what came out
 * @param measurement the two values
 * @param rungs the ladder that the numeric value comes from
 */
record Judgement(Verdict verdict, Measurement measurement, ImmutableList<Rung> rungs) {

  Judgement(Verdict verdict, Measurement measurement, Ladder ladder) {
    this(verdict, measurement, ladder.rungs());
  }
}
