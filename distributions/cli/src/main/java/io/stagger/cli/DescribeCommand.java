package io.stagger.cli;

import io.stagger.api.StaggerException;
import io.stagger.api.plugin.ExtensionPoint;
import io.stagger.cli.file.OutputFile;
import io.stagger.cli.picture.Depiction;
import io.stagger.core.config.Choices;
import io.stagger.core.config.RecordReference;
import io.stagger.core.plugin.ExtensionRegistry;
import io.stagger.core.plugin.PluginRuntime;
import io.stagger.core.plugin.RegisteredExtension;
import io.stagger.core.run.ExperimentConfiguration;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Documents extension points and extensions from what they declare. */
@Command(
    name = "describe",
    description =
        "List the extension points and extensions, or document one: its keys, defaults and ranges."
            + " With --png, also draw what it does, and print the numbers.",
    mixinStandardHelpOptions = true,
    versionProvider = CommonOptions.Version.class)
final class DescribeCommand implements Runnable {
  /** What stands for the keys of an experiment file. No extension point has this id. */
  private static final String EXPERIMENT = "experiment";

  @Mixin private CommonOptions options;
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "WHAT",
      description =
          "An extension point, an extension, POINT/EXTENSION, or 'experiment' for the keys of an"
              + " experiment file; all extensions if left out.")
  private String what;

  @Option(names = "--markdown", description = "Write a page in Markdown with every key.")
  private boolean isMarkdown;

  @Option(
      names = "--png",
      paramLabel = "FILE",
      description =
          "Draw the extension into this file: a noise-schedule, parameterization,"
              + " noise-level-sampler, loss-weighting, sampling-schedule or solver.")
  private Path png;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting of what is drawn; can be given several times.")
  private final List<String> assignments = new ArrayList<>();

  @Override
  public void run() {
    checkOptions();
    Reference reference =
        isMarkdown
            ? new MarkdownReference(spec.commandLine().getOut())
            : new TextReference(spec.commandLine().getOut());
    if (EXPERIMENT.equals(what)) {
      reference.experiment(RecordReference.of(ExperimentConfiguration.class));
      return;
    }
    try (PluginRuntime runtime = options.startPlugins()) {
      ExtensionRegistry registry = runtime.extensions();
      if (what == null) {
        reference.all(registry);
        return;
      }
      ExtensionPoint<?> point = registry.point(what).orElse(null);
      if (point != null) {
        checkNotDrawn();
        reference.point(point, registry.extensions(point));
        return;
      }
      RegisteredExtension<?> registered = find(registry);
      Depiction depiction = png == null ? null : depict(registry, registered);
      reference.extension(registered);
      if (depiction != null) {
        print(depiction);
      }
    }
  }

  private void checkOptions() {
    if (what == null || EXPERIMENT.equals(what)) {
      checkNotDrawn();
    }
    if (png == null && !assignments.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--set is about what is drawn, so it needs --png");
    }
    if (png != null && isMarkdown) {
      throw new ParameterException(
          spec.commandLine(), "--png prints numbers as text, so it does not go with --markdown");
    }
  }

  private void checkNotDrawn() {
    if (png != null) {
      throw new ParameterException(
          spec.commandLine(),
          "--png draws one extension, such as noise-schedule/cosine, so it must be named");
    }
  }

  private Depiction depict(ExtensionRegistry registry, RegisteredExtension<?> registered) {
    ChosenExtension chosen = ChosenExtension.of(registered.extension().name(), assignments);
    Depiction depiction =
        new Depictor(registry).depict(registered, chosen.selection().settings(), chosen.title());
    OutputFile.write("picture", png, depiction.png());
    return depiction;
  }

  private void print(Depiction depiction) {
    PrintWriter out = spec.commandLine().getOut();
    out.println();
    depiction.facts().forEach(fact -> out.println("  " + fact));
    if (!depiction.table().isEmpty()) {
      Table table = new Table();
      depiction.table().forEach(row -> table.row(row.toArray(String[]::new)));
      table.print(out, "  ");
    }
  }

  private RegisteredExtension<?> find(ExtensionRegistry registry) {
    List<RegisteredExtension<?>> found = new ArrayList<>();
    List<String> allNames = new ArrayList<>(List.of(EXPERIMENT));
    for (ExtensionPoint<?> point : registry.points()) {
      allNames.add(point.id());
      for (RegisteredExtension<?> registered : registry.extensions(point)) {
        String name = registered.extension().name();
        allNames.add(name);
        allNames.add(qualified(registered));
        if (what.equals(name) || what.equals(qualified(registered))) {
          found.add(registered);
        }
      }
    }
    if (found.isEmpty()) {
      throw new StaggerException(
          "There is no extension point or extension '%s'%s: 'stagger describe' lists them."
              .formatted(what, Choices.of(allNames).hint(what)));
    }
    if (found.size() > 1) {
      throw new StaggerException(
          "Several extensions are named '%s': say %s."
              .formatted(
                  what,
                  Choices.of(found.stream().map(DescribeCommand::qualified).toList()).either()));
    }
    return found.get(0);
  }

  private static String qualified(RegisteredExtension<?> registered) {
    return registered.extension().point().id() + "/" + registered.extension().name();
  }
}
