/** Layers, optimisers and training: what owns parameters and state. */
module dev.wengert.nn {
  requires transitive dev.wengert.ops;
  requires com.google.gson;
  requires it.unimi.dsi.fastutil.core;
  requires me.tongfei.progressbar;
  requires static transitive com.google.errorprone.annotations;
  requires static dev.wengert.gradcheck;
  requires java.desktop;
  requires static transitive org.jspecify;
  requires static java.sql;
  requires static ai.djl.api;
  requires static ai.djl.tokenizers;
  requires static de.siegmar.fastcsv;
  requires static dev.hardwood.core;
  requires static org.apache.commons.csv;
  requires static us.hebi.matlab.mat.mfl.core;

  exports dev.wengert.nn;
  exports dev.wengert.nn.architecture;
  exports dev.wengert.nn.check;
  exports dev.wengert.nn.checkpoint;
  exports dev.wengert.nn.data;
  exports dev.wengert.nn.data.augment;
  exports dev.wengert.nn.data.table;
  exports dev.wengert.nn.explain;
  exports dev.wengert.nn.layer;
  exports dev.wengert.nn.layer.attention;
  exports dev.wengert.nn.layer.convolution;
  exports dev.wengert.nn.layer.normalization;
  exports dev.wengert.nn.layer.recurrent;
  exports dev.wengert.nn.metric;
  exports dev.wengert.nn.optim;
  exports dev.wengert.nn.report;
  exports dev.wengert.nn.tensorboard;
  exports dev.wengert.nn.text;
  exports dev.wengert.nn.train;
  exports dev.wengert.nn.tuning;
}
