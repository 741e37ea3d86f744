package io.stagger.strokes;

import io.stagger.api.data.DataSource;
import io.stagger.api.data.Split;
import io.stagger.api.data.Tokens;
import io.stagger.api.diffusion.SchedulingMatrix;
import io.stagger.api.evaluation.Trial.Progress;
import io.stagger.api.sampling.SamplingTask;
import io.stagger.api.sampling.TokenSampler;
import io.stagger.strokes.DrawingTrial.Sampled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Draws with a model, by choosing which tokens are known. Not thread-safe, because a sampler is
 * not.
 */
final class Draftsman {
  private final StrokesTokenizer tokenizer;
  private final TokenSampler sampler;
  private long seed;

  /**
   * Creates a draftsman.
   *
   * @param seed decides all noise
   */
  Draftsman(StrokesTokenizer tokenizer, TokenSampler sampler, long seed) {
    this.tokenizer = tokenizer;
    this.sampler = sampler;
    this.seed = seed;
  }

  /** Draws from nothing. */
  List<Sampled> generate(int count) {
    return sample(Drawing.blank(), 0, tokenizer.tokens(), count).stream()
        .map(tokens -> sampled(tokens, 0, tokenizer.tokens(), List.of()))
        .toList();
  }

  /**
   * Completes drawings of the test split.
   *
   * @return for each drawing, all of its completions, one after the other
   */
  List<Sampled> complete(
      DataSource<Drawing> source, DrawingTrialSettings settings, Progress progress) {
    long count = Math.min(settings.completed(), source.size(Split.TEST));
    // Drawings with as many known strokes share a task.
    Map<Integer, List<Integer>> byKnown = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      int strokes = source.get(Split.TEST, i).strokes().size();
      int known = Math.max(1, (int) (settings.knownShare() * strokes));
      byKnown.computeIfAbsent(known, any -> new ArrayList<>()).add(i);
    }
    Sampled[] completed = new Sampled[(int) count * settings.futures()];
    int done = 0;
    for (Map.Entry<Integer, List<Integer>> group : byKnown.entrySet()) {
      int known = group.getKey();
      List<Tokens> sequences = new ArrayList<>();
      for (int i : group.getValue()) {
        sequences.addAll(
            Collections.nCopies(settings.futures(), tokenizer.encode(source.get(Split.TEST, i))));
      }
      List<Tokens> tokens = sampler.sample(task(sequences, known, tokenizer.tokens()));
      for (int i = 0; i < tokens.size(); i++) {
        int drawing = group.getValue().get(i / settings.futures());
        completed[drawing * settings.futures() + i % settings.futures()] =
            sampled(
                tokens.get(i), known, tokenizer.tokens(), List.of(source.get(Split.TEST, drawing)));
      }
      done += group.getValue().size();
      progress.advanced("completed", done, count);
    }
    return Arrays.asList(completed);
  }

  /**
   * Joins the first third of a drawing of the test split to the last third of the next one; in
   * between are as many strokes as make the drawing as long as the two are in the mean, one at
   * least.
   *
   * @return for each pair, all of its compositions, one after the other
   */
  List<Sampled> compose(
      DataSource<Drawing> source, DrawingTrialSettings settings, Progress progress) {
    int count = (int) Math.min(settings.composed(), source.size(Split.TEST) / 2);
    List<Sampled> composed = new ArrayList<>();
    for (int pair = 0; pair < count; pair++) {
      Drawing one = source.get(Split.TEST, 2L * pair);
      Drawing other = source.get(Split.TEST, 2L * pair + 1);
      int before = third(one);
      int after = third(other);
      int mean = (one.strokes().size() + other.strokes().size()) / 2;
      int length = Math.min(tokenizer.tokens(), Math.max(mean, before + after + 1));
      List<Stroke> strokes = new ArrayList<>(one.first(before).strokes());
      // Any stroke will do where they are sampled.
      strokes.addAll(Collections.nCopies(length - before - after, one.strokes().get(0)));
      strokes.addAll(other.after(other.strokes().size() - after));
      sample(new Drawing("", strokes), before, length - after, settings.futures()).stream()
          .map(tokens -> sampled(tokens, before, length - after, List.of(one, other)))
          .forEach(composed::add);
      progress.advanced("composed", pair + 1, count);
    }
    return composed;
  }

  private static int third(Drawing drawing) {
    return Math.max(1, drawing.strokes().size() / 3);
  }

  /**
   * Drawings on their way from noise to clean: all strokes that tokens say there are.
   *
   * @param drawings how many
   * @param most how many states at most, the first and the last among them
   * @return the states, each with its drawings
   */
  List<List<Drawing>> states(int drawings, int most) {
    List<List<Drawing>> states = new ArrayList<>();
    List<Tokens> sequences = Collections.nCopies(drawings, tokenizer.encode(Drawing.blank()));
    sampler.sample(
        task(sequences, 0, tokenizer.tokens())
            .with(
                (first, row, tokens) -> {
                  while (states.size() <= row) {
                    states.add(new ArrayList<>());
                  }
                  states
                      .get(row)
                      .addAll(
                          tokens.stream()
                              .map(one -> new Drawing("", strokes(one, 0, tokenizer.tokens())))
                              .toList());
                }));
    int kept = Math.min(most, states.size());
    List<List<Drawing>> some = new ArrayList<>();
    for (int i = 0; i < kept; i++) {
      some.add(states.get((int) ((long) i * (states.size() - 1) / (kept - 1))));
    }
    return some;
  }

  private List<Tokens> sample(Drawing drawing, int from, int to, int count) {
    return sampler.sample(task(Collections.nCopies(count, tokenizer.encode(drawing)), from, to));
  }

  /** Samples the tokens from one to another; those before and after are known. */
  private SamplingTask task(List<Tokens> sequences, int from, int to) {
    SchedulingMatrix matrix = sampler.matrix(tokenizer.tokens() - from);
    if (to < tokenizer.tokens()) {
      int[] levels = new int[matrix.horizon()];
      Arrays.fill(levels, 0, to - from, matrix.steps());
      matrix = matrix.beginningAt(levels);
    }
    return SamplingTask.of(sequences, from, matrix, seed++);
  }

  private Sampled sampled(Tokens tokens, int from, int to, List<Drawing> models) {
    boolean open = to == tokenizer.tokens();
    List<Stroke> sampled = strokes(tokens, from, open ? end(tokens, from) : to);
    return new Sampled(
        strokes(tokens, 0, from), sampled, strokes(tokens, to, tokenizer.tokens()), models);
  }

  /** The first token that says that the drawing is finished. */
  private int end(Tokens tokens, int from) {
    int end = from;
    while (end < tokens.length() && tokenizer.isStroke(tokens, end)) {
      end++;
    }
    return end;
  }

  private List<Stroke> strokes(Tokens tokens, int from, int to) {
    List<Stroke> strokes = new ArrayList<>();
    for (int token = from; token < to; token++) {
      if (tokenizer.isStroke(tokens, token)) {
        strokes.add(tokenizer.stroke(tokens, token));
      }
    }
    return strokes;
  }
}
