/**
 * The examples that the reference pages of extension points show. Each is held to its conformance
 * kit, or tested beside it.
 */
package io.stagger.site.example;
