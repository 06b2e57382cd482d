/**
 * What shows the library's objects in a notebook of Jupyter: {@link
 * dev.wengert.notebook.WengertDisplays} is found by the kernel as soon as this jar is on its class
 * path.
 */
@NullMarked
package dev.wengert.notebook;

import org.jspecify.annotations.NullMarked;
