/**
 * The scalar language: what happens to one element.
 *
 * <p>An {@link dev.wengert.expression.Expression} is a graph of inputs, constants and {@linkplain
 * dev.wengert.expression.Op operators}, built by its own factories, which simplify as they build
 * ({@code Simplification}). From there it goes three ways:
 *
 * <ul>
 *   <li>It is <b>differentiated</b>: {@code Tangents} has one line an operator, {@link
 *       dev.wengert.expression.Derivative} says which values the derivative takes, {@code
 *       Annihilation} keeps a cotangent of zero zero. What comes out is an expression again.
 *   <li>It is <b>written out</b>: {@code Expansion} names for each function the arithmetic that
 *       computes it in a {@code FormulaConstants}, so that whatever runs it does the same steps.
 *   <li>It is brought into <b>canonical form</b>: a {@link dev.wengert.expression.LoopBody}, a list
 *       of instructions in which nothing is computed twice. That is what kernels carry and devices
 *       run.
 * </ul>
 *
 * <p>What an operator does to numbers is said once, by {@link dev.wengert.expression.Arithmetic};
 * every way to run a body gives the same bits. This package knows dtypes, and nothing else of what
 * is around it: no buffer, no loop, no compiler. Its one circle of files is the language itself:
 * factories fold constants by the very formulas that are written in it.
 */
@NullMarked
package dev.wengert.expression;

import org.jspecify.annotations.NullMarked;
