package io.stagger.strokes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Split;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestStrokeSource {
  private static final String TWO_STROKES =
      "{\"strokes\": [\"M 0 0 Z\"], \"medians\": [[[0, 900], [160, 900]], [[0, 800], [0, 480]]], \"radStrokes\": [0]}";

  @TempDir private Path folder;

  private StrokeSource open(String file) {
    return StrokeSource.open(TestingDrawings.settings(file, 0), TestingDrawings.in(folder));
  }

  private void pack(String file, Map<String, String> entries) throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve(file));
        TarArchiveOutputStream tar =
            new TarArchiveOutputStream(new GZIPOutputStream(out), "UTF-8")) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        byte[] bytes = entry.getValue().getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry header = new TarArchiveEntry(entry.getKey());
        header.setSize(bytes.length);
        tar.putArchiveEntry(header);
        tar.write(bytes);
        tar.closeArchiveEntry();
      }
    }
  }

  private static List<Drawing> all(StrokeSource source) {
    List<Drawing> all = new ArrayList<>();
    for (Split split : List.of(Split.TRAIN, Split.VALIDATION, Split.TEST)) {
      for (long i = 0; i < source.size(split); i++) {
        all.add(source.get(split, i));
      }
    }
    return all;
  }

  @Test
  void readsTheCharactersOfAnArchiveAndNothingElse() throws IOException {
    Map<String, String> entries = new TreeMap<>();
    entries.put("package/package.json", "{}");
    entries.put("package/README.md", "no character");
    entries.put("package/\u4e00.json", TWO_STROKES);
    entries.put("package/\ud840\udc00.json", TWO_STROKES);
    entries.put("other/\u4e8c.json", TWO_STROKES);
    pack("some.tgz", entries);

    assertThat(all(open("some.tgz")))
        .extracting(Drawing::name)
        .containsExactlyInAnyOrder("\u4e00", "\ud840\udc00");
  }

  @Test
  void turnsPlacesOverAndSpreadsThemEvenly() throws IOException {
    Files.writeString(folder.resolve("some.json"), "{\"A\": " + TWO_STROKES + "}");
    assertThat(all(open("some.json")))
        .containsExactly(
            new Drawing(
                "A",
                List.of(TestingDrawings.line(0, 0, 160, 0), TestingDrawings.line(0, 100, 0, 420))));
  }

  @Test
  void splitsAreDecidedByTheCharacterAlone() {
    StrokeSource source = TestingDrawings.source(0);
    for (Split split : List.of(Split.TRAIN, Split.VALIDATION, Split.TEST)) {
      assertThat(source.size(split)).as("%s", split).isPositive();
      for (long i = 0; i < source.size(split); i++) {
        assertThat(StrokeSource.split(new Drawing(source.get(split, i).name(), List.of())))
            .isEqualTo(split);
      }
    }
    assertThat(all(source)).extracting(Drawing::name).doesNotHaveDuplicates().hasSize(100);
    // Of many names, nine in ten are learned from.
    Map<Split, Integer> counts = new EnumMap<>(Split.class);
    for (int codePoint = 0x4e00; codePoint < 0x4e00 + 10_000; codePoint++) {
      Drawing drawing = new Drawing(Character.toString(codePoint), List.of());
      counts.merge(StrokeSource.split(drawing), 1, Integer::sum);
    }
    assertThat(counts).containsOnlyKeys(Split.TRAIN, Split.VALIDATION, Split.TEST);
    assertThat(counts.get(Split.TEST)).isBetween(400, 600);
    assertThat(counts.get(Split.VALIDATION)).isBetween(400, 600);
  }

  @Test
  void leavesOutDrawingsWithNothingBeyondTheKnownStrokes() {
    List<Drawing> drawings = all(TestingDrawings.source(3));
    assertThat(drawings).isNotEmpty().allMatch(drawing -> drawing.strokes().size() > 3);
    assertThat(drawings.size()).isLessThan(100);
  }

  @Test
  void theFutureIsABlankSheetWhereNothingIsKnown() {
    StrokeSource source = TestingDrawings.source(0);
    assertThat(source.size(Split.FUTURE)).isEqualTo(1);
    assertThat(source.get(Split.FUTURE, 0)).isEqualTo(Drawing.blank());
    assertThat(TestingDrawings.source(2).size(Split.FUTURE)).isZero();
  }

  @Test
  void theFutureIsWhatSomebodyBegan() throws IOException {
    Files.writeString(folder.resolve("begun.json"), "{\"mine\": " + TWO_STROKES + "}");
    StrokeSource source =
        StrokeSource.open(
            new StrokeSourceSettings(DrawingFile.INVENTED, 1, 6, 8, 2, Optional.of("begun.json")),
            TestingDrawings.in(folder));
    assertThat(source.get(Split.FUTURE, 0).strokes()).hasSize(2);
    assertThatThrownBy(
            () ->
                StrokeSource.open(
                    new StrokeSourceSettings(
                        DrawingFile.INVENTED, 1, 6, 8, 3, Optional.of("begun.json")),
                    TestingDrawings.in(folder)))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The drawing 'mine' of 'begun' has 2 strokes, but needs at least 'known', which is 3, and at most 'maxStrokes', which is 6.");
    assertThatThrownBy(
            () ->
                new StrokeSourceSettings(
                    DrawingFile.INVENTED, 1, 6, 8, 0, Optional.of("begun.json")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'begun' is given, but 'known' is 0");
  }

  @Test
  void fingerprintIsTheDigestOfTheFile() throws IOException {
    Files.writeString(folder.resolve("some.json"), "{\"A\": " + TWO_STROKES + "}");
    String fingerprint = open("some.json").fingerprint();
    assertThat(fingerprint).matches("[0-9a-f]{64}");
    Files.writeString(folder.resolve("some.json"), "{\"A\":  " + TWO_STROKES + "}");
    assertThat(open("some.json").fingerprint()).isNotEqualTo(fingerprint);
  }

  @Test
  void tellsWhereToGetAMissingFile() {
    assertThatThrownBy(() -> open("nowhere.tgz"))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "'file' is 'nowhere.tgz', but there is no file %s; fetch it by 'npm pack hanzi-writer-data@2.0.1' and let 'file' name it.",
            folder.resolve("nowhere.tgz"));
  }

  @Test
  void refusesAPackageThatIsNotThePublishedOne() throws IOException {
    pack("hanzi-writer-data-2.0.1.tgz", Map.of("package/\u4e00.json", TWO_STROKES));
    assertThatThrownBy(() -> open("hanzi-writer-data-2.0.1.tgz"))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("is not the published one: its SHA-256 is ")
        .hasMessageContaining("72baf3d82b114e60d6e40ea05f24d2262a05cd39d544e2f322ba2fceb7beff15");
  }

  @Test
  void refusesWhatIsNoArchive() throws IOException {
    Files.writeString(folder.resolve("some.tgz"), "no archive");
    assertThatThrownBy(() -> open("some.tgz"))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("is no gzipped tar archive that can be read");
  }

  @Test
  void namesThePlaceOfWhatIsNoDrawing() throws IOException {
    Path file = Files.writeString(folder.resolve("bad.json"), "{\"A\":\n{\"medians\": [[1, 2]]}}");
    assertThatThrownBy(() -> open("bad.json"))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "%s, line 2, column 15, is not laid out as a drawing is: {\"medians\": [[[x, y], [x, y], ...], ...]}.",
            file);
    Files.writeString(file, "{\"A\": {}}");
    assertThatThrownBy(() -> open("bad.json"))
        .hasMessage(
            "%s holds no key 'medians' for 'A': give the strokes of each drawing as lists of [x, y].",
            file);
    Files.writeString(file, "{\"A\": {\"medians\": [[[1, 2]]]}}");
    assertThatThrownBy(() -> open("bad.json"))
        .hasMessage(
            "Stroke 1 of 'A' in %s has 1 places, but a stroke has 2 at least: where it begins and where it ends.",
            file);
    Files.writeString(file, "{\"A\": ");
    assertThatThrownBy(() -> open("bad.json")).hasMessageContaining("is no JSON that can be read");
  }

  @Test
  void refusesAFileThatLeavesNothingToLearnFrom() throws IOException {
    Files.writeString(folder.resolve("none.json"), "{}");
    assertThatThrownBy(() -> open("none.json"))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("holds no drawings");
    Files.writeString(folder.resolve("none.json"), "{\"A\": {\"medians\": []}}");
    assertThatThrownBy(() -> open("none.json"))
        .hasMessageContaining("leaves no drawing to learn from with at least 1 and at most 6");
  }

  @Test
  void refusesSettingsThatContradict() {
    assertThatThrownBy(() -> TestingDrawings.settings("any", 6))
        .hasMessage(
            "'known' is 6, but must be less than 'maxStrokes', which is 6, so that there is something to draw.");
    assertThatThrownBy(() -> new StrokeSourceSettings("any", 5, 4, 8, 0, Optional.empty()))
        .hasMessage("'minStrokes' is 5, but must be at most 'maxStrokes', which is 4.");
  }
}
