package dev.wengert.cpu.machine;

/** Something of everything that a class to be retyped may have. */
final class FloatSample implements Sample {

  private final float[] kept = new float[2];
  private float last;

  @Override
  public Object run(int shift, Object numbers, double factor) {
    float[] x = (float[]) numbers;
    float[] y = new float[x.length + 1];
    long count = 7;
    for (int i = 0; i < x.length; i++) {
      float rounded = (float) (x[i] * factor);
      y[i] = mixed(i, rounded, count, x[i]) - shift;
      y[i] += 2f;
      count++;
    }
    float sum = 0;
    for (int i = x.length - 1; i >= 0; i--) {
      sum = x[i] < y[i] ? sum + x[i] : sum * y[i];
    }
    kept[1] = sum;
    last = Math.max(kept[0], kept[1]);
    y[x.length] = -last;
    return y;
  }

  private static float mixed(int place, float a, long count, float b) {
    double wide = (double) a + count;
    float product = a * b;
    return (float) wide + product / (place + 1);
  }
}
