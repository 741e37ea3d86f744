package io.stagger.transformer;

import io.stagger.api.StaggerException;
import io.stagger.api.engine.DenoiserBackbone;
import io.stagger.api.engine.WeightMap;
import io.stagger.transformer.TransformerConfiguration.Activation;
import io.stagger.transformer.TransformerConfiguration.Normalization;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the paper's authors' PyTorch Transformer keeps the parameters of {@link
 * TransformerBackbone}. Theirs is the one with normalization {@code post}, activation {@code relu}
 * and no dropout; its linear layers hold [out, in], ours [in, out].
 */
public final class AuthorsWeightMap implements WeightMap {
  private static final Pattern LAYER = Pattern.compile("layers\\.(\\d+)\\.(.+)\\.(weight|bias)");
  private static final Pattern OTHER = Pattern.compile("(.+)\\.(weight|bias)");

  /** Ours to theirs, within a layer, up to {@code weight} or {@code bias}. */
  private static final Map<String, String> IN_LAYER =
      Map.of(
          "attention.input", "self_attn.in_proj_",
          "attention.output", "self_attn.out_proj.",
          "feed-forward.0", "linear1.",
          "feed-forward.1", "linear2.",
          "normalization.0", "norm1.",
          "normalization.1", "norm2.");

  /** The same outside of layers. */
  private static final Map<String, String> OUTSIDE =
      Map.of("input.0", "init_mlp.0.", "input.1", "init_mlp.2.", "output", "out.");

  @Override
  public Optional<Source> source(String parameter) {
    Matcher layer = LAYER.matcher(parameter);
    if (layer.matches()) {
      return Optional.ofNullable(IN_LAYER.get(layer.group(2)))
          .map(
              theirs ->
                  source(
                      "transformer.layers." + layer.group(1) + "." + theirs,
                      layer.group(3),
                      !layer.group(2).startsWith("normalization")));
    }
    Matcher other = OTHER.matcher(parameter);
    return other.matches()
        ? Optional.ofNullable(OUTSIDE.get(other.group(1)))
            .map(theirs -> source(theirs, other.group(2), true))
        : Optional.empty();
  }

  /**
   * {@inheritDoc}
   *
   * @throws StaggerException if the backbone is no transformer, or normalizes elsewhere or has
   *     another activation than the authors'
   */
  @Override
  public void check(DenoiserBackbone backbone) {
    if (!(backbone instanceof TransformerBackbone transformer)) {
      throw new StaggerException(
          "The weight map 'authors-transformer' is for the backbone 'transformer', not for %s."
              .formatted(backbone.getClass().getSimpleName()));
    }
    TransformerConfiguration configuration = transformer.configuration();
    if (configuration.normalization() != Normalization.POST
        || configuration.activation() != Activation.RELU) {
      throw new StaggerException(
          "The authors' transformer has backbone.normalization=post and backbone.activation=relu, not %s and %s."
              .formatted(
                  configuration.normalization().name().toLowerCase(Locale.ROOT),
                  configuration.activation().name().toLowerCase(Locale.ROOT)));
    }
  }

  private static Source source(String name, String kind, boolean linear) {
    return new Source(name + kind, linear && kind.equals("weight"));
  }
}
