package io.stagger.site;

import io.stagger.api.StaggerException;
import io.stagger.core.plugin.PluginRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes the site. The build runs it. */
@Command(name = "site", description = "Make a site of the documentation and check its links.")
public final class Site implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--root", required = true, description = "The top of the repository.")
  private Path root;

  @Option(names = "--plugins", required = true, description = "The plugins to document.")
  private Path plugins;

  @Option(names = "--javadoc", required = true, description = "The Javadoc to put into the site.")
  private Path javadoc;

  @Option(names = "--output", required = true, description = "Where the site goes; emptied first.")
  private Path output;

  @Option(
      names = "--renew",
      arity = "1",
      required = true,
      description = "Whether to write what is generated into the repository.")
  private boolean isRenewed;

  /** Makes the site and ends the JVM; the exit code is 1 if there are problems. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Site()).execute(arguments));
  }

  @Override
  public Integer call() {
    try (PluginRuntime runtime = PluginRuntime.start(plugins)) {
      GeneratedText generated = new GeneratedText(root, runtime.extensions());
      if (isRenewed) {
        generated
            .renew(root)
            .forEach(path -> spec.commandLine().getOut().println("Renewed " + path));
      }
      Documentation documentation = Documentation.read(root, generated::fill);
      List<String> problems = LinkChecker.problems(documentation);
      if (!problems.isEmpty()) {
        spec.commandLine().getErr().println("The documentation has problems:");
        problems.forEach(problem -> spec.commandLine().getErr().println("- " + problem));
        return 1;
      }
      delete(output);
      copy(javadoc, output.resolve(SiteWriter.JAVADOC));
      SiteWriter.write(documentation, output);
      return 0;
    } catch (StaggerException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return 1;
    }
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
