package io.stagger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.config.Setting;
import io.stagger.api.plugin.Extension;
import io.stagger.api.plugin.ExtensionPoint;
import io.stagger.api.plugin.Plugin;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** What every {@link Plugin} promises. */
public interface PluginConformance {
  /** The plugin's class. */
  Class<? extends Plugin> pluginClass();

  /** The service loader finds the plugin. */
  @Test
  default void serviceLoaderFindsIt() {
    assertThat(ServiceLoader.load(Plugin.class, pluginClass().getClassLoader()).stream())
        .as("plugins in META-INF/services/%s", Plugin.class.getName())
        .extracting(ServiceLoader.Provider::type)
        .contains(pluginClass());
  }

  /** It contributes something, the same every time, and may be closed twice. */
  @Test
  default void contributesTheSameEveryTime() throws ReflectiveOperationException {
    Plugin plugin = pluginClass().getConstructor().newInstance();
    List<Extension<?, ?>> first = CollectedExtensions.of(plugin).extensions();
    List<Extension<?, ?>> second = CollectedExtensions.of(plugin).extensions();
    assertThat(first).isNotEmpty();
    assertThat(second)
        .extracting(Extension::name)
        .isEqualTo(first.stream().map(Extension::name).toList());
    plugin.close();
    plugin.close();
  }

  /** Every extension is described by a sentence. */
  @Test
  default void extensionsAreDescribed() throws ReflectiveOperationException {
    for (Extension<?, ?> extension : contributed().extensions()) {
      assertThat(extension.description())
          .as("description of '%s'", extension.name())
          .matches("[A-Z].*\\.");
    }
  }

  /** Every setting is described, and a number's default lies in its range. */
  @Test
  default void settingsAreDescribed() throws ReflectiveOperationException {
    for (Extension<?, ?> extension : contributed().extensions()) {
      for (RecordComponent component : extension.configuration().getRecordComponents()) {
        String what = "'%s' of '%s'".formatted(component.getName(), extension.name());
        Setting setting = component.getAnnotation(Setting.class);
        assertThat(setting).as("@Setting of %s", what).isNotNull();
        assertThat(setting.value()).as("description of %s", what).isNotBlank();
        assertThat(setting.min()).as("least value of %s", what).isLessThanOrEqualTo(setting.max());
        boolean number = component.getType().isPrimitive() && component.getType() != boolean.class;
        if (number && !setting.defaultValue().equals(Setting.NONE)) {
          assertThat(Double.parseDouble(setting.defaultValue()))
              .as("default of %s", what)
              .isBetween(setting.min(), setting.max());
        }
      }
    }
  }

  /** At each point one extension alone has the highest ranking, or none is the default. */
  @Test
  default void defaultsAreNotTied() throws ReflectiveOperationException {
    Map<ExtensionPoint<?>, Integer> highest = new HashMap<>();
    CollectedExtensions contributed = contributed();
    for (Extension<?, ?> extension : contributed.extensions()) {
      highest.merge(extension.point(), extension.ranking(), Math::max);
    }
    highest.forEach(
        (point, ranking) -> {
          if (ranking > 0) {
            assertThat(contributed.extensions())
                .as("extensions of ranking %d at '%s'", ranking, point)
                .filteredOn(e -> e.point().equals(point) && e.ranking() == ranking)
                .hasSize(1);
          }
        });
  }

  private CollectedExtensions contributed() throws ReflectiveOperationException {
    try (Plugin plugin = pluginClass().getConstructor().newInstance()) {
      return CollectedExtensions.of(plugin);
    }
  }
}
