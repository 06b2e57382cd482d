package dev.wengert.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.*;
import org.bytedeco.pytorch.global.torch;

/**
 * libtorch's C++ API through JavaCPP. Every step runs in a PointerScope; persistent tensors live
 * outside it.
 */
public final class Libtorch implements Peer {
  public String name() {
    return "libtorch";
  }

  public String version() {
    return "2.13.0-1.5.14";
  }

  public void threads(int n) {
    Loader.load(torch.class);
    torch.set_num_threads(n);
    torch.manual_seed(1);
  }

  static Tensor t(float[] v, long... shape) {
    return AbstractTensor.create(v, shape);
  }

  static Tensor t(double[] v, long... shape) {
    return AbstractTensor.create(v, shape);
  }

  static Tensor labels(int[] v) {
    long[] l = new long[v.length];
    for (int i = 0; i < l.length; i++) l[i] = v[i];
    return AbstractTensor.create(l, (long) l.length);
  }

  static Tensor param(Tensor t) {
    return t.requires_grad_(true);
  }

  static Tensor zeros(long... s) {
    int n = 1;
    for (long d : s) n *= (int) d;
    return t(new float[n], s);
  }

  static Tensor ones(long n) {
    float[] f = new float[(int) n];
    java.util.Arrays.fill(f, 1f);
    return t(f, n);
  }

  static double abs(Tensor t) {
    return t.to(torch.ScalarType.Double).abs().sum().item_double();
  }

  static TensorOptional opt(Tensor t) {
    return new TensorOptional(t);
  }

  /** A functional workload: gradient of what forward returns, with an optional cotangent. */
  static Workload fn(Supplier<Tensor> forward, Tensor cotangent, String[] names, Tensor... wrt) {
    TensorVector in = new TensorVector(wrt);
    return new Workload() {
      TensorVector run(Tensor[] out) {
        Tensor y = forward.get();
        if (out != null) out[0] = y;
        return cotangent == null
            ? torch.grad(new TensorVector(y), in)
            : torch.grad(
                new TensorVector(y),
                in,
                new TensorVector(cotangent),
                new BoolOptional(),
                false,
                false);
      }

      public void step() {
        try (PointerScope s = new PointerScope()) {
          run(null);
        }
      }

      public Map<String, Double> check() {
        try (PointerScope s = new PointerScope()) {
          Tensor[] y = new Tensor[1];
          TensorVector g = run(y);
          Map<String, Double> m = new LinkedHashMap<>();
          m.put("out", y[0].numel() == 1 ? y[0].item_double() : abs(y[0]));
          for (int i = 0; i < names.length; i++) m.put("g_" + names[i], abs(g.get(i)));
          return m;
        }
      }
    };
  }

  /** A training workload: loss(training), optimizer step. */
  static Workload train(
      java.util.function.Function<Boolean, Tensor> loss,
      SGDOptions options,
      String[] names,
      Tensor... params) {
    SGD opt = new SGD(new TensorVector(params), options);
    return new Workload() {
      public void step() {
        try (PointerScope s = new PointerScope()) {
          opt.zero_grad();
          loss.apply(true).backward();
          opt.step();
        }
      }

      public Map<String, Double> check() {
        try (PointerScope s = new PointerScope()) {
          opt.zero_grad();
          Tensor l = loss.apply(false);
          l.backward();
          Map<String, Double> m = new LinkedHashMap<>();
          m.put("loss", l.item_double());
          for (int i = 0; i < names.length; i++) m.put("g_" + names[i], abs(params[i].grad()));
          return m;
        }
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
    Tensor x = t(Spec.x1(), 2, Spec.M1), y = t(Spec.y1(), 1, Spec.M1);
    Tensor[] W = new Tensor[4], b = new Tensor[4];
    for (int l = 1; l <= 3; l++) {
      W[l] = param(t(Spec.w1(l), Spec.L1[l], Spec.L1[l - 1]));
      b[l] = param(t(new double[Spec.L1[l]], Spec.L1[l], 1));
    }
    boolean l2 = v.equals("l2"), drop = v.equals("dropout");
    Scalar half = new Scalar(Spec.LAMBDA1 / (2 * Spec.M1));
    return train(
        training -> {
          Tensor a = torch.addmm(b[1], W[1], x).relu();
          if (drop) a = torch.dropout(a, 1 - Spec.KEEP1, training);
          a = torch.addmm(b[2], W[2], a).relu();
          if (drop) a = torch.dropout(a, 1 - Spec.KEEP1, training);
          a = torch.addmm(b[3], W[3], a).sigmoid();
          Tensor loss = torch.binary_cross_entropy(a, y);
          if (l2)
            loss =
                loss.add(
                    W[1]
                        .square()
                        .sum()
                        .add(W[2].square().sum())
                        .add(W[3].square().sum())
                        .mul(half));
          return loss;
        },
        new SGDOptions(Spec.LR1),
        new String[] {"W1", "b1", "W2", "b2", "W3", "b3"},
        W[1],
        b[1],
        W[2],
        b[2],
        W[3],
        b[3]);
  }

  Workload w2() {
    Tensor x = t(Spec.x2(), Spec.B2, 784), y = labels(Spec.y2());
    Tensor[] W = new Tensor[4],
        b = new Tensor[4],
        ga = new Tensor[3],
        be = new Tensor[3],
        rm = new Tensor[3],
        rv = new Tensor[3];
    for (int l = 1; l <= 3; l++) {
      W[l] = param(t(Spec.w2(l), Spec.L2[l], Spec.L2[l - 1]));
      b[l] = param(zeros(Spec.L2[l]));
      if (l < 3) {
        ga[l] = param(ones(Spec.L2[l]));
        be[l] = param(zeros(Spec.L2[l]));
        rm[l] = zeros(Spec.L2[l]);
        rv[l] = ones(Spec.L2[l]);
      }
    }
    SGDOptions o = new SGDOptions(Spec.LR2);
    o.momentum().put(Spec.MOM2);
    Scalar wd = new Scalar(Spec.WD2);
    return train(
        training -> {
          Tensor a = x;
          for (int l = 1; l <= 2; l++) {
            a = torch.linear(a, W[l], opt(b[l]));
            a =
                torch.batch_norm(
                    a, opt(ga[l]), opt(be[l]), opt(rm[l]), opt(rv[l]), true, 0.1, Spec.EPS, false);
            a = torch.dropout(a.relu(), 0.5, training);
          }
          a = torch.linear(a, W[3], opt(b[3]));
          Tensor reg =
              W[1].square().sum().add(W[2].square().sum()).add(W[3].square().sum()).mul(wd);
          return torch.cross_entropy(a, y).add(reg);
        },
        o,
        new String[] {"W1", "W2", "W3", "ga1", "be1", "ga2", "be2"},
        W[1],
        W[2],
        W[3],
        ga[1],
        be[1],
        ga[2],
        be[2],
        b[1],
        b[2],
        b[3]);
  }

  Workload w3(String v) {
    Tensor x = param(t(Spec.x3(), Spec.R3, Spec.C3)),
        ga = param(t(Spec.gamma3(), Spec.C3)),
        be = param(t(Spec.beta3(), Spec.C3));
    Tensor r = t(Spec.r3(), Spec.R3, Spec.C3);
    Scalar eps = new Scalar(Spec.EPS);
    long[] shape = {Spec.C3}, one = {1};
    return fn(
        () -> {
          if (v.equals("fused"))
            return torch.layer_norm(x, shape, opt(ga), opt(be), Spec.EPS, false);
          Tensor xc = x.sub(x.mean(one, true, new ScalarTypeOptional()));
          Tensor var = xc.mul(xc).mean(one, true, new ScalarTypeOptional());
          return xc.div(var.add(eps).sqrt()).mul(ga).add(be);
        },
        r,
        new String[] {"x", "gamma", "beta"},
        x,
        ga,
        be);
  }

  Workload w4(String v) {
    Tensor x = param(t(Spec.x3(), Spec.R3, Spec.C3)),
        ga = param(t(Spec.gamma3(), Spec.C3)),
        be = param(t(Spec.beta3(), Spec.C3));
    Tensor r = t(Spec.r3(), Spec.R3, Spec.C3), rm = zeros(Spec.C3), rv = ones(Spec.C3);
    Scalar eps = new Scalar(Spec.EPS);
    long[] zero = {0};
    return fn(
        () -> {
          if (v.equals("fused"))
            return torch.batch_norm(
                x, opt(ga), opt(be), opt(rm), opt(rv), true, 0.1, Spec.EPS, false);
          Tensor xc = x.sub(x.mean(zero, true, new ScalarTypeOptional()));
          Tensor var = xc.mul(xc).mean(zero, true, new ScalarTypeOptional());
          return xc.div(var.add(eps).sqrt()).mul(ga).add(be);
        },
        r,
        new String[] {"x", "gamma", "beta"},
        x,
        ga,
        be);
  }

  Workload w5() {
    int n = Spec.N5;
    Tensor x = param(t(Lcg.floats(51, n), n)),
        a = param(t(Lcg.floats(52, n), n)),
        b = param(t(Lcg.floats(53, n), n)),
        m = t(Lcg.mask(54, n), n);
    return fn(
        () -> x.mul(a).add(b).relu().sigmoid().mul(m).sum(),
        null,
        new String[] {"x", "a", "b"},
        x,
        a,
        b);
  }

  Workload w6(String v) {
    int n = Integer.parseInt(v.substring(4));
    boolean d = v.startsWith("f64");
    Tensor a = param(d ? t(Lcg.doubles(61, n * n, 1), n, n) : t(Lcg.floats(61, n * n), n, n));
    Tensor b = param(d ? t(Lcg.doubles(62, n * n, 1), n, n) : t(Lcg.floats(62, n * n), n, n));
    Tensor r = d ? t(Lcg.doubles(63, n * n, 1), n, n) : t(Lcg.floats(63, n * n), n, n);
    return fn(() -> a.mm(b).mul(r).sum(), null, new String[] {"A", "B"}, a, b);
  }

  Workload w7() {
    Tensor x = t(Lcg.floats(71, Spec.N7), Spec.N7),
        p = param(t(Lcg.floats(72, Spec.N7, 1f, 0.1f), Spec.N7)),
        q = param(t(Lcg.floats(73, Spec.N7, 0f, 0.1f), Spec.N7));
    return fn(
        () -> {
          Tensor h = x;
          for (int i = 0; i < Spec.OPS7; i++) {
            int k = i % 3;
            h = k == 0 ? h.mul(p) : k == 1 ? h.add(q) : h.tanh();
          }
          return h.sum();
        },
        null,
        new String[] {"p", "q"},
        p,
        q);
  }

  Workload w8(String v) {
    int D = Spec.D8, H = Spec.H8, F = Spec.F8, T = Spec.T8, B = Spec.B8, E = D / H;
    Tensor x = t(Lcg.floats(81, B * T * D), B, T, D), r = t(Lcg.floats(82, B * T * D), B, T, D);
    float sd = (float) (1 / Math.sqrt(D)), sf = (float) (1 / Math.sqrt(F));
    Tensor wi = param(t(Lcg.floats(83, 3 * D * D, 0, sd), 3 * D, D)), bi = param(zeros(3 * D));
    Tensor wo = param(t(Lcg.floats(84, D * D, 0, sd), D, D)), bo = param(zeros(D));
    Tensor w1 = param(t(Lcg.floats(85, F * D, 0, sd), F, D)), b1 = param(zeros(F));
    Tensor w2 = param(t(Lcg.floats(86, D * F, 0, sf), D, F)), b2 = param(zeros(D));
    Tensor g1 = param(ones(D)), e1 = param(zeros(D)), g2 = param(ones(D)), e2 = param(zeros(D));
    boolean sdpa = v.equals("sdpa");
    boolean[] training = {false};
    long[] shape = {D};
    Scalar scale = new Scalar(1 / Math.sqrt(E));
    Workload inner =
        fn(
            () -> {
              boolean tr = training[0];
              Tensor h = torch.layer_norm(x, shape, opt(g1), opt(e1), Spec.EPS, false);
              Tensor qkv = torch.linear(h, wi, opt(bi)).view(B, T, 3, H, E).permute(2, 0, 3, 1, 4);
              TensorVector u = qkv.unbind(0);
              Tensor q = u.get(0), k = u.get(1), vv = u.get(2), o;
              if (sdpa) {
                o =
                    torch.scaled_dot_product_attention(
                        q,
                        k,
                        vv,
                        new TensorOptional(),
                        tr ? Spec.DROP8 : 0,
                        false,
                        new DoubleOptional(),
                        false);
              } else {
                Tensor p = torch.softmax(q.matmul(k.transpose(2, 3)).mul(scale), 3);
                o = torch.dropout(p, Spec.DROP8, tr).matmul(vv);
              }
              o = torch.linear(o.transpose(1, 2).reshape(B, T, D), wo, opt(bo));
              Tensor y = x.add(torch.dropout(o, Spec.DROP8, tr));
              Tensor f =
                  torch.linear(
                      torch.layer_norm(y, shape, opt(g2), opt(e2), Spec.EPS, false), w1, opt(b1));
              f = torch.dropout(torch.gelu(f), Spec.DROP8, tr);
              f = torch.dropout(torch.linear(f, w2, opt(b2)), Spec.DROP8, tr);
              return y.add(f).mul(r).sum();
            },
            null,
            new String[] {"wi", "wo", "w1", "w2", "g1", "g2"},
            wi,
            wo,
            w1,
            w2,
            g1,
            g2,
            e1,
            e2,
            bi,
            bo,
            b1,
            b2);
    return new Workload() {
      public void step() {
        training[0] = true;
        inner.step();
      }

      public Map<String, Double> check() {
        training[0] = false;
        return inner.check();
      }
    };
  }

  Workload w9() {
    int B = Spec.B9;
    Tensor x = t(Lcg.floats(91, B * 784), B, 1, 28, 28), y = labels(Lcg.labels(92, B, 10));
    Tensor c1 = param(t(Lcg.floats(93, 16 * 9, 0, 1f / 3), 16, 1, 3, 3)), k1 = param(zeros(16));
    Tensor c2 = param(t(Lcg.floats(94, 32 * 16 * 9, 0, 1f / 12), 32, 16, 3, 3)),
        k2 = param(zeros(32));
    Tensor fc = param(t(Lcg.floats(95, 10 * 1568, 0, (float) (1 / Math.sqrt(1568))), 10, 1568)),
        fb = param(zeros(10));
    Tensor g1 = param(ones(16)), e1 = param(zeros(16)), g2 = param(ones(32)), e2 = param(zeros(32));
    Tensor m1 = zeros(16), v1 = ones(16), m2 = zeros(32), v2 = ones(32);
    long[] s1 = {1, 1}, s2 = {2, 2}, s0 = {0, 0};
    return train(
        training -> {
          Tensor h = torch.conv2d(x, c1, opt(k1), s1, s1, s1, 1);
          h =
              torch
                  .batch_norm(h, opt(g1), opt(e1), opt(m1), opt(v1), true, 0.1, Spec.EPS, false)
                  .relu();
          h = torch.max_pool2d(h, s2, s2, s0, s1, false);
          h = torch.conv2d(h, c2, opt(k2), s1, s1, s1, 1);
          h =
              torch
                  .batch_norm(h, opt(g2), opt(e2), opt(m2), opt(v2), true, 0.1, Spec.EPS, false)
                  .relu();
          h = torch.max_pool2d(h, s2, s2, s0, s1, false);
          return torch.cross_entropy(torch.linear(h.flatten(1, -1), fc, opt(fb)), y);
        },
        new SGDOptions(Spec.LR9),
        new String[] {"c1", "c2", "fc", "g1", "e1", "g2", "e2"},
        c1,
        c2,
        fc,
        g1,
        e1,
        g2,
        e2,
        k1,
        k2,
        fb);
  }

  Workload w10() {
    Tensor x = t(Spec.x2(), Spec.B2, 784), y = labels(Spec.y2());
    List<Tensor> ps = new ArrayList<>(), vs = new ArrayList<>();
    for (int l = 1; l <= 3; l++) {
      ps.add(param(t(Spec.w2(l), Spec.L2[l], Spec.L2[l - 1])));
      vs.add(t(Spec.v10w(l), Spec.L2[l], Spec.L2[l - 1]));
      ps.add(param(zeros(Spec.L2[l])));
      vs.add(t(Spec.v10b(l), Spec.L2[l]));
    }
    TensorVector P = new TensorVector(ps.toArray(new Tensor[0]));
    TensorVector V = new TensorVector(vs.toArray(new Tensor[0]));
    return new Workload() {
      TensorVector hvp(Tensor[] loss) {
        Tensor a = torch.linear(x, ps.get(0), opt(ps.get(1))).tanh();
        a = torch.linear(a, ps.get(2), opt(ps.get(3))).tanh();
        Tensor l = torch.cross_entropy(torch.linear(a, ps.get(4), opt(ps.get(5))), y);
        if (loss != null) loss[0] = l;
        TensorVector g =
            torch.grad(
                new TensorVector(l), P, new TensorVector(), new BoolOptional(true), true, false);
        // <g, v> differentiated: the cotangents of the second backward are v themselves
        return torch.grad(g, P, V, new BoolOptional(), false, false);
      }

      public void step() {
        try (PointerScope s = new PointerScope()) {
          hvp(null);
        }
      }

      public Map<String, Double> check() {
        try (PointerScope s = new PointerScope()) {
          Tensor[] l = new Tensor[1];
          TensorVector h = hvp(l);
          Map<String, Double> m = new LinkedHashMap<>();
          m.put("loss", l[0].item_double());
          for (int i = 0; i < 6; i++)
            m.put("h_" + (i % 2 == 0 ? "W" : "b") + (i / 2 + 1), abs(h.get(i)));
          return m;
        }
      }
    };
  }
}
