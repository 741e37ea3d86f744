package io.stagger.cli;

import io.stagger.api.plugin.Extension;
import io.stagger.api.plugin.ExtensionPoint;
import io.stagger.core.config.RecordReference;
import io.stagger.core.plugin.ExtensionRegistry;
import io.stagger.core.plugin.RegisteredExtension;
import java.io.PrintWriter;
import java.util.List;

/** A reference page in Markdown. */
final class MarkdownReference implements Reference {
  private final PrintWriter out;

  MarkdownReference(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void all(ExtensionRegistry registry) {
    out.println("# Extensions");
    out.println();
    out.println(
        "Made by `stagger describe --markdown` from what the plugins declare. A configuration that"
            + " names no extension gets the one of the highest ranking.");
    for (ExtensionPoint<?> point : registry.points()) {
      out.println();
      point(point, registry.extensions(point));
    }
  }

  @Override
  public void experiment(RecordReference keys) {
    out.println("# The keys of an experiment file");
    out.println();
    out.println(
        "Made by `stagger describe experiment --markdown` from the records they are bound to.");
    print(keys);
  }

  @Override
  public void point(ExtensionPoint<?> point, List<? extends RegisteredExtension<?>> extensions) {
    out.println("## `%s`".formatted(point.id()));
    out.println();
    out.println(sentence(point.description()));
    for (RegisteredExtension<?> registered : extensions) {
      out.println();
      extension(registered);
    }
  }

  @Override
  public void extension(RegisteredExtension<?> registered) {
    Extension<?, ?> extension = registered.extension();
    out.println("### `%s`".formatted(extension.name()));
    out.println();
    out.println(
        "%s From the plugin `%s`, ranking %d."
            .formatted(
                sentence(extension.description()), registered.pluginId(), extension.ranking()));
    RecordReference keys = RecordReference.of(extension.configuration());
    if (!keys.entries().isEmpty()) {
      print(keys);
    }
  }

  private void print(RecordReference keys) {
    out.println();
    KeyTable.of(keys.entries()).lines().forEach(out::println);
  }

  private static String sentence(String phrase) {
    String capitalized = Character.toUpperCase(phrase.charAt(0)) + phrase.substring(1);
    return capitalized.endsWith(".") ? capitalized : capitalized + ".";
  }
}
