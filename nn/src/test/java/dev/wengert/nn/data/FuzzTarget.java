package dev.wengert.nn.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Bytes;
import dev.wengert.Tensor;
import dev.wengert.io.Idx;
import dev.wengert.io.Npy;
import dev.wengert.io.Npz;
import dev.wengert.io.Safetensors;
import dev.wengert.io.SafetensorsShards;
import dev.wengert.io.TensorFlowJs;
import dev.wengert.io.TorchFile;
import dev.wengert.nn.data.table.Table;
import dev.wengert.nn.text.WordPiece;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sink;
import us.hebi.matlab.mat.types.Sinks;

/** A reader of files, whole files for it, and the words of its format. */
enum FuzzTarget {
  NPY(
      ImmutableList.of(
          "<f4",
          ">f4",
          "<f8",
          ">f8",
          "<f2",
          "|b1",
          "|u1",
          "|i1",
          "<i4",
          "<i8",
          ">u8",
          "<u2",
          "<c8",
          "|O",
          "True ",
          "False",
          "(2, 2)",
          "(4,)",
          "(8,)",
          "(1,)",
          "()",
          "(0, 3)",
          "(-1,)",
          "(99999999999,)",
          "(65536, 65536)",
          "descr",
          "shape",
          "fortran_order",
          "'",
          ", ",
          ": ")) {
    @Override
    ImmutableList<byte[]> seeds() throws IOException {
      ImmutableList.Builder<byte[]> seeds = ImmutableList.builder();
      for (Tensor tensor : SOME.values()) {
        byte[] file = bytes(out -> Npy.write(out, tensor));
        seeds.add(file);
        seeds.add(replaced(file, "False", "True "));
        seeds.add(replaced(file, "'<", "'>"));
      }
      return seeds.build();
    }

    @Override
    void read(byte[] input, Path scratch) throws IOException {
      Npy.read(input);
    }

    @Override
    void readStream(byte[] input) throws IOException {
      Npy.read(new ByteArrayInputStream(input));
    }
  },

  NPZ(ImmutableList.of("PK\1\2", "PK\3\4", "PK\5\6", "PK\6\6", ".npy", "a", "b", "<f4", "(2, 2)")) {
    @Override
    ImmutableList<byte[]> seeds() throws IOException {
      ImmutableList.Builder<byte[]> seeds = ImmutableList.builder();
      Path file = Files.createTempFile("seed", ".npz");
      Npz.write(file, SOME);
      seeds.add(Files.readAllBytes(file));
      Npz.writeCompressed(file, SOME);
      seeds.add(Files.readAllBytes(file));
      Npz.write(file, ImmutableMap.of("a", Tensor.of(1, 2)));
      seeds.add(Files.readAllBytes(file));
      Files.delete(file);
      return seeds.build();
    }

    @Override
    void read(byte[] input, Path scratch) throws IOException {
      Files.write(scratch, input);
      Npz.read(scratch, 1 << 20);
    }
  },

  SAFETENSORS(
      ImmutableList.of(
          "F64",
          "F32",
          "F16",
          "BF16",
          "I64",
          "I32",
          "I16",
          "I8",
          "U8",
          "U64",
          "BOOL",
          "F8_E4M3",
          "dtype",
          "shape",
          "data_offsets",
          "__metadata__",
          "[0,4]",
          "[4,8]",
          "[2,2]",
          "[]",
          "[-1]",
          "9223372036854775807",
          "99999999999",
          "{",
          "}",
          "\"",
          ":",
          ",",
          "\\u0041",
          "null")) {
    @Override
    ImmutableList<byte[]> seeds() throws IOException {
      byte[] file = bytes(out -> Safetensors.write(out, SOME, ImmutableMap.of("format", "pt")));
      return ImmutableList.of(
          file,
          replaced(file, "F32", "U32"),
          bytes(out -> Safetensors.write(out, ImmutableMap.of(), ImmutableMap.of())));
    }

    @Override
    void read(byte[] input, Path scratch) throws IOException {
      Safetensors.read(input);
    }

    @Override
    void readStream(byte[] input) throws IOException {
      Safetensors.read(new ByteArrayInputStream(input));
    }
  },

  SAFETENSORS_SHARDS(
      ImmutableList.of(
          "weight_map",
          "metadata",
          "model-00001-of-00002.safetensors",
          "../",
          "[",
          "]",
          "{",
          "}",
          "\"",
          ":",
          ",",
          "-1.5e3",
          "null",
          "\\u0041")) {
    @Override
    ImmutableList<byte[]> seeds() {
      return ImmutableList.of(
          "{\"metadata\":{\"total_size\":12,\"x\":[1,{}]},\"weight_map\":{}}".getBytes(UTF_8),
          "{\"weight_map\": {}, \"weight_sum\": null}\n".getBytes(UTF_8));
    }

    @Override
    void read(byte[] input, Path scratch) throws IOException {
      Files.write(scratch, input);
      SafetensorsShards.read(scratch);
    }
  },

  TENSORFLOW_JS(
      ImmutableList.of(
          "weightsManifest",
          "paths",
          "weights",
          "name",
          "shape",
          "dtype",
          "quantization",
          "scale",
          "min",
          "original_dtype",
          "float32",
          "float16",
          "int32",
          "uint16",
          "uint8",
          "bool",
          "string",
          "complex64",
          "a.bin",
          "../",
          "/",
          "[]",
          "[2,2]",
          "[65536,65536]",
          "9223372036854775807",
          "-1.5e3",
          "1e999",
          "NaN",
          "null",
          "\\ud800",
          "{",
          "}",
          "\"",
          ":",
          ",",
          "\0")) {
    @Override
    ImmutableList<byte[]> seeds() {
      // A manifest, a zero, and the bytes of its shard.
      return ImmutableList.of(
          ("[{\"paths\":[\"a.bin\"],\"weights\":[{\"name\":\"q\",\"shape\":[2,2],\"dtype\":\"float32\","
               + "\"quantization\":{\"dtype\":\"uint8\",\"scale\":0.5,\"min\":-1}}]}]\0abcd")
              .getBytes(UTF_8),
          ("{\"modelTopology\":{\"a\":[]},\"weightsManifest\":[{\"paths\":[\"a.bin\"],\"weights\":["
               + "{\"name\":\"i\",\"shape\":[2],\"dtype\":\"int32\",\"quantization\":{\"dtype\":"
               + "\"uint16\",\"scale\":2,\"min\":0}},"
               + "{\"name\":\"h\",\"shape\":[],\"dtype\":\"float32\",\"quantization\":{\"dtype\":"
               + "\"float16\"}},{\"name\":\"b\",\"shape\":[1],\"dtype\":\"bool\"}]}]}\0abcdef\1")
              .getBytes(UTF_8));
    }

    @Override
    void read(byte[] input, Path scratch) throws IOException {
      int end = Bytes.indexOf(input, (byte) 0);
      int length = end < 0 ? input.length : end;
      Path folder = Files.createDirectory(scratch.resolveSibling(scratch.getFileName() + ".d"));
      Path manifest = folder.resolve("model.json");
      Path shard = folder.resolve("a.bin");
      try {
        Files.write(manifest, Arrays.copyOf(input, length));
        Files.write(
            shard, Arrays.copyOfRange(input, Math.min(length + 1, input.length), input.length));
        TensorFlowJs.read(manifest);
      } finally {
        Files.deleteIfExists(shard);
        Files.deleteIfExists(manifest);
        Files.delete(folder);
      }
    }
  },

  TORCH(
      ImmutableList.of(
          "PK\1\2",
          "PK\3\4",
          "PK\5\6",
          "data.pkl",
          "data/0",
          "byteorder",
          "torch\nFloatStorage\n",
          "torch\nLongStorage\n",
          "ctorch._utils\n_rebuild_tensor_v2\n",
          "ccollections\nOrderedDict\n",
          "(",
          ")",
          "t",
          "\u0085",
          "\u0086",
          "]",
          "}",
          "u",
          "a",
          "e",
          "q\0",
          "h\0",
          "K\1",
          "J\u00ff\u00ff\u00ff\u007f",
          "\u008a\b\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f",
          "Q",
          "R",
          "b",
          ".")) {
    @Override
    ImmutableList<byte[]> seeds() throws IOException {
      // A tensor of four floats in a dictionary, packed without compression.
      String program =
          "\u0080\2}q\0X\1\0\0\0wctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storage"
              + "ctorch\nFloatStorage\nX\1\0\0\0000X\3\0\0\0cpuK\4tQK\0K\2K\2\u0086K\2K\1\u0086"
              + "\u0089ccollections\nOrderedDict\n)RtRs.";
      return ImmutableList.of(
          bytes(
              out -> {
                ZipOutputStream archive = new ZipOutputStream(out);
                archive.setLevel(Deflater.NO_COMPRESSION);
                archive.putNextEntry(new ZipEntry("a/data.pkl"));
                archive.write(program.getBytes(ISO_8859_1));
                archive.putNextEntry(new ZipEntry("a/data/0"));
                archive.write(new byte[16]);
                archive.finish();
              }));
    }

    @Override
    void read(byte[] input, Path scratch) throws IOException {
      Files.write(scratch, input);
      TorchFile.read(scratch, 1 << 20);
    }
  },

  WORD_PIECE(
      ImmutableList.of(
          "model",
          "vocab",
          "normalizer",
          "BertNormalizer",
          "pre_tokenizer",
          "truncation",
          "max_length",
          "[PAD]",
          "[UNK]",
          "##a",
          "[",
          "]",
          "{",
          "}",
          "\"",
          ":",
          ",",
          "-1",
          "1e99",
          "null",
          "\n")) {
    @Override
    ImmutableList<byte[]> seeds() {
      return ImmutableList.of(
          "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n##b\n".getBytes(UTF_8),
          ("{\"truncation\":{\"max_length\":9},\"normalizer\":{\"type\":\"BertNormalizer\"},"
               + "\"pre_tokenizer\":{\"type\":\"BertPreTokenizer\"},\"model\":{\"type\":\"WordPiece\","
               + "\"vocab\":{\"[PAD]\":0,\"[UNK]\":1,\"[CLS]\":2,\"[SEP]\":3,\"[MASK]\":4}}}")
              .getBytes(UTF_8));
    }

    @Override
    void read(byte[] input, Path scratch) throws IOException {
      Files.write(scratch, input);
      WordPiece.read(scratch).encode("a b[MASK] ab, \u4e2d");
    }
  },

  IDX(
      ImmutableList.of(
          "\0\0\u0008\1", "\0\0\f\2", "\0\0\r\3", "\0\0\u000e\0", "\u001f\u008b\b", "\0")) {
    @Override
    ImmutableList<byte[]> seeds() throws IOException {
      byte[] plain = {0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6};
      byte[] floats = {0, 0, 13, 1, 0, 0, 0, 1, 63, -128, 0, 0};
      return ImmutableList.of(
          plain,
          floats,
          bytes(
              out -> {
                try (OutputStream packed = new GZIPOutputStream(out)) {
                  packed.write(plain);
                }
              }));
    }

    @Override
    void read(byte[] input, Path scratch) throws IOException {
      Files.write(scratch, input);
      Idx.read(scratch, 1 << 20);
    }
  },

  CSV(
      ImmutableList.of(
          "a",
          "b",
          "label",
          ",",
          "\n",
          "\r\n",
          "\"",
          "\"\"",
          "1e308",
          "NaN",
          "-0.0",
          "1e400",
          " ",
          "\u00ef\u00bb\u00bf",
          "0x1p3",
          "1d",
          "\u00ff",
          "\0",
          "#",
          ";",
          "\t")) {
    @Override
    ImmutableList<byte[]> seeds() {
      return ImmutableList.of(
          "a,b,label\n1,2,0\n3,4.5,1\n-1e-3,0,2\n".getBytes(UTF_8),
          "\uFEFF\"a\" , b,label\r\n\"1\", 2 ,0\r\n\r\n3,4,1".getBytes(UTF_8),
          "label,x,b,a\n1,\"te,xt\n\"\"\",2,3\n".getBytes(UTF_8));
    }

    @Override
    void read(byte[] input, Path scratch) throws IOException {
      Files.write(scratch, input);
      Csv.of(List.of("a", "b"), List.of("label")).read(scratch);
    }
  },

  TABLE(
      ImmutableList.of(
          "a",
          "n",
          ",",
          ";",
          "\n",
          "\r",
          "\"",
          "\"\"",
          "1e308",
          "NA",
          "NaN",
          "true",
          "no",
          "1,5",
          "2024-01-31",
          "31.12.2024 10:30:00",
          "T10:00Z",
          "+02:00",
          "01/02/2024",
          " ",
          "\u00ef\u00bb\u00bf",
          "\u00ff",
          "\0")) {
    @Override
    ImmutableList<byte[]> seeds() {
      return ImmutableList.of(
          "n,c,b,d\n1,x,true,2024-01-31\n,\"y\",,\n-1e-3,x,no,2024-02-01\n".getBytes(UTF_8),
          "\uFEFFn;c\r\n1;\"a\r\nb\"\r\n007;NA\r\nx;1".getBytes(UTF_8),
          ("t\n" + "2024-01-31T10:00:00.5+02:00\n".repeat(3)).getBytes(UTF_8));
    }

    @Override
    void read(byte[] input, Path scratch) throws IOException {
      Files.write(scratch, input);
      Table.csv(scratch);
    }
  },

  PARQUET(
      ImmutableList.of(
          "PAR1",
          "\u0015",
          "\u0000",
          "\u001c",
          ",",
          "\u0019",
          "\u00ff\u00ff\u00ff\u00ff",
          "\u00ff\u00ff\u00ff\u00ff\u0007",
          "n",
          "c",
          "\u0080\u0080\u0080\u0080\u0010")) {
    @Override
    ImmutableList<byte[]> seeds() throws IOException {
      ImmutableList.Builder<byte[]> seeds = ImmutableList.builder();
      for (String codec : List.of("uncompressed", "snappy", "gzip")) {
        String name = "table/types-" + codec + ".parquet";
        try (InputStream in = Objects.requireNonNull(FuzzTarget.class.getResourceAsStream(name))) {
          seeds.add(in.readAllBytes());
        }
      }
      return seeds.build();
    }

    // The library makes room for what a file says before it looks whether it is there.
    @Override
    long freeBytes() {
      return 1 << 30;
    }

    @Override
    void read(byte[] input, Path scratch) throws IOException {
      Files.write(scratch, input);
      Table.parquet(scratch);
    }
  },

  MATLAB(
      ImmutableList.of(
          "X",
          "y",
          "MATLAB 5.0 MAT-file",
          "IM",
          "MI",
          "\u000e\0\0\0",
          "\u000f\0\0\0",
          "\6\0\0\0",
          "\u0009\0\0\0",
          "\5\0\0\0",
          "\1\0\0\0",
          "\2\0\0\0",
          "\0\2\0\0",
          "\0\u0008\0\0")) {
    @Override
    ImmutableList<byte[]> seeds() throws IOException {
      ImmutableList.Builder<byte[]> seeds = ImmutableList.builder();
      Path file = Files.createTempFile("seed", ".mat");
      for (int level : new int[] {Deflater.NO_COMPRESSION, Deflater.DEFAULT_COMPRESSION}) {
        try (MatFile content = Mat5.newMatFile();
            Sink sink = Sinks.newStreamingFile(file.toFile())) {
          Matrix x = Mat5.newMatrix(2, 3);
          x.setDouble(1, 2, 0.5);
          content.addArray("X", x);
          content.addArray("y", Mat5.newMatrix(2, 1, MatlabType.UInt8));
          content.addArray("s", Mat5.newStruct());
          content.addArray("c", Mat5.newCell(1, 2));
          content.addArray("t", Mat5.newString("text"));
          content.addArray("z", Mat5.newComplex(1, 1));
          Mat5.newWriter(sink).setDeflateLevel(level).writeMat(content);
        }
        seeds.add(Files.readAllBytes(file));
      }
      Files.delete(file);
      return seeds.build();
    }

    @Override
    void read(byte[] input, Path scratch) throws IOException {
      Matlab.read(input);
    }
  },

  IMAGE(
      ImmutableList.of(
          "IHDR",
          "IDAT",
          "PLTE",
          "tRNS",
          "zTXt",
          "iCCP",
          "IEND",
          "GIF89a",
          "BM",
          "II*\0",
          "MM\0*",
          "\u00ff\u00d8",
          "\u00ff\u00c0",
          "\u00ff\u00c4",
          "\u00ff\u00da",
          "\u00ff\u00e2",
          "\0\0\0\3",
          "\0\0\0\2",
          "\3\0",
          "\2\0")) {
    @Override
    ImmutableList<byte[]> seeds() throws IOException {
      ImmutableList.Builder<byte[]> seeds = ImmutableList.builder();
      ColorModel deep =
          new ComponentColorModel(
              ColorSpace.getInstance(ColorSpace.CS_GRAY),
              false,
              false,
              Transparency.OPAQUE,
              DataBuffer.TYPE_INT);
      for (BufferedImage image :
          List.of(
              new BufferedImage(3, 2, BufferedImage.TYPE_3BYTE_BGR),
              new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY),
              new BufferedImage(3, 2, BufferedImage.TYPE_USHORT_GRAY),
              new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_INDEXED),
              new BufferedImage(deep, deep.createCompatibleWritableRaster(3, 2), false, null))) {
        image.getRaster().setSample(1, 0, 0, 51);
        image.getRaster().setSample(2, 1, 0, 255);
        for (String format : List.of("png", "jpeg", "gif", "bmp", "tiff")) {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          // Formats that have no such image are left out.
          if (ImageIO.write(image, format, out)) {
            seeds.add(out.toByteArray());
          }
        }
      }
      return seeds.build();
    }

    @Override
    void read(byte[] input, Path scratch) throws IOException {
      Files.write(scratch, input);
      for (float value : new ImageFile(1, 2, 3).read(scratch).toFloatArray()) {
        if (!(value >= 0 && value <= 1)) {
          throw new IllegalStateException("a pixel is " + value);
        }
      }
    }
  };

  private static final ImmutableMap<String, Tensor> SOME =
      ImmutableMap.of(
          "a", Tensor.of(new float[][] {{1, 2}, {3, 4}}),
          "b", Tensor.of(1.5, 2.5),
          "c.weight", Tensor.of(1, -2, 3),
          "mask", Tensor.of(true, false, true),
          "scalar", Tensor.scalar(7));

  private final ImmutableList<String> words;

  FuzzTarget(ImmutableList<String> words) {
    this.words = words;
  }

  ImmutableList<String> words() {
    return words;
  }

  /** Returns how many bytes of memory any file may take. */
  long freeBytes() {
    return 4 << 20;
  }

  /** Returns files that are read without complaint. */
  abstract ImmutableList<byte[]> seeds() throws IOException;

  /** Reads a file, by way of a scratch file where the reader takes only paths. */
  abstract void read(byte[] input, Path scratch) throws IOException;

  /** Reads a file as a stream whose length is not known, where the reader does that. */
  void readStream(byte[] input) throws IOException {}

  private static byte[] replaced(byte[] file, String old, String now) {
    return new String(file, ISO_8859_1).replace(old, now).getBytes(ISO_8859_1);
  }

  /** What writes bytes. */
  private interface Writer {
    void write(OutputStream out) throws IOException;
  }

  private static byte[] bytes(Writer writer) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      writer.write(out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
