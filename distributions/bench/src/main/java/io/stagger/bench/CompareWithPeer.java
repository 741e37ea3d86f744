package io.stagger.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs {@link WholeStepBenchmark} and a PyTorch program of the same shapes in turn and prints the
 * median of each and their ratio. A round in which other processes took more than a tenth of a core
 * is run again, because it says more about them.
 */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = "Times the engine and a PyTorch program in turn and prints a table.")
public final class CompareWithPeer implements Callable<Integer> {
  private static final double MOST_OTHERS = 0.1;

  /** A single denoising step is so short that it is repeated more often. */
  private static final int SHORT_REPETITIONS = 20;

  private static final List<String> SHORT =
      List.of("denoise", "guided", "guided-by-host", "rollout");

  private static final Pattern MEDIAN = Pattern.compile("\"median_ms\": ([0-9.]+)");
  private static final double TICKS_PER_SECOND = 100;

  @Option(
      names = "--peer",
      required = true,
      description = "The command that starts the PyTorch program, for instance 'python peer.py'.")
  private String peer;

  @Option(names = "--rounds", description = "Counted rounds (default: 5).")
  private int rounds = 5;

  @Option(names = "--reps", description = "Repetitions in a round (default: 7).")
  private int reps = 7;

  @Option(names = "--threads", description = "Threads of either side (default: 1).")
  private int threads = 1;

  @Option(names = "--pin", description = "The processor to pin either side to; -1 for none.")
  private int pin = 0;

  @Option(names = "--tries", description = "How often a disturbed round is run (default: 4).")
  private int tries = 4;

  @Option(names = "--only", description = "Only cases whose name contains this.")
  private String only = "";

  /** One row of the table: what is measured, and how many of the peer's units are one of ours. */
  private record Case(
      String name,
      String model,
      String ours,
      String theirs,
      int batch,
      String dtype,
      int peerUnits) {}

  private static final List<Case> CASES =
      List.of(
          new Case("small train, batch 64", "small", "train", "train", 64, "fp32", 1),
          new Case("plan train, batch 32", "plan", "train", "train", 32, "fp32", 1),
          new Case("wide train, batch 16", "wide", "train", "train", 16, "fp32", 1),
          new Case("wide train, batch 16, bf16", "wide", "train", "train", 16, "bf16", 1),
          new Case("small denoise, batch 1", "small", "denoise", "denoise", 1, "fp32", 1),
          new Case("small denoise, batch 16", "small", "denoise", "denoise", 16, "fp32", 1),
          new Case("plan denoise, batch 8", "plan", "denoise", "denoise", 8, "fp32", 1),
          new Case("plan guided, batch 8", "plan", "guided", "guided", 8, "fp32", 1),
          new Case(
              "plan guided by the host, batch 8", "plan", "guided-by-host", "guided", 8, "fp32", 1),
          new Case("wide denoise, batch 1", "wide", "denoise", "denoise", 1, "fp32", 1),
          new Case("small, loop of 100, batch 1", "small", "loop", "denoise", 1, "fp32", 100),
          new Case("small, loop of 100, batch 16", "small", "loop", "denoise", 16, "fp32", 100),
          new Case("small roll-out, a token, batch 1", "small", "rollout", "rollout", 1, "fp32", 1),
          new Case(
              "small roll-out, a token, batch 16", "small", "rollout", "rollout", 16, "fp32", 1));

  /** Runs the command line. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new CompareWithPeer()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    System.out.printf(
        Locale.ROOT,
        "%s; %s; %d thread(s), %s; medians of %d rounds of %d repetitions, in turn%n%n",
        processor(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        threads,
        pin >= 0 ? "pinned to processor " + pin : "not pinned",
        rounds,
        reps);
    System.out.println("| case | ours, ms | peer, ms | ratio | disturbed rounds |");
    System.out.println("|---|---|---|---|---|");
    for (Case measured : CASES) {
      if (measured.name().contains(only)) {
        System.out.println(row(measured));
      }
    }
    return 0;
  }

  private String row(Case measured) throws IOException, InterruptedException {
    double[] ours = new double[rounds];
    double[] theirs = new double[rounds];
    int disturbed = 0;
    for (int round = 0; round < rounds; round++) {
      for (int attempt = 1; ; attempt++) {
        Usage before = Usage.now();
        ours[round] = median(ourCommand(measured));
        theirs[round] = measured.peerUnits() * median(peerCommand(measured));
        if (Usage.now().othersSince(before) <= MOST_OTHERS) {
          break;
        }
        if (attempt == tries) {
          disturbed++;
          break;
        }
      }
    }
    Arrays.sort(ours);
    Arrays.sort(theirs);
    double our = ours[rounds / 2];
    double their = theirs[rounds / 2];
    return String.format(
        Locale.ROOT,
        "| %s | %.2f | %.2f | %.2f | %d of %d |",
        measured.name(),
        our,
        their,
        our / their,
        disturbed,
        rounds);
  }

  private List<String> ourCommand(Case measured) {
    List<String> command = new ArrayList<>(pinned());
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            WholeStepBenchmark.class.getName(),
            "--what",
            measured.ours()));
    command.addAll(common(measured, measured.ours()));
    return command;
  }

  private List<String> peerCommand(Case measured) {
    List<String> command = new ArrayList<>(pinned());
    command.addAll(List.of(peer.split(" ", -1)));
    command.addAll(List.of("--what", measured.theirs()));
    command.addAll(common(measured, measured.theirs()));
    return command;
  }

  private List<String> common(Case measured, String work) {
    return List.of(
        "--model",
        measured.model(),
        "--batch",
        String.valueOf(measured.batch()),
        "--dtype",
        measured.dtype(),
        "--reps",
        String.valueOf(SHORT.contains(work) ? SHORT_REPETITIONS * reps : reps),
        "--threads",
        String.valueOf(threads));
  }

  private List<String> pinned() {
    return pin >= 0 ? List.of("taskset", "-c", String.valueOf(pin)) : List.of();
  }

  private static double median(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    Matcher matcher = MEDIAN.matcher(output);
    if (status != 0 || !matcher.find()) {
      throw new IOException("'%s' ended with %d: %s".formatted(command, status, output));
    }
    return Double.parseDouble(matcher.group(1));
  }

  private static String processor() throws IOException {
    Path information = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(information)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(information)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 2))
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    }
  }

  /**
   * Processor time used so far, in seconds.
   *
   * @param all by all processes
   * @param mine by this one and the children that ended
   * @param wall the time of day
   */
  private record Usage(double all, double mine, double wall) {
    static Usage now() throws IOException {
      double wall = System.nanoTime() * 1e-9;
      Path everyone = Path.of("/proc/stat");
      if (!Files.isReadable(everyone)) {
        return new Usage(0, 0, wall);
      }
      String[] cpu = Files.readAllLines(everyone).get(0).trim().split("\\s+", -1);
      // user, nice, system; then idle and waiting; then interrupts
      double all = number(cpu, 1) + number(cpu, 2) + number(cpu, 3);
      String[] self =
          Files.readString(Path.of("/proc/self/stat")).split("\\) ", 2)[1].split(" ", -1);
      double mine = number(self, 11) + number(self, 12) + number(self, 13) + number(self, 14);
      return new Usage(all / TICKS_PER_SECOND, mine / TICKS_PER_SECOND, wall);
    }

    private static double number(String[] fields, int index) {
      return Double.parseDouble(fields[index]);
    }

    /** How many cores others kept busy since then. */
    double othersSince(Usage before) {
      return ((all - before.all) - (mine - before.mine)) / (wall - before.wall);
    }
  }
}
