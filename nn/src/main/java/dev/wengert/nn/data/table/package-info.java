/**
 * Tables of a company's data: from CSV, Parquet or a database to a model that takes raw rows.
 *
 * <p>A {@link dev.wengert.nn.data.table.Table} has columns by name. A {@link
 * dev.wengert.nn.data.table.Recipe} says what becomes of them; fitted to the training part alone it
 * is {@link dev.wengert.nn.data.table.Features}, which turn tables into examples. A {@link
 * dev.wengert.nn.data.table.TablePredictor} keeps them in one file with the trained model.
 */
@NullMarked
package dev.wengert.nn.data.table;

import org.jspecify.annotations.NullMarked;
