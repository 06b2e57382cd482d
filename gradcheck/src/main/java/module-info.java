/**
 * Is this gradient right? Checks of derivatives against independent computations.
 *
 * <p>The checker itself needs the core alone. Properties of jqwik, tests of the JUnit Platform and
 * assertions of AssertJ are there for those who have these libraries.
 */
module dev.wengert.gradcheck {
  requires transitive dev.wengert.core;
  requires com.google.gson;
  requires static java.desktop;
  requires static net.jqwik.api;
  requires static org.assertj.core;
  requires static transitive org.jspecify;
  requires static org.junit.jupiter.api;
  requires static org.junit.platform.engine;

  exports dev.wengert.gradcheck;
  exports dev.wengert.gradcheck.assertj;
  exports dev.wengert.gradcheck.coverage;
  exports dev.wengert.gradcheck.jqwik;
  exports dev.wengert.gradcheck.junit;

  provides net.jqwik.api.providers.ArbitraryProvider with
      dev.wengert.gradcheck.jqwik.TensorProvider;
}
