/** The report of a run: one self-contained HTML file. */
package io.stagger.cli.report;
