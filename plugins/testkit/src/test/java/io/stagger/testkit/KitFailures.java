package io.stagger.testkit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Runs the tests of a kit by hand, so that a kit can be shown to fail. */
final class KitFailures {
  private KitFailures() {}

  /** The names of the kit's tests that fail for a subject. */
  static <K> Set<String> of(Class<K> kit, K subject) {
    Set<String> failures = new TreeSet<>();
    int tests = 0;
    for (Method method : kit.getMethods()) {
      if (method.isAnnotationPresent(Test.class)) {
        tests++;
        try {
          method.invoke(subject);
        } catch (InvocationTargetException e) {
          failures.add(method.getName());
        } catch (IllegalAccessException e) {
          throw new AssertionError(e);
        }
      }
    }
    if (tests == 0) {
      throw new AssertionError(kit + " has no tests.");
    }
    return failures;
  }
}
