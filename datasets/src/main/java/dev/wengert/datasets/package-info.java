/**
 * Small data sets to start with, and readers of well-known larger ones that somebody has
 * downloaded.
 *
 * {@snippet class="dev.wengert.datasets.DatasetsSnippetsTest" region="sets"}
 *
 * <p>In the jar: {@link dev.wengert.datasets.Iris}, {@link dev.wengert.datasets.Penguins}, {@link
 * dev.wengert.datasets.Wine}, {@link dev.wengert.datasets.Digits} and {@link
 * dev.wengert.datasets.Housing}, which is made by a formula. Each says by its {@link
 * dev.wengert.datasets.Card} where it is from, who is to be named, and under which licence it is;
 * the folder of the data in the jar tells the same in {@code README.md}. Tables have names and
 * types, and {@code examples()} are tensors.
 *
 * <p>In files: {@link dev.wengert.datasets.ImageFiles} reads MNIST, Fashion-MNIST, CIFAR-10 and
 * CIFAR-100, and says which files of a folder are missing. Nothing is downloaded.
 */
@NullMarked
package dev.wengert.datasets;

import org.jspecify.annotations.NullMarked;
