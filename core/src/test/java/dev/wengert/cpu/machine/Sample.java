package dev.wengert.cpu.machine;

/** What {@link FloatSample} and its other forms are. */
interface Sample {

  Object run(int shift, Object numbers, double factor);
}
