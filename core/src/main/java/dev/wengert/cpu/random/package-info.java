/**
 * Random bits: {@code Draws} makes words by the batch with {@code Philox} (and {@code SimdPhilox},
 * several blocks at once) and converts them to numbers or truth values. Word w depends on key,
 * stream, domain and w alone, so ranges are drawn independently, by any number of threads.
 */
@NullMarked
package dev.wengert.cpu.random;

import org.jspecify.annotations.NullMarked;
