package io.stagger.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.StaggerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestExperiments {
  @TempDir private Path home;
  private Path bundled;

  @BeforeEach
  void setUp() throws IOException {
    bundled = Files.createDirectories(home.resolve("etc/experiments")).resolve("small.yaml");
    Files.writeString(bundled, "name: small");
    System.setProperty(CommonOptions.HOME_PROPERTY, home.toString());
  }

  @AfterEach
  void tearDown() {
    System.clearProperty(CommonOptions.HOME_PROPERTY);
  }

  @Test
  void findsABundledExperimentByName() {
    assertThat(Experiments.find("small")).isEqualTo(bundled);
  }

  @Test
  void findsAFileByPath() throws IOException {
    Path file = Files.writeString(home.resolve("mine.yaml"), "name: mine");

    assertThat(Experiments.find(file.toString())).isEqualTo(file);
  }

  @Test
  void saysWhichBundledExperimentsThereAre() {
    assertThatThrownBy(() -> Experiments.find("smal"))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "There is no experiment file 'smal', nor a bundled experiment of that name (there are small).");
  }
}
