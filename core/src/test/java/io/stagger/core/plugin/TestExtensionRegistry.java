package io.stagger.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagger.api.ExtensionPoints;
import io.stagger.api.StaggerException;
import io.stagger.api.config.NoSettings;
import io.stagger.api.config.Setting;
import io.stagger.api.diffusion.SamplingSchedule;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.plugin.Extension;
import io.stagger.api.plugin.ExtensionPoint;
import io.stagger.api.plugin.Extensions;
import io.stagger.core.config.Point;
import io.stagger.core.config.Selection;
import io.stagger.core.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class TestExtensionRegistry {
  private static final ExtensionPoint<SamplingSchedule> POINT = ExtensionPoints.SAMPLING_SCHEDULE;

  record Shift(@Setting(value = "rows between tokens", defaultValue = "1", min = 0) double shift) {}

  record Named(@Setting(value = "a name", defaultValue = "x") String name) {}

  record Bare(int shift) {}

  record Plan(
      @Setting("the schedule") @Point("sampling-schedule") Selection schedule,
      @Setting(value = "others", defaultValue = "") @Point("sampling-schedule")
          Map<String, Selection> ways) {}

  record Misplaced(@Setting("a thing") @Point("nowhere") Selection thing) {}

  /** A schedule that remembers what it was made of. */
  record Remembering(Record configuration) implements SamplingSchedule {
    @Override
    public SchedulingMatrix matrix(int horizon, int steps) {
      throw new UnsupportedOperationException("not asked for in these tests");
    }
  }

  @Test
  void theStandardPointsAlwaysExist() {
    ExtensionRegistry registry = new ExtensionRegistry.Builder().build();

    assertThat(registry.points()).isEqualTo(ExtensionPoints.all());
    assertThat(registry.point("solver")).contains(ExtensionPoints.SOLVER);
    assertThat(registry.point("slover")).isEqualTo(Optional.empty());
    assertThat(registry.extensions(POINT)).isEmpty();
  }

  @Test
  void extensionsAreListedByRankingThenByName() {
    ExtensionRegistry registry =
        registry(schedule("b", 0), schedule("a", 0), schedule("z", 10), schedule("m", -1));

    assertThat(registry.extensions(POINT))
        .extracting(registered -> registered.extension().name())
        .containsExactly("z", "a", "b", "m");
    assertThat(registry.highest(POINT).extension().name()).isEqualTo("z");
    assertThat(registry.find(POINT, "m").pluginId()).isEqualTo("test");
  }

  @Test
  void anUnknownNameIsReportedWithTheNearest() {
    assertFails(
        () -> registry(schedule("pyramid", 0), schedule("full", 0)).find(POINT, "pyramd"),
        "There is no sampling-schedule 'pyramd' (did you mean 'pyramid'?): installed are full and pyramid.");
    assertFails(
        () -> registry(schedule("pyramid", 0)).find(POINT, "zzz"),
        "There is no sampling-schedule 'zzz': installed is pyramid.");
    assertFails(
        () -> registry().find(POINT, "pyramid"),
        "There is no sampling-schedule 'pyramid', nor any other: install a plugin that brings one.");
  }

  @Test
  void aTieOfTheHighestRankingIsReported() {
    assertFails(
        () -> registry(schedule("a", 1), schedule("b", 1), schedule("c", 0)).highest(POINT),
        "No sampling-schedule is named, and 'a' (plugin test) and 'b' (plugin test) share the highest ranking, 1: name the one to use.");
  }

  @Test
  void anEmptyPointHasNoHighest() {
    assertFails(
        () -> registry().highest(POINT),
        "There is no sampling-schedule: install a plugin that brings one.");
  }

  @Test
  void anUndefinedPointIsReported() {
    ExtensionPoint<Runnable> point = ExtensionPoint.of("sampling-scheduel", Runnable.class, "runs");

    assertFails(
        () -> registry().extensions(point),
        "There is no extension point 'sampling-scheduel' (did you mean 'sampling-schedule'?): is the plugin that defines it installed?");
    assertFails(
        () -> registry(runnable(point)),
        "The sampling-scheduel 'x' has an extension point that does not exist (did you mean 'sampling-schedule'?): define it, or require the plugin that does.");
  }

  @Test
  void aPointThatIsDefinedTwiceIsReported() {
    assertFails(
        () ->
            new ExtensionRegistry.Builder()
                .contribute("test", extensions -> extensions.define(ExtensionPoints.SOLVER)),
        "The extension point 'solver' exists already: give it another id.");
  }

  @Test
  void aPointOfAnotherClassIsReported() {
    assertFails(
        () -> registry(runnable(ExtensionPoint.of("solver", Runnable.class, "runs"))),
        "The solver 'x' is a io.stagger.api.diffusion.Solver from another class loader than its extension point's: require the plugin that exports the class instead of bringing a copy.");
  }

  @Test
  void aTakenNameIsReported() {
    assertFails(
        () -> registry(schedule("a", 0), schedule("a", 1)),
        "The sampling-schedule 'a' exists already, from the plugin 'test': give it another name.");
  }

  @Test
  void aConfigurationThatIsNotWellFormedIsReported() {
    assertFails(
        () -> registry(schedule("a", Bare.class)),
        "The sampling-schedule 'a' can't be configured: The component shift of the configuration record %s has no annotation @Setting."
            .formatted(Bare.class.getName()));
    assertFails(
        () -> registry(schedule("a", Named.class)),
        "The sampling-schedule 'a' can't be configured: the key 'name' of the configuration record %s is taken, because it selects the extension."
            .formatted(Named.class.getName()));
  }

  @Test
  void whatAFailingPluginAddedDoesNotStay() {
    ExtensionRegistry.Builder builder = new ExtensionRegistry.Builder();

    assertThatThrownBy(
            () ->
                builder.contribute(
                    "test",
                    extensions -> {
                      extensions.add(schedule("a", 0));
                      throw new IllegalStateException("boom");
                    }))
        .hasMessage("boom");

    assertThat(builder.build().extensions(POINT)).isEmpty();
  }

  @Test
  void aPluginCanContributeOnlyWhileItStarts() {
    AtomicReference<Extensions> kept = new AtomicReference<>();
    new ExtensionRegistry.Builder().contribute("test", kept::set);

    assertThatThrownBy(() -> kept.get().add(schedule("a", 0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The plugin 'test' can contribute only while it starts.");
  }

  @Test
  void aSelectionIsResolvedAndMade() {
    SelectionResolver resolver = new SelectionResolver(registry(schedule("a", Shift.class)));

    Resolved<SamplingSchedule> named =
        resolver.resolve(
            POINT, new Selection(Optional.of("a"), Settings.of(Map.of("shift", 2), "x.yaml")));
    Resolved<SamplingSchedule> highest =
        resolver.resolve(POINT, new Selection(Optional.empty(), Settings.empty()));

    assertThat(named.name()).isEqualTo("a");
    assertThat(named.configuration()).isEqualTo(new Shift(2));
    assertThat(named.create(new TestingContext(Path.of("."))))
        .isEqualTo(new Remembering(new Shift(2)));
    assertThat(highest.configuration()).isEqualTo(new Shift(1));
  }

  @Test
  void theSelectionsOfARecordAreCheckedTogether() {
    SelectionResolver resolver =
        new SelectionResolver(registry(schedule("pyramid", Shift.class), schedule("full", 0)));

    assertThat(
            resolver.bind(Plan.class, Settings.of(Map.of("schedule", "full"), "x.yaml")).schedule())
        .isEqualTo(Selection.of("full"));
    assertFails(
        () ->
            resolver.bind(
                Plan.class,
                Settings.of(
                    Map.of(
                        "schedule",
                        "ful",
                        "ways",
                        Map.of("first", Map.of("name", "pyramid", "shift", -1))),
                    "x.yaml")),
        "x.yaml, key 'schedule': There is no sampling-schedule 'ful' (did you mean 'full'?): installed are full and pyramid."
            + System.lineSeparator()
            + "The key 'ways.first.shift' in x.yaml is '-1', but must be a number at least 0.");
    assertFails(
        () -> resolver.bind(Plan.class, Settings.of(Map.of(), "x.yaml")),
        "x.yaml, key 'schedule': No sampling-schedule is named, and 'full' (plugin test) and 'pyramid' (plugin test) share the highest ranking, 0: name the one to use.");
  }

  @Test
  void aRecordThatSelectsFromNowhereIsADefect() {
    assertThatThrownBy(
            () -> new SelectionResolver(registry()).bind(Misplaced.class, Settings.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The record %s selects from the unknown extension point 'nowhere'.",
            Misplaced.class.getName());
  }

  private static Extension<SamplingSchedule, NoSettings> schedule(String name, int ranking) {
    return schedule(name, NoSettings.class).withRanking(ranking);
  }

  private static <C extends Record> Extension<SamplingSchedule, C> schedule(
      String name, Class<C> configuration) {
    return Extension.of(
        POINT,
        name,
        "A schedule.",
        configuration,
        (settings, context) -> new Remembering(settings));
  }

  private static Extension<Runnable, NoSettings> runnable(ExtensionPoint<Runnable> point) {
    return Extension.of(point, "x", "Runs.", NoSettings.class, (settings, context) -> () -> {});
  }

  private static ExtensionRegistry registry(Extension<?, ?>... extensions) {
    return new ExtensionRegistry.Builder()
        .contribute("test", target -> List.of(extensions).forEach(target::add))
        .build();
  }

  private static void assertFails(Supplier<?> action, String message) {
    assertThatThrownBy(action::get).isInstanceOf(StaggerException.class).hasMessage(message);
  }
}
