package dev.wengert.nn.architecture;

import dev.wengert.Tensor;
import dev.wengert.array.DType;
import java.util.Map;
import java.util.Objects;

/**
 * GPT-2 and Llama written down with loops, from their papers and by the names of their published
 * files: what the layers are compared with.
 *
 * @param weights by their published names
 * @param heads of queries
 * @param keyHeads of keys and values
 */
record NaiveDecoder(
    Map<String, Tensor> weights, int width, int heads, int keyHeads, double epsilon, double base) {

  private double[] weight(String name) {
    return Objects.requireNonNull(weights.get(name), name).to(DType.FLOAT64).toDoubleArray();
  }

  private boolean has(String name) {
    return weights.containsKey(name);
  }

  /** Returns the logits behind each symbol, one row a symbol. */
  double[][] logits(int... symbols) {
    boolean isLlama = has("model.embed_tokens.weight");
    return isLlama ? llama(symbols) : gpt2(symbols);
  }

  private double[][] gpt2(int[] symbols) {
    double[] table = weight("wte.weight");
    double[] positions = weight("wpe.weight");
    double[][] x = new double[symbols.length][width];
    for (int t = 0; t < symbols.length; t++) {
      for (int e = 0; e < width; e++) {
        x[t][e] = table[symbols[t] * width + e] + positions[t * width + e];
      }
    }
    for (int block = 0; has("h." + block + ".ln_1.weight"); block++) {
      String h = "h." + block + ".";
      double[][] all = conv1d(layerNorm(x, h + "ln_1"), h + "attn.c_attn");
      double[][] q = part(all, 0, width);
      double[][] k = part(all, width, width);
      double[][] v = part(all, 2 * width, width);
      add(x, conv1d(attention(q, k, v), h + "attn.c_proj"));
      double[][] inside = conv1d(layerNorm(x, h + "ln_2"), h + "mlp.c_fc");
      for (double[] row : inside) {
        for (int i = 0; i < row.length; i++) {
          double u = row[i];
          double inner = Math.sqrt(2 / Math.PI) * (u + 0.044715 * u * u * u);
          row[i] = u / 2 * (1 + Math.tanh(inner));
        }
      }
      add(x, conv1d(inside, h + "mlp.c_proj"));
    }
    return linear(layerNorm(x, "ln_f"), table);
  }

  private double[][] llama(int[] symbols) {
    double[] table = weight("model.embed_tokens.weight");
    double[][] x = new double[symbols.length][width];
    for (int t = 0; t < symbols.length; t++) {
      System.arraycopy(table, symbols[t] * width, x[t], 0, width);
    }
    for (int block = 0; has("model.layers." + block + ".input_layernorm.weight"); block++) {
      String h = "model.layers." + block + ".";
      double[][] in = rmsNorm(x, h + "input_layernorm.weight");
      double[][] q = rotated(projected(in, h + "self_attn.q_proj"));
      double[][] k = rotated(projected(in, h + "self_attn.k_proj"));
      double[][] v = projected(in, h + "self_attn.v_proj");
      add(x, projected(attention(q, k, v), h + "self_attn.o_proj"));
      double[][] between = rmsNorm(x, h + "post_attention_layernorm.weight");
      double[][] gate = projected(between, h + "mlp.gate_proj");
      double[][] up = projected(between, h + "mlp.up_proj");
      for (int t = 0; t < gate.length; t++) {
        for (int i = 0; i < gate[t].length; i++) {
          gate[t][i] *= up[t][i] / (1 + Math.exp(-gate[t][i]));
        }
      }
      add(x, projected(gate, h + "mlp.down_proj"));
    }
    return linear(
        rmsNorm(x, "model.norm.weight"), has("lm_head.weight") ? weight("lm_head.weight") : table);
  }

  private static void add(double[][] x, double[][] more) {
    for (int t = 0; t < x.length; t++) {
      for (int e = 0; e < x[t].length; e++) {
        x[t][e] += more[t][e];
      }
    }
  }

  private static double[][] part(double[][] x, int from, int count) {
    double[][] part = new double[x.length][count];
    for (int t = 0; t < x.length; t++) {
      System.arraycopy(x[t], from, part[t], 0, count);
    }
    return part;
  }

  /** x W + b, W [inputs, outputs]. */
  private double[][] conv1d(double[][] x, String name) {
    double[] w = weight(name + ".weight");
    double[] b = weight(name + ".bias");
    double[][] y = new double[x.length][b.length];
    for (int t = 0; t < x.length; t++) {
      for (int o = 0; o < b.length; o++) {
        y[t][o] = b[o];
        for (int i = 0; i < x[t].length; i++) {
          y[t][o] += x[t][i] * w[i * b.length + o];
        }
      }
    }
    return y;
  }

  /** x W^T and a bias where there is one, W [outputs, inputs]. */
  private double[][] projected(double[][] x, String name) {
    double[][] y = linear(x, weight(name + ".weight"));
    if (has(name + ".bias")) {
      double[] b = weight(name + ".bias");
      for (double[] row : y) {
        for (int o = 0; o < b.length; o++) {
          row[o] += b[o];
        }
      }
    }
    return y;
  }

  private static double[][] linear(double[][] x, double[] w) {
    int inputs = x[0].length;
    double[][] y = new double[x.length][w.length / inputs];
    for (int t = 0; t < x.length; t++) {
      for (int o = 0; o < y[t].length; o++) {
        for (int i = 0; i < inputs; i++) {
          y[t][o] += x[t][i] * w[o * inputs + i];
        }
      }
    }
    return y;
  }

  private double[][] layerNorm(double[][] x, String name) {
    double[] gamma = weight(name + ".weight");
    double[] beta = weight(name + ".bias");
    double[][] y = new double[x.length][width];
    for (int t = 0; t < x.length; t++) {
      double mean = 0;
      for (double u : x[t]) {
        mean += u / width;
      }
      double variance = 0;
      for (double u : x[t]) {
        variance += (u - mean) * (u - mean) / width;
      }
      for (int e = 0; e < width; e++) {
        y[t][e] = (x[t][e] - mean) / Math.sqrt(variance + epsilon) * gamma[e] + beta[e];
      }
    }
    return y;
  }

  private double[][] rmsNorm(double[][] x, String name) {
    double[] gamma = weight(name);
    double[][] y = new double[x.length][width];
    for (int t = 0; t < x.length; t++) {
      double square = 0;
      for (double u : x[t]) {
        square += u * u / width;
      }
      for (int e = 0; e < width; e++) {
        y[t][e] = x[t][e] / Math.sqrt(square + epsilon) * gamma[e];
      }
    }
    return y;
  }

  /** Turns the pairs (i, i + half) of each head. */
  private double[][] rotated(double[][] x) {
    int size = width / heads;
    int half = size / 2;
    double[][] y = new double[x.length][x[0].length];
    for (int t = 0; t < x.length; t++) {
      for (int from = 0; from < x[t].length; from += size) {
        for (int i = 0; i < half; i++) {
          double angle = t * Math.pow(base, -2.0 * i / size);
          double a = x[t][from + i];
          double b = x[t][from + i + half];
          y[t][from + i] = a * Math.cos(angle) - b * Math.sin(angle);
          y[t][from + i + half] = b * Math.cos(angle) + a * Math.sin(angle);
        }
      }
    }
    return y;
  }

  /** Attention to the places up to one's own; heads of queries share those of keys in turn. */
  private double[][] attention(double[][] q, double[][] k, double[][] v) {
    int size = width / heads;
    double[][] y = new double[q.length][width];
    for (int head = 0; head < heads; head++) {
      int of = head * size;
      int at = head / (heads / keyHeads) * size;
      for (int t = 0; t < q.length; t++) {
        double[] score = new double[t + 1];
        double sum = 0;
        for (int s = 0; s <= t; s++) {
          for (int i = 0; i < size; i++) {
            score[s] += q[t][of + i] * k[s][at + i];
          }
          score[s] = Math.exp(score[s] / Math.sqrt(size));
          sum += score[s];
        }
        for (int s = 0; s <= t; s++) {
          for (int i = 0; i < size; i++) {
            y[t][of + i] += score[s] / sum * v[s][at + i];
          }
        }
      }
    }
    return y;
  }
}
