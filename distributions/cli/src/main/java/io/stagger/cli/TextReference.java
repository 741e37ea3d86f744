package io.stagger.cli;

import io.stagger.api.plugin.Extension;
import io.stagger.api.plugin.ExtensionPoint;
import io.stagger.core.config.RecordReference;
import io.stagger.core.plugin.ExtensionRegistry;
import io.stagger.core.plugin.RegisteredExtension;
import java.io.PrintWriter;
import java.util.List;

/** A reference for the terminal. */
final class TextReference implements Reference {
  private final PrintWriter out;

  TextReference(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void all(ExtensionRegistry registry) {
    for (ExtensionPoint<?> point : registry.points()) {
      out.println(point.id() + ": " + point.description());
      Table table = new Table();
      for (RegisteredExtension<?> registered : registry.extensions(point)) {
        table.row(
            registered.extension().name(),
            registered.extension().description(),
            "(plugin %s%s)".formatted(registered.pluginId(), ranking(registered.extension())));
      }
      table.print(out, "  ");
    }
  }

  @Override
  public void experiment(RecordReference keys) {
    out.println("The keys of an experiment file");
    print(keys);
  }

  @Override
  public void point(ExtensionPoint<?> point, List<? extends RegisteredExtension<?>> extensions) {
    out.println(point.id() + ": " + point.description());
    for (RegisteredExtension<?> registered : extensions) {
      out.println();
      extension(registered);
    }
  }

  @Override
  public void extension(RegisteredExtension<?> registered) {
    Extension<?, ?> extension = registered.extension();
    out.println(extension.point().id() + "/" + extension.name());
    out.println("  " + extension.description());
    out.println("  From the plugin %s%s.".formatted(registered.pluginId(), ranking(extension)));
    RecordReference keys = RecordReference.of(extension.configuration());
    if (keys.entries().isEmpty()) {
      out.println("  It has no settings.");
    } else {
      print(keys);
    }
  }

  private void print(RecordReference keys) {
    Table table = new Table("KEY", "VALUE", "DEFAULT", "MEANING");
    for (RecordReference.Entry entry : keys.entries()) {
      String type = (entry.type() + " " + entry.range()).strip();
      table.row(entry.key(), type, entry.defaultValue(), entry.description());
    }
    table.print(out, "  ");
  }

  private static String ranking(Extension<?, ?> extension) {
    return extension.ranking() == 0 ? "" : ", ranking " + extension.ranking();
  }
}
