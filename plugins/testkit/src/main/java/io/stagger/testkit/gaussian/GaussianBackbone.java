package io.stagger.testkit.gaussian;

import io.stagger.api.config.Setting;
import io.stagger.api.engine.ModelRequest;
import io.stagger.testkit.host.HostBackbone;

/**
 * The optimal denoiser of a stationary Gaussian AR(1) process, each number of a token being one
 * process of its own:
 *
 * <pre>
 * x_t = mean + phi (x_(t-1) - mean) + sqrt(1 - phi^2) sd e_t,     e_t ~ N(0, 1)
 * y_t = signal(k_t) x_t + noise(k_t) eps_t,                       eps_t ~ N(0, 1)
 * </pre>
 *
 * so that every {@code x_t} has this mean and standard deviation, and neighbors the correlation
 * {@code phi}. The clean prediction is {@code E[x_t | all y]} if bidirectional and {@code E[x_t |
 * y_1 ... y_t]} if causal, for levels that differ from token to token. It comes from the Kalman
 * filter,
 *
 * <pre>
 * a_1 = mean,                         P_1 = sd^2
 * a_t = mean + phi (f_(t-1) - mean),  P_t = phi^2 F_(t-1) + (1 - phi^2) sd^2
 * D_t = signal^2 P_t + noise^2
 * f_t = (noise^2 a_t + signal P_t y_t) / D_t,   F_t = P_t noise^2 / D_t
 * </pre>
 *
 * and, if bidirectional, the Rauch-Tung-Striebel smoother (1965),
 *
 * <pre>s_t = f_t + (phi F_t / P_(t+1)) (s_(t+1) - a_(t+1))</pre>
 *
 * in time proportional to the number of tokens. A clean token (noise 0) is known exactly and
 * predicted as it is, a token without signal tells nothing. The output is the parameterization's
 * target with {@code x_0} and {@code eps} replaced by their expectations, which is what a network
 * trained to the optimum would output; {@link io.stagger.api.diffusion.Parameterization#clean}
 * gives the clean prediction back. Conditions are not looked at.
 *
 * @param phi the correlation of neighbors, between -1 and 1
 * @param mean the mean of every token
 * @param standardDeviation the standard deviation of every token, above 0
 * @param causal whether later tokens are left out of account
 */
public record GaussianBackbone(
    @Setting(value = "the correlation of neighboring tokens", min = -1, max = 1) double phi,
    @Setting(value = "the mean of every token", defaultValue = "0") double mean,
    @Setting(value = "the standard deviation of every token", defaultValue = "1", min = 0)
        double standardDeviation,
    @Setting(value = "whether later tokens are left out of account", defaultValue = "false")
        boolean causal)
    implements HostBackbone {
  /** Refuses processes that are not stationary or do not move. */
  public GaussianBackbone {
    if (!(Math.abs(phi) < 1)) {
      throw new IllegalArgumentException(
          "phi is %s, but a stationary process needs a value between -1 and 1, both excluded."
              .formatted(phi));
    }
    if (!(standardDeviation > 0 && standardDeviation < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "standardDeviation is %s, but it is a finite number above 0."
              .formatted(standardDeviation));
    }
    if (!Double.isFinite(mean)) {
      throw new IllegalArgumentException("mean is %s, but it is a finite number.".formatted(mean));
    }
  }

  @Override
  public Network start(ModelRequest request) {
    return new GaussianNetwork(this, request);
  }

  /** The covariance of two tokens, {@code sd^2 phi^distance}. */
  public double covariance(int distance) {
    return standardDeviation * standardDeviation * Math.pow(phi, distance);
  }
}
