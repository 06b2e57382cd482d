/** The layers: forward definitions with parameters, and no backward method anywhere. */
@NullMarked
package dev.wengert.nn.layer;

import org.jspecify.annotations.NullMarked;
