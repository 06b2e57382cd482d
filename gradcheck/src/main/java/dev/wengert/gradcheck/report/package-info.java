/** The contents of a report, written as text, JSON and HTML, and as code that runs it again. */
@NullMarked
package dev.wengert.gradcheck.report;

import org.jspecify.annotations.NullMarked;
