/** What the packaged distribution does, seen from outside. */
package io.stagger.acceptance;
