package io.stagger.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.StaggerException;
import io.stagger.api.engine.NamedTensor;
import io.stagger.api.engine.WeightMap;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TestForeignWeights {
  private static final Path FILE = Path.of("foreign.safetensors");
  private static final List<NamedTensor> PARAMETERS =
      List.of(
          tensor("matrix", List.of(2L, 3L), new float[6]),
          tensor("bias", List.of(3L), new float[3]));

  private static final WeightMap MAP =
      parameter ->
          Optional.ofNullable(
              Map.of(
                      "matrix", new WeightMap.Source("fc.weight", true),
                      "bias", new WeightMap.Source("fc.bias", false))
                  .get(parameter));

  @Test
  void transposesWhereTheMapSaysSoAndTellsWhatIsUnused() {
    ForeignWeights.Matched matched = foreign(Map.of("step", new float[1])).match(PARAMETERS, MAP);

    assertThat(values(matched.weights().get("matrix"))).containsExactly(1, 3, 5, 2, 4, 6);
    assertThat(matched.weights().get("matrix").shape()).containsExactly(2L, 3L);
    assertThat(values(matched.weights().get("bias"))).containsExactly(7, 8, 9);
    assertThat(matched.unused()).containsExactly("step", "steps");
  }

  @Test
  void takesAPrefixOff() {
    Map<String, NamedTensor> prefixed = new LinkedHashMap<>();
    foreign(Map.of()).tensors().forEach((name, tensor) -> prefixed.put("model." + name, tensor));
    prefixed.put("other", tensor("other", List.of(1L), new float[1]));
    ForeignWeights foreign = new ForeignWeights(FILE, prefixed, Map.of());

    assertThat(foreign.withoutPrefix("model.").match(PARAMETERS, MAP).unused())
        .containsExactly("other");
    assertThat(foreign.withoutPrefix("").tensors()).isEqualTo(foreign.tensors());
    assertThatThrownBy(() -> foreign.withoutPrefix("module."))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "No tensor in 'foreign.safetensors' has a name that begins with 'module.'; one of its names is 'model.fc.bias'.");
    prefixed.put("fc.bias", tensor("fc.bias", List.of(3L), new float[3]));
    assertThatThrownBy(() -> new ForeignWeights(FILE, prefixed, Map.of()).withoutPrefix("model."))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The file 'foreign.safetensors' holds both 'fc.bias' and 'model.fc.bias', so the prefix can't be taken off.");
  }

  @Test
  void refusesWhatIsMissing() {
    assertThatThrownBy(() -> foreign(Map.of()).match(PARAMETERS, parameter -> Optional.empty()))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The weight map does not say where 2 of the model's 2 parameters are, among them 'matrix'; add them to the map.");
    WeightMap misspelt = parameter -> Optional.of(new WeightMap.Source("fc.bais", false));
    assertThatThrownBy(() -> foreign(Map.of()).match(PARAMETERS, misspelt))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("lacks 2 of the 2 tensors")
        .hasMessageContaining("'fc.bais'")
        .hasMessageContaining("did you mean 'fc.bias'?");
  }

  @Test
  void refusesAnotherShape() {
    WeightMap straight =
        parameter ->
            MAP.source(parameter).map(source -> new WeightMap.Source(source.name(), false));
    assertThatThrownBy(() -> foreign(Map.of()).match(PARAMETERS, straight))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "Tensor 'fc.weight' in 'foreign.safetensors' has the shape [3, 2], but the parameter 'matrix' has [2, 3]; give the model the sizes that the weights were trained with.");
    WeightMap turned =
        parameter -> MAP.source(parameter).map(source -> new WeightMap.Source(source.name(), true));
    assertThatThrownBy(() -> foreign(Map.of()).match(PARAMETERS, turned))
        .isInstanceOf(StaggerException.class)
        .hasMessageContaining("'fc.bias'")
        .hasMessageContaining("[3] (to be transposed)");
  }

  @Test
  void refusesWhatIsNotFinite() {
    ForeignWeights broken = foreign(Map.of("fc.bias", new float[] {0, Float.NaN, 0}));
    assertThatThrownBy(() -> broken.match(PARAMETERS, MAP))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "Tensor 'fc.bias' in 'foreign.safetensors' holds a number that is NaN in float32, so these weights can't be used.");
  }

  @Test
  void refusesWeightsOfMoreLayersThanTheModelHas() {
    List<NamedTensor> oneLayer = List.of(tensor("layers.0.bias", List.of(1L), new float[1]));
    Map<String, NamedTensor> two = new LinkedHashMap<>();
    for (String name : List.of("blocks.0.b", "blocks.1.b", "blocks.01x.b")) {
      two.put(name, tensor(name, List.of(1L), new float[1]));
    }
    WeightMap map = parameter -> Optional.of(new WeightMap.Source("blocks.0.b", false));
    ForeignWeights foreign = new ForeignWeights(FILE, two, Map.of());
    assertThatThrownBy(() -> foreign.match(oneLayer, map))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The file 'foreign.safetensors' holds more tensors of the kinds that the model has (1, among them 'blocks.1.b'); give the model as many layers as the weights have.");
  }

  @Test
  void saysThatATensorHoldsNoFloats() {
    WeightMap map = parameter -> Optional.of(new WeightMap.Source("steps", false));
    assertThatThrownBy(() -> foreign(Map.of()).match(PARAMETERS, map))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "Tensor 'steps' in 'foreign.safetensors' has the data type I64, but weights are floats.");
  }

  private static ForeignWeights foreign(Map<String, float[]> vectors) {
    Map<String, NamedTensor> tensors = new LinkedHashMap<>();
    tensors.put("fc.weight", tensor("fc.weight", List.of(3L, 2L), new float[] {1, 2, 3, 4, 5, 6}));
    tensors.put("fc.bias", tensor("fc.bias", List.of(3L), new float[] {7, 8, 9}));
    vectors.forEach(
        (name, values) -> tensors.put(name, tensor(name, List.of((long) values.length), values)));
    return new ForeignWeights(FILE, tensors, Map.of("steps", "I64"));
  }

  private static NamedTensor tensor(String name, List<Long> shape, float[] values) {
    return new NamedTensor(
        name, shape, FloatBuffer.wrap(Arrays.copyOf(values, values.length)).asReadOnlyBuffer());
  }

  private static float[] values(NamedTensor tensor) {
    float[] values = new float[tensor.values().remaining()];
    tensor.values().duplicate().get(values);
    return values;
  }
}
