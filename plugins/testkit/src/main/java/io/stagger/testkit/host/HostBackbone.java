package io.stagger.testkit.host;

import io.stagger.api.engine.DenoiserBackbone;
import io.stagger.api.engine.ModelRequest;

/**
 * A backbone that {@link HostEngine} can compute: a function in plain Java, without parameters.
 * Immutable.
 */
public interface HostBackbone extends DenoiserBackbone {
  /**
   * Starts on a batch of sequences of which nothing is committed yet.
   *
   * @param request what the model was made from: noise schedule, parameterization, token shape
   */
  Network start(ModelRequest request);

  /**
   * The network on its way through a batch of sequences. What is committed is its memory.
   *
   * <p>Tokens come as rows, one for each position in order. A row holds the numbers of that
   * position for the whole batch, [batch * width]. No row that is passed in is changed or kept.
   */
  interface Network {
    /**
     * Takes the next tokens into memory.
     *
     * @param levels the noise level of each token
     * @param seen the tokens as the network sees them, [count][batch * token width]
     * @param conditions [count][batch * condition width]
     */
    void commit(int[] levels, double[][] seen, double[][] conditions);

    /**
     * Computes the raw outputs for the tokens after the committed ones, in terms of the request's
     * parameterization. Leaves memory as it is.
     *
     * @param levels the noise level of each token
     * @param seen the tokens as the network sees them, [time][batch * token width], at least one
     * @param conditions [time][batch * condition width]
     * @return new rows [time][batch * token width]
     */
    double[][] outputs(int[] levels, double[][] seen, double[][] conditions);

    /** Everything that it remembers of committed tokens; a copy. */
    double[] memory();

    /**
     * Remembers this in place of what it remembers.
     *
     * @param memory what {@link #memory} gave; not kept
     * @throws IllegalArgumentException if it can't be that of this backbone
     */
    void remember(double[] memory);
  }
}
