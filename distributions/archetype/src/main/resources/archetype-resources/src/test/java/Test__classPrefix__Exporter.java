package ${package};

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.data.Exporter;
import io.stagger.testkit.ExporterConformance;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class Test${classPrefix}Exporter implements ExporterConformance<${classPrefix}Sample> {
  @Override
  public Exporter<${classPrefix}Sample> exporter() {
    return new ${classPrefix}Exporter();
  }

  @Override
  public List<${classPrefix}Sample> samples() {
    ${classPrefix}Sample first =
        new ${classPrefix}Sample(new float[] {1, 2}, new float[] {0, 0.5f});
    return List.of(first, first.withPositions(new float[] {1, -0.5f}));
  }

  @Override
  public int knownLength() {
    return 1;
  }

  @Test
  void writesAColumnForEachSample() throws IOException {
    StringWriter out = new StringWriter();
    new ${classPrefix}Exporter().write(samples(), 1, out);
    assertThat(out)
        .hasToString(
            "step,known,push,position_0,position_1\n0,true,0.0,1.0,1.0\n1,false,0.5,2.0,-0.5\n");
  }
}
