/**
 * Makes a site of the documentation: pages in Markdown become HTML, what can be generated is
 * generated, and every link is checked.
 */
package io.stagger.site;
