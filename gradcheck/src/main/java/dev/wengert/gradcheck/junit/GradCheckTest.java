package dev.wengert.gradcheck.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.platform.commons.annotation.Testable;

/**
 * Marks a method that returns a {@link dev.wengert.gradcheck.GradCheck}, which is run as a test.
 *
 * {@snippet class="dev.wengert.gradcheck.SnippetsTest" region="test"}
 *
 * <p>The method takes no arguments; its class is made by its constructor without arguments, anew
 * for each method. It may stand beside tests of other engines.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Testable
public @interface GradCheckTest {}
