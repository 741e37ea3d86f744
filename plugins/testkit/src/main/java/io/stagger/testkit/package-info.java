/**
 * Conformance kits: one small JUnit 5 interface for each extension point.
 *
 * <p>The test class of an extension implements the kit of its point, supplies the extension, and
 * inherits the kit's tests:
 *
 * <pre>{@code
 * final class TestCosineNoiseSchedule implements NoiseScheduleConformance {
 *   @Override
 *   public NoiseSchedule noiseSchedule() {
 *     return new CosineNoiseSchedule(new CosineSettings(1000, 0.008));
 *   }
 * }
 * }</pre>
 *
 * <p>A kit checks what the point's Javadoc promises and nothing else. What an extension declares
 * about itself is checked both ways: a backbone that says it is not causal must not be.
 */
package io.stagger.testkit;
