package io.stagger.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class TestInterruption {
  private static Process start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                TestingInterruptedProcess.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  @Test
  @Timeout(60)
  void doesNotWaitForAThreadThatEndsTheProcess() throws IOException, InterruptedException {
    Process process = start("3");
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(3);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  @Timeout(60)
  void letsAnInterruptedProcessFinishItsWork() throws IOException, InterruptedException {
    Process process = start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader out = process.inputReader()) {
      lines.add(out.readLine());
      process.toHandle().destroy();
      out.lines().forEach(lines::add);
    }

    assertThat(lines).containsExactly("ready", "saving", "saved");
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(128 + 15);
  }

  @Test
  void doesNothingWhenItIsClosedInTime() {
    Interruption interruption =
        new Interruption(
            () -> {
              throw new AssertionError("nobody interrupted");
            });

    interruption.close();
    interruption.close();
  }
}
