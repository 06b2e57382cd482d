/**
 * Checks of layers and whole models against finite differences, for whoever writes one:
 *
 * {@snippet class="dev.wengert.nn.check.CheckSnippetsTest" region="layer"}
 *
 * <p>A {@link dev.wengert.nn.check.LayerCheck} looks at everything that a layer can get wrong, in
 * small shapes; a {@link dev.wengert.nn.check.ModelCheck} at the gradient of a model's loss as it
 * is trained, at values of one's own. Both return a {@link dev.wengert.gradcheck.GradCheck}, so
 * that more can be declared.
 *
 * <p>This package alone needs the module {@code dev.wengert.gradcheck}: whoever uses it names that
 * library too.
 */
@NullMarked
package dev.wengert.nn.check;

import org.jspecify.annotations.NullMarked;
