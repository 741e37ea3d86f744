package ${package};

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class Test${classPrefix}Exporter {
  @Test
  void writesAColumnForEachSample() throws IOException {
    StringWriter out = new StringWriter();
    ${classPrefix}Sample first =
        new ${classPrefix}Sample(new float[] {1, 2}, new float[] {0, 0.5f});
    ${classPrefix}Sample second = first.withPositions(new float[] {1, -0.5f});
    new ${classPrefix}Exporter().write(List.of(first, second), 1, out);
    assertThat(out)
        .hasToString(
            "step,known,push,position_0,position_1\n0,true,0.0,1.0,1.0\n1,false,0.5,2.0,-0.5\n");
  }
}
