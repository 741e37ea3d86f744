package io.stagger.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.plugin.Plugin;
import io.stagger.recurrent.RecurrentConfiguration.InitialState;
import io.stagger.testkit.PluginConformance;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TestRecurrentPlugin implements PluginConformance {
  @Override
  public Class<? extends Plugin> pluginClass() {
    return RecurrentPlugin.class;
  }

  @Test
  void hiddenLayersAreThirtyTwoTimesTheNetworkSizeUnlessTold() {
    assertThat(configuration(6, 4, Optional.empty(), 2, 1).hidden()).isEqualTo(128);
    assertThat(configuration(6, 4, Optional.of(10), 2, 1).hidden()).isEqualTo(10);
  }

  @Test
  void stateThatCellsDoNotDivideIsRefused() {
    assertThatThrownBy(() -> configuration(6, 4, Optional.empty(), 2, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("stateWidth is 6, but must be a multiple of gruLayers, which is 4.");
  }

  @Test
  void oddNetworkSizeIsRefused() {
    assertThatThrownBy(() -> configuration(6, 5, Optional.empty(), 2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "networkSize is 5, but must be even, because levels are shown as pairs of sines and"
                + " cosines.");
  }

  @Test
  void networkThatNothingUpdatesIsRefused() {
    assertThatThrownBy(() -> configuration(6, 4, Optional.empty(), 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "mlpLayers and gruLayers are both 0, but at least one of them must be above 0, because"
                + " something has to update the state.");
  }

  private static RecurrentConfiguration configuration(
      int state, int size, Optional<Integer> hidden, int mlpLayers, int gruLayers) {
    return new RecurrentConfiguration(
        state, size, hidden, mlpLayers, gruLayers, InitialState.ZEROS, 0);
  }
}
