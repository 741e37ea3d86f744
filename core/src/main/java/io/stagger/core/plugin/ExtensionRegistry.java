package io.stagger.core.plugin;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.StaggerException;
import io.stagger.api.plugin.Extension;
import io.stagger.api.plugin.ExtensionPoint;
import io.stagger.api.plugin.Extensions;
import io.stagger.api.plugin.Plugin;
import io.stagger.core.config.Choices;
import io.stagger.core.config.RecordReference;
import io.stagger.core.config.Selection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The extension points and what plugins contributed to them. Immutable.
 *
 * <p>The points of {@link ExtensionPoints} always exist.
 */
public final class ExtensionRegistry {
  private final Map<String, ExtensionPoint<?>> points;
  private final Map<String, List<RegisteredExtension<?>>> extensions;

  private ExtensionRegistry(
      Map<String, ExtensionPoint<?>> points, List<RegisteredExtension<?>> contributed) {
    this.points = new LinkedHashMap<>(points);
    this.extensions = new LinkedHashMap<>();
    for (String id : points.keySet()) {
      extensions.put(
          id,
          contributed.stream()
              .filter(registered -> registered.extension().point().id().equals(id))
              .sorted(
                  Comparator.<RegisteredExtension<?>>comparingInt(
                          registered -> -registered.extension().ranking())
                      .thenComparing(registered -> registered.extension().name()))
              .toList());
    }
  }

  /** Every point: the standard ones in the order of the data's flow, then those of plugins. */
  public List<ExtensionPoint<?>> points() {
    return List.copyOf(points.values());
  }

  /** The point of an id. */
  public Optional<ExtensionPoint<?>> point(String id) {
    return Optional.ofNullable(points.get(id));
  }

  /**
   * The extensions of a point, the highest ranking first, then by name.
   *
   * @throws StaggerException if no plugin defines the point
   */
  @SuppressWarnings({"unchecked", "rawtypes"}) // a point holds only its own extensions, see add()
  public <T> List<RegisteredExtension<T>> extensions(ExtensionPoint<T> point) {
    List<RegisteredExtension<?>> found = extensions.get(point.id());
    if (found == null) {
      throw new StaggerException(
          "There is no extension point '%s'%s: is the plugin that defines it installed?"
              .formatted(point.id(), Choices.of(points.keySet()).hint(point.id())));
    }
    return (List) found;
  }

  /** The plugins that contributed an extension. */
  public Set<String> pluginIds() {
    return extensions.values().stream()
        .flatMap(List::stream)
        .map(RegisteredExtension::pluginId)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * The extension of a name.
   *
   * @throws MissingExtensionException with the nearest name and all names, if there is none
   */
  public <T> RegisteredExtension<T> find(ExtensionPoint<T> point, String name) {
    List<RegisteredExtension<T>> found = extensions(point);
    Choices names =
        Choices.of(found.stream().map(registered -> registered.extension().name()).toList());
    return found.stream()
        .filter(registered -> registered.extension().name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new MissingExtensionException(
                    names.names().isEmpty()
                        ? "There is no %s '%s', nor any other: install a plugin that brings one."
                            .formatted(point.id(), name)
                        : "There is no %s '%s'%s: installed %s %s."
                            .formatted(
                                point.id(),
                                name,
                                names.hint(name),
                                names.names().size() == 1 ? "is" : "are",
                                names.all())));
  }

  /**
   * The extension of the highest ranking.
   *
   * @throws MissingExtensionException if there is none
   * @throws StaggerException if several share the highest ranking
   */
  public <T> RegisteredExtension<T> highest(ExtensionPoint<T> point) {
    List<RegisteredExtension<T>> found = extensions(point);
    if (found.isEmpty()) {
      throw new MissingExtensionException(
          "There is no %s: install a plugin that brings one.".formatted(point.id()));
    }
    int ranking = found.get(0).extension().ranking();
    List<String> best =
        found.stream()
            .filter(registered -> registered.extension().ranking() == ranking)
            .map(
                registered ->
                    "'%s' (plugin %s)"
                        .formatted(registered.extension().name(), registered.pluginId()))
            .toList();
    if (best.size() > 1) {
      throw new StaggerException(
          "No %s is named, and %s share the highest ranking, %d: name the one to use."
              .formatted(point.id(), Choices.of(best).all(), ranking));
    }
    return found.get(0);
  }

  /** Gathers what plugins contribute. */
  public static final class Builder {
    private Map<String, ExtensionPoint<?>> points = new LinkedHashMap<>();
    private List<RegisteredExtension<?>> contributed = new ArrayList<>();

    /** Holds the standard points and no extension. */
    public Builder() {
      ExtensionPoints.all().forEach(point -> points.put(point.id(), point));
    }

    /**
     * Lets a plugin contribute. What it throws is passed on, and nothing it added stays.
     *
     * @throws StaggerException if a point exists already, an extension's point does not exist, its
     *     name is taken, or its configuration record is not well formed
     */
    public Builder contribute(String pluginId, Plugin plugin) {
      Contribution contribution = new Contribution(pluginId, points, contributed);
      try {
        plugin.contribute(contribution);
      } finally {
        contribution.isOpen = false;
      }
      points = contribution.points;
      contributed = contribution.contributed;
      return this;
    }

    /** The registry of everything contributed. */
    public ExtensionRegistry build() {
      return new ExtensionRegistry(points, contributed);
    }
  }

  /** What one plugin sees while it contributes. */
  private static final class Contribution implements Extensions {
    private final String pluginId;
    private final Map<String, ExtensionPoint<?>> points;
    private final List<RegisteredExtension<?>> contributed;
    private boolean isOpen = true;

    Contribution(
        String pluginId,
        Map<String, ExtensionPoint<?>> points,
        List<RegisteredExtension<?>> contributed) {
      this.pluginId = pluginId;
      this.points = new LinkedHashMap<>(points);
      this.contributed = new ArrayList<>(contributed);
    }

    @Override
    public void define(ExtensionPoint<?> point) {
      checkOpen();
      if (point == null) {
        throw new StaggerException(
            "it defined null: give define an extension point, made by ExtensionPoint.of.");
      }
      if (points.putIfAbsent(point.id(), point) != null) {
        throw new StaggerException(
            "The extension point '%s' exists already: give it another id.".formatted(point.id()));
      }
    }

    @Override
    public void add(Extension<?, ?> extension) {
      checkOpen();
      if (extension == null) {
        throw new StaggerException("it added null: give add an extension, made by Extension.of.");
      }
      String what = "The %s '%s'".formatted(extension.point().id(), extension.name());
      ExtensionPoint<?> point = points.get(extension.point().id());
      if (point == null) {
        throw new StaggerException(
            "%s has an extension point that does not exist%s: define it, or require the plugin that does."
                .formatted(what, Choices.of(points.keySet()).hint(extension.point().id())));
      }
      if (point.type() != extension.point().type()) {
        throw new StaggerException(
            "%s is a %s from another class loader than its extension point's: require the plugin that exports the class instead of bringing a copy."
                .formatted(what, point.type().getName()));
      }
      for (RegisteredExtension<?> other : contributed) {
        if (other.extension().point().equals(point)
            && other.extension().name().equals(extension.name())) {
          throw new StaggerException(
              "%s exists already, from the plugin '%s': give it another name."
                  .formatted(what, other.pluginId()));
        }
      }
      checkConfiguration(what, extension.configuration());
      contributed.add(new RegisteredExtension<>(extension, pluginId));
    }

    private static void checkConfiguration(String what, Class<? extends Record> configuration) {
      try {
        RecordReference.of(configuration);
      } catch (IllegalArgumentException e) {
        throw new StaggerException("%s can't be configured: %s".formatted(what, e.getMessage()), e);
      }
      if (Arrays.stream(configuration.getRecordComponents())
          .anyMatch(component -> component.getName().equals(Selection.NAME))) {
        throw new StaggerException(
            "%s can't be configured: the key 'name' of the configuration record %s is taken, because it selects the extension."
                .formatted(what, configuration.getName()));
      }
    }

    private void checkOpen() {
      if (!isOpen) {
        throw new IllegalStateException(
            "The plugin '" + pluginId + "' can contribute only while it starts.");
      }
    }
  }
}
