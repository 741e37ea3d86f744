package io.stagger.core.plugin;

import io.stagger.api.StaggerException;
import io.stagger.api.plugin.ExtensionPoint;
import io.stagger.core.config.PlacedSelection;
import io.stagger.core.config.RecordBinder;
import io.stagger.core.config.Selection;
import io.stagger.core.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Finds the extensions that configuration selects and binds their settings. Makes nothing, so a
 * whole configuration can be checked before anything is allocated.
 */
public final class SelectionResolver {
  private final ExtensionRegistry registry;
  private final RecordBinder binder = new RecordBinder();

  /** Creates a resolver of what a registry holds. */
  public SelectionResolver(ExtensionRegistry registry) {
    this.registry = Objects.requireNonNull(registry, "registry");
  }

  /**
   * Finds what is selected, or the extension of the highest ranking if no name is, and binds its
   * settings.
   *
   * @throws StaggerException with a sentence for each problem, which names the place of the
   *     selection
   */
  public <T> Resolved<T> resolve(ExtensionPoint<T> point, Selection selection) {
    RegisteredExtension<T> registered = find(point, selection);
    return new Resolved<>(
        registered, binder.bind(registered.extension().configuration(), selection.settings()));
  }

  /**
   * Binds settings to a record and resolves every selection in it, those in nested records, lists
   * and maps included.
   *
   * @throws StaggerException with a sentence for each problem; a {@link MissingExtensionException}
   *     if one of them is that an extension is missing
   */
  public <C extends Record> C bind(Class<C> type, Settings settings) {
    C bound = binder.bind(type, settings);
    List<StaggerException> problems = new ArrayList<>();
    for (PlacedSelection placed : PlacedSelection.in(bound)) {
      ExtensionPoint<?> point =
          registry
              .point(placed.pointId())
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "The record %s selects from the unknown extension point '%s'."
                              .formatted(type.getName(), placed.pointId())));
      try {
        resolve(point, placed.selection());
      } catch (StaggerException e) {
        problems.add(e);
      }
    }
    if (!problems.isEmpty()) {
      String all =
          problems.stream()
              .map(StaggerException::getMessage)
              .collect(Collectors.joining(System.lineSeparator()));
      throw problems.stream().anyMatch(MissingExtensionException.class::isInstance)
          ? new MissingExtensionException(all)
          : new StaggerException(all);
    }
    return bound;
  }

  private <T> RegisteredExtension<T> find(ExtensionPoint<T> point, Selection selection) {
    try {
      return selection.name().isPresent()
          ? registry.find(point, selection.name().get())
          : registry.highest(point);
    } catch (StaggerException e) {
      Settings settings = selection.settings();
      if (settings.path().isEmpty()) {
        throw e;
      }
      String placed =
          "%s, key '%s': %s"
              .formatted(settings.origin(Selection.NAME), settings.path(), e.getMessage());
      throw e instanceof MissingExtensionException
          ? new MissingExtensionException(placed, e)
          : new StaggerException(placed, e);
    }
  }
}
