package io.stagger.api.evaluation;

import java.util.Objects;

/**
 * A picture for a report.
 *
 * @param name a file name without extension: lower-case words joined by '-'
 * @param caption one sentence that says what is seen
 * @param format what the bytes are
 * @param bytes the picture's file; not copied and not to be changed
 * @since 0.1.0
 */
public record Picture(String name, String caption, Format format, byte[] bytes) {
  /** Checks the parts. */
  public Picture {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(caption, "caption");
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(bytes, "bytes");
  }

  /** A PNG. */
  public static Picture png(String name, String caption, byte[] bytes) {
    return new Picture(name, caption, Format.PNG, bytes);
  }

  /** The name with the format's extension. */
  public String fileName() {
    return name + "." + format.extension();
  }

  /** The formats that every browser shows. */
  public enum Format {
    /** Portable Network Graphics. */
    PNG("png", "image/png"),
    /** Graphics Interchange Format, which can move. */
    GIF("gif", "image/gif");

    private final String extension;
    private final String mediaType;

    Format(String extension, String mediaType) {
      this.extension = extension;
      this.mediaType = mediaType;
    }

    /** The extension of files, without the dot. */
    public String extension() {
      return extension;
    }

    /** The media type. */
    public String mediaType() {
      return mediaType;
    }
  }
}
