/**
 * The {@code stagger} command. Each subcommand is a class; {@link io.stagger.cli.CommonOptions} is
 * what they share, and {@link io.stagger.cli.ExitCodes} is the one place where an outcome becomes
 * an exit code.
 */
package io.stagger.cli;
