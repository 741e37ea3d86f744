package io.stagger.core.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.stagger.api.StaggerException;
import io.stagger.api.engine.NamedTensor;
import io.stagger.api.engine.SessionState;
import io.stagger.api.sampling.SamplingTask.Steering;
import io.stagger.core.checkpoint.SafetensorsReader;
import io.stagger.core.checkpoint.SafetensorsWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Everything that a stream goes on with: a file in the safetensors format, in memory. */
final class Snapshot {
  static final String BATCH = "batch";
  static final String SEED = "seed";
  static final String POSITION = "position";

  private static final String FORMAT = "stagger.stream";
  private static final String VERSION = "2";

  /** Of everything else: without it, a changed number would go unnoticed. */
  private static final String DIGEST = "sha256";

  private static final String STEERING = "steering";
  private static final String SESSION = "session.";

  /** What has to be the same where the stream goes on. */
  private static final String FINGERPRINT = "of.";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, String> texts;
  private final Map<String, NamedTensor> tensors;

  private Snapshot(Map<String, String> texts, Map<String, NamedTensor> tensors) {
    this.texts = texts;
    this.tensors = tensors;
  }

  /** Writes one. */
  static final class Builder {
    private final Map<String, String> texts = new TreeMap<>(Map.of(FORMAT, VERSION));
    private final List<NamedTensor> tensors = new ArrayList<>();

    Builder put(String name, long number) {
      texts.put(name, Long.toString(number));
      return this;
    }

    Builder fingerprint(Map<String, String> facts) {
      facts.forEach((name, fact) -> texts.put(FINGERPRINT + name, fact));
      return this;
    }

    Builder steering(Steering steering) {
      ObjectNode node = JSON.createObjectNode().put("strength", steering.strength());
      steering.futures().ifPresent(futures -> node.put("futures", futures));
      ArrayNode goals = node.putArray("goals");
      for (List<Double> goal : steering.goals()) {
        ArrayNode numbers = goals.addArray();
        goal.forEach(numbers::add);
      }
      texts.put(STEERING, node.toString());
      return this;
    }

    /** Rows of so many numbers. */
    Builder rows(String name, List<float[]> rows, int width) {
      FloatBuffer values = FloatBuffer.allocate(rows.size() * width);
      rows.forEach(values::put);
      tensors.add(new NamedTensor(name, List.of((long) rows.size(), (long) width), values.flip()));
      return this;
    }

    Builder session(SessionState state) {
      put(SESSION + "committed", state.committed());
      put(SESSION + "active", state.active());
      put(SESSION + "steps", state.steps());
      for (NamedTensor tensor : state.tensors()) {
        tensors.add(new NamedTensor(SESSION + tensor.name(), tensor.shape(), tensor.values()));
      }
      return this;
    }

    byte[] toBytes() {
      texts.put(DIGEST, digest(texts, tensors));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try {
        SafetensorsWriter.write(Channels.newChannel(bytes), tensors, texts);
      } catch (IOException e) {
        throw new AssertionError("Writing to memory can't fail.", e);
      }
      return bytes.toByteArray();
    }
  }

  /**
   * Reads one.
   *
   * @throws StaggerException if it is none, or damaged
   */
  static Snapshot of(byte[] bytes) {
    SafetensorsReader reader = SafetensorsReader.of("snapshot of a stream", bytes);
    String version = reader.metadata().get(FORMAT);
    if (!VERSION.equals(version)) {
      throw new StaggerException(
          version == null
              ? "The tensors are not a snapshot of a stream; give what TokenStream.snapshot gave."
              : "The snapshot of the stream has version '%s' of its format, but only %s is read; take it anew with this version of Stagger."
                  .formatted(version, VERSION));
    }
    if (!digest(reader.metadata(), reader.tensors().values())
        .equals(reader.metadata().get(DIGEST))) {
      throw new StaggerException(
          "The snapshot of the stream is damaged: its SHA-256 is not that of what it holds; take it from a copy that is whole, or anew.");
    }
    return new Snapshot(reader.metadata(), reader.tensors());
  }

  private static String digest(Map<String, String> texts, Collection<NamedTensor> tensors) {
    Hasher hasher = Hashing.sha256().newHasher();
    new TreeMap<>(texts)
        .forEach(
            (name, text) -> {
              if (!name.equals(DIGEST)) {
                put(hasher, name);
                put(hasher, text);
              }
            });
    tensors.stream()
        .sorted(Comparator.comparing(NamedTensor::name))
        .forEach(
            tensor -> {
              put(hasher, tensor.name());
              put(hasher, tensor.shape().toString());
              FloatBuffer values = tensor.values().duplicate();
              while (values.hasRemaining()) {
                hasher.putInt(Float.floatToRawIntBits(values.get()));
              }
            });
    return hasher.hash().toString();
  }

  /** With its length, so that no two sequences of texts are the same bytes. */
  private static void put(Hasher hasher, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    hasher.putInt(bytes.length).putBytes(bytes);
  }

  /**
   * Refuses to go on elsewhere than where it was taken.
   *
   * @param facts what this place is like, by what messages call it
   * @throws StaggerException that names the first difference
   */
  void check(Map<String, String> facts) {
    new TreeMap<>(facts)
        .forEach(
            (name, fact) -> {
              String saved = texts.get(FINGERPRINT + name);
              if (!fact.equals(saved)) {
                throw new StaggerException(
                    "The snapshot of the stream doesn't fit here: the %s was '%s' where it was taken, but is '%s' here; resume it with the run and the configuration that it was taken with."
                        .formatted(name, saved == null ? "unknown" : saved, fact));
              }
            });
  }

  long number(String name) {
    try {
      return Long.parseLong(texts.getOrDefault(name, ""));
    } catch (NumberFormatException e) {
      throw damaged(name, e);
    }
  }

  /** A number that is at least some other and no more than an array can be long. */
  int count(String name, int least) {
    long number = number(name);
    if (number < least || number > Integer.MAX_VALUE) {
      throw damaged(name, null);
    }
    return (int) number;
  }

  /** A number that is at least 0. */
  long place(String name) {
    long number = number(name);
    if (number < 0) {
      throw damaged(name, null);
    }
    return number;
  }

  Steering steering() {
    try {
      JsonNode node = JSON.readTree(texts.getOrDefault(STEERING, ""));
      List<List<Double>> goals = new ArrayList<>();
      for (JsonNode goal : node.required("goals")) {
        List<Double> numbers = new ArrayList<>();
        goal.forEach(number -> numbers.add(number.asDouble()));
        goals.add(numbers);
      }
      return new Steering(
          node.required("strength").asDouble(),
          node.has("futures") ? OptionalInt.of(node.get("futures").asInt()) : OptionalInt.empty(),
          goals);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw damaged(STEERING, e);
    }
  }

  List<float[]> rows(String name, int batch, int tokenWidth) {
    long width = (long) batch * tokenWidth;
    NamedTensor tensor = tensors.get(name);
    if (tensor == null || tensor.shape().size() != 2 || tensor.shape().get(1) != width) {
      throw damaged(name, null);
    }
    FloatBuffer values = tensor.values().duplicate();
    List<float[]> rows = new ArrayList<>();
    for (long i = 0; i < tensor.shape().get(0); i++) {
      float[] row = new float[(int) width];
      values.get(row);
      rows.add(row);
    }
    return rows;
  }

  /** Checks that there is a row for each of others. */
  void checkAsMany(String name, List<float[]> rows, List<float[]> others) {
    if (rows.size() != others.size()) {
      throw damaged(name, null);
    }
  }

  SessionState session() {
    List<NamedTensor> state = new ArrayList<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(SESSION)) {
            state.add(
                new NamedTensor(
                    name.substring(SESSION.length()), tensor.shape(), tensor.values().duplicate()));
          }
        });
    return new SessionState(
        count(SESSION + "committed", 0),
        count(SESSION + "active", 0),
        place(SESSION + "steps"),
        state);
  }

  private static StaggerException damaged(String name, Throwable cause) {
    return new StaggerException(
        "The snapshot of the stream is damaged: its '%s' is missing or not what it should be; take it anew."
            .formatted(name),
        cause);
  }
}
