package io.stagger.tensorflow;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.op.Ops;

/** The signatures of the functions that a loop is made of. */
final class LoopSignature {
  private LoopSignature() {}

  /** That of a function of the loop's variables, without outputs so far. */
  static Signature.Builder of(String key, List<Operand<?>> variables) {
    Signature.Builder signature = Signature.builder(key);
    int i = 0;
    for (Operand<?> input : variables) {
      signature.input("in" + i++, input);
    }
    return signature;
  }

  /** That of a function from the loop's variables to the next ones. */
  static Signature step(String key, List<Operand<?>> variables, List<Operand<?>> next, Ops f) {
    Signature.Builder signature = of(key, variables);
    for (int i = 0; i < next.size(); i++) {
      // A function can't return its own input.
      Operand<?> output = next.get(i);
      signature.output("out" + i, variables.contains(output) ? f.identity(output) : output);
    }
    return signature.build();
  }
}
