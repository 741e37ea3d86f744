package io.stagger.recurrent;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.config.NoSettings;
import io.stagger.api.plugin.Extension;
import io.stagger.api.plugin.Extensions;
import io.stagger.api.plugin.Plugin;

/** Contributes the backbone {@code recurrent} and where the authors keep its weights. */
public final class RecurrentPlugin implements Plugin {
  @Override
  public void contribute(Extensions extensions) {
    extensions.add(
        Extension.of(
            ExtensionPoints.BACKBONE,
            "recurrent",
            "The original paper's recurrent network: a latent state that every noisy token updates,"
                + " with no longest sequence.",
            RecurrentConfiguration.class,
            (configuration, context) -> new RecurrentBackbone(configuration)));
    extensions.add(
        Extension.of(
            ExtensionPoints.WEIGHT_MAP,
            "authors-transition-mlp",
            "The paper's authors' PyTorch TransitionMlp with two or more MLP layers; ours without"
                + " conditions and with initialState zeros.",
            NoSettings.class,
            (settings, context) -> new AuthorsWeightMap()));
  }
}
