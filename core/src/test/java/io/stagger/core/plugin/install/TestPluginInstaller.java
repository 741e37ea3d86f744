package io.stagger.core.plugin.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.stagger.api.StaggerException;
import io.stagger.core.plugin.LoadedPlugin;
import io.stagger.core.plugin.PluginRuntime;
import io.stagger.core.plugin.PluginSet;
import io.stagger.core.plugin.TestingPlugin;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TestPluginInstaller {
  @TempDir private Path directory;
  private Path plugins;
  private Path packed;
  private PluginInstaller installer;

  @BeforeEach
  void createDirectories() throws IOException {
    plugins = Files.createDirectories(directory.resolve("home/plugins"));
    packed = Files.createDirectories(directory.resolve("packed"));
    installer = new PluginInstaller(plugins, ArchiveLimits.DEFAULT);
  }

  private TestingPlugin elsewhere(String id) {
    return new TestingPlugin(packed, id);
  }

  private Path zip(Path plugin) throws IOException {
    return new TestingZip()
        .directory(plugin, plugin.getFileName() + "/")
        .write(directory.resolve(plugin.getFileName() + ".zip"));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> found = Files.walk(plugins.getParent())) {
      return found
          .map(path -> plugins.getParent().relativize(path).toString())
          .filter(name -> !name.startsWith("compile")) // where the tests' plugins are compiled
          .sorted()
          .toList();
    }
  }

  /** The install fails with a sentence and leaves everything as it was. */
  private void assertRefused(Path zip, String sentence) throws IOException {
    assertRefused(installer, zip, sentence);
  }

  private void assertRefused(PluginInstaller anInstaller, Path zip, String sentence)
      throws IOException {
    List<String> before = files();
    assertThatThrownBy(() -> anInstaller.install(zip, false))
        .isInstanceOf(StaggerException.class)
        .hasMessage(sentence);
    assertThat(files()).isEqualTo(before);
  }

  private List<String> ids() {
    return PluginRuntime.check(PluginSet.of(plugins)).stream()
        .map(plugin -> plugin.descriptor().id() + " " + plugin.descriptor().version())
        .toList();
  }

  @Test
  void installsAPluginFromTheTopOfAZip() throws IOException {
    Path zip =
        new TestingZip()
            .directory(elsewhere("alpha").write(), "")
            .entry("doc/read me.txt", "hello")
            .entry("empty/", "")
            .write(directory.resolve("any name.zip"));

    InstalledPlugin installed = installer.install(zip, false);

    assertThat(installed.directory()).isEqualTo(plugins.resolve("alpha"));
    assertThat(installed.descriptor().version()).isEqualTo("1.0");
    assertThat(installed.replaced()).isEmpty();
    assertThat(files())
        .containsExactly(
            "",
            "plugins",
            "plugins/alpha",
            "plugins/alpha/alpha.jar",
            "plugins/alpha/doc",
            "plugins/alpha/doc/read me.txt",
            "plugins/alpha/empty",
            "plugins/alpha/plugin.properties");
    PluginRuntime.start(plugins).close();
  }

  @Test
  void installsAPluginFromTheOnlyDirectoryOfAZipUnderItsId() throws IOException {
    Path zip =
        new TestingZip()
            .directory(elsewhere("alpha").write(), "whatever-1.0/")
            .write(directory.resolve("alpha.zip"));

    installer.install(zip, false);

    assertThat(files())
        .containsExactly(
            "",
            "plugins",
            "plugins/alpha",
            "plugins/alpha/alpha.jar",
            "plugins/alpha/plugin.properties");
  }

  @Test
  void installsInTheOrderOfRequirementsOnly() throws IOException {
    Path alpha = zip(elsewhere("alpha").write());
    Path beta = zip(elsewhere("beta").property("requires", "alpha").write());

    assertRefused(
        beta,
        "The plugin 'beta' requires the plugin 'alpha', which is not in %s: install it too."
            .formatted(plugins));
    installer.install(alpha, false);
    installer.install(beta, false);

    assertThat(ids()).containsExactly("alpha 1.0", "beta 1.0");
  }

  @Test
  void aFileThatIsMissingOrADirectoryIsRefused() throws IOException {
    Path none = directory.resolve("none.zip");
    assertRefused(none, "There is no file %s.".formatted(none));
    assertRefused(
        packed,
        "%s is a directory, but a plugin is installed from a zip: pack the directory."
            .formatted(packed));
  }

  @Test
  void aFileThatIsNoZipIsRefused() throws IOException {
    Path zip = Files.writeString(directory.resolve("text.zip"), "id=alpha");
    assertRefused(
        zip,
        "The file %s is no zip, or a damaged one (zip END header not found): get it again."
            .formatted(zip));
  }

  @Test
  void aZipThatWasCutOffIsRefused() throws IOException {
    Path zip = zip(elsewhere("alpha").write());
    byte[] bytes = Files.readAllBytes(zip);
    Files.write(zip, java.util.Arrays.copyOf(bytes, bytes.length - 100));
    assertRefused(
        zip,
        "The file %s is no zip, or a damaged one (zip END header not found): get it again."
            .formatted(zip));
  }

  @Test
  void aZipWithADamagedEntryIsRefused() throws IOException {
    byte[] noise = new byte[4096];
    new java.util.Random(1).nextBytes(noise);
    Path zip =
        new TestingZip()
            .directory(elsewhere("alpha").write(), "")
            .entry("noise", noise)
            .write(directory.resolve("alpha.zip"));
    byte[] bytes = Files.readAllBytes(zip);
    // Noise does not shrink: its bytes stand in the zip as they are.
    int at = indexOf(bytes, java.util.Arrays.copyOfRange(noise, 2000, 2016));
    bytes[at] ^= 1;
    Files.write(zip, bytes);
    assertRefused(
        zip,
        "The zip %s is damaged, because the checksum of its entry 'noise' is wrong: get it again."
            .formatted(zip));
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int at = 0; at + part.length <= bytes.length; at++) {
      if (java.util.Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    throw new AssertionError("The bytes were packed otherwise.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil",
        "/etc/evil",
        "alpha/../../evil",
        "alpha/..",
        "./../evil",
        "./C:/evil",
        "a//b",
        "..\\evil",
        "C:/evil",
        "c:evil"
      })
  void anEntryThatLeadsOutOfTheZipIsRefused(String name) throws IOException {
    Path zip =
        new TestingZip()
            .directory(elsewhere("alpha").write(), "")
            .entry(name, "evil")
            .write(directory.resolve("alpha.zip"));
    assertRefused(
        zip,
        "The zip %s holds the entry '%s', which leads out of it: don't trust it, and ask its author for another."
            .formatted(zip, name));
    assertThat(directory.resolve("home/evil")).doesNotExist();
    assertThat(directory.resolve("evil")).doesNotExist();
  }

  @Test
  void anEntryThatStandsTwiceIsRefused() throws IOException {
    Path zip =
        new TestingZip()
            .directory(elsewhere("alpha").write(), "")
            .entry("first", "1")
            .entry("other", "2")
            .writeRenamed(directory.resolve("alpha.zip"), "other", "first");
    assertRefused(zip, "The zip %s holds the entry 'first' twice: pack it again.".formatted(zip));
  }

  @Test
  void aSymbolicLinkIsRefused() throws IOException {
    Path zip =
        new TestingZip()
            .directory(elsewhere("alpha").write(), "")
            .entry("secrets", "/etc/passwd")
            .writeWithLink(directory.resolve("alpha.zip"));
    assertRefused(
        zip,
        "The zip %s holds the symbolic link 'secrets', which a plugin may not: pack the file that it points to."
            .formatted(zip));
  }

  @Test
  void aZipThatUnpacksToMoreThanTheLimitIsRefused() throws IOException {
    byte[] noise = new byte[2 << 20];
    new java.util.Random(1).nextBytes(noise);
    Path zip =
        new TestingZip()
            .directory(elsewhere("alpha").write(), "")
            .entry("data", noise)
            .write(directory.resolve("alpha.zip"));
    assertRefused(
        new PluginInstaller(plugins, ArchiveLimits.DEFAULT.withBytes(1 << 20)),
        zip,
        "The zip %s unpacks to more than 1 MiB: give a higher limit, if you trust it."
            .formatted(zip));
    installer.install(zip, false);
    assertThat(plugins.resolve("alpha/data")).hasSize(2 << 20);
  }

  @Test
  void aZipBombIsRefused() throws IOException {
    Path zip =
        new TestingZip()
            .directory(elsewhere("alpha").write(), "")
            .entry("data", new byte[40 << 20])
            .write(directory.resolve("alpha.zip"));
    assertThat(zip.toFile().length()).isLessThan(100_000);
    assertRefused(
        zip,
        "The zip %s unpacks to more than 100 times its size, as only a trap does: don't trust it, and ask its author for another."
            .formatted(zip));
  }

  @Test
  void aZipOfTooManyFilesIsRefused() throws IOException {
    TestingZip many = new TestingZip().directory(elsewhere("alpha").write(), "");
    for (int i = 0; i < 10; i++) {
      many.entry("file" + i, "");
    }
    Path zip = many.write(directory.resolve("alpha.zip"));
    assertRefused(
        new PluginInstaller(plugins, new ArchiveLimits(1 << 20, 11, 100)),
        zip,
        "The zip %s holds more than the 11 files and directories that a plugin may have."
            .formatted(zip));
  }

  @Test
  void directoriesThatAZipOnlyImpliesCountAsWell() throws IOException {
    Path zip =
        new TestingZip()
            .directory(elsewhere("alpha").write(), "")
            .entry("a/b/c/1", "")
            .entry("a/b/c/2", "")
            .write(directory.resolve("alpha.zip"));
    assertRefused(
        new PluginInstaller(plugins, new ArchiveLimits(1 << 20, 6, 100)),
        zip,
        "The zip %s holds more than the 6 files and directories that a plugin may have."
            .formatted(zip));
    new PluginInstaller(plugins, new ArchiveLimits(1 << 20, 7, 100)).install(zip, false);
    assertThat(plugins.resolve("alpha/a/b/c/2")).exists();
  }

  @ParameterizedTest
  @CsvSource({"x,x/,x", "x/,x,x", "a/b,a,a", "a,a/b,a", "a/b/c,a/b,a/b", "a/b,./a/b/c/d,a/b"})
  void aFileAndADirectoryOfOneNameAreRefused(String first, String second, String name)
      throws IOException {
    Path zip =
        new TestingZip()
            .directory(elsewhere("alpha").write(), "")
            .entry(first, "")
            .entry(second, "")
            .write(directory.resolve("alpha.zip"));
    assertRefused(
        zip,
        "The zip %s holds both a file and a directory '%s': pack it again.".formatted(zip, name));
  }

  @Test
  void dotsInPathsAndWhatAMacAddsDoNotMatter() throws IOException {
    Path zip =
        new TestingZip()
            .entry("./", "")
            .directory(elsewhere("alpha").write(), "./alpha/./")
            .entry(".DS_Store", "x")
            .entry("alpha/.DS_Store", "x")
            .entry("__MACOSX/._alpha", "x")
            .entry("__MACOSX/alpha/._plugin.properties", "x")
            .write(directory.resolve("alpha.zip"));

    installer.install(zip, false);

    assertThat(files())
        .containsExactly(
            "",
            "plugins",
            "plugins/alpha",
            "plugins/alpha/alpha.jar",
            "plugins/alpha/plugin.properties");
  }

  @Test
  void aDescriptorMayBeginWithAMarkOfItsEncoding() throws IOException {
    Path descriptor = elsewhere("alpha").write().resolve("plugin.properties");
    Files.writeString(
        descriptor, "\uFEFF" + Files.readString(descriptor).replaceAll("(?m)^#.*\\R", ""));
    installer.install(zip(descriptor.getParent()), false);
    assertThat(ids()).containsExactly("alpha 1.0");
  }

  @Test
  void aZipWithoutDescriptorIsRefused() throws IOException {
    String sentence =
        "The zip %s holds no plugin.properties at its top or in its only directory: pack it with the plugin's jars.";
    Path empty = new TestingZip().write(directory.resolve("empty.zip"));
    assertRefused(empty, sentence.formatted(empty));
    Path two =
        new TestingZip()
            .directory(elsewhere("alpha").write(), "alpha/")
            .directory(elsewhere("beta").write(), "beta/")
            .write(directory.resolve("two.zip"));
    assertRefused(two, sentence.formatted(two));
    Path deep =
        new TestingZip()
            .directory(elsewhere("alpha").write(), "a/b/")
            .write(directory.resolve("deep.zip"));
    assertRefused(deep, sentence.formatted(deep));
  }

  @Test
  void problemsNameTheZipAndNotWhereItWasUnpacked() throws IOException {
    elsewhere("alpha").withoutProperty("license").writeDescriptor();
    Path zip = zip(packed.resolve("alpha"));
    assertRefused(
        zip, "The key 'license' is missing in %s/alpha/plugin.properties: add it.".formatted(zip));
    elsewhere("beta").writeDescriptor();
    Path jarless = zip(packed.resolve("beta"));
    assertRefused(
        jarless,
        "The plugin 'beta' has no jar in %s/beta: build or unpack the plugin again."
            .formatted(jarless));
  }

  @Test
  void anIdThatIsInstalledIsRefusedUnlessItIsToBeReplaced() throws IOException {
    Files.move(elsewhere("alpha").write(), plugins.resolve("of-a-former-name"));
    Path zip = zip(elsewhere("alpha").property("version", "2.0").write());
    assertRefused(
        zip,
        "The plugin 'alpha' is installed already in version 1.0: give --replace to put version 2.0 in its place.");

    InstalledPlugin installed = installer.install(zip, true);

    assertThat(installed.replaced()).isEqualTo(Optional.of("1.0"));
    assertThat(ids()).containsExactly("alpha 2.0");
    assertThat(files())
        .containsExactly(
            "",
            "plugins",
            "plugins/alpha",
            "plugins/alpha/alpha.jar",
            "plugins/alpha/plugin.properties");
  }

  @Test
  void aPluginWhoseDescriptorIsBrokenCanBeReplaced() throws IOException {
    Path broken = Files.createDirectory(plugins.resolve("alpha"));
    Path zip = zip(elsewhere("alpha").write());
    assertRefused(
        zip,
        "The plugin 'alpha' is installed already: give --replace to put version 1.0 in its place.");
    installer.install(zip, true);
    assertThat(broken.resolve("alpha.jar")).exists();
    assertThat(ids()).containsExactly("alpha 1.0");
  }

  @Test
  void aReplacementThatDoesNotFitLeavesTheFormerPlugin() throws IOException {
    new TestingPlugin(plugins, "alpha")
        .property("exports", "shared")
        .source("shared.jar", "package shared; public class Shared {}")
        .write();
    new TestingPlugin(plugins, "beta").property("requires", "alpha").write();
    Path zip = zip(elsewhere("alpha").property("requires", "beta").write());
    List<String> before = files();

    assertThatThrownBy(() -> installer.install(zip, true))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The plugins in the circle alpha -> beta -> alpha require each other: take one of them out of another's key 'requires'.");

    assertThat(files()).isEqualTo(before);
    assertThat(ids()).containsExactly("alpha 1.0", "beta 1.0");
  }

  @Test
  void whatLiesInTheWayIsNamed() throws IOException {
    Files.move(elsewhere("beta").write(), plugins.resolve("alpha"));
    Path zip = zip(elsewhere("alpha").write());
    assertRefused(
        zip,
        "The plugin 'alpha' belongs into %s, where another lies: give that directory another name."
            .formatted(plugins.resolve("alpha")));
  }

  @Test
  void aFailedMovePutsTheFormerPluginBack() throws IOException {
    Path former = new TestingPlugin(plugins, "alpha").write();
    Path other = elsewhere("beta").write();
    // What is not there can't be moved; by then the former plugin has been moved away.
    try (Staging staging = Staging.open(plugins)) {
      assertThatThrownBy(
              () -> staging.putIn(directory.resolve("nothing"), "alpha", List.of(former)))
          .isInstanceOf(java.nio.file.NoSuchFileException.class);
      assertThat(former.resolve("alpha.jar")).exists();
    }
    assertThat(other).exists();
    assertThat(ids()).containsExactly("alpha 1.0");
    assertThat(files())
        .containsExactly(
            "",
            "plugins",
            "plugins/alpha",
            "plugins/alpha/alpha.jar",
            "plugins/alpha/plugin.properties");
  }

  @Test
  void aDirectoryThatIsChangedByAnotherIsRefused() throws IOException {
    Path zip = zip(elsewhere("alpha").write());
    new TestingPlugin(plugins, "beta").write();
    String sentence =
        "The plugins directory %s is being changed by another process: wait until it is done, and try again."
            .formatted(plugins);
    try (Staging staging = Staging.open(plugins)) {
      assertRefused(zip, sentence);
      assertThatThrownBy(() -> installer.remove("beta"))
          .isInstanceOf(StaggerException.class)
          .hasMessage(sentence);
      assertThat(staging.fresh().getParent()).exists();
    }
    installer.install(zip, false);
    assertThat(ids()).containsExactly("alpha 1.0", "beta 1.0");
  }

  @Test
  void aMissingDirectoryIsRefused() throws IOException {
    Path zip = zip(elsewhere("alpha").write());
    Path none = directory.resolve("home/none");
    assertRefused(
        new PluginInstaller(none, ArchiveLimits.DEFAULT),
        zip,
        "The plugins directory %s does not exist: create it with each plugin in a directory of its own, or name another directory."
            .formatted(none));
  }

  @Test
  void aDirectoryThatCanNotBeWrittenIsRefused() throws IOException {
    Path zip = zip(elsewhere("alpha").write());
    Files.setPosixFilePermissions(plugins, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assumeFalse(Files.isWritable(plugins), "the superuser may write everywhere");
      assertRefused(
          zip,
          "The plugins directory %s can't be written: make it writable, or name another by --plugins."
              .formatted(plugins));
    } finally {
      Files.setPosixFilePermissions(plugins, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void aRequestToStopLeavesNothing() throws IOException {
    Path zip = zip(elsewhere("alpha").write());
    installer.cancel();
    assertRefused(zip, "Stopped; nothing was changed.");
  }

  @Test
  void whatAKilledProcessLeftIsTakenAwayAndWhatItTookOutComesBack() throws IOException {
    Path killed = Files.createDirectories(directory.resolve("home/.plugins.change-123"));
    Files.createDirectories(killed.resolve("new/half"));
    Files.createDirectory(killed.resolve("old"));
    Files.move(elsewhere("alpha").write(), killed.resolve("old/alpha"));
    Files.writeString(directory.resolve("home/.plugins.lock"), "left");

    installer.install(zip(elsewhere("beta").property("requires", "alpha").write()), false);

    assertThat(ids()).containsExactly("alpha 1.0", "beta 1.0");
    assertThat(files()).hasSize(8).noneMatch(file -> file.startsWith("."));
  }

  @Test
  void whatAKilledProcessReplacedStaysReplacedWhateverItsDirectoryWasCalled() throws IOException {
    Path killed = Files.createDirectories(directory.resolve("home/.plugins.change-123/old"));
    Files.move(elsewhere("alpha").write(), killed.resolve("called otherwise"));
    Files.move(elsewhere("alpha").property("version", "2.0").write(), plugins.resolve("alpha"));

    installer.install(zip(elsewhere("beta").write()), false);

    assertThat(ids()).containsExactly("alpha 2.0", "beta 1.0");
    assertThat(plugins.resolve("called otherwise")).doesNotExist();
  }

  @Test
  void aLockOfAProcessThatGoesOnIsRespectedEvenIfItsFileIsOld() throws IOException {
    Path lock = directory.resolve("home/.plugins.lock");
    try (FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      assertThat(channel.tryLock()).isNotNull();
      assertRefused(
          zip(elsewhere("alpha").write()),
          "The plugins directory %s is being changed by another process: wait until it is done, and try again."
              .formatted(plugins));
    }
  }

  @Test
  void removesAPlugin() throws IOException {
    new TestingPlugin(plugins, "beta").write();
    Files.move(elsewhere("alpha").write(), plugins.resolve("other-name"));

    assertThat(installer.remove("alpha")).isEqualTo(plugins.resolve("other-name"));

    assertThat(ids()).containsExactly("beta 1.0");
    assertThat(files())
        .containsExactly(
            "",
            "plugins",
            "plugins/beta",
            "plugins/beta/beta.jar",
            "plugins/beta/plugin.properties");
  }

  @Test
  void removesTheLinkAndNotWhatItPointsTo() throws IOException {
    Path alpha = elsewhere("alpha").write();
    Files.createSymbolicLink(plugins.resolve("alpha"), alpha);

    installer.remove("alpha");

    assertThat(plugins.resolve("alpha")).doesNotExist();
    assertThat(alpha.resolve("alpha.jar")).exists();
  }

  @Test
  void aPluginThatOthersRequireIsNotRemoved() throws IOException {
    new TestingPlugin(plugins, "alpha").write();
    new TestingPlugin(plugins, "beta").property("requires", "alpha").write();
    List<String> before = files();
    assertThatThrownBy(() -> installer.remove("alpha"))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The plugin 'alpha' can't be removed, because 'beta' requires it: remove that first.");
    new TestingPlugin(plugins, "gamma").property("requires", "alpha").write();
    assertThatThrownBy(() -> installer.remove("alpha"))
        .hasMessage(
            "The plugin 'alpha' can't be removed, because 'beta' and 'gamma' require it: remove those first.");
    assertThat(files()).containsAll(before);
  }

  @Test
  void aPluginThatIsNotInstalledIsNamedWithTheNearest() throws IOException {
    new TestingPlugin(plugins, "tensorflow").write();
    new TestingPlugin(plugins, "video").write();
    assertThatThrownBy(() -> installer.remove("tensorflwo"))
        .isInstanceOf(StaggerException.class)
        .hasMessage(
            "The plugin 'tensorflwo' is not installed (did you mean 'tensorflow'?): in %s are tensorflow and video."
                .formatted(plugins));
  }

  @Test
  void aBrokenPluginCanBeRemovedByTheNameOfItsDirectory() throws IOException {
    Files.createDirectory(plugins.resolve("broken"));
    installer.remove("broken");
    assertThat(files()).containsExactly("", "plugins");
  }

  @Test
  void verifiesAllInstalledPluginsByStartingThem() throws IOException {
    new TestingPlugin(plugins, "alpha").write();
    new TestingPlugin(plugins, "beta").property("requires", "alpha").write();

    Verification good = installer.verify();

    assertThat(good.isGood()).isTrue();
    assertThat(good.plugins())
        .extracting(LoadedPlugin::descriptor)
        .extracting(descriptor -> descriptor.id())
        .containsExactly("alpha", "beta");
    new TestingPlugin(plugins, "gamma").property("requires", "delta").writeDescriptor();
    assertThat(installer.verify())
        .isEqualTo(
            new Verification(
                List.of(),
                List.of(
                    "The plugin 'gamma' requires the plugin 'delta', which is not in %s: install it too."
                        .formatted(plugins),
                    "The plugin 'gamma' has no jar in %s: build or unpack the plugin again."
                        .formatted(plugins.resolve("gamma")))));
  }

  @Test
  void verifiesOnePluginWithThoseItRequiresWhateverElseIsWrong() throws IOException {
    new TestingPlugin(plugins, "alpha").write();
    new TestingPlugin(plugins, "beta").property("requires", "alpha").write();
    new TestingPlugin(plugins, "gamma").property("requires", "beta").write();
    new TestingPlugin(plugins, "broken").property("requires", "nothing").write();

    Verification found = installer.verifyInstalled("gamma");

    assertThat(found.problems()).isEmpty();
    assertThat(found.plugins())
        .extracting(plugin -> plugin.descriptor().id())
        .containsExactly("alpha", "beta", "gamma");
    assertThat(installer.verifyInstalled("broken").problems()).hasSize(1);
    assertThatThrownBy(() -> installer.verifyInstalled("gama"))
        .isInstanceOf(StaggerException.class)
        .hasMessageStartingWith("The plugin 'gama' is not installed (did you mean 'gamma'?)");
  }

  @Test
  void verifiesAZipInThePlaceOfTheInstalledPlugin() throws IOException {
    new TestingPlugin(plugins, "alpha").write();
    new TestingPlugin(plugins, "beta").property("requires", "alpha").write();
    Path zip = zip(elsewhere("alpha").property("version", "2.0").write());
    List<String> before = files();

    Verification found = installer.verify(zip);

    assertThat(found.problems()).isEmpty();
    assertThat(found.plugins())
        .extracting(plugin -> plugin.descriptor().id() + " " + plugin.descriptor().version())
        .containsExactly("alpha 2.0", "beta 1.0");
    assertThat(files()).isEqualTo(before);
    Path none = directory.resolve("none.zip");
    assertThatThrownBy(() -> installer.verify(none))
        .isInstanceOf(StaggerException.class)
        .hasMessage("There is no file %s.".formatted(none));
  }

  @ParameterizedTest
  @CsvSource({"true,starting", "false,closing"})
  @Timeout(60)
  void aPluginThatDoesNotFinishIsNamedWithWhatItWasDoing(boolean isStarting, String doing)
      throws IOException {
    String loop = "while (!Thread.interrupted()) { Thread.onSpinWait(); }";
    Path zip =
        zip(elsewhere("alpha").main(isStarting ? loop : "", "", isStarting ? "" : loop).write());
    PluginInstaller impatient =
        new PluginInstaller(plugins, ArchiveLimits.DEFAULT, Duration.ofSeconds(1));

    Verification found = impatient.verify(zip);

    assertThat(found.problems())
        .containsExactly(
            "The plugin 'alpha' did not finish %s within 1 second: its entry class must not wait for anything there, or give a longer --timeout."
                .formatted(doing));
    assertThat(found.plugins()).isEmpty();
  }

  @Test
  @Timeout(60)
  void aRequestToStopDoesNotWaitForAPlugin() throws IOException, InterruptedException {
    Path begun = directory.resolve("begun");
    Path zip =
        zip(
            elsewhere("alpha")
                .main(
                    "Files.createFile(Path.of(\"%s\")); while (!Thread.interrupted()) { Thread.onSpinWait(); }"
                        .formatted(begun),
                    "",
                    "")
                .write());
    Thread stopping =
        new Thread(
            () -> {
              while (Files.notExists(begun)) {
                Thread.onSpinWait();
              }
              installer.cancel();
            });
    stopping.start();

    assertThatThrownBy(() -> installer.verify(zip))
        .isInstanceOf(StaggerException.class)
        .hasMessage("Stopped; nothing was changed.");
    stopping.join();
  }
}
