package io.stagger.site;

import io.stagger.api.StaggerException;
import io.stagger.api.plugin.Extension;
import io.stagger.api.plugin.ExtensionPoint;
import io.stagger.cli.KeyTable;
import io.stagger.core.config.RecordReference;
import io.stagger.core.plugin.ExtensionRegistry;
import io.stagger.core.plugin.RegisteredExtension;
import io.stagger.core.run.ExperimentConfiguration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Documents settings and extensions in Markdown, from what their records declare. */
final class SettingsText {
  private static final String HIGHEST = "the highest ranking";

  private final ExtensionRegistry registry;

  /**
   * Documents extensions.
   *
   * @param registry what the bundled plugins contributed
   */
  SettingsText(ExtensionRegistry registry) {
    this.registry = registry;
  }

  /** The keys of an experiment file, a section for each key that holds others. */
  String experiment() {
    Map<String, List<RecordReference.Entry>> sections = new LinkedHashMap<>();
    sections.put("", new ArrayList<>());
    for (RecordReference.Entry entry :
        RecordReference.of(ExperimentConfiguration.class).entries()) {
      int dot = entry.key().indexOf('.');
      String section = dot < 0 ? "" : entry.key().substring(0, dot);
      sections.computeIfAbsent(section, name -> new ArrayList<>()).add(entry);
    }
    StringBuilder text = new StringBuilder();
    sections.forEach(
        (section, entries) -> {
          text.append(section.isEmpty() ? "### At the top\n" : "### `%s`\n".formatted(section));
          text.append('\n').append(table(entries)).append('\n');
        });
    return text.toString();
  }

  /** Every extension of every point with its keys. */
  String extensions() {
    StringBuilder text = new StringBuilder();
    for (ExtensionPoint<?> point : registry.points()) {
      text.append(
          "## `%s`\n\n%s [The extension point](extension-points/%s.md) says more.\n\n"
              .formatted(point.id(), sentence(point.description()), point.id()));
      List<? extends RegisteredExtension<?>> extensions = registry.extensions(point);
      if (extensions.isEmpty()) {
        text.append("No bundled plugin has one.\n\n");
      }
      for (RegisteredExtension<?> registered : extensions) {
        Extension<?, ?> extension = registered.extension();
        text.append(
            "### %s `%s`\n\n%s From the plugin `%s`%s.\n\n"
                .formatted(
                    point.id(),
                    extension.name(),
                    sentence(extension.description()),
                    registered.pluginId(),
                    ranking(extension)));
        RecordReference keys = RecordReference.of(extension.configuration());
        text.append(
            keys.entries().isEmpty() ? "It has no settings.\n\n" : table(keys.entries()) + "\n");
      }
    }
    return text.toString();
  }

  /** The extension points, each with a link to its page beside this one. */
  String points() {
    StringBuilder text = new StringBuilder("| Point | What | Java type |\n|---|---|---|\n");
    for (ExtensionPoint<?> point : registry.points()) {
      text.append(
          "| [`%s`](%s.md) | %s | `%s` |\n"
              .formatted(
                  point.id(), point.id(), cell(point.description()), point.type().getSimpleName()));
    }
    return text.toString();
  }

  /**
   * The bundled extensions of a point.
   *
   * @throws StaggerException if there is no such point
   */
  String extensions(String pointId) {
    ExtensionPoint<?> point = point(pointId);
    List<? extends RegisteredExtension<?>> extensions = registry.extensions(point);
    if (extensions.isEmpty()) {
      return "No bundled plugin has one.";
    }
    StringBuilder text =
        new StringBuilder("| Name | What | Plugin | Ranking |\n|---|---|---|---|\n");
    for (RegisteredExtension<?> registered : extensions) {
      Extension<?, ?> extension = registered.extension();
      text.append(
          "| [`%s`](../settings.md#%s-%s) | %s | `%s` | %d |\n"
              .formatted(
                  extension.name(),
                  pointId,
                  extension.name(),
                  cell(extension.description()),
                  registered.pluginId(),
                  extension.ranking()));
    }
    return text.toString();
  }

  /**
   * A point.
   *
   * @throws StaggerException if there is no such point
   */
  ExtensionPoint<?> point(String id) {
    return registry
        .point(id)
        .orElseThrow(() -> new StaggerException("there is no extension point '%s'.".formatted(id)));
  }

  private String table(List<RecordReference.Entry> entries) {
    return KeyTable.of(entries.stream().map(this::linked).toList());
  }

  /** The same entry, with a link to the point and its default where it chooses an extension. */
  private RecordReference.Entry linked(RecordReference.Entry entry) {
    for (ExtensionPoint<?> point : registry.points()) {
      if (entry.type().equals(point.id()) || entry.type().endsWith(" " + point.id())) {
        int start = entry.type().length() - point.id().length();
        return new RecordReference.Entry(
            entry.key(),
            entry.type().substring(0, start) + "[%s](#%s)".formatted(point.id(), point.id()),
            entry.defaultValue().equals(HIGHEST)
                ? highest(point).orElse("to be named")
                : entry.defaultValue(),
            entry.range(),
            entry.description());
      }
    }
    return entry;
  }

  /** The bundled extension of the highest ranking, if there is exactly one. */
  private Optional<String> highest(ExtensionPoint<?> point) {
    List<? extends RegisteredExtension<?>> extensions = registry.extensions(point);
    return extensions.size() == 1
            || (extensions.size() > 1
                && extensions.get(0).extension().ranking()
                    > extensions.get(1).extension().ranking())
        ? Optional.of(extensions.get(0).extension().name())
        : Optional.empty();
  }

  private static String ranking(Extension<?, ?> extension) {
    return extension.ranking() == 0 ? "" : ", ranking " + extension.ranking();
  }

  private static String sentence(String phrase) {
    String capitalized = Character.toUpperCase(phrase.charAt(0)) + phrase.substring(1);
    return capitalized.endsWith(".") ? capitalized : capitalized + ".";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;");
  }
}
