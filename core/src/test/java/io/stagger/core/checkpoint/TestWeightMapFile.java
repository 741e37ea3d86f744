package io.stagger.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.StaggerException;
import io.stagger.api.engine.WeightMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestWeightMapFile {
  @TempDir private Path directory;

  @Test
  void mapsNamesAndFamiliesOfNames() throws IOException {
    WeightMap map =
        map(
            """
            # a head of one layer
            output.bias=head.bias

            output.weight = head.weight   transposed # as PyTorch keeps it
            layers.{n}.attention.{part}.weight = blocks.{n}.attn.{part}_$1.weight transposed
            """);

    assertThat(map.source("output.bias")).contains(new WeightMap.Source("head.bias", false));
    assertThat(map.source("output.weight")).contains(new WeightMap.Source("head.weight", true));
    assertThat(map.source("layers.11.attention.input.weight"))
        .contains(new WeightMap.Source("blocks.11.attn.input_$1.weight", true));
    assertThat(map.source("layers.1.2.attention.input.weight")).isEmpty();
    assertThat(map.source("outputXbias")).isEmpty();
    assertThat(map.source("output.biases")).isEmpty();
  }

  @Test
  void aPlaceholderStandsForTheSameEverywhere() throws IOException {
    WeightMap map = map("a.{n}.b.{n} = c.{n}");
    assertThat(map.source("a.1.b.1")).contains(new WeightMap.Source("c.1", false));
    assertThat(map.source("a.1.b.2")).isEmpty();
  }

  @Test
  void namesLinesThatMatchNothing() throws IOException {
    WeightMapFile map =
        map(
            """
            # all of it
            a.{n} = b.{n}
            a.1 = c # an earlier line has it
            head.bais = d transposed
            e = e
            """);

    assertThat(map.unmatched(List.of("a.1", "a.2", "head.bias", "e")))
        .containsExactly("line 3 'a.1 = c'", "line 4 'head.bais = d transposed'");
    assertThat(map.unmatched(List.of())).hasSize(4);
  }

  @Test
  void refusesLinesThatSaySomethingElse() {
    Path file = directory.resolve("map.txt");
    assertThatThrownBy(() -> map("a = b\nc to d"))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "Line 2 of the weight map '%s' is 'c to d', but a line is 'ours = theirs', with ' transposed' at its end if so.",
            file);
    assertThatThrownBy(() -> map("a = b upside-down"))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("Line 1");
    assertThatThrownBy(() -> map("a.{n} = b.{m}"))
        .isInstanceOf(StaggerException.class)
        .hasMessage("Line 1 of the weight map '%s' uses {m} in their name, but not in ours.", file);
    assertThatThrownBy(() -> map("# nothing"))
        .isInstanceOf(StaggerException.class)
        .hasMessage("The weight map '%s' names no parameter.", file);
    assertThatThrownBy(() -> WeightMapFile.read(directory.resolve("none")))
        .isInstanceOf(StaggerException.class)
        .hasMessage("There is no weight map '%s'.", directory.resolve("none"));
  }

  private WeightMapFile map(String text) throws IOException {
    return WeightMapFile.read(Files.writeString(directory.resolve("map.txt"), text));
  }
}
