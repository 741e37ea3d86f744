/** Tests of how the site is made. */
package io.stagger.site;
