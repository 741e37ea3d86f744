package io.stagger.cli;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.StaggerException;
import io.stagger.api.engine.WeightMap;
import io.stagger.core.checkpoint.ForeignWeights;
import io.stagger.core.checkpoint.WeightMapFile;
import io.stagger.core.config.Selection;
import io.stagger.core.plugin.PluginRuntime;
import io.stagger.core.plugin.SelectionResolver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a run of weights that another program trained. */
@Command(
    name = "import",
    description = {
      "Make a run of weights that another program trained and saved as safetensors.",
      "The experiment says which network the weights are for, with which tokenizer and noise. The"
          + " run can then be sampled, evaluated, or trained further."
    },
    mixinStandardHelpOptions = true,
    versionProvider = CommonOptions.Version.class)
final class ImportCommand implements Runnable {
  /** How many unused tensors are named before the rest is counted. */
  private static final int NAMED = 5;

  @Mixin private CommonOptions options;
  @Mixin private ExperimentSettings settings;
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "EXPERIMENT",
      description = "An experiment file, or the name of a bundled experiment.")
  private String experiment;

  @Option(
      names = "--weights",
      required = true,
      paramLabel = "FILE",
      description = "The weights, in the safetensors format; float16, bfloat16, 32 or 64.")
  private Path weights;

  @Option(
      names = "--map",
      required = true,
      paramLabel = "MAP",
      description =
          "Where each parameter is: the name of a weight map ('stagger describe weight-map' lists"
              + " them), or a file with a line 'ours = theirs' for each, 'transposed' at its end if"
              + " so, and {n} for any one part of both names.")
  private String map;

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "What is taken off the beginning of names in the file; nothing by default.")
  private String prefix;

  @Option(
      names = "--run",
      paramLabel = "DIRECTORY",
      description = "Where the run will be; otherwise runs/NAME-TIME.")
  private Path directory;

  @Override
  public void run() {
    Path file = Experiments.find(experiment);
    ForeignWeights foreign = ForeignWeights.open(weights).withoutPrefix(prefix);
    try (PluginRuntime runtime = options.startPlugins()) {
      Path mapFile = Path.of(map);
      RunSupport.Imported imported;
      if (Files.isRegularFile(mapFile)) {
        WeightMapFile written = WeightMapFile.read(mapFile);
        List<String> parameters = new ArrayList<>();
        WeightMap noting =
            parameter -> {
              parameters.add(parameter);
              return written.source(parameter);
            };
        imported = importWeights(runtime, file, foreign, noting);
        reportUnmatched(written.unmatched(parameters));
      } else {
        imported = importWeights(runtime, file, foreign, chosenMap(runtime));
      }
      reportUnused(imported.unused(), foreign);
      spec.commandLine()
          .getOut()
          .printf(
              "The weights are in %s. Score them with:%n  stagger evaluate %s%n",
              imported.directory(), imported.directory());
    }
  }

  private RunSupport.Imported importWeights(
      PluginRuntime runtime, Path file, ForeignWeights foreign, WeightMap weightMap) {
    return new RunSupport(settings.assignments(), spec.commandLine())
        .importWeights(runtime, file, directory, foreign, weightMap);
  }

  private WeightMap chosenMap(PluginRuntime runtime) {
    try {
      return new SelectionResolver(runtime.extensions())
          .resolve(ExtensionPoints.WEIGHT_MAP, Selection.of(map))
          .create(new WorkingDirectory());
    } catch (StaggerException e) {
      throw new StaggerException(
          "'%s' is neither a file nor a weight map: %s".formatted(map, e.getMessage()), e);
    }
  }

  private void reportUnmatched(List<String> lines) {
    if (!lines.isEmpty()) {
      spec.commandLine()
          .getErr()
          .printf(
              "%d %s of the weight map '%s' %s for no parameter of this model: %s.%n",
              lines.size(),
              lines.size() == 1 ? "line" : "lines",
              map,
              lines.size() == 1 ? "is" : "are",
              String.join(", ", lines));
    }
  }

  private void reportUnused(List<String> unused, ForeignWeights foreign) {
    if (!unused.isEmpty()) {
      spec.commandLine()
          .getErr()
          .printf(
              "%d of %d tensors of the file are for nothing in this model: %s%s.%n",
              unused.size(),
              foreign.tensors().size() + foreign.others().size(),
              String.join(", ", unused.subList(0, Math.min(NAMED, unused.size()))),
              unused.size() > NAMED ? ", ..." : "");
    }
  }
}
