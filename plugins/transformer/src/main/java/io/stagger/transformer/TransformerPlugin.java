package io.stagger.transformer;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.config.NoSettings;
import io.stagger.api.plugin.Extension;
import io.stagger.api.plugin.Extensions;
import io.stagger.api.plugin.Plugin;

/** Contributes the backbone {@code transformer} and where the authors keep its weights. */
public final class TransformerPlugin implements Plugin {
  @Override
  public void contribute(Extensions extensions) {
    extensions.add(
        Extension.of(
            ExtensionPoints.BACKBONE,
            "transformer",
            "A token transformer, causal with a key/value cache or bidirectional.",
            TransformerConfiguration.class,
            (configuration, context) -> new TransformerBackbone(configuration)));
    extensions.add(
        Extension.of(
            ExtensionPoints.WEIGHT_MAP,
            "authors-transformer",
            "The paper's authors' PyTorch Transformer; ours with normalization post and activation relu.",
            NoSettings.class,
            (settings, context) -> new AuthorsWeightMap()));
  }
}
