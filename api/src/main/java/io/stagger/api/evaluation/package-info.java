/** How predictions are scored, compared and drawn. */
package io.stagger.api.evaluation;
