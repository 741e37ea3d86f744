package io.stagger.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagger.api.data.TokenizerFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestKits {
  private static final String FOLDER = "plugins/testkit/src/main/java/io/stagger/testkit/";

  @TempDir private Path root;

  @Test
  void whatIsSuppliedAndCheckedIsReadFromTheSource() {
    new TestingDocs(root)
        .write(
            FOLDER + "TokenizerConformance.java",
            """
            package io.stagger.testkit;

            /** What is promised. */
            public interface TokenizerConformance extends TokenizerSubject {
              /** Whether it is {@code quick}; checked both ways. */
              default boolean quick() {
                return true;
              }

              /**
               * Nothing is
               * lost, says {@link #quick}.
               */
              @Test
              default void losesNothing() {
                assertThat(factory()).isNotNull();
              }

              /** Helps. */
              private static void help() {}
            }
            """)
        .write(
            FOLDER + "TokenizerSubject.java",
            """
            package io.stagger.testkit;

            /** The subject. */
            public interface TokenizerSubject {
              /** The factory to check. */
              TokenizerFactory<?> factory();
            }
            """);

    assertThat(new Kits(root).text(TokenizerFactory.class))
        .isEqualTo(
            """
            The kit is [`TokenizerConformance`](../../../plugins/testkit/src/main/java/io/stagger/testkit/TokenizerConformance.java), a JUnit interface. A test class implements it and supplies:

            - `factory()`: the factory to check.
            - `quick()`: whether it is `quick`; checked both ways. Unless overridden: `true`.

            Inherited tests check:

            - Nothing is lost, says `quick`.""");
  }

  @Test
  void aPointWithoutAKitSaysSo() {
    assertThat(new Kits(root).text(Runnable.class)).isEqualTo("There is no kit for this point.");
  }
}
