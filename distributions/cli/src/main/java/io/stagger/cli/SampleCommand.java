package io.stagger.cli;

import io.stagger.api.StaggerException;
import io.stagger.api.data.Exporter;
import io.stagger.api.data.Split;
import io.stagger.api.evaluation.Prediction;
import io.stagger.cli.file.OutputFile;
import io.stagger.core.plugin.PluginRuntime;
import io.stagger.core.run.Modality;
import io.stagger.core.run.Run;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Samples futures of one sample with a trained run and writes them out. */
@Command(
    name = "sample",
    description = {
      "Sample futures with a trained run and write them out.",
      "They are sampled by the key sampling.schedule, which --set can change."
    },
    mixinStandardHelpOptions = true,
    versionProvider = CommonOptions.Version.class)
final class SampleCommand implements Runnable {
  @Mixin private CommonOptions options;
  @Mixin private ExperimentSettings settings;
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RUN", description = "The run's directory.")
  private Path directory;

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      defaultValue = "future",
      description =
          "What to predict: future (what follows the data), test, validation or train; future by"
              + " default.")
  private Split split;

  @Option(
      names = "--index",
      paramLabel = "I",
      description = "Which sample of the split, from 0; the last one by default.")
  private Long index;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many futures; 100 by default.")
  private int count;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write; standard output by default. The extension says the format.")
  private Path file;

  @Override
  public void run() {
    if (count < 1) {
      throw new ParameterException(
          spec.commandLine(), "--samples is %d, but must be at least 1".formatted(count));
    }
    RunSupport support = new RunSupport(settings.assignments(), spec.commandLine());
    try (PluginRuntime runtime = options.startPlugins();
        Run run = support.load(runtime, directory)) {
      sample(run, run.modality());
    }
  }

  private <S> void sample(Run run, Modality<S> modality) {
    Exporter<S> exporter = exporter(modality);
    S sample = modality.source().get(split, checkedIndex(modality));
    Prediction<S> prediction =
        run.predictor()
            .predict(
                modality,
                List.of(sample),
                count,
                run.ways()::defaultMatrix,
                run.seeds(),
                done -> {})
            .predictions()
            .get(0);
    if (file == null) {
      PrintWriter out = spec.commandLine().getOut();
      try {
        write(exporter, prediction, out);
      } catch (IOException e) {
        throw new StaggerException(
            "The samples can't be written to standard output: %s.".formatted(e.getMessage()), e);
      }
      out.flush();
    } else {
      OutputFile.write("samples", file, out -> write(exporter, prediction, out));
      spec.commandLine().getErr().println("%d futures are in %s.".formatted(count, file));
    }
  }

  private long checkedIndex(Modality<?> modality) {
    long size = modality.source().size(split);
    String name = split.name().toLowerCase(Locale.ROOT);
    if (size == 0) {
      throw new StaggerException(
          "The data (%s) has no %s samples, so predict others by %s."
              .formatted(
                  modality.source().description(),
                  name,
                  split == Split.TEST ? "--split train" : "--split test"));
    }
    long checked = index == null ? size - 1 : index;
    if (checked < 0 || checked >= size) {
      throw new ParameterException(
          spec.commandLine(),
          "--index is %d, but the %s samples are 0 to %d".formatted(checked, name, size - 1));
    }
    return checked;
  }

  private <S> Exporter<S> exporter(Modality<S> modality) {
    if (modality.exporters().isEmpty()) {
      throw new StaggerException(
          "No plugin writes samples of %s to a file."
              .formatted(modality.source().sampleType().getSimpleName()));
    }
    if (file == null) {
      return modality.exporters().get(0);
    }
    List<String> extensions = modality.exporters().stream().map(Exporter::fileExtension).toList();
    return modality.exporters().stream()
        .filter(candidate -> file.toString().endsWith("." + candidate.fileExtension()))
        .findFirst()
        .orElseThrow(
            () ->
                new StaggerException(
                    "The file '%s' can't be written, because its extension says no format; allowed %s %s."
                        .formatted(
                            file,
                            extensions.size() == 1 ? "is" : "are",
                            String.join(", ", extensions))));
  }

  private static <S> void write(Exporter<S> exporter, Prediction<S> prediction, Writer out)
      throws IOException {
    exporter.write(prediction.samples(), prediction.knownLength(), out);
  }
}
