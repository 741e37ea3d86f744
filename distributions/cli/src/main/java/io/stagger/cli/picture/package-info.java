/**
 * Pictures of what extensions compute, each with the numbers behind it. They are drawn through the
 * types of the API alone, so they serve the extensions of every plugin.
 */
package io.stagger.cli.picture;
