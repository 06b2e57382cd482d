package dev.wengert.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.math.Mean;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * TensorFlow Java, graph mode (eager mode has no gradients). Inputs are variables, so that none is
 * constant-folded.
 */
public final class TensorFlow implements Peer {
  private int threads;

  public String name() {
    return "tensorflow";
  }

  public String version() {
    return "1.1.0 (TF 2.18)";
  }

  public void threads(int n) {
    threads = n;
  }

  /** A graph being built. */
  private final class B {
    final Graph g = new Graph();
    final Ops tf = Ops.create(g);
    final List<Op> init = new ArrayList<>();
    final Map<String, Operand<? extends TNumber>> params = new LinkedHashMap<>();
    Session s;

    Variable<TFloat32> v(String name, float[] d, long... shape) {
      Variable<TFloat32> x = tf.variable(Shape.of(shape), TFloat32.class);
      init.add(tf.assign(x, tf.constant(Shape.of(shape), DataBuffers.of(d))));
      if (name != null) params.put(name, x);
      return x;
    }

    Variable<TFloat64> v(String name, double[] d, long... shape) {
      Variable<TFloat64> x = tf.variable(Shape.of(shape), TFloat64.class);
      init.add(tf.assign(x, tf.constant(Shape.of(shape), DataBuffers.of(d))));
      if (name != null) params.put(name, x);
      return x;
    }

    Variable<TFloat32> zeros(String name, int n) {
      return v(name, new float[n], n);
    }

    Variable<TFloat32> ones(String name, int n) {
      float[] f = new float[n];
      java.util.Arrays.fill(f, 1f);
      return v(name, f, n);
    }

    <T extends TNumber> Operand<T> sum(Operand<T> x) {
      return tf.sum(x, tf.constant(axes(x.shape().numDimensions())));
    }

    /**
     * sum(square(w)) makes TF_AddGradients segfault (tensorflow::Node::output_type); l2Loss is half
     * of it and does not.
     */
    <T extends TNumber> Operand<T> sumSquares(List<Operand<T>> ws) {
      Operand<T> r = tf.nn.l2Loss(ws.get(0));
      for (int i = 1; i < ws.size(); i++) r = tf.math.add(r, tf.nn.l2Loss(ws.get(i)));
      return tf.math.add(r, r);
    }

    <T extends TNumber> Operand<T> meanAll(Operand<T> x) {
      return tf.math.mean(x, tf.constant(axes(x.shape().numDimensions())));
    }

    int[] axes(int n) {
      int[] a = new int[n];
      for (int i = 0; i < n; i++) a[i] = i;
      return a;
    }

    Operand<TFloat32> mean(Operand<TFloat32> x, int... ax) {
      return tf.math.mean(x, tf.constant(ax), Mean.keepDims(true));
    }

    Operand<TFloat32> c(double d) {
      return tf.constant((float) d);
    }

    Operand<TFloat32> norm(
        Operand<TFloat32> x, Operand<TFloat32> ga, Operand<TFloat32> be, int... ax) {
      Operand<TFloat32> xc = tf.math.sub(x, mean(x, ax));
      Operand<TFloat32> var = mean(tf.math.mul(xc, xc), ax);
      return tf.math.add(
          tf.math.mul(tf.math.div(xc, tf.math.sqrt(tf.math.add(var, c(Spec.EPS)))), ga), be);
    }

    <T extends TNumber> Operand<T> dropout(Operand<T> x, double keep, Class<T> type) {
      Operand<T> k = tf.constant(type, keep),
          u = tf.random.randomUniform(tf.constant(ints(x.shape().asArray())), type);
      return tf.math.mul(tf.math.div(x, k), tf.math.floor(tf.math.add(u, k)));
    }

    int[] ints(long[] l) {
      int[] r = new int[l.length];
      for (int i = 0; i < r.length; i++) r[i] = (int) l[i];
      return r;
    }

    Operand<TFloat32> linear(Operand<TFloat32> x, Operand<TFloat32> w, Operand<TFloat32> b) {
      return tf.nn.biasAdd(tf.linalg.matMul(x, w, MatMul.transposeB(true)), b);
    }

    Operand<TFloat32> ce(Operand<TFloat32> logits, Operand<TFloat32> oneHot) {
      return meanAll(tf.nn.softmaxCrossEntropyWithLogits(logits, oneHot).loss());
    }

    Operand<TFloat32> fusedBn(Operand<TFloat32> nhwc, Operand<TFloat32> ga, Operand<TFloat32> be) {
      Operand<TFloat32> none = tf.constant(new float[0]);
      return tf.nn
          .fusedBatchNorm(
              nhwc,
              ga,
              be,
              none,
              none,
              FusedBatchNorm.epsilon((float) Spec.EPS),
              FusedBatchNorm.isTraining(true))
          .y();
    }

    void start() {
      s =
          new Session(
              g,
              ConfigProto.newBuilder()
                  .setIntraOpParallelismThreads(threads)
                  .setInterOpParallelismThreads(1)
                  .build());
      for (Op o : init) s.runner().addTarget(o).run().close();
    }

    Map<String, Double> values(Operand<?> out, Map<String, Operand<?>> grads, String outName) {
      Map<String, Double> m = new LinkedHashMap<>();
      m.put(outName, out.shape().size() == 1 ? fetch(out) : fetch(absSum(out)));
      for (var e : grads.entrySet()) m.put("g_" + e.getKey(), fetch(absSum(e.getValue())));
      return m;
    }

    @SuppressWarnings("unchecked")
    Operand<TFloat64> absSum(Operand<?> o) {
      Operand<TFloat64> d = tf.dtypes.cast((Operand<? extends TNumber>) o, TFloat64.class);
      return tf.sum(
          tf.math.abs(d),
          tf.range(tf.constant(0), tf.rank((Operand<? extends TNumber>) o), tf.constant(1)));
    }

    double fetch(Operand<?> o) {
      try (Result r = s.runner().fetch(o).run()) {
        Tensor t = r.get(0);
        return t instanceof TFloat64 d ? d.getDouble() : ((TFloat32) t).getFloat();
      }
    }
  }

  private static Map<String, Operand<?>> grads(B b, Operand<?> loss, Operand<?> dy) {
    List<Operand<?>> wrt = new ArrayList<>(b.params.values());
    Gradients g =
        dy == null
            ? b.tf.gradients(loss, wrt)
            : b.tf.gradients(loss, wrt, Gradients.dx(List.of(dy)));
    Map<String, Operand<?>> m = new LinkedHashMap<>();
    int i = 0;
    for (String n : b.params.keySet()) m.put(n, g.dy(i++));
    return m;
  }

  /** train null: targets are the gradients alone. */
  private Workload fn(B b, Operand<?> out, Operand<?> cotangent, B cb, Operand<?> cout) {
    Map<String, Operand<?>> g = grads(b, out, cotangent);
    Map<String, Operand<?>> cg = cb == b ? g : grads(cb, cout, null);
    b.start();
    if (cb != b) cb.start();
    return new Workload() {
      public void step() {
        // Fetched, not only targeted: a compiler (XLA) would drop what nobody takes.
        Session.Runner r = b.s.runner().fetch(out);
        for (Operand<?> o : g.values()) r.fetch(o);
        r.run().close();
      }

      public Map<String, Double> check() {
        return cb.values(cout, cg, "out");
      }

      public void close() {
        b.s.close();
        b.g.close();
        if (cb != b) {
          cb.s.close();
          cb.g.close();
        }
      }
    };
  }

  private interface Build {
    Operand<? extends TNumber> loss(B b, boolean training);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private Workload train(Build build, double lr, double momentum) {
    B b = new B(), cb = new B();
    Operand<? extends TNumber> loss = build.loss(b, true), closs = build.loss(cb, false);
    Map<String, Operand<?>> g = grads(b, loss, null), cg = grads(cb, closs, null);
    List<Op> updates = new ArrayList<>();
    for (var e : g.entrySet()) {
      Operand p = b.params.get(e.getKey());
      Operand rate = b.tf.constant((Class) p.type(), lr);
      if (momentum == 0) {
        updates.add(b.tf.train.applyGradientDescent(p, rate, (Operand) e.getValue()));
      } else {
        Variable acc = b.tf.variable(p.shape(), (Class) p.type());
        b.init.add(
            b.tf.assign(
                acc, b.tf.zeros(b.tf.constant(b.ints(p.shape().asArray())), (Class) p.type())));
        updates.add(
            b.tf.train.applyMomentum(
                p, acc, rate, (Operand) e.getValue(), b.tf.constant((Class) p.type(), momentum)));
      }
    }
    b.start();
    cb.start();
    return new Workload() {
      public void step() {
        Session.Runner r = b.s.runner().addTarget(loss.op());
        for (Op o : updates) r.addTarget(o);
        r.run().close();
      }

      public Map<String, Double> check() {
        return cb.values(closs, cg, "loss");
      }

      public void close() {
        b.s.close();
        b.g.close();
        cb.s.close();
        cb.g.close();
      }
    };
  }

  public Workload make(String w, String v) {
    return switch (w) {
      case "W1" -> w1(v);
      case "W2" -> w2();
      case "W3" -> w3(v);
      case "W4" -> w4(v);
      case "W5" -> w5();
      case "W6" -> w6(v);
      case "W7" -> w7();
      case "W8" -> w8(v);
      case "W9" -> w9();
      case "W10" -> w10();
      default -> throw new NotOffered("?");
    };
  }

  Workload w1(String v) {
    boolean l2 = v.equals("l2"), drop = v.equals("dropout");
    return train(
        (b, training) -> {
          Ops tf = b.tf;
          Operand<TFloat64> x = b.v(null, Spec.x1(), 2, Spec.M1),
              y = b.v(null, Spec.y1(), 1, Spec.M1),
              one = tf.constant(1.0);
          List<Operand<TFloat64>> W = new ArrayList<>(), c = new ArrayList<>();
          for (int l = 1; l <= 3; l++) {
            W.add(b.v("W" + l, Spec.w1(l), Spec.L1[l], Spec.L1[l - 1]));
            c.add(b.v("b" + l, new double[Spec.L1[l]], Spec.L1[l], 1));
          }
          Operand<TFloat64> a = x;
          for (int l = 0; l < 2; l++) {
            a = tf.nn.relu(tf.math.add(tf.linalg.matMul(W.get(l), a), c.get(l)));
            if (drop && training) a = b.dropout(a, Spec.KEEP1, TFloat64.class);
          }
          a = tf.math.sigmoid(tf.math.add(tf.linalg.matMul(W.get(2), a), c.get(2)));
          Operand<TFloat64> loss =
              tf.math.neg(
                  b.meanAll(
                      tf.math.add(
                          tf.math.mul(y, tf.math.log(a)),
                          tf.math.mul(tf.math.sub(one, y), tf.math.log(tf.math.sub(one, a))))));
          if (l2) {
            Operand<TFloat64> r = b.sumSquares(W);
            loss = tf.math.add(loss, tf.math.mul(r, tf.constant(Spec.LAMBDA1 / (2 * Spec.M1))));
          }
          return loss;
        },
        Spec.LR1,
        0);
  }

  static float[] oneHot(int[] y, int k) {
    float[] f = new float[y.length * k];
    for (int i = 0; i < y.length; i++) f[i * k + y[i]] = 1;
    return f;
  }

  Workload w2() {
    return train(
        (b, training) -> {
          Ops tf = b.tf;
          Operand<TFloat32> a = b.v(null, Spec.x2(), Spec.B2, 784),
              y = b.v(null, oneHot(Spec.y2(), 10), Spec.B2, 10);
          List<Operand<TFloat32>> W = new ArrayList<>();
          for (int l = 1; l <= 3; l++) {
            W.add(b.v("W" + l, Spec.w2(l), Spec.L2[l], Spec.L2[l - 1]));
            a = b.linear(a, W.get(l - 1), b.zeros("b" + l, Spec.L2[l]));
            if (l < 3) {
              Operand<TFloat32> h =
                  tf.reshape(a, tf.constant(new int[] {Spec.B2, 1, 1, Spec.L2[l]}));
              h = b.fusedBn(h, b.ones("ga" + l, Spec.L2[l]), b.zeros("be" + l, Spec.L2[l]));
              a = tf.nn.relu(tf.reshape(h, tf.constant(new int[] {Spec.B2, Spec.L2[l]})));
              if (training) a = b.dropout(a, 0.5, TFloat32.class);
            }
          }
          Operand<TFloat32> r = b.sumSquares(W);
          return tf.math.add(b.ce(a, y), tf.math.mul(r, b.c(Spec.WD2)));
        },
        Spec.LR2,
        Spec.MOM2);
  }

  Workload w3(String v) {
    if (v.equals("fused"))
      throw new NotOffered("no layer normalization op with a gradient in the core API");
    B b = new B();
    Operand<TFloat32> x = b.v("x", Spec.x3(), Spec.R3, Spec.C3),
        ga = b.v("gamma", Spec.gamma3(), Spec.C3),
        be = b.v("beta", Spec.beta3(), Spec.C3);
    Operand<TFloat32> r = b.v(null, Spec.r3(), Spec.R3, Spec.C3), y = b.norm(x, ga, be, 1);
    return fn(b, y, r, b, y);
  }

  Workload w4(String v) {
    B b = new B();
    Ops tf = b.tf;
    Operand<TFloat32> x = b.v("x", Spec.x3(), Spec.R3, Spec.C3),
        ga = b.v("gamma", Spec.gamma3(), Spec.C3),
        be = b.v("beta", Spec.beta3(), Spec.C3);
    Operand<TFloat32> r = b.v(null, Spec.r3(), Spec.R3, Spec.C3), y;
    if (v.equals("fused")) {
      y =
          tf.reshape(
              b.fusedBn(tf.reshape(x, tf.constant(new int[] {Spec.R3, 1, 1, Spec.C3})), ga, be),
              tf.constant(new int[] {Spec.R3, Spec.C3}));
    } else {
      y = b.norm(x, ga, be, 0);
    }
    return fn(b, y, r, b, y);
  }

  Workload w5() {
    int n = Spec.N5;
    B b = new B();
    Ops tf = b.tf;
    Operand<TFloat32> x = b.v("x", Lcg.floats(51, n), n),
        a = b.v("a", Lcg.floats(52, n), n),
        c = b.v("b", Lcg.floats(53, n), n),
        m = b.v(null, Lcg.mask(54, n), n);
    Operand<TFloat32> y =
        b.sum(tf.math.mul(tf.math.sigmoid(tf.nn.relu(tf.math.add(tf.math.mul(x, a), c))), m));
    return fn(b, y, null, b, y);
  }

  Workload w6(String v) {
    int n = Integer.parseInt(v.substring(4));
    B b = new B();
    Ops tf = b.tf;
    if (v.startsWith("f64")) {
      Operand<TFloat64> x = b.v("A", Lcg.doubles(61, n * n, 1), n, n),
          y = b.v("B", Lcg.doubles(62, n * n, 1), n, n),
          r = b.v(null, Lcg.doubles(63, n * n, 1), n, n);
      Operand<TFloat64> l = b.sum(tf.math.mul(tf.linalg.matMul(x, y), r));
      return fn(b, l, null, b, l);
    }
    Operand<TFloat32> x = b.v("A", Lcg.floats(61, n * n), n, n),
        y = b.v("B", Lcg.floats(62, n * n), n, n),
        r = b.v(null, Lcg.floats(63, n * n), n, n);
    Operand<TFloat32> l = b.sum(tf.math.mul(tf.linalg.matMul(x, y), r));
    return fn(b, l, null, b, l);
  }

  Workload w7() {
    B b = new B();
    Ops tf = b.tf;
    Operand<TFloat32> h = b.v(null, Lcg.floats(71, Spec.N7), Spec.N7),
        p = b.v("p", Lcg.floats(72, Spec.N7, 1f, 0.1f), Spec.N7),
        q = b.v("q", Lcg.floats(73, Spec.N7, 0f, 0.1f), Spec.N7);
    for (int i = 0; i < Spec.OPS7; i++) {
      int k = i % 3;
      h = k == 0 ? tf.math.mul(h, p) : k == 1 ? tf.math.add(h, q) : tf.math.tanh(h);
    }
    Operand<TFloat32> y = b.sum(h);
    return fn(b, y, null, b, y);
  }

  Operand<TFloat32> block(B b, boolean tr) {
    Ops tf = b.tf;
    int D = Spec.D8, H = Spec.H8, F = Spec.F8, T = Spec.T8, N = Spec.B8, E = D / H;
    float sd = (float) (1 / Math.sqrt(D)), sf = (float) (1 / Math.sqrt(F));
    Operand<TFloat32> x = b.v(null, Lcg.floats(81, N * T * D), N * T, D),
        r = b.v(null, Lcg.floats(82, N * T * D), N * T, D);
    Operand<TFloat32> wi = b.v("wi", Lcg.floats(83, 3 * D * D, 0, sd), 3 * D, D),
        wo = b.v("wo", Lcg.floats(84, D * D, 0, sd), D, D);
    Operand<TFloat32> w1 = b.v("w1", Lcg.floats(85, F * D, 0, sd), F, D),
        w2 = b.v("w2", Lcg.floats(86, D * F, 0, sf), D, F);
    Operand<TFloat32> g1 = b.ones("g1", D),
        g2 = b.ones("g2", D),
        e1 = b.zeros("e1", D),
        e2 = b.zeros("e2", D);
    Operand<TFloat32> bi = b.zeros("bi", 3 * D),
        bo = b.zeros("bo", D),
        b1 = b.zeros("b1", F),
        b2 = b.zeros("b2", D);
    Operand<TFloat32> qkv = b.linear(b.norm(x, g1, e1, 1), wi, bi);
    qkv =
        tf.linalg.transpose(
            tf.reshape(qkv, tf.constant(new int[] {N, T, 3, H, E})),
            tf.constant(new int[] {2, 0, 3, 1, 4}));
    List<org.tensorflow.Output<TFloat32>> u = tf.unstack(qkv, 3L).output();
    Operand<TFloat32> p =
        tf.math.mul(
            tf.train.batchMatMul(u.get(0), u.get(1), TFloat32.class, BatchMatMul.adjY(true)),
            b.c(1 / Math.sqrt(E)));
    p = tf.nn.softmax(p);
    if (tr) p = b.dropout(p, 1 - Spec.DROP8, TFloat32.class);
    Operand<TFloat32> o = tf.train.batchMatMul(p, u.get(2), TFloat32.class);
    o =
        tf.reshape(
            tf.linalg.transpose(o, tf.constant(new int[] {0, 2, 1, 3})),
            tf.constant(new int[] {N * T, D}));
    o = b.linear(o, wo, bo);
    if (tr) o = b.dropout(o, 1 - Spec.DROP8, TFloat32.class);
    Operand<TFloat32> y = tf.math.add(x, o);
    Operand<TFloat32> f = b.linear(b.norm(y, g2, e2, 1), w1, b1);
    f =
        tf.math.mul(
            tf.math.mul(f, b.c(0.5)),
            tf.math.add(b.c(1), tf.math.erf(tf.math.mul(f, b.c(Math.sqrt(0.5))))));
    if (tr) f = b.dropout(f, 1 - Spec.DROP8, TFloat32.class);
    f = b.linear(f, w2, b2);
    if (tr) f = b.dropout(f, 1 - Spec.DROP8, TFloat32.class);
    return b.sum(tf.math.mul(tf.math.add(y, f), r));
  }

  Workload w8(String v) {
    if (v.equals("sdpa")) throw new NotOffered("no fused attention op in the core API");
    B b = new B(), cb = new B();
    Operand<TFloat32> l = block(b, true), cl = block(cb, false);
    return fn(b, l, null, cb, cl);
  }

  /** [out, in, kh, kw] to [kh, kw, in, out]. */
  static float[] hwio(float[] w, int o, int i, int k) {
    float[] r = new float[w.length];
    for (int a = 0; a < o; a++)
      for (int b = 0; b < i; b++)
        for (int c = 0; c < k * k; c++) r[(c * i + b) * o + a] = w[(a * i + b) * k * k + c];
    return r;
  }

  Workload w9() {
    return train(
        (b, training) -> {
          Ops tf = b.tf;
          int N = Spec.B9;
          Operand<TFloat32> x = b.v(null, Lcg.floats(91, N * 784), N, 28, 28, 1),
              y = b.v(null, oneHot(Lcg.labels(92, N, 10), 10), N, 10);
          float[] fc = Lcg.floats(95, 10 * 1568, 0, (float) (1 / Math.sqrt(1568))),
              fn = new float[fc.length];
          for (int o = 0; o < 10; o++)
            for (int c = 0; c < 32; c++)
              for (int i = 0; i < 49; i++)
                fn[o * 1568 + i * 32 + c] = fc[o * 1568 + c * 49 + i]; // NHWC flattening
          Operand<TFloat32> c1 =
              b.v("c1", hwio(Lcg.floats(93, 16 * 9, 0, 1f / 3), 16, 1, 3), 3, 3, 1, 16);
          Operand<TFloat32> c2 =
              b.v("c2", hwio(Lcg.floats(94, 32 * 16 * 9, 0, 1f / 12), 32, 16, 3), 3, 3, 16, 32);
          List<Long> s1 = List.of(1L, 1L, 1L, 1L);
          Operand<TInt32> s2 = tf.constant(new int[] {1, 2, 2, 1});
          Operand<TFloat32> h = tf.nn.biasAdd(tf.nn.conv2d(x, c1, s1, "SAME"), b.zeros("k1", 16));
          h = tf.nn.relu(b.fusedBn(h, b.ones("g1", 16), b.zeros("e1", 16)));
          h = tf.nn.maxPool(h, s2, s2, "VALID");
          h = tf.nn.biasAdd(tf.nn.conv2d(h, c2, s1, "SAME"), b.zeros("k2", 32));
          h = tf.nn.relu(b.fusedBn(h, b.ones("g2", 32), b.zeros("e2", 32)));
          h = tf.nn.maxPool(h, s2, s2, "VALID");
          return b.ce(
              b.linear(
                  tf.reshape(h, tf.constant(new int[] {N, 1568})),
                  b.v("fc", fn, 10, 1568),
                  b.zeros("fb", 10)),
              y);
        },
        Spec.LR9,
        0);
  }

  Workload w10() {
    B b = new B();
    Ops tf = b.tf;
    Operand<TFloat32> a = b.v(null, Spec.x2(), Spec.B2, 784),
        y = b.v(null, oneHot(Spec.y2(), 10), Spec.B2, 10);
    List<Operand<TFloat32>> vs = new ArrayList<>();
    for (int l = 1; l <= 3; l++) {
      // not biasAdd: BiasAddGrad has no gradient
      a =
          tf.math.add(
              tf.linalg.matMul(
                  a, b.v("W" + l, Spec.w2(l), Spec.L2[l], Spec.L2[l - 1]), MatMul.transposeB(true)),
              b.zeros("b" + l, Spec.L2[l]));
      if (l < 3) a = tf.math.tanh(a);
      vs.add(b.v(null, Spec.v10w(l), Spec.L2[l], Spec.L2[l - 1]));
      vs.add(b.v(null, Spec.v10b(l), Spec.L2[l]));
    }
    Operand<TFloat32> loss = b.ce(a, y);
    try {
      List<Operand<?>> wrt = new ArrayList<>(b.params.values()), gs = new ArrayList<>();
      Gradients g = tf.gradients(loss, wrt);
      for (int i = 0; i < wrt.size(); i++) gs.add(g.dy(i));
      Gradients h = tf.gradients(gs, wrt, Gradients.dx(vs));
      Map<String, Operand<?>> hv = new LinkedHashMap<>();
      int i = 0;
      for (String n : b.params.keySet()) hv.put(n, h.dy(i++));
      b.start();
      return new Workload() {
        public void step() {
          Session.Runner r = b.s.runner();
          for (Operand<?> o : hv.values()) r.addTarget(o.op());
          r.run().close();
        }

        public Map<String, Double> check() {
          Map<String, Double> m = new LinkedHashMap<>();
          b.values(loss, hv, "loss").forEach((k, d) -> m.put(k.replace("g_", "h_"), d));
          return m;
        }
      };
    } catch (RuntimeException e) {
      throw new NotOffered("second addGradients fails: " + e.getMessage().replace('\n', ' '));
    }
  }
}
