package dev.wengert.io;

import dev.wengert.array.DType;

/**
 * In how many bits a file has the numbers of FLOAT32 tensors. Numbers are rounded to the nearest
 * that there is, to the even one of two; a finite number beyond the largest is refused.
 */
public enum FloatFormat {
  /** 32 bits, as they are. */
  F32(ElementType.F32),
  /** 16 bits: 11 digits, from 6e-8 to 65504. IEEE 754's binary16. */
  F16(ElementType.F16),
  /** 16 bits: 8 digits, with the range of 32 bits. */
  BF16(ElementType.BF16);

  private final ElementType type;

  FloatFormat(ElementType type) {
    this.type = type;
  }

  /** Returns how a dtype is stored. */
  ElementType type(DType dtype) {
    ElementType usual = ElementType.of(dtype);
    return usual == ElementType.F32 ? type : usual;
  }
}
