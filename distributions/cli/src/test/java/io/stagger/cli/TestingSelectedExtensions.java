package io.stagger.cli;

import io.stagger.api.plugin.Extension;
import io.stagger.api.plugin.ExtensionPoint;
import io.stagger.api.plugin.Extensions;

/** Passes on the extensions of one point alone. */
record TestingSelectedExtensions(Extensions extensions, ExtensionPoint<?> selected)
    implements Extensions {
  @Override
  public void define(ExtensionPoint<?> point) {
    extensions.define(point);
  }

  @Override
  public void add(Extension<?, ?> extension) {
    if (extension.point().equals(selected)) {
      extensions.add(extension);
    }
  }
}
