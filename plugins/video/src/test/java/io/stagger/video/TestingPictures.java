package io.stagger.video;

import io.stagger.api.plugin.ExtensionContext;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;

/** Settings that differ from the declared defaults in what a test is about. */
final class TestingPictures {
  String folder = sample().toString();
  int size = 24;
  int itemSize = 14;
  double minSpeed = 0.5;
  double maxSpeed = 1.5;
  int frames = 16;
  int knownFrames = 4;
  long trainClips = 40;
  long validationClips = 10;
  long testClips = 10;
  long seed = 1;

  /** The folder with 16 images of each file. */
  static Path sample() {
    try {
      return Path.of(TestingPictures.class.getResource("fashion-mnist").toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  MovingPicturesSettings build() {
    return new MovingPicturesSettings(
        folder,
        size,
        itemSize,
        minSpeed,
        maxSpeed,
        frames,
        knownFrames,
        trainClips,
        validationClips,
        testClips,
        seed);
  }

  MovingPicturesSource open() {
    return MovingPicturesSource.open(build(), new InFolder(Path.of("experiment")));
  }

  /** Resolves files in one folder. */
  private record InFolder(Path folder) implements ExtensionContext {
    @Override
    public Path resolve(String file) {
      return folder.resolve(file);
    }

    @Override
    public Optional<Path> runDirectory() {
      return Optional.empty();
    }
  }
}
