package io.stagger.recurrent;

import io.stagger.api.StaggerException;
import io.stagger.api.engine.DenoiserBackbone;
import io.stagger.api.engine.WeightMap;
import io.stagger.recurrent.RecurrentConfiguration.InitialState;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the paper's authors' PyTorch TransitionMlp keeps the parameters of {@link
 * RecurrentBackbone}. Theirs hold [out, in], ours [in, out]. Its state before the first token is
 * kept elsewhere, so it is zeros here.
 */
public final class AuthorsWeightMap implements WeightMap {
  private static final Pattern LEVEL = Pattern.compile("level\\.([01])\\.(weight|bias)");
  private static final Pattern BLOCK =
      Pattern.compile("(before|after)\\.(\\d+)\\.([01]|shortcut)\\.(weight|bias)");
  private static final Pattern LAST = Pattern.compile("(before|after)\\.(\\d+)\\.(weight|bias)");
  private static final Pattern CELL =
      Pattern.compile("gru\\.(\\d+)\\.(input|state)\\.(weight|bias)");
  private static final Pattern OUTPUT = Pattern.compile("output\\.(weight|bias)");

  /** With fewer, the authors' layers are not in a list and have other names. */
  private static final int FEWEST_LAYERS = 2;

  @Override
  public Optional<Source> source(String parameter) {
    Matcher level = LEVEL.matcher(parameter);
    if (level.matches()) {
      return theirs(
          "model.time_mlp." + (level.group(1).equals("0") ? "1." : "3.") + level.group(2));
    }
    Matcher block = BLOCK.matcher(parameter);
    if (block.matches()) {
      String part =
          switch (block.group(3)) {
            case "0" -> ".mlp.0.";
            case "1" -> ".mlp.2.";
            default -> ".shortcut.";
          };
      return theirs(layers(block.group(1)) + block.group(2) + part + block.group(4));
    }
    Matcher last = LAST.matcher(parameter);
    if (last.matches()) {
      return theirs(layers(last.group(1)) + last.group(2) + "." + last.group(3));
    }
    Matcher cell = CELL.matcher(parameter);
    if (cell.matches()) {
      String side = cell.group(2).equals("input") ? "_ih" : "_hh";
      return theirs("model.gru_stack." + cell.group(1) + "." + cell.group(3) + side);
    }
    Matcher output = OUTPUT.matcher(parameter);
    return output.matches() ? theirs("x_from_z." + output.group(1)) : Optional.empty();
  }

  private static String layers(String side) {
    return "model.mlp_" + side + "_gru.";
  }

  private static Optional<Source> theirs(String name) {
    return Optional.of(new Source(name, name.contains("weight")));
  }

  /**
   * {@inheritDoc}
   *
   * @throws StaggerException if the backbone is not recurrent, has fewer than two MLP layers or
   *     another state before the first token than zeros, or holds on to its first tokens
   */
  @Override
  public void check(DenoiserBackbone backbone) {
    if (!(backbone instanceof RecurrentBackbone recurrent)) {
      throw new StaggerException(
          "The weight map 'authors-transition-mlp' is for the backbone 'recurrent', not for %s."
              .formatted(backbone.getClass().getSimpleName()));
    }
    RecurrentConfiguration configuration = recurrent.configuration();
    if (configuration.mlpLayers() < FEWEST_LAYERS
        || configuration.initialState() != InitialState.ZEROS
        || configuration.anchored()) {
      throw new StaggerException(
          "The weight map 'authors-transition-mlp' needs backbone.mlpLayers=%d or more, backbone.initialState=zeros and backbone.anchorTokens=0, not %d, %s and %d."
              .formatted(
                  FEWEST_LAYERS,
                  configuration.mlpLayers(),
                  configuration.initialState().name().toLowerCase(Locale.ROOT),
                  configuration.anchorTokens()));
    }
  }
}
