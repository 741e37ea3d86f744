package io.stagger.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.StaggerException;
import io.stagger.api.engine.NamedTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestSafetensors {
  @TempDir private Path directory;

  @Test
  void writesSortedAlignedHeaderThenLittleEndianValues() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TensorFile written =
        SafetensorsWriter.write(
            Channels.newChannel(out),
            List.of(tensor("b", List.of(2L), 1.5f, -2f), tensor("a", List.of(), 3f)),
            Map.of("k", "v"));

    byte[] bytes = out.toByteArray();
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) buffer.getLong();
    assertThat(length % 8).isZero();
    assertThat(new String(bytes, 8, length, StandardCharsets.UTF_8).stripTrailing())
        .isEqualTo(
            "{\"__metadata__\":{\"k\":\"v\"},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}");
    buffer.position(8 + length);
    assertThat(new float[] {buffer.getFloat(), buffer.getFloat(), buffer.getFloat()})
        .containsExactly(3f, 1.5f, -2f);
    assertThat(buffer.hasRemaining()).isFalse();
    assertThat(written.bytes()).isEqualTo(bytes.length);
    assertThat(written.sha256())
        .isEqualTo(com.google.common.hash.Hashing.sha256().hashBytes(bytes).toString());
  }

  @Test
  void readsBackEveryBitOfTensorsLargerThanTheBuffer() throws IOException {
    float[] values = new float[700_001];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(i * 0x9E3779B9);
    }
    Path file = directory.resolve("t.safetensors");
    try (var channel = Channels.newChannel(Files.newOutputStream(file))) {
      SafetensorsWriter.write(
          channel,
          List.of(tensor("large", List.of(700_001L), values), tensor("empty", List.of(0L, 3L))),
          Map.of());
    }

    Map<String, NamedTensor> read = SafetensorsReader.open(file).tensors();

    assertThat(read.keySet()).containsExactly("empty", "large");
    assertThat(read.get("empty").shape()).containsExactly(0L, 3L);
    FloatBuffer large = read.get("large").values();
    for (float value : values) {
      assertThat(Float.floatToRawIntBits(large.get())).isEqualTo(Float.floatToRawIntBits(value));
    }
  }

  @Test
  void refusesTwoTensorsOfOneName() {
    assertThatThrownBy(
            () ->
                SafetensorsWriter.write(
                    Channels.newChannel(new ByteArrayOutputStream()),
                    List.of(tensor("a", List.of(), 1f), tensor("a", List.of(), 2f)),
                    Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'a'");
  }

  @Test
  void readsOtherFloatsOfOtherProgramsAndLeavesOutWhatIsNone() throws IOException {
    ByteBuffer values = ByteBuffer.allocate(36).order(ByteOrder.LITTLE_ENDIAN);
    for (int half : new int[] {0x3C00, 0xC248, 0x0001, 0x8000, 0x7BFF, 0x7C00}) {
      values.putShort((short) half);
    }
    values.putShort((short) 0x4049).putShort((short) 0xBF80);
    values.putDouble(-0.1).putLong(7);
    values.putInt(Float.floatToIntBits(2.5f));
    Path file =
        write(
            "{\"half\":{\"dtype\":\"F16\",\"shape\":[6],\"data_offsets\":[0,12]},"
                + "\"brain\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[12,16]},"
                + "\"double\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[16,24]},"
                + "\"count\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[24,32]},"
                + "\"single\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[32,36]}}",
            values.array());

    Map<String, NamedTensor> read = SafetensorsReader.openForeign(file).tensors();

    assertThat(read.keySet()).containsExactly("brain", "double", "half", "single");
    float[] halves = new float[6];
    read.get("half").values().get(halves);
    assertThat(halves)
        .containsExactly(1f, -3.140625f, 0x1p-24f, -0f, 65504f, Float.POSITIVE_INFINITY);
    assertThat(read.get("brain").values().get(0)).isEqualTo(3.140625f);
    assertThat(read.get("brain").values().get(1)).isEqualTo(-1f);
    assertThat(read.get("double").values().get(0)).isEqualTo(-0.1f);
    assertThat(read.get("single").values().get(0)).isEqualTo(2.5f);
    assertThatThrownBy(() -> SafetensorsReader.open(file))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("only F32 is read");
  }

  @Test
  void refusesADataTypeThatDoesNotExist() throws IOException {
    Path file =
        write("{\"a\":{\"dtype\":\"F24\",\"shape\":[],\"data_offsets\":[0,3]}}", new byte[3]);
    assertThatThrownBy(() -> SafetensorsReader.openForeign(file))
        .isInstanceOf(StaggerException.class)
        .hasMessage("Tensor 'a' in '%s' has the data type 'F24', which is unknown.", file);
  }

  private Path write(String header, byte[] values) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES + text.length + values.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(text.length)
            .put(text)
            .put(values);
    return Files.write(directory.resolve("foreign.safetensors"), bytes.array());
  }

  @Test
  void saysThatItWasInterrupted() throws IOException {
    Path file = Files.write(directory.resolve("whole"), new byte[100]);
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> SafetensorsReader.open(file))
          .isInstanceOf(StaggerException.class)
          .hasMessage("The tensor file '%s' can't be read: the thread was interrupted.", file);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void saysThatFileIsMissing() {
    assertThatThrownBy(() -> SafetensorsReader.open(directory.resolve("no")))
        .isInstanceOf(StaggerException.class)
        .hasMessage("There is no tensor file '" + directory.resolve("no") + "'.");
  }

  @Test
  void saysThatFileIsTruncatedWithinItsValues() throws IOException {
    assertDamaged(
        file("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 4),
        "it is truncated: its header describes 72 bytes, but it holds 68");
  }

  @Test
  void saysThatFileIsTruncatedWithinItsHeader() throws IOException {
    byte[] whole = file("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8);
    assertDamaged(
        java.util.Arrays.copyOf(whole, 20),
        "it is truncated within its header, which takes 64 of its 20 bytes");
    assertDamaged(
        java.util.Arrays.copyOf(whole, 3),
        "it holds only 3 bytes, less than the length of a header");
  }

  @Test
  void saysThatFileIsOfAnotherFormat() throws IOException {
    assertDamaged(
        "PK and so on and on".getBytes(StandardCharsets.UTF_8),
        "it does not begin with the length of a safetensors header");
    assertDamaged(file("not json", 0), "its header is not valid JSON");
    assertDamaged(file("[1, 2]", 0), "its header is not a JSON object");
  }

  @Test
  void saysWhatIsWrongWithATensor() throws IOException {
    assertDamaged(
        file("{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}", 8),
        "tensor 'a' of shape [3] takes 12 bytes, but 8 are set aside for it");
    assertDamaged(
        file("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8),
        "tensor 'a' begins at byte 4 of the values instead of 0");
    assertDamaged(
        file("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 8),
        "it holds 4 bytes more than its header describes");
    assertDamaged(
        file("{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}", 4),
        "shape and offsets of tensor 'a' are not whole numbers");
    assertDamaged(
        file(
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[9007199254740992,4096],\"data_offsets\":[0,4]}}",
            4),
        "the shape of tensor 'a' is too large");
  }

  @Test
  void refusesOtherDataTypes() throws IOException {
    Path file = directory.resolve("half.safetensors");
    Files.write(file, file("{\"a\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]}}", 2));
    assertThatThrownBy(() -> SafetensorsReader.open(file))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "Tensor 'a' in '%s' has the data type 'F16', but only F32 is read.".formatted(file));
  }

  private void assertDamaged(byte[] bytes, String what) throws IOException {
    Path file = directory.resolve("damaged.safetensors");
    Files.write(file, bytes);
    assertThatThrownBy(() -> SafetensorsReader.open(file))
        .isInstanceOf(StaggerException.class)
        .hasMessage("The tensor file '%s' is damaged: %s.".formatted(file, what));
  }

  private static byte[] file(String header, int valueBytes) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    int padded = (text.length + 7) / 8 * 8;
    ByteBuffer buffer = ByteBuffer.allocate(8 + padded + valueBytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer
        .putLong(padded)
        .put(text)
        .put(" ".repeat(padded - text.length).getBytes(StandardCharsets.UTF_8));
    return buffer.array();
  }

  private static NamedTensor tensor(String name, List<Long> shape, float... values) {
    return new NamedTensor(name, shape, FloatBuffer.wrap(values));
  }

  @Test
  void readsFromMemoryWhatItWroteThere() throws IOException {
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    SafetensorsWriter.write(
        java.nio.channels.Channels.newChannel(bytes),
        List.of(
            new NamedTensor("b", List.of(2L), FloatBuffer.wrap(new float[] {1.5f, -2})),
            new NamedTensor("a", List.of(), FloatBuffer.wrap(new float[] {7}))),
        Map.of("key", "value"));

    SafetensorsReader reader = SafetensorsReader.of("thing", bytes.toByteArray());

    assertThat(reader.metadata()).containsExactly(Map.entry("key", "value"));
    assertThat(reader.tensors().keySet()).containsExactly("a", "b");
    assertThat(reader.tensors().get("b").values())
        .isEqualTo(FloatBuffer.wrap(new float[] {1.5f, -2}));
    assertThatThrownBy(() -> SafetensorsReader.of("thing", new byte[3]))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The tensor file 'thing' is damaged: it holds only 3 bytes, less than the length of a header.");
  }
}
