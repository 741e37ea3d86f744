/** An application that has Stagger in it. */
package io.stagger.examples.application;
