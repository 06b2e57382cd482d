package dev.wengert.io.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wengert.io.MalformedFileException;
import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import it.unimi.dsi.fastutil.floats.FloatArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Bytes are those of the encoding guide of protocol buffers. */
class ProtoTest {

  private static byte[] hex(String bytes) {
    return HexFormat.ofDelimiter(" ").parseHex(bytes);
  }

  private static ProtoReader at(String bytes) throws Exception {
    ProtoReader reader = ProtoReader.of("proto", hex(bytes));
    assertThat(reader.next()).isTrue();
    return reader;
  }

  @Test
  void theGuidesMessagesAreWritten() {
    assertThat(new ProtoWriter().int64(1, 150).toBytes()).isEqualTo(hex("08 96 01"));
    assertThat(new ProtoWriter().string(2, "testing").toBytes())
        .isEqualTo(hex("12 07 74 65 73 74 69 6e 67"));
    assertThat(new ProtoWriter().message(3, new ProtoWriter().int64(1, 150)).toBytes())
        .isEqualTo(hex("1a 03 08 96 01"));
    assertThat(new ProtoWriter().int64s(6, new long[] {3, 270, 86942}).toBytes())
        .isEqualTo(hex("32 06 03 8e 02 9e a7 05"));
    assertThat(new ProtoWriter().int64(1, -2).toBytes())
        .isEqualTo(hex("08 fe ff ff ff ff ff ff ff ff 01"));
    assertThat(new ProtoWriter().float32(5, 1).float64(1, 1).toBytes())
        .isEqualTo(hex("2d 00 00 80 3f 09 00 00 00 00 00 00 f0 3f"));
    assertThat(new ProtoWriter().text(2, "").toBytes()).isEmpty();
  }

  @Test
  void largeBlocksStayInTheirOrder() throws Exception {
    byte[] block = new byte[100_000];
    block[99_999] = 7;
    ProtoWriter inner = new ProtoWriter().int64(1, 5).bytes(2, block).int64(3, 6);
    ProtoWriter outer = new ProtoWriter().int64(1, 1).message(4, inner).int64(5, 9);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    outer.writeTo(out);
    assertThat(out.toByteArray()).isEqualTo(outer.toBytes()).hasSize((int) outer.size());
    ProtoReader reader = ProtoReader.of("proto", outer.toBytes());
    assertThat(reader.next()).isTrue();
    assertThat(reader.int64()).isEqualTo(1);
    assertThat(reader.next()).isTrue();
    ProtoReader read = reader.message();
    assertThat(read.next()).isTrue();
    assertThat(read.int64()).isEqualTo(5);
    assertThat(read.next()).isTrue();
    assertThat(read.bytes().get(99_999)).isEqualTo((byte) 7);
    assertThat(read.next()).isTrue();
    assertThat(read.int64()).isEqualTo(6);
    assertThat(read.next()).isFalse();
    assertThat(reader.next()).isTrue();
    assertThat(reader.field()).isEqualTo(5);
    assertThat(reader.next()).isFalse();
  }

  @Test
  void listsAreReadPackedOrNot() throws Exception {
    ProtoReader reader =
        ProtoReader.of("proto", hex("08 03 0a 02 04 05 15 00 00 80 3f 12 04 00 00 00 40"));
    LongArrayList wholes = new LongArrayList();
    FloatArrayList floats = new FloatArrayList();
    while (reader.next()) {
      if (reader.field() == 1) {
        reader.int64s(wholes);
      } else {
        reader.float32s(floats);
      }
    }
    assertThat(wholes.toLongArray()).containsExactly(3L, 4L, 5L);
    assertThat(floats.toFloatArray()).containsExactly(1f, 2f);
    DoubleArrayList doubles = new DoubleArrayList();
    at("09 00 00 00 00 00 00 f0 3f").float64s(doubles);
    at("0a 08 00 00 00 00 00 00 00 40").float64s(doubles);
    assertThat(doubles.toDoubleArray()).containsExactly(1.0, 2.0);
  }

  @Test
  void fieldsThatNobodyKnowsArePassedOver() throws Exception {
    ProtoReader reader =
        ProtoReader.of(
            "proto", hex("08 96 01 11 00 00 00 00 00 00 00 00 1a 01 ff 25 00 00 00 00 28 07"));
    int last = 0;
    while (reader.next()) {
      last = reader.field();
    }
    assertThat(last).isEqualTo(5);
  }

  @Test
  void whatIsNoMessageIsRefused() {
    assertThatThrownBy(() -> at("08").int64())
        .isInstanceOf(MalformedFileException.class)
        .hasMessage(
            "proto: a number ends behind its message, at byte 1; the file is cut short or damaged,"
                + " copy or save it again");
    assertThatThrownBy(() -> at("08 ff ff ff ff ff ff ff ff ff ff 01").int64())
        .hasMessage(
            "proto: a number has more than ten bytes, at byte 11; the file is damaged, save it"
                + " again");
    assertThatThrownBy(() -> at("0a 05 01").bytes())
        .hasMessage(
            "proto: field 1 ends behind its message: at byte 2 it claims 5 bytes, 1 are left; the"
                + " file is cut short or damaged, copy or save it again");
    assertThatThrownBy(() -> at("0a ff ff ff ff ff ff ff ff ff 01").bytes())
        .hasMessageContaining("it claims -1 bytes");
    assertThatThrownBy(() -> at("0a ff ff ff ff 0f").message())
        .hasMessageContaining("it claims 4294967295 bytes");
    assertThatThrownBy(() -> at("00 01")).hasMessageContaining("there is no field 0, at byte 1");
    assertThatThrownBy(() -> at("08 01").bytes())
        .hasMessageContaining("field 1 has the wire type 0, at byte 1, and 2 was expected");
    assertThatThrownBy(() -> at("0b 08").next())
        .hasMessageContaining("field 1 has the wire type 3, at byte 1, which is none of today");
    assertThatThrownBy(() -> at("0a 02 c3 28").string())
        .hasMessageContaining("field 1 is no text in UTF-8, at byte 2");
    assertThatThrownBy(() -> at("0a 03 00 00 00").float32s(new FloatArrayList()))
        .hasMessageContaining("is a list of numbers of 4 bytes and has 3 bytes");
    assertThatThrownBy(() -> at("08 80 80 80 80 10").int32())
        .hasMessageContaining("field 1 is 4294967296, at byte 6, which is no number of 32 bits");
  }
}
