/** What a person sees of a run: progress, and what becomes of an interruption. */
package io.stagger.cli.run;
