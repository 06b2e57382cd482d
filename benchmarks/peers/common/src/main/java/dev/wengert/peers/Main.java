package dev.wengert.peers;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Main PEERCLASS --threads N [--only W3,W6/f32-64] [--quick] [--check] [--ids] : one JSON line a
 * workload.
 */
public final class Main {
  public static void main(String[] a) throws Exception {
    Locale.setDefault(Locale.ROOT);
    Peer peer = (Peer) Class.forName(a[0]).getDeclaredConstructor().newInstance();
    int threads = 1;
    boolean quick = false, checkOnly = false, ids = false;
    List<String> only = List.of();
    for (int i = 1; i < a.length; i++) {
      switch (a[i]) {
        case "--threads" -> threads = Integer.parseInt(a[++i]);
        case "--only" -> only = Arrays.asList(a[++i].split(","));
        case "--quick" -> quick = true;
        case "--check" -> checkOnly = true;
        case "--ids" -> ids = true;
        default -> throw new IllegalArgumentException(a[i]);
      }
    }
    if (!ids) peer.threads(threads);
    for (String id : Spec.ALL) {
      String w = id.substring(0, id.indexOf('/')), v = id.substring(id.indexOf('/') + 1);
      if (!only.isEmpty() && !only.contains(id) && !only.contains(w)) continue;
      if (ids) {
        System.out.println(id);
        continue;
      }
      String head =
          String.format(
              "{\"peer\":\"%s\",\"version\":\"%s\",\"workload\":\"%s\",\"variant\":\"%s\",\"threads\":%d",
              peer.name(), peer.version(), w, v, threads);
      Workload wl = null;
      try {
        wl = peer.make(w, v);
        Map<String, Double> check = wl.check();
        StringBuilder sb = new StringBuilder(head);
        if (!checkOnly) {
          double[] r = time(wl, quick, w.equals("W1"));
          sb.append(
              String.format(
                  ",\"median_us\":%.3f,\"min_us\":%.3f,\"p90_us\":%.3f,\"iters\":%d",
                  r[0], r[1], r[2], (long) r[3]));
          if (w.equals("W6")) {
            double n = Double.parseDouble(v.substring(v.indexOf('-') + 1));
            sb.append(String.format(",\"gflops\":%.2f", 6 * n * n * n / r[0] / 1e3));
          }
          if (w.equals("W7"))
            sb.append(String.format(",\"ns_per_op\":%.1f", r[0] * 1e3 / Spec.OPS7));
          if (r[4] > 0) sb.append(String.format(",\"rss_mb\":%.0f", r[4]));
        }
        if (!check.isEmpty()) {
          sb.append(",\"check\":{");
          boolean first = true;
          for (var e : check.entrySet()) {
            if (!first) sb.append(',');
            first = false;
            sb.append(String.format("\"%s\":%.7g", e.getKey(), e.getValue()));
          }
          sb.append('}');
        }
        System.out.println(sb.append('}'));
      } catch (Peer.NotOffered e) {
        System.out.println(
            head + ",\"not_offered\":\"" + e.getMessage().replace('"', '\'') + "\"}");
      } catch (Throwable e) {
        System.out.println(
            head
                + ",\"error\":\""
                + String.valueOf(e).replace('"', '\'').replace('\n', ' ').replace('\\', '/')
                + "\"}");
        if (System.getenv("TRACE") != null) e.printStackTrace();
      } finally {
        if (wl != null) wl.close();
      }
      System.out.flush();
      System.gc();
    }
    System.exit(0);
  }

  /** median, min, p90 (us an iteration), iterations timed, resident MB at the end. */
  static double[] time(Workload w, boolean quick, boolean seed) {
    double warmS = quick ? 0.3 : 2.0, runS = quick ? 0.5 : 3.0;
    long t0 = System.nanoTime();
    int n = 0;
    double el;
    do {
      w.step();
      n++;
      el = (System.nanoTime() - t0) * 1e-9;
    } while (el < warmS
        || n < 3
        || n < 1000 && el < 2 * warmS); // slow steps get longer, for the JIT
    // the cost of one, as it stands at the end of the warmup
    long t1 = System.nanoTime();
    int k = Math.max(1, n / 10);
    for (int i = 0; i < k; i++) w.step();
    double one = (System.nanoTime() - t1) * 1e-9 / k;
    int per = (int) Math.max(1, Math.round(0.1 / one)); // about 100 ms a batch
    int batches = (int) Math.max(7, Math.round(runS / (per * one)));
    if (seed && !quick) {
      while ((long) per * batches < 3000) batches++;
    }
    double[] us = new double[batches];
    for (int b = 0; b < batches; b++) {
      long s = System.nanoTime();
      for (int i = 0; i < per; i++) w.step();
      us[b] = (System.nanoTime() - s) * 1e-3 / per;
    }
    double[] sorted = us.clone();
    Arrays.sort(sorted);
    double med =
        batches % 2 == 1
            ? sorted[batches / 2]
            : 0.5 * (sorted[batches / 2 - 1] + sorted[batches / 2]);
    return new double[] {
      med,
      sorted[0],
      sorted[(int) Math.min(batches - 1, Math.ceil(batches * 0.9) - 1)],
      (double) per * batches,
      rss()
    };
  }

  static double rss() {
    try {
      for (String l : java.nio.file.Files.readAllLines(java.nio.file.Path.of("/proc/self/status")))
        if (l.startsWith("VmRSS:")) return Double.parseDouble(l.replaceAll("[^0-9]", "")) / 1024;
    } catch (Exception e) {
      // no procfs
    }
    return 0;
  }
}
