package io.stagger.cli;

import io.stagger.api.StaggerException;
import io.stagger.api.plugin.ExtensionPoint;
import io.stagger.core.config.Choices;
import io.stagger.core.config.RecordReference;
import io.stagger.core.plugin.ExtensionRegistry;
import io.stagger.core.plugin.PluginRuntime;
import io.stagger.core.plugin.RegisteredExtension;
import io.stagger.core.run.ExperimentConfiguration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Documents extension points and extensions from what they declare. */
@Command(
    name = "describe",
    description =
        "List the extension points and extensions, or document one: its keys, defaults and ranges.",
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

  @Override
  public void run() {
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
      if (point == null) {
        reference.extension(find(registry));
      } else {
        reference.point(point, registry.extensions(point));
      }
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
