package io.stagger.cli.picture;

import java.util.List;

/**
 * What an extension does, as a picture and as numbers. The arrays are not copied.
 *
 * @param png the picture, an encoded PNG
 * @param facts what holds as a whole, a line each
 * @param table numbers at some places, the first row being the header
 */
public record Depiction(byte[] png, List<String> facts, List<List<String>> table) {
  /** Copies the lists. */
  public Depiction {
    facts = List.copyOf(facts);
    table = List.copyOf(table);
  }
}
