package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.StaggerException;
import io.stagger.api.config.NoSettings;
import io.stagger.api.config.Setting;
import io.stagger.api.plugin.Extension;
import io.stagger.api.plugin.Extensions;
import io.stagger.api.plugin.Plugin;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TestPluginConformance implements PluginConformance {
  @Override
  public Class<? extends Plugin> pluginClass() {
    return SoundPlugin.class;
  }

  @Test
  void noticesWhatIsWrongWithAPlugin() {
    assertThat(failures(EmptyPlugin.class))
        .containsExactlyInAnyOrder("serviceLoaderFindsIt", "contributesTheSameEveryTime");
    assertThat(failures(CarelessPlugin.class))
        .containsExactlyInAnyOrder(
            "serviceLoaderFindsIt",
            "extensionsAreDescribed",
            "settingsAreDescribed",
            "defaultsAreNotTied");
  }

  @Test
  void collectsWhatAPluginContributes() {
    CollectedExtensions collected = CollectedExtensions.of(new SoundPlugin());
    assertThat(collected.names(ExtensionPoints.SAMPLING_SCHEDULE)).containsExactly("sound");
    assertThat(collected.names(ExtensionPoints.SOLVER)).isEmpty();
    assertThat(CollectedExtensions.defaults(SoundSettings.class))
        .isEqualTo(Map.of("size", "3", "name", Setting.NONE));
    Extension<?, ?> again = collected.get(ExtensionPoints.SAMPLING_SCHEDULE, "sound");
    assertThatThrownBy(() -> collected.add(again))
        .isInstanceOf(StaggerException.class)
        .hasMessage("The name 'sound' is taken at extension point 'sampling-schedule'.");
  }

  private static Set<String> failures(Class<? extends Plugin> pluginClass) {
    return KitFailures.of(PluginConformance.class, () -> pluginClass);
  }

  record SoundSettings(
      @Setting(value = "a size", defaultValue = "3", min = 1, max = 9) int size,
      @Setting("a name") String name) {}

  record CarelessSettings(
      @Setting(value = "a size", defaultValue = "0", min = 1, max = 9) int size) {}

  /** Contributes as it should. */
  public static final class SoundPlugin implements Plugin {
    @Override
    public void contribute(Extensions extensions) {
      extensions.add(schedule("sound", "Does nothing wrong.", SoundSettings.class));
    }
  }

  /** Contributes nothing. */
  public static final class EmptyPlugin implements Plugin {
    @Override
    public void contribute(Extensions extensions) {}
  }

  /** Has a tie, a default out of range and a phrase for a sentence. */
  public static final class CarelessPlugin implements Plugin {
    @Override
    public void contribute(Extensions extensions) {
      extensions.add(schedule("first", "A schedule.", CarelessSettings.class).withRanking(5));
      extensions.add(schedule("second", "schedule", NoSettings.class).withRanking(5));
    }
  }

  private static <C extends Record> Extension<?, C> schedule(
      String name, String description, Class<C> configuration) {
    return Extension.of(
        ExtensionPoints.SAMPLING_SCHEDULE,
        name,
        description,
        configuration,
        (settings, context) ->
            (horizon, steps) -> {
              throw new StaggerException("This schedule serves no horizon.");
            });
  }
}
