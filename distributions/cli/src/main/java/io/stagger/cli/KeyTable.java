package io.stagger.cli;

import io.stagger.core.config.RecordReference;
import java.util.List;

/** A table of keys in Markdown. */
public final class KeyTable {
  private KeyTable() {}

  /** The table, a line for each key. */
  public static String of(List<RecordReference.Entry> entries) {
    StringBuilder table =
        new StringBuilder("| Key | Type | Default | Range | Meaning |\n|---|---|---|---|---|\n");
    for (RecordReference.Entry entry : entries) {
      table.append(
          "| `%s` | %s | %s | %s | %s |\n"
              .formatted(
                  entry.key(),
                  cell(entry.type()),
                  cell(entry.defaultValue()),
                  cell(entry.range()),
                  cell(entry.description())));
    }
    return table.toString();
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;");
  }
}
