package dev.wengert.onnx.format;

import dev.wengert.array.DType;

/** The types of tensors' elements, in the order of their numbers in files. */
public enum OnnxType {
  /** None, or none that is known here. */
  UNDEFINED(0),
  /** 32-bit floats. */
  FLOAT(4),
  /** Bytes without a sign. */
  UINT8(1),
  /** Bytes. */
  INT8(1),
  /** 16 bits without a sign. */
  UINT16(2),
  /** 16 bits. */
  INT16(2),
  /** 32 bits. */
  INT32(4),
  /** 64 bits. */
  INT64(8),
  /** Texts. */
  STRING(0),
  /** Truth values, a byte each. */
  BOOL(1),
  /** 16-bit floats of IEEE 754. */
  FLOAT16(2),
  /** 64-bit floats. */
  DOUBLE(8),
  /** 32 bits without a sign. */
  UINT32(4),
  /** 64 bits without a sign. */
  UINT64(8),
  /** Pairs of 32-bit floats. */
  COMPLEX64(8),
  /** Pairs of 64-bit floats. */
  COMPLEX128(16),
  /** The upper halves of 32-bit floats. */
  BFLOAT16(2);

  private static final OnnxType[] ALL = values();

  private final int bytes;

  OnnxType(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the type of a number in a file; {@link #UNDEFINED} for what is not known here. */
  public static OnnxType of(long number) {
    return number > 0 && number < ALL.length ? ALL[(int) number] : UNDEFINED;
  }

  /** Returns the type in which a dtype is stored. */
  public static OnnxType of(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> FLOAT;
      case FLOAT64 -> DOUBLE;
      case INT32 -> INT32;
      case BOOL -> BOOL;
    };
  }

  /** Returns the number that stands for it in a file. */
  @SuppressWarnings("EnumOrdinal") // they stand in the order of the format
  public int number() {
    return ordinal();
  }

  /** Returns how many bytes an element takes; 0 where that differs. */
  public int bytes() {
    return bytes;
  }

  /** Returns whether elements are read as INT32. */
  public boolean isWhole() {
    return switch (this) {
      case UINT8, INT8, UINT16, INT16, INT32, INT64, UINT32, UINT64 -> true;
      default -> false;
    };
  }

  /** Returns whether elements are read as floats. */
  public boolean isFloating() {
    return switch (this) {
      case FLOAT, FLOAT16, DOUBLE, BFLOAT16 -> true;
      default -> false;
    };
  }
}
