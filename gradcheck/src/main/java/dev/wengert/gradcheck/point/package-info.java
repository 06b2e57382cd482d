/**
 * The function under check, at its point: what it is given, what comes out there and a little
 * beside it, and what its pullback makes of a cotangent.
 *
 * <p>A {@code Subject} holds the {@code Argument}s, each with the {@code Reach} within which it may
 * be moved, and the {@code State} that is put back before each evaluation. {@code Sights} draws
 * cotangents; a {@code Sight} is one of them with the gradients that belong to it. {@code Dither}
 * takes the same gradients with other roundings. Everything random comes from {@code Signs}.
 */
@NullMarked
package dev.wengert.gradcheck.point;

import org.jspecify.annotations.NullMarked;
